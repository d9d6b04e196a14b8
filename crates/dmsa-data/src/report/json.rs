//! The report as JSON: the same facts as [`Report`], whose form programs rely on.

use crate::result::Report;

pub(super) fn write(report: &Report, _colour: bool) -> String {
    // Nothing in a report can fail to be written: it has text and numbers alone.
    serde_json::to_string_pretty(report).unwrap_or_default() + "\n"
}
