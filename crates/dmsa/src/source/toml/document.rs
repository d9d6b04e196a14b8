//! A parsed TOML document: values with their lines, and complaints about them.

use super::parser::Fault;
use crate::check::codes;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Origin;
use crate::suggest::suggest;
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

/// The most errors that are reported of one document.
const MAX_DIAGNOSTICS: usize = 1_000;

pub(super) type Value<'i> = Spanned<DeValue<'i>>;

/// The text a document was parsed from, and what is wrong with it.
pub(super) struct Document<'t> {
    path: Arc<str>,
    text: &'t str,
    /// Where each line but the first begins.
    line_starts: Vec<usize>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<'t> Document<'t> {
    pub(super) fn new(path: &str, text: &'t str) -> Self {
        let line_starts = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1).collect();
        Self { path: path.into(), text, line_starts, diagnostics: Vec::new() }
    }

    /// The line of a place in the text.
    pub(super) fn origin(&self, at: &Range<usize>) -> Origin {
        let line = self.line_starts.partition_point(|start| *start <= at.start) + 1;
        Origin::new(Arc::clone(&self.path), u32::try_from(line).unwrap_or(u32::MAX))
    }

    /// Says that the definition cannot be used, and why.
    pub(super) fn error(&mut self, at: &Range<usize>, message: impl Into<String>) {
        // A definition with one error is not used, so nothing is lost where the list of them ends.
        if self.diagnostics.len() < MAX_DIAGNOSTICS {
            let diagnostic =
                self.pointing_at(at, Diagnostic::new(&codes::UNREADABLE_DEFINITION, &self.origin(at), message));
            self.diagnostics.push(diagnostic);
        }
    }

    /// Shows the line in which this place begins, and what of the place is in it.
    fn pointing_at(&self, at: &Range<usize>, diagnostic: Diagnostic) -> Diagnostic {
        let before = self.line_starts.partition_point(|start| *start <= at.start);
        let start = before.checked_sub(1).and_then(|last| self.line_starts.get(last)).copied().unwrap_or_default();
        let line = self.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let in_line = |place: usize| place.saturating_sub(start).min(line.len());
        diagnostic.row_at(line, in_line(at.start)..in_line(at.end))
    }

    /// Whether the definition can be used.
    pub(super) fn is_usable(&self) -> bool {
        self.diagnostics.iter().all(|found| found.code.severity < Severity::Error)
    }

    /// The table behind a value.
    pub(super) fn table<'v, 'i>(&mut self, value: &'v Value<'i>, what: &str) -> Option<&'v DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong_type(value, what, "a table");
        }
        table
    }

    /// The list behind a value.
    pub(super) fn list<'v, 'i>(&mut self, value: &'v Value<'i>, what: &str) -> &'v [Value<'i>] {
        match value.get_ref() {
            DeValue::Array(array) => array,
            _ => {
                self.wrong_type(value, what, "a list");
                &[]
            }
        }
    }

    /// The string behind a value.
    pub(super) fn string<'v>(&mut self, value: &'v Value<'_>, what: &str) -> &'v str {
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.wrong_type(value, what, "a string");
        }
        text.unwrap_or_default()
    }

    /// Yes or no.
    pub(super) fn boolean(&mut self, value: &Value<'_>, what: &str) -> bool {
        let yes = value.get_ref().as_bool();
        if yes.is_none() {
            self.wrong_type(value, what, "true or false");
        }
        yes.unwrap_or_default()
    }

    fn wrong_type(&mut self, value: &Value<'_>, what: &str, expected: &str) {
        let message = format!("{what} should be {expected}, not {}", described(value.get_ref()));
        self.error(&value.span(), message);
    }

    /// Reads a line in the short notation.
    pub(super) fn line<T>(
        &mut self,
        value: &Value<'_>,
        what: &str,
        parse: impl FnOnce(&str, Origin) -> Result<T, Fault>,
    ) -> Option<T> {
        if !value.get_ref().is_str() {
            self.wrong_type(value, what, "a string");
            return None;
        }
        let origin = self.origin(&value.span());
        let text = self.string(value, what);
        match parse(text, origin) {
            Ok(parsed) => Some(parsed),
            Err(Fault { message, at }) => {
                let span = value.span();
                // Only where nothing in it is escaped does a string stand in the document as it is.
                let verbatim = self.text.get(span.clone()).and_then(|written| written.find(text));
                let place = verbatim.map_or(span.clone(), |begin| {
                    let begin = span.start + begin;
                    begin + at.start..begin + at.end
                });
                self.error(&place, format!("{what}: {message}"));
                None
            }
        }
    }

    /// Reports the keys of a table that are none of these.
    pub(super) fn unknown_keys(&mut self, table: &DeTable<'_>, known: &[&str]) {
        for (key, _) in in_order(table) {
            let name = key.get_ref();
            if known.contains(&name.as_ref()) {
                continue;
            }
            let origin = self.origin(&key.span());
            let message = format!("the key `{name}` means nothing here; it is ignored");
            let help = match suggest(name, known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("the keys are {}", known.join(", ")),
            };
            let diagnostic = Diagnostic::new(&codes::UNKNOWN_KEY, &origin, message).help(help);
            let diagnostic = self.pointing_at(&key.span(), diagnostic);
            self.diagnostics.push(diagnostic);
        }
    }
}

fn described(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// The entries of a table in the order in which they are written.
pub(super) fn in_order<'v, 'i>(table: &'v DeTable<'i>) -> Vec<(&'v Spanned<DeString<'i>>, &'v Value<'i>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}
