//! Findings, told by the way on standard error.

use crate::terminal::Terminal;
use dmsa::check::render::{self, Report, counts};
use dmsa::diagnostic::Diagnostic;
use std::path::Path;

/// The largest file of which lines are shown: the largest that is read.
const MAX_SHOWN: u64 = 64 << 20;

/// Tells findings as a compiler does, unless only errors are wanted.
pub(crate) fn note(diagnostics: &[Diagnostic], subject: &str, terminal: &Terminal) {
    if diagnostics.is_empty() || terminal.quiet() {
        return;
    }
    let report = Report { diagnostics, subject, read: &file, color: terminal.err_in_colour() };
    let mut text = String::new();
    if let Some(format) = render::find("human")
        && format.render(&report, &mut text).is_ok()
    {
        terminal.tell(&text);
    }
}

/// Tells only how many findings there are, where they are not what the command is about.
pub(crate) fn count(diagnostics: &[Diagnostic], subject: &str, terminal: &Terminal) {
    if !diagnostics.is_empty() {
        let note = terminal.err().note;
        let counts = counts(diagnostics);
        terminal.tell(&format!("{note}note:{note:#} {counts} in {subject}; `dmsa check` tells more\n"));
    }
}

/// The text of a file, so that the row at fault can be shown. Those of the embedded catalog are in the program.
pub(crate) fn file(path: &str) -> Option<String> {
    if let Some(text) = dmsa::source::embedded::text(path) {
        return Some(text);
    }
    dmsa::source::regular(Path::new(path), MAX_SHOWN).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}
