//! What is written to the two streams, and how it looks there.

use crate::failure::Failure;
use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use clap::ArgMatches;
use std::io::{self, IsTerminal, Write};

/// The streams of the process, and what the user wants on them.
#[derive(Debug)]
pub(crate) struct Terminal {
    out: Styles,
    err: Styles,
    quiet: bool,
}

/// The few styles there are; all of them plain where colour is not wanted.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Styles {
    /// Titles and column headings.
    pub(crate) heading: Style,
    /// What matters less.
    pub(crate) faint: Style,
    /// The word `error`.
    pub(crate) error: Style,
    /// The word `warning`.
    pub(crate) warning: Style,
    /// The words `note` and `help`.
    pub(crate) note: Style,
}

const COLOURED: Styles = Styles {
    heading: Style::new().bold(),
    faint: Style::new().dimmed(),
    error: AnsiColor::Red.on_default().bold(),
    warning: AnsiColor::Yellow.on_default().bold(),
    note: AnsiColor::Cyan.on_default().bold(),
};

/// `--color`, as an argument's values.
pub(crate) const COLOR_CHOICES: [(&str, ColorChoice); 3] =
    [("auto", ColorChoice::Auto), ("always", ColorChoice::Always), ("never", ColorChoice::Never)];

impl Terminal {
    /// The streams as the arguments want them.
    pub(crate) fn new(matches: &ArgMatches) -> Self {
        let asked = matches.get_one::<String>("color").map_or("auto", String::as_str);
        let choice =
            COLOR_CHOICES.iter().find(|(name, _)| *name == asked).map_or(ColorChoice::Auto, |(_, choice)| *choice);
        let styles = |automatic: ColorChoice| {
            let wanted = if choice == ColorChoice::Auto { automatic } else { choice };
            if wanted == ColorChoice::Never { Styles::default() } else { COLOURED }
        };
        Self {
            out: styles(AutoStream::choice(&io::stdout())),
            err: styles(AutoStream::choice(&io::stderr())),
            quiet: matches.get_flag("quiet"),
        }
    }

    /// The styles of standard output.
    pub(crate) fn out(&self) -> Styles {
        self.out
    }

    /// The styles of standard error.
    pub(crate) fn err(&self) -> Styles {
        self.err
    }

    /// Whether standard output is to be coloured.
    pub(crate) fn out_in_colour(&self) -> bool {
        self.out.heading != Style::new()
    }

    /// Whether standard error is to be coloured.
    pub(crate) fn err_in_colour(&self) -> bool {
        self.err.heading != Style::new()
    }

    /// Whether only errors are wanted on standard error.
    pub(crate) fn quiet(&self) -> bool {
        self.quiet
    }

    /// How many columns standard output has, if it is a screen.
    pub(crate) fn width(&self) -> Option<usize> {
        let (width, _) = terminal_size::terminal_size_of(io::stdout())?;
        Some(usize::from(width.0))
    }

    /// Writes to standard output, all at once.
    pub(crate) fn print(&self, text: &str) -> Result<(), Failure> {
        self.print_bytes(text.as_bytes())
    }

    /// Writes what need not be text to standard output, all at once.
    pub(crate) fn print_bytes(&self, bytes: &[u8]) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        out.write_all(bytes).and_then(|()| out.flush()).map_err(|error| match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::BrokenPipe,
            _ => Failure::new(format!("cannot write to standard output: {error}")),
        })
    }

    /// Prints an error.
    pub(crate) fn error(&self, message: &str, help: Option<&str>) {
        let Styles { error, note, .. } = self.err;
        let mut text = format!("{error}error:{error:#} {}\n", printable(message));
        if let Some(help) = help {
            text.push_str(&format!("{note}help:{note:#} {}\n", printable(help)));
        }
        to_stderr(&text);
    }

    /// Prints a warning and what to do, unless `--quiet` is given.
    pub(crate) fn warning(&self, message: &str, help: &str) {
        let Styles { warning, note, .. } = self.err;
        let (message, help) = (printable(message), printable(help));
        self.inform(&format!("{warning}warning:{warning:#} {message}\n{note}help:{note:#} {help}\n"));
    }

    /// Prints a message on standard error, unless `--quiet` is given.
    pub(crate) fn inform(&self, text: &str) {
        if !self.quiet {
            to_stderr(text);
        }
    }

    /// Whether a person waits at the screen and wants to know what takes long.
    pub(crate) fn shows_progress(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }
}

/// There is nowhere to report that standard error cannot be written to.
pub(crate) fn to_stderr(text: &str) {
    io::stderr().lock().write_all(text.as_bytes()).ok();
}

/// The text without characters that would steer the terminal: definitions come from anywhere.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .map(|character| if character.is_control() && character != '\n' { '\u{fffd}' } else { character })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions_cannot_steer_the_terminal() {
        assert_eq!(printable("a\x1b[2Jb\r\nc"), "a\u{fffd}[2Jb\u{fffd}\nc");
    }
}
