//! What the Python package `dmsa` has from Rust: definitions, scripts, diagrams, checks and the command line.
//!
//! It gives plain values only. What concerns SQLAlchemy is in Python, beside this.

mod convert;
mod definition;
mod errors;
mod evolve;
mod validate;

use definition::Definition;
use dmsa::dialect::DIALECTS;
use dmsa::model::{FieldType, Model, TypeKind};
use dmsa::source::{SourceFile, directory, embedded};
use dmsa_source::{Location, Silent, Sources};
use pyo3::prelude::*;
use std::ffi::OsString;

/// A version as lists show it: model, version, label, URL, level and serial of its release.
type Listed = (String, String, String, String, String, String);

#[pymodule(name = "_dmsa")]
mod module {
    #[pymodule_export]
    use super::Definition;
    #[pymodule_export]
    use super::evolve::{Pair, pair};
    #[pymodule_export]
    use super::validate::validate;
    #[pymodule_export]
    use super::{column_type, dialects, find, listed, main, parse, read, version};
}

/// The version of dmsa.
#[pyfunction]
fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

/// The dialects: name, name for people, and whether it has `logging` and `nologging`.
#[pyfunction]
fn dialects() -> Vec<(&'static str, &'static str, bool)> {
    DIALECTS.iter().map(|dialect| (dialect.name(), dialect.label(), dialect.capabilities().logging)).collect()
}

/// Every version that a source has; without one, the embedded catalog.
#[pyfunction]
#[pyo3(signature = (source=None))]
fn listed(py: Python<'_>, source: Option<OsString>) -> PyResult<Vec<Listed>> {
    let Some(source) = source else {
        let of = |entry: &embedded::Entry| {
            [entry.name, entry.version, entry.label, entry.url, entry.level, entry.serial].map(str::to_owned).into()
        };
        return Ok(embedded::entries().iter().map(of).collect());
    };
    let read = || Sources::new(&[Location::parse(&source)?], &Silent).summaries();
    let catalog = py.detach(read).map_err(|error| errors::source(py, &error))?;
    Ok(catalog.models.iter().map(shown).collect())
}

fn shown(model: &Model) -> Listed {
    let Model { name, version, label, url, release, .. } = model;
    (name.clone(), version.to_string(), label.clone(), url.clone(), release.level.clone(), release.serial.clone())
}

/// A definition of the embedded catalog.
#[pyfunction]
fn find(py: Python<'_>, model: &str, version: &str) -> PyResult<Definition> {
    let model = embedded::find(model, version).map_err(|error| errors::not_found(py, &error))?;
    Ok(Definition::new(model, embedded::revision().to_owned(), Vec::new()))
}

/// A definition from a source: a folder, a file, the URL of a service, or a git repository.
#[pyfunction]
fn read(py: Python<'_>, source: OsString, model: &str, version: &str) -> PyResult<Definition> {
    let read = || Sources::new(&[Location::parse(&source)?], &Silent).whole(model, version);
    let found = py.detach(read).map_err(|error| errors::source(py, &error))?;
    Ok(Definition::new(found.model, found.revision, found.diagnostics))
}

/// A definition from a document of a data models service.
#[pyfunction]
fn parse(py: Python<'_>, document: Vec<u8>, revision: String) -> PyResult<Definition> {
    let file = SourceFile { path: "model.json".into(), bytes: document };
    let loaded = directory::read_files(&[file]);
    let unread = loaded.unread().next().map(|finding| finding.message.clone());
    match loaded.catalog.models.first() {
        Some(model) => Ok(Definition::new(model.clone(), revision, loaded.diagnostics.clone())),
        None => Err(errors::definition(py, &unread.unwrap_or_else(|| "this is no definition of a model".to_owned()))),
    }
}

/// A type as SQLAlchemy needs it: the class, its arguments, and the types for databases that need another.
#[pyfunction]
fn column_type(
    kind: &str,
    length: Option<u32>,
    precision: Option<u32>,
    scale: Option<u32>,
) -> (&'static str, Vec<u32>, Vec<(&'static str, String)>) {
    let data_type = FieldType { kind: TypeKind::parse(kind), length, precision, scale };
    let metadata = dmsa::codegen::metadata::data_type(&data_type);
    let variants = metadata.variants.into_iter().map(|variant| (variant.dialect, variant.own)).collect();
    (metadata.class, metadata.arguments, variants)
}

/// Runs the command line, without the name of the program, and gives the exit code.
#[pyfunction]
fn main(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    let all = [OsString::from("dmsa")].into_iter().chain(arguments);
    py.detach(|| dmsa_cli::run(all))
}
