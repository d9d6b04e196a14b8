//! Findings, told by the way on standard error.

use crate::failure::Failure;
use crate::terminal::Terminal;
use dmsa::check::render::{self, Report, counts};
use dmsa::diagnostic::Diagnostic;
use dmsa::source::Loaded;

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

/// Tells of definitions that could not be read, shortly; fails where that leaves nothing.
pub(crate) fn unread(loaded: &Loaded, terminal: &Terminal) -> Result<(), Failure> {
    let mut errors: Vec<_> = loaded.unread().map(|found| format!("{}: {}", found.origin, found.message)).collect();
    let last = if loaded.catalog.models.is_empty() { errors.pop() } else { None };
    errors.iter().for_each(|message| terminal.error(message, None));
    last.map_or(Ok(()), |message| Err(Failure::new(message).help("`dmsa check` tells more")))
}

/// Tells only how many findings there are, where they are not what the command is about.
pub(crate) fn count(diagnostics: &[Diagnostic], subject: &str, terminal: &Terminal) {
    if !diagnostics.is_empty() {
        let note = terminal.err().note;
        let counts = counts(diagnostics);
        terminal.tell(&format!("{note}note:{note:#} {counts} in {subject}; `dmsa check` tells more\n"));
    }
}

/// The text of a file, so that the row at fault can be shown.
pub(crate) fn file(path: &str) -> Option<String> {
    std::fs::read(path).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}
