//! The `dmsa` command: published data model definitions in, SQL scripts and diagrams out.
//!
//! The work is done by the library `dmsa`; here is what a command needs around it: arguments, sources on disk and on the
//! network, output that a person or a program can use. A subcommand is one file in `commands/` and one line in
//! [`commands::SUBCOMMANDS`].

mod arguments;
mod commands;
mod failure;
mod findings;
mod output;
mod source;
mod table;
mod terminal;

use failure::Failure;
use std::process::ExitCode;
use terminal::Terminal;

fn main() -> ExitCode {
    let matches = match arguments::parse(std::env::args_os()) {
        Ok(matches) => matches,
        Err(answer) => return arguments::answer(&answer),
    };
    let terminal = Terminal::new(&matches);
    match commands::run(&matches, &terminal) {
        Ok(outcome) => outcome.into(),
        Err(Failure::ReaderGone) => ExitCode::SUCCESS,
        Err(Failure::Told { message, usage, help }) => {
            terminal.error(&message, help.as_deref());
            ExitCode::from(if usage { arguments::NOT_UNDERSTOOD } else { 1 })
        }
    }
}
