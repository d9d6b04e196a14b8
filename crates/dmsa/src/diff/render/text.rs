//! A diff as text that a person reads in a minute.

use super::{one_line, phrase, title};
use crate::diff::{Aspect, Change, ChangeKind, Diff};

/// A sign before each change shows at a glance what is new, gone or changed. Wording is counted only.
pub(super) fn write(diff: &Diff<'_>) -> String {
    let counts = diff.counts();
    let phrases = counts.phrases().join(", ");
    let mut out = title(diff);
    if diff.changes.is_empty() {
        out.push_str(": NOTHING CHANGED\n");
        return out;
    }
    if counts.has_no_structure() {
        out.push_str(&format!(": NOTHING TO DO, databases stay as they are\n{phrases}\n"));
    } else {
        out.push_str(&format!(": {phrases}\n"));
    }
    for changes in diff.by_table() {
        let shown: Vec<&Change> = changes.iter().filter(|change| change.aspect() != Aspect::Wording).collect();
        if shown.is_empty() {
            continue;
        }
        out.push('\n');
        out.push_str(&one_line(&shown[0].table));
        match shown.as_slice() {
            [only] if only.field.is_none() && whole_table(only) => {
                out.push_str(&format!(": {}\n", phrase(only, one_line)))
            }
            _ => {
                out.push('\n');
                for change in shown {
                    out.push_str(&format!("  {} {}\n", sign(change), phrase(change, one_line)));
                }
            }
        }
    }
    if counts.wording > 0 {
        out.push_str("\nChanges of wording are listed by --format markdown and --format json.\n");
    }
    out
}

fn whole_table(change: &Change) -> bool {
    matches!(change.kind, ChangeKind::TableAdded { .. } | ChangeKind::TableRemoved { .. })
}

fn sign(change: &Change) -> char {
    match change.kind {
        ChangeKind::TableAdded { .. } | ChangeKind::FieldAdded(_) | ChangeKind::ObjectAdded(_) => '+',
        ChangeKind::TableRemoved { .. } | ChangeKind::FieldRemoved(_) | ChangeKind::ObjectRemoved(_) => '-',
        _ => '~',
    }
}
