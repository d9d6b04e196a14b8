//! Model to TOML, with a stable layout: the same model, the same bytes.

use super::line::{self, FieldLine, Target};
use super::text::{key, list, string};
use crate::model::{Area, Check, Field, Index, IndexField, Key, Model, NotNull, Reference, Renaming, Table};
use crate::schema::Names;
use crate::source::normal::{Slots, normalise};
use hashbrown::HashSet;
use std::fmt::Write;

/// The definition in the single-file layout. Reading it gives an equal model, in the order and spelling of all sources.
///
/// ```
/// use dmsa::model::Model;
///
/// let model = Model { name: "mine".into(), version: "1.0".into(), ..Model::default() };
/// assert_eq!(dmsa::source::toml::write(&model), "model = \"mine\"\nversion = \"1.0\"\n");
/// ```
pub fn write(model: &Model) -> String {
    let mut model = model.clone();
    normalise(&mut model);
    let model = &model;
    let mut out = String::new();
    line(&mut out, "model", &string(&model.name));
    line(&mut out, "version", &string(model.version.as_str()));
    text(&mut out, "label", &model.label);
    text(&mut out, "url", &model.url);
    let (level, serial) = (&model.release.level, &model.release.serial);
    let parts = [("level", level), ("serial", serial)];
    let parts: Vec<_> = parts
        .iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(key, text)| format!("{key} = {}", string(text)))
        .collect();
    if !parts.is_empty() {
        line(&mut out, "release", &format!("{{ {} }}", parts.join(", ")));
    }
    text(&mut out, "description", &model.description);
    write_areas(&mut out, &model.areas);
    let placed = Placed::new(model);
    let keys = unique_keys(model.tables.iter().map(|table| table.name.as_str()));
    for ((table, key), at_table) in model.tables.iter().zip(&keys).zip(&placed.tables) {
        write_table(&mut out, table, key, at_table);
    }
    for renamings in model.renamings.chunk_by(|a, b| a.source_version == b.source_version) {
        write_renamings(&mut out, renamings);
    }
    write_loose(&mut out, &placed);
    out
}

/// What stands at its table or field, and what cannot: its table or field does not exist, or another has its place.
#[derive(Default)]
struct Placed<'m> {
    tables: Vec<AtTable<'m>>,
    loose: Loose<'m>,
}

#[derive(Default)]
struct AtTable<'m> {
    primary_key: Option<&'m Key>,
    uniques: Vec<&'m Key>,
    indexes: Vec<&'m Index>,
    checks: Vec<&'m Check>,
    fields: Vec<AtField<'m>>,
    /// Its references, in their order.
    references: Vec<&'m Reference>,
    /// The references that stand at no field: those of several fields, or of one that does not exist.
    listed: Vec<&'m Reference>,
}

#[derive(Default)]
struct AtField<'m> {
    not_null: bool,
    references: Vec<&'m Reference>,
}

#[derive(Default)]
struct Loose<'m> {
    primary_keys: Vec<&'m Key>,
    uniques: Vec<&'m Key>,
    not_nulls: Vec<&'m NotNull>,
    references: Vec<&'m Reference>,
    indexes: Vec<&'m Index>,
    checks: Vec<&'m Check>,
}

impl<'m> Placed<'m> {
    fn new(model: &'m Model) -> Self {
        let names = Names::new(&model.tables);
        let mut places = Slots::new(&names);
        let mut placed = Self::default();
        for table in &model.tables {
            let fields = table.fields.iter().map(|_| AtField::default()).collect();
            placed.tables.push(AtTable { fields, ..AtTable::default() });
        }
        let Self { tables, loose } = &mut placed;
        for key in &model.primary_keys {
            match places.primary_key(key) {
                Some(table) => tables[table.index()].primary_key = Some(key),
                None => loose.primary_keys.push(key),
            }
        }
        for unique in &model.uniques {
            places.unique(unique).map_or(&mut loose.uniques, |table| &mut tables[table.index()].uniques).push(unique);
        }
        for index in &model.indexes {
            places.index(index).map_or(&mut loose.indexes, |table| &mut tables[table.index()].indexes).push(index);
        }
        for check in &model.checks {
            places.check(check).map_or(&mut loose.checks, |table| &mut tables[table.index()].checks).push(check);
        }
        for not_null in &model.not_nulls {
            match places.not_null(not_null) {
                Some(field) => tables[field.table().index()].fields[field.position()].not_null = true,
                None => loose.not_nulls.push(not_null),
            }
        }
        for reference in &model.references {
            let Some(table) = names.table(&reference.table) else {
                loose.references.push(reference);
                continue;
            };
            let at = &mut tables[table.index()];
            at.references.push(reference);
            let field = match reference.fields.as_slice() {
                [only] => names.field(table, &only.field),
                _ => None,
            };
            match field {
                Some(field) => at.fields[field.position()].references.push(reference),
                None => at.listed.push(reference),
            }
        }
        placed
    }
}

fn write_table(out: &mut String, table: &Table, name: &UniqueKey<'_>, at: &AtTable<'_>) {
    let path = format!("tables.{}", key(&name.key));
    let mut about = String::new();
    if name.key != name.name {
        line(&mut about, "name", &string(name.name));
    }
    text(&mut about, "label", &table.label);
    text(&mut about, "description", &table.description);
    if let Some(primary_key) = at.primary_key {
        let fields = list(primary_key.field_names());
        let named = format!("{{ {} = {fields} }}", key(&primary_key.name));
        line(&mut about, "primary_key", if primary_key.name.is_empty() { &fields } else { &named });
    }
    lines(&mut about, "references", &at.listed, |reference| line::write_reference_of(reference));
    let read = at.fields.iter().flat_map(|field| &field.references).chain(&at.listed);
    if !read.zip(&at.references).all(|(a, b)| std::ptr::eq(*a, *b)) {
        let order: Vec<_> = at.references.iter().map(|reference| line::reference_key(reference)).collect();
        line(&mut about, "reference_order", &list(order.iter().map(String::as_str)));
    }
    if !about.is_empty() || table.fields.is_empty() {
        heading(out, &path);
        out.push_str(&about);
    }
    if !table.fields.is_empty() {
        heading(out, &format!("{path}.fields"));
        let keys = unique_keys(table.fields.iter().map(|field| field.name.as_str()));
        for ((field, name), at_field) in table.fields.iter().zip(&keys).zip(&at.fields) {
            line(out, &key(&name.key), &field_value(field, name, at_field));
        }
    }
    if !at.uniques.is_empty() {
        heading(out, &format!("{path}.uniques"));
        for unique in &at.uniques {
            line(out, &key(&unique.name), &list(unique.field_names()));
        }
    }
    if !at.indexes.is_empty() {
        heading(out, &format!("{path}.indexes"));
        for index in &at.indexes {
            let fields: Vec<_> = index.fields.iter().map(index_field).collect();
            let fields = format!("[{}]", fields.join(", "));
            let unique = format!("{{ unique = true, fields = {fields} }}");
            line(out, &key(&index.name), if index.unique { &unique } else { &fields });
        }
    }
    if !at.checks.is_empty() {
        heading(out, &format!("{path}.checks"));
        for check in &at.checks {
            line(out, &key(&check.name), &string(&check.expression));
        }
    }
}

fn field_value(field: &Field, name: &UniqueKey<'_>, at: &AtField<'_>) -> String {
    let target = |reference: &&Reference| Target {
        table: reference.ref_table.clone(),
        field: reference.ref_field_names().next().unwrap_or_default().to_owned(),
        alias: reference.name.clone(),
        on_delete: reference.on_delete,
        on_update: reference.on_update,
    };
    let is = FieldLine {
        data_type: field.data_type.clone(),
        not_null: at.not_null,
        required: field.required,
        default: field.default.clone(),
        references: at.references.iter().map(target).collect(),
    };
    let is = string(&is.write());
    let mut parts = Vec::new();
    if name.key != name.name {
        parts.push(format!("name = {}", string(name.name)));
    }
    for (key, text) in [("label", &field.label), ("description", &field.description)] {
        if !text.is_empty() {
            parts.push(format!("{key} = {}", string(text)));
        }
    }
    if !field.allowed_values.is_empty() {
        parts.push(format!("values = {}", list(field.allowed_values.iter().map(String::as_str))));
    }
    if !field.extra.is_empty() {
        let extra: Vec<_> =
            field.extra.iter().map(|(name, text)| format!("{} = {}", key(name), string(text))).collect();
        parts.push(format!("extra = {{ {} }}", extra.join(", ")));
    }
    if parts.is_empty() { is } else { format!("{{ is = {is}, {} }}", parts.join(", ")) }
}

fn index_field(field: &IndexField) -> String {
    match (field.descending, field.name.ends_with(" desc")) {
        (false, false) => string(&field.name),
        (true, false) => string(&format!("{} desc", field.name)),
        (desc, true) => format!("{{ field = {}, desc = {desc} }}", string(&field.name)),
    }
}

fn write_areas(out: &mut String, areas: &[Area]) {
    if areas.is_empty() {
        return;
    }
    heading(out, "areas");
    let mut written = HashSet::new();
    for area in areas.iter().filter(|area| written.insert(&area.title)) {
        // What has the same title is the same area.
        let same = areas.iter().filter(|other| other.title == area.title);
        line(out, &key(&area.title), &list(same.flat_map(|area| &area.tables).map(String::as_str)));
    }
}

fn write_renamings(out: &mut String, renamings: &[Renaming]) {
    let Some(first) = renamings.first() else {
        return;
    };
    out.push_str("\n[[renamings]]\n");
    line(out, "from", &string(&first.source_version));
    lines(out, "fields", renamings, line::write_renaming);
}

fn write_loose(out: &mut String, placed: &Placed<'_>) {
    let start = out.len();
    let loose = &placed.loose;
    lines(out, "primary_keys", &loose.primary_keys, |key| line::write_key(key));
    lines(out, "uniques", &loose.uniques, |key| line::write_key(key));
    lines(out, "not_nulls", &loose.not_nulls, |not_null| line::write_not_null(not_null));
    lines(out, "references", &loose.references, |reference| line::write_reference(reference));
    lines(out, "indexes", &loose.indexes, |index| line::write_index(index));
    if !loose.checks.is_empty() {
        out.push_str("checks = [\n");
        for Check { name, table, expression, origin: _ } in &loose.checks {
            let [name, table, check] = [name, table, expression].map(|text| string(text));
            writeln!(out, "  {{ name = {name}, table = {table}, check = {check} }},").ok();
        }
        out.push_str("]\n");
    }
    if out.len() > start {
        out.insert_str(start, "\n[loose]\n");
    }
}

/// The key that a table or field stands under.
struct UniqueKey<'m> {
    name: &'m str,
    key: String,
}

/// A key each: the name, or where an earlier one has it, the name and a number.
fn unique_keys<'m>(names: impl Iterator<Item = &'m str> + Clone) -> Vec<UniqueKey<'m>> {
    let taken: HashSet<&str> = names.clone().collect();
    let mut seen = HashSet::with_capacity(taken.len());
    let mut numbered: HashSet<String> = HashSet::new();
    let mut keys = Vec::new();
    let mut number = 1;
    for name in names {
        let mut key = name.to_owned();
        if !seen.insert(name) {
            while taken.contains(key.as_str()) || numbered.contains(&key) {
                number += 1;
                key = format!("{name} {number}");
            }
            numbered.insert(key.clone());
        }
        keys.push(UniqueKey { name, key });
    }
    keys
}

fn heading(out: &mut String, path: &str) {
    writeln!(out, "\n[{path}]").ok();
}

fn line(out: &mut String, key: &str, value: &str) {
    // Writing to a string cannot fail.
    writeln!(out, "{key} = {value}").ok();
}

fn text(out: &mut String, key: &str, text: &str) {
    if !text.is_empty() {
        line(out, key, &string(text));
    }
}

/// A list with a line for each thing.
fn lines<T>(out: &mut String, key: &str, things: &[T], write: impl Fn(&T) -> String) {
    if things.is_empty() {
        return;
    }
    writeln!(out, "{key} = [").ok();
    for thing in things {
        writeln!(out, "  {},", string(&write(thing))).ok();
    }
    out.push_str("]\n");
}
