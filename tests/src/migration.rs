//! Migrations, proven: create A, a row in every table, migrate, compare with create B.

use crate::compare::HISTORY;
use crate::engine::{Engine, Outcome, Run};
use crate::scenario::Trial;
use crate::schema::Schema;
use dmsa::ddl::{self, Operation};
use dmsa::dialect::Whole;
use dmsa::diff::{Change, ChangeKind, Diff, between};
use dmsa::migrate::{Allow, Migration, Options, migrate};
use dmsa::model::Model;

/// Two definitions and a migration between them.
pub struct Journey<'m> {
    diff: Diff<'m>,
    options: Options,
    script: ddl::Options,
}

/// The differences between two databases that should be alike, without what has no meaning: the order of columns and of
/// objects, and the names of sequences.
pub fn differences(found: Schema, expected: Schema) -> Vec<String> {
    let (found, expected) = (plain(found), plain(expected));
    let mut problems = Vec::new();
    let names = found.tables.keys().chain(expected.tables.keys());
    for name in names.collect::<std::collections::BTreeSet<_>>() {
        match (found.tables.get(name), expected.tables.get(name)) {
            (Some(a), Some(b)) if a != b => problems.push(format!("{name} is\n  {a:?}\nand not\n  {b:?}")),
            (Some(_), None) => problems.push(format!("{name} is still there")),
            (None, Some(_)) => problems.push(format!("{name} is missing")),
            _ => {}
        }
    }
    if found.others != expected.others {
        problems.push(format!("others are {:?} and not {:?}", found.others, expected.others));
    }
    problems
}

fn plain(mut schema: Schema) -> Schema {
    schema.tables.remove(HISTORY);
    for table in schema.tables.values_mut() {
        table.columns.sort_by(|a, b| a.name.cmp(&b.name));
        for column in table.columns.iter_mut().filter(|column| column.generated) {
            column.default = None;
        }
        table.uniques.sort_by_key(|it| format!("{it:?}"));
        table.references.sort_by_key(|it| format!("{it:?}"));
        table.indexes.sort_by_key(|it| format!("{it:?}"));
    }
    schema
}

impl<'m> Journey<'m> {
    /// A migration that may do everything.
    pub fn new(models: &[Model], before: &'m Model, after: &'m Model) -> Self {
        let others = between(models, before, after);
        let options = Options { allow: Allow::ALL.to_vec(), ..Options::default() };
        Self {
            diff: Diff::new(&dmsa::schema::Schema::new(before), &dmsa::schema::Schema::new(after), &others),
            options,
            script: ddl::Options::default(),
        }
    }

    /// The same, allowed to do this much.
    #[must_use]
    pub fn allowing(mut self, allow: &[Allow]) -> Self {
        self.options.allow = allow.to_vec();
        self
    }

    /// The script.
    pub fn migration(&self, engine: &dyn Engine) -> Outcome<Migration> {
        migrate(&self.diff, engine.dialect(), &self.options).map_err(|error| error.to_string())
    }

    /// A database with the earlier definition, a row in every table if `filled`.
    pub fn start<'t>(&'t self, engine: &'t dyn Engine, filled: bool) -> Outcome<Trial<'t>> {
        let trial = Trial::new(engine, self.diff.before, &self.script)?;
        trial.run(&[(Operation::Ddl, "all")], Run::Plain)?;
        if filled {
            trial.fill()?;
        }
        Ok(trial)
    }

    /// What a script of the later definition makes.
    pub fn expected(&self, engine: &dyn Engine) -> Outcome<Schema> {
        let trial = Trial::new(engine, self.diff.after, &self.script)?;
        trial.run(&[(Operation::Ddl, "all")], Run::Plain)?;
        trial.database().read(None)
    }

    /// Whether a row of the earlier definition cannot be one of the later: a field that must have a value refers to a
    /// table that is new, and has no rows; or a key of text, which holds `1`, becomes one of dates.
    pub fn is_impossible(&self) -> bool {
        let after = self.diff.after;
        let is_new = |table: &str| {
            let mut matches = self.diff.matching.tables.iter();
            matches.any(|it| it.before.is_none() && it.after.is_some_and(|at| after.tables[at].name == table))
        };
        self.diff.changes.iter().any(|change| self.breaks_a_key(change))
            || after.references.iter().any(|reference| {
                let must = |field: &str| {
                    let key = after
                        .primary_keys
                        .iter()
                        .any(|key| key.table == reference.table && key.field_names().any(|it| it == field));
                    key || after.not_nulls.iter().any(|it| it.table == reference.table && it.field == field)
                };
                is_new(&reference.ref_table) && !is_new(&reference.table) && reference.field_names().any(must)
            })
    }

    fn breaks_a_key(&self, change: &Change) -> bool {
        let ChangeKind::TypeChanged { before, after, .. } = &change.kind else { return false };
        let mut keys = self.diff.after.primary_keys.iter();
        let in_key = keys.any(|key| {
            key.table == change.table && key.field_names().any(|field| Some(field) == change.field.as_deref())
        });
        in_key && before.starts_with("string") && after.starts_with("date")
    }

    /// How many tables there are before and after: those whose rows must be kept.
    fn kept_tables(&self) -> usize {
        self.diff.matching.tables.iter().filter(|it| it.before.is_some() && it.after.is_some()).count()
    }

    /// Everything, see the module. Gives the number of rows kept.
    pub fn prove(&self, engine: &dyn Engine) -> Outcome<usize> {
        let filled = !self.is_impossible();
        let trial = self.start(engine, filled)?;
        let migration = self.migration(engine)?;
        let how = how(&migration);
        trial.database().run(&migration.text(), how).map_err(|reason| format!("the migration fails: {reason}"))?;
        let problems = differences(trial.database().read(None)?, self.expected(engine)?);
        if !problems.is_empty() {
            return Err(problems.join("\n"));
        }
        let (rows, wanted) = (trial.rows()?, if filled { self.kept_tables() } else { 0 });
        if rows == wanted { Ok(rows) } else { Err(format!("{rows} rows are there, and not {wanted}")) }
    }
}

/// How a migration is run.
pub fn how(migration: &Migration) -> Run {
    if migration.whole() == Whole::Client { Run::OneTransaction } else { Run::Plain }
}
