//! The order in which a database can be changed.

use super::objects::{self, At, Fates};
use super::options::{Allow, Options};
use super::pairs::{Kept, Pairs};
use super::script::{Migration, Risk, Step, StepKind};
use crate::ddl::plan::Plan;
use crate::ddl::{write_constraint, write_table};
use crate::dialect::{Alter, Name, Object, ObjectKind, Obstacle, Sql, Whole};

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
    steps: Vec<Step>,
    kept: Vec<Kept>,
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

    fn frame(&mut self, statements: &[&str]) {
        let statements: Vec<Sql> = statements.iter().map(|sql| Sql::from(*sql)).collect();
        self.step(StepKind::Frame, &Name::default(), &Name::default(), Risk::Safe, statements);
    }

    /// All steps in their order.
    pub(super) fn build(mut self) -> Migration {
        let whole = self.alter.whole();
        if let Whole::Script { begin, .. } = whole {
            self.frame(begin);
        }
        self.check_data();
        self.frame(self.alter.begin());
        if self.alter.rebuilds() {
            self.rebuild_tables();
        } else {
            self.alter_tables();
        }
        self.record();
        if let Whole::Script { end, .. } = whole {
            self.frame(end);
        }
        self.finish(whole)
    }

    fn alter_tables(&mut self) {
        self.clear_the_way();
        self.drop_objects();
        self.drop_checks();
        self.drop_tables();
        self.rename_tables();
        self.rename_columns();
        self.rename_objects();
        self.drop_columns();
        self.create_tables();
        self.add_columns();
        self.change_columns();
        self.make_keys();
        self.generate_again();
        self.forget_orphans();
        self.make_objects(ObjectKind::Reference);
        self.make_objects(ObjectKind::Index);
    }

    /// Turns what stays, and stands in the way of something, into what is dropped and made again.
    fn clear_the_way(&mut self) {
        let paired = self.paired_columns();
        let places = |wanted: &dyn Fn(&super::columns::Pairing<'p, 'm>) -> bool| -> Vec<(usize, usize)> {
            paired.iter().filter(|it| wanted(it)).map(|it| (it.tables.1, it.after_place)).collect()
        };
        let retyped = places(&|it| it.before.data_type != it.after.data_type);
        let changed = places(&|it| self.is_changed(it));
        let replaced = places(&|it| self.is_replaced(it));
        let filled = places(&|it| it.after.not_null && !it.before.not_null);
        let (keys_block, references_block) = (self.alter.keys_block_changes(), self.alter.references_block_changes());
        let mut fates = std::mem::take(&mut self.fates);
        fates.replace(|_, old, new| self.cannot_rename(old, new));
        fates.replace(|_, _, new| {
            let over = |columns: &[(usize, usize)]| {
                objects::columns(self.after, new).iter().any(|column| columns.contains(&(new.table(), *column)))
            };
            objects::kind(self.after, new) != ObjectKind::Reference
                && (over(&replaced) || (keys_block && over(&changed)))
        });
        let holds = self.after.dialect.capabilities().references_hold_indexes;
        loop {
            let count = fates.dropped.len();
            fates.replace(|fates, old, new| {
                objects::kind(self.after, new) == ObjectKind::Reference
                    && (self.touches(new, &retyped)
                        || self.touches(new, &filled)
                        || (references_block && self.touches(new, &changed))
                        || self.loses_its_key(fates, old)
                        || (holds && self.shares_an_index(fates, old, new)))
            });
            if fates.dropped.len() == count {
                break;
            }
        }
        // References of tables that nobody drops, where they point at a key that goes, or must go with their tables.
        for at in objects::left_references(self.before, self.pairs) {
            let drops = self.options.allows(Allow::DropTable);
            let target = objects::target(self.before, at);
            let moved = |column: usize, table: usize| {
                let pair = &self.pairs.tables[self.pairs.of_before[table]];
                pair.after.zip(pair.later(column)).is_some_and(|place| changed.contains(&place))
            };
            let target_changes =
                target.is_some_and(|(table, columns)| columns.iter().any(|column| moved(*column, table)));
            if drops || target_changes || self.loses_its_key(&fates, at) {
                fates.dropped.push(at);
                if !drops {
                    let name = objects::name(self.before, at).raw;
                    let table = &self.before.tables[at.table()].name.raw;
                    self.steps_remark(format!("Not made again: reference {name} of table {table}, which stays"));
                }
            }
        }
        self.fates = fates;
    }

    fn steps_remark(&mut self, remark: String) {
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

    /// Whether the key that an earlier reference points at is dropped.
    fn loses_its_key(&self, fates: &Fates, reference: At) -> bool {
        let Some((table, columns)) = objects::target(self.before, reference) else { return false };
        let mut sorted = columns;
        sorted.sort_unstable();
        fates.dropped.iter().any(|at| {
            let mut over = objects::columns(self.before, *at);
            over.sort_unstable();
            at.table() == table && objects::kind(self.before, *at) != ObjectKind::Reference && over == sorted
        })
    }

    /// Whether an index that begins with the reference's column comes or goes, or another reference over the column goes:
    /// the server keeps an index for each reference, and several may share one.
    fn shares_an_index(&self, fates: &Fates, old: At, new: At) -> bool {
        let (old_first, new_first) = (first(self.before, old), first(self.after, new));
        let goes = |at: &At| at.table() == old.table() && first(self.before, *at) == old_first && *at != old;
        let comes = |at: &At| at.table() == new.table() && first(self.after, *at) == new_first && *at != new;
        let target_changes = objects::target(self.before, old).is_some_and(|(table, columns)| {
            let over = |at: &At| at.table() == table && first(self.before, *at) == columns.first().copied();
            fates.dropped.iter().any(|at| over(at) && objects::kind(self.before, *at) != ObjectKind::Reference)
        });
        fates.dropped.iter().any(goes) || fates.made.iter().any(comes) || target_changes
    }

    /// Drops references first: keys and indexes may be needed by them.
    fn drop_objects(&mut self) {
        let dropped = std::mem::take(&mut self.fates.dropped);
        let kinds = [ObjectKind::Reference, ObjectKind::Index, ObjectKind::Unique];
        for kind in kinds {
            let of_kind: Vec<At> =
                dropped.iter().copied().filter(|at| objects::kind(self.before, *at) == kind).collect();
            for at in &of_kind {
                self.drop_object(*at, kind);
            }
            if kind == ObjectKind::Reference {
                for at in of_kind {
                    let (table, name) = (&self.before.tables[at.table()].name, objects::name(self.before, at));
                    let statements = self.alter.after_dropping_reference(table, self.schema(), &name);
                    self.step(StepKind::DropObject, table, &name, Risk::Safe, statements);
                }
            }
        }
        self.fates.dropped = dropped;
        self.stop_generating();
        for at in self.fates.dropped.clone() {
            if objects::kind(self.before, at) == ObjectKind::PrimaryKey {
                self.drop_object(at, ObjectKind::PrimaryKey);
            }
        }
    }

    fn drop_object(&mut self, at: At, kind: ObjectKind) {
        let (dialect, table) = (self.before.dialect, &self.before.tables[at.table()].name);
        let name = objects::name(self.before, at);
        let sql = match kind {
            ObjectKind::PrimaryKey => self.alter.drop_primary_key(table, &name),
            ObjectKind::Index => {
                let mut sql = String::new();
                dialect.drop_index(&mut sql, &name, table);
                sql
            }
            kind => format!("ALTER TABLE {} {}{}", table.qualified, dialect.drop_constraint(kind), name.plain),
        };
        let object = Object { kind, name: &name, table, schema: self.schema() };
        let statements = self.when_there(object, sql);
        self.step(StepKind::DropObject, table, &name, Risk::Safe, statements);
    }

    fn repeats(&self) -> bool {
        self.alter.whole() == Whole::Repeat
    }

    fn when_there(&self, object: Object<'_>, sql: String) -> Vec<Sql> {
        if self.repeats() { self.before.dialect.drop_if_present(object, sql) } else { vec![sql.into()] }
    }

    fn when_missing(&self, object: Object<'_>, sql: String) -> Vec<Sql> {
        if self.repeats() { self.after.dialect.create_if_missing(object, sql) } else { vec![sql.into()] }
    }

    pub(super) fn drop_tables(&mut self) {
        if !self.options.allows(Allow::DropTable) {
            return;
        }
        for pair in self.pairs.tables.iter().rev().filter(|pair| pair.after.is_none()) {
            let Some(old) = pair.before else { continue };
            let table = &self.before.tables[old].name;
            let object = Object { kind: ObjectKind::Table, name: table, table, schema: self.schema() };
            let statements = self.when_there(object, format!("DROP TABLE {}", table.qualified));
            self.step(StepKind::DropTable, table, &Name::default(), Risk::LosesData, statements);
        }
    }

    fn rename_tables(&mut self) {
        for (old, new) in self.pairs.tables.iter().filter_map(super::pairs::Pair::both) {
            let (from, to) = (&self.before.tables[old].name, &self.after.tables[new].name);
            if from.raw != to.raw {
                let sql = self.alter.rename_table(from, to);
                let statements = self.alter.if_table(from, self.schema(), sql);
                self.step(StepKind::Rename, to, &Name::default(), Risk::Locks, statements);
            }
        }
    }

    /// Whether an object gets another name, and the database cannot give it one.
    fn cannot_rename(&self, old: At, new: At) -> bool {
        let (from, to) = (objects::name(self.before, old), objects::name(self.after, new));
        let (kind, table) = (objects::kind(self.after, new), &self.after.tables[new.table()].name);
        let object = Object { kind, name: &from, table, schema: self.schema() };
        let has_names = !from.raw.is_empty() && !to.raw.is_empty();
        has_names && from.raw != to.raw && self.alter.rename_object(object, &to).is_empty()
    }

    /// Gives keys, references and indexes their new names; those that the database cannot rename are made again.
    fn rename_objects(&mut self) {
        for (old, new) in std::mem::take(&mut self.fates.renamed) {
            let kind = objects::kind(self.after, new);
            let table = &self.after.tables[new.table()].name;
            let (from, to) = (objects::name(self.before, old), objects::name(self.after, new));
            let object = Object { kind, name: &from, table, schema: self.schema() };
            let renames = self.alter.rename_object(object, &to);
            if from.raw.is_empty() || to.raw.is_empty() {
                continue;
            }
            let statements = renames.into_iter().flat_map(|sql| self.when_there(object, sql)).collect();
            self.step(StepKind::Rename, table, &to, Risk::Locks, statements);
        }
    }

    pub(super) fn create_tables(&mut self) {
        let (dialect, inline) = (self.after.dialect, !self.after.dialect.capabilities().alters_constraints);
        for pair in self.pairs.tables.iter().filter(|pair| pair.before.is_none()) {
            let Some(new) = pair.after else { continue };
            let table = &self.after.tables[new];
            let mut sql = String::new();
            write_table(&mut sql, self.after, table, inline);
            let object =
                Object { kind: ObjectKind::Table, name: &table.name, table: &table.name, schema: self.schema() };
            let statements = if self.repeats() { dialect.create_if_missing(object, sql) } else { vec![sql.into()] };
            self.step(StepKind::CreateTable, &table.name, &Name::default(), Risk::Safe, statements);
        }
    }

    /// Primary keys, then unique constraints: what references point at. New tables have their primary keys already.
    fn make_keys(&mut self) {
        for at in self.fates.made.clone() {
            let At::PrimaryKey(place) = at else { continue };
            let table = &self.after.tables[place];
            let is_new = self.pairs.tables[self.pairs.of_after[place]].before.is_none();
            let Some(key) = table.primary_key.as_ref().filter(|_| !is_new) else { continue };
            let name = objects::name(self.after, at);
            let named =
                if key.name.plain.is_empty() { String::new() } else { format!("CONSTRAINT {} ", key.name.plain) };
            let sql = format!("ALTER TABLE {} ADD {named}PRIMARY KEY ({})", table.name.qualified, key.fields);
            let object =
                Object { kind: ObjectKind::PrimaryKey, name: &name, table: &table.name, schema: self.schema() };
            let statements = self.when_missing(object, sql);
            self.step(StepKind::AddObject, &table.name, &name, Risk::MayFail, statements);
        }
        self.make_objects(ObjectKind::Unique);
    }

    pub(super) fn make_objects(&mut self, wanted: ObjectKind) {
        for at in self.fates.made.clone() {
            if objects::kind(self.after, at) != wanted {
                continue;
            }
            let (dialect, table) = (self.after.dialect, &self.after.tables[at.table()]);
            let name = objects::name(self.after, at);
            let mut sql = String::new();
            let mut may_fail = true;
            match at {
                At::Index(_, place) => {
                    let Some(index) = table.indexes[place].ready() else { continue };
                    dialect.create_index(&mut sql, &index.name, &table.name, index.unique, &index.fields);
                    may_fail = index.unique;
                }
                _ => {
                    let Some(constraint) = objects::constraint(self.after, at) else { continue };
                    sql = format!("ALTER TABLE {} ADD ", table.name.qualified);
                    write_constraint(&mut sql, self.after, table, constraint);
                }
            }
            let object = Object { kind: wanted, name: &name, table: &table.name, schema: self.schema() };
            let statements = self.when_missing(object, sql);
            let is_new = self.pairs.tables[self.pairs.of_after[at.table()]].before.is_none();
            let risk = match (is_new, may_fail) {
                (true, _) => Risk::Safe,
                (false, true) => Risk::MayFail,
                (false, false) => Risk::Locks,
            };
            self.step(StepKind::AddObject, &table.name, &name, risk, statements);
        }
    }

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
    fn check_data(&mut self) {
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

    /// The row in `version_history`, last of all.
    fn record(&mut self) {
        let dialect = self.after.dialect;
        let mut statements = self.after.history_statements.clone();
        let operation: String = format!("migrate from {}", self.before.model.version).chars().take(100).collect();
        let operation = dialect.string(&operation);
        for parts in self.after.recorder.iter().flat_map(|recorder| recorder.statements(&operation)) {
            statements.push(parts.concat().into());
        }
        let history = self.after.history.clone();
        self.step(StepKind::History, &history, &Name::default(), Risk::Safe, statements);
    }

    fn finish(self, whole: Whole) -> Migration {
        let (before, after) = (self.before, self.after);
        let title = |plan: &Plan<'_>| format!("{} {}", plan.model.name, plan.model.version);
        let mut head = vec![format!("From {} to {} on {}", title(before), title(after), after.dialect.label())];
        head.push(match whole {
            Whole::Client => format!("Run it in one transaction: {}", after.dialect.client()),
            Whole::Script { .. } => "The script is one transaction: all of it happens, or nothing".to_owned(),
            Whole::Repeat => {
                "Each statement is final. If the script stops, run it again: it goes on where it stopped".to_owned()
            }
        });
        let mut diagnostics: Vec<_> = self.kept.iter().map(|kept| kept.diagnostic.clone()).collect();
        diagnostics.extend_from_slice(&after.diagnostics);
        let mut migration = Migration { steps: self.steps, head: Vec::new(), diagnostics, whole };
        let risks = migration.risks();
        head.push(if risks.is_empty() {
            "Nothing to do: the structure is the same".to_owned()
        } else {
            format!("Steps: {risks}")
        });
        head.extend(self.kept.into_iter().map(|kept| kept.remark));
        migration.head = head;
        migration
    }
}

fn first(plan: &Plan<'_>, at: At) -> Option<usize> {
    objects::columns(plan, at).first().copied()
}
