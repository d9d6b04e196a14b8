//! Errors of the library as the exceptions of `dmsa.errors`.

use dmsa::ddl::DdlError;
use dmsa::settings::SettingError;
use dmsa::source::NotFound;
use dmsa_source::Error;
use pyo3::prelude::*;
use std::fmt::Display;

/// An exception of this class.
fn raise(py: Python<'_>, class: &str, message: &dyn Display) -> PyErr {
    let class = py.import("dmsa.errors").and_then(|module| module.getattr(class));
    match class.and_then(|class| class.call1((message.to_string(),))) {
        Ok(exception) => PyErr::from_value(exception),
        Err(error) => error,
    }
}

pub(crate) fn not_found(py: Python<'_>, error: &NotFound) -> PyErr {
    raise(py, "NotFoundError", error)
}

pub(crate) fn source(py: Python<'_>, error: &Error) -> PyErr {
    match error {
        Error::NotFound(error) => not_found(py, error),
        _ => raise(py, "SourceError", &error.in_one_line()),
    }
}

pub(crate) fn definition(py: Python<'_>, message: &str) -> PyErr {
    raise(py, "DefinitionError", &message)
}

pub(crate) fn script(py: Python<'_>, error: &DdlError) -> PyErr {
    let class = match error {
        DdlError::UnknownType { .. } => "DefinitionError",
        _ => "OptionError",
    };
    raise(py, class, error)
}

pub(crate) fn setting(py: Python<'_>, error: &SettingError) -> PyErr {
    raise(py, "OptionError", error)
}

pub(crate) fn option(py: Python<'_>, message: &str) -> PyErr {
    raise(py, "OptionError", &message)
}

pub(crate) fn data(py: Python<'_>, error: &dyn Display) -> PyErr {
    raise(py, "DataError", error)
}
