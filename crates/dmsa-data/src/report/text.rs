//! The report for people at a terminal.

use super::subject;
use crate::result::{CheckReport, Report, Severity, Verdict};
use std::fmt::Write;

pub(super) fn write(report: &Report, colour: bool) -> String {
    let style = |code: &'static str| if colour { code } else { "" };
    let (red, yellow, bold, faint, end) =
        (style("\x1b[31;1m"), style("\x1b[33;1m"), style("\x1b[1m"), style("\x1b[2m"), style("\x1b[0m"));
    let mut out = String::new();
    for check in &report.checks {
        let word = match (check.verdict, check.severity) {
            (Verdict::Fail, Severity::Error) => format!("{red}error{end}"),
            (Verdict::Fail, Severity::Warning) => format!("{yellow}warning{end}"),
            (Verdict::NotChecked, _) => format!("{yellow}not checked{end}"),
            (Verdict::Pass | Verdict::NotApplicable, _) => continue,
        };
        let reason = check.reason.as_deref().unwrap_or_default();
        let subject = printable(&subject(check));
        write!(out, "{word}[{}]: {bold}{subject}{end}: {}", check.check, printable(reason)).ok();
        if check.rows > 0 && check.verdict == Verdict::Fail {
            write!(out, " ({} of {} rows)", check.failures, check.rows).ok();
        }
        out.push('\n');
        for sample in &check.samples {
            write!(out, "  {faint}-->{end} {}:{}", printable(&sample.path), sample.line).ok();
            if let Some(value) = &sample.value {
                write!(out, ": `{}`", printable(value)).ok();
            }
            out.push('\n');
        }
        let shown = check.samples.len() as u64;
        if shown > 0 && check.failures > shown {
            writeln!(out, "      and {} more", check.failures - shown).ok();
        }
    }
    report.changes.iter().for_each(|change| {
        writeln!(out, "change: {}", printable(&change.to_string())).unwrap_or_default();
    });
    report.notes.iter().for_each(|note| writeln!(out, "note: {}", printable(note)).unwrap_or_default());
    if !out.is_empty() {
        out.push('\n');
    }
    let (rows, failed) = (report.rows(), report.failed_rows());
    let count = |wanted: fn(&CheckReport) -> bool| report.checks.iter().filter(|check| wanted(check)).count();
    let word = if report.verdict == Verdict::Fail { format!("{red}fail{end}") } else { format!("{bold}pass{end}") };
    writeln!(
        out,
        "{} {}: {word}. {rows} rows read from {} files: {} good, {failed} with errors.",
        report.model,
        report.version,
        report.files.len(),
        rows - failed.min(rows),
    )
    .ok();
    writeln!(
        out,
        "{} checks: {} passed, {} failed, {} warned, {} not checked, {} without rows.",
        report.checks.len(),
        count(|check| check.verdict == Verdict::Pass),
        count(|check| check.verdict == Verdict::Fail && check.severity == Severity::Error),
        count(|check| check.verdict == Verdict::Fail && check.severity == Severity::Warning),
        count(|check| check.verdict == Verdict::NotChecked),
        count(|check| check.verdict == Verdict::NotApplicable),
    )
    .ok();
    out
}

/// Names and values come from anybody and must not steer the terminal.
fn printable(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect()
}
