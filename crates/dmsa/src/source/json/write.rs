//! Model to JSON.

use super::document::{
    Area, Check, Constraints, Field, FieldRest, ForeignKey, Index, IndexRest, Key, ListEntry, NotNull, ReferenceRest,
    Release, Renaming, Rest, Schema, Schemata, Size, Table,
};
use crate::model;
use crate::model::Model;
use hashbrown::HashMap;
use serde::Serialize;
use serde_json::Value;
use std::borrow::{Borrow, Cow};

/// The document that the service gives for `schemata/<model>/<version>`: tables and fields in name order, descriptions
/// without line breaks.
pub fn schemata(model: &Model) -> String {
    text(&Schemata {
        model: &model.name,
        schema: schema(model),
        tables: service_tables(model),
        version: model.version.as_str(),
        dmsa: None,
    })
}

/// A schemata document from which the whole definition can be read again: tables and fields in the order of the
/// definition, and what the service's shape has no place for under one more key, `dmsa`.
pub fn complete(model: &Model) -> String {
    let document = Schemata {
        model: &model.name,
        schema: schema(model),
        tables: tables(model),
        version: model.version.as_str(),
        dmsa: Some(rest(model)),
    };
    serde_json::to_string_pretty(&document).map(|text| text + "\n").unwrap_or_default()
}

/// The list that the service gives for `models` and `models/<model>`. Each model is asked for when its turn comes.
pub fn models<M: Borrow<Model>>(models: impl IntoIterator<Item = M>) -> String {
    list(models.into_iter().map(|model| text(&entry(model.borrow()))))
}

/// The same list with only those keys of each model that are wanted.
pub fn models_with_keys<M: Borrow<Model>>(
    models: impl IntoIterator<Item = M>,
    is_wanted: impl Fn(&str) -> bool,
) -> String {
    list(models.into_iter().map(|model| {
        let mut object = value(&entry(model.borrow()));
        if let Some(object) = object.as_object_mut() {
            object.retain(|key, _| is_wanted(key));
        }
        text(&object)
    }))
}

/// A list of documents. It is written document by document: all of them as values take ten times the memory of the text.
fn list(documents: impl Iterator<Item = String>) -> String {
    let mut list = String::from("[");
    for document in documents {
        if list.len() > 1 {
            list.push(',');
        }
        list.push_str(&document);
    }
    list.push(']');
    list
}

/// The document that the service gives for `models/<model>/<version>/<table>`.
pub fn table(table: &model::Table) -> String {
    text(&value(&service_table(table)))
}

/// The document that the service gives for `models/<model>/<version>/<table>/<field>`.
pub fn field(field: &model::Field) -> String {
    text(&value(&service_field(field)))
}

/// The document that the service gives for `models/<model>/<version>`.
pub fn model(model: &Model) -> String {
    text(&entry(model))
}

/// Strings, numbers and lists of them can always be written.
fn value(document: &impl Serialize) -> Value {
    serde_json::to_value(document).unwrap_or_default()
}

/// Strings, numbers and lists of them can always be written.
fn text(document: &impl Serialize) -> String {
    serde_json::to_string(document).unwrap_or_default()
}

fn entry(model: &Model) -> ListEntry<'_> {
    ListEntry {
        label: &model.label,
        name: &model.name,
        version: model.version.as_str(),
        description: &model.description,
        url: &model.url,
        release: release(model),
        tables: service_tables(model),
    }
}

fn release(model: &Model) -> Release {
    Release { level: model.release.level.clone(), serial: model.release.serial.clone() }
}

/// Tables as the service gives them: in name order, and with one space wherever a description has white space.
fn service_tables(model: &Model) -> Vec<Table> {
    let mut tables: Vec<_> = model.tables.iter().map(service_table).collect();
    tables.sort_by(|a, b| a.name.cmp(&b.name));
    tables
}

fn service_table(table: &model::Table) -> Table {
    let mut fields: Vec<_> = table.fields.iter().map(service_field).collect();
    fields.sort_by(|a, b| a.name.cmp(&b.name));
    Table {
        name: table.name.clone(),
        label: table.label.clone(),
        description: single_spaced(&table.description),
        fields,
    }
}

fn service_field(field: &model::Field) -> Field {
    Field { description: single_spaced(&field.description), ..whole_field(field) }
}

fn single_spaced(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

fn whole_field(field: &model::Field) -> Field {
    let size = |size: Option<u32>| Size::Number(size.unwrap_or_default());
    Field {
        name: field.name.clone(),
        label: field.label.clone(),
        description: field.description.clone(),
        required: field.required,
        kind: field.data_type.kind.name().to_owned(),
        length: size(field.data_type.length),
        precision: size(field.data_type.precision),
        scale: size(field.data_type.scale),
        default: field.default.clone(),
    }
}

fn tables(model: &Model) -> Vec<Table> {
    let table = |table: &model::Table| Table {
        name: table.name.clone(),
        label: table.label.clone(),
        description: table.description.clone(),
        fields: table.fields.iter().map(whole_field).collect(),
    };
    model.tables.iter().map(table).collect()
}

fn schema(model: &Model) -> Schema {
    let key = |key: &model::Key| Key {
        name: key.name.clone(),
        table: key.table.clone(),
        fields: key.field_names().map(str::to_owned).collect(),
    };
    // The service's shape has one field a row: a reference of several fields is several rows of one name.
    let foreign_keys = |reference: &'_ model::Reference| {
        let row = |field: &model::ReferenceField| ForeignKey {
            name: reference.name.clone(),
            source_table: reference.table.clone(),
            source_field: field.field.clone(),
            target_table: reference.ref_table.clone(),
            target_field: field.ref_field.clone(),
        };
        reference.fields.iter().map(row).collect::<Vec<_>>()
    };
    let index = |index: &model::Index| Index {
        name: index.name.clone(),
        unique: index.unique,
        order: if index.fields.first().is_some_and(|field| field.descending) { "desc" } else { "asc" }.to_owned(),
        table: index.table.clone(),
        fields: index.fields.iter().map(|field| field.name.clone()).collect(),
    };
    let not_null = |not_null: &model::NotNull| NotNull { table: not_null.table.clone(), field: not_null.field.clone() };
    Schema {
        constraints: Constraints {
            foreign_keys: model.references.iter().flat_map(foreign_keys).collect(),
            not_null: model.not_nulls.iter().map(not_null).collect(),
            primary_keys: model.primary_keys.iter().map(key).collect(),
            uniques: model.uniques.iter().map(key).collect(),
        },
        indexes: model.indexes.iter().map(index).collect(),
    }
}

/// What [`tables`] and [`schema`] do not say.
fn rest(model: &Model) -> Rest {
    let release = release(model);
    let mut rest = Rest {
        label: model.label.clone(),
        description: model.description.clone(),
        url: model.url.clone(),
        release: (!release.level.is_empty() || !release.serial.is_empty()).then_some(release),
        ..Rest::default()
    };
    let mut fields = Count::default();
    for table in &model.tables {
        for field in &table.fields {
            let nth = fields.next(&table.name, &field.name);
            let sizes = &field.data_type;
            let sizes = [("length", sizes.length), ("precision", sizes.precision), ("scale", sizes.scale)];
            let zero: Vec<_> =
                sizes.iter().filter(|(_, size)| *size == Some(0)).map(|(name, _)| Cow::Borrowed(*name)).collect();
            if !zero.is_empty() || !field.extra.is_empty() || !field.allowed_values.is_empty() {
                rest.fields.push(FieldRest {
                    table: table.name.clone(),
                    field: field.name.clone(),
                    nth,
                    zero,
                    extra: field.extra.clone(),
                    values: field.allowed_values.clone(),
                });
            }
        }
    }
    let mut indexes = Count::default();
    for index in &model.indexes {
        let nth = indexes.next(&index.table, &index.name);
        let descending: Vec<_> = index.fields.iter().map(|field| field.descending).collect();
        if descending.windows(2).any(|pair| pair.first() != pair.last()) {
            rest.indexes.push(IndexRest { table: index.table.clone(), index: index.name.clone(), nth, descending });
        }
    }
    let is_a_row = |reference: &model::Reference| {
        let actions = [reference.on_delete, reference.on_update];
        reference.fields.len() == 1 && actions == [model::ReferenceAction::NoAction; 2]
    };
    if !model.references.iter().all(is_a_row) {
        rest.references = model.references.iter().map(whole_reference).collect();
    }
    let check = |check: &model::Check| Check {
        name: check.name.clone(),
        table: check.table.clone(),
        expression: check.expression.clone(),
    };
    rest.checks = model.checks.iter().map(check).collect();
    let renaming = |renaming: &model::Renaming| Renaming {
        source_version: renaming.source_version.clone(),
        source_table: renaming.source_table.clone(),
        source_field: renaming.source_field.clone(),
        target_table: renaming.table.clone(),
        target_field: renaming.field.clone(),
    };
    rest.renamings = model.renamings.iter().map(renaming).collect();
    let area = |area: &model::Area| Area { title: area.title.clone(), tables: area.tables.clone() };
    rest.areas = model.areas.iter().map(area).collect();
    rest
}

fn whole_reference(reference: &model::Reference) -> ReferenceRest {
    let action = |action: model::ReferenceAction| {
        if action == model::ReferenceAction::NoAction { String::new() } else { action.name().to_owned() }
    };
    ReferenceRest {
        name: reference.name.clone(),
        source_table: reference.table.clone(),
        source_fields: reference.field_names().map(str::to_owned).collect(),
        target_table: reference.ref_table.clone(),
        target_fields: reference.ref_field_names().map(str::to_owned).collect(),
        on_delete: action(reference.on_delete),
        on_update: action(reference.on_update),
    }
}

/// Counts things of one table and name.
#[derive(Default)]
pub(super) struct Count<'m>(HashMap<(&'m str, &'m str), usize>);

impl<'m> Count<'m> {
    /// How many there were before this one.
    pub(super) fn next(&mut self, table: &'m str, name: &'m str) -> usize {
        let count = self.0.entry((table, name)).or_default();
        let nth = *count;
        *count += 1;
        nth
    }
}
