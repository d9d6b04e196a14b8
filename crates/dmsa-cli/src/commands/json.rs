//! `--json`: the same facts for programs.

use crate::failure::Failure;
use clap::{Arg, ArgAction, ArgMatches};
use dmsa::model::Model;
use serde::Serialize;

/// The argument.
pub(super) fn argument() -> Arg {
    Arg::new("json").long("json").action(ArgAction::SetTrue).help("Write JSON, for programs")
}

/// Whether it was given.
pub(super) fn is_wanted(matches: &ArgMatches) -> bool {
    matches.get_flag("json")
}

/// The value as JSON, indented, with a line end.
pub(super) fn text(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(value).map(|text| text + "\n").map_err(Failure::new)
}

/// How finished a version is, in the form of the data models service.
#[derive(Serialize)]
pub(super) struct Release<'a> {
    level: &'a str,
    serial: &'a str,
}

/// How finished this version is.
pub(super) fn release(model: &Model) -> Release<'_> {
    Release { level: &model.release.level, serial: &model.release.serial }
}
