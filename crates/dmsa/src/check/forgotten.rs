//! References that a definition seems to have forgotten, and sizes that it leaves to the scripts.

use super::codes;
use super::subject::{Subject, names};
use crate::diagnostic::{Code, Diagnostic};
use crate::dialect::{DEFAULT_STRING_LENGTH, number_size};
use crate::fold::fold;
use crate::model::{Field, Table, TypeKind};
use crate::schema::{FieldId, TableId};
use hashbrown::{HashMap, HashSet};

/// So many fields of a definition whose names end in the same way and refer to the same field make a habit of it.
const HABIT: usize = 3;

/// A whole number that is named like the references beside it and refers to nothing: `specialty_concept_id` beside a
/// `place_concept_id` that refers to `concept.concept_id`.
pub(super) fn references(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let schema = &subject.schema;
    let mut referring = HashSet::new();
    // By the name of the field referred to: the fields referred to, and how many fields of each table do it.
    let mut habits: HashMap<String, HashMap<FieldId, HashMap<TableId, usize>>> = HashMap::new();
    for looked in schema.references() {
        let pairs = looked.known_pairs();
        referring.extend(pairs.iter().filter_map(|(field, _)| *field));
        let [(Some(field), Some(target))] = pairs else { continue };
        let target_name = fold(&schema.field(*target).name);
        if ends_with_name(&fold(&schema.field(*field).name), &target_name) {
            let of_target = habits.entry(target_name.into_owned()).or_default().entry(*target).or_default();
            *of_target.entry(field.table()).or_default() += 1;
        }
    }
    for table in schema.tables() {
        let key = schema.primary_key(table).and_then(|key| key.all_fields()).unwrap_or_default();
        for field in schema.fields(table).filter(|field| !referring.contains(field) && key != [*field]) {
            let found = schema.field(field);
            if !is_whole(found) {
                continue;
            }
            let name = fold(&found.name);
            let mut ends = name.match_indices('_').filter_map(|(at, _)| habits.get(&name[at + 1..]));
            let target = ends.find_map(|targets| {
                let is_habit = |tables: &HashMap<TableId, usize>| {
                    tables.contains_key(&table) || tables.values().sum::<usize>() >= HABIT
                };
                let fitting =
                    targets.iter().filter(|(target, tables)| is_whole(schema.field(**target)) && is_habit(tables));
                fitting.map(|(target, _)| *target).min()
            });
            if let Some(target) = target {
                let to = format!("{}.{}", schema.table(target.table()).name, schema.field(target).name);
                report_forgotten(schema.table(table), found, &to, diagnostics);
            }
        }
    }
}

fn report_forgotten(table: &Table, field: &Field, to: &str, diagnostics: &mut Vec<Diagnostic>) {
    let message = format!(
        "`{}.{}` refers to nothing, and other fields whose names end in the same way refer to `{to}`",
        table.name, field.name
    );
    diagnostics.push(
        Diagnostic::new(&codes::FORGOTTEN_REFERENCE, &field.origin, message)
            .table(&table.name)
            .field(&field.name)
            .mark(&field.name)
            .help(format!("add a reference to `{to}`, if that is what its values are")),
    );
}

/// Whether a name is another one with something and `_` before it.
fn ends_with_name(name: &str, end: &str) -> bool {
    name.strip_suffix(end).is_some_and(|start| start.len() > 1 && start.ends_with('_'))
}

fn is_whole(field: &Field) -> bool {
    match field.data_type.kind {
        TypeKind::Integer | TypeKind::BigInteger => true,
        TypeKind::Number | TypeKind::Decimal => field.data_type.scale.is_none_or(|scale| scale == 0),
        _ => false,
    }
}

/// Strings without a length: scripts choose one. Once a table.
pub(super) fn unsized_strings(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for table in &subject.model.tables {
        let is_unsized = |field: &&Field| {
            field.data_type.kind == TypeKind::String && field.data_type.length.is_none_or(|length| length == 0)
        };
        let fields: Vec<&Field> = table.fields.iter().filter(is_unsized).collect();
        let why = format!("without a length, and a script gives a string {DEFAULT_STRING_LENGTH} characters");
        report_sizes(&codes::UNSIZED_STRING, table, &fields, ["is a string", "are strings"], &why, diagnostics);
    }
}

/// Keys and references that are decimal numbers without a scale: scripts give them digits after the point. Once a table.
pub(super) fn fractional_keys(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let schema = &subject.schema;
    let referring = schema.references().iter().flat_map(|looked| looked.known_pairs()).filter_map(|(field, _)| *field);
    let keys = schema.primary_keys().iter().flat_map(|key| &key.fields).filter_map(|field| *field);
    let keyed: HashSet<FieldId> = referring.chain(keys).collect();
    for table in schema.tables() {
        let is_fractional = |field: &Field| {
            matches!(field.data_type.kind, TypeKind::Number | TypeKind::Decimal)
                && field.data_type.scale.is_none()
                && number_size(&field.data_type).1 > 0
        };
        let fields = schema.fields(table).filter(|field| keyed.contains(field)).map(|field| schema.field(field));
        let fields: Vec<&Field> = fields.filter(|field| is_fractional(field)).collect();
        let why = "without a scale, and a script gives it digits after the point";
        let is = ["is a key or reference", "are keys or references"];
        report_sizes(&codes::FRACTIONAL_KEY, schema.table(table), &fields, is, why, diagnostics);
    }
}

fn report_sizes(
    code: &'static Code,
    table: &Table,
    fields: &[&Field],
    [is, are]: [&str; 2],
    why: &str,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(first) = fields.first() else { return };
    let is = if fields.len() == 1 { is } else { are };
    let listed = names(fields.iter().map(|field| field.name.as_str()));
    let message = format!("{listed} of `{}` {is} {why}", table.name);
    let help = match code.name {
        "unsized-string" => "give it the length that its values need, or the type `text`",
        _ => "write the scale 0, or the type `integer` or `biginteger`",
    };
    let found = Diagnostic::new(code, first.type_origin(), message).table(&table.name).field(&first.name);
    diagnostics.push(found.mark(&first.name).help(help));
}
