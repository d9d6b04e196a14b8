//! Checks of primary keys, unique constraints and not-nulls.

use super::codes;
use super::subject::{Keyed, Missing, Part, Subject, given_at, names, object};
use crate::diagnostic::{Code, Diagnostic};
use crate::dialect::{Capabilities, Dialect, KeyField, ObjectKind};
use crate::fold::fold;
use crate::model::{FieldType, Origin};
use hashbrown::{HashMap, HashSet};

/// Keys, not-nulls and indexes must be on fields that exist.
pub(super) fn dangling(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut report = |code: &'static Code, label: &str, part: Part<'_>, table: &str, missing: &Missing<'_>| {
        let message = format!("{label} is on {}, which does not exist", missing.what);
        diagnostics.push(
            Diagnostic::new(code, part.origin, message)
                .table(table)
                .field(part.name)
                .mark(missing.word)
                .help(missing.help("add it, or delete the row")),
        );
    };
    for keyed in subject.keyed() {
        let code = match keyed.kind() {
            ObjectKind::Index => &codes::DANGLING_INDEX,
            _ => &codes::DANGLING_CONSTRAINT,
        };
        for part in keyed.fields() {
            if let Some(missing) = subject.missing(keyed.table(), part.name) {
                report(code, &keyed.label(), part, keyed.table(), &missing);
            }
        }
    }
    for not_null in &subject.model.not_nulls {
        if let Some(missing) = subject.missing(&not_null.table, &not_null.field) {
            let part = Part { name: &not_null.field, descending: false, origin: &not_null.origin };
            report(&codes::DANGLING_CONSTRAINT, "not null", part, &not_null.table, &missing);
        }
    }
}

/// A table can have one primary key.
pub(super) fn several_primary_keys(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut first_of = HashMap::new();
    for key in &subject.model.primary_keys {
        let Some(table) = subject.table_place(&key.table) else {
            continue;
        };
        let first = *first_of.entry(table).or_insert(key);
        if std::ptr::eq(first, key) {
            continue;
        }
        let message = format!(
            "{} of `{}` is its second: the first is {}{}",
            object(ObjectKind::PrimaryKey, &key.name),
            key.table,
            object(ObjectKind::PrimaryKey, &first.name),
            given_at(&first.origin, &key.origin),
        );
        let help = "a key of several fields is several rows with one name; make any other key a unique constraint";
        diagnostics.push(
            Diagnostic::new(&codes::SEVERAL_PRIMARY_KEYS, &key.origin, message)
                .table(&key.table)
                .mark(&key.name)
                .help(help),
        );
    }
}

/// A table should have a primary key.
pub(super) fn no_primary_key(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let keyed: HashSet<_> =
        subject.model.primary_keys.iter().filter_map(|key| subject.table_place(&key.table)).collect();
    for (_, table) in subject.model.tables.iter().enumerate().filter(|(place, _)| !keyed.contains(place)) {
        let message = format!("`{}` has no primary key", table.name);
        diagnostics.push(
            Diagnostic::new(&codes::NO_PRIMARY_KEY, &table.origin, message)
                .table(&table.name)
                .mark(&table.name)
                .help("add a primary key, unless equal rows are meant to be possible"),
        );
    }
}

/// A key or index has at least one field, and each once.
pub(super) fn fields(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for keyed in subject.keyed() {
        let fields = keyed.fields();
        if fields.is_empty() {
            let message = format!("{} of `{}` has no fields", keyed.label(), keyed.table());
            diagnostics.push(
                Diagnostic::new(&codes::EMPTY_KEY, keyed.origin(), message)
                    .table(keyed.table())
                    .help("name its fields, or delete it"),
            );
        }
        let mut seen = HashSet::with_capacity(fields.len());
        for part in fields.iter().filter(|part| !seen.insert(fold(part.name))) {
            let message = format!("{} of `{}` has the field `{}` twice", keyed.label(), keyed.table(), part.name);
            diagnostics.push(
                Diagnostic::new(&codes::REPEATED_KEY_FIELD, part.origin, message)
                    .table(keyed.table())
                    .field(part.name)
                    .mark(part.name)
                    .help("delete the second, or give it the name of the field that is meant"),
            );
        }
        if !fields.is_empty() {
            let refuses = |limits: &Capabilities| limits.has(keyed.kind()) && fields.len() > limits.max_key_columns;
            let refusing = subject.dialects(|dialect| refuses(dialect.capabilities()));
            if !refusing.is_empty() {
                let message = format!(
                    "{} of `{}` has {} fields, which {}",
                    keyed.label(),
                    keyed.table(),
                    fields.len(),
                    subject.databases(&refusing, "refuses", "refuse"),
                );
                let help = "leave out the fields that are not needed to find rows";
                let finding = Diagnostic::new(&codes::TOO_MANY_KEY_FIELDS, keyed.origin(), message);
                diagnostics.push(finding.table(keyed.table()).help(help));
            }
        }
    }
}

/// Databases limit what a key can be made of.
pub(super) fn indexable(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut known: HashMap<(ObjectKind, Vec<&FieldType>), Limits<'_>> = HashMap::new();
    for keyed in subject.keyed() {
        let parts = keyed.fields();
        let found: Option<Vec<_>> = parts.iter().map(|part| subject.field(keyed.table(), part.name)).collect();
        let Some(types) = found.map(|fields| fields.into_iter().map(|field| &field.data_type).collect::<Vec<_>>())
        else {
            continue;
        };
        let limits = known.entry((keyed.kind(), types)).or_insert_with_key(|(kind, types)| {
            let has_it = subject.dialects(|dialect| dialect.capabilities().has(*kind));
            Limits::of(types, &has_it)
        });
        let (label, table) = (keyed.label(), keyed.table());
        for (place, refusing) in &limits.refused {
            let Some(part) = parts.get(*place) else {
                continue;
            };
            let message = format!(
                "{label} is on `{table}.{}`, which {} to index",
                part.name,
                subject.databases(refusing, "is unable", "are unable"),
            );
            diagnostics.push(
                Diagnostic::new(&codes::UNINDEXABLE_FIELD, part.origin, message)
                    .table(table)
                    .field(part.name)
                    .mark(part.name)
                    .help("give the field a type of limited size, or take it out"),
            );
        }
        if !limits.too_long.is_empty() {
            let message = format!(
                "{label} of `{table}` is too long: {} it",
                subject.databases(&limits.too_long, "refuses", "refuse")
            );
            diagnostics.push(
                Diagnostic::new(&codes::TOO_LONG_KEY, keyed.origin(), message)
                    .table(table)
                    .mark(keyed.name())
                    .help("give its fields no more length than they need, or leave some out"),
            );
        }
        if keyed.is_unique() && !limits.shortened.is_empty() {
            let message = format!(
                "{label} of `{table}` is too long: {} only the beginning of its values",
                subject.databases(&limits.shortened, "compares", "compare"),
            );
            diagnostics.push(
                Diagnostic::new(&codes::SHORTENED_KEY, keyed.origin(), message)
                    .table(table)
                    .mark(keyed.name())
                    .help("give its fields no more length than they need"),
            );
        }
    }
}

/// What databases make of a key of certain types.
#[derive(Default)]
struct Limits<'d> {
    /// The fields, by place, that a database cannot index.
    refused: Vec<(usize, Vec<&'d dyn Dialect>)>,
    /// The databases that take each field by itself, but not all of them together.
    too_long: Vec<&'d dyn Dialect>,
    /// The databases that compare only the beginning.
    shortened: Vec<&'d dyn Dialect>,
}

impl<'d> Limits<'d> {
    fn of(types: &[&FieldType], dialects: &[&'d dyn Dialect]) -> Self {
        let field = |data_type| KeyField { name: "field", data_type, descending: false };
        let all: Vec<KeyField<'_>> = types.iter().map(|data_type| field(*data_type)).collect();
        let mut limits = Self::default();
        for dialect in dialects.iter().copied() {
            match dialect.key_fields(&all) {
                Ok(fields) if fields.shortened => limits.shortened.push(dialect),
                Ok(_) => {}
                Err(_) if all.chunks(1).all(|single| dialect.key_fields(single).is_ok()) => {
                    limits.too_long.push(dialect);
                }
                Err(_) => {
                    for place in (0..all.len()).filter(|place| dialect.key_fields(&all[*place..=*place]).is_err()) {
                        match limits.refused.iter_mut().find(|(refused, _)| *refused == place) {
                            Some((_, dialects)) => dialects.push(dialect),
                            None => limits.refused.push((place, vec![dialect])),
                        }
                    }
                }
            }
        }
        limits
    }
}

/// Unique constraints and not-nulls that are given already.
pub(super) fn repeated(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut keys: HashMap<(usize, Vec<_>), Keyed<'_>> = HashMap::new();
    for key in subject.keyed().filter(|keyed| keyed.kind() != ObjectKind::Index) {
        let (Some(table), parts) = (subject.table_place(key.table()), key.fields()) else {
            continue;
        };
        let first = *keys.entry((table, parts.iter().map(|part| fold(part.name)).collect())).or_insert(key);
        if key.kind() == ObjectKind::Unique && !std::ptr::eq(first.origin(), key.origin()) {
            let what = format!("{} on {}", key.label(), names(parts.iter().map(|part| part.name)));
            let first = Constraint { label: first.label(), origin: first.origin() };
            diagnostics.push(first.repeated_by(&what, key.origin(), key.table()).mark(key.name()));
        }
    }
    // Of all rows these are the most, so they are distinguished by place, without hashing.
    let mut seen: Vec<Vec<Option<&Origin>>> =
        subject.model.tables.iter().map(|table| vec![None; table.fields.len()]).collect();
    for not_null in &subject.model.not_nulls {
        let place = subject.place(&not_null.table, &not_null.field);
        let Some(seen) = place.and_then(|(table, field)| seen.get_mut(table)?.get_mut(field)) else {
            continue;
        };
        if let Some(first) = seen.replace(&not_null.origin) {
            let what = format!("not null of `{}.{}`", not_null.table, not_null.field);
            let first = Constraint { label: "another".to_owned(), origin: first };
            let again = first.repeated_by(&what, &not_null.origin, &not_null.table);
            diagnostics.push(again.field(&not_null.field).mark(&not_null.field));
        }
    }
}

/// A constraint that was given before.
pub(super) struct Constraint<'m> {
    pub(super) label: String,
    pub(super) origin: &'m Origin,
}

impl Constraint<'_> {
    /// The finding that `what` says the same again.
    pub(super) fn repeated_by(&self, what: &str, origin: &Origin, table: &str) -> Diagnostic {
        let message = format!("{what} says the same as {}{}", self.label, given_at(self.origin, origin));
        Diagnostic::new(&codes::REPEATED_CONSTRAINT, origin, message).table(table).help("delete one of the two")
    }
}
