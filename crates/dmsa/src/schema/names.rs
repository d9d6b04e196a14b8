//! The one rule by which names are looked up.

use super::{FieldId, TableId};
use crate::fold::fold;
use crate::model::{Field, Model, Table};
use crate::suggest::suggest;
use hashbrown::HashMap;
use std::borrow::Cow;
use std::hash::Hash;
use std::sync::OnceLock;

/// The tables of a definition and their fields, by name.
///
/// A name that is spelt exactly as a table's means that table. Otherwise case does not matter, as long as there is only
/// one spelling that it can mean: of `ID` and `Id`, `id` means neither. Of two tables of one name the first that has
/// fields counts, and of two fields of one name the first.
pub(crate) struct Names<'m> {
    tables: &'m [Table],
    exact_tables: HashMap<&'m str, TableId>,
    exact_fields: HashMap<(TableId, &'m str), FieldId>,
    /// Made when a name is not found as it is, which is rare.
    folded: OnceLock<Folded<'m>>,
}

/// Tables and fields by their names in lower case; `None` where several spellings are the same in lower case.
#[derive(Default)]
struct Folded<'m> {
    tables: HashMap<Cow<'m, str>, Option<&'m str>>,
    fields: HashMap<(TableId, Cow<'m, str>), Option<&'m str>>,
}

impl<'m> Names<'m> {
    pub(crate) fn new(tables: &'m [Table]) -> Self {
        let mut exact_tables: HashMap<&str, TableId> = HashMap::with_capacity(tables.len());
        let mut exact_fields = HashMap::with_capacity(tables.iter().map(|table| table.fields.len()).sum());
        for (id, table) in ids(tables) {
            let known = exact_tables.entry(&table.name).or_insert(id);
            if tables[known.index()].fields.is_empty() && !table.fields.is_empty() {
                *known = id;
            }
            for (position, field) in (0..).zip(&table.fields) {
                exact_fields.entry((id, field.name.as_str())).or_insert(FieldId { table: id, position });
            }
        }
        Self { tables, exact_tables, exact_fields, folded: OnceLock::new() }
    }

    /// The table that a name means.
    pub(crate) fn table(&self, name: &str) -> Option<TableId> {
        self.exact_tables.get(name).copied().or_else(|| {
            let spelling = (*self.folded().tables.get(fold(name).as_ref())?)?;
            self.exact_tables.get(spelling).copied()
        })
    }

    /// The field of a table that a name means.
    pub(crate) fn field(&self, table: TableId, name: &str) -> Option<FieldId> {
        self.exact_fields.get(&(table, name)).copied().or_else(|| {
            let spelling = (*self.folded().fields.get(&(table, fold(name)))?)?;
            self.exact_fields.get(&(table, spelling)).copied()
        })
    }

    /// Whether no two fields of a table have the same name, counting names in another case as different.
    pub(crate) fn has_distinct_fields(&self, table: TableId) -> bool {
        let fields = &self.tables[table.index()].fields;
        (0..).zip(fields).all(|(position, field)| {
            self.exact_fields.get(&(table, field.name.as_str())) == Some(&FieldId { table, position })
        })
    }

    /// How a table's name is spelt.
    pub(crate) fn table_name(&self, table: TableId) -> &'m str {
        &self.tables[table.index()].name
    }

    /// How a field's name is spelt.
    pub(crate) fn field_name(&self, field: FieldId) -> &'m str {
        &self.tables[field.table.index()].fields[field.position()].name
    }

    /// The table whose name is nearest to this one.
    pub(crate) fn nearest_table(&self, name: &str) -> Option<&'m str> {
        suggest(name, self.tables.iter().map(|table| table.name.as_str()))
    }

    /// The field of a table whose name is nearest to this one.
    pub(crate) fn nearest_field(&self, table: TableId, name: &str) -> Option<&'m str> {
        suggest(name, self.tables[table.index()].fields.iter().map(|field| field.name.as_str()))
    }

    fn folded(&self) -> &Folded<'m> {
        self.folded.get_or_init(|| {
            let mut folded = Folded::default();
            for (id, table) in ids(self.tables) {
                add(&mut folded.tables, fold(&table.name), &table.name);
                for field in &table.fields {
                    add(&mut folded.fields, (id, fold(&field.name)), &field.name);
                }
            }
            folded
        })
    }
}

/// The position of the name that `name` means in a list, by the rule of [`Names`].
pub(crate) fn position<'n>(names: impl Iterator<Item = &'n str> + Clone, name: &str) -> Option<usize> {
    names.clone().position(|known| known == name).or_else(|| {
        let folded = fold(name);
        let mut same = names.enumerate().filter(|(_, known)| fold(known) == folded);
        let (first, spelling) = same.next()?;
        same.all(|(_, other)| other == spelling).then_some(first)
    })
}

/// The table of a definition that a name means: the one of exactly this name, or the only one of this name in any case.
pub fn find_table<'m>(model: &'m Model, name: &str) -> Option<&'m Table> {
    Names::new(&model.tables).table(name).map(|id| &model.tables[id.index()])
}

/// The field of a table that a name means, by the same rule.
pub fn find_field<'m>(table: &'m Table, name: &str) -> Option<&'m Field> {
    position(table.fields.iter().map(|field| field.name.as_str()), name).map(|place| &table.fields[place])
}

/// Tables with their ids.
pub(super) fn ids(tables: &[Table]) -> impl Iterator<Item = (TableId, &Table)> {
    (0..).map(TableId).zip(tables)
}

/// Adds a spelling. Two spellings of one key rule each other out.
fn add<'m, K: Hash + Eq>(spellings: &mut HashMap<K, Option<&'m str>>, key: K, name: &'m str) {
    let known = spellings.entry(key).or_insert(Some(name));
    if *known != Some(name) {
        *known = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exact_name_wins_and_an_ambiguous_one_means_nothing() {
        let find = |names: &[&str], name| position(names.iter().copied(), name);
        assert_eq!(find(&["ID", "Id", "id"], "id"), Some(2));
        assert_eq!(find(&["ID", "Id"], "id"), None);
        assert_eq!(find(&["a", "Id", "Id"], "ID"), Some(1));
        assert_eq!(find(&["a"], "b"), None);

        let table = |name: &str| Table { name: name.into(), ..Table::default() };
        let model = Model { tables: vec![table("Person"), table("visit"), table("VISIT")], ..Model::default() };
        let found = |name| find_table(&model, name).map(|table| table.name.as_str());
        assert_eq!((found("person"), found("VISIT"), found("Visit")), (Some("Person"), Some("VISIT"), None));
    }
}
