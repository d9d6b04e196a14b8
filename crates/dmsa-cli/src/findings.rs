//! Findings on standard error, beside the output of a command.

use crate::terminal::Terminal;
use dmsa::check::render::{self, Report, counts};
use dmsa::diagnostic::Diagnostic;
use std::path::Path;

/// The largest file of which lines are shown: the largest that is read.
const MAX_SHOWN: u64 = 64 << 20;

/// Prints findings as a compiler does, unless `--quiet` is given.
pub(crate) fn note(diagnostics: &[Diagnostic], subject: &str, terminal: &Terminal) {
    if diagnostics.is_empty() || terminal.quiet() {
        return;
    }
    let report = Report { diagnostics, subject, read: &file, color: terminal.err_in_colour() };
    let mut text = String::new();
    if let Some(format) = render::find("human")
        && format.render(&report, &mut text).is_ok()
    {
        terminal.inform(&text);
    }
}

/// Prints only the number of findings, for commands that are about something else.
pub(crate) fn count(diagnostics: &[Diagnostic], subject: &str, terminal: &Terminal) {
    if !diagnostics.is_empty() {
        let note = terminal.err().note;
        let counts = counts(diagnostics);
        terminal.inform(&format!("{note}note:{note:#} {counts} in {subject}; `dmsa check` shows them\n"));
    }
}

/// The text of a file, so that the row at fault can be shown. Those of the embedded catalog are in the program.
pub(crate) fn file(path: &str) -> Option<String> {
    if let Some(text) = dmsa::source::embedded::text(path) {
        return Some(text);
    }
    dmsa::source::regular(Path::new(path), MAX_SHOWN).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}
