//! The normal form of a model, which every source gives: the same facts, the same model, whatever layout they were
//! written in.
//!
//! - Keys, not-nulls, references, checks, indexes and renamings name tables and fields as these are defined, whatever
//!   case they were written in.
//! - A default of NULL is none.
//! - Single-field references of one table and name that name different fields of one key of one target are one
//!   reference of several fields.
//! - Keys, not-nulls, references, checks and indexes stand in the order of their tables and fields; those whose table
//!   or field is missing, or whose place another has, stand at the end. References of one table keep the order of the
//!   definition, which is their order in CREATE TABLE.

use crate::fold::fold;
use crate::model::{Check, Index, Key, Model, NotNull, Reference};
use crate::schema::{FieldId, Names, TableId};
use hashbrown::{HashMap, HashSet};

/// Brings a model into its normal form.
pub(super) fn normalise(model: &mut Model) {
    let Model { tables, primary_keys, uniques, not_nulls, references, checks, indexes, renamings, .. } = model;
    for field in tables.iter_mut().flat_map(|table| &mut table.fields) {
        if field.default.eq_ignore_ascii_case("null") {
            field.default.clear();
        }
    }
    let names = Names::new(tables);
    for key in primary_keys.iter_mut().chain(uniques.iter_mut()) {
        names.respell(&mut key.table, key.fields.iter_mut().map(|field| &mut field.name));
    }
    for index in indexes.iter_mut() {
        names.respell(&mut index.table, index.fields.iter_mut().map(|field| &mut field.name));
    }
    for not_null in not_nulls.iter_mut() {
        names.respell(&mut not_null.table, [&mut not_null.field]);
    }
    for check in checks.iter_mut() {
        names.respell(&mut check.table, []);
    }
    for reference in references.iter_mut() {
        let fields = &mut reference.fields;
        names.respell(&mut reference.table, fields.iter_mut().map(|field| &mut field.field));
        names.respell(&mut reference.ref_table, fields.iter_mut().map(|field| &mut field.ref_field));
    }
    for renaming in renamings {
        names.respell(&mut renaming.table, [&mut renaming.field]);
    }
    join_references(references, primary_keys.iter().chain(uniques.iter()));
    let mut places = Slots::new(&names);
    primary_keys.sort_by_cached_key(|key| last(places.primary_key(key)));
    uniques.sort_by_cached_key(|key| last(places.unique(key)));
    indexes.sort_by_cached_key(|index| last(places.index(index)));
    not_nulls.sort_by_cached_key(|not_null| last(places.not_null(not_null)));
    references.sort_by_cached_key(|reference| last(names.table(&reference.table)));
    checks.sort_by_cached_key(|check| last(places.check(check)));
}

fn last<P>(place: Option<P>) -> (bool, Option<P>) {
    (place.is_none(), place)
}

/// Makes one reference of the rows that belong together.
fn join_references<'k>(references: &mut Vec<Reference>, keys: impl Iterator<Item = &'k Key>) {
    let group = |it: &Reference| (it.table.clone(), fold(&it.name).into_owned());
    let is_row = |it: &Reference| it.fields.len() == 1 && !it.name.is_empty();
    let mut rows: HashMap<_, Vec<usize>> = HashMap::with_capacity(references.len());
    for (place, reference) in references.iter().enumerate().filter(|(_, reference)| is_row(reference)) {
        rows.entry(group(reference)).or_default().push(place);
    }
    rows.retain(|_, places| places.len() > 1);
    if rows.is_empty() {
        return;
    }
    let mut keys_of: HashMap<&str, Vec<&Key>> = HashMap::new();
    for key in keys {
        keys_of.entry(key.table.as_str()).or_default().push(key);
    }
    rows.retain(|_, places| {
        let rows: Vec<&Reference> = places.iter().map(|place| &references[*place]).collect();
        belong_together(&rows, keys_of.get(rows[0].ref_table.as_str()).map_or(&[], Vec::as_slice))
    });
    let mut joined = HashSet::new();
    for places in rows.into_values() {
        let others: Vec<_> = places[1..].iter().flat_map(|place| references[*place].fields.clone()).collect();
        references[places[0]].fields.extend(others);
        joined.extend(places[1..].iter().copied());
    }
    let mut place = 0..;
    references.retain(|_| !place.next().is_some_and(|place| joined.contains(&place)));
}

/// Whether rows of one table and name name different fields of one key of one table, and say the same otherwise.
fn belong_together(rows: &[&Reference], keys: &[&Key]) -> bool {
    let first = rows[0];
    let alike = |row: &&Reference| {
        (&row.ref_table, row.on_delete, row.on_update) == (&first.ref_table, first.on_delete, first.on_update)
    };
    let mut fields = HashSet::new();
    let mut targets = HashSet::new();
    rows.iter().all(alike)
        && rows.iter().flat_map(|row| row.field_names()).all(|name| fields.insert(name))
        && rows.iter().flat_map(|row| row.ref_field_names()).all(|name| targets.insert(name))
        && keys.iter().any(|key| targets.iter().all(|target| key.field_names().any(|name| name == *target)))
}

impl Names<'_> {
    /// Writes the names of a table and of fields in it as they are defined. A name that means nothing stays.
    pub(crate) fn respell<'n>(&self, table: &mut String, fields: impl IntoIterator<Item = &'n mut String>) {
        let Some(id) = self.table(table) else { return };
        self.table_name(id).clone_into(table);
        for field in fields {
            if let Some(found) = self.field(id, field) {
                self.field_name(found).clone_into(field);
            }
        }
    }
}

/// Gives each thing its place. A table has room for one primary key and for one unique constraint, one index and one
/// check of a name, and a field for one not-null: the first.
pub(super) struct Slots<'n, 'm> {
    names: &'n Names<'m>,
    primary_keys: HashSet<TableId>,
    uniques: HashSet<(TableId, String)>,
    indexes: HashSet<(TableId, String)>,
    checks: HashSet<(TableId, String)>,
    not_nulls: HashSet<FieldId>,
}

impl<'n, 'm> Slots<'n, 'm> {
    pub(super) fn new(names: &'n Names<'m>) -> Self {
        Self {
            names,
            primary_keys: HashSet::new(),
            uniques: HashSet::new(),
            indexes: HashSet::new(),
            checks: HashSet::new(),
            not_nulls: HashSet::new(),
        }
    }

    pub(super) fn primary_key(&mut self, key: &Key) -> Option<TableId> {
        let table = self.names.table(&key.table)?;
        self.primary_keys.insert(table).then_some(table)
    }

    pub(super) fn unique(&mut self, key: &Key) -> Option<TableId> {
        let table = self.names.table(&key.table)?;
        self.uniques.insert((table, key.name.clone())).then_some(table)
    }

    pub(super) fn index(&mut self, index: &Index) -> Option<TableId> {
        let table = self.names.table(&index.table)?;
        self.indexes.insert((table, index.name.clone())).then_some(table)
    }

    pub(super) fn check(&mut self, check: &Check) -> Option<TableId> {
        let table = self.names.table(&check.table)?;
        self.checks.insert((table, check.name.clone())).then_some(table)
    }

    pub(super) fn not_null(&mut self, not_null: &NotNull) -> Option<FieldId> {
        let field = self.names.field(self.names.table(&not_null.table)?, &not_null.field)?;
        self.not_nulls.insert(field).then_some(field)
    }
}

#[cfg(test)]
#[path = "normal_tests.rs"]
mod tests;
