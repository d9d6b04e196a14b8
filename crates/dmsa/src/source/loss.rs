//! What a layout cannot hold, found by reading back what was written in it.

use crate::model::{
    Area, Check, Field, Index, IndexField, Key, KeyField, Model, NotNull, Reference, ReferenceField, Release, Renaming,
    Table,
};
use hashbrown::HashMap;
use std::borrow::Borrow;
use std::collections::VecDeque;
use std::hash::Hash;

/// Facts of one kind that were lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// The kind, in words: `subject areas`.
    pub what: &'static str,
    /// What they are about: titles, names, `table.field`.
    pub of: Vec<String>,
}

/// What `model` says and `kept` does not. Both are as a source gives them, with names spelled as they are defined.
///
/// ```
/// use dmsa::model::{Area, Model};
/// use dmsa::source::{csv, directory, loss};
///
/// let area = Area { title: "Stays".into(), ..Area::default() };
/// let model = Model { name: "mine".into(), version: "1.0".into(), areas: vec![area], ..Model::default() };
/// let kept = directory::read_files(&csv::write(&model)).catalog;
/// let lost = loss::between(&model, kept.find("mine", "1.0")?);
/// assert_eq!((lost[0].what, lost[0].of.as_slice()), ("subject areas", ["Stays".to_owned()].as_slice()));
/// # Ok::<(), dmsa::source::NotFound>(())
/// ```
pub fn between(model: &Model, kept: &Model) -> Vec<Loss> {
    // Patterns without `..`, so that a fact that is new to the model cannot be forgotten here.
    let Model {
        name,
        version,
        label,
        description,
        url,
        release: Release { level, serial },
        tables,
        primary_keys,
        uniques,
        not_nulls,
        references,
        checks,
        indexes,
        renamings,
        areas,
    } = model;
    let title = || format!("{name} {version}");
    let mut losses = Losses::default();
    losses.unless(*label == kept.label, "labels", title);
    losses.unless(*description == kept.description, "descriptions", title);
    losses.unless(*url == kept.url, "URLs", title);
    losses.unless(*level == kept.release.level && *serial == kept.release.serial, "releases", title);
    losses.missing("subject areas", areas, &kept.areas, |Area { title, tables, origin: _ }| {
        (title.clone(), (title.clone(), tables.clone()))
    });
    losses.tables(tables, &kept.tables, title);
    let of_key = |Key { name, table, fields, origin: _ }: &Key| {
        let fields: Vec<_> = fields.iter().map(|KeyField { name, origin: _ }| name.clone()).collect();
        (object(table, name), (table.clone(), name.clone(), fields))
    };
    losses.missing("primary keys", primary_keys, &kept.primary_keys, of_key);
    losses.missing("unique constraints", uniques, &kept.uniques, of_key);
    losses.missing("not nulls", not_nulls, &kept.not_nulls, |NotNull { table, field, origin: _ }| {
        (format!("{table}.{field}"), [table.clone(), field.clone()])
    });
    losses.missing("references", references, &kept.references, |reference| {
        let Reference { name, table, fields, ref_table, on_delete, on_update, origin: _ } = reference;
        let of_field =
            |ReferenceField { field, ref_field, origin: _ }: &ReferenceField| [field, ref_field].map(Clone::clone);
        let pairs: Vec<_> = fields.iter().map(of_field).collect();
        let shown = format!("{table}.{}", reference.field_names().collect::<Vec<_>>().join("+"));
        (shown, ([name, table, ref_table].map(Clone::clone), pairs, (*on_delete, *on_update)))
    });
    losses.missing("check constraints", checks, &kept.checks, |Check { name, table, expression, origin: _ }| {
        (object(table, name), [name, table, expression].map(Clone::clone))
    });
    losses.missing("indexes", indexes, &kept.indexes, |Index { name, table, unique, fields, origin: _ }| {
        let of_field = |IndexField { name, descending, origin: _ }: &IndexField| (name.clone(), *descending);
        let fields: Vec<_> = fields.iter().map(of_field).collect();
        (object(table, name), (table.clone(), name.clone(), *unique, fields))
    });
    losses.missing("renamings", renamings, &kept.renamings, |renaming| {
        let Renaming { source_version, source_table, source_field, table, field, origin: _ } = renaming;
        let shown = if field.is_empty() { table.clone() } else { format!("{table}.{field}") };
        (shown, [source_version, source_table, source_field, table, field].map(Clone::clone))
    });
    losses.0
}

/// An object of a table, which need not have a name.
fn object(table: &str, name: &str) -> String {
    if name.is_empty() { format!("one of {table}") } else { name.to_owned() }
}

#[derive(Default)]
struct Losses(Vec<Loss>);

impl Losses {
    fn unless(&mut self, is_kept: bool, what: &'static str, of: impl FnOnce() -> String) {
        if is_kept {
            return;
        }
        let of = of();
        match self.0.iter_mut().find(|loss| loss.what == what) {
            Some(loss) => loss.of.push(of),
            None => self.0.push(Loss { what, of: vec![of] }),
        }
    }

    /// Things that are there as often as they should be are kept, whatever their order. `fact` gives how a thing is
    /// shown, and all it says.
    fn missing<T, F: Eq + Hash>(
        &mut self,
        what: &'static str,
        all: &[T],
        kept: &[T],
        fact: impl Fn(&T) -> (String, F),
    ) {
        let mut pool = Pool::of(kept.iter().map(|thing| (fact(thing).1, ())));
        for thing in all {
            let (shown, fact) = fact(thing);
            self.unless(pool.take(&fact).is_some(), what, || shown);
        }
    }

    fn tables(&mut self, tables: &[Table], kept: &[Table], title: impl FnOnce() -> String) {
        let mut pool = Pool::of(kept.iter().enumerate().map(|(place, table)| (table.name.as_str(), (place, table))));
        let mut places = Vec::new();
        for Table { name, label, description, fields, origin: _ } in tables {
            let of = || name.clone();
            let Some((place, other)) = pool.take(name.as_str()) else {
                self.unless(false, "tables", of);
                continue;
            };
            places.push(place);
            self.unless(*label == other.label, "labels of tables", of);
            self.unless(*description == other.description, "descriptions of tables", of);
            self.fields(name, fields, &other.fields);
        }
        self.unless(places.is_sorted(), "the order of tables", title);
    }

    fn fields(&mut self, table: &str, fields: &[Field], kept: &[Field]) {
        let mut pool = Pool::of(kept.iter().enumerate().map(|(place, field)| (field.name.as_str(), (place, field))));
        let mut places = Vec::new();
        for field in fields {
            let Field {
                name,
                label,
                description,
                required,
                data_type,
                default,
                allowed_values,
                extra,
                origin: _,
                type_origin: _,
            } = field;
            let of = || format!("{table}.{name}");
            let Some((place, other)) = pool.take(name.as_str()) else {
                self.unless(false, "fields", of);
                continue;
            };
            places.push(place);
            self.unless(*data_type == other.data_type, "types and sizes", of);
            self.unless(*default == other.default, "defaults", of);
            self.unless(*required == other.required, "required fields", of);
            self.unless(*label == other.label, "labels of fields", of);
            self.unless(*description == other.description, "descriptions of fields", of);
            self.unless(*allowed_values == other.allowed_values, "allowed values of fields", of);
            self.unless(*extra == other.extra, "other attributes of fields", of);
        }
        self.unless(places.is_sorted(), "the order of fields", || table.to_owned());
    }
}

/// Things by what they are, the first of equal ones first.
struct Pool<K, T>(HashMap<K, VecDeque<T>>);

impl<K: Eq + Hash, T> Pool<K, T> {
    fn of(things: impl Iterator<Item = (K, T)>) -> Self {
        let mut pool: HashMap<K, VecDeque<T>> = HashMap::new();
        for (key, thing) in things {
            pool.entry(key).or_default().push_back(thing);
        }
        Self(pool)
    }

    fn take<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<T>
    where
        K: Borrow<Q>,
    {
        self.0.get_mut(key)?.pop_front()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ReferenceAction;
    use crate::source::normal::normalise;
    use crate::source::{SourceFile, arbitrary, csv, directory, json, toml};
    use proptest::prelude::*;

    fn read(files: &[SourceFile]) -> Option<Model> {
        directory::read_files(files).catalog.models.into_iter().next()
    }

    fn one(path: &str, text: String) -> Vec<SourceFile> {
        vec![SourceFile { path: path.to_owned(), bytes: text.into_bytes() }]
    }

    type Lose = fn(&mut Model);

    /// One fact less at a time.
    #[test]
    fn every_fact_is_missed() {
        let text = "model = 'm'\nversion = '1'\nlabel = 'M'\nurl = 'u'\ndescription = 'd'\nrelease = { level = 'beta' }\n\
            [areas]\nA = ['t']\n\
            [tables.t]\nlabel = 'T'\ndescription = 'd'\nprimary_key = { pk = ['a'] }\n\
            uniques = { u = ['b'] }\nindexes = { i = ['b desc'] }\n\
            [tables.t.fields]\n\
            a = { is = \"integer not null required default '1'\", label = 'A', description = 'd', values = ['1'], \
            extra = { x = 'y' } }\n\
            b = 'integer -> s.a as r on delete cascade'\n[tables.t.checks]\nc = 'a > 0'\n[tables.s.fields]\na = 'integer'\n\
            [[renamings]]\nfrom = '0'\nfields = ['t.c -> t.a']\n";
        let model = read(&one("m.toml", text.to_owned())).unwrap();
        assert_eq!(between(&model, &model), []);
        let losses: &[(&str, &str, Lose)] = &[
            ("labels", "m 1", |m| m.label.clear()),
            ("descriptions", "m 1", |m| m.description.clear()),
            ("URLs", "m 1", |m| m.url.clear()),
            ("releases", "m 1", |m| m.release.level.clear()),
            ("subject areas", "A", |m| m.areas.clear()),
            ("subject areas", "A", |m| m.areas[0].tables.clear()),
            ("tables", "s", |m| drop(m.tables.pop())),
            ("labels of tables", "t", |m| m.tables[0].label.clear()),
            ("descriptions of tables", "t", |m| m.tables[0].description.clear()),
            ("the order of tables", "m 1", |m| m.tables.reverse()),
            ("fields", "t.b", |m| drop(m.tables[0].fields.pop())),
            ("types and sizes", "t.a", |m| m.tables[0].fields[0].data_type.length = Some(1)),
            ("defaults", "t.a", |m| m.tables[0].fields[0].default.clear()),
            ("required fields", "t.a", |m| m.tables[0].fields[0].required = false),
            ("labels of fields", "t.a", |m| m.tables[0].fields[0].label.clear()),
            ("descriptions of fields", "t.a", |m| m.tables[0].fields[0].description.clear()),
            ("other attributes of fields", "t.a", |m| m.tables[0].fields[0].extra.clear()),
            ("the order of fields", "t", |m| m.tables[0].fields.reverse()),
            ("primary keys", "pk", |m| m.primary_keys.clear()),
            ("unique constraints", "u", |m| m.uniques[0].name.clear()),
            ("not nulls", "t.a", |m| m.not_nulls.clear()),
            ("references", "t.b", |m| m.references[0].fields[0].ref_field.clear()),
            ("references", "t.b", |m| m.references[0].on_delete = ReferenceAction::NoAction),
            ("check constraints", "c", |m| m.checks[0].expression.clear()),
            ("allowed values of fields", "t.a", |m| m.tables[0].fields[0].allowed_values.clear()),
            ("indexes", "i", |m| m.indexes[0].unique = true),
            ("indexes", "i", |m| m.indexes[0].fields[0].descending = false),
            ("renamings", "t.a", |m| m.renamings.clear()),
        ];
        for (what, of, lose) in losses {
            let mut kept = model.clone();
            lose(&mut kept);
            assert_eq!(between(&model, &kept), [Loss { what, of: vec![(*of).to_owned()] }]);
        }
    }

    proptest! {
        /// No fact is forgotten here: where nothing is lost, the definitions are equal.
        #[test]
        fn what_is_not_told_as_lost_is_kept(mut model in arbitrary::model()) {
            normalise(&mut model);
            model.name = "mine".to_owned();
            model.version = "1.0".into();
            let mut stripped = model.clone();
            stripped.areas.clear();
            for files in [csv::write(&model), csv::write(&stripped), one("m.json", json::schemata(&model))] {
                let Some(kept) = read(&files) else { continue };
                for model in [&model, &stripped] {
                    let is_equal = kept == *model;
                    prop_assert_eq!(between(model, &kept).is_empty(), is_equal, "{:#?}\n{:#?}", model, kept);
                }
            }
            for files in [one("m.toml", toml::write(&model)), one("m.json", json::complete(&model))] {
                let kept = read(&files);
                prop_assert_eq!(kept.map(|kept| between(&model, &kept)), Some(Vec::new()));
            }
        }
    }
}
