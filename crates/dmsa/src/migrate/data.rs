//! Rows that stand against a change: the script looks for them before the first one, or changes them if that was allowed.

use super::builder::Builder;
use super::objects::{self, At};
use super::options::Allow;
use super::script::{Risk, StepKind};
use crate::dialect::{Name, Obstacle};

impl Builder<'_, '_> {
    /// The columns of new references whose values may refer to nothing, each with the condition for such a row.
    fn orphans(&self) -> Vec<(At, usize, String)> {
        let mut found = Vec::new();
        for at in &self.fates.made {
            let Some((target, target_columns)) = objects::target(self.after, *at) else { continue };
            let (columns, is_new) = (
                objects::columns(self.after, *at),
                self.pairs.tables[self.pairs.of_after[at.table()]].before.is_none(),
            );
            let ([column], [target_column], false) = (columns.as_slice(), target_columns.as_slice(), is_new) else {
                continue;
            };
            let target = &self.after.tables[target];
            let name = &self.after.tables[at.table()].columns[*column].name.plain;
            let key = &target.columns[*target_column].name.plain;
            let known = format!("SELECT {key} FROM {}", target.name.qualified);
            found.push((*at, *column, format!("{name} IS NOT NULL AND {name} NOT IN ({known})")));
        }
        found
    }

    /// Empties columns whose values refer to nothing, if that was allowed.
    pub(super) fn forget_orphans(&mut self) {
        if !self.options.allows(Allow::Orphans) {
            return;
        }
        for (at, column, condition) in self.orphans() {
            let table = &self.after.tables[at.table()];
            let column = &table.columns[column];
            // A server that cannot read what it writes copies the keys first.
            let (_, inner) = condition.split_once(" NOT IN (").unwrap_or_default();
            let inner = inner.strip_suffix(')').unwrap_or(inner);
            let name = &column.name.plain;
            if column.not_null {
                continue;
            }
            let sql = format!(
                "UPDATE {} SET {name} = NULL WHERE {name} IS NOT NULL AND {name} NOT IN (SELECT * FROM ({inner}) dmsa_keys)",
                table.name.qualified
            );
            let statements = self.alter.if_column(&table.name, self.schema(), &column.name, true, sql);
            self.step(StepKind::UpdateData, &table.name, &column.name, Risk::LosesData, statements);
        }
    }

    /// Looks, before the first change, for rows that stand against one. Tables and columns have their earlier names.
    pub(super) fn check_data(&mut self) {
        for it in self.paired_columns() {
            let table = &self.before.tables[it.tables.0].name;
            let name = &it.before.name;
            let label = format!("{}.{}", table.raw, name.raw);
            if let Some((conversion, effect)) = self.conversion(&it, &name.plain)
                && let Some(fits) = &conversion.fits
                && !self.may_lose(&it, &conversion, effect)
            {
                let condition = format!("{} IS NOT NULL AND NOT ({fits})", name.plain);
                let message = format!("{label} does not fit {}", it.after.field.data_type);
                self.stop_if(table, name, true, Some(&condition), &message);
            }
            if it.after.not_null && !it.before.not_null && !self.options.allows(Allow::Fill) {
                let condition = format!("{} IS NULL", name.plain);
                self.stop_if(table, name, true, Some(&condition), &format!("{label} must have a value"));
            }
        }
        for pair in &self.pairs.tables {
            let Some((old, new)) = pair.both() else { continue };
            for (_, later) in pair.columns.iter().filter(|(earlier, _)| earlier.is_none()) {
                let Some(added) = later.and_then(|place| self.after.tables[new].columns.get(place)) else { continue };
                let needs = added.not_null && added.default.is_none() && !added.generated;
                if needs && !self.options.allows(Allow::Fill) {
                    let table = &self.before.tables[old].name;
                    let message = format!("the new field {}.{} must have a value", table.raw, added.name.raw);
                    self.stop_if(table, &added.name, false, None, &message);
                }
            }
        }
    }

    fn stop_if(&mut self, table: &Name<'_>, column: &Name<'_>, present: bool, condition: Option<&str>, message: &str) {
        let message: String = message.chars().filter(|c| !c.is_control()).take(200).collect();
        let column_there = (column, present);
        let obstacle = Obstacle { table, schema: self.schema(), condition, column: column_there, message: &message };
        let statements = self.alter.stop_if(obstacle);
        self.step(StepKind::Check, table, column, Risk::Safe, statements);
    }
}
