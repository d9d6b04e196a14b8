//! Deleting data: rows that refer to others go before those.

use super::*;
use crate::cycles::components;
use crate::ddl::plan::Rule;
use crate::dialect::{DeleteTable, Name};

impl Writer<'_, '_> {
    pub(super) fn delete(&mut self) {
        let plan = self.plan;
        let order = DeleteOrder::of(plan);
        for group in order.groups() {
            let Some(first) = group.first().copied() else { continue };
            let [before, after] = if order.needs_help(first) {
                let tables: Vec<DeleteTable<'_>> = group.iter().map(|at| order.delete_table(*at)).collect();
                plan.dialect.around_deletes(&tables)
            } else {
                Default::default()
            };
            let around = |statements: Vec<String>| statements.into_iter().map(move |sql| (first, sql));
            let deletes = group.iter().map(|at| (*at, plan.dialect.delete_rows(&plan.tables[*at].name)));
            for (at, sql) in around(before).chain(deletes).chain(around(after)) {
                self.whole(StatementKind::DeleteData, ObjectAt::Table(at), &sql.into());
            }
        }
        self.record("delete data");
    }
}

/// The order in which rows can be deleted: tables that refer to others before these. Tables that refer to each other in
/// a cycle, or a table that refers to itself, are a group that the database needs help with.
struct DeleteOrder<'p> {
    plan: &'p Plan<'p>,
    /// The number of each table's group; a group that refers to another has a lower number.
    group_of: Vec<usize>,
    tables: Vec<usize>,
    /// By group: whether a reference leads from it to itself.
    is_cyclic: Vec<bool>,
    /// By group: whether a table that is not part of the script refers to it. Rows that stay must not lose what they
    /// refer to, so the database has to check each statement.
    is_needed_outside: Vec<bool>,
}

impl<'p> DeleteOrder<'p> {
    fn of(plan: &'p Plan<'p>) -> Self {
        let edges = |selected: bool| {
            let tables = plan.tables.iter().enumerate().filter(move |(_, table)| table.selected == selected);
            tables.flat_map(|(at, _)| references(plan, at).map(move |(_, target)| (at, target)))
        };
        let within: Vec<(usize, usize)> = edges(true).collect();
        let group_of = components(plan.tables.len(), &within);
        let mut is_cyclic = vec![false; plan.tables.len()];
        for (from, to) in within {
            is_cyclic[group_of[from]] |= group_of[from] == group_of[to];
        }
        let mut is_needed_outside = vec![false; plan.tables.len()];
        for (_, target) in edges(false) {
            is_needed_outside[group_of[target]] = true;
        }
        let mut tables: Vec<usize> = plan.selected().map(|(at, _)| at).collect();
        tables.sort_by_key(|at| (group_of[*at], std::cmp::Reverse(*at)));
        Self { plan, group_of, tables, is_cyclic, is_needed_outside }
    }

    fn groups(&self) -> impl Iterator<Item = &[usize]> {
        self.tables.chunk_by(|a, b| self.group_of[*a] == self.group_of[*b])
    }

    /// Whether the group of a table can be deleted only by the database's own means.
    fn needs_help(&self, at: usize) -> bool {
        let group = self.group_of[at];
        self.is_cyclic[group] && !self.is_needed_outside[group]
    }

    fn delete_table(&self, at: usize) -> DeleteTable<'p> {
        let within = references(self.plan, at).filter(|(_, target)| self.group_of[*target] == self.group_of[at]);
        DeleteTable { table: &self.plan.tables[at].name, references: within.map(|(name, _)| name).collect() }
    }
}

/// The references of a table by name, with the tables they point at.
fn references<'p>(plan: &'p Plan<'p>, at: usize) -> impl Iterator<Item = (&'p Name<'p>, usize)> {
    plan.tables[at].constraints.iter().filter_map(|planned| {
        let constraint = planned.ready()?;
        match &constraint.rule {
            Rule::Reference { target, .. } => Some((&constraint.name, *target)),
            Rule::Unique { .. } => None,
        }
    })
}
