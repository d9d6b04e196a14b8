//! Adding, changing, converting, renaming and dropping columns.

use super::builder::{Builder, Pairing};
use super::convert::{Conversion, actual_type, conversion, placeholder};
use super::objects::{self, At};
use super::options::Allow;
use super::script::{Risk, StepKind};
use crate::ddl::plan::{ColumnPlan, KeyPlan, Rule};
use crate::dialect::{Column, ColumnChange, Name, ObjectKind, Sql};
use crate::diff::{TypeEffect, effect};
use std::borrow::Cow;

/// The name, up to a number, of the column that takes the place of one whose type cannot change.
const STAND_IN: &str = "dmsa_new_";

fn column<'c>(plan: &'c ColumnPlan<'_>) -> Column<'c> {
    Column {
        name: &plan.name.plain,
        field_type: &plan.field.data_type,
        data_type: &plan.data_type,
        not_null: plan.not_null,
        default: plan.default.as_deref(),
        generated: plan.generated,
    }
}

impl<'p, 'm> Builder<'p, 'm> {
    /// How the values of a column whose type changes become those of the new type.
    pub(super) fn conversion(&self, it: &Pairing<'p, 'm>, value: &str) -> Option<(Conversion, TypeEffect)> {
        if it.before.data_type == it.after.data_type {
            return None;
        }
        let dialect = self.before.dialect;
        let (from, to) = (actual_type(dialect, it.before), actual_type(dialect, it.after));
        let found = conversion(dialect, self.alter, value, &from, &to, &it.after.data_type);
        Some((found, effect(&from, &to)))
    }

    /// Whether values that do not fit may be lost. A primary key has none to lose.
    pub(super) fn may_lose(&self, it: &Pairing<'p, 'm>, conversion: &Conversion, effect: TypeEffect) -> bool {
        let allow = if effect == TypeEffect::Retyped { Allow::Retype } else { Allow::Narrow };
        let fills = !it.after.not_null || self.options.allows(Allow::Fill);
        let in_key = |key: Option<&KeyPlan<'_>>, columns: &[ColumnPlan<'_>], column: &ColumnPlan<'_>| {
            key.is_some_and(|key| key.columns.iter().any(|place| columns[*place].name.raw == column.name.raw))
        };
        let (old, new) = (&self.before.tables[it.tables.0], &self.after.tables[it.tables.1]);
        let is_key = in_key(old.primary_key.as_ref(), &old.columns, it.before)
            || in_key(new.primary_key.as_ref(), &new.columns, it.after);
        self.options.allows(allow) && (conversion.otherwise != "NULL" || (fills && !is_key))
    }

    /// Whether the type can change where the column stands.
    pub(super) fn changes_in_place(&self, it: &Pairing<'_, '_>) -> bool {
        it.before.data_type == it.after.data_type || self.alter.converts(&it.before.data_type, &it.after.data_type)
    }

    /// The value for rows that have none: the default, or what a reference can point at, or one that says nothing.
    pub(super) fn filling(&self, table: usize, place: usize) -> String {
        let column = &self.after.tables[table].columns[place];
        let dialect = self.after.dialect;
        let plain = column.default.clone().unwrap_or_else(|| placeholder(dialect, &actual_type(dialect, column)));
        let target =
            self.after.tables[table].constraints.iter().filter_map(|it| it.ready()).find_map(|it| match &it.rule {
                Rule::Reference { columns, target, target_columns } => {
                    let at = columns.iter().position(|column| *column == place)?;
                    Some((*target, target_columns[at]))
                }
                Rule::Unique { .. } => None,
            });
        match target {
            // A table that is made now has no rows to point at.
            Some((target, column)) if self.pairs.tables[self.pairs.of_after[target]].before.is_some() => {
                let target = &self.after.tables[target];
                let column = &target.columns[column].name.plain;
                let least = format!("SELECT MIN({column}) dmsa_least FROM {}", target.name.qualified);
                // The target may not have its new type yet.
                let least = self.alter.cast(
                    &format!("(SELECT dmsa_least FROM ({least}) dmsa_rows)"),
                    &self.after.tables[table].columns[place].data_type,
                );
                format!("COALESCE({least}, {plain})")
            }
            _ => plain,
        }
    }

    /// Renames columns. Tables have their new names already.
    pub(super) fn rename_columns(&mut self) {
        for it in self.paired_columns() {
            if it.before.name.raw == it.after.name.raw {
                continue;
            }
            let table = &self.after.tables[it.tables.1].name;
            let sql = self.alter.rename_column(table, &it.before.name, &it.after.name);
            let statements = self.alter.if_column(table, self.schema(), &it.before.name, true, sql);
            self.step(StepKind::Rename, table, &it.after.name, Risk::Locks, statements);
        }
    }

    /// Drops the columns that are gone; those that stay are in the later plan.
    pub(super) fn drop_columns(&mut self) {
        for pair in &self.pairs.tables {
            let Some((old, new)) = pair.both() else { continue };
            for (earlier, _) in pair.columns.iter().filter(|(_, later)| later.is_none()) {
                let Some(column) = earlier.and_then(|place| self.before.tables[old].columns.get(place)) else {
                    continue;
                };
                let table = &self.after.tables[new].name;
                let drops = self.alter.drop_column(table, &column.name);
                let statements = self.guarded(table, &column.name, true, drops);
                self.step(StepKind::DropColumn, table, &column.name, Risk::LosesData, statements);
            }
        }
    }

    fn guarded(&self, table: &Name<'_>, column: &Name<'_>, present: bool, statements: Vec<Sql>) -> Vec<Sql> {
        let schema = self.schema();
        let guard = |sql: Sql| {
            if sql.block { vec![sql] } else { self.alter.if_column(table, schema, column, present, sql.text) }
        };
        statements.into_iter().flat_map(guard).collect()
    }

    /// Adds the columns that are new.
    pub(super) fn add_columns(&mut self) {
        for pair in &self.pairs.tables {
            let Some((_, new)) = pair.both() else { continue };
            for (_, later) in pair.columns.iter().filter(|(earlier, _)| earlier.is_none()) {
                let Some(place) = *later else { continue };
                let (table, added) = (&self.after.tables[new], &self.after.tables[new].columns[place]);
                let fills =
                    added.not_null && added.default.is_none() && !added.generated && self.options.allows(Allow::Fill);
                // A key is made later, and a server may want it for generated values.
                let later = added.generated && self.alter.generated_needs_key();
                let first = Column {
                    not_null: added.not_null && !fills && !later,
                    generated: added.generated && !later,
                    ..column(added)
                };
                let mut sql = String::new();
                self.after.dialect.column(&mut sql, first);
                let sql = self.alter.add_column(&table.name, &sql);
                let statements = self.alter.if_column(&table.name, self.schema(), &added.name, false, sql);
                let risk = if added.default.is_some() || added.generated { Risk::Locks } else { Risk::Safe };
                self.step(StepKind::AddColumn, &table.name, &added.name, risk, statements);
                if fills {
                    self.fill(new, place);
                    self.change(new, &added.name, first, column(added), None);
                } else if later {
                    let numbers = self.alter.number_rows(&table.name, &added.name);
                    self.step(StepKind::UpdateData, &table.name, &added.name, Risk::Rewrites, numbers);
                    let numbered = Column { not_null: true, ..first };
                    self.change(new, &added.name, first, numbered, None);
                    self.generated_later.push((new, place));
                }
                self.add_check(new, added);
            }
        }
    }

    fn fill(&mut self, table: usize, place: usize) {
        let value = self.filling(table, place);
        let (table, column) = (&self.after.tables[table], &self.after.tables[table].columns[place]);
        let (name, quoted) = (&table.name.qualified, &column.name.plain);
        let update = format!("UPDATE {name} SET {quoted} = {value} WHERE {quoted} IS NULL");
        let statements = self.alter.if_column(&table.name, self.schema(), &column.name, true, update);
        self.step(StepKind::UpdateData, &table.name, &column.name, Risk::Rewrites, statements);
    }

    /// Changes a column from one state to the next.
    fn change(&mut self, table: usize, name: &Name<'_>, before: Column<'_>, after: Column<'_>, value: Option<&str>) {
        if same(&before, &after) {
            return;
        }
        let table = &self.after.tables[table].name;
        let change = ColumnChange { table, schema: self.schema(), name, before, after, value };
        let statements = self.alter.change_column(change);
        let retypes = before.data_type != after.data_type;
        let risk = match (
            retypes && self.alter.rewrites(before.data_type, after.data_type),
            after.not_null && !before.not_null,
        ) {
            (true, _) => Risk::Rewrites,
            (false, true) => Risk::MayFail,
            (false, false) => Risk::Locks,
        };
        if !statements.is_empty() {
            self.step(StepKind::ChangeColumn, table, name, risk, statements);
        }
    }

    /// Whether anything about a column changes but its name.
    pub(super) fn is_changed(&self, it: &Pairing<'_, '_>) -> bool {
        !same(&self.before_column(it), &column(it.after)) || it.before.check != it.after.check
    }

    /// The earlier column; where it cannot change that values are made up, as if it had not.
    fn before_column<'c>(&self, it: &Pairing<'c, '_>) -> Column<'c> {
        let generated = if self.alter.changes_generated() { it.before.generated } else { it.after.generated };
        Column { generated, name: &it.after.name.plain, ..column(it.before) }
    }

    /// Takes away that values are made up where the key goes that this needs.
    pub(super) fn stop_generating(&mut self) {
        if !self.alter.generated_needs_key() {
            return;
        }
        let loses_key = |table: usize| self.fates.dropped.contains(&At::PrimaryKey(table));
        let mut stopped: Vec<(usize, &ColumnPlan<'_>)> = Vec::new();
        for pair in &self.pairs.tables {
            let Some((old, new)) = pair.both() else { continue };
            for (earlier, later) in &pair.columns {
                let Some(place) = *earlier else { continue };
                let goes_on = later.is_some_and(|place| self.after.tables[new].columns[place].generated);
                let it = &self.before.tables[old].columns[place];
                if it.generated && (loses_key(old) || !goes_on) {
                    stopped.push((old, it));
                }
            }
        }
        for (table, it) in stopped {
            let table = &self.before.tables[table].name;
            let before = column(it);
            let after = Column { generated: false, ..before };
            let change = ColumnChange { table, schema: self.schema(), name: &it.name, before, after, value: None };
            let changes = self.alter.change_column(change);
            let statements = self.guarded(table, &it.name, true, changes);
            self.step(StepKind::ChangeColumn, table, &it.name, Risk::Locks, statements);
        }
    }

    /// Changes types, defaults and nullability of the columns that both plans have.
    pub(super) fn change_columns(&mut self) {
        for it in self.paired_columns() {
            if self.is_changed(&it) {
                self.change_one(&it);
                self.add_check(it.tables.1, it.after);
            }
        }
    }

    fn change_one(&mut self, it: &Pairing<'p, 'm>) {
        let (table, name) = (it.tables.1, &it.after.name);
        let mut state = self.before_column(it);
        let mut end = column(it.after);
        if self.alter.generated_needs_key() {
            let lost = !end.generated || self.fates.dropped.contains(&At::PrimaryKey(it.tables.0));
            state.generated = state.generated && !lost;
            if end.generated && !state.generated {
                end.generated = false;
                self.generated_later.push((table, it.after_place));
            }
        }
        let converted = self.conversion(it, &it.after.name.plain);
        let mut value = None;
        if let Some((conversion, effect)) = &converted {
            let loses = conversion.fits.is_some() && self.may_lose(it, conversion, *effect);
            if let (Some(fits), true) = (&conversion.fits, loses && self.changes_in_place(it)) {
                if conversion.otherwise == "NULL" {
                    let free = Column { not_null: false, ..state };
                    self.change(table, name, state, free, None);
                    state = free;
                }
                let (target, quoted) = (&self.after.tables[table].name, &name.plain);
                let update = format!(
                    "UPDATE {} SET {quoted} = {} WHERE {quoted} IS NOT NULL AND NOT ({fits})",
                    target.qualified, conversion.otherwise
                );
                let statements = self.alter.if_column(target, self.schema(), name, true, update);
                self.step(StepKind::UpdateData, target, name, Risk::LosesData, statements);
            }
            value = Some(conversion.value.clone());
            if !self.changes_in_place(it) {
                self.stand_in(it, conversion);
                let (data_type, default) = (end.data_type, None);
                let field_type = &it.after.field.data_type;
                state = Column { name: &name.plain, field_type, data_type, not_null: false, default, generated: false };
            }
        }
        let fills = end.not_null && !state.not_null && self.options.allows(Allow::Fill);
        if fills {
            let open = Column { not_null: false, ..end };
            self.change(table, name, state, open, value.as_deref());
            self.fill(table, it.after_place);
            self.change(table, name, open, end, None);
        } else {
            self.change(table, name, state, end, value.as_deref());
        }
    }

    /// A new column with the converted values takes the place of the old one.
    fn stand_in(&mut self, it: &Pairing<'p, 'm>, conversion: &Conversion) {
        let (table, name) = (&self.after.tables[it.tables.1].name, &it.after.name);
        let schema = self.schema();
        // Each column has its own: a script that stopped may have left one behind.
        let stand_in = format!("{STAND_IN}{}", it.after_place);
        let new = Name { raw: Cow::Borrowed(&stand_in), plain: Cow::Borrowed(&stand_in), qualified: Cow::Borrowed("") };
        let mut sql = String::new();
        let (data_type, default) = (&*it.after.data_type, None);
        let field_type = &it.after.field.data_type;
        let column = Column { name: &stand_in, field_type, data_type, not_null: false, default, generated: false };
        self.after.dialect.column(&mut sql, column);
        let mut statements = self.alter.if_column(table, schema, &new, false, self.alter.add_column(table, &sql));
        let value = match &conversion.fits {
            Some(fits) => format!("CASE WHEN {fits} THEN {} ELSE {} END", conversion.value, conversion.otherwise),
            None => conversion.value.clone(),
        };
        let update = format!("UPDATE {} SET {stand_in} = {value}", table.qualified);
        statements.extend(self.alter.if_column(table, schema, name, true, update));
        statements.extend(self.guarded(table, name, true, self.alter.drop_column(table, name)));
        let rename = self.alter.rename_column(table, &new, name);
        statements.extend(self.alter.if_column(table, schema, &new, true, rename));
        self.step(StepKind::ChangeColumn, table, name, Risk::Rewrites, statements);
    }

    /// Lets values be made up again, once there is the key that this needs.
    pub(super) fn generate_again(&mut self) {
        for (table, place) in std::mem::take(&mut self.generated_later) {
            let added = &self.after.tables[table].columns[place];
            let end = column(added);
            self.change(table, &added.name, Column { generated: false, ..end }, end, None);
        }
    }

    /// Drops the checks of columns that change.
    pub(super) fn drop_checks(&mut self) {
        for it in self.paired_columns() {
            if let Some(condition) = it.before.check.as_deref().filter(|_| self.is_changed(&it)) {
                let table = &self.before.tables[it.tables.0].name;
                let statements = self.alter.drop_check(table, self.schema(), condition);
                self.step(StepKind::DropObject, table, &it.before.name, Risk::Safe, statements);
            }
        }
        for pair in &self.pairs.tables {
            let Some(old) = pair.before.filter(|_| pair.after.is_some()) else { continue };
            for (earlier, _) in pair.columns.iter().filter(|(_, later)| later.is_none()) {
                let gone = earlier.and_then(|place| self.before.tables[old].columns.get(place));
                if let Some((column, condition)) = gone.and_then(|it| Some((it, it.check.as_deref()?))) {
                    let table = &self.before.tables[old].name;
                    let statements = self.alter.drop_check(table, self.schema(), condition);
                    self.step(StepKind::DropObject, table, &column.name, Risk::Safe, statements);
                }
            }
        }
    }

    fn add_check(&mut self, table: usize, column: &ColumnPlan<'_>) {
        let Some(condition) = &column.check else { return };
        let name = &self.after.tables[table].name;
        let suffix = self.after.dialect.constraint_suffix();
        let add = format!("ALTER TABLE {} ADD CHECK ({condition}){suffix}", name.qualified);
        // One that an earlier run has added is dropped first.
        let mut statements = self.alter.drop_check(name, self.schema(), condition);
        statements.push(add.into());
        self.step(StepKind::AddObject, name, &column.name, Risk::MayFail, statements);
    }

    /// Whether a column is replaced by another.
    pub(super) fn is_replaced(&self, it: &Pairing<'_, '_>) -> bool {
        !self.changes_in_place(it)
    }

    /// Whether the object is a reference over one of these columns, or one that points at them.
    pub(super) fn touches(&self, at: At, columns: &[(usize, usize)]) -> bool {
        let own = objects::columns(self.after, at);
        let is_own = own.iter().any(|column| columns.contains(&(at.table(), *column)));
        let target = objects::target(self.after, at);
        let is_target = target.is_some_and(|(table, its)| its.iter().any(|column| columns.contains(&(table, *column))));
        is_own || (objects::kind(self.after, at) == ObjectKind::Reference && is_target)
    }
}

fn same(a: &Column<'_>, b: &Column<'_>) -> bool {
    (a.data_type, a.not_null, a.default, a.generated) == (b.data_type, b.not_null, b.default, b.generated)
}
