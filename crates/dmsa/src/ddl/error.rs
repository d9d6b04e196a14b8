use crate::dialect::{DIALECTS, Dialect};
use crate::glob::Glob;
use crate::model::{ControlCharacter, Field, Model, Origin, control_character, printable};
use crate::suggest::suggest;
use thiserror::Error;

/// Why there is no script.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DdlError {
    /// A field's type is none that definitions can use.
    #[error(
        "{model}: field {table}.{field} {problem}; give it one of {known}",
        known = crate::model::TypeKind::ALL.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", ")
    )]
    UnknownType {
        /// The model and version.
        model: String,
        /// The table.
        table: String,
        /// The field.
        field: String,
        /// What is wrong with the type.
        problem: String,
    },
    /// A text has a control character, which no script can have.
    #[error("{model}: {found}; remove it from the definition{}", place(&found.origin))]
    ControlCharacter {
        /// The model and version.
        model: String,
        /// The character and its place.
        found: Box<ControlCharacter>,
    },
    /// Only some databases can keep changes out of their log.
    #[error("{dialect} has no such thing as {operation}; {} has", databases_with_logging())]
    NoLogging {
        /// The database, for people.
        dialect: &'static str,
        /// `logging` or `nologging`.
        operation: &'static str,
    },
    /// How the database changes what is there already is not known.
    #[error("{dialect} has no migrations yet; {} have", databases_with_migrations())]
    NoMigrations {
        /// The database, for people.
        dialect: &'static str,
    },
    /// A pattern for tables matches none.
    #[error("no table of {model} matches `{pattern}`{}", hint(suggestion))]
    UnmatchedPattern {
        /// The model and version.
        model: String,
        /// The pattern.
        pattern: String,
        /// A table that may have been meant.
        suggestion: Option<String>,
    },
    /// All tables are excluded.
    #[error("no table of {model} is left: `exclude` covers all that `tables` selects")]
    NothingSelected {
        /// The model and version.
        model: String,
    },
}

fn databases_with_logging() -> String {
    let labels: Vec<_> = DIALECTS.iter().filter(|d| d.capabilities().logging).map(|d| d.label()).collect();
    labels.join(", ")
}

fn databases_with_migrations() -> String {
    let labels: Vec<_> = DIALECTS.iter().filter(|d| d.alter().is_some()).map(|d| d.label()).collect();
    labels.join(", ")
}

fn hint(suggestion: &Option<String>) -> String {
    suggestion.as_ref().map(|table| format!("; did you mean `{table}`?")).unwrap_or_default()
}

/// Where to look, if that is known.
fn place(origin: &Origin) -> String {
    origin.file().map(|_| format!(" ({origin})")).unwrap_or_default()
}

/// Refuses a definition with a control character that no script can have, as every script does. Whoever writes other SQL from a
/// definition asks this first.
///
/// # Errors
///
/// If a text of the definition has such a character.
pub fn refuse_control_characters(model: &Model) -> Result<(), DdlError> {
    match control_character(model) {
        Some(found) => Err(DdlError::control_character(model, &found)),
        None => Ok(()),
    }
}

impl DdlError {
    pub(super) fn control_character(model: &Model, found: &ControlCharacter) -> Self {
        // The name itself may have one.
        let model = printable(&format!("{} {}", model.name, model.version)).replace(['\t', '\n'], " ");
        Self::ControlCharacter { model, found: Box::new(found.clone()) }
    }

    pub(super) fn unknown_type(model: &Model, table: &str, field: &Field) -> Self {
        let problem = match field.data_type.kind.name() {
            "" => "has no type".to_owned(),
            name => format!("has the unknown type `{name}`"),
        };
        Self::UnknownType {
            model: format!("{} {}", model.name, model.version),
            table: table.to_owned(),
            field: field.name.clone(),
            problem,
        }
    }

    pub(super) fn unmatched(model: &Model, glob: &Glob) -> Self {
        let pattern = glob.to_string();
        let names = model.tables.iter().map(|table| table.name.as_str());
        let suggestion = suggest(&pattern, names).map(str::to_owned);
        Self::UnmatchedPattern { model: format!("{} {}", model.name, model.version), pattern, suggestion }
    }

    pub(crate) fn no_migrations(dialect: &dyn Dialect) -> Self {
        Self::NoMigrations { dialect: dialect.label() }
    }

    pub(super) fn no_logging(dialect: &dyn Dialect, operation: &'static str) -> Self {
        Self::NoLogging { dialect: dialect.label(), operation }
    }
}
