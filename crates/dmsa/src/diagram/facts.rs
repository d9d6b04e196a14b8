//! The facts of one definition that a diagram can show, or of two definitions compared.

use super::options::Types;
use crate::model::{FieldType, Model};
use hashbrown::{HashMap, HashSet};
use std::collections::BTreeSet;

/// What became of something between two definitions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Change {
    #[default]
    None,
    Added,
    Removed,
    Changed,
}

#[derive(Debug, Clone)]
pub(super) struct TableFact {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) fields: Vec<FieldFact>,
    pub(super) change: Change,
}

#[derive(Debug, Clone)]
pub(super) struct FieldFact {
    pub(super) name: String,
    pub(super) type_text: String,
    /// Told apart where the texts are not: they may be left out.
    pub(super) data_type: FieldType,
    pub(super) primary: bool,
    /// Whether this field alone is unique.
    pub(super) unique: bool,
    /// The unique keys of several fields that it is a part of, by their numbers in its table, from 1.
    pub(super) unique_keys: Vec<usize>,
    pub(super) not_null: bool,
    pub(super) refers: bool,
    /// Whether this field alone tells the rows of its table apart.
    pub(super) identifies: bool,
    pub(super) change: Change,
}

impl FieldFact {
    pub(super) fn in_unique_key(&self) -> bool {
        self.unique || !self.unique_keys.is_empty()
    }
}

/// A reference; tables and fields by place. A field that does not exist is `None`.
#[derive(Debug, Clone)]
pub(super) struct RefFact {
    pub(super) from: usize,
    pub(super) from_field: Option<usize>,
    /// The table referred to, or its name where there is no such table.
    pub(super) to: Result<usize, String>,
    pub(super) to_field: Option<usize>,
    pub(super) change: Change,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    pub(super) tables: Vec<TableFact>,
    pub(super) references: Vec<RefFact>,
}

fn key(name: &str) -> String {
    name.to_lowercase()
}

/// Finds tables and fields by name, in any case.
struct Places {
    tables: HashMap<String, usize>,
    fields: HashMap<(usize, String), usize>,
}

impl Places {
    fn of(tables: &[TableFact]) -> Self {
        let mut places = Self { tables: HashMap::new(), fields: HashMap::new() };
        for (t, table) in tables.iter().enumerate() {
            places.tables.entry(key(&table.name)).or_insert(t);
            for (f, field) in table.fields.iter().enumerate() {
                places.fields.entry((t, key(&field.name))).or_insert(f);
            }
        }
        places
    }

    fn table(&self, name: &str) -> Option<usize> {
        self.tables.get(&key(name)).copied()
    }

    fn field(&self, table: usize, name: &str) -> Option<usize> {
        self.fields.get(&(table, key(name))).copied()
    }
}

impl Facts {
    pub(super) fn of(model: &Model, types: Types) -> Self {
        let mut tables: Vec<TableFact> = model
            .tables
            .iter()
            .map(|table| TableFact {
                name: table.name.clone(),
                description: table.description.clone(),
                change: Change::None,
                fields: table
                    .fields
                    .iter()
                    .map(|field| FieldFact {
                        name: field.name.clone(),
                        type_text: types.text(field),
                        data_type: field.data_type.clone(),
                        primary: false,
                        unique: false,
                        unique_keys: Vec::new(),
                        not_null: false,
                        refers: false,
                        identifies: false,
                        change: Change::None,
                    })
                    .collect(),
            })
            .collect();
        let places = Places::of(&tables);
        let mut mark = |table: &str, field: &str, set: &dyn Fn(&mut FieldFact)| {
            let place = places.table(table).and_then(|t| Some((t, places.field(t, field)?)));
            if let Some(fact) = place.and_then(|(t, f)| tables.get_mut(t)?.fields.get_mut(f)) {
                set(fact);
            }
        };
        for primary in &model.primary_keys {
            let alone = primary.fields.len() == 1;
            for name in primary.field_names() {
                mark(&primary.table, name, &|field| {
                    field.primary = true;
                    field.not_null = true;
                    field.identifies |= alone;
                });
            }
        }
        for (table, number, names) in unique_keys(model) {
            for name in &names {
                mark(table, name, &|field| match names.len() {
                    1 => {
                        field.unique = true;
                        field.identifies = true;
                    }
                    _ => field.unique_keys.push(number),
                });
            }
        }
        for not_null in &model.not_nulls {
            mark(&not_null.table, &not_null.field, &|field| field.not_null = true);
        }
        for reference in &model.references {
            for name in reference.field_names() {
                mark(&reference.table, name, &|field| field.refers = true);
            }
        }
        let references = references(model, &places);
        Self { tables, references }
    }

    /// What is in either, each fact marked with what became of it from `old` to `self`.
    pub(super) fn compared_with(mut self, old: Facts) -> Facts {
        let new_places = Places::of(&self.tables);
        let old_places = Places::of(&old.tables);
        let mut place_of_old = Vec::with_capacity(old.tables.len());
        for table in &mut self.tables {
            if old_places.table(&table.name).is_none() {
                table.change = Change::Added;
            }
        }
        for old_table in &old.tables {
            let Some(place) = new_places.table(&old_table.name) else {
                place_of_old.push(self.tables.len());
                self.tables.push(TableFact { change: Change::Removed, ..old_table.clone() });
                continue;
            };
            place_of_old.push(place);
            if let Some(table) = self.tables.get_mut(place) {
                merge_fields(table, old_table);
            }
        }
        self.compare_references(&old, &place_of_old);
        self
    }

    fn compare_references(&mut self, old: &Facts, place_of_old: &[usize]) {
        let places = Places::of(&self.tables);
        let moved = |reference: &RefFact| -> Option<RefFact> {
            let from = *place_of_old.get(reference.from)?;
            let field = |table: usize, old_table: usize, field: Option<usize>| {
                places.field(table, &old.tables.get(old_table)?.fields.get(field?)?.name)
            };
            let (to, to_field) = match &reference.to {
                Ok(to) => {
                    let place = *place_of_old.get(*to)?;
                    (Ok(place), field(place, *to, reference.to_field))
                }
                Err(name) => (Err(name.clone()), None),
            };
            let from_field = field(from, reference.from, reference.from_field);
            Some(RefFact { from, from_field, to, to_field, change: Change::Removed })
        };
        let ends = |r: &RefFact| (r.from, r.from_field, r.to.clone(), r.to_field);
        let before: Vec<RefFact> = old.references.iter().filter_map(moved).collect();
        let old_ends: HashSet<_> = before.iter().map(ends).collect();
        let new_ends: HashSet<_> = self.references.iter().map(ends).collect();
        for reference in &mut self.references {
            if !old_ends.contains(&ends(reference)) {
                reference.change = Change::Added;
            }
        }
        self.references.extend(before.into_iter().filter(|reference| !new_ends.contains(&ends(reference))));
        for reference in self.references.iter().filter(|reference| reference.change != Change::None) {
            if let Some(table) = self.tables.get_mut(reference.from).filter(|table| table.change == Change::None) {
                table.change = Change::Changed;
            }
        }
    }
}

fn merge_fields(table: &mut TableFact, old: &TableFact) {
    let mut changed = false;
    let old_fields: HashMap<String, &FieldFact> = old.fields.iter().map(|field| (key(&field.name), field)).collect();
    let new_names: HashSet<String> = table.fields.iter().map(|field| key(&field.name)).collect();
    for field in &mut table.fields {
        field.change = match old_fields.get(&key(&field.name)) {
            None => Change::Added,
            Some(before) => {
                let same = before.data_type == field.data_type
                    && (before.primary, before.unique, before.not_null, &before.unique_keys)
                        == (field.primary, field.unique, field.not_null, &field.unique_keys);
                if before.type_text != field.type_text {
                    field.type_text = format!("{} → {}", before.type_text, field.type_text);
                }
                for was in lost_and_gained(before, field) {
                    field.type_text.push_str(", was ");
                    field.type_text.push_str(was);
                }
                if same { Change::None } else { Change::Changed }
            }
        };
        changed |= field.change != Change::None;
    }
    for field in old.fields.iter().filter(|field| !new_names.contains(&key(&field.name))) {
        table.fields.push(FieldFact { change: Change::Removed, ..field.clone() });
        changed = true;
    }
    if changed && table.change == Change::None {
        table.change = Change::Changed;
    }
}

/// What of keys and not-nulls was otherwise.
fn lost_and_gained(before: &FieldFact, now: &FieldFact) -> Vec<&'static str> {
    let was = |before: bool, now: bool, words: [&'static str; 2]| (before != now).then_some(words[usize::from(now)]);
    let primary = was(before.primary, now.primary, ["PK", "no PK"]);
    let unique = was(before.in_unique_key(), now.in_unique_key(), ["UQ", "not UQ"]);
    // A key's fields must have a value anyway.
    let not_null = was(before.not_null, now.not_null, ["not null", "optional"]).filter(|_| primary.is_none());
    [primary, unique, not_null].into_iter().flatten().collect()
}

/// The unique constraints and indexes: table, number among those of several fields in that table, fields. Several with the
/// same fields, or with those of the primary key, are one.
fn unique_keys(model: &Model) -> Vec<(&str, usize, Vec<&str>)> {
    let constraints = model.uniques.iter().map(|key| (key.table.as_str(), key.field_names().collect::<Vec<_>>()));
    let indexes = model.indexes.iter().filter(|index| index.unique);
    let indexes =
        indexes.map(|index| (index.table.as_str(), index.fields.iter().map(|field| field.name.as_str()).collect()));
    let same = |table: &str, names: &[&str]| {
        let names: BTreeSet<String> = names.iter().map(|name| key(name)).collect();
        (key(table), names)
    };
    let primary = model.primary_keys.iter();
    let mut seen: HashSet<_> =
        primary.map(|primary| same(&primary.table, &primary.field_names().collect::<Vec<_>>())).collect();
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut found = Vec::new();
    for (table, names) in constraints.chain(indexes) {
        if seen.insert(same(table, &names)) {
            let count = counts.entry(key(table)).or_default();
            *count += usize::from(names.len() > 1);
            found.push((table, *count, names));
        }
    }
    found
}

/// The references that start at a known table, each pair of ends once.
fn references(model: &Model, places: &Places) -> Vec<RefFact> {
    let mut seen = HashSet::new();
    let mut found = Vec::with_capacity(model.references.len());
    for reference in &model.references {
        let Some(from) = places.table(&reference.table) else {
            continue;
        };
        let to = places.table(&reference.ref_table).ok_or_else(|| reference.ref_table.clone());
        let from_field = reference.field_names().next().and_then(|field| places.field(from, field));
        let ref_field = reference.ref_field_names().next();
        let to_field = to.as_ref().ok().and_then(|&to| places.field(to, ref_field?));
        if seen.insert((from, from_field, to.clone(), to_field)) {
            found.push(RefFact { from, from_field, to, to_field, change: Change::None });
        }
    }
    found
}
