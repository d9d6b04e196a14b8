//! Reports of a validation. A format is one file and one line in [`FORMATS`].

mod html;
mod json;
mod junit;
mod sarif;
mod text;

use crate::result::{CheckReport, Report};

/// A form of a report.
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// Writes a report, with colour if that is wanted and the format knows it.
    pub write: fn(&Report, bool) -> String,
}

/// Every format, the usual one first.
pub static FORMATS: &[Format] = &[
    Format { name: "text", about: "for people", write: text::write },
    Format { name: "json", about: "for programs: every check", write: json::write },
    Format { name: "sarif", about: "for tools that show findings with files", write: sarif::write },
    Format { name: "junit", about: "for continuous integration", write: junit::write },
    Format { name: "html", about: "one page for data managers", write: html::write },
];

/// A report as JSON.
pub fn json(report: &Report) -> String {
    json::write(report, false)
}

/// The format of this name.
pub fn find(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// What a check is about: `person.birth_date`, `person (a, b)`, `person`.
fn subject(check: &CheckReport) -> String {
    match &check.field {
        Some(field) if field.contains(", ") => format!("{} ({field})", check.table),
        Some(field) => format!("{}.{field}", check.table),
        None => check.table.clone(),
    }
}

/// Text in which nothing is markup: HTML and XML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // XML has no form for them.
            letter if letter.is_control() && !"\n\t".contains(letter) || "\u{fffe}\u{ffff}".contains(letter) => {
                out.push('\u{fffd}');
            }
            letter => out.push(letter),
        }
    }
    out
}
