//! What a diagram can show of a definition: its tables and references.

use super::options::Types;
use crate::schema::{FieldId, Schema, TableId};
use hashbrown::HashMap;

/// What became of something between two definitions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Change {
    #[default]
    None,
    Added,
    Removed,
    Changed,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) fields: Vec<Field>,
    pub(super) change: Change,
    /// How many of its changes have no sign of their own: those of indexes, checks and names.
    pub(super) unsigned_changes: usize,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) type_text: String,
    pub(super) primary: bool,
    /// Whether this field alone is unique.
    pub(super) unique: bool,
    /// The unique keys of several fields that it is a part of, by their numbers in its table, from 1.
    pub(super) unique_keys: Vec<usize>,
    pub(super) not_null: bool,
    pub(super) refers: bool,
    /// The references of several fields that it is a part of, by their numbers in its table, from 1.
    pub(super) shared_references: Vec<usize>,
    pub(super) change: Change,
}

impl Field {
    pub(super) fn in_unique_key(&self) -> bool {
        self.unique || !self.unique_keys.is_empty()
    }
}

/// A reference; tables and fields by place.
#[derive(Debug, Clone)]
pub(super) struct Reference {
    pub(super) from: usize,
    /// The table referred to, or its name where there is no such table.
    pub(super) to: Result<usize, String>,
    /// The referring fields, each with the field it refers to; `None` for those that do not exist.
    pub(super) pairs: Vec<Pair>,
    /// Whether several rows may refer to the same one.
    pub(super) many: bool,
    /// Whether a row may refer to none.
    pub(super) optional: bool,
    pub(super) change: Change,
}

pub(super) type Pair = (Option<usize>, Option<usize>);

impl Reference {
    /// The tables and fields that it connects.
    pub(super) fn ends(&self) -> (usize, &[Pair], &Result<usize, String>) {
        (self.from, &self.pairs, &self.to)
    }
}

#[derive(Debug, Clone, Default)]
pub(super) struct Content {
    pub(super) tables: Vec<Table>,
    /// The references of known tables. Those with the same ends are one.
    pub(super) references: Vec<Reference>,
    /// The place in `references` of each reference of the schema, if its table is known.
    pub(super) reference_places: Vec<Option<usize>>,
}

impl Content {
    pub(super) fn of(schema: &Schema<'_>, types: Types) -> Self {
        let mut content = Self::default();
        let mut keys = Vec::with_capacity(schema.tables().len());
        for id in schema.tables() {
            let fields = schema.fields(id).map(|id| {
                let field = schema.field(id);
                Field {
                    name: field.name.clone(),
                    type_text: types.text(field),
                    not_null: schema.is_not_null(id),
                    ..Field::default()
                }
            });
            let table = schema.table(id);
            content.tables.push(Table {
                name: table.name.clone(),
                description: table.description.clone(),
                fields: fields.collect(),
                ..Table::default()
            });
            keys.push(content.add_keys(schema, id));
        }
        content.add_references(schema, &keys);
        content
    }

    fn field(&mut self, id: FieldId) -> Option<&mut Field> {
        self.tables.get_mut(id.table().index())?.fields.get_mut(id.position())
    }

    /// Marks the fields of a table's keys, and returns the keys: each a list of fields that no two rows share. Several with
    /// the same fields are one.
    fn add_keys(&mut self, schema: &Schema<'_>, table: TableId) -> Vec<Vec<Option<FieldId>>> {
        let sorted = |fields: &[Option<FieldId>]| {
            let mut fields = fields.to_vec();
            fields.sort_unstable();
            fields.dedup();
            fields
        };
        let mut keys = Vec::new();
        if let Some(primary) = schema.primary_key(table) {
            for id in primary.fields.iter().flatten() {
                if let Some(field) = self.field(*id) {
                    field.primary = true;
                }
            }
            keys.push(sorted(&primary.fields));
        }
        let constraints = schema.uniques_of(table).map(|key| &key.fields);
        let indexes = schema.indexes_of(table).filter(|index| index.index.unique).map(|index| &index.fields);
        let mut number = 0;
        for fields in constraints.chain(indexes) {
            let key = sorted(fields);
            if keys.contains(&key) {
                continue;
            }
            number += usize::from(key.len() > 1);
            for id in key.iter().flatten() {
                match self.field(*id) {
                    Some(field) if key.len() == 1 => field.unique = true,
                    Some(field) => field.unique_keys.push(number),
                    None => {}
                }
            }
            keys.push(key);
        }
        keys
    }

    /// `keys` are those of each table.
    fn add_references(&mut self, schema: &Schema<'_>, keys: &[Vec<Vec<Option<FieldId>>>]) {
        let mut known = HashMap::new();
        let mut numbers = vec![0; self.tables.len()];
        for written in schema.references() {
            let Some(table) = written.table else {
                self.reference_places.push(None);
                continue;
            };
            let ids = written.known_pairs();
            let place = |id: Option<FieldId>| id.map(FieldId::position);
            let pairs: Vec<Pair> = ids.iter().map(|(field, target)| (place(*field), place(*target))).collect();
            let to = written.ref_table.map(TableId::index).ok_or_else(|| written.reference.ref_table.clone());
            let next = self.references.len();
            let at = *known.entry((table, pairs.clone(), to.clone())).or_insert(next);
            self.reference_places.push(Some(at));
            if at != next {
                continue;
            }
            let fields = || ids.iter().map(|(field, _)| *field);
            let covers = |key: &Vec<Option<FieldId>>| {
                !key.is_empty() && key.iter().all(|part| part.is_some() && fields().any(|field| field == *part))
            };
            let is_not_null = |field: Option<FieldId>| field.is_some_and(|field| schema.is_not_null(field));
            let number = &mut numbers[table.index()];
            *number += usize::from(pairs.len() > 1);
            let number = *number;
            for id in fields().flatten() {
                if let Some(field) = self.field(id) {
                    field.refers = true;
                    if pairs.len() > 1 {
                        field.shared_references.push(number);
                    }
                }
            }
            self.references.push(Reference {
                from: table.index(),
                to,
                many: !keys[table.index()].iter().any(covers),
                optional: pairs.is_empty() || !fields().all(is_not_null),
                pairs,
                change: Change::None,
            });
        }
    }
}
