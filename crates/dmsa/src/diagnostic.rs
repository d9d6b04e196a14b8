//! Findings about a definition: what is wrong, where, and what to do.

use crate::model::Origin;
use std::fmt;
use std::ops::Range;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing is lost.
    Note,
    /// A script or a database will not be what the author meant.
    Warning,
    /// The definition contradicts itself; part of it cannot be used.
    Error,
}

impl Severity {
    /// `note`, `warning` or `error`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A kind of finding: one page of `dmsa check --explain`. Every code is listed in [`crate::check::CODES`].
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// The stable name, in lower case with hyphens: `dangling-reference`.
    pub name: &'static str,
    /// How much it matters unless the user says otherwise.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub summary: &'static str,
    /// The page: why it matters, an example, what to do.
    pub explanation: &'static str,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind of finding.
    pub code: &'static Code,
    /// How much it matters: as the code says, unless a [`Policy`](crate::check::Policy) says otherwise.
    pub severity: Severity,
    /// Where it was found.
    pub origin: Origin,
    /// The row of the definition as written, where there is one.
    pub row: Option<String>,
    /// The part of the row that is wrong, where it is known.
    pub mark: Option<Mark>,
    /// The model and version, `pedsnet 6.3.0`, once known.
    pub model: Option<String>,
    /// The table concerned.
    pub table: Option<String>,
    /// The field concerned.
    pub field: Option<String>,
    /// What is wrong here, naming names.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding of this kind at this place.
    pub fn new(code: &'static Code, origin: &Origin, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity,
            origin: origin.clone(),
            row: None,
            mark: None,
            model: None,
            table: None,
            field: None,
            message: message.into(),
            help: None,
        }
    }

    /// Names the table.
    #[must_use]
    pub fn table(mut self, table: impl Into<String>) -> Self {
        self.table = Some(table.into());
        self
    }

    /// Names the field.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Shows the row as written.
    #[must_use]
    pub fn row(mut self, row: impl Into<String>) -> Self {
        self.row = Some(beginning(row.into()));
        self
    }

    /// Points at a word of the row: a name or a value, as the definition writes it.
    #[must_use]
    pub fn mark(mut self, word: impl Into<String>) -> Self {
        self.mark = Some(Mark::Word(word.into()));
        self
    }

    /// Like [`Diagnostic::mark`], but where the word stands more than once, the last is meant: a reference gives the
    /// table and field it refers to after its own.
    #[must_use]
    pub fn mark_last(mut self, word: impl Into<String>) -> Self {
        self.mark = Some(Mark::LastWord(word.into()));
        self
    }

    /// Shows the row as written and points at these bytes of it; at the place itself where there are none.
    #[must_use]
    pub fn row_at(mut self, row: impl Into<String>, bytes: Range<usize>) -> Self {
        let row = beginning(row.into());
        self.mark = Some(Mark::Bytes(bytes.start.min(row.len())..bytes.end.min(row.len())));
        self.row = Some(row);
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// The beginning of a row that is too long to show. A file may be one line, and have as many findings as it has bytes.
fn beginning(mut row: String) -> String {
    const MAX_ROW: usize = 4_000;
    if row.len() > MAX_ROW {
        let end = (0..=MAX_ROW).rev().find(|end| row.is_char_boundary(*end)).unwrap_or_default();
        row.truncate(end);
        row.push('…');
        row.shrink_to_fit();
    }
    row
}

/// What of a row is at fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// The first occurrence of a word.
    Word(String),
    /// The last occurrence of a word.
    LastWord(String),
    /// These bytes of the row.
    Bytes(Range<usize>),
}

/// Sorts findings by file, line and code; findings without a file come first.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| {
        (a.origin.file(), a.origin.line(), a.code.name).cmp(&(b.origin.file(), b.origin.line(), b.code.name))
    });
}
