//! Model to TOML, with a stable layout: the same model, the same bytes.

use super::line::{self, FieldLine};
use super::text::{key, list, string};
use crate::model::{Area, Field, Index, IndexField, Key, Model, Reference, Renaming, Table};
use crate::source::order::Places;
use hashbrown::HashSet;
use std::fmt::Write;

/// The definition in the single-file layout. Reading it gives an equal model.
///
/// ```
/// use dmsa::model::Model;
///
/// let model = Model { name: "mine".into(), version: "1.0".into(), ..Model::default() };
/// assert_eq!(dmsa::source::toml::write(&model), "model = \"mine\"\nversion = \"1.0\"\n");
/// ```
pub fn write(model: &Model) -> String {
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

/// What stands at its table or field, and what does not.
///
/// The order of the model's lists must come out again: what stands at the tables is read in their order, then what is
/// loose. So everything from the first thing on that is out of that order is loose.
struct Placed<'m> {
    tables: Vec<AtTable<'m>>,
    loose: Loose<'m>,
}

#[derive(Default)]
struct AtTable<'m> {
    primary_key: Option<&'m Key>,
    uniques: Vec<&'m Key>,
    indexes: Vec<&'m Index>,
    fields: Vec<AtField<'m>>,
    /// The fields of its references, in the order of these.
    reference_order: Vec<&'m str>,
}

#[derive(Default)]
struct AtField<'m> {
    not_null: bool,
    references: Vec<&'m Reference>,
}

#[derive(Default)]
struct Loose<'m> {
    primary_keys: &'m [Key],
    uniques: &'m [Key],
    not_nulls: &'m [crate::model::NotNull],
    references: &'m [Reference],
    indexes: &'m [Index],
}

impl<'m> Placed<'m> {
    fn new(model: &'m Model) -> Self {
        let mut tables: Vec<AtTable<'m>> = Vec::with_capacity(model.tables.len());
        for table in &model.tables {
            let fields = table.fields.iter().map(|_| AtField::default()).collect();
            tables.push(AtTable { fields, ..AtTable::default() });
        }
        let places = Places::new(&model.tables);
        let mut taker = places.taker();
        let loose = Loose {
            primary_keys: settle(
                &model.primary_keys,
                |key| taker.primary_key(key),
                |t, key| {
                    if let Some(at) = tables.get_mut(t) {
                        at.primary_key = Some(key);
                    }
                },
            ),
            uniques: settle(
                &model.uniques,
                |key| taker.unique(key),
                |t, key| {
                    if let Some(at) = tables.get_mut(t) {
                        at.uniques.push(key);
                    }
                },
            ),
            not_nulls: settle(
                &model.not_nulls,
                |not_null| taker.not_null(not_null),
                |(t, f), _| {
                    if let Some(at) = tables.get_mut(t).and_then(|at| at.fields.get_mut(f)) {
                        at.not_null = true;
                    }
                },
            ),
            references: settle(
                &model.references,
                |reference| places.reference(reference).map(|(t, _)| t),
                |t, reference| {
                    let field = places.reference(reference).map(|(_, f)| f);
                    if let (Some(at), Some(f)) = (tables.get_mut(t), field)
                        && let Some(at_field) = at.fields.get_mut(f)
                    {
                        at_field.references.push(reference);
                        at.reference_order.extend(reference.field_names().next());
                    }
                },
            ),
            indexes: settle(
                &model.indexes,
                |index| taker.index(index),
                |t, index| {
                    if let Some(at) = tables.get_mut(t) {
                        at.indexes.push(index);
                    }
                },
            ),
        };
        Self { tables, loose }
    }
}

/// Puts things at their places as long as these do not go backwards, and returns the rest.
fn settle<'m, T, P: PartialOrd + Copy>(
    things: &'m [T],
    mut place: impl FnMut(&T) -> Option<P>,
    mut put: impl FnMut(P, &'m T),
) -> &'m [T] {
    let mut last = None;
    for (i, thing) in things.iter().enumerate() {
        match place(thing) {
            Some(at) if last.is_none_or(|last| last <= at) => {
                put(at, thing);
                last = Some(at);
            }
            _ => return things.get(i..).unwrap_or_default(),
        }
    }
    &[]
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
    let at_fields = at.fields.iter().flat_map(|field| &field.references).filter_map(|r| r.field_names().next());
    if !at_fields.eq(at.reference_order.iter().copied()) {
        line(&mut about, "reference_order", &list(at.reference_order.iter().copied()));
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
}

fn field_value(field: &Field, name: &UniqueKey<'_>, at: &AtField<'_>) -> String {
    let reference = |r: &&Reference| {
        r.ref_field_names()
            .map(|ref_field| (r.ref_table.clone(), ref_field.to_owned(), r.name.clone()))
            .collect::<Vec<_>>()
    };
    let is = FieldLine {
        data_type: field.data_type.clone(),
        not_null: at.not_null,
        required: field.required,
        default: field.default.clone(),
        references: at.references.iter().flat_map(reference).collect(),
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
    lines(out, "primary_keys", loose.primary_keys, line::write_key);
    lines(out, "uniques", loose.uniques, line::write_key);
    lines(out, "not_nulls", loose.not_nulls, line::write_not_null);
    lines(out, "references", loose.references, line::write_reference);
    lines(out, "indexes", loose.indexes, line::write_index);
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
