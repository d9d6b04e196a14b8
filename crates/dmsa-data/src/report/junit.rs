//! The report as JUnit: a suite for each table, a case for each check.

use super::{escaped, subject};
use crate::result::{CheckReport, Report, Severity, Verdict};
use std::collections::BTreeMap;
use std::fmt::Write;

pub(super) fn write(report: &Report, _colour: bool) -> String {
    let mut tables: BTreeMap<&str, Vec<&CheckReport>> = BTreeMap::new();
    for check in &report.checks {
        tables.entry(&check.table).or_default().push(check);
    }
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    writeln!(out, "<testsuites name=\"{} {}\">", escaped(&report.model), escaped(&report.version)).ok();
    for (table, checks) in tables {
        let failures = checks.iter().filter(|check| is_failure(check)).count();
        let skipped = checks.iter().filter(|check| is_skipped(check)).count();
        writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\">",
            escaped(table),
            checks.len()
        )
        .ok();
        checks.iter().for_each(|check| case(check, &mut out));
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn is_failure(check: &CheckReport) -> bool {
    check.verdict == Verdict::Fail && check.severity == Severity::Error
}

fn is_skipped(check: &CheckReport) -> bool {
    matches!(check.verdict, Verdict::NotChecked | Verdict::NotApplicable)
}

fn case(check: &CheckReport, out: &mut String) {
    let (subject, code) = (escaped(&subject(check)), escaped(&check.check));
    write!(out, "    <testcase classname=\"{}\" name=\"{code} {subject}\"", escaped(&check.table)).ok();
    let reason = escaped(check.reason.as_deref().unwrap_or(check.verdict.name()));
    if is_failure(check) {
        writeln!(out, ">\n      <failure message=\"{reason} ({} of {} rows)\">", check.failures, check.rows).ok();
        for sample in &check.samples {
            let value = sample.value.as_deref().map(|value| format!(": {}", escaped(value))).unwrap_or_default();
            writeln!(out, "{}:{}{value}", escaped(&sample.path), sample.line).ok();
        }
        out.push_str("</failure>\n    </testcase>\n");
    } else if is_skipped(check) {
        writeln!(out, "><skipped message=\"{reason}\"/></testcase>").ok();
    } else {
        out.push_str("/>\n");
    }
}
