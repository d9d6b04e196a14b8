//! For programs: an array with one object a line.

use super::{Format, Report};
use serde_json::Value;
use std::fmt::{self, Write};

pub(super) struct Json;

impl Format for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn summary(&self) -> &'static str {
        "for programs: an array of objects, one a line, each with all keys"
    }

    fn render(&self, report: &Report<'_>, out: &mut dyn Write) -> fmt::Result {
        out.write_char('[')?;
        for (number, diagnostic) in report.diagnostics.iter().enumerate() {
            let text = |text: &Option<String>| Value::from(text.clone());
            let object = [
                ("code", Value::from(diagnostic.code.name)),
                ("severity", Value::from(diagnostic.severity.name())),
                ("model", text(&diagnostic.model)),
                ("table", text(&diagnostic.table)),
                ("field", text(&diagnostic.field)),
                ("file", Value::from(diagnostic.origin.file())),
                ("line", Value::from(diagnostic.origin.line())),
                ("message", Value::from(diagnostic.message.as_str())),
                ("help", text(&diagnostic.help)),
            ];
            out.write_str(if number > 0 { ",\n{" } else { "\n{" })?;
            for (number, (key, value)) in object.iter().enumerate() {
                let comma = if number > 0 { ", " } else { "" };
                write!(out, "{comma}\"{key}\": {value}")?;
            }
            out.write_char('}')?;
        }
        out.write_str("\n]\n")
    }
}
