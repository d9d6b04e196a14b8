//! The options of an output as arguments: `--schema NAME`, `--detail all`.

use crate::failure::Failure;
use crate::terminal::Terminal;
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, ArgMatches};
use dmsa::settings::{Setting, SettingValue, UnusedOption};

/// The argument of an option.
pub(super) fn argument<O>(setting: &'static Setting<O>) -> Arg {
    let argument = Arg::new(setting.name).long(setting.name).help(setting.about);
    match setting.value {
        SettingValue::Switch(_) => argument.action(ArgAction::SetTrue),
        SettingValue::Choice(choices) => {
            let values = choices.iter().map(|choice| PossibleValue::new(choice.name).help(choice.about));
            let usual = choices.first().map_or("", |choice| choice.name);
            argument
                .value_name("HOW")
                .ignore_case(true)
                .value_parser(PossibleValuesParser::new(values))
                .help(format!("{} [default: {usual}]", setting.about))
        }
        SettingValue::Value { what, .. } => argument.value_name(what),
        SettingValue::Name(_) => argument.value_name("NAME"),
        SettingValue::Globs(_) => argument.value_name("GLOB,…").action(ArgAction::Append),
    }
}

/// Warns about options that change nothing.
pub(super) fn warn_of(unused: &[UnusedOption], terminal: &Terminal) {
    for UnusedOption { option, because } in unused {
        terminal.warning(&format!("--{option} changes nothing: {because}"), "leave it out");
    }
}

/// What the arguments set.
pub(super) fn options<O: Default + 'static>(
    settings: impl IntoIterator<Item = &'static Setting<O>>,
    matches: &ArgMatches,
) -> Result<O, Failure> {
    let mut options = O::default();
    for setting in settings {
        let mut set = |value: &str| {
            setting.set(&mut options, value).map_err(|error| {
                Failure::usage(format!("--{} cannot be `{}`", error.name, error.value)).help(error.expected)
            })
        };
        if let SettingValue::Switch(_) = setting.value {
            if matches.get_flag(setting.name) {
                set("")?;
            }
        } else {
            for value in matches.get_many::<String>(setting.name).into_iter().flatten() {
                set(value)?;
            }
        }
    }
    Ok(options)
}
