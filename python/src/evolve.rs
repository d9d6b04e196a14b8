//! Two versions of a model, what changed between them, and the script that migrates a database.

use crate::definition::unknown;
use crate::{convert, errors};
use dmsa::ddl;
use dmsa::dialect::{self, DIALECTS};
use dmsa::diff::Format;
use dmsa::migrate::{Allow, Options, migrate};
use dmsa_source::{Location, Silent, Sources};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::ffi::OsString;

/// Two versions of a model, or of two models.
#[pyclass(frozen, module = "dmsa._dmsa")]
pub(crate) struct Pair(dmsa_source::Pair);

/// Two definitions from a source; without one, from the embedded catalog.
#[pyfunction]
#[pyo3(signature = (model, before, after, source=None))]
pub(crate) fn pair(py: Python<'_>, model: &str, before: &str, after: &str, source: Option<OsString>) -> PyResult<Pair> {
    let read = || {
        let location = source.map_or_else(|| Ok(Location::embedded()), |source| Location::parse(&source))?;
        Sources::new(&[location], &Silent).pair(model, before, after)
    };
    py.detach(read).map(Pair).map_err(|error| errors::source(py, &error))
}

#[pymethods]
impl Pair {
    /// What changed, in a format of `dmsa diff`.
    fn diff(&self, py: Python<'_>, format: &str) -> PyResult<String> {
        let names: Vec<_> = dmsa::diff::FORMATS.iter().map(|format| format.name).collect();
        let format = Format::find(format).ok_or_else(|| errors::option(py, &unknown("format", format, &names)))?;
        Ok(py.detach(|| format.write(&self.0.diff())))
    }

    /// The script that migrates a database, as `dmsa migrate` writes it.
    #[pyo3(signature = (dialect, allow, options=None))]
    fn migration(
        &self,
        py: Python<'_>,
        dialect: &str,
        allow: &str,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<String> {
        let names: Vec<_> = DIALECTS.iter().map(|dialect| dialect.name()).collect();
        let dialect = dialect::find(&dialect.to_lowercase())
            .ok_or_else(|| errors::option(py, &unknown("dialect", dialect, &names)))?;
        let names = Allow::ALL.map(Allow::name);
        let allow = Allow::parse(allow)
            .map_err(|name| errors::option(py, &unknown("loss that can be allowed called", &name, &names)))?;
        let (adaptation, options) = convert::adaptation(py, options)?;
        let mut script: ddl::Options = convert::options(py, dmsa::migrate::settings(), Some(&options))?;
        script.revision.clone_from(&self.0.revision);
        let migration = py.detach(|| {
            migrate(&self.0.clone().adapted(&adaptation).diff(), dialect, &Options { allow, script })
                .map(|migration| migration.text())
        });
        migration.map_err(|error| errors::script(py, &error))
    }
}
