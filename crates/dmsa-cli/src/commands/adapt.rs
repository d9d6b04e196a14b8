//! The options that adapt a definition to a site, for each command that has some of them.

use super::settings;
use crate::failure::Failure;
use clap::{Arg, ArgMatches};
use dmsa::adapt::{Adaptation, SETTINGS, Setting};
use dmsa::model::Model;

/// Those of commands that write what a database is given.
pub(super) const ALL: [&str; 3] = ["names", "string-length", "unique-indexes"];

/// Those of commands that are about names alone.
pub(super) const NAMES: [&str; 1] = ["names"];

/// The arguments of these options.
pub(super) fn arguments(known: &[&str]) -> impl Iterator<Item = Arg> {
    chosen(known).map(settings::argument)
}

/// What the arguments say of these options.
pub(super) fn adaptation(known: &[&str], matches: &ArgMatches) -> Result<Adaptation, Failure> {
    settings::options(chosen(known), matches)
}

/// The definition as the arguments want it.
pub(super) fn adapted(model: Model, known: &[&str], matches: &ArgMatches) -> Result<Model, Failure> {
    let adaptation = adaptation(known, matches)?;
    Ok(if adaptation == Adaptation::default() { model } else { adaptation.apply(&model).into_owned() })
}

fn chosen(known: &[&str]) -> impl Iterator<Item = &'static Setting> {
    SETTINGS.iter().filter(move |setting| known.contains(&setting.name))
}
