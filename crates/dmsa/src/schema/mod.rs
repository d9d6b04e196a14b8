//! A definition understood: every name looked up once, for everybody.
//!
//! A [`Model`] says what its authors wrote, names and all. A [`Schema`] says what they mean: which table and which field
//! a key, a reference or an index is on, which key a reference points at, and what is missing. Whoever works with a
//! definition (checks, scripts, comparisons, diagrams, code, data) asks the schema and looks no name up.
//!
//! ```
//! use dmsa::model::{Field, Model, Reference, Table};
//! use dmsa::schema::{Missing, Schema};
//!
//! let field = |name: &str| Field { name: name.into(), ..Field::default() };
//! let table = |name: &str, fields: &[&str]| {
//!     Table { name: name.into(), fields: fields.iter().map(|name| field(name)).collect(), ..Table::default() }
//! };
//! let model = Model {
//!     tables: vec![table("person", &["id"]), table("visit", &["id", "person_id"])],
//!     references: vec![
//!         Reference::single("fk_person", ("VISIT", "person_id"), ("person", "id")),
//!         Reference::single("fk_site", ("visit", "id"), ("sites", "id")),
//!     ],
//!     ..Model::default()
//! };
//! let schema = Schema::new(&model);
//! let visit = schema.find_table("Visit").unwrap();
//! assert_eq!(schema.table(visit).name, "visit");
//!
//! let [to_person, to_site] = schema.references() else { unreachable!() };
//! let (field, target) = to_person.pairs().unwrap()[0];
//! assert_eq!((schema.field(field).name.as_str(), schema.field(target).name.as_str()), ("person_id", "id"));
//! assert!(to_site.pairs().is_none());
//! assert_eq!(to_site.target_missing(), Some(Missing::Table));
//!
//! let person = schema.find_table("person").unwrap();
//! assert_eq!(schema.references_to(person).count(), 1);
//! ```

mod items;
mod names;
#[cfg(test)]
mod tests;

pub use items::{Check, Index, Key, NotNull, Reference, TargetKey};
pub(crate) use names::{Names, position};
pub use names::{find_field, find_table};

use crate::model::{Field, Model, Table};
use items::{key, reference};

/// A table of a schema, by its place in the definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableId(u32);

impl TableId {
    /// Its place in [`Model::tables`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A field of a schema, by its table and its place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldId {
    table: TableId,
    position: u32,
}

impl FieldId {
    /// Its table.
    pub fn table(self) -> TableId {
        self.table
    }

    /// Its place in [`Table::fields`].
    pub fn position(self) -> usize {
        self.position as usize
    }
}

/// What a name does not lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// There is no such table.
    Table,
    /// There is the table, and it has no such field.
    Field {
        /// The place of the name in the key, reference or index.
        at: usize,
    },
}

/// A definition with its names looked up. See the [module](self).
pub struct Schema<'m> {
    model: &'m Model,
    names: Names<'m>,
    tables: Vec<TableItems>,
    primary_keys: Vec<Key<'m>>,
    uniques: Vec<Key<'m>>,
    not_nulls: Vec<NotNull<'m>>,
    references: Vec<Reference<'m>>,
    checks: Vec<Check<'m>>,
    indexes: Vec<Index<'m>>,
}

/// What belongs to a table, by place in the lists of the schema.
#[derive(Default)]
struct TableItems {
    /// How many fields the tables before it have.
    first_field: usize,
    primary_key: Option<usize>,
    uniques: Vec<u32>,
    references: Vec<u32>,
    referenced_by: Vec<u32>,
    indexes: Vec<u32>,
    /// By field: whether it must have a value.
    not_null: Vec<bool>,
}

impl<'m> Schema<'m> {
    /// Looks all names of a definition up.
    pub fn new(model: &'m Model) -> Self {
        let names = Names::new(&model.tables);
        let mut first_field = 0;
        let mut tables = Vec::with_capacity(model.tables.len());
        for table in &model.tables {
            let not_null = vec![false; table.fields.len()];
            tables.push(TableItems { first_field, not_null, ..TableItems::default() });
            first_field += table.fields.len();
        }
        let keys = |keys: &'m [crate::model::Key]| keys.iter().map(|it| key(&names, it)).collect::<Vec<_>>();
        let (primary_keys, uniques) = (keys(&model.primary_keys), keys(&model.uniques));
        let indexes = model.indexes.iter().map(|it| items::index(&names, it)).collect::<Vec<_>>();
        let not_nulls = model.not_nulls.iter().map(|it| items::not_null(&names, it)).collect::<Vec<_>>();
        let checks = model.checks.iter().map(|check| Check { table: names.table(&check.table), check }).collect();
        let mut references: Vec<_> = model.references.iter().map(|it| reference(&names, it)).collect();
        for (place, key) in primary_keys.iter().enumerate() {
            if let Some(table) = key.table.and_then(|id| tables.get_mut(id.index())) {
                table.primary_key = Some(place);
            }
        }
        for (place, unique) in (0..).zip(&uniques) {
            if let Some(table) = unique.table.and_then(|id| tables.get_mut(id.index())) {
                table.uniques.push(place);
            }
        }
        for (place, index) in (0..).zip(&indexes) {
            if let Some(table) = index.table.and_then(|id| tables.get_mut(id.index())) {
                table.indexes.push(place);
            }
        }
        for field in not_nulls.iter().filter_map(|not_null| not_null.field.ok()) {
            tables[field.table.index()].not_null[field.position()] = true;
        }
        let counting_keys = tables.iter().filter_map(|table| table.primary_key).collect::<Vec<_>>();
        for field in counting_keys.iter().flat_map(|key| &primary_keys[*key].fields).flatten() {
            tables[field.table.index()].not_null[field.position()] = true;
        }
        for (place, reference) in (0..).zip(&mut references) {
            if let Some(table) = reference.table {
                tables[table.index()].references.push(place);
            }
            if let Some(target) = reference.ref_table {
                let table = &mut tables[target.index()];
                table.referenced_by.push(place);
                reference.target_key = target_key(reference, table, &primary_keys, &uniques);
            }
        }
        Self { model, names, tables, primary_keys, uniques, not_nulls, references, checks, indexes }
    }

    /// The definition.
    pub fn model(&self) -> &'m Model {
        self.model
    }

    /// All tables, in the order of the definition.
    pub fn tables(&self) -> impl ExactSizeIterator<Item = TableId> + use<> {
        // A definition with more tables than 32 bits can count does not fit into memory.
        (0..self.tables.len() as u32).map(TableId)
    }

    /// The fields of a table, in the order of the definition.
    pub fn fields(&self, table: TableId) -> impl ExactSizeIterator<Item = FieldId> + use<> {
        (0..self.table(table).fields.len() as u32).map(move |position| FieldId { table, position })
    }

    /// The table that a name means: the one of exactly this name, or the only one of this name in any case.
    pub fn find_table(&self, name: &str) -> Option<TableId> {
        self.names.table(name)
    }

    /// The field of a table that a name means, by the same rule.
    pub fn find_field(&self, table: TableId, name: &str) -> Option<FieldId> {
        self.names.field(table, name)
    }

    /// The field that a table's and a field's name mean.
    ///
    /// # Errors
    ///
    /// What is missing.
    pub fn find(&self, table: &str, field: &str) -> Result<FieldId, Missing> {
        let table = self.find_table(table).ok_or(Missing::Table)?;
        self.find_field(table, field).ok_or(Missing::Field { at: 0 })
    }

    /// The name of a table that is nearest to a name that means none.
    pub fn nearest_table(&self, name: &str) -> Option<&'m str> {
        self.names.nearest_table(name)
    }

    /// The name of a field of a table that is nearest to a name that means none.
    pub fn nearest_field(&self, table: TableId, name: &str) -> Option<&'m str> {
        self.names.nearest_field(table, name)
    }

    /// The table of the definition.
    pub fn table(&self, table: TableId) -> &'m Table {
        &self.model.tables[table.index()]
    }

    /// The field of the definition.
    pub fn field(&self, field: FieldId) -> &'m Field {
        &self.table(field.table).fields[field.position()]
    }

    /// The number of a field among all fields of the definition.
    pub fn number(&self, field: FieldId) -> usize {
        self.tables[field.table.index()].first_field + field.position()
    }

    /// The number of the field at a place of a table, both by their places in the definition.
    pub(crate) fn number_at(&self, table: usize, field: usize) -> usize {
        self.tables[table].first_field + field
    }

    /// How many fields all tables have.
    pub fn field_count(&self) -> usize {
        self.tables.last().map_or(0, |last| last.first_field + last.not_null.len())
    }

    /// Whether no two fields of a table have the same name. Names in another case are other names.
    pub fn has_distinct_fields(&self, table: TableId) -> bool {
        self.names.has_distinct_fields(table)
    }

    /// Whether a field must have a value: it is not null, or in the primary key of its table.
    pub fn is_not_null(&self, field: FieldId) -> bool {
        self.tables[field.table.index()].not_null[field.position()]
    }

    /// The primary key of a table. Of several the last one counts, as it does in dmsa 0.7.
    pub fn primary_key(&self, table: TableId) -> Option<&Key<'m>> {
        Some(&self.primary_keys[self.tables[table.index()].primary_key?])
    }

    /// The unique constraints of a table.
    pub fn uniques_of(&self, table: TableId) -> impl ExactSizeIterator<Item = &Key<'m>> {
        self.tables[table.index()].uniques.iter().map(|place| &self.uniques[*place as usize])
    }

    /// The indexes of a table.
    pub fn indexes_of(&self, table: TableId) -> impl ExactSizeIterator<Item = &Index<'m>> {
        self.tables[table.index()].indexes.iter().map(|place| &self.indexes[*place as usize])
    }

    /// The references of a table to others, or to itself.
    pub fn references_of(&self, table: TableId) -> impl ExactSizeIterator<Item = &Reference<'m>> {
        self.tables[table.index()].references.iter().map(|place| &self.references[*place as usize])
    }

    /// The references to a table.
    pub fn references_to(&self, table: TableId) -> impl ExactSizeIterator<Item = &Reference<'m>> {
        self.tables[table.index()].referenced_by.iter().map(|place| &self.references[*place as usize])
    }

    /// The checks of a table.
    pub fn checks_of(&self, table: TableId) -> impl Iterator<Item = &'m crate::model::Check> {
        self.checks.iter().filter(move |check| check.table == Some(table)).map(|check| check.check)
    }

    /// All primary keys, as in [`Model::primary_keys`].
    pub fn primary_keys(&self) -> &[Key<'m>] {
        &self.primary_keys
    }

    /// All unique constraints, as in [`Model::uniques`].
    pub fn uniques(&self) -> &[Key<'m>] {
        &self.uniques
    }

    /// All not-nulls, as in [`Model::not_nulls`].
    pub fn not_nulls(&self) -> &[NotNull<'m>] {
        &self.not_nulls
    }

    /// All references, as in [`Model::references`].
    pub fn references(&self) -> &[Reference<'m>] {
        &self.references
    }

    /// All CHECK constraints, as in [`Model::checks`].
    pub fn checks(&self) -> &[Check<'m>] {
        &self.checks
    }

    /// All indexes, as in [`Model::indexes`].
    pub fn indexes(&self) -> &[Index<'m>] {
        &self.indexes
    }
}

/// The key of a table over just the fields that a reference points at, in any order.
fn target_key(
    reference: &Reference<'_>,
    table: &TableItems,
    primary: &[Key<'_>],
    uniques: &[Key<'_>],
) -> Option<TargetKey> {
    let is_it = |key: &Key<'_>| {
        key.fields.len() == reference.pairs.len()
            && !key.fields.is_empty()
            && key.fields.iter().all(|field| field.is_some() && reference.pairs.iter().any(|pair| pair.1 == *field))
            && reference.pairs.iter().all(|pair| key.fields.contains(&pair.1))
    };
    if let Some(place) = table.primary_key.filter(|place| is_it(&primary[*place])) {
        return Some(TargetKey::Primary(place));
    }
    let unique = table.uniques.iter().map(|place| *place as usize).find(|place| is_it(&uniques[*place]));
    unique.map(TargetKey::Unique)
}
