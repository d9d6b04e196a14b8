//! A submission beside the one before: rows and keys that came and went, and ids that another record has now.

use crate::input::{Input, Inputs};
use crate::key::Hasher;
use crate::keys::Budget;
use crate::manifest::is_manifest;
use crate::options::Options;
use crate::outcome::{Outcome, empty};
use crate::plan::{SetPlan, TablePlan};
use crate::result::{Change, CheckReport, Report, Verdict};
use crate::rules::Rules;
use crate::scan::Scan;
use crate::sets::{AnyLog, AnySorted};
use crate::tally::Tally;
use std::io;
use std::sync::atomic::AtomicU64;
use std::sync::{Mutex, PoisonError};
use thiserror::Error;

/// An id that must stay with the record that the source knows by another value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stable {
    /// The table by position.
    table: usize,
    /// The id by position.
    id: usize,
    /// What the source calls the record, by position.
    source: usize,
}

/// Why a text names no stable id.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum StableError {
    /// It has another form.
    #[error("`{0}` is not of the form TABLE.ID=SOURCE, such as `person.person_id=person_source_value`")]
    Form(String),
    /// The model has no such table.
    #[error("the model has no table `{0}`")]
    Table(String),
    /// The table has no such field.
    #[error("table {0} has no field `{1}`")]
    Field(String, String),
    /// The field has a type that is not known.
    #[error("field {0}.{1} has an unknown type, so its values cannot be compared")]
    Type(String, String),
}

impl Stable {
    /// Reads `TABLE.ID=SOURCE`.
    ///
    /// # Errors
    ///
    /// It has another form, or the model has no such table or field.
    pub fn read(text: &str, rules: &Rules) -> Result<Self, StableError> {
        let parts = text.split_once('=').and_then(|(id, source)| Some((id.split_once('.')?, source)));
        let ((table, id), source) = parts.ok_or_else(|| StableError::Form(text.to_owned()))?;
        let place = rules.table(table).ok_or_else(|| StableError::Table(table.to_owned()))?;
        let found = &rules.tables[place];
        let field = |name: &str| {
            let names = || (found.name.clone(), name.to_owned());
            let column = found.column(name).ok_or_else(|| StableError::Field(names().0, names().1))?;
            found.columns[column].key_type().map(|_| column).ok_or_else(|| StableError::Type(names().0, names().1))
        };
        Ok(Self { table: place, id: field(id)?, source: field(source)? })
    }
}

/// Compares a submission with the one before, and adds to its report what changed.
///
/// # Errors
///
/// The system gives no disk for keys, or no thread.
pub fn compare(
    rules: &Rules,
    inputs: &Inputs,
    previous: &Inputs,
    stable: &[Stable],
    options: &Options,
    report: &mut Report,
) -> io::Result<()> {
    for (table, table_rules) in rules.tables.iter().enumerate() {
        let key = table_rules.keys.iter().find(|key| key.primary).map(|key| key.columns.clone());
        let stable: Vec<&Stable> = stable.iter().filter(|stable| stable.table == table).collect();
        let pairs = stable.iter().flat_map(|stable| [vec![stable.source, stable.id], vec![stable.source]]);
        let columns: Vec<Vec<usize>> = key.clone().into_iter().chain(pairs).collect();
        let run = Run { rules, table, columns: &columns, options, budget: Budget::new(options.memory) };
        // Keys of both are compared by the same hash.
        let hasher = Hasher::new();
        let (before, now) = (run.keys(previous, &hasher)?, run.keys(inputs, &hasher)?);
        if before.is_none() && now.is_none() && stable.is_empty() {
            continue;
        }
        let name = &table_rules.name;
        let (Some(before), Some(now)) = (before, now) else {
            report
                .notes
                .push(format!("{name}: not compared, because one submission has no file of it that can be read"));
            report.checks.extend(stable.iter().map(|stable| {
                let field = Some(table_rules.columns[stable.id].name.clone());
                let reason = Some("one submission has no file of the table that can be read".to_owned());
                CheckReport { reason, ..empty("stable-id", name, field, Verdict::NotChecked) }
            }));
            continue;
        };
        let mut change =
            Change { table: name.clone(), rows_before: before.rows, rows: now.rows, gained: None, lost: None };
        let mut sets = now.sets.iter().zip(&before.sets);
        if key.is_some()
            && let Some((Some(now), Some(before))) = sets.next()
        {
            change.gained = Some(now.missing_from(before)?);
            change.lost = Some(before.missing_from(now)?);
        }
        report.changes.push(change);
        for stable in stable {
            let [id, source] = [stable.id, stable.source].map(|column| table_rules.columns[column].name.as_str());
            let mut check = empty("stable-id", name, Some(id.to_owned()), Verdict::NotChecked);
            check.rows = now.rows;
            if let (Some((Some(pair), Some(pair_before))), Some((Some(value), Some(value_before)))) =
                (sets.next(), sets.next())
            {
                // Of the pairs that were not there, those count whose source value was.
                check.failures = pair.missing_from(pair_before)?.saturating_sub(value.missing_from(value_before)?);
                let moved = check.failures > 0;
                check.verdict = if moved { Verdict::Fail } else { Verdict::Pass };
                check.reason = moved.then(|| format!("the same {source} had another id before"));
            } else {
                check.reason = Some(format!("one submission has no column {id} or {source}"));
            }
            report.checks.push(check);
        }
    }
    report.judge(options.allow_not_checked);
    Ok(())
}

/// What is collected of one table.
struct Run<'r> {
    rules: &'r Rules,
    table: usize,
    columns: &'r [Vec<usize>],
    options: &'r Options,
    budget: Budget,
}

/// The keys of a table's files.
struct Keys {
    rows: u64,
    /// For each wanted list of columns its values; none where a file has no such column.
    sets: Vec<Option<AnySorted>>,
}

impl Run<'_> {
    /// Reads the files of the table, if there are any and all can be read.
    fn keys(&self, inputs: &Inputs, hasher: &Hasher) -> io::Result<Option<Keys>> {
        let is_own = |input: &&Input| self.rules.table(&input.table) == Some(self.table) && !is_manifest(input);
        let files: Vec<&Input> = inputs.files.iter().filter(is_own).collect();
        if files.is_empty() {
            return Ok(None);
        }
        let rules = &self.rules.tables[self.table];
        let set = |columns: &Vec<usize>| {
            let types: Option<Vec<_>> = columns.iter().map(|column| rules.columns[*column].key_type()).collect();
            SetPlan { columns: columns.clone(), types: types.unwrap_or_default(), unique: None }
        };
        let plan = TablePlan::for_keys(rules.columns.len(), self.columns.iter().map(set).collect());
        let sets: Vec<Mutex<AnyLog>> = plan.sets.iter().map(|set| Mutex::new(AnyLog::new(&set.types))).collect();
        let progress = AtomicU64::new(0);
        let (options, budget) = (self.options, &self.budget);
        let scan = Scan { plan: &plan, options, hasher, budget, sets: &sets, lookups: &[], progress: &progress };
        let mut outcome = Outcome {
            checked: false,
            files: Vec::new(),
            checks: Vec::new(),
            not_checked: plan.slots.iter().map(|_| None).collect(),
            later: Vec::new(),
            tallies: vec![Tally::default(); plan.slots.len()],
        };
        for (number, input) in files.iter().enumerate() {
            outcome.read(&scan, rules, number, input);
        }
        if outcome.is_unread() {
            return Ok(None);
        }
        let missing: Vec<usize> =
            (0..rules.columns.len()).filter(|column| outcome.is_missing(&rules.columns[*column].name)).collect();
        let mut sorted = Vec::new();
        for (set, log) in plan.sets.iter().zip(sets) {
            let log = log.into_inner().unwrap_or_else(PoisonError::into_inner);
            let whole = !set.types.is_empty() && !set.columns.iter().any(|column| missing.contains(column));
            sorted.push(if whole { Some(log.sorted(budget)?) } else { None });
        }
        Ok(Some(Keys { rows: outcome.files.iter().map(|(_, found)| found.rows).sum(), sets: sorted }))
    }
}

impl Outcome {
    /// Whether a file has no column of this name that can be read.
    fn is_missing(&self, name: &str) -> bool {
        let about = |check: &&CheckReport| check.field.as_deref().is_some_and(|field| field.eq_ignore_ascii_case(name));
        self.checks.iter().filter(about).any(|check| matches!(check.check.as_str(), "column-missing" | "header"))
    }
}
