//! Findings as text: for people, for programs, for GitHub.
//!
//! A format is one file here and one entry in [`FORMATS`].

mod excerpt;
mod github;
mod human;
mod json;

use crate::diagnostic::{Diagnostic, Severity};
use std::fmt::{self, Write};

/// Every format, in the order people are shown them. The first is the usual one.
pub static FORMATS: &[&dyn Format] = &[&human::Human, &json::Json, &github::GitHub];

/// The format of this name.
pub fn find(name: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().copied().find(|format| format.name() == name)
}

/// A way to write findings.
pub trait Format: Sync {
    /// The name on the command line, in lower case: `human`.
    fn name(&self) -> &'static str;

    /// Whom it is for, in one line.
    fn summary(&self) -> &'static str;

    /// Writes the findings.
    ///
    /// # Errors
    ///
    /// Where `out` gives one.
    fn render(&self, report: &Report<'_>, out: &mut dyn Write) -> fmt::Result;
}

/// Findings, and what is needed to report them.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    /// The findings, in the order in which they are written.
    pub diagnostics: &'a [Diagnostic],
    /// What was checked: `pedsnet 6.3.0`, `65 versions`.
    pub subject: &'a str,
    /// Gives the text of a file that a finding is in, so that its row can be shown; `None` where it cannot be read.
    pub read: &'a dyn Fn(&str) -> Option<String>,
    /// Whether to colour what is for people.
    pub color: bool,
}

/// How many findings there are of each severity, in words: `3 errors, 12 warnings, 1 note`; empty if there are none.
pub fn counts(diagnostics: &[Diagnostic]) -> String {
    let counted = [Severity::Error, Severity::Warning, Severity::Note].map(|severity| {
        let count = diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
        let plural = if count == 1 { "" } else { "s" };
        (count > 0).then(|| format!("{count} {severity}{plural}"))
    });
    counted.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
