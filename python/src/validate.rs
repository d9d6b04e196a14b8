//! Data files against a definition.

use crate::definition::Definition;
use crate::errors;
use dmsa_data::options::Required;
use dmsa_data::{Inputs, Options, Rules, report};
use pyo3::prelude::*;
use std::sync::atomic::AtomicU64;

/// The report on these files, as JSON.
#[pyfunction]
#[pyo3(signature = (definition, paths, *, vocabulary, delimiter, null, t_in_datetimes, required, samples, show_values, memory, threads, allow_not_checked))]
#[allow(clippy::too_many_arguments, reason = "Python calls it with names")]
pub(crate) fn validate(
    py: Python<'_>,
    definition: PyRef<'_, Definition>,
    paths: Vec<String>,
    vocabulary: Vec<String>,
    delimiter: &str,
    null: Option<String>,
    t_in_datetimes: bool,
    required: &str,
    samples: usize,
    show_values: bool,
    memory: usize,
    threads: Option<usize>,
    allow_not_checked: bool,
) -> PyResult<String> {
    let wrong = |message: &str| errors::option(py, message);
    let options = Options {
        delimiter: dmsa_data::options::delimiter(delimiter).map_err(|error| wrong(&format!("delimiter: {error}")))?,
        null,
        t_in_datetimes,
        required: Required::find(required)
            .ok_or_else(|| wrong(&format!("required can be warning, error or ignore, not `{required}`")))?,
        samples,
        show_values,
        memory,
        threads,
        allow_not_checked,
        expect_all_tables: false,
    };
    let rules = Rules::new(definition.whole());
    let find = |paths: &[String]| Inputs::find(paths).map_err(|error| errors::data(py, &error));
    let (inputs, vocabulary) = (find(&paths)?, find(&vocabulary)?);
    let done = py.detach(|| dmsa_data::validate(&rules, &inputs, &vocabulary, &options, &AtomicU64::new(0)));
    done.map(|found| report::json(&found)).map_err(|error| errors::data(py, &error))
}
