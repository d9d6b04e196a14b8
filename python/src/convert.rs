//! Options by name, as Python gives them.

use crate::errors;
use dmsa::adapt::{self, Adaptation};
use dmsa::settings::Setting;
use dmsa::suggest::suggest;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyString};

/// What the dictionary sets. A name may be written with underscores for hyphens; `None` and `False` set nothing.
pub(crate) fn options<O: Default + 'static>(
    py: Python<'_>,
    settings: impl Iterator<Item = &'static Setting<O>> + Clone,
    given: Option<&Bound<'_, PyDict>>,
) -> PyResult<O> {
    let mut options = O::default();
    for (name, value) in given.into_iter().flatten() {
        let name = name.extract::<String>()?.replace('_', "-");
        let Some(setting) = settings.clone().find(|setting| setting.name == name) else {
            return Err(errors::option(py, &unknown(&name, settings)));
        };
        for text in texts(&value)? {
            setting.set(&mut options, &text).map_err(|error| errors::setting(py, &error))?;
        }
    }
    Ok(options)
}

/// What the dictionary says of how a site has a definition, and the rest of the dictionary.
pub(crate) fn adaptation<'py>(
    py: Python<'py>,
    given: Option<&Bound<'py, PyDict>>,
) -> PyResult<(Adaptation, Bound<'py, PyDict>)> {
    let (own, rest) = (PyDict::new(py), PyDict::new(py));
    for (name, value) in given.into_iter().flatten() {
        let is_own = adapt::Setting::find(&name.extract::<String>()?.replace('_', "-")).is_some();
        if is_own { &own } else { &rest }.set_item(name, value)?;
    }
    Ok((options(py, adapt::SETTINGS.iter(), Some(&own))?, rest))
}

fn unknown<O: 'static>(name: &str, settings: impl Iterator<Item = &'static Setting<O>>) -> String {
    let names: Vec<&str> = settings.map(|setting| setting.name).collect();
    match suggest(name, names.iter().copied()) {
        Some(meant) => format!("there is no option `{name}`; did you mean `{meant}`?"),
        None => format!("there is no option `{name}`; there are {}", names.join(", ")),
    }
}

/// The values that a setting is set to, one after the other.
fn texts(value: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
    if value.is_none() {
        return Ok(Vec::new());
    }
    if let Ok(flag) = value.cast::<PyBool>() {
        return Ok(if flag.is_true() { vec![String::new()] } else { Vec::new() });
    }
    if value.is_instance_of::<PyString>() || value.try_iter().is_err() {
        return Ok(vec![value.str()?.extract()?]);
    }
    value.try_iter()?.map(|item| item?.extract()).collect()
}
