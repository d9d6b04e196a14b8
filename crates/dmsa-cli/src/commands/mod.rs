//! The subcommands: one file and one line each.

mod adapt;
mod check;
mod checks;
mod codegen;
mod completions;
mod convert;
mod ddl;
mod dialect;
mod diff;
mod erd;
mod healthcheck;
mod json;
mod load;
mod migrate;
mod models;
mod pack;
mod sample;
mod serve;
mod service;
mod settings;
mod show;
mod validate;

use crate::failure::Failure;
use crate::terminal::Terminal;
use clap::{ArgMatches, Command};
use dmsa::codegen::TARGETS;

/// Every subcommand, in the order people are shown them.
pub(crate) static SUBCOMMANDS: &[Subcommand] = &[
    models::SUBCOMMAND,
    show::SUBCOMMAND,
    ddl::SUBCOMMAND,
    diff::SUBCOMMAND,
    migrate::SUBCOMMAND,
    erd::SUBCOMMAND,
    check::SUBCOMMAND,
    sample::SUBCOMMAND,
    validate::SUBCOMMAND,
    pack::SUBCOMMAND,
    checks::SUBCOMMAND,
    load::SUBCOMMAND,
    convert::SUBCOMMAND,
    serve::SUBCOMMAND,
    healthcheck::SUBCOMMAND,
    completions::SUBCOMMAND,
];

/// A subcommand.
#[derive(Debug)]
pub(crate) struct Subcommand {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it does, in one line without a full stop.
    pub(crate) about: &'static str,
    /// Adds its arguments and help. Only called for the subcommand in use.
    pub(crate) define: fn(Command) -> Command,
    /// Does it.
    pub(crate) run: fn(&ArgMatches, &Terminal) -> Result<Outcome, Failure>,
}

/// How a command ended that did what it was asked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Well.
    Fine,
    /// It looked for errors and found some.
    FoundErrors,
    /// It was asked whether there are differences, and there are.
    Differences,
}

impl From<Outcome> for u8 {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Fine => 0,
            Outcome::FoundErrors => 1,
            Outcome::Differences => 3,
        }
    }
}

/// Every subcommand for the command line, defined when it is used.
pub(crate) fn all() -> impl Iterator<Item = Command> {
    each().map(|(command, define)| command.defer(define))
}

/// Every subcommand with its arguments.
pub(crate) fn defined() -> impl Iterator<Item = Command> {
    each().map(|(command, define)| define(command))
}

/// Every subcommand without its arguments, and what adds them. One for each target of code follows the one for diagrams.
fn each() -> impl Iterator<Item = (Command, fn(Command) -> Command)> {
    SUBCOMMANDS.iter().flat_map(|subcommand| {
        let named = |name: &'static str, about: &'static str| Command::new(name).about(about);
        let own = (named(subcommand.name, subcommand.about), subcommand.define);
        let targets = if subcommand.name == erd::SUBCOMMAND.name { TARGETS } else { &[] };
        let define: fn(Command) -> Command = codegen::define;
        [own].into_iter().chain(targets.iter().map(move |target| (named(target.name(), target.about()), define)))
    })
}

/// Runs the subcommand that the arguments name.
pub(crate) fn run(matches: &ArgMatches, terminal: &Terminal) -> Result<Outcome, Failure> {
    if let Some((name, matches)) = matches.subcommand()
        && let Some(target) = dmsa::codegen::find(name)
    {
        return codegen::run(target, matches, terminal);
    }
    let asked = matches.subcommand().and_then(|(name, matches)| {
        SUBCOMMANDS.iter().find(|subcommand| subcommand.name == name).map(|subcommand| (subcommand, matches))
    });
    match asked {
        Some((subcommand, matches)) => (subcommand.run)(matches, terminal),
        None => Err(Failure::new("no command was given").help("`dmsa help` lists the commands")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_subcommand_is_well_formed() {
        crate::arguments::command(all()).debug_assert();
        let own = SUBCOMMANDS.iter().map(|subcommand| (subcommand.define)(Command::new(subcommand.name)));
        for defined in own.chain(TARGETS.iter().map(|target| codegen::define(Command::new(target.name())))) {
            let help = defined.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("Examples:\n"), "the help of `{}` has examples", defined.get_name());
        }
    }
}
