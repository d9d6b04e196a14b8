//! `dmsa completions`: what a shell needs to complete the command line.

use super::{Outcome, Subcommand};
use crate::failure::Failure;
use crate::shells;
use crate::terminal::Terminal;
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command};

pub(super) const SUBCOMMAND: Subcommand =
    Subcommand { name: "completions", about: "Write a completion script for a shell", define, run };

const NOTES: &str = "\
The shell then completes commands, options, models, versions, tables and databases. It asks `dmsa`, which must be on the path.

Examples:
  dmsa completions bash > ~/.local/share/bash-completion/completions/dmsa
  dmsa completions zsh > ~/.zfunc/_dmsa
  dmsa completions fish > ~/.config/fish/completions/dmsa.fish
  dmsa completions powershell >> $PROFILE";

fn define(command: Command) -> Command {
    command.after_help(NOTES).arg(
        Arg::new("shell")
            .value_name("SHELL")
            .required(true)
            .value_parser(PossibleValuesParser::new(shells::names()))
            .help("The shell"),
    )
}

fn run(matches: &ArgMatches, terminal: &Terminal) -> Result<Outcome, Failure> {
    let shell = matches.get_one::<String>("shell").map_or("", String::as_str);
    let script = shells::script(shell).ok_or_else(|| Failure::new(format!("no script for the shell `{shell}`")))?;
    terminal.print(&script)?;
    Ok(Outcome::Fine)
}
