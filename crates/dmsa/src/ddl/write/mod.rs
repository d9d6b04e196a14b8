//! Statements from a plan, in their order.

mod create;
mod delete;
mod drop;
mod logging;

pub(crate) use create::{write_constraint, write_table, write_table_as};

use super::options::{Element, Elements, Operation};
use super::plan::{Plan, Planned, TablePlan};
use super::script::{ObjectAt, Script, Statement, StatementKind};
use crate::dialect::{Object, ObjectKind, Sql};
use std::sync::{Arc, OnceLock};

/// The part of a script that deals with one kind of element, written once for all scripts it is in.
pub(super) struct Chapter {
    text: String,
    /// They stand in the text of the chapter.
    statements: Vec<Statement>,
    /// Comments after the last statement, which go with the next one.
    remarks: Vec<String>,
}

/// The chapters of a script, in order.
pub(super) fn chapters(plan: &Plan<'_>, operation: Operation, elements: Elements) -> impl Iterator<Item = Element> {
    use Element::{Constraints, Indexes, Tables};
    let capabilities = plan.dialect.capabilities();
    let order: &[Element] = match operation {
        Operation::Ddl => &[Tables, Constraints, Indexes],
        Operation::Drop if capabilities.references_hold_indexes => &[Constraints, Indexes, Tables],
        Operation::Drop => &[Indexes, Constraints, Tables],
        Operation::Delete => &[Tables],
        // Constraints have nothing to log.
        Operation::Logging | Operation::Nologging => &[Tables, Indexes],
    };
    order.iter().copied().filter(move |element| match element {
        // Deleting knows no elements.
        Tables => elements.tables || operation == Operation::Delete,
        Constraints => elements.constraints && capabilities.alters_constraints,
        Indexes => elements.indexes,
    })
}

pub(super) fn chapter(plan: &Plan<'_>, operation: Operation, element: Element) -> Chapter {
    let text = String::with_capacity(likely_length(plan, operation, element));
    let statements = Vec::with_capacity(2 + likely_statements(plan, element));
    let mut writer = Writer { plan, text, statements, remarks: Vec::new() };
    match (operation, element) {
        (Operation::Ddl, Element::Tables) => writer.create_tables(),
        (Operation::Ddl, Element::Constraints) => writer.add_constraints(),
        (Operation::Ddl, Element::Indexes) => writer.create_indexes(),
        (Operation::Drop, Element::Tables) => writer.drop_tables(),
        (Operation::Drop, Element::Constraints) => writer.drop_constraints(),
        (Operation::Drop, Element::Indexes) => writer.drop_indexes(),
        (Operation::Delete, _) => writer.delete(),
        (Operation::Logging, Element::Indexes) => writer.log_indexes("LOGGING"),
        (Operation::Logging, _) => writer.log_tables("LOGGING"),
        (Operation::Nologging, Element::Indexes) => writer.log_indexes("NOLOGGING"),
        (Operation::Nologging, _) => writer.log_tables("NOLOGGING"),
    }
    writer.finish()
}

/// The script that these chapters make.
pub(super) fn script<'m>(
    plan: &Arc<Plan<'m>>,
    operation: Operation,
    elements: Elements,
    chapters: &[&Chapter],
) -> Script<'m> {
    let mut opening = Writer { plan, text: String::new(), statements: Vec::new(), remarks: Vec::new() };
    opening.prepare_history();
    if operation == Operation::Ddl {
        plan.limits.iter().for_each(|(comment, _)| opening.left_out(comment));
    }
    let told = plan.remarks.iter().filter(|(element, _)| plan.has_remarks_on(operation, elements, *element, true));
    told.for_each(|(_, remark)| opening.left_out(remark));
    let Chapter { mut text, mut statements, mut remarks } = opening.finish();
    text.reserve_exact(chapters.iter().map(|chapter| chapter.text.len()).sum());
    statements.reserve_exact(chapters.iter().map(|chapter| chapter.statements.len()).sum());
    for chapter in chapters {
        let (start, first) = (text.len(), statements.len());
        text.push_str(&chapter.text);
        statements.extend(chapter.statements.iter().map(|statement| statement.after(start)));
        if let Some(first) = statements.get_mut(first) {
            first.remarks.splice(..0, remarks.drain(..));
        }
        remarks.extend_from_slice(&chapter.remarks);
    }
    // Comments that no statement follows belong to the last one.
    if let Some(last) = statements.last_mut() {
        last.remarks.append(&mut remarks);
    }
    Script { plan: Arc::clone(plan), operation, elements, text, statements, diagnostics: OnceLock::new() }
}

/// Bytes of a chapter, so that its text seldom has to move while it grows.
fn likely_length(plan: &Plan<'_>, operation: Operation, element: Element) -> usize {
    let creates = operation == Operation::Ddl;
    let of_table = |table: &TablePlan<'_>| match element {
        Element::Tables => 60 + if creates { 40 * table.columns.len() } else { 0 },
        Element::Constraints => table.constraints.len() * if creates { 160 } else { 90 },
        Element::Indexes => 90 * table.indexes.len(),
    };
    500 + plan.tables.iter().map(of_table).sum::<usize>()
}

/// Statements of a chapter.
fn likely_statements(plan: &Plan<'_>, element: Element) -> usize {
    let of_table = |table: &TablePlan<'_>| match element {
        Element::Tables => 1,
        Element::Constraints => table.constraints.len(),
        Element::Indexes => table.indexes.len(),
    };
    plan.tables.iter().map(of_table).sum()
}

struct Writer<'a, 'm> {
    plan: &'a Plan<'m>,
    text: String,
    statements: Vec<Statement>,
    /// Comments that wait for the statement they stand before.
    remarks: Vec<String>,
}

impl Writer<'_, '_> {
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

    fn finish(self) -> Chapter {
        Chapter { text: self.text, statements: self.statements, remarks: self.remarks }
    }
}

/// The table as an object of itself.
fn table_object<'a>(plan: &'a Plan<'_>, name: &'a crate::dialect::Name<'a>) -> Object<'a> {
    Object { kind: ObjectKind::Table, name, table: name, schema: plan.options.schema.as_deref() }
}
