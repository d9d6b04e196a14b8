//! Statements from a plan, in their order.

mod create;
mod delete;
mod drop;
mod logging;

use super::options::{Elements, Operation};
use super::plan::{Plan, Planned, TablePlan};
use super::script::{ObjectAt, Script, Statement, StatementKind};
use crate::dialect::{Object, ObjectKind, Sql};
use std::sync::Arc;

pub(super) fn write<'m>(plan: &Arc<Plan<'m>>, operation: Operation, elements: Elements) -> Script<'m> {
    let text = String::with_capacity(likely_length(plan, operation, elements));
    let statements = Vec::with_capacity(likely_statements(plan, elements));
    let mut writer = Writer { plan, text, statements, remarks: Vec::new() };
    writer.prepare_history();
    match operation {
        Operation::Ddl => {
            plan.remarks.iter().for_each(|remark| writer.left_out(remark));
            writer.create(elements);
        }
        Operation::Drop => writer.drop(elements),
        Operation::Delete => writer.delete(),
        Operation::Logging => writer.logging(elements, "LOGGING"),
        Operation::Nologging => writer.logging(elements, "NOLOGGING"),
    }
    writer.finish(operation)
}

/// Bytes of the script, so that the text seldom has to move while it grows.
fn likely_length(plan: &Plan<'_>, operation: Operation, elements: Elements) -> usize {
    let creates = operation == Operation::Ddl;
    let of_table = |table: &TablePlan<'_>| {
        let columns = if creates { 40 * table.columns.len() } else { 0 };
        let constraint = if creates { 160 } else { 90 };
        likely(elements, 60 + columns, constraint * table.constraints.len(), 90 * table.indexes.len())
    };
    2000 + plan.tables.iter().map(of_table).sum::<usize>()
}

/// Statements of the script.
fn likely_statements(plan: &Plan<'_>, elements: Elements) -> usize {
    let of_table = |table: &TablePlan<'_>| likely(elements, 1, table.constraints.len(), table.indexes.len());
    10 + plan.tables.iter().map(of_table).sum::<usize>()
}

/// The sum of what belongs to the elements.
fn likely(elements: Elements, table: usize, constraints: usize, indexes: usize) -> usize {
    let of = |wanted: bool, amount: usize| if wanted { amount } else { 0 };
    of(elements.tables, table) + of(elements.constraints, constraints) + of(elements.indexes, indexes)
}

struct Writer<'a, 'm> {
    plan: &'a Arc<Plan<'m>>,
    text: String,
    statements: Vec<Statement>,
    /// Comments that wait for the statement they stand before.
    remarks: Vec<String>,
}

impl<'m> Writer<'_, 'm> {
    fn prepare_history(&mut self) {
        for sql in &self.plan.history_statements {
            self.whole(StatementKind::History, ObjectAt::History, sql);
        }
    }

    /// The row about what follows.
    fn record(&mut self, operation: &str) {
        let plan = self.plan;
        let operation = plan.dialect.string(operation);
        for parts in plan.recorder.iter().flat_map(|recorder| recorder.statements(&operation)) {
            self.statement(StatementKind::History, ObjectAt::History, |out| out.extend(parts));
        }
    }

    /// A statement that is written where it stands.
    fn statement(&mut self, kind: StatementKind, object: ObjectAt, write: impl FnOnce(&mut String)) {
        let start = self.text.len();
        write(&mut self.text);
        let sql = start..self.text.len();
        self.text.push_str(";\n\n");
        let remarks = std::mem::take(&mut self.remarks);
        self.statements.push(Statement { kind, object, remarks, sql });
    }

    /// A statement that is there already.
    fn whole(&mut self, kind: StatementKind, object: ObjectAt, sql: &Sql) {
        if sql.block {
            let start = self.text.len();
            self.text.push_str(&sql.text);
            let end = self.text.len();
            self.text.push_str("\n/\n\n");
            let remarks = std::mem::take(&mut self.remarks);
            self.statements.push(Statement { kind, object, remarks, sql: start..end });
        } else {
            self.statement(kind, object, |out| out.push_str(&sql.text));
        }
    }

    /// A statement that creates or drops something; harmless to repeat if that was asked for.
    fn guarded(&mut self, kind: StatementKind, at: ObjectAt, object: Object<'_>, write: impl FnOnce(&mut String)) {
        if !self.plan.options.if_not_exists {
            self.statement(kind, at, write);
            return;
        }
        let mut text = String::new();
        write(&mut text);
        let drops = matches!(
            kind,
            StatementKind::DropTable
                | StatementKind::DropUnique
                | StatementKind::DropReference
                | StatementKind::DropIndex
        );
        let dialect = self.plan.dialect;
        let statements =
            if drops { dialect.drop_if_present(object, text) } else { dialect.create_if_missing(object, text) };
        for sql in statements {
            self.whole(kind, at, &sql);
        }
    }

    /// A comment before the next statement.
    fn remark(&mut self, remark: &str) {
        for part in ["-- ", remark, "\n"] {
            self.text.push_str(part);
        }
        self.remarks.push(remark.to_owned());
    }

    /// A comment where a statement would have been.
    fn left_out(&mut self, remark: &str) {
        self.remark(remark);
        self.text.push('\n');
    }

    /// The object, if it is there, after the comments about it.
    fn announce<'p, T>(&mut self, planned: &'p Planned<T>) -> Option<&'p T> {
        match planned {
            Planned::Ready { object, remarks } => {
                remarks.iter().for_each(|remark| self.remark(remark));
                Some(object)
            }
            Planned::LeftOut(remark) => {
                self.left_out(remark);
                None
            }
        }
    }

    /// The blank line between two parts of a script.
    fn part(&mut self) {
        self.text.push('\n');
    }

    /// Comments that no statement follows belong to the last one.
    fn finish(mut self, operation: Operation) -> Script<'m> {
        if let Some(last) = self.statements.last_mut() {
            last.remarks.append(&mut self.remarks);
        }
        Script { plan: Arc::clone(self.plan), operation, text: self.text, statements: self.statements }
    }
}

/// The table as an object of itself.
fn table_object<'a>(plan: &'a Plan<'_>, name: &'a crate::dialect::Name<'a>) -> Object<'a> {
    Object { kind: ObjectKind::Table, name, table: name, schema: plan.options.schema.as_deref() }
}
