//! The options of the library as parameters of a query.

use super::parameter::{Parameter, Value};
use crate::http::Problem;
use dmsa::settings::{Setting, SettingValue};

/// The options of something as parameters.
pub(crate) fn parameters_of<O: 'static>(settings: impl IntoIterator<Item = &'static Setting<O>>) -> Vec<Parameter> {
    let parameter = |setting: &'static Setting<O>| {
        let value = match setting.value {
            SettingValue::Switch(_) => Value::Switch,
            SettingValue::Choice(choices) => Value::Choice(choices.iter().map(|choice| choice.name).collect()),
            SettingValue::Globs(_) => Value::Patterns,
            SettingValue::Value { pattern: Some(pattern), .. } => Value::Matching(pattern),
            SettingValue::Name(_) | SettingValue::Value { .. } => Value::Text,
        };
        Parameter { name: setting.name, about: setting.about.to_owned(), value }
    };
    settings.into_iter().map(parameter).collect()
}

/// Sets the options that a query names.
pub(crate) fn set_options<O>(
    settings: &[Setting<O>],
    pairs: &[(String, String)],
    options: &mut O,
) -> Result<(), Problem> {
    for (name, value) in pairs {
        if let Some(setting) = settings.iter().find(|setting| setting.name == name) {
            setting.set(options, value).map_err(|error| Problem::bad(error.to_string()))?;
        }
    }
    Ok(())
}
