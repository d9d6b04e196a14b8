//! Dropping, renaming and making tables, keys, references and indexes.

use super::builder::Builder;
use super::objects::{self, At};
use super::options::Allow;
use super::script::{Risk, StepKind};
use crate::ddl::{write_constraint, write_table};
use crate::dialect::{Name, Object, ObjectKind};

impl Builder<'_, '_> {
    /// Drops references first: keys and indexes may be needed by them.
    pub(super) fn drop_objects(&mut self) {
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

    pub(super) fn rename_tables(&mut self) {
        for (old, new) in self.pairs.tables.iter().filter_map(super::pairs::Pair::both) {
            let (from, to) = (&self.before.tables[old].name, &self.after.tables[new].name);
            if from.raw != to.raw {
                let sql = self.alter.rename_table(from, to);
                let statements = self.alter.if_table(from, self.schema(), sql);
                self.step(StepKind::Rename, to, &Name::default(), Risk::Locks, statements);
            }
        }
    }

    /// Gives keys, references and indexes their new names; those that the database cannot rename are made again.
    pub(super) fn rename_objects(&mut self) {
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
    pub(super) fn make_keys(&mut self) {
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
}
