//! A definition, and what is made of it.

use crate::{convert, errors};
use dmsa::codegen::{self, metadata};
use dmsa::ddl::{self, Elements, Operation};
use dmsa::diagnostic::Diagnostic;
use dmsa::diagram;
use dmsa::dialect::{self, DIALECTS};
use dmsa::model::Model;
use dmsa::suggest::suggest;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

/// A finding: severity, code, message, file, line, table, field, help.
type Found = (String, String, String, Option<String>, Option<u32>, Option<String>, Option<String>, Option<String>);

/// One version of a model.
#[pyclass(frozen, module = "dmsa._dmsa")]
pub(crate) struct Definition {
    model: Model,
    revision: String,
    findings: Vec<Diagnostic>,
}

impl Definition {
    pub(crate) fn new(model: Model, revision: String, findings: Vec<Diagnostic>) -> Self {
        Self { model, revision, findings }
    }

    /// The definition itself.
    pub(crate) fn whole(&self) -> &Model {
        &self.model
    }
}

#[pymethods]
impl Definition {
    /// The model's name.
    #[getter]
    fn model(&self) -> &str {
        &self.model.name
    }

    /// The version.
    #[getter]
    fn version(&self) -> &str {
        self.model.version.as_str()
    }

    /// Where the definition came from.
    #[getter]
    fn revision(&self) -> &str {
        &self.revision
    }

    fn __repr__(&self) -> String {
        format!("<Definition {} {}>", self.model.name, self.model.version)
    }

    /// A script.
    #[pyo3(signature = (dialect, operation, tables, constraints, indexes, options=None))]
    #[allow(clippy::too_many_arguments, reason = "Python calls it with names")]
    fn script(
        &self,
        py: Python<'_>,
        dialect: &str,
        operation: &str,
        tables: bool,
        constraints: bool,
        indexes: bool,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<String> {
        let names: Vec<_> = DIALECTS.iter().map(|dialect| dialect.name()).collect();
        let dialect = dialect::find(&dialect.to_lowercase())
            .ok_or_else(|| errors::option(py, &unknown("dialect", dialect, &names)))?;
        let names: Vec<_> = Operation::ALL.iter().map(|operation| operation.name()).collect();
        let operation = *Operation::ALL
            .iter()
            .find(|known| known.name() == operation)
            .ok_or_else(|| errors::option(py, &unknown("operation", operation, &names)))?;
        let (adaptation, options) = convert::adaptation(py, options)?;
        let mut options: ddl::Options = convert::options(py, ddl::SETTINGS.iter(), Some(&options))?;
        options.revision.clone_from(&self.revision);
        let elements = Elements { tables, constraints, indexes };
        let script = py.detach(|| {
            ddl::script(&adaptation.apply(&self.model), dialect, operation, elements, &options).map(|s| s.into_text())
        });
        script.map_err(|error| errors::script(py, &error))
    }

    /// A diagram; of what changed since `before`, if that is given.
    #[pyo3(signature = (format, options=None, before=None))]
    fn diagram<'py>(
        &self,
        py: Python<'py>,
        format: &str,
        options: Option<&Bound<'_, PyDict>>,
        before: Option<PyRef<'_, Definition>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let names: Vec<_> = diagram::FORMATS.iter().map(|format| format.name()).collect();
        let format = diagram::find(format).ok_or_else(|| errors::option(py, &unknown("format", format, &names)))?;
        let mut options: diagram::Options = convert::options(py, diagram::SETTINGS.iter(), options)?;
        if let Some(before) = before {
            options.compare = Some(before.model.clone().into());
        }
        let picture = py.detach(|| format.render(&self.model, &options));
        picture.map(|bytes| PyBytes::new(py, &bytes)).map_err(|error| errors::option(py, &error.to_string()))
    }

    /// What is wrong with the definition and the files it was read from.
    fn check(&self, py: Python<'_>) -> Vec<Found> {
        let all = py
            .detach(|| dmsa::check::join(self.findings.clone(), dmsa::check::model(&self.model, dmsa::dialect::USUAL)));
        all.into_iter()
            .map(|found| {
                let (file, line) = (found.origin.file().map(str::to_owned), found.origin.line());
                let (severity, code) = (found.severity.name().to_owned(), found.code.name.to_owned());
                (severity, code, found.message, file, line, found.table, found.field, found.help)
            })
            .collect()
    }

    /// Code of a target, such as a module for SQLAlchemy.
    #[pyo3(signature = (target, options=None))]
    fn generate(&self, py: Python<'_>, target: &str, options: Option<&Bound<'_, PyDict>>) -> PyResult<String> {
        let names: Vec<_> = codegen::TARGETS.iter().map(|target| target.name()).collect();
        let target = codegen::find(target).ok_or_else(|| errors::option(py, &unknown("target", target, &names)))?;
        let (adaptation, options) = convert::adaptation(py, options)?;
        let options = convert::options(py, target.settings().iter(), Some(&options))?;
        let generated = py.detach(|| target.generate(&adaptation.apply(&self.model), &options));
        generated.map(|generated| generated.text).map_err(|error| errors::script(py, &error))
    }

    /// The document of a data models service about this version.
    fn json(&self, py: Python<'_>) -> String {
        py.detach(|| dmsa::source::json::schemata(&self.model))
    }

    /// The tables of the model as SQLAlchemy needs them, as JSON, and the findings about what is not as the definition says.
    fn outline(&self, py: Python<'_>) -> PyResult<(String, Vec<String>)> {
        let metadata = py.detach(|| metadata::metadata(&self.model, &codegen::Options::default()));
        let metadata = metadata.map_err(|error| errors::script(py, &error))?;
        let left_out = metadata.diagnostics.iter().map(|found| found.message.clone()).collect();
        let text = serde_json::to_string(&metadata).map_err(|error| errors::definition(py, &error.to_string()))?;
        Ok((text, left_out))
    }
}

pub(crate) fn unknown(what: &str, name: &str, known: &[&str]) -> String {
    match suggest(name, known.iter().copied()) {
        Some(meant) => format!("there is no {what} `{name}`; did you mean `{meant}`?"),
        None => format!("there is no {what} `{name}`; there are {}", known.join(", ")),
    }
}
