//! The command line as a whole: what holds for every subcommand, and reading it.

use crate::terminal::COLOR_CHOICES;
use clap::builder::PossibleValuesParser;
use clap::builder::styling::{AnsiColor, Styles};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, ColorChoice, Command};
use dmsa::suggest::suggest;
use std::ffi::OsString;
use std::io::{self, Write};

const NOTES: &str = "\
Exit codes:
  0  success
  1  it could not be done, or `check` or `validate` found errors
  2  the command line was not understood

Environment:
  DMSA_SOURCE  the source where no --source is given; several separated by commas
  NO_COLOR, CLICOLOR, CLICOLOR_FORCE  whether to use colour, as other programs understand them
  HTTPS_PROXY, HTTP_PROXY, NO_PROXY, SSL_CERT_FILE  how to reach a data models service

Examples:
  dmsa models                            what there is
  dmsa show pedsnet latest person        one table: fields, keys, references
  dmsa ddl pedsnet 6.3.0 postgresql | psql -1 -v ON_ERROR_STOP=1 mydb
                                         create the tables
  dmsa erd -o pedsnet.svg pedsnet 6.3.0  draw the tables
  dmsa serve                             the same as a web service, at http://127.0.0.1:5000/
  dmsa check --source ./my-models        find mistakes in definitions

`dmsa help <command>` explains a command, with examples.";

/// The exit code for a command line that makes no sense.
pub(crate) const NOT_UNDERSTOOD: u8 = 2;

/// The whole command line, with these subcommands.
pub(crate) fn command(subcommands: impl Iterator<Item = Command>) -> Command {
    let color = Arg::new("color")
        .long("color")
        .value_name("WHEN")
        .help("When to use colour")
        .default_value("auto")
        .value_parser(PossibleValuesParser::new(COLOR_CHOICES.map(|(name, _)| name)))
        .global(true);
    let quiet = Arg::new("quiet")
        .short('q')
        .long("quiet")
        .help("Say nothing on standard error but errors")
        .action(ArgAction::SetTrue)
        .global(true);
    Command::new("dmsa")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Turns published data model definitions into SQL scripts and diagrams")
        .after_help(NOTES)
        .styles(
            Styles::styled().header(AnsiColor::Green.on_default().bold()).usage(AnsiColor::Green.on_default().bold()),
        )
        .max_term_width(100)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .args([color, quiet])
        .subcommands(subcommands)
}

/// Reads the command line, which has these subcommands.
pub(crate) fn parse(
    arguments: impl Iterator<Item = OsString>,
    subcommands: impl Iterator<Item = Command>,
) -> Result<ArgMatches, clap::Error> {
    let arguments: Vec<OsString> = arguments.collect();
    let mut command = command(subcommands).color(color(&arguments));
    let known: Vec<String> = command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    command.try_get_matches_from_mut(&arguments).or_else(|error| {
        let Some(joined) = error.use_stderr().then(|| with_values_joined(TABLES, &arguments)).flatten() else {
            return Err(with_hint(error, &arguments, &known));
        };
        // The patterns may have been meant, so an error elsewhere is reported for that reading.
        command.try_get_matches_from_mut(joined).map_err(|other| match other.kind() {
            ErrorKind::MissingRequiredArgument => error,
            _ => with_hint(other, &arguments, &known),
        })
    })
}

/// The option whose value stands behind an equals sign.
const TABLES: &str = "--tables";

/// The arguments with `--tables PATTERN` written as `--tables=PATTERN`. `--tables` alone has always meant the tables and
/// nothing else, so clap reads it that way; where that leaves an argument too many, the next one was its value.
fn with_values_joined(option: &str, arguments: &[OsString]) -> Option<Vec<OsString>> {
    let mut joined: Vec<OsString> = Vec::with_capacity(arguments.len());
    for argument in arguments {
        match joined.last_mut().filter(|last| *last == option) {
            Some(last) if !argument.to_string_lossy().starts_with('-') => {
                last.push("=");
                last.push(argument);
            }
            _ => joined.push(argument.clone()),
        }
    }
    (joined.len() < arguments.len()).then_some(joined)
}

/// Improves what clap says about arguments that it did not understand.
fn with_hint(mut error: clap::Error, arguments: &[OsString], known: &[String]) -> clap::Error {
    replace_suggestion(&mut error, known);
    match error.kind() {
        ErrorKind::MissingRequiredArgument => name_missing_version(&mut error, arguments),
        ErrorKind::UnknownArgument => explain_tables(&mut error, arguments),
        _ => {}
    }
    error
}

/// Words that people try, and the command that does it.
const OTHER_NAMES: [(&str, &str); 8] = [
    ("compare", "diff"),
    ("create", "ddl"),
    ("diagram", "erd"),
    ("drop", "ddl"),
    ("lint", "check"),
    ("list", "models"),
    ("sql", "ddl"),
    ("upgrade", "migrate"),
];

/// Replaces clap's suggestion, which likes common letters (`toml` for `xml`, `completions` for `compare`), by ours.
fn replace_suggestion(error: &mut clap::Error, known: &[String]) {
    let string = |error: &clap::Error, kind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.clone()),
        _ => None,
    };
    if let Some(word) = string(error, ContextKind::InvalidSubcommand) {
        let other = OTHER_NAMES.iter().find(|(name, _)| *name == word).map(|(_, command)| *command);
        let meant = other.filter(|name| known.iter().any(|known| known.as_str() == *name));
        let meant = meant.or_else(|| suggest(&word, known.iter().map(String::as_str)));
        error.remove(ContextKind::SuggestedSubcommand);
        if let Some(meant) = meant {
            error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(vec![meant.to_owned()]));
        }
    } else if let Some(word) = string(error, ContextKind::InvalidValue) {
        let meant = match error.get(ContextKind::ValidValue) {
            Some(ContextValue::Strings(known)) => suggest(&word, known.iter().map(String::as_str)).map(str::to_owned),
            _ => None,
        };
        error.remove(ContextKind::SuggestedValue);
        // A parser that knows what else its values are called has suggested one already.
        if let Some(meant) = meant.filter(|_| error.get(ContextKind::Suggested).is_none()) {
            error.insert(ContextKind::SuggestedValue, ContextValue::String(meant));
        }
    }
}

/// Says that the version is missing where a command line names a model and a dialect alone.
fn name_missing_version(error: &mut clap::Error, arguments: &[OsString]) {
    let missing = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::Strings(missing)) => missing.iter().any(|argument| argument == "<DIALECT>"),
        _ => false,
    };
    let words: Vec<String> = arguments.iter().map(|argument| argument.to_string_lossy().to_lowercase()).collect();
    let dialect = words.iter().skip(2).rev().find(|word| dmsa::dialect::find(word).is_some());
    if let Some(dialect) = dialect.filter(|_| missing) {
        let hint = format!("`{dialect}` stands where the version belongs: write the version, or `latest`, before it");
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![hint.into()]));
    }
}

/// Explains how patterns for tables are written, where an unexpected argument may be one.
fn explain_tables(error: &mut clap::Error, arguments: &[OsString]) {
    let Some(ContextValue::String(unexpected)) = error.get(ContextKind::InvalidArg) else {
        return;
    };
    let chooses_tables = |argument: &OsString| {
        let text = argument.to_string_lossy();
        text == "-t" || text.split('=').next() == Some(TABLES)
    };
    if !unexpected.starts_with('-') && arguments.iter().any(chooses_tables) {
        let hint = format!("to choose tables, write {TABLES}={unexpected}; several are separated by commas");
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![hint.into()]));
    }
}

/// What `--color` says, for messages about arguments that could not be read.
fn color(arguments: &[OsString]) -> ColorChoice {
    let said = |word: &str| {
        arguments.windows(2).any(|pair| pair[0] == "--color" && pair[1] == word)
            || arguments.iter().any(|argument| *argument == *format!("--color={word}"))
    };
    match () {
        () if said("always") => ColorChoice::Always,
        () if said("never") => ColorChoice::Never,
        () => ColorChoice::Auto,
    }
}

/// Prints clap's answer to a command line that asks for help or cannot be understood, and gives the exit code.
pub(crate) fn answer(answer: &clap::Error) -> u8 {
    if answer.use_stderr() {
        let text = answer.render();
        let text = text.ansi().to_string().replace("  \u{1b}[32mtip:\u{1b}[0m", "\u{1b}[32mhelp:\u{1b}[0m");
        write!(anstream::stderr().lock(), "{text}").ok();
        return NOT_UNDERSTOOD;
    }
    match answer.print() {
        Ok(()) => 0,
        // A reader that stops early (`dmsa help | head`) has what it wants.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => 0,
        Err(error) => {
            writeln!(anstream::stderr().lock(), "error: cannot write to standard output: {error}").ok();
            1
        }
    }
}
