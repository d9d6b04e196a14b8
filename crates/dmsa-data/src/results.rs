//! Results of checks that a database did: the text that its client wrote, judged as a scan of files is.

use crate::csv::{Blocks, Cells, Records};
use crate::options::Options;
use crate::plan::plans;
use crate::result::{CheckReport, Report, Verdict};
use crate::rules::Rules;
use crate::sql::COLUMNS;
use std::collections::HashMap;
use std::io;
use thiserror::Error;

/// Checks that a database has no need of, because its columns can hold nothing else.
const HELD_BY_TYPES: [&str; 5] = ["type", "cell-count", "quotes", "encoding", "nul"];

/// Why results could not be read.
#[derive(Debug, Error)]
pub enum ResultsError {
    /// The text cannot be read.
    #[error("{0}")]
    Unreadable(#[from] io::Error),
    /// It has not the columns of results.
    #[error("line {line}: this is no result of `dmsa checks`: its columns are {}", COLUMNS.join(", "))]
    Columns {
        /// The line.
        line: u64,
    },
    /// A count is none.
    #[error("line {line}: `{column}` is no count")]
    Count {
        /// The line.
        line: u64,
        /// The column.
        column: &'static str,
    },
}

/// Judges what the statements of [`crate::sql::Checks`] gave, written as CSV (or with tabs, by the options) with a header,
/// which may be repeated. A check whose result is not there was not done.
///
/// # Errors
///
/// The text has another form.
pub fn judge(rules: &Rules, text: &[u8], options: &Options) -> Result<Report, ResultsError> {
    let found = read(text, options.delimiter)?;
    let mut checks = Vec::new();
    for (table, plan) in rules.tables.iter().zip(plans(rules, options)) {
        for slot in plan.slots.into_iter().filter(|slot| !HELD_BY_TYPES.contains(&slot.code)) {
            let field = slot.field.clone().unwrap_or_default();
            let counts = found.get(&(slot.code.to_owned(), table.name.clone(), field));
            let (failures, rows) = counts.copied().unwrap_or_default();
            let verdict = match counts {
                None => Verdict::NotChecked,
                Some((0, 0)) => Verdict::NotApplicable,
                Some((0, _)) => Verdict::Pass,
                Some(_) => Verdict::Fail,
            };
            let reason = match verdict {
                Verdict::Fail => Some(slot.problem),
                Verdict::NotChecked => {
                    Some(slot.not_checked.unwrap_or_else(|| "the results do not have this check".to_owned()))
                }
                Verdict::Pass | Verdict::NotApplicable => None,
            };
            checks.push(CheckReport {
                check: slot.code.to_owned(),
                table: table.name.clone(),
                field: slot.field,
                severity: slot.severity,
                verdict,
                rows,
                failures,
                reason,
                samples: Vec::new(),
            });
        }
    }
    let (model, version) = (rules.model.clone(), rules.version.clone());
    let mut report = Report {
        model,
        version,
        verdict: Verdict::Pass,
        files: Vec::new(),
        checks,
        changes: Vec::new(),
        notes: Vec::new(),
    };
    report.judge(options.allow_not_checked);
    Ok(report)
}

type Counts = HashMap<(String, String, String), (u64, u64)>;

fn read(text: &[u8], delimiter: u8) -> Result<Counts, ResultsError> {
    let mut found = Counts::new();
    let mut blocks = Blocks::new(text, delimiter);
    let mut cells = Cells::default();
    let mut has_header = false;
    while let Some(block) = blocks.read()? {
        let mut records = Records::new(&block.bytes, block.line, delimiter);
        while let Some(record) = records.next(&mut cells) {
            let cell = |place| {
                let (text, _) = cells.get(&block.bytes, place).unwrap_or_default();
                String::from_utf8_lossy(text).into_owned()
            };
            let line = record.line;
            if cells.len() != COLUMNS.len() || record.fault.is_some() {
                return Err(ResultsError::Columns { line });
            }
            if COLUMNS.iter().enumerate().all(|(place, name)| cell(place).eq_ignore_ascii_case(name)) {
                has_header = true;
                continue;
            }
            if !has_header {
                return Err(ResultsError::Columns { line });
            }
            let count = |place: usize| {
                cell(place).trim().parse().map_err(|_| ResultsError::Count { line, column: COLUMNS[place] })
            };
            found.insert((cell(0), cell(1), cell(2)), (count(3)?, count(4)?));
        }
    }
    if has_header { Ok(found) } else { Err(ResultsError::Columns { line: 1 }) }
}
