//! The report as SARIF 2.1.0: a result for each row that is named.

use super::subject;
use crate::result::{CheckReport, Report, Sample, Severity, Verdict};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub(super) fn write(report: &Report, _colour: bool) -> String {
    let is_reported = |check: &&CheckReport| matches!(check.verdict, Verdict::Fail | Verdict::NotChecked);
    let results: Vec<Value> = report.checks.iter().filter(is_reported).flat_map(results).collect();
    let rules: BTreeSet<&str> = report.checks.iter().map(|check| check.check.as_str()).collect();
    let rules: Vec<Value> = rules.into_iter().map(|code| json!({ "id": code })).collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "dmsa", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn results(check: &CheckReport) -> Vec<Value> {
    let level = match (check.verdict, check.severity) {
        (Verdict::Fail, Severity::Error) => "error",
        (Verdict::Fail, Severity::Warning) => "warning",
        _ => "note",
    };
    let reason = check.reason.as_deref().unwrap_or_default();
    let text = match check.verdict {
        Verdict::NotChecked => format!("{}: not checked: {reason}", subject(check)),
        _ if check.rows > 0 => format!("{}: {reason} ({} of {} rows)", subject(check), check.failures, check.rows),
        _ => format!("{}: {reason}", subject(check)),
    };
    let result = |sample: Option<&Sample>| {
        let mut result = json!({ "ruleId": check.check, "level": level, "message": { "text": text } });
        if let Some(sample) = sample {
            result["locations"] = json!([{ "physicalLocation": {
                "artifactLocation": { "uri": uri(&sample.path) },
                "region": { "startLine": sample.line },
            } }]);
        }
        result
    };
    if check.samples.is_empty() {
        return vec![result(None)];
    }
    check.samples.iter().map(|sample| result(Some(sample))).collect()
}

/// A path as a relative or absolute reference.
fn uri(path: &str) -> String {
    const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');
    utf8_percent_encode(path, RESERVED).to_string()
}
