//! Migrations as requests ask for them.

use super::context::Context;
use super::options::{parameters_of, set_options};
use super::parameter::{Parameter, Value};
use super::script::dialect_named;
use crate::definitions::Definition;
use crate::http::Problem;
use dmsa::adapt::{self, Adaptation};
use dmsa::ddl::{self, SETTINGS};
use dmsa::dialect::Dialect;
use dmsa::diff::Diff;
use dmsa::migrate::{Allow, FORMATS, Format, Migration, Options, migrate, settings};
use dmsa::schema::Schema;
use std::sync::Arc;

/// The options of migrations as parameters.
pub(crate) fn parameters() -> Vec<Parameter> {
    let allowed = Allow::ALL.map(Allow::name).into_iter().chain(["all"]).collect();
    let about =
        "What may be lost or made up; without it the script keeps what is gone, or stops before its first change";
    let allow = Parameter { name: "allow", about: about.to_owned(), value: Value::Words(allowed) };
    let formats = FORMATS.iter().map(|format| format.name).collect();
    let format =
        Parameter { name: "format", about: "How the script is written".to_owned(), value: Value::Choice(formats) };
    let options = parameters_of(settings()).into_iter().chain(parameters_of(adapt::SETTINGS));
    [allow].into_iter().chain(options).chain([format]).collect()
}

/// A migration that is asked for.
pub(crate) struct MigrationRequest {
    /// The version that the database has.
    pub(crate) before: Arc<Definition>,
    /// The version that it shall have.
    pub(crate) after: Arc<Definition>,
    pub(crate) dialect: &'static dyn Dialect,
    pub(crate) format: &'static Format,
    options: Options,
    adaptation: Adaptation,
}

impl MigrationRequest {
    /// What the path and the query ask for.
    pub(crate) fn of(context: &Context) -> Result<Self, Problem> {
        let (after, before) = context.two_definitions()?;
        let migrates = |dialect: &dyn Dialect| dialect.alter().is_some();
        let dialect = dialect_named(context.value("dialect"), " with migrations", migrates)?;
        let format = match context.pair("format") {
            Some(name) => Format::find(&name.to_ascii_lowercase()),
            None => FORMATS.first(),
        };
        let format = format.ok_or_else(|| Problem::bad("there is no such format"))?;
        let allow = Allow::parse(context.pair("allow").unwrap_or_default())
            .map_err(|name| Problem::bad(format!("nothing is called `{name}` that could be allowed")))?;
        let mut script = ddl::Options { revision: after.revision.clone(), ..ddl::Options::default() };
        set_options(SETTINGS, &context.pairs, &mut script)?;
        let mut adaptation = Adaptation::default();
        set_options(adapt::SETTINGS, &context.pairs, &mut adaptation)?;
        Ok(Self { before, after, dialect, format, options: Options { allow, script }, adaptation })
    }

    /// The migration.
    pub(crate) fn migration(&self, context: &Context) -> Result<Migration, Problem> {
        let adapt = |model| self.adaptation.apply(model).into_owned();
        let (before, after) = (adapt(&self.before.model()), adapt(&self.after.model()));
        let others = context.definitions.other_versions(&self.before, &self.after);
        let others: Vec<_> = others.iter().map(|model| self.adaptation.apply(model)).collect();
        let others: Vec<_> = others.iter().map(AsRef::as_ref).collect();
        let diff = Diff::new(&Schema::new(&before), &Schema::new(&after), &others);
        Ok(migrate(&diff, self.dialect, &self.options)?)
    }
}
