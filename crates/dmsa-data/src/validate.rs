//! A whole validation: every file against the rules of its table.

use crate::csv::{Block, Blocks, Cells, Records};
use crate::input::{Input, Inputs, is_parquet, open};
use crate::keys::{Budget, Hasher};
use crate::options::Options;
use crate::plan::{self, TablePlan};
use crate::result::{CheckReport, FileReport, Report, Sample, Severity, Verdict};
use crate::rules::{Rules, TableRules};
use crate::scan::{FilePlan, Found, Scan};
use crate::sets::{AnyKnown, AnyLog};
use crate::tally::{Tally, file, line};
use dmsa::suggest::suggest;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::{Mutex, PoisonError};

/// Checks files against rules.
///
/// `vocabulary` gives rows that references may lead to and that are not checked themselves. `progress` counts the bytes of
/// rows that were read.
///
/// # Errors
///
/// The system gives no disk for keys, or no thread. What is wrong with files, even that one cannot be read, is part of the
/// report.
pub fn validate(
    rules: &Rules,
    inputs: &Inputs,
    vocabulary: &Inputs,
    options: &Options,
    progress: &AtomicU64,
) -> io::Result<Report> {
    let mut run = Run {
        rules,
        options,
        plans: plan::plans(rules, options),
        hasher: Hasher::new(),
        budget: Budget::new(options.memory),
        progress,
        known: rules.tables.iter().map(|_| Vec::new()).collect(),
        outcomes: BTreeMap::new(),
        unknown: Vec::new(),
        notes: Vec::new(),
    };
    let given = run.by_table(inputs, true);
    let more = run.by_table(vocabulary, false);
    for table in plan::order(&run.plans) {
        match (given.get(&table), more.get(&table)) {
            (Some(files), _) => run.table(table, files, true)?,
            (None, Some(files)) => run.table(table, files, false)?,
            (None, None) => {}
        }
    }
    run.look_up_later()?;
    Ok(run.report(inputs))
}

/// What is known of a table whose files were read.
struct Outcome {
    /// Whether it is one of the tables to check.
    checked: bool,
    files: Vec<(String, Found)>,
    /// About headers and whole files.
    checks: Vec<CheckReport>,
    /// For each slot why it was not checked, if it was not.
    not_checked: Vec<Option<String>>,
    /// Keys of references that are looked up at the end.
    later: Vec<AnyLog>,
    /// What repeated keys were found, across files.
    tallies: Vec<Tally>,
}

struct Run<'r> {
    rules: &'r Rules,
    options: &'r Options,
    plans: Vec<TablePlan>,
    hasher: Hasher,
    budget: Budget,
    progress: &'r AtomicU64,
    /// By table: its sets; none before its files were read.
    known: Vec<Vec<AnyKnown>>,
    outcomes: BTreeMap<usize, Outcome>,
    /// Checks of files whose table is not known.
    unknown: Vec<CheckReport>,
    notes: Vec<String>,
}

impl<'r> Run<'r> {
    fn by_table<'i>(&mut self, inputs: &'i Inputs, report_unknown: bool) -> BTreeMap<usize, Vec<&'i Input>> {
        let mut by_table: BTreeMap<usize, Vec<&Input>> = BTreeMap::new();
        for input in &inputs.files {
            match self.rules.table(&input.table) {
                Some(table) => by_table.entry(table).or_default().push(input),
                // It describes a submission; only some models have a table of this name.
                None if input.table.eq_ignore_ascii_case("metadata") => {
                    self.notes.push(format!("{} is no table of the model and was not read", input.path.display()));
                }
                None if report_unknown => {
                    let names = self.rules.tables.iter().map(|table| table.name.as_str());
                    let meant = suggest(&input.table, names).map(|name| format!("; did you mean `{name}`?"));
                    let (model, version) = (&self.rules.model, &self.rules.version);
                    let reason = format!("{model} {version} has no such table{}", meant.unwrap_or_default());
                    self.unknown.push(failed("table", &input.table, None, reason, &input.path));
                }
                None => {}
            }
        }
        by_table
    }

    fn table(&mut self, table: usize, files: &[&Input], checked: bool) -> io::Result<()> {
        let plan = &self.plans[table];
        let sets: Vec<Mutex<AnyLog>> = plan.sets.iter().map(|set| Mutex::new(AnyLog::new(&set.types))).collect();
        let lookups: Vec<(Option<&AnyKnown>, Mutex<AnyLog>)> = plan
            .lookups
            .iter()
            .map(|lookup| {
                let (target, set) = lookup.target;
                (self.known[target].get(set), Mutex::new(AnyLog::new(&lookup.types)))
            })
            .collect();
        let scan = Scan {
            plan,
            options: self.options,
            hasher: &self.hasher,
            budget: &self.budget,
            sets: &sets,
            lookups: &lookups,
            progress: self.progress,
        };
        let mut outcome = Outcome {
            checked,
            files: Vec::new(),
            checks: Vec::new(),
            not_checked: plan.slots.iter().map(|slot| slot.not_checked.clone()).collect(),
            later: Vec::new(),
            tallies: vec![Tally::default(); plan.slots.len()],
        };
        for (number, input) in files.iter().enumerate() {
            outcome.read(&scan, &self.rules.tables[table], number, input)?;
        }
        let later = lookups.into_iter().map(|(_, log)| log.into_inner().unwrap_or_else(PoisonError::into_inner));
        outcome.later = later.collect();
        let mut known = Vec::new();
        for (set, log) in plan.sets.iter().zip(sets) {
            let log = log.into_inner().unwrap_or_else(PoisonError::into_inner);
            known.push(match set.unique {
                Some(slot) => log.finish(&self.budget, Some(&mut |at| outcome.fail(slot, at, self.options.samples)))?,
                None => log.finish(&self.budget, None)?,
            });
        }
        self.known[table] = known;
        self.outcomes.insert(table, outcome);
        Ok(())
    }

    /// Looks up what could not be looked up while its table was read: references in circles, and those whose target's
    /// keys went to disk.
    fn look_up_later(&mut self) -> io::Result<()> {
        for (table, outcome) in &mut self.outcomes {
            let later = std::mem::take(&mut outcome.later);
            for (lookup, log) in self.plans[*table].lookups.iter().zip(later) {
                let (target, set) = lookup.target;
                match self.known[target].get(set) {
                    Some(known) => log.missing_from(known, &self.budget, |at| {
                        outcome.fail(lookup.slot, at, self.options.samples);
                    })?,
                    None => {
                        let name = &self.rules.tables[target].name;
                        outcome.not_checked[lookup.slot] = Some(format!("there is no file of table {name}"));
                    }
                }
            }
        }
        // What could not be read of a table might have had the rows that are missing.
        let unread: Vec<usize> =
            self.outcomes.iter().filter(|(_, outcome)| outcome.is_unread()).map(|(table, _)| *table).collect();
        for (table, outcome) in &mut self.outcomes {
            for lookup in &self.plans[*table].lookups {
                if unread.contains(&lookup.target.0) && lookup.target.0 != *table {
                    let name = &self.rules.tables[lookup.target.0].name;
                    outcome.not_checked[lookup.slot] = Some(format!("table {name} could not be read whole"));
                }
            }
        }
        Ok(())
    }

    fn report(self, inputs: &Inputs) -> Report {
        let mut report = Report {
            model: self.rules.model.clone(),
            version: self.rules.version.clone(),
            verdict: Verdict::Pass,
            files: Vec::new(),
            checks: self.unknown,
            notes: self.notes,
        };
        let others = inputs.others.iter();
        report.notes.extend(others.map(|path| format!("{} is no data file and was not read", path.display())));
        for (table, rules) in self.rules.tables.iter().enumerate() {
            match self.outcomes.get(&table) {
                Some(outcome) if outcome.checked => outcome.report(rules, &self.plans[table], &mut report),
                Some(_) => {}
                None if inputs.has_folder || self.options.expect_all_tables => {
                    let reason = "there is no file of this table".to_owned();
                    let mut check = empty("table", &rules.name, None, Verdict::Fail);
                    if self.options.allow_not_checked {
                        check.verdict = Verdict::NotChecked;
                    }
                    (check.failures, check.reason) = (1, Some(reason));
                    report.checks.push(check);
                }
                None => {}
            }
        }
        report.judge(self.options.allow_not_checked);
        report
    }
}

impl Outcome {
    fn fail(&mut self, slot: usize, at: u64, samples: usize) {
        self.tallies[slot].add(at, samples, || None);
        if let Some((_, found)) = self.files.get_mut(file(at)) {
            found.failed.insert(line(at));
        }
    }

    fn is_unread(&self) -> bool {
        self.files.iter().any(|(_, found)| found.unread_from.is_some())
    }

    /// Reads a file. That it cannot be read is a finding.
    fn read(&mut self, scan: &Scan<'_>, table: &TableRules, number: usize, input: &Input) -> io::Result<()> {
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

    fn report(&self, table: &TableRules, plan: &TablePlan, report: &mut Report) {
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
            let rows = if place < plan::row::CHECKS.len() { rows } else { whole_rows };
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

fn empty(check: &str, table: &str, field: Option<String>, verdict: Verdict) -> CheckReport {
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
fn failed(check: &str, table: &str, field: Option<String>, reason: String, path: &Path) -> CheckReport {
    let sample = Sample { path: path.display().to_string(), line: 1, value: None };
    CheckReport {
        failures: 1,
        reason: Some(reason),
        samples: vec![sample],
        ..empty(check, table, field, Verdict::Fail)
    }
}
