//! For GitHub Actions: workflow commands, which it shows beside the lines of a pull request.

use super::{Format, Report};
use crate::diagnostic::{Diagnostic, Severity};
use std::fmt::{self, Write};

pub(super) struct GitHub;

impl Format for GitHub {
    fn name(&self) -> &'static str {
        "github"
    }

    fn summary(&self) -> &'static str {
        "for GitHub Actions: annotations of the lines concerned"
    }

    fn render(&self, report: &Report<'_>, out: &mut dyn Write) -> fmt::Result {
        report.diagnostics.iter().try_for_each(|diagnostic| annotation(diagnostic, out))
    }
}

fn annotation(diagnostic: &Diagnostic, out: &mut dyn Write) -> fmt::Result {
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    write!(out, "::{command} ")?;
    if let Some(file) = diagnostic.origin.file() {
        write!(out, "file={},", property(&plain_path(file)))?;
        if let Some(line) = diagnostic.origin.line() {
            write!(out, "line={line},")?;
        }
    }
    let mut message = diagnostic.message.clone();
    if let (None, Some(model)) = (diagnostic.origin.file(), &diagnostic.model) {
        message = format!("{model}: {message}");
    }
    if let Some(help) = &diagnostic.help {
        message.push_str("\nhelp: ");
        message.push_str(help);
    }
    writeln!(out, "title={}::{}", property(diagnostic.code.name), escaped(&message))
}

/// The path as GitHub knows it: `./models/../a.csv` is `a.csv`.
fn plain_path(path: &str) -> String {
    let mut plain: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match (segment, plain.last()) {
            (".", _) => {}
            ("..", Some(last)) if !last.is_empty() && *last != ".." => drop(plain.pop()),
            _ => plain.push(segment),
        }
    }
    plain.join("/")
}

/// The value of a property, which a comma would end and a colon might.
fn property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}

/// Text that stays within its line.
fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::plain_path;

    #[test]
    fn paths_are_as_github_knows_them() {
        for (path, plain) in [
            ("models/a.csv", "models/a.csv"),
            ("./models/./a.csv", "models/a.csv"),
            ("./v1/../v2/a.csv", "v2/a.csv"),
            ("../models/a.csv", "../models/a.csv"),
            ("/srv/../a.csv", "/a.csv"),
        ] {
            assert_eq!(plain_path(path), plain);
        }
    }
}
