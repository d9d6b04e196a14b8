//! The `dmsa` command: published data model definitions in, SQL scripts and diagrams out.
//!
//! The work is done by the library `dmsa`; here is what a command needs around it: arguments, sources on disk and on the
//! network, output that a person or a program can use. A subcommand is one file in `commands/` and one line in
//! `commands::SUBCOMMANDS`.

mod arguments;
mod commands;
mod completion;
mod failure;
mod findings;
mod observer;
mod output;
mod shells;
mod source;
mod table;
mod terminal;

use failure::Failure;
use std::ffi::OsString;
use terminal::Terminal;

/// Runs a command line, the name of the program first, and gives the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if let Some(code) = completion::answer(&arguments) {
        return code;
    }
    let matches = match arguments::parse(arguments.into_iter(), commands::all()) {
        Ok(matches) => matches,
        Err(answer) => return arguments::answer(&answer),
    };
    let terminal = Terminal::new(&matches);
    match commands::run(&matches, &terminal) {
        Ok(outcome) => outcome.into(),
        Err(Failure::BrokenPipe) => 0,
        Err(Failure::Error { message, usage, help }) => {
            terminal.error(&message, help.as_deref());
            if usage { arguments::NOT_UNDERSTOOD } else { 1 }
        }
    }
}
