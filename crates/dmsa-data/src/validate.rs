//! A whole validation: every file against the rules of its table.

use crate::input::{Input, Inputs};
use crate::key::Hasher;
use crate::keys::Budget;
use crate::manifest::{is_manifest, verify};
use crate::options::Options;
use crate::outcome::{Outcome, empty, failed};
use crate::plan::{self, TablePlan};
use crate::result::{CheckReport, Report, Verdict};
use crate::rules::Rules;
use crate::scan::Scan;
use crate::sets::{AnyKnown, AnyLog};
use crate::tally::Tally;
use dmsa::suggest::suggest;
use std::collections::BTreeMap;
use std::io;
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
    /// Checks of files whose table is not known, and of the description of all files.
    unknown: Vec<CheckReport>,
    notes: Vec<String>,
}

impl<'r> Run<'r> {
    fn by_table<'i>(&mut self, inputs: &'i Inputs, report_unknown: bool) -> BTreeMap<usize, Vec<&'i Input>> {
        let mut by_table: BTreeMap<usize, Vec<&Input>> = BTreeMap::new();
        for input in &inputs.files {
            if report_unknown && is_manifest(input) {
                self.unknown.extend(verify(self.rules, &input.path, inputs));
                continue;
            }
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
            outcome.read(&scan, &self.rules.tables[table], number, input);
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
            changes: Vec::new(),
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
