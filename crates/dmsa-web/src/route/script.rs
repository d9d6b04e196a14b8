//! Scripts as requests ask for them.

use super::context::Context;
use super::options::{parameters_of, set_options};
use super::parameter::{Parameter, Value};
use crate::definitions::Definition;
use crate::http::{Problem, Replacement};
use dmsa::adapt::{self, Adaptation};
use dmsa::ddl::{DdlError, Elements, FORMATS, Format, Operation, Options, SETTINGS};
use dmsa::dialect::{self, DIALECTS, Dialect};
use dmsa::suggest::suggest;
use hyper::StatusCode;

/// The options of scripts as parameters.
pub(crate) fn parameters() -> Vec<Parameter> {
    let formats = FORMATS.iter().map(|format| format.name).collect();
    let format =
        Parameter { name: "format", about: "How the script is written".to_owned(), value: Value::Choice(formats) };
    parameters_of(SETTINGS).into_iter().chain(parameters_of(adapt::SETTINGS)).chain([format]).collect()
}

/// A script that is asked for.
pub(crate) struct ScriptRequest {
    pub(crate) operation: Operation,
    pub(crate) dialect: &'static dyn Dialect,
    pub(crate) elements: Elements,
    pub(crate) format: &'static Format,
    /// What differs from the definition, because the request says so.
    pub(crate) adaptation: Adaptation,
    options: Options,
}

impl ScriptRequest {
    /// What the path and the query ask for.
    pub(crate) fn of(context: &Context, operation: &str) -> Result<Self, Problem> {
        let operations = Operation::ALL.map(Operation::name);
        let operation = Operation::ALL.into_iter().find(|known| known.name() == operation).ok_or_else(|| {
            Problem::not_found(format!("there is no operation `{operation}`"))
                .meant(suggest(operation, operations))
                .known("The operations are", operations)
                .instead_of(operation, Replacement::InPlace)
        })?;
        let with = if operation.needs_logging() { format!(" with {operation}") } else { String::new() };
        let dialect = dialect_named(context.value("dialect"), &with, |dialect| {
            !operation.needs_logging() || dialect.capabilities().logging
        })?;
        let elements = elements_named(context.value("elements"))?;
        let format = match context.pair("format") {
            Some(name) => Format::find(&name.to_ascii_lowercase()),
            None => FORMATS.first(),
        };
        let format = format.ok_or_else(|| Problem::bad("there is no such format"))?;
        let mut options = Options::default();
        set_options(SETTINGS, &context.pairs, &mut options)?;
        let mut adaptation = Adaptation::default();
        set_options(adapt::SETTINGS, &context.pairs, &mut adaptation)?;
        Ok(Self { operation, dialect, elements, format, adaptation, options })
    }

    /// The options, which record where the definition came from.
    pub(crate) fn options(&self, definition: &Definition) -> Options {
        Options { revision: definition.revision.clone(), ..self.options.clone() }
    }
}

/// The dialect of this name, among those that `knows` chooses; `with` says what these have, such as ` with logging`.
pub(super) fn dialect_named(
    name: &str,
    with: &str,
    knows: impl Fn(&dyn Dialect) -> bool,
) -> Result<&'static dyn Dialect, Problem> {
    let dialects = || DIALECTS.iter().copied().filter(|dialect| knows(*dialect));
    let lower = name.to_lowercase();
    dialect::find(&lower).filter(|dialect| knows(*dialect)).ok_or_else(|| {
        let kin = dialects().find(|dialect| dialect.also_known_as().contains(&lower.as_str()));
        let meant = kin.map(Dialect::name).or_else(|| suggest(name, dialects().map(Dialect::name)));
        Problem::not_found(format!("there is no dialect `{name}`{with}"))
            .meant(meant)
            .known("The dialects are", dialects().map(Dialect::name))
            .instead_of(name, Replacement::InPlace)
    })
}

fn elements_named(name: &str) -> Result<Elements, Problem> {
    if name.is_empty() {
        return Ok(Elements::ALL);
    }
    let names = Elements::NAMED.map(|(name, _)| name);
    Elements::named(&name.to_lowercase()).ok_or_else(|| {
        Problem::not_found(format!("there are no elements `{name}`"))
            .meant(suggest(name, names))
            .known("The elements are", names)
            .instead_of(name, Replacement::InPlace)
    })
}

impl From<DdlError> for Problem {
    fn from(error: DdlError) -> Self {
        let status = match error {
            DdlError::UnmatchedPattern { .. } | DdlError::NothingSelected { .. } => StatusCode::BAD_REQUEST,
            DdlError::NoLogging { .. } | DdlError::NoMigrations { .. } => StatusCode::NOT_FOUND,
            DdlError::UnknownType { .. } | DdlError::ControlCharacter { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Problem::new(status, error.to_string())
    }
}
