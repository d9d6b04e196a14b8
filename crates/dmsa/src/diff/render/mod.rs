//! The forms in which a diff is written.

mod json;
mod markdown;
mod text;

pub use json::typed_changes;

use super::{Change, ChangeKind, Diff, FieldFacts, Object};
use std::fmt::Write;

/// A form in which a diff can be written.
#[derive(Debug)]
pub struct Format {
    /// Its name on the command line and in URLs.
    pub name: &'static str,
    /// What it is, in one line without a full stop.
    pub about: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    write: fn(&Diff<'_>) -> String,
}

/// Every form, in the order people are shown them. The first is the usual one.
pub static FORMATS: &[Format] = &[
    Format {
        name: "text",
        about: "For people, on a terminal",
        media_type: "text/plain; charset=utf-8",
        write: text::write,
    },
    Format {
        name: "markdown",
        about: "A release note: what a site must do, by table",
        media_type: "text/markdown; charset=utf-8",
        write: markdown::write,
    },
    Format {
        name: "json",
        about: "One object for each change, for programs",
        media_type: "application/json",
        write: json::write,
    },
];

impl Format {
    /// The form of this name.
    ///
    /// ```
    /// assert_eq!(dmsa::diff::Format::find("json").unwrap().media_type, "application/json");
    /// ```
    pub fn find(name: &str) -> Option<&'static Format> {
        FORMATS.iter().find(|format| format.name == name)
    }

    /// The diff in this form.
    pub fn write(&self, diff: &Diff<'_>) -> String {
        (self.write)(diff)
    }
}

/// `pedsnet 6.2.0 → 6.3.0`, or with both names where they differ.
fn title(diff: &Diff<'_>) -> String {
    let (before, after) = (diff.before, diff.after);
    let name = if before.name == after.name { String::new() } else { format!("{} ", one_line(&after.name)) };
    let (before, version) = (&before.name, &before.version);
    format!("{} {} → {name}{}", one_line(before), one_line(version.as_str()), one_line(after.version.as_str()))
}

/// A change in words, without its table. `quote` marks what the definition says.
pub fn phrase(change: &Change, quote: fn(&str) -> String) -> String {
    let field = change.field.as_deref().map(quote).unwrap_or_default();
    let object = |object: &Object| {
        let name = if object.name.is_empty() { String::new() } else { format!(" {}", quote(&object.name)) };
        format!("{}{name}: {}", object.kind_name(), quote(&object.content()))
    };
    let or_none = |text: &str| if text.is_empty() { "none".to_owned() } else { quote(text) };
    match &change.kind {
        ChangeKind::TableAdded { fields } => format!("new table with {fields} field{}", s(*fields)),
        ChangeKind::TableRemoved { fields } => format!("removed table with {fields} field{}", s(*fields)),
        ChangeKind::TableRenamed { before } => format!("table renamed from {}", quote(before)),
        ChangeKind::FieldAdded(facts) => format!("new field {field}: {}", describe(facts, quote)),
        ChangeKind::FieldRemoved(facts) => format!("removed field {field}: {}", describe(facts, quote)),
        ChangeKind::FieldRenamed { before } => format!("field {field} renamed from {}", quote(before)),
        ChangeKind::TypeChanged { before, after, effect } => {
            format!("type of {field}: {} → {} ({})", quote(before), quote(after), effect.name())
        }
        ChangeKind::NotNullAdded => format!("{field} must have a value (NOT NULL)"),
        ChangeKind::NotNullRemoved => format!("{field} may be empty (no NOT NULL)"),
        ChangeKind::DefaultChanged { before, after } => {
            format!("default of {field}: {} → {}", or_none(before), or_none(after))
        }
        ChangeKind::RequiredChanged { required: true } => format!("{field} is required"),
        ChangeKind::RequiredChanged { required: false } => format!("{field} is not required any more"),
        ChangeKind::AllowedValuesChanged { before, after } => {
            let list = |values: &[String]| if values.is_empty() { "any".to_owned() } else { quote(&values.join(", ")) };
            format!("allowed values of {field}: {} → {}", list(before), list(after))
        }
        ChangeKind::ObjectAdded(it) => format!("new {}", object(it)),
        ChangeKind::ObjectRemoved(it) => format!("removed {}", object(it)),
        ChangeKind::ObjectRenamed { before, object: it } => {
            format!("renamed {}, name was {}", object(it), or_none(before))
        }
        ChangeKind::ObjectChanged { before, after } => {
            format!("changed {}, was {}", object(after), quote(&before.content()))
        }
        ChangeKind::Reworded { what, before, after } => {
            let of = if field.is_empty() { "of the table".to_owned() } else { format!("of {field}") };
            format!("{} {of}: {} → {}", one_line(what), or_none(before), or_none(after))
        }
    }
}

fn s(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

fn describe(facts: &FieldFacts, quote: fn(&str) -> String) -> String {
    let data_type = if facts.data_type.is_empty() { "no type" } else { &facts.data_type };
    let mut text = quote(data_type);
    if facts.not_null {
        text.push_str(", must have a value");
    }
    if !facts.default.is_empty() {
        _ = write!(text, ", default {}", quote(&facts.default));
    }
    if facts.required {
        text.push_str(", required");
    }
    text
}

/// The text on one line, without characters that steer terminals or turn the direction of writing.
fn one_line(text: &str) -> String {
    let steers = |c: char| {
        c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
    };
    let clean: String = text.chars().map(|c| if steers(c) { ' ' } else { c }).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}
