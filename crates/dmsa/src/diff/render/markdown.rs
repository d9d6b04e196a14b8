//! A diff as a release note: what a site must do, by table, and apart from that what was only worded differently.

use super::{one_line, phrase, title};
use crate::diff::{Aspect, Change, Diff};

pub(super) fn write(diff: &Diff<'_>) -> String {
    let counts = diff.counts();
    let mut out = format!("# {}\n", escape(&title(diff)));
    let phrases = counts.phrases().join(", ");
    if diff.changes.is_empty() {
        out.push_str("\n**Nothing to do.** Nothing changed.\n");
    } else if counts.has_no_structure() {
        out.push_str(&format!("\n**Nothing to do.** Databases stay as they are: {phrases}.\n"));
    } else {
        out.push_str(&format!("\n{}.\n", capital(&phrases)));
    }
    section(&mut out, diff, Aspect::Structure, "What to change in a database");
    section(&mut out, diff, Aspect::Requirement, "What to fill in");
    section(&mut out, diff, Aspect::Wording, "Wording");
    out
}

fn section(out: &mut String, diff: &Diff<'_>, aspect: Aspect, title: &str) {
    if diff.changes.iter().all(|change| change.aspect() != aspect) {
        return;
    }
    out.push_str(&format!("\n## {title}\n"));
    for changes in diff.by_table() {
        let of_aspect: Vec<&Change> = changes.iter().filter(|change| change.aspect() == aspect).collect();
        let Some(first) = of_aspect.first() else { continue };
        out.push_str(&format!("\n### {}\n\n", escape(&one_line(&first.table))));
        for change in of_aspect {
            out.push_str(&format!("- {}\n", capital(&phrase(change, code))));
        }
    }
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// A code span, whose fence is longer than any row of backticks within.
fn code(text: &str) -> String {
    let text = one_line(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Text in which nothing is markup.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '#' | '|' | '!' | '&' | '~') {
            out.push('\\');
        }
        out.push(character);
    }
    out
}
