//! What was found in the files of one table, and what of it is reported.

use crate::plan::{TablePlan, row};
use crate::result::{CheckReport, FileReport, Report, Sample, Severity, Verdict};
use crate::rules::TableRules;
use crate::scan::Found;
use crate::sets::AnyLog;
use crate::tally::{Tally, file, line};
use std::path::Path;

/// What is known of a table whose files were read.
pub(crate) struct Outcome {
    /// Whether it is one of the tables to check.
    pub(crate) checked: bool,
    pub(crate) files: Vec<(String, Found)>,
    /// About headers and whole files.
    pub(crate) checks: Vec<CheckReport>,
    /// For each slot why it was not checked, if it was not.
    pub(crate) not_checked: Vec<Option<String>>,
    /// Keys of references that are looked up at the end.
    pub(crate) later: Vec<AnyLog>,
    /// What repeated keys were found, across files.
    pub(crate) tallies: Vec<Tally>,
}

impl Outcome {
    pub(crate) fn fail(&mut self, slot: usize, at: u64, samples: usize) {
        self.tallies[slot].add(at, samples, || None);
        if let Some((_, found)) = self.files.get_mut(file(at)) {
            found.failed.insert(line(at));
        }
    }

    pub(crate) fn is_unread(&self) -> bool {
        self.files.iter().any(|(_, found)| found.unread_from.is_some())
    }

    pub(crate) fn report(&self, table: &TableRules, plan: &TablePlan, report: &mut Report) {
        report.checks.extend(self.checks.iter().cloned());
        let rows: u64 = self.files.iter().map(|(_, found)| found.rows).sum();
        let whole_rows: u64 = self.files.iter().map(|(_, found)| found.whole_rows).sum();
        for (path, found) in &self.files {
            report.files.push(FileReport {
                path: path.clone(),
                table: table.name.clone(),
                rows: found.rows,
                failed_rows: found.failed.count(),
            });
        }
        let read = self.files.iter().any(|(_, found)| found.unread_from != Some(1));
        for (place, slot) in plan.slots.iter().enumerate() {
            let mut tally = self.tallies[place].clone();
            for (_, found) in &self.files {
                if let Some(theirs) = found.tallies.get(place) {
                    tally.merge(theirs.clone(), usize::MAX);
                }
            }
            let samples: Vec<Sample> = tally
                .samples()
                .map(|(at, value)| Sample {
                    path: self.files.get(file(at)).map(|(path, _)| path.clone()).unwrap_or_default(),
                    line: line(at),
                    value: value.map(str::to_owned),
                })
                .collect();
            let rows = if place < row::CHECKS.len() { rows } else { whole_rows };
            let not_checked = self.not_checked[place].clone();
            let verdict = match (&not_checked, tally.failures) {
                _ if !read => Verdict::NotChecked,
                (_, 1..) => Verdict::Fail,
                (Some(_), 0) => Verdict::NotChecked,
                (None, 0) if rows == 0 => Verdict::NotApplicable,
                (None, 0) => Verdict::Pass,
            };
            let reason = match verdict {
                Verdict::Fail => Some(slot.problem.clone()),
                Verdict::NotChecked => not_checked.or_else(|| Some("no file of the table could be read".to_owned())),
                Verdict::Pass | Verdict::NotApplicable => None,
            };
            report.checks.push(CheckReport {
                check: slot.code.to_owned(),
                table: table.name.clone(),
                field: slot.field.clone(),
                severity: slot.severity,
                verdict,
                rows,
                failures: tally.failures,
                reason,
                samples,
            });
        }
    }
}

pub(crate) fn empty(check: &str, table: &str, field: Option<String>, verdict: Verdict) -> CheckReport {
    CheckReport {
        check: check.to_owned(),
        table: table.to_owned(),
        field,
        severity: Severity::Error,
        verdict,
        rows: 0,
        failures: 0,
        reason: None,
        samples: Vec::new(),
    }
}

/// A check of a file that failed.
pub(crate) fn failed(check: &str, table: &str, field: Option<String>, reason: String, path: &Path) -> CheckReport {
    let sample = Sample { path: path.display().to_string(), line: 1, value: None };
    CheckReport {
        failures: 1,
        reason: Some(reason),
        samples: vec![sample],
        ..empty(check, table, field, Verdict::Fail)
    }
}
