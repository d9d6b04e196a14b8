//! What was found in the files of one table, and what of it is reported.

use crate::csv::{Block, Blocks, Cells, Records};
use crate::input::{Input, is_parquet, open};
use crate::plan::{TablePlan, row};
use crate::result::{CheckReport, FileReport, Report, Sample, Severity, Verdict};
use crate::rules::TableRules;
use crate::scan::{FilePlan, Found, Scan};
use crate::sets::AnyLog;
use crate::tally::{Tally, file, line};
use dmsa::suggest::suggest;
use std::io;
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

    /// Reads a file. That it cannot be read is a finding.
    pub(crate) fn read(&mut self, scan: &Scan<'_>, table: &TableRules, number: usize, input: &Input) -> io::Result<()> {
        let path = input.path.display().to_string();
        let unread = || Found { unread_from: Some(1), ..Found::default() };
        let cannot = |error: &dyn std::fmt::Display| {
            failed("file", &table.name, None, format!("cannot be read: {error}"), &input.path)
        };
        if is_parquet(&input.path) {
            self.checks.push(cannot(&"this build reads no Parquet"));
            self.files.push((path, unread()));
            return Ok(());
        }
        let opened = open(&input.path).and_then(|stream| {
            let mut blocks = Blocks::new(stream, scan.options.delimiter);
            let first = blocks.read()?;
            Ok((blocks, first))
        });
        let (mut blocks, first) = match opened {
            Ok((blocks, Some(first))) => (blocks, first),
            Ok((_, None)) => {
                self.checks.push(failed("header", &table.name, None, "the file is empty".into(), &input.path));
                self.files.push((path, Found::default()));
                return Ok(());
            }
            Err(error) => {
                self.checks.push(cannot(&error));
                self.files.push((path, unread()));
                return Ok(());
            }
        };
        let header = self.header(scan, table, number, &input.path, &first);
        let found = header.and_then(|(file, rest)| match scan.file(&file, rest, &mut blocks) {
            Ok(found) => Some(found),
            Err(error) => {
                self.checks.push(cannot(&error));
                None
            }
        });
        let found = found.unwrap_or_else(unread);
        if let Some(line) = found.unread_from.filter(|line| *line > 1) {
            let reason = format!("a quote of line {line} is not closed: nothing behind it was read");
            self.checks.push(failed("file", &table.name, None, reason, &input.path));
        }
        self.files.push((path, found));
        Ok(())
    }

    /// Reads the header; gives the columns and the block without it.
    fn header(
        &mut self,
        scan: &Scan<'_>,
        table: &TableRules,
        number: usize,
        path: &Path,
        first: &Block,
    ) -> Option<(FilePlan, Block)> {
        let mut cells = Cells::default();
        let mut records = Records::new(&first.bytes, first.line, scan.options.delimiter);
        let record = records.next(&mut cells)?;
        let mut report = |check, field: Option<String>, reason: String| {
            self.checks.push(failed(check, &table.name, field, reason, path));
        };
        if record.fault.is_some() {
            report("header", None, "the quotes of the header are wrong: the file was not read".into());
            return None;
        }
        let mut file = FilePlan { number, cells: Vec::new(), columns: vec![None; table.columns.len()] };
        for place in 0..cells.len() {
            let (name, _) = cells.get(&first.bytes, place)?;
            let Ok(name) = std::str::from_utf8(name) else {
                report("header", None, format!("the name of column {} is not UTF-8", place + 1));
                file.cells.push(None);
                continue;
            };
            let column = table.column(name);
            match column {
                Some(column) if file.columns[column].is_some() => {
                    report("column-twice", Some(name.to_owned()), "the file has the column twice".into());
                    file.cells.push(None);
                    continue;
                }
                Some(column) => file.columns[column] = Some(place),
                None => {
                    let names = table.columns.iter().map(|column| column.name.as_str());
                    let meant = suggest(name, names).map(|name| format!("; did you mean `{name}`?"));
                    let reason = format!("table {} has no such field{}", table.name, meant.unwrap_or_default());
                    report("column-unknown", Some(name.to_owned()), reason);
                }
            }
            file.cells.push(column);
        }
        if file.cells.iter().all(Option::is_none) {
            report("header", None, "no column of line 1 is a field of the table: the file was not read".into());
            return None;
        }
        for (column, rules) in table.columns.iter().enumerate().filter(|(column, _)| file.columns[*column].is_none()) {
            report("column-missing", Some(rules.name.clone()), "the file has no such column".into());
            for (slot, why) in scan.plan.slots.iter().zip(&mut self.not_checked) {
                if slot.columns.contains(&column) && why.is_none() {
                    *why = Some(format!("{} has no column {}", path.display(), rules.name));
                }
            }
        }
        let rest = Block {
            number: 0,
            line: records.line(),
            bytes: first.bytes.get(records.position()..).unwrap_or_default().to_vec(),
        };
        Some((file, rest))
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
