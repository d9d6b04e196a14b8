//! How many rows may fail: shares by check, table and field, in a file of CSV.

use crate::csv::{Blocks, Cells, Records};
use crate::result::{CheckReport, Report, Severity, Verdict};
use std::io;
use thiserror::Error;

/// The columns of the file.
const COLUMNS: [&str; 5] = ["check", "table", "field", "warn", "fail"];

/// Shares of rows; of several rules for a check the last one counts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Thresholds(Vec<Threshold>);

#[derive(Debug, Clone, PartialEq)]
struct Threshold {
    /// Check, table and field; any where it is empty.
    subject: [String; 3],
    /// Above this share it is a warning; never if `None`.
    warn: Option<f64>,
    /// Above this share it is an error; never if `None`.
    fail: Option<f64>,
}

/// Why thresholds could not be read.
#[derive(Debug, Error)]
pub enum ThresholdsError {
    /// The file cannot be read.
    #[error("{0}")]
    Unreadable(#[from] io::Error),
    /// A line is not of the form.
    #[error("line {line}: expected the columns {}", COLUMNS.join(", "))]
    Columns {
        /// The line.
        line: u64,
    },
    /// A share is none.
    #[error("line {line}: `{column}` must be a share from 0 to 1, such as 0.01")]
    Share {
        /// The line.
        line: u64,
        /// The column.
        column: &'static str,
    },
}

impl Thresholds {
    /// Reads them.
    ///
    /// # Errors
    ///
    /// The text has another form.
    pub fn read(text: &[u8]) -> Result<Self, ThresholdsError> {
        let mut thresholds = Self::default();
        let mut blocks = Blocks::new(text, b',');
        let mut cells = Cells::default();
        while let Some(block) = blocks.read()? {
            let mut records = Records::new(&block.bytes, block.line, b',');
            while let Some(record) = records.next(&mut cells) {
                let line = record.line;
                let cell = |place| {
                    let (text, _) = cells.get(&block.bytes, place).unwrap_or_default();
                    String::from_utf8_lossy(text).trim().to_owned()
                };
                let is_header = || COLUMNS.iter().enumerate().all(|(place, name)| cell(place) == *name);
                if record.fault.is_some() || cells.len() != COLUMNS.len() || (line == 1 && !is_header()) {
                    return Err(ThresholdsError::Columns { line });
                }
                if line == 1 {
                    continue;
                }
                let share = |place: usize| match cell(place).as_str() {
                    "" => Ok(None),
                    text => match text.parse::<f64>() {
                        Ok(share) if (0.0..=1.0).contains(&share) => Ok(Some(share)),
                        _ => Err(ThresholdsError::Share { line, column: COLUMNS[place] }),
                    },
                };
                let subject = [cell(0), cell(1), cell(2)];
                thresholds.0.push(Threshold { subject, warn: share(3)?, fail: share(4)? });
            }
        }
        Ok(thresholds)
    }

    /// Judges the checks of a report that have a rule. What could not be checked stays so.
    pub fn apply(&self, report: &mut Report) {
        for check in &mut report.checks {
            if let (Verdict::Pass | Verdict::Fail, Some(rule)) = (check.verdict, self.rule(check)) {
                let share = if check.rows == 0 { 1.0 } else { check.failures as f64 / check.rows as f64 };
                let above = |limit: Option<f64>| check.failures > 0 && limit.is_some_and(|limit| share > limit);
                (check.verdict, check.severity) = if above(rule.fail) {
                    (Verdict::Fail, Severity::Error)
                } else if above(rule.warn) {
                    (Verdict::Fail, Severity::Warning)
                } else {
                    (Verdict::Pass, check.severity)
                };
            }
        }
    }

    fn rule(&self, check: &CheckReport) -> Option<&Threshold> {
        let of_check = [&check.check, &check.table, check.field.as_ref().unwrap_or(&check.table)];
        let is_about = |rule: &&Threshold| {
            rule.subject
                .iter()
                .zip(of_check)
                .all(|(wanted, found)| wanted.is_empty() || wanted.eq_ignore_ascii_case(found))
        };
        self.0.iter().rev().find(is_about)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(failures: u64) -> Report {
        let check = CheckReport {
            check: "type".into(),
            table: "person".into(),
            field: Some("born".into()),
            severity: Severity::Error,
            verdict: Verdict::Fail,
            rows: 100,
            failures,
            reason: None,
            samples: Vec::new(),
        };
        let (files, notes) = (Vec::new(), Vec::new());
        Report {
            model: "m".into(),
            version: "1".into(),
            verdict: Verdict::Fail,
            files,
            checks: vec![check],
            changes: Vec::new(),
            notes,
        }
    }

    #[test]
    fn shares_decide_and_the_last_rule_counts() {
        let text = b"check,table,field,warn,fail\n,,,0,0.5\ntype,person,,0.02,0.1\n";
        let thresholds = Thresholds::read(text).unwrap();
        let judged = |failures| {
            let mut report = report(failures);
            thresholds.apply(&mut report);
            report.judge(false);
            (report.checks[0].verdict, report.checks[0].severity, report.verdict)
        };
        assert_eq!(judged(2), (Verdict::Pass, Severity::Error, Verdict::Pass));
        assert_eq!(judged(3), (Verdict::Fail, Severity::Warning, Verdict::Pass));
        assert_eq!(judged(11), (Verdict::Fail, Severity::Error, Verdict::Fail));
    }

    #[test]
    fn what_is_no_rule_is_refused_with_its_line() {
        let error = |text: &[u8]| Thresholds::read(text).unwrap_err().to_string();
        assert_eq!(error(b"a,b\n"), "line 1: expected the columns check, table, field, warn, fail");
        assert_eq!(
            error(b"check,table,field,warn,fail\ntype,,,5%,1\n"),
            "line 2: `warn` must be a share from 0 to 1, such as 0.01"
        );
        assert_eq!(error(b"check,table,field,warn,fail\ntype,,,NaN,1\n").lines().count(), 1);
    }
}
