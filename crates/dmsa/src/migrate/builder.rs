//! A migration that is being built, and the steps that it has so far.

use super::objects::Fates;
use super::options::Options;
use super::pairs::{Kept, Pairs};
use super::script::{Risk, Step, StepKind};
use crate::ddl::plan::{ColumnPlan, Plan};
use crate::dialect::{Alter, Name, Object, Sql, Whole};

/// Builds a migration step by step.
pub(super) struct Builder<'p, 'm> {
    pub(super) before: &'p Plan<'m>,
    pub(super) after: &'p Plan<'m>,
    pub(super) pairs: &'p Pairs,
    pub(super) options: &'p Options,
    pub(super) alter: &'static dyn Alter,
    pub(super) fates: Fates,
    /// Columns whose values are made up once their key is there: tables and columns of the later plan.
    pub(super) generated_later: Vec<(usize, usize)>,
    /// Pairs whose tables are made anew.
    pub(super) rebuilt: Vec<bool>,
    pub(super) steps: Vec<Step>,
    pub(super) kept: Vec<Kept>,
}

/// A column before and after.
#[derive(Clone, Copy)]
pub(super) struct Pairing<'p, 'm> {
    /// The table's place in the earlier plan, and in the later one.
    pub(super) tables: (usize, usize),
    pub(super) before: &'p ColumnPlan<'m>,
    pub(super) after: &'p ColumnPlan<'m>,
    pub(super) after_place: usize,
}

impl<'p, 'm> Builder<'p, 'm> {
    pub(super) fn new(
        before: &'p Plan<'m>,
        after: &'p Plan<'m>,
        pairs: &'p Pairs,
        alter: &'static dyn Alter,
        options: &'p Options,
        kept: Vec<Kept>,
    ) -> Self {
        let fates = Fates::new(before, after, pairs);
        let rebuilt = vec![false; pairs.tables.len()];
        let (generated_later, steps) = (Vec::new(), Vec::new());
        Self { before, after, pairs, options, alter, fates, generated_later, rebuilt, steps, kept }
    }

    pub(super) fn schema(&self) -> Option<&'p str> {
        self.options.script.schema.as_deref()
    }

    pub(super) fn step(&mut self, kind: StepKind, table: &Name<'_>, name: &Name<'_>, risk: Risk, statements: Vec<Sql>) {
        if !statements.is_empty() {
            let (table, name, remarks) = (table.raw.to_string(), name.raw.to_string(), Vec::new());
            self.steps.push(Step { kind, table, name, risk, remarks, statements });
        }
    }

    pub(super) fn repeats(&self) -> bool {
        self.alter.whole() == Whole::Repeat
    }

    pub(super) fn when_there(&self, object: Object<'_>, sql: String) -> Vec<Sql> {
        if self.repeats() { self.before.dialect.drop_if_present(object, sql) } else { vec![sql.into()] }
    }

    pub(super) fn when_missing(&self, object: Object<'_>, sql: String) -> Vec<Sql> {
        if self.repeats() { self.after.dialect.create_if_missing(object, sql) } else { vec![sql.into()] }
    }

    /// A comment before the next step.
    pub(super) fn remark(&mut self, remark: String) {
        let (table, name) = (String::new(), String::new());
        let step = Step {
            kind: StepKind::Frame,
            table,
            name,
            risk: Risk::Safe,
            remarks: vec![remark],
            statements: Vec::new(),
        };
        self.steps.push(step);
    }

    /// The columns that both plans have.
    pub(super) fn paired_columns(&self) -> Vec<Pairing<'p, 'm>> {
        let mut found = Vec::new();
        for pair in &self.pairs.tables {
            let Some((old, new)) = pair.both() else { continue };
            for (earlier, later) in &pair.columns {
                if let (Some(earlier), Some(later)) = (*earlier, *later) {
                    let (before, after) =
                        (&self.before.tables[old].columns[earlier], &self.after.tables[new].columns[later]);
                    found.push(Pairing { tables: (old, new), before, after, after_place: later });
                }
            }
        }
        found
    }
}
