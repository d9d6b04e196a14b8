//! Checks of tables and of what became of them.

use super::codes;
use super::subject::{Missing, Subject};
use crate::diagnostic::Diagnostic;
use crate::glob::Glob;
use crate::model::Renaming;

/// A database cannot create a table without columns.
pub(super) fn without_fields(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for table in subject.model.tables.iter().filter(|table| table.fields.is_empty()) {
        let message = format!("`{}` has no fields", table.name);
        diagnostics.push(
            Diagnostic::new(&codes::TABLE_WITHOUT_FIELDS, &table.origin, message)
                .table(&table.name)
                .mark(&table.name)
                .help("add its fields, or delete the table"),
        );
    }
}

/// Databases limit the columns of a table.
pub(super) fn too_many_fields(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for table in &subject.model.tables {
        let refusing = subject.dialects(|dialect| table.fields.len() > dialect.capabilities().max_columns);
        if !refusing.is_empty() {
            let (name, fields) = (&table.name, table.fields.len());
            let message =
                format!("`{name}` has {fields} fields, which {}", subject.databases(&refusing, "refuses", "refuse"));
            let finding = Diagnostic::new(&codes::TOO_MANY_FIELDS, &table.origin, message);
            diagnostics.push(finding.table(name).mark(name).help("split the table, or make rows of repeated fields"));
        }
    }
}

/// Every name and pattern of a subject area finds a table.
pub(super) fn areas(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for area in &subject.model.areas {
        for pattern in &area.tables {
            let glob: Option<Glob> = pattern.parse().ok();
            let found = glob.is_some_and(|glob| subject.model.tables.iter().any(|table| glob.matches(&table.name)));
            if !found {
                let message = format!("the subject area `{}` names `{pattern}`, which is no table", area.title);
                let otherwise = "correct the name or pattern, or delete it";
                let help = match subject.missing_table(pattern) {
                    Some(missing) => missing.help(otherwise),
                    None => otherwise.to_owned(),
                };
                diagnostics
                    .push(Diagnostic::new(&codes::UNMATCHED_AREA, &area.origin, message).mark(pattern).help(help));
            }
        }
    }
}

/// A renaming leads to a table or field of this version.
pub(super) fn renamings(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for renaming in &subject.model.renamings {
        if let Some(missing) = missing(subject, &renaming.table, &renaming.field) {
            let message = format!("a renaming leads to {}, which does not exist in this version", missing.what);
            diagnostics.push(
                Diagnostic::new(&codes::DANGLING_RENAMING, &renaming.origin, message)
                    .table(&renaming.table)
                    .field(&renaming.field)
                    .mark_last(missing.word)
                    .help(missing.help("correct the name or the version, or delete the row")),
            );
        }
    }
}

/// A renaming starts from a table or field of the earlier version, which `subject` is.
pub(super) fn renaming_source(subject: &Subject<'_>, renaming: &Renaming) -> Option<Diagnostic> {
    let missing = missing(subject, &renaming.source_table, &renaming.source_field)?;
    let message = format!(
        "a renaming starts from {}, which does not exist in {} {}",
        missing.what, subject.model.name, subject.model.version
    );
    Some(
        Diagnostic::new(&codes::DANGLING_RENAMING, &renaming.origin, message)
            .table(&renaming.table)
            .field(&renaming.field)
            .mark(missing.word)
            .help(missing.help("correct the name or the version, or delete the row")),
    )
}

/// A renaming without a field is one of the table itself.
fn missing<'n>(subject: &Subject<'_>, table: &'n str, field: &'n str) -> Option<Missing<'n>> {
    if field.is_empty() { subject.missing_table(table) } else { subject.missing(table, field) }
}
