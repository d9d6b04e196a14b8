//! Keys and indexes of several fields, which are several rows of one name.

use super::cells::Cells;
use super::header::Column;
use crate::fold::fold;
use crate::model::{Index, IndexField, Key, KeyField, Origin};
use hashbrown::HashMap;

/// A row of a key or an index: one field of it.
pub(super) struct Entry {
    table: String,
    field: String,
    name: String,
    unique: bool,
    descending: bool,
    origin: Origin,
}

impl Entry {
    pub(super) fn new(cells: &Cells<'_, '_>, origin: Origin) -> Self {
        let text = |column| cells.get(column).to_owned();
        Self {
            table: text(Column::Table),
            field: text(Column::Field),
            name: text(Column::Name),
            unique: false,
            descending: false,
            origin,
        }
    }

    pub(super) fn of_index(cells: &Cells<'_, '_>, origin: Origin, unique: bool, descending: bool) -> Self {
        Self { unique, descending, ..Self::new(cells, origin) }
    }
}

/// Groups rows of one table and name, in the order of first appearance.
pub(super) fn keys(entries: Vec<Entry>) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    let mut places = HashMap::new();
    for entry in entries {
        let field = KeyField { name: entry.field, origin: entry.origin.clone() };
        let place =
            *places.entry((fold(&entry.table).into_owned(), fold(&entry.name).into_owned())).or_insert(keys.len());
        match keys.get_mut(place) {
            Some(key) => key.fields.push(field),
            None => keys.push(Key { name: entry.name, table: entry.table, fields: vec![field], origin: entry.origin }),
        }
    }
    keys
}

/// Groups rows of one table and name, in the order of first appearance. An index is unique if any of its rows says so.
pub(super) fn indexes(entries: Vec<Entry>) -> Vec<Index> {
    let mut indexes: Vec<Index> = Vec::new();
    let mut places = HashMap::new();
    for entry in entries {
        let field = IndexField { name: entry.field, descending: entry.descending, origin: entry.origin.clone() };
        let place =
            *places.entry((fold(&entry.table).into_owned(), fold(&entry.name).into_owned())).or_insert(indexes.len());
        match indexes.get_mut(place) {
            Some(index) => {
                index.fields.push(field);
                index.unique |= entry.unique;
            }
            None => indexes.push(Index {
                name: entry.name,
                table: entry.table,
                unique: entry.unique,
                fields: vec![field],
                origin: entry.origin,
            }),
        }
    }
    indexes
}
