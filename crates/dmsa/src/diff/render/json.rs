//! A diff for programs.

use crate::diff::{Aspect, Change, Counts, Diff};
use crate::model::Model;
use serde::Serialize;

#[derive(Serialize)]
struct Document<'d> {
    before: Version<'d>,
    after: Version<'d>,
    /// Whether a database must be changed.
    structure: bool,
    counts: Counts,
    changes: Vec<Entry<'d>>,
}

#[derive(Serialize)]
struct Version<'d> {
    name: &'d str,
    version: &'d str,
}

#[derive(Serialize)]
struct Entry<'d> {
    aspect: Aspect,
    #[serde(flatten)]
    change: &'d Change,
}

impl<'d> Version<'d> {
    fn of(model: &'d Model) -> Self {
        Self { name: &model.name, version: model.version.as_str() }
    }
}

fn entries<'d>(diff: &'d Diff<'_>) -> Vec<Entry<'d>> {
    diff.changes.iter().map(|change| Entry { aspect: change.aspect(), change }).collect()
}

/// The changes as the array that a diff in JSON has of them.
pub fn typed_changes(diff: &Diff<'_>) -> serde_json::Value {
    serde_json::to_value(entries(diff)).unwrap_or_default()
}

pub(super) fn write(diff: &Diff<'_>) -> String {
    let document = Document {
        before: Version::of(diff.before),
        after: Version::of(diff.after),
        structure: diff.has_structure(),
        counts: diff.counts(),
        changes: entries(diff),
    };
    // Plain data with text keys: there is nothing in it that JSON cannot say.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}
