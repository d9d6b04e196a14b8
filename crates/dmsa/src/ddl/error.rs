use super::options::Options;
use crate::dialect::{DIALECTS, Dialect};
use crate::model::{Field, Model};
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
    /// Only some databases can keep changes out of their log.
    #[error("{dialect} has no such thing as {operation}; {} has", databases_with_logging())]
    NoLogging {
        /// The database, for people.
        dialect: &'static str,
        /// `logging` or `nologging`.
        operation: &'static str,
    },
    /// The patterns for tables leave none.
    #[error("no table of {model} is selected by {patterns}{}", hint(suggestion))]
    NothingSelected {
        /// The model and version.
        model: String,
        /// The options as given.
        patterns: String,
        /// A table that may have been meant.
        suggestion: Option<String>,
    },
}

fn databases_with_logging() -> String {
    let labels: Vec<_> = DIALECTS.iter().filter(|d| d.capabilities().logging).map(|d| d.label()).collect();
    labels.join(", ")
}

fn hint(suggestion: &Option<String>) -> String {
    suggestion.as_ref().map(|table| format!("; did you mean `{table}`?")).unwrap_or_default()
}

impl DdlError {
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

    pub(super) fn nothing_selected(model: &Model, options: &Options) -> Self {
        let tables: Vec<String> = options.tables.iter().map(ToString::to_string).collect();
        let exclude: Vec<String> = options.exclude.iter().map(ToString::to_string).collect();
        let mut patterns = Vec::new();
        if !tables.is_empty() {
            patterns.push(format!("tables {}", tables.join(",")));
        }
        if !exclude.is_empty() {
            patterns.push(format!("exclude {}", exclude.join(",")));
        }
        let names = model.tables.iter().map(|table| table.name.as_str());
        let suggestion = tables.first().and_then(|wanted| suggest(wanted, names)).map(str::to_owned);
        let model = format!("{} {}", model.name, model.version);
        Self::NothingSelected { model, patterns: patterns.join(" "), suggestion }
    }

    pub(super) fn no_logging(dialect: &dyn Dialect, operation: &'static str) -> Self {
        Self::NoLogging { dialect: dialect.label(), operation }
    }
}
