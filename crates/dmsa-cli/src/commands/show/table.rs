//! One table: fields, keys, indexes, and references both ways.

use crate::table::Table as Columns;
use crate::terminal::{Styles, Terminal, printable};
use dmsa::model::{Field, Index, Key, Model, Table};
use serde::Serialize;
use std::collections::BTreeMap;

/// A table, as `--json` gives it.
#[derive(Serialize)]
pub(super) struct TableDetails<'m> {
    model: &'m str,
    version: &'m str,
    table: &'m str,
    label: &'m str,
    description: &'m str,
    fields: Vec<FieldDetails<'m>>,
    primary_keys: Vec<KeyDetails<'m>>,
    uniques: Vec<KeyDetails<'m>>,
    indexes: Vec<IndexDetails<'m>>,
    referred_to_by: Vec<ReferenceDetails<'m>>,
}

#[derive(Serialize)]
struct FieldDetails<'m> {
    name: &'m str,
    label: &'m str,
    description: &'m str,
    #[serde(rename = "type")]
    data_type: String,
    required: bool,
    not_null: bool,
    default: &'m str,
    in_primary_key: bool,
    in_unique: bool,
    references: Vec<ReferenceDetails<'m>>,
    indexes: Vec<&'m str>,
    formerly: Vec<String>,
    extra: &'m BTreeMap<String, String>,
}

#[derive(Serialize)]
struct KeyDetails<'m> {
    name: &'m str,
    fields: Vec<&'m str>,
}

#[derive(Serialize)]
struct IndexDetails<'m> {
    name: &'m str,
    unique: bool,
    fields: Vec<IndexFieldDetails<'m>>,
}

#[derive(Serialize)]
struct IndexFieldDetails<'m> {
    name: &'m str,
    descending: bool,
}

/// A reference, seen from one end: the other end, and the field at this one.
#[derive(Serialize)]
struct ReferenceDetails<'m> {
    name: &'m str,
    table: &'m str,
    field: &'m str,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<&'m str>,
}

pub(super) fn details<'m>(model: &'m Model, table: &'m Table) -> TableDetails<'m> {
    let keys = |keys: &'m [Key]| keys.iter().filter(|key| key.table == table.name).map(key_details).collect();
    let pointing = model.references.iter().filter(|reference| reference.ref_table == table.name);
    TableDetails {
        model: &model.name,
        version: model.version.as_str(),
        table: &table.name,
        label: &table.label,
        description: &table.description,
        fields: table.fields.iter().map(|field| field_details(model, table, field)).collect(),
        primary_keys: keys(&model.primary_keys),
        uniques: keys(&model.uniques),
        indexes: model.indexes.iter().filter(|index| index.table == table.name).map(index_details).collect(),
        referred_to_by: pointing
            .flat_map(|r| r.fields.iter().map(move |pair| (r, pair)))
            .map(|(r, pair)| ReferenceDetails {
                name: &r.name,
                table: &r.table,
                field: &pair.field,
                to: Some(&pair.ref_field),
            })
            .collect(),
    }
}

fn field_details<'m>(model: &'m Model, table: &'m Table, field: &'m Field) -> FieldDetails<'m> {
    let in_any = |keys: &[Key]| {
        keys.iter().any(|key| key.table == table.name && key.field_names().any(|name| name == field.name))
    };
    let indexed = |index: &&Index| index.table == table.name && index.fields.iter().any(|f| f.name == field.name);
    FieldDetails {
        name: &field.name,
        label: &field.label,
        description: &field.description,
        data_type: field.data_type.to_string(),
        required: field.required,
        not_null: model.not_nulls.iter().any(|rule| rule.table == table.name && rule.field == field.name),
        default: &field.default,
        in_primary_key: in_any(&model.primary_keys),
        in_unique: in_any(&model.uniques),
        references: model
            .references
            .iter()
            .filter(|reference| reference.table == table.name)
            .flat_map(|r| r.fields.iter().map(move |pair| (r, pair)))
            .filter(|(_, pair)| pair.field == field.name)
            .map(|(r, pair)| ReferenceDetails { name: &r.name, table: &r.ref_table, field: &pair.ref_field, to: None })
            .collect(),
        indexes: model.indexes.iter().filter(indexed).map(|index| index.name.as_str()).collect(),
        formerly: model
            .renamings
            .iter()
            .filter(|renaming| renaming.table == table.name && renaming.field == field.name)
            .map(|renaming| {
                format!("{}.{} ({})", renaming.source_table, renaming.source_field, renaming.source_version)
            })
            .collect(),
        extra: &field.extra,
    }
}

fn key_details(key: &Key) -> KeyDetails<'_> {
    KeyDetails { name: &key.name, fields: key.field_names().collect() }
}

fn index_details(index: &Index) -> IndexDetails<'_> {
    let fields = index.fields.iter().map(|field| IndexFieldDetails { name: &field.name, descending: field.descending });
    IndexDetails { name: &index.name, unique: index.unique, fields: fields.collect() }
}

pub(super) fn text(details: &TableDetails<'_>, terminal: &Terminal) -> String {
    let Styles { heading, faint, .. } = terminal.out();
    let title = format!("  {} {}  {}", details.model, details.version, details.label);
    let mut text = format!("{heading}{}{heading:#}{}\n", printable(details.table), printable(title.trim_end()));
    if !details.description.is_empty() {
        text.push_str(&format!("{faint}{}{faint:#}\n", printable(details.description.trim())));
    }
    for (title, part) in [
        ("", fields(details)),
        ("Descriptions", descriptions(details.fields.iter().map(|field| (field.name, field.description)), "field")),
        ("Keys", keys(details)),
        ("Indexes", indexes(details)),
        ("Referred to by", referred_to_by(details)),
    ] {
        if part.is_empty() {
            continue;
        }
        text.push('\n');
        if !title.is_empty() {
            text.push_str(&format!("{heading}{title}{heading:#}\n"));
        }
        text.push_str(&part.render(terminal));
    }
    text
}

fn fields(details: &TableDetails<'_>) -> Columns {
    let mut columns = Columns::new(&[
        "field",
        "type",
        "required",
        "not null",
        "default",
        "key",
        "refers to",
        "indexed",
        "formerly",
        "label",
    ]);
    for field in &details.fields {
        let key = match (field.in_primary_key, field.in_unique) {
            (true, _) => "primary",
            (false, true) => "unique",
            (false, false) => "",
        };
        let targets: Vec<_> = field.references.iter().map(|to| format!("{}.{}", to.table, to.field)).collect();
        columns.row([
            field.name.to_owned(),
            field.data_type.clone(),
            yes(field.required),
            yes(field.not_null),
            field.default.to_owned(),
            key.to_owned(),
            targets.join(", "),
            yes(!field.indexes.is_empty()),
            field.formerly.join(", "),
            field.label.to_owned(),
        ]);
    }
    columns
}

/// What the source says of each, where it says anything.
pub(super) fn descriptions<'m>(all: impl Iterator<Item = (&'m str, &'m str)>, what: &'static str) -> Columns {
    let mut columns = Columns::new(&[what, "description"]);
    for (name, description) in all.filter(|(_, description)| !description.trim().is_empty()) {
        let words: Vec<_> = description.split_whitespace().collect();
        columns.row([name.to_owned(), words.join(" ")]);
    }
    columns
}

fn keys(details: &TableDetails<'_>) -> Columns {
    let mut columns = Columns::new(&["kind", "name", "fields"]);
    for (kind, keys) in [("primary", &details.primary_keys), ("unique", &details.uniques)] {
        for key in keys {
            columns.row([kind.to_owned(), key.name.to_owned(), key.fields.join(", ")]);
        }
    }
    columns
}

fn indexes(details: &TableDetails<'_>) -> Columns {
    let mut columns = Columns::new(&["name", "unique", "fields"]);
    for index in &details.indexes {
        let fields: Vec<_> =
            index.fields.iter().map(|f| format!("{}{}", f.name, if f.descending { " desc" } else { "" })).collect();
        columns.row([index.name.to_owned(), yes(index.unique), fields.join(", ")]);
    }
    columns
}

fn referred_to_by(details: &TableDetails<'_>) -> Columns {
    let mut columns = Columns::new(&["table", "field", "through", "name"]);
    for from in &details.referred_to_by {
        columns.row([
            from.table.to_owned(),
            from.field.to_owned(),
            from.to.unwrap_or_default().to_owned(),
            from.name.to_owned(),
        ]);
    }
    columns
}

fn yes(fact: bool) -> String {
    if fact { "yes".to_owned() } else { String::new() }
}
