//! JSON to models.

use super::document::{self, Anything, Documents, Rest, Schema, Size};
use super::write::Count;
use crate::check::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{
    Area, Check, Field, FieldType, Index, IndexField, Key, KeyField, Model, NotNull, Origin, Reference,
    ReferenceAction, ReferenceField, Release, Renaming, Table, TypeKind,
};
use crate::source::catalog::Definition;
use crate::source::identity::Identity;
use crate::source::words;
use hashbrown::HashMap;
use serde::de::IgnoredAny;

/// Reads the definitions in a document; none if it is something else, or cannot be understood, which is reported.
pub(in crate::source) fn read(path: &str, bytes: &[u8], diagnostics: &mut Vec<Diagnostic>) -> Vec<Definition> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let documents = serde_json::from_slice(bytes).map(|Documents(documents)| documents);
    let file: std::sync::Arc<str> = path.into();
    match documents {
        Ok(documents) => {
            let origin = Origin::new(file, 0);
            documents.into_iter().filter_map(|document| definition(document, &origin, diagnostics)).collect()
        }
        Err(error) => {
            if !is_something_else(bytes) {
                let line = u32::try_from(error.line()).unwrap_or(u32::MAX);
                let origin = Origin::new(file, line);
                let text = String::from_utf8_lossy(bytes);
                let row = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
                let place = error.column().saturating_sub(1).min(row.len());
                let diagnostic = Diagnostic::new(&codes::UNREADABLE_DEFINITION, &origin, error.to_string());
                diagnostics.push(diagnostic.row_at(row, place..row.len().min(place + 1)));
            }
            Vec::new()
        }
    }
}

/// Whether this is sound JSON that does not even look like a definition.
fn is_something_else(bytes: &[u8]) -> bool {
    let has = |key: &[u8]| bytes.windows(key.len()).any(|window| window == key);
    !has(b"\"tables\"") && !has(b"\"schema\"") && serde_json::from_slice::<IgnoredAny>(bytes).is_ok()
}

fn definition(document: Anything, origin: &Origin, diagnostics: &mut Vec<Diagnostic>) -> Option<Definition> {
    let name = if document.model.is_empty() { document.name } else { document.model };
    let identity = match Identity::new(&name, &document.version) {
        Ok(identity) => identity,
        Err(message) => {
            diagnostics.push(Diagnostic::new(&codes::UNNAMED_DEFINITION, origin, message));
            return None;
        }
    };
    let release = document.release.unwrap_or_default();
    let mut model = Model {
        name,
        version: document.version.as_str().into(),
        label: document.label,
        description: document.description,
        url: document.url,
        release: Release { level: release.level, serial: release.serial },
        tables: tables(document.tables.unwrap_or_default(), &identity, origin, diagnostics),
        ..Model::default()
    };
    let has_schema = document.schema.is_some();
    take_schema(&mut model, document.schema.unwrap_or_default(), origin);
    take_rest(&mut model, document.dmsa.unwrap_or_default(), origin);
    Some(Definition::new(model, origin.clone(), has_schema))
}

fn tables(
    tables: Vec<document::Table>,
    identity: &Identity,
    origin: &Origin,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Table> {
    let mut size = |table: &str, field: &str, name: &str, size: Size| match size {
        Size::Number(0) => None,
        Size::Number(number) => Some(number),
        Size::Odd(text) => {
            let message = format!("the {name} `{text}` is not a whole number; it is ignored");
            let mut diagnostic = Diagnostic::new(&codes::UNUSABLE_SIZE, origin, message).table(table).field(field);
            diagnostic.model = Some(identity.to_string());
            diagnostics.push(diagnostic);
            None
        }
    };
    let mut field = |table: &str, field: document::Field| Field {
        data_type: FieldType {
            kind: TypeKind::parse(&field.kind),
            length: size(table, &field.name, "length", field.length),
            precision: size(table, &field.name, "precision", field.precision),
            scale: size(table, &field.name, "scale", field.scale),
        },
        name: field.name,
        label: field.label,
        description: field.description,
        required: field.required,
        default: field.default,
        origin: origin.clone(),
        ..Field::default()
    };
    let table = |table: document::Table| Table {
        fields: table.fields.into_iter().map(|inner| field(&table.name, inner)).collect(),
        name: table.name,
        label: table.label,
        description: table.description,
        origin: origin.clone(),
    };
    tables.into_iter().map(table).collect()
}

fn take_schema(model: &mut Model, schema: Schema, origin: &Origin) {
    let key = |key: document::Key| Key {
        name: key.name,
        table: key.table,
        fields: key.fields.into_iter().map(|name| KeyField { name, origin: origin.clone() }).collect(),
        origin: origin.clone(),
    };
    let reference = |foreign: document::ForeignKey| {
        let (field, ref_field) = (foreign.source_field, foreign.target_field);
        Reference {
            name: foreign.name,
            table: foreign.source_table,
            fields: vec![ReferenceField { field, ref_field, origin: origin.clone() }],
            ref_table: foreign.target_table,
            origin: origin.clone(),
            ..Reference::default()
        }
    };
    let index = |index: document::Index| {
        let descending = words::descending(&index.order) == Some(true);
        let field = |name| IndexField { name, descending, origin: origin.clone() };
        Index {
            name: index.name,
            table: index.table,
            unique: index.unique,
            fields: index.fields.into_iter().map(field).collect(),
            origin: origin.clone(),
        }
    };
    let not_null =
        |not_null: document::NotNull| NotNull { table: not_null.table, field: not_null.field, origin: origin.clone() };
    model.references = schema.constraints.foreign_keys.into_iter().map(reference).collect();
    model.not_nulls = schema.constraints.not_null.into_iter().map(not_null).collect();
    model.primary_keys = schema.constraints.primary_keys.into_iter().map(key).collect();
    model.uniques = schema.constraints.uniques.into_iter().map(key).collect();
    model.indexes = schema.indexes.into_iter().map(index).collect();
}

/// A reference with everything about it. Two lists of different lengths go together as far as both go.
fn whole_reference(rest: document::ReferenceRest, origin: &Origin) -> Reference {
    let pairs = rest.source_fields.into_iter().zip(rest.target_fields);
    let action = |name: &str| ReferenceAction::parse(name).unwrap_or_default();
    Reference {
        name: rest.name,
        table: rest.source_table,
        fields: pairs.map(|(field, ref_field)| ReferenceField { field, ref_field, origin: origin.clone() }).collect(),
        ref_table: rest.target_table,
        on_delete: action(&rest.on_delete),
        on_update: action(&rest.on_update),
        origin: origin.clone(),
    }
}

/// Takes in what the service's shape has no place for.
fn take_rest(model: &mut Model, rest: Rest, origin: &Origin) {
    let or = |own: &mut String, other: String| {
        if own.is_empty() {
            *own = other;
        }
    };
    or(&mut model.label, rest.label);
    or(&mut model.description, rest.description);
    or(&mut model.url, rest.url);
    if let Some(release) = rest.release {
        model.release = Release { level: release.level, serial: release.serial };
    }
    let mut fields: HashMap<(String, String, usize), _> = rest
        .fields
        .into_iter()
        .map(|more| ((more.table, more.field, more.nth), (more.zero, more.extra, more.values)))
        .collect();
    let mut count = Count::default();
    for table in &mut model.tables {
        for field in &mut table.fields {
            let nth = count.next(&table.name, &field.name);
            if let Some((zero, extra, values)) = fields.remove(&(table.name.clone(), field.name.clone(), nth)) {
                field.extra = extra;
                field.allowed_values = values;
                for size in zero {
                    match size.as_ref() {
                        "length" => field.data_type.length = Some(0),
                        "precision" => field.data_type.precision = Some(0),
                        "scale" => field.data_type.scale = Some(0),
                        _ => {}
                    }
                }
            }
        }
    }
    if !rest.references.is_empty() {
        model.references = rest.references.into_iter().map(|it| whole_reference(it, origin)).collect();
    }
    let check = |check: document::Check| Check {
        name: check.name,
        table: check.table,
        expression: check.expression,
        origin: origin.clone(),
    };
    model.checks = rest.checks.into_iter().map(check).collect();
    let mut orders: HashMap<(String, String, usize), _> =
        rest.indexes.into_iter().map(|more| ((more.table, more.index, more.nth), more.descending)).collect();
    let mut count = Count::default();
    for index in &mut model.indexes {
        let nth = count.next(&index.table, &index.name);
        if let Some(descending) = orders.remove(&(index.table.clone(), index.name.clone(), nth)) {
            for (field, descending) in index.fields.iter_mut().zip(descending) {
                field.descending = descending;
            }
        }
    }
    let renaming = |renaming: document::Renaming| Renaming {
        source_version: renaming.source_version,
        source_table: renaming.source_table,
        source_field: renaming.source_field,
        table: renaming.target_table,
        field: renaming.target_field,
        origin: origin.clone(),
    };
    model.renamings = rest.renamings.into_iter().map(renaming).collect();
    let area = |area: document::Area| Area { title: area.title, tables: area.tables, origin: origin.clone() };
    model.areas = rest.areas.into_iter().map(area).collect();
}
