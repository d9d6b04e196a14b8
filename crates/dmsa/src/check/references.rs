//! Checks of references.

use super::codes;
use super::keys::Constraint;
use super::subject::{Subject, databases, enumeration, grouped, names, reference_label};
use crate::diagnostic::Diagnostic;
use crate::dialect::{DIALECTS, Dialect};
use crate::fold::fold;
use crate::model::{Field, FieldType, Reference};
use hashbrown::{HashMap, HashSet};

/// Both ends of a reference must exist.
pub(super) fn dangling(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for reference in &subject.model.references {
        if let Some(missing) = subject.missing(&reference.table, field(reference)) {
            let message = format!("{} is on {}, which does not exist", reference_label(reference), missing.what);
            let help = missing.help("add it, or delete the reference");
            diagnostics.push(finding(&codes::DANGLING_REFERENCE, reference, message).mark(missing.word).help(help));
        }
        if let Some(missing) = subject.missing(&reference.ref_table, ref_field(reference)) {
            let message = format!("{} refers to {}, which does not exist", from(reference), missing.what);
            let help = missing.help("add it, or delete the reference");
            diagnostics
                .push(finding(&codes::DANGLING_REFERENCE, reference, message).mark_last(missing.word).help(help));
        }
    }
}

/// Databases refuse a reference whose two ends cannot be compared.
pub(super) fn mismatched(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut known: HashMap<(&FieldType, &FieldType), Vec<&dyn Dialect>> = HashMap::new();
    for (reference, field, target) in ends(subject) {
        if field.data_type == target.data_type || !is_known(&field.data_type) || !is_known(&target.data_type) {
            continue;
        }
        let refusing = known.entry((&field.data_type, &target.data_type)).or_insert_with(|| {
            let refuses = |dialect: &&dyn Dialect| !dialect.can_refer(&field.data_type, &target.data_type);
            DIALECTS.iter().copied().filter(refuses).collect()
        });
        if refusing.is_empty() {
            continue;
        }
        let message = format!(
            "{} is {} and refers to `{}.{}`, which is {}; {} this",
            from(reference),
            field.data_type,
            reference.ref_table,
            ref_field(reference),
            target.data_type,
            databases(refusing, "refuses", "refuse"),
        );
        diagnostics.push(
            finding(&codes::MISMATCHED_REFERENCE, reference, message)
                .mark(self::field(reference))
                .help(format!("give both fields one type with the same sizes, such as {}", target.data_type)),
        );
    }
}

/// What a reference points at must be a primary key or unique, alone.
pub(super) fn to_nonunique(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let mut unique = HashSet::new();
    let mut keys: HashMap<usize, Vec<&str>> = HashMap::new();
    for key in model.primary_keys.iter().chain(&model.uniques) {
        if let [field] = key.fields.as_slice() {
            unique.extend(subject.place(&key.table, &field.name));
        }
    }
    for key in &model.primary_keys {
        if let Some(table) = subject.table_place(&key.table) {
            keys.entry(table).or_insert_with(|| key.field_names().collect());
        }
    }
    for (reference, ..) in ends(subject) {
        let Some(target) = subject.place(&reference.ref_table, ref_field(reference)) else {
            continue;
        };
        if unique.contains(&target) {
            continue;
        }
        let (table, field) = (&reference.ref_table, ref_field(reference));
        let key = match keys.get(&target.0) {
            None => format!("`{table}` has no primary key"),
            Some(fields) => format!("the primary key of `{table}` is {}", names(fields.iter().copied())),
        };
        let message = format!("{} refers to `{table}.{field}`, which is not unique: {key}", from(reference));
        diagnostics.push(
            finding(&codes::REFERENCE_TO_NONUNIQUE, reference, message)
                .mark_last(field)
                .help(format!("make `{table}.{field}` a primary key or unique, or delete the reference")),
        );
    }
}

/// A reference that is given twice, under one name or two.
pub(super) fn repeated(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut seen = HashMap::new();
    for reference in &subject.model.references {
        let ends = [&reference.table, field(reference), &reference.ref_table, ref_field(reference)];
        if let Some(first) = seen.insert(ends.map(fold), reference) {
            let what = format!("{} from {}", reference_label(reference), from(reference));
            let first = Constraint { label: reference_label(first), origin: &first.origin };
            let again = first.repeated_by(&what, &reference.origin, &reference.table);
            diagnostics.push(again.field(field(reference)).mark(self::field(reference)));
        }
    }
}

/// A database looks through the whole referring table whenever a row that is referred to is deleted, unless an index
/// begins with the referring field. One finding a definition: on real ones this is one decision about hundreds of fields.
pub(super) fn unindexed(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut indexed = HashSet::new();
    for keyed in subject.keyed() {
        if let Some(first) = keyed.fields().first() {
            indexed.extend(subject.place(keyed.table(), first.name));
        }
    }
    // Each field counts once, however many references it has.
    let unindexed = ends(subject).filter_map(|(reference, ..)| {
        let place = subject.place(&reference.table, field(reference))?;
        indexed.insert(place).then_some((place.0, reference))
    });
    let mut tables: Vec<Vec<&Reference>> = grouped(unindexed).into_iter().map(|(_, fields)| fields).collect();
    let Some([first, ..]) = tables.first().map(Vec::as_slice) else {
        return;
    };
    let origin = &first.origin;
    let count: usize = tables.iter().map(Vec::len).sum();
    tables.sort_by_key(|fields| std::cmp::Reverse(fields.len()));
    let mut by_table: Vec<String> = (tables.iter().take(MOST_TABLES))
        .filter_map(|fields| Some(format!("{} of `{}`", fields.len(), fields.first()?.table)))
        .collect();
    if tables.len() > MOST_TABLES {
        by_table.push(format!("those of {} other tables", tables.len() - MOST_TABLES));
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
const MOST_TABLES: usize = 8;

/// The references both of whose ends exist, with the two fields.
fn ends<'m>(subject: &Subject<'m>) -> impl Iterator<Item = (&'m Reference, &'m Field, &'m Field)> {
    subject.model.references.iter().filter_map(|reference| {
        let field = subject.field(&reference.table, field(reference))?;
        Some((reference, field, subject.field(&reference.ref_table, ref_field(reference))?))
    })
}

fn is_known(data_type: &FieldType) -> bool {
    !matches!(data_type.kind, crate::model::TypeKind::Unknown(_))
}

/// The referring field in words.
fn from(reference: &Reference) -> String {
    format!("`{}.{}`", reference.table, field(reference))
}

/// The first referring field.
fn field(reference: &Reference) -> &str {
    reference.field_names().next().unwrap_or_default()
}

/// The first field referred to.
fn ref_field(reference: &Reference) -> &str {
    reference.ref_field_names().next().unwrap_or_default()
}

fn finding(code: &'static crate::diagnostic::Code, reference: &Reference, message: String) -> Diagnostic {
    Diagnostic::new(code, &reference.origin, message).table(&reference.table).field(field(reference))
}
