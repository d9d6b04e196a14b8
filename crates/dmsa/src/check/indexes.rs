//! Checks of indexes that do no good.

use super::codes;
use super::subject::{Keyed, Subject, given_at, names};
use crate::diagnostic::Diagnostic;
use crate::fold::fold;
use std::borrow::Cow;

/// The fields of a key or index as far as they matter to searching: names and directions.
type Sequence<'m> = Vec<(Cow<'m, str>, bool)>;

/// Indexes on the same fields as, or the first fields of, a key or another index.
///
/// Sorted by their fields, equal ones stand together and one that begins another stands before it.
pub(super) fn redundant(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut all: Vec<(usize, Sequence<'_>, bool, Keyed<'_>)> = subject
        .keyed()
        .filter_map(|keyed| {
            let sequence: Sequence<'_> = keyed.fields().iter().map(|part| (fold(part.name), part.descending)).collect();
            let table = subject.table_place(keyed.table())?;
            (!sequence.is_empty()).then_some((table, sequence, !keyed.is_unique(), keyed))
        })
        .collect();
    // The sort is stable, so keys stay before indexes; unique ones go before others, which can be spared.
    all.sort_by(|a, b| (a.0, &a.1, a.2).cmp(&(b.0, &b.1, b.2)));
    let refusing = subject.dialects(|dialect| dialect.capabilities().refuses_repetition);
    let refused = match refusing.as_slice() {
        [] => String::new(),
        refusing => format!("; {} it", subject.databases(refusing, "refuses", "refuse")),
    };
    let mut equal = all.chunk_by(|a, b| (a.0, &a.1) == (b.0, &b.1)).peekable();
    while let Some(chunk) = equal.next() {
        let Some(((table, sequence, _, first), others)) = chunk.split_first() else {
            continue;
        };
        for (.., index) in others.iter().filter(|(.., keyed)| matches!(keyed, Keyed::Index(_))) {
            let message = format!(
                "{} is on the same fields of `{}` as {}{}{refused}",
                index.label(),
                index.table(),
                first.label(),
                given_at(first.origin(), index.origin()),
            );
            diagnostics.push(
                Diagnostic::new(&codes::REDUNDANT_INDEX, index.origin(), message)
                    .table(index.table())
                    .mark(index.name())
                    .help("delete the index: the database has one on these fields already"),
            );
        }
        let next = equal.peek().and_then(|next| next.first());
        if let (Keyed::Index(index), Some((next_table, longer, _, by))) = (first, next)
            && !index.unique
            && next_table == table
            && longer.starts_with(sequence)
        {
            let fields = by.fields();
            let message = format!(
                "index `{}` on {} does nothing that {} on {} does not",
                index.name,
                names(index.fields.iter().map(|field| field.name.as_str())),
                by.label(),
                names(fields.iter().map(|part| part.name)),
            );
            diagnostics.push(
                Diagnostic::new(&codes::COVERED_INDEX, &index.origin, message)
                    .table(&index.table)
                    .mark(&index.name)
                    .help("delete the index, unless measurements show that it pays"),
            );
        }
    }
}
