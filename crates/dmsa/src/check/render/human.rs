//! For people, in the form of a compiler's messages.

use super::excerpt::{Files, printable};
use super::{Format, Report, counts};
use crate::diagnostic::{Diagnostic, Severity};
use std::fmt::{self, Write};

pub(super) struct Human;

impl Format for Human {
    fn name(&self) -> &'static str {
        "human"
    }

    fn summary(&self) -> &'static str {
        "for people: the row, what is wrong with it and what to do"
    }

    fn render(&self, report: &Report<'_>, out: &mut dyn Write) -> fmt::Result {
        let paint = Paint(report.color);
        let mut files = Files::new(report.read);
        for diagnostic in report.diagnostics {
            finding(diagnostic, &mut files, paint, out)?;
        }
        let subject = clean(report.subject);
        match counts(report.diagnostics).as_str() {
            "" => writeln!(out, "nothing to report in {subject}"),
            counts => writeln!(out, "{} in {subject}", paint.with(BOLD, counts)),
        }
    }
}

fn finding(diagnostic: &Diagnostic, files: &mut Files<'_>, paint: Paint, out: &mut dyn Write) -> fmt::Result {
    let color = match diagnostic.severity {
        Severity::Error => RED,
        Severity::Warning => YELLOW,
        Severity::Note => GREEN,
    };
    let title = format!("{}[{}]", diagnostic.severity, diagnostic.code.name);
    let message = format!(": {}", clean(&diagnostic.message));
    writeln!(out, "{}{}", paint.with(color, &title), paint.with(BOLD, &message))?;
    let excerpt = files.excerpt(diagnostic);
    let line = diagnostic.origin.line().filter(|_| excerpt.is_some()).map(|line| line.to_string()).unwrap_or_default();
    let margin = " ".repeat(line.len());
    writeln!(out, "{margin}{} {}", paint.with(BLUE, "-->"), clean(&place(diagnostic)))?;
    let bar = paint.with(BLUE, "|");
    if let Some(excerpt) = excerpt {
        writeln!(out, "{margin} {bar}\n{} {bar} {}", paint.with(BLUE, &line), excerpt.text)?;
        if let Some((at, length)) = excerpt.marked {
            writeln!(out, "{margin} {bar} {}{}", " ".repeat(at), paint.with(color, &"^".repeat(length)))?;
        }
    }
    if let Some(help) = &diagnostic.help {
        writeln!(out, "{margin} {} {}: {}", paint.with(BLUE, "="), paint.with(BOLD, "help"), clean(help))?;
    }
    writeln!(out)
}

/// File and line, or else the version and what in it the finding is about.
fn place(diagnostic: &Diagnostic) -> String {
    if diagnostic.origin.file().is_some() {
        return diagnostic.origin.to_string();
    }
    let mut place = diagnostic.model.clone().unwrap_or_else(|| diagnostic.origin.to_string());
    if let Some(table) = &diagnostic.table {
        place.push_str(", ");
        place.push_str(table);
        if let Some(field) = &diagnostic.field {
            place.push('.');
            place.push_str(field);
        }
    }
    place
}

fn clean(text: &str) -> String {
    text.chars().map(printable).collect()
}

const BOLD: &str = "1";
const RED: &str = "1;31";
const GREEN: &str = "1;32";
const YELLOW: &str = "1;33";
const BLUE: &str = "1;34";

/// Colours text, if colour is on.
#[derive(Clone, Copy)]
struct Paint(bool);

impl Paint {
    fn with(self, color: &str, text: &str) -> String {
        if self.0 { format!("\u{1b}[{color}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}
