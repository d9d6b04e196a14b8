//! `dmsa completions`: what a shell needs to complete the command line.

use super::{Outcome, Subcommand};
use crate::arguments;
use crate::failure::Failure;
use crate::terminal::Terminal;
use clap::{Arg, ArgMatches, Command, value_parser};
use clap_complete::Shell;

pub(super) const SUBCOMMAND: Subcommand =
    Subcommand { name: "completions", about: "Write a completion script for a shell", define, run };

const NOTES: &str = "\
Examples:
  dmsa completions bash > ~/.local/share/bash-completion/completions/dmsa
  dmsa completions zsh > ~/.zfunc/_dmsa
  dmsa completions fish > ~/.config/fish/completions/dmsa.fish
  dmsa completions powershell >> $PROFILE";

fn define(command: Command) -> Command {
    command
        .after_help(NOTES)
        .arg(Arg::new("shell").value_name("SHELL").required(true).value_parser(value_parser!(Shell)).help("The shell"))
}

fn run(matches: &ArgMatches, terminal: &Terminal) -> Result<Outcome, Failure> {
    let Some(shell) = matches.get_one::<Shell>("shell") else {
        return Err(Failure::new("no shell was given"));
    };
    let mut script = Vec::new();
    clap_complete::generate(*shell, &mut arguments::command(super::all()), "dmsa", &mut script);
    terminal.print(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Fine)
}
