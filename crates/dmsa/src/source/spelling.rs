//! The spelling of names. Keys, not-nulls, references, indexes and renamings may name tables and fields in any case; a
//! model names them everywhere as their definition does, so that nobody after the readers has to think of case.

use super::order::Places;
use crate::fold::fold;
use crate::model::{Model, Table};
use hashbrown::HashMap;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::hash::Hash;

/// Writes the names of tables and fields in the case of their definition, wherever they are spoken of. A name that is
/// spelt exactly as one that exists, or that could be one of several, stays as it is.
pub(super) fn respell(model: &mut Model) {
    let Model { tables, primary_keys, uniques, not_nulls, references, indexes, renamings, .. } = model;
    let names = Names::of(tables);
    for key in primary_keys.iter_mut().chain(uniques) {
        names.respell(&mut key.table, key.fields.iter_mut().map(|field| &mut field.name));
    }
    for index in indexes {
        names.respell(&mut index.table, index.fields.iter_mut().map(|field| &mut field.name));
    }
    for not_null in not_nulls {
        names.respell(&mut not_null.table, [&mut not_null.field]);
    }
    for reference in references {
        let fields = &mut reference.fields;
        names.respell(&mut reference.table, fields.iter_mut().map(|field| &mut field.field));
        names.respell(&mut reference.ref_table, fields.iter_mut().map(|field| &mut field.ref_field));
    }
    for renaming in renamings {
        names.respell(&mut renaming.table, [&mut renaming.field]);
    }
}

/// The tables and fields there are, by name.
pub(crate) struct Names<'m> {
    tables: &'m [Table],
    exact: Places<'m>,
    /// Made when a name is not found as it is, which is rare.
    folded: OnceCell<Folded<'m>>,
}

/// The spelling of names without regard to case; none where there are several.
#[derive(Default)]
struct Folded<'m> {
    tables: HashMap<Cow<'m, str>, Option<&'m str>>,
    /// By the place of their table, too.
    fields: HashMap<(usize, Cow<'m, str>), Option<&'m str>>,
}

impl<'m> Names<'m> {
    pub(crate) fn of(tables: &'m [Table]) -> Self {
        Self { tables, exact: Places::new(tables), folded: OnceCell::new() }
    }

    fn folded(&self) -> &Folded<'m> {
        self.folded.get_or_init(|| {
            let mut folded = Folded::default();
            for (place, table) in self.tables.iter().enumerate() {
                add(&mut folded.tables, fold(&table.name), &table.name);
                for field in &table.fields {
                    add(&mut folded.fields, (place, fold(&field.name)), &field.name);
                }
            }
            folded
        })
    }

    /// Writes the names of a table and of fields in it as they are defined.
    pub(crate) fn respell<'n>(&self, table: &mut String, fields: impl IntoIterator<Item = &'n mut String>) {
        if self.exact.table(table).is_none()
            && let Some(Some(spelling)) = self.folded().tables.get(fold(table).as_ref())
        {
            (*spelling).clone_into(table);
        }
        let Some(place) = self.exact.table(table) else {
            return;
        };
        for field in fields {
            if self.exact.field_of(place, field).is_none()
                && let Some(Some(spelling)) = self.folded().fields.get(&(place, fold(field)))
            {
                (*spelling).clone_into(field);
            }
        }
    }
}

/// Adds a name under its key. Names of one key that are not spelt the same rule each other out.
fn add<'m, K: Hash + Eq>(spellings: &mut HashMap<K, Option<&'m str>>, key: K, name: &'m str) {
    let known = spellings.entry(key).or_insert(Some(name));
    if *known != Some(name) {
        *known = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check;
    use crate::source::{SourceFile, arbitrary, directory};
    use proptest::prelude::*;

    fn read(path: &str, text: &str) -> Model {
        let loaded = directory::read_files(&[SourceFile { path: path.into(), bytes: text.into() }]);
        assert_eq!(loaded.diagnostics, []);
        loaded.catalog.models.into_iter().next().unwrap()
    }

    /// What `show` and `ddl` would look for, in words.
    fn spelt(model: &Model) -> Vec<String> {
        let of = |table: &str, fields: Vec<&str>| format!("{table}({})", fields.join(","));
        let keys = model.primary_keys.iter().chain(&model.uniques);
        let mut spelt: Vec<_> = keys.map(|key| of(&key.table, key.field_names().collect())).collect();
        spelt.extend(model.not_nulls.iter().map(|it| of(&it.table, vec![&it.field])));
        spelt.extend(model.references.iter().map(|it| {
            let mut parts: Vec<_> = it.field_names().collect();
            parts.push(&it.ref_table);
            parts.extend(it.ref_field_names());
            of(&it.table, parts)
        }));
        spelt.extend(model.indexes.iter().map(|it| of(&it.table, it.fields.iter().map(|f| f.name.as_str()).collect())));
        spelt.extend(model.renamings.iter().map(|it| of(&it.table, vec![&it.field])));
        spelt
    }

    const TOML: &str = r#"
model = "m"
version = "1"

[tables.t]
primary_key = { pk_t = ["ID"] }
indexes = { i = ["Parent desc"] }
uniques = { u = ["PARENT"] }

[tables.t.fields]
id = "integer"
parent = "integer -> T.Id as fk"

[loose]
not_nulls = ["T.ID"]

[[renamings]]
from = "0"
fields = ["t.old -> T.ID"]
"#;

    const JSON: &str = r#"{"model": "m", "version": "1",
        "tables": [{"name": "t", "fields": [{"name": "id", "type": "integer"}, {"name": "parent", "type": "integer"}]}],
        "schema": {
            "constraints": {
                "primary_keys": [{"name": "pk_t", "table": "T", "fields": ["ID"]}],
                "uniques": [{"name": "u", "table": "t", "fields": ["PARENT"]}],
                "not_null": [{"table": "T", "field": "Id"}],
                "foreign_keys": [{"name": "fk", "source_table": "T", "source_field": "Parent",
                    "target_table": "T", "target_field": "ID"}]},
            "indexes": [{"name": "i", "table": "T", "order": "desc", "fields": ["Parent"]}]},
        "dmsa": {"renamings": [{"source_version": "0", "source_table": "t", "source_field": "old",
            "target_table": "T", "target_field": "ID"}]}}"#;

    #[test]
    fn every_source_names_things_as_they_are_defined() {
        for (path, text) in [("m.toml", TOML), ("m.json", JSON)] {
            let expected = ["t(id)", "t(parent)", "t(id)", "t(parent,t,id)", "t(parent)", "t(id)"];
            assert_eq!(spelt(&read(path, text)), expected, "{path}");
        }
    }

    #[test]
    fn nothing_that_is_spelt_in_another_case_is_left_out() {
        for (path, text) in [("m.toml", TOML), ("m.json", JSON)] {
            let model = read(path, text);
            let options = crate::ddl::Options::default();
            for dialect in crate::dialect::DIALECTS.iter().copied() {
                let scripts = crate::ddl::Scripts::new(&model, dialect, &options).unwrap();
                assert_eq!(scripts.diagnostics(), [], "{path} {}", dialect.name());
            }
        }
    }

    #[test]
    fn an_exact_name_wins_and_one_of_several_stays() {
        let text = r#"
model = "m"
version = "1"
[tables.t]
indexes = { a = ["ID"], b = ["id"], c = ["Id"], d = ["X"] }
[tables.t.fields]
id = "integer"
ID = "integer"
x = "integer"
"#;
        let model = read("m.toml", text);
        assert_eq!(spelt(&model), ["t(ID)", "t(id)", "t(Id)", "t(x)"]);
        let dangling = |code: &str| check::model(&model).iter().filter(|found| found.code.name == code).count();
        assert_eq!(dangling("dangling-index"), 1, "what could be one of several is none of them");
    }

    proptest! {
        #[test]
        fn a_second_time_changes_nothing(model in arbitrary::model()) {
            let mut once = model;
            respell(&mut once);
            let mut twice = once.clone();
            respell(&mut twice);
            prop_assert_eq!(once, twice);
        }
    }
}
