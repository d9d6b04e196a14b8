//! What the terminal shows while sources are read.

use crate::findings;
use crate::terminal::{Terminal, printable, to_stderr};
use dmsa::diagnostic::Diagnostic;
use dmsa_source::Observer;

/// A line on the screen says what takes long, and goes when it is over.
impl Observer for Terminal {
    fn begin(&self, what: &str) {
        if self.shows_progress() {
            let faint = self.err().faint;
            to_stderr(&format!("{faint}{}…{faint:#}", printable(what)));
        }
    }

    fn end(&self) {
        if self.shows_progress() {
            to_stderr("\r\x1b[K");
        }
    }

    fn unread(&self, message: &str) {
        self.error(message, None);
    }

    fn findings(&self, findings: &[Diagnostic], subject: &str) {
        findings::note(findings, subject, self);
    }
}
