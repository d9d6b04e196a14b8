//! Tables made anew: for databases whose ALTER TABLE can do too little.

use super::builder::{Builder, Pairing};
use super::objects::{self, At};
use super::pairs::Pair;
use super::script::{Risk, StepKind};
use crate::ddl::plan::TablePlan;
use crate::ddl::write_table_as;
use crate::dialect::{Name, ObjectKind, Sql};
use std::borrow::Cow;

impl<'p, 'm> Builder<'p, 'm> {
    /// Indexes go, tables are dropped, made anew with their rows, and created, and indexes are made.
    pub(super) fn rebuild_tables(&mut self) {
        let rebuilt: Vec<bool> = self.pairs.tables.iter().map(|pair| self.must_rebuild(pair)).collect();
        self.rebuilt = rebuilt;
        let is_rebuilt = |at: At, of: &[usize], rebuilt: &[bool]| rebuilt[of[at.table()]];
        for at in self.fates.dropped.clone() {
            let goes_anyway = is_rebuilt(at, &self.pairs.of_before, &self.rebuilt);
            if objects::kind(self.before, at) == ObjectKind::Index && !goes_anyway {
                self.drop_index(at);
            }
        }
        // An index with another name is another index.
        let renamed = std::mem::take(&mut self.fates.renamed);
        for (old, new) in renamed {
            if objects::kind(self.after, new) != ObjectKind::Index {
                continue;
            }
            if !is_rebuilt(old, &self.pairs.of_before, &self.rebuilt) {
                self.drop_index(old);
            }
            self.fates.made.push(new);
        }
        for (old, new) in self.fates.kept.clone() {
            let is_index = objects::kind(self.after, new) == ObjectKind::Index;
            if is_index && is_rebuilt(old, &self.pairs.of_before, &self.rebuilt) {
                self.fates.made.push(new);
            }
        }
        self.drop_tables();
        let mut renames = Vec::new();
        for place in 0..self.pairs.tables.len() {
            if self.rebuilt[place]
                && let Some((old, new)) = self.pairs.tables[place].both()
            {
                renames.push(self.rebuild(place, old, new));
            }
        }
        for (new, sql) in renames {
            let table = &self.after.tables[new].name;
            self.step(StepKind::Rename, table, &Name::default(), Risk::Safe, vec![Sql::from(sql)]);
        }
        self.create_tables();
        self.forget_orphans();
        self.make_objects(ObjectKind::Index);
    }

    fn drop_index(&mut self, at: At) {
        let (table, name) = (&self.before.tables[at.table()].name, objects::name(self.before, at));
        let mut sql = String::new();
        self.before.dialect.drop_index(&mut sql, &name, table);
        self.step(StepKind::DropObject, table, &name, Risk::Safe, vec![sql.into()]);
    }

    /// Whether anything but indexes changes.
    fn must_rebuild(&self, pair: &Pair) -> bool {
        let Some((old, new)) = pair.both() else { return false };
        let (before, after) = (&self.before.tables[old], &self.after.tables[new]);
        let text = |plan, table: &TablePlan<'_>| {
            let mut out = String::new();
            write_table_as(&mut out, plan, table, true, "");
            out
        };
        before.name.raw != after.name.raw || text(self.before, before) != text(self.after, after)
    }

    /// Makes a table anew under a name of its own, copies the rows and drops the old one. Gives the statement that renames
    /// it, which must wait until all old tables are gone.
    fn rebuild(&mut self, place: usize, old: usize, new: usize) -> (usize, String) {
        let (before, after) = (&self.before.tables[old], &self.after.tables[new]);
        let raw = format!("dmsa_new_{place}");
        let prefix = after.name.qualified.strip_suffix(after.name.plain.as_ref()).unwrap_or_default();
        let qualified = format!("{prefix}{raw}");
        let mut create = String::new();
        write_table_as(&mut create, self.after, after, true, &qualified);
        let (mut columns, mut values) = (Vec::new(), Vec::new());
        for (earlier, later) in &self.pairs.tables[place].columns {
            let Some(later) = *later else { continue };
            let column = &after.columns[later];
            let value = match earlier {
                Some(earlier) => self.copied_value(old, *earlier, new, later),
                None if column.default.is_some() || !column.not_null || column.generated => continue,
                None => self.filling_before(new, later),
            };
            columns.push(column.name.plain.to_string());
            values.push(value);
        }
        let drops = self.pairs.tables[place].columns.iter().any(|(_, later)| later.is_none());
        let mut statements = vec![Sql::from(create)];
        if !columns.is_empty() {
            let (columns, values) = (columns.join(", "), values.join(", "));
            statements.push(
                format!("INSERT INTO {qualified} ({columns}) SELECT {values} FROM {}", before.name.qualified).into(),
            );
        }
        statements.push(format!("DROP TABLE {}", before.name.qualified).into());
        let risk = if drops { Risk::LosesData } else { Risk::Rewrites };
        self.step(StepKind::RebuildTable, &after.name, &Name::default(), risk, statements);
        let from = Name { raw: Cow::Owned(raw.clone()), plain: Cow::Owned(raw), qualified: Cow::Owned(qualified) };
        (new, self.alter.rename_table(&from, &after.name))
    }

    /// The value of a column that was there before.
    fn copied_value(&self, old: usize, earlier: usize, new: usize, later: usize) -> String {
        let (before, after) = (&self.before.tables[old].columns[earlier], &self.after.tables[new].columns[later]);
        let name = &before.name.plain;
        let it = Pairing { tables: (old, new), before, after, after_place: later };
        let value = match self.conversion(&it, name) {
            Some((conversion, _)) => match &conversion.fits {
                Some(fits) => format!("CASE WHEN {fits} THEN {} ELSE {} END", conversion.value, conversion.otherwise),
                None => conversion.value,
            },
            None => name.to_string(),
        };
        if after.not_null && (!before.not_null || value.contains("ELSE NULL")) {
            return format!("COALESCE({value}, {})", self.filling_before(new, later));
        }
        value
    }

    /// The value for rows that have none. Tables that references point at may have their old names still, or their new ones
    /// already, so one that says nothing must do.
    fn filling_before(&self, table: usize, place: usize) -> String {
        let column = &self.after.tables[table].columns[place];
        let data_type = super::convert::actual_type(self.after.dialect, column);
        column.default.clone().unwrap_or_else(|| super::convert::placeholder(self.after.dialect, &data_type))
    }
}
