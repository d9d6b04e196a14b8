//! Checks of types, sizes and defaults.

use super::codes;
use super::subject::{Subject, enumeration};
use crate::diagnostic::{Code, Diagnostic};
use crate::dialect::{Dialect, Literal};
use crate::model::{Field, FieldType, Table, TypeKind};
use crate::suggest::suggest;
use hashbrown::{HashMap, HashSet};

/// Every field has a type, and one that exists.
pub(super) fn kinds(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (table, field) in fields(subject) {
        let TypeKind::Unknown(written) = &field.data_type.kind else {
            continue;
        };
        if written.is_empty() {
            let message = format!("`{}.{}` has no type", table.name, field.name);
            let help = "give it a type; the column cannot be created without";
            diagnostics.push(finding(&codes::MISSING_TYPE, table, field, message).help(help));
            continue;
        }
        let known: Vec<&str> = TypeKind::ALL.iter().map(TypeKind::name).collect();
        let help = match (FieldType::from_sql(written), suggest(written, known.iter().copied())) {
            (Some(meant), _) => format!("did you mean {}?", in_columns(&meant)),
            (None, Some(nearest)) => format!("did you mean `{nearest}`?"),
            (None, None) => format!("the types are {}", enumeration(&known)),
        };
        let message = format!("`{}.{}` is of type `{written}`, which does not exist", table.name, field.name);
        diagnostics.push(finding(&codes::UNKNOWN_TYPE, table, field, message).mark(written).help(help));
    }
}

/// A type as a definition gives it, each size apart.
fn in_columns(data_type: &FieldType) -> String {
    let FieldType { kind, length, precision, scale } = data_type;
    let sizes = [("length", length), ("precision", precision), ("scale", scale)];
    let sizes = sizes.iter().filter_map(|(name, size)| size.map(|size| format!(", {name} {size}")));
    format!("`{}`{}", kind.name(), sizes.collect::<String>())
}

/// Sizes that mean nothing, that no value can have, or that a database cannot hold.
pub(super) fn sizes(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut known: HashMap<&FieldType, Vec<SizeFault>> = HashMap::new();
    for (table, field) in fields(subject) {
        let faults =
            known.entry(&field.data_type).or_insert_with_key(|data_type| size_faults(data_type, subject.dialects));
        for fault in faults.iter() {
            let message = format!("`{}.{}` is {}: {}", table.name, field.name, field.data_type, fault.problem);
            let mut diagnostic = finding(fault.code, table, field, message).help(fault.help);
            if let Some(size) = fault.size {
                diagnostic = diagnostic.mark_last(size.to_string());
            }
            diagnostics.push(diagnostic);
        }
    }
}

/// What is wrong with the sizes of a type.
struct SizeFault {
    code: &'static Code,
    /// The size at fault, if it is one.
    size: Option<u32>,
    problem: String,
    help: &'static str,
}

fn size_faults(data_type: &FieldType, dialects: &[&dyn Dialect]) -> Vec<SizeFault> {
    let is_number = matches!(data_type.kind, TypeKind::Number | TypeKind::Decimal);
    let is_string = data_type.kind == TypeKind::String;
    if matches!(data_type.kind, TypeKind::Unknown(_)) {
        return Vec::new();
    }
    let FieldType { length, precision, scale, .. } = *data_type;
    let mut faults = Vec::new();
    let misplaced: Vec<&str> = [
        ("a length", length.filter(|_| !is_string)),
        ("a precision", precision.filter(|_| !is_number)),
        ("a scale", scale.filter(|_| !is_number)),
    ]
    .iter()
    .filter_map(|(name, size)| size.map(|_| *name))
    .collect();
    if !misplaced.is_empty() {
        faults.push(SizeFault {
            code: &codes::IGNORED_SIZE,
            size: length.or(precision).or(scale).filter(|_| misplaced.len() == 1),
            problem: format!("the type {} has no {}", data_type.kind.name(), words_without_article(&misplaced)),
            help: "delete the size; strings have a length, numbers a precision and a scale",
        });
    }
    let mut impossible = |size: u32, problem: String, help: &'static str| {
        faults.push(SizeFault { code: &codes::IMPOSSIBLE_SIZE, size: Some(size), problem, help });
    };
    if is_string && length == Some(0) {
        impossible(0, "no value is that short".to_owned(), "write the length, or leave it empty for the usual one");
    }
    if is_number && precision == Some(0) {
        impossible(0, "no number has no digits".to_owned(), "write the digits in all, or leave it empty");
    }
    if let (true, Some(digits @ 1..), Some(after)) = (is_number, precision, scale)
        && after > digits
    {
        let problem = format!("{after} digits after the point are more than {digits} in all");
        impossible(after, problem, "the precision counts the digits in all, those after the point included");
    }
    if !faults.iter().any(|fault| std::ptr::eq(fault.code, &codes::IMPOSSIBLE_SIZE)) {
        let losses: Vec<&str> = dialects
            .iter()
            .filter(|dialect| dialect.data_type(data_type).is_some_and(|column| column.loss.is_some()))
            .map(|dialect| dialect.label())
            .collect();
        if !losses.is_empty() {
            faults.push(SizeFault {
                code: &codes::EXCESSIVE_SIZE,
                size: None,
                problem: format!("more than {} can hold", enumeration(&losses)),
                help: "write the digits that are needed, no more",
            });
        }
    }
    faults
}

fn words_without_article(words: &[&str]) -> String {
    enumeration(&words.iter().map(|word| word.trim_start_matches("a ")).collect::<Vec<_>>())
}

/// A default must be a value of its field.
pub(super) fn defaults(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (table, field) in fields(subject).filter(|(_, field)| !field.default.is_empty()) {
        let (default, data_type) = (&field.default, &field.data_type);
        if matches!(data_type.kind, TypeKind::Unknown(_)) || Literal::parse(default, data_type).is_some() {
            continue;
        }
        // `now()`, `SYSDATE`: databases have many names for the present.
        let is_function = default.chars().any(char::is_alphabetic) && !default.contains([':', '/', ',']);
        // It is the sizes that it does not fit if the same type without any would take it.
        let fits_the_kind =
            Literal::parse(default, &FieldType { length: Some(u32::MAX), ..data_type.kind.clone().into() });
        let (problem, help) = match fits_the_kind {
            Some(Literal::Text(text)) => (
                format!("the default `{default}` has {} characters", text.chars().count()),
                "shorten it, or delete the default",
            ),
            Some(_) => {
                (format!("the default `{default}` does not fit"), "give the field more digits, or delete the default")
            }
            None => (
                format!("the default `{default}` is no {}", data_type.kind.name()),
                match data_type.kind {
                    TypeKind::Date if is_function => {
                        "today is `CURRENT_DATE`; `CURRENT_TIMESTAMP` is for datetime fields"
                    }
                    TypeKind::DateTime | TypeKind::Timestamp if is_function => "the present is `CURRENT_TIMESTAMP`",
                    TypeKind::Time if is_function => {
                        "the present is `CURRENT_TIME`; `CURRENT_TIMESTAMP` is for datetime fields"
                    }
                    _ => "write the plain value, such as `0`, `2099-12-31` or `true`, or delete the default",
                },
            ),
        };
        let message = format!("`{}.{}` is {data_type}: {problem}", table.name, field.name);
        diagnostics.push(finding(&codes::INVALID_DEFAULT, table, field, message).mark_last(default).help(help));
    }
}

/// A default on a field that is a primary key alone: only one row could use it.
pub(super) fn defaults_on_keys(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let alone: HashSet<_> = (model.primary_keys.iter().chain(&model.uniques))
        .filter_map(|key| match key.fields.as_slice() {
            [only] => subject.place(&key.table, &only.name),
            _ => None,
        })
        .collect();
    for (place, table) in model.tables.iter().enumerate() {
        for (_, field) in (table.fields.iter().enumerate())
            .filter(|(field, found)| !found.default.is_empty() && alone.contains(&(place, *field)))
        {
            let message = format!(
                "`{}.{}` must be unique and has the default `{}`, which only one row can use",
                table.name, field.name, field.default
            );
            diagnostics.push(
                finding(&codes::DEFAULT_ON_KEY, table, field, message)
                    .mark_last(&field.default)
                    .help("delete the default"),
            );
        }
    }
}

fn fields<'m>(subject: &Subject<'m>) -> impl Iterator<Item = (&'m Table, &'m Field)> {
    subject.model.tables.iter().flat_map(|table| table.fields.iter().map(move |field| (table, field)))
}

/// A finding about the type of a field.
fn finding(code: &'static Code, table: &Table, field: &Field, message: String) -> Diagnostic {
    Diagnostic::new(code, field.type_origin(), message).table(&table.name).field(&field.name)
}
