//! Checks of references.

use super::codes;
use super::keys::Constraint;
use super::subject::{Missing, Subject, enumeration, grouped, names, reference_label};
use crate::diagnostic::Diagnostic;
use crate::dialect::{Dialect, ObjectKind};
use crate::fold::fold;
use crate::model::{FieldType, Reference};
use crate::schema::{FieldId, TableId};
use hashbrown::{HashMap, HashSet};

/// Both ends of a reference must exist.
pub(super) fn dangling(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for looked in subject.schema.references() {
        let reference = looked.reference;
        let help = |missing: &Missing<'_>| missing.help("add it, or delete the reference");
        if looked.source_missing().is_some() {
            for missing in missing(subject, looked.table, &reference.table, reference.field_names()) {
                let message = format!("{} is on {}, which does not exist", reference_label(reference), missing.what);
                let found = finding(&codes::DANGLING_REFERENCE, reference, message);
                diagnostics.push(found.mark(missing.word).help(help(&missing)));
            }
        }
        if looked.target_missing().is_some() {
            for missing in missing(subject, looked.ref_table, &reference.ref_table, reference.ref_field_names()) {
                let message = format!("{} refers to {}, which does not exist", from(reference), missing.what);
                let found = finding(&codes::DANGLING_REFERENCE, reference, message);
                diagnostics.push(found.mark_last(missing.word).help(help(&missing)));
            }
        }
        if reference.fields.is_empty() {
            let message = format!("{} of `{}` has no fields", reference_label(reference), reference.table);
            diagnostics.push(
                Diagnostic::new(&codes::EMPTY_KEY, &reference.origin, message)
                    .table(&reference.table)
                    .help("name its fields, or delete it"),
            );
        }
    }
}

/// What does not exist of one end of a reference: the table, or fields of it.
fn missing<'n>(
    subject: &Subject<'_>,
    found: Option<TableId>,
    table: &'n str,
    fields: impl Iterator<Item = &'n str>,
) -> Vec<Missing<'n>> {
    match found {
        None => subject.missing_table(table).into_iter().collect(),
        Some(_) => fields.filter_map(|field| subject.missing(table, field)).collect(),
    }
}

/// Databases refuse a reference whose two ends cannot be compared.
pub(super) fn mismatched(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut known: HashMap<(&FieldType, &FieldType), Vec<&dyn Dialect>> = HashMap::new();
    for (reference, pairs) in complete(subject) {
        for (named, (field, target)) in reference.fields.iter().zip(pairs) {
            let (field, target) = (subject.schema.field(field), subject.schema.field(target));
            if field.data_type == target.data_type || !is_known(&field.data_type) || !is_known(&target.data_type) {
                continue;
            }
            let refusing = known.entry((&field.data_type, &target.data_type)).or_insert_with(|| {
                let has = |dialect: &dyn Dialect| dialect.capabilities().has(ObjectKind::Reference);
                subject.dialects(|dialect| has(dialect) && !dialect.can_refer(&field.data_type, &target.data_type))
            });
            if refusing.is_empty() {
                continue;
            }
            let message = format!(
                "`{}.{}` is {} and refers to `{}.{}`, which is {}; {} this",
                reference.table,
                named.field,
                field.data_type,
                reference.ref_table,
                named.ref_field,
                target.data_type,
                subject.databases(refusing, "refuses", "refuse"),
            );
            diagnostics.push(
                Diagnostic::new(&codes::MISMATCHED_REFERENCE, &named.origin, message)
                    .table(&reference.table)
                    .field(&named.field)
                    .mark(&named.field)
                    .help(format!("give both fields one type with the same sizes, such as {}", target.data_type)),
            );
        }
    }
}

/// What a reference points at must be a primary key or unique: its fields together, and no others.
pub(super) fn to_nonunique(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let schema = &subject.schema;
    for looked in schema.references() {
        let (reference, Some(_), Some(target)) = (looked.reference, looked.pairs(), looked.ref_table) else {
            continue;
        };
        if looked.target_key().is_some() {
            continue;
        }
        let table = &reference.ref_table;
        let key = match schema.primary_key(target) {
            None => format!("`{table}` has no primary key"),
            Some(key) => format!("the primary key of `{table}` is {}", names(key.key.field_names())),
        };
        let to = end(table, reference.ref_field_names());
        let is = if reference.fields.len() == 1 { "is" } else { "are" };
        let message = format!("{} refers to {to}, which {is} not unique: {key}", from(reference));
        let a_key = if reference.fields.len() == 1 { "a primary key or unique" } else { "one key" };
        diagnostics.push(
            finding(&codes::REFERENCE_TO_NONUNIQUE, reference, message)
                .mark_last(reference.ref_field_names().next().unwrap_or_default())
                .help(format!("make {to} {a_key}, or delete the reference")),
        );
    }
}

/// A reference that is given twice, under one name or two.
pub(super) fn repeated(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut seen = HashMap::new();
    for reference in &subject.model.references {
        let mut pairs: Vec<_> =
            reference.fields.iter().map(|pair| (fold(&pair.field), fold(&pair.ref_field))).collect();
        pairs.sort_unstable();
        let ends = (fold(&reference.table), fold(&reference.ref_table), pairs);
        if let Some(first) = seen.insert(ends, reference) {
            let what = format!("{} from {}", reference_label(reference), from(reference));
            let first = Constraint { label: reference_label(first), origin: &first.origin };
            let again = first.repeated_by(&what, &reference.origin, &reference.table);
            let field = reference.field_names().next().unwrap_or_default();
            diagnostics.push(again.field(field).mark(field));
        }
    }
}

/// A database looks through the whole referring table whenever a row that is referred to is deleted, unless an index
/// begins with the referring field. One finding a definition: on real ones this is one decision about hundreds of fields.
pub(super) fn unindexed(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut indexed = HashSet::new();
    for keyed in subject.keyed() {
        if let Some(first) = keyed.fields().first() {
            indexed.extend(subject.schema.find(keyed.table(), first.name).ok());
        }
    }
    // Each field counts once, however many references it has. Of several fields, an index on one is of use.
    let unindexed = complete(subject).filter_map(|(reference, pairs)| {
        let (first, _) = pairs.first()?;
        let is_new = !pairs.iter().any(|(field, _)| indexed.contains(field)) && indexed.insert(*first);
        is_new.then_some((first.table(), reference))
    });
    let mut tables: Vec<Vec<&Reference>> = grouped(unindexed).into_iter().map(|(_, fields)| fields).collect();
    let Some([first, ..]) = tables.first().map(Vec::as_slice) else {
        return;
    };
    let origin = &first.origin;
    let count: usize = tables.iter().map(Vec::len).sum();
    tables.sort_by_key(|fields| std::cmp::Reverse(fields.len()));
    let mut by_table: Vec<String> = (tables.iter().take(MAX_TABLES))
        .filter_map(|fields| Some(format!("{} of `{}`", fields.len(), fields.first()?.table)))
        .collect();
    if tables.len() > MAX_TABLES {
        by_table.push(format!("those of {} other tables", tables.len() - MAX_TABLES));
    }
    let fields = match count {
        1 => "1 referring field has no index that begins with it".to_owned(),
        _ => format!("{count} referring fields have no index that begins with them"),
    };
    let message = format!("{fields}: {}", enumeration(&by_table));
    diagnostics.push(
        Diagnostic::new(&codes::UNINDEXED_REFERENCE, origin, message)
            .help("add an index on each field by which rows are joined or deleted"),
    );
}

/// So many tables are named, those with the most fields first.
const MAX_TABLES: usize = 8;

/// The references all of whose fields exist, with their pairs of fields.
fn complete<'m>(subject: &Subject<'m>) -> impl Iterator<Item = (&'m Reference, Vec<(FieldId, FieldId)>)> {
    subject.schema.references().iter().filter_map(|looked| Some((looked.reference, looked.pairs()?)))
}

fn is_known(data_type: &FieldType) -> bool {
    !matches!(data_type.kind, crate::model::TypeKind::Unknown(_))
}

/// The referring fields in words.
fn from(reference: &Reference) -> String {
    end(&reference.table, reference.field_names())
}

/// A table and fields of it in words: `` `person.id` ``, `` `person` (`site`, `nr`) ``.
fn end<'n>(table: &str, fields: impl Iterator<Item = &'n str>) -> String {
    match fields.collect::<Vec<_>>().as_slice() {
        [only] => format!("`{table}.{only}`"),
        several => {
            let several: Vec<_> = several.iter().map(|field| format!("`{field}`")).collect();
            format!("`{table}` ({})", several.join(", "))
        }
    }
}

fn finding(code: &'static crate::diagnostic::Code, reference: &Reference, message: String) -> Diagnostic {
    let found = Diagnostic::new(code, &reference.origin, message).table(&reference.table);
    match reference.field_names().next() {
        Some(field) => found.field(field),
        None => found,
    }
}
