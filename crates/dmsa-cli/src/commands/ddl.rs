//! `dmsa ddl`: SQL scripts.

use super::settings::{self, options};
use super::{Outcome, Subcommand, adapt};
use crate::failure::Failure;
use crate::source::{self, Found};
use crate::terminal::Terminal;
use crate::{findings, output};
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Command, value_parser};
use dmsa::ddl::{
    self, Elements, FORMATS, Format, Operation, Options, SETTINGS, Script, Setting, SettingValue, StatementKind,
};
use dmsa::dialect::{DIALECTS, Dialect};
use dmsa::model::{Model, Table};
use std::path::PathBuf;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "ddl",
    about: "Write the SQL that creates a model's tables, or drops, empties or alters them",
    define,
    run,
};

const NOTES: &str = "\
The script goes to standard output, or to FILE. Whatever the script leaves out or changes is reported on standard error \
and in comments of the script.

Examples:
  dmsa ddl pedsnet 6.3.0 postgresql | psql -1 -v ON_ERROR_STOP=1 mydb
                                                         create everything, or nothing
  dmsa ddl -t pedsnet latest oracle -o tables.sql        only the tables; load data, then
  dmsa ddl -ci pedsnet latest oracle -o rest.sql         constraints and indexes
  dmsa ddl -d omop 5.4 mysql                             drop what `ddl` created
  dmsa ddl --tables='concept*,vocabulary' omop 5.4 mssql --schema cdm --identity none
  dmsa ddl --format json omop 5.4 sqlite                 one JSON object a statement
  dmsa ddl --service=https://data-models-service.example.org/ omop 5.0 postgresql";

/// The option of scripts that needs more than the embedded catalog has.
const COMMENTS: &str = "comments";

/// The operations that have a flag, and the flag; without any of them the script creates.
const OPERATIONS: [(Operation, char, &str, &str); 4] = [
    (Operation::Drop, 'd', "drop", "Drop what the script without this flag creates"),
    (Operation::Delete, 'x', "delete-data", "Delete the data"),
    (Operation::Nologging, 'n', "nologging", "Keep changes out of the redo log"),
    (Operation::Logging, 'l', "logging", "Write changes to the redo log again"),
];

fn define(command: Command) -> Command {
    let (selection, writing) = SETTINGS.iter().partition::<Vec<_>, _>(|s| matches!(s.value, SettingValue::Globs(_)));
    let command = command
        .after_help(NOTES)
        .args(source::version_arguments())
        .arg(super::dialect::argument())
        .next_help_heading("Operation (creates, unless one of these is given)")
        .args(OPERATIONS.iter().map(|(operation, short, long, about)| {
            let only = if operation.needs_logging() { format!(" ({})", with_logging()) } else { String::new() };
            Arg::new(*long).short(*short).long(*long).help(format!("{about}{only}")).action(ArgAction::SetTrue)
        }))
        .group(ArgGroup::new("operation").args(OPERATIONS.map(|(_, _, long, _)| long)))
        .next_help_heading("Elements (all of them, unless one is given)")
        .args(elements().map(|(name, _)| element_argument(name)));
    let with_elements: Vec<_> = elements().map(|(name, _)| name).collect();
    let command = command
        .next_help_heading("Selection")
        .args(selection.into_iter().filter(|setting| !with_elements.contains(&setting.name)).map(settings::argument))
        .next_help_heading("Writing")
        .args(writing.into_iter().map(settings::argument))
        .args(adapt::arguments(&adapt::ALL))
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("FORMAT")
                .default_value(FORMATS.first().map_or("", |format| format.name))
                .value_parser(PossibleValuesParser::new(
                    FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about)),
                ))
                .help("How the script is written"),
        )
        .arg(
            Arg::new("output")
                .short('o')
                .long("output")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("Write to this file, whole or not at all, instead of standard output"),
        )
        .arg(Arg::new("log").long("log").value_name("LEVEL").hide(true).help("Accepted from older scripts; ignored"))
        .mut_arg(COMMENTS, |argument| {
            let about = argument.get_help().map(ToString::to_string).unwrap_or_default();
            argument.help(format!("{about}; needs a --source that has them, the embedded catalog has none"))
        });
    source::arguments(command)
}

/// The dialects that know `logging` and `nologging`.
fn with_logging() -> String {
    let names: Vec<_> = DIALECTS.iter().filter(|d| d.capabilities().logging).map(|dialect| dialect.name()).collect();
    names.join(", ")
}

/// The elements that have a flag: all but `all`.
fn elements() -> impl Iterator<Item = (&'static str, Elements)> {
    Elements::NAMED.into_iter().filter(|(_, elements)| *elements != Elements::ALL)
}

/// The flag of an element, which is its first letter or its name. Where an option of scripts has the same name, the flag
/// with a value (`--tables=GLOB`) is that option.
fn element_argument(name: &'static str) -> Arg {
    let argument = Arg::new(name).short(name.chars().next()).long(name);
    match Setting::find(name) {
        None => argument.action(ArgAction::SetTrue).help(format!("The {name}")),
        Some(setting) => settings::argument(setting)
            .short(name.chars().next())
            .num_args(0..=1)
            .require_equals(true)
            .help(format!("The {name}. With a value: {}", lower_first(setting.about))),
    }
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}

fn run(matches: &ArgMatches, terminal: &Terminal) -> Result<Outcome, Failure> {
    let arguments = Arguments::new(matches)?;
    let Found { model, revision, .. } = source::open(matches, terminal)?.find(&arguments.model, &arguments.version)?;
    let model = adapt::adapted(model, &adapt::ALL, matches)?;
    let Arguments { dialect, operation, elements, .. } = arguments;
    let options = Options { revision, ..arguments.options };
    let title = format!("{} {}", model.name, model.version);
    let script = ddl::script(&model, dialect, operation, elements, &options)?;
    findings::note(script.diagnostics(), &format!("{title} for {}", dialect.label()), terminal);
    let unused = ddl::unused_options(operation, elements, &options);
    settings::warn_of(&unused, terminal);
    let has_comments = options.comments && unused.iter().all(|unused| unused.option != COMMENTS);
    let warnings = [
        unused_elements(operation, elements),
        empty_script(&script, dialect, elements, &title),
        has_comments.then(|| missing_descriptions(&model, &title)).flatten(),
    ];
    for (message, help) in warnings.into_iter().flatten() {
        terminal.warning(&message, help);
    }
    output::write(arguments.output.as_deref(), &arguments.format.write(&script), terminal)?;
    Ok(Outcome::Fine)
}

/// The arguments of the command.
struct Arguments {
    model: String,
    version: String,
    dialect: &'static dyn Dialect,
    operation: Operation,
    elements: Elements,
    options: Options,
    format: &'static Format,
    output: Option<PathBuf>,
}

impl Arguments {
    fn new(matches: &ArgMatches) -> Result<Self, Failure> {
        let text = |name: &str| matches.get_one::<String>(name).cloned().unwrap_or_default();
        Ok(Self {
            model: text("model"),
            version: text("version"),
            dialect: super::dialect::chosen(matches)?,
            operation: operation(matches),
            elements: chosen_elements(matches),
            options: options(SETTINGS, matches)?,
            format: Format::find(&text("format")).ok_or_else(|| Failure::usage("no such format"))?,
            output: matches.get_one("output").cloned(),
        })
    }
}

/// A warning and what to do.
type Warning = (String, &'static str);

/// Warns about elements of a script that deletes rows. `-t` alone, which scripts for dmsa 0.7 give, says nothing else.
fn unused_elements(operation: Operation, elements: Elements) -> Option<Warning> {
    let message = "--delete-data ignores elements: the script empties every selected table";
    let help = "leave the elements out; --tables=GLOB selects tables";
    (operation == Operation::Delete && !elements.tables).then(|| (message.to_owned(), help))
}

/// Warns about a script that changes nothing.
fn empty_script(script: &Script, dialect: &dyn Dialect, elements: Elements, title: &str) -> Option<Warning> {
    if !dialect.capabilities().alters_constraints && elements == CONSTRAINTS_ALONE {
        let message = format!("there is nothing to do: {} has constraints in CREATE TABLE alone", dialect.label());
        return Some((message, "they come and go with the tables: -t"));
    }
    let is_empty = script.statements().iter().all(|statement| statement.kind == StatementKind::History);
    let message = || format!("there is nothing to do: {title} has none of the chosen elements");
    is_empty.then(|| (message(), "choose other elements, or none for all of them"))
}

/// Warns about comments that the source has no text for.
fn missing_descriptions(model: &Model, title: &str) -> Option<Warning> {
    let described =
        |table: &Table| !table.description.is_empty() || table.fields.iter().any(|field| !field.description.is_empty());
    let message = || format!("--{COMMENTS} has nothing to write: the source has no descriptions of {title}");
    let help = "name a folder of definitions that has them with --source";
    (!model.tables.iter().any(described)).then(|| (message(), help))
}

/// What `-c` asks for.
const CONSTRAINTS_ALONE: Elements = Elements { tables: false, constraints: true, indexes: false };

fn operation(matches: &ArgMatches) -> Operation {
    let given = OPERATIONS.iter().find(|(_, _, long, _)| matches.get_flag(long));
    given.map_or(Operation::Ddl, |(operation, ..)| *operation)
}

fn chosen_elements(matches: &ArgMatches) -> Elements {
    let none = Elements { tables: false, constraints: false, indexes: false };
    let chosen = elements().filter(|(name, _)| is_flagged(matches, name)).fold(none, |chosen, (_, element)| Elements {
        tables: chosen.tables || element.tables,
        constraints: chosen.constraints || element.constraints,
        indexes: chosen.indexes || element.indexes,
    });
    if chosen == none { Elements::ALL } else { chosen }
}

/// Whether an element's flag was given, without a value where it can have one.
fn is_flagged(matches: &ArgMatches, name: &str) -> bool {
    match Setting::find(name) {
        None => matches.get_flag(name),
        Some(_) => matches
            .get_occurrences::<String>(name)
            .is_some_and(|mut occurrences| occurrences.any(|mut values| values.next().is_none())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_can_be_asked_for() {
        let flagged: Vec<_> = OPERATIONS.iter().map(|(operation, ..)| *operation).collect();
        assert!(Operation::ALL.iter().all(|operation| *operation == Operation::Ddl || flagged.contains(operation)));
    }

    fn parsed(arguments: &str) -> Result<ArgMatches, clap::Error> {
        let all = ["dmsa", "ddl"].into_iter().chain(arguments.split(' ')).map(Into::into);
        crate::arguments::parse(all, crate::commands::all())
            .map(|matches| matches.subcommand_matches("ddl").expect("ddl").clone())
    }

    #[test]
    fn elements_are_chosen_as_they_always_were() {
        let chosen = |arguments: &str| {
            let chosen = chosen_elements(&parsed(arguments).unwrap());
            (chosen.tables, chosen.constraints, chosen.indexes)
        };
        assert_eq!(chosen("m 1 oracle"), (true, true, true));
        assert_eq!(chosen("-tci m 1 oracle"), (true, true, true));
        assert_eq!(chosen("-ti m 1 oracle"), (true, false, true));
        assert_eq!(chosen("m 1 oracle -t"), (true, false, false));
        assert_eq!(chosen("--tables m 1 oracle"), (true, false, false));
        assert_eq!(chosen("m 1 oracle --tables --indexes"), (true, false, true));
        assert_eq!(chosen("--constraints m 1 oracle"), (false, true, false));
        assert_eq!(chosen("-c --tables=a m 1 oracle"), (false, true, false));
        assert_eq!(chosen("--tables=a m 1 oracle"), (true, true, true));
    }

    #[test]
    fn patterns_may_follow_the_flag_without_an_equals_sign() {
        let tables = |arguments: &str| {
            let options: Options = options(SETTINGS, &parsed(arguments).unwrap()).unwrap();
            options.tables.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(tables("--tables a,b* m 1 oracle"), ["a", "b*"]);
        assert_eq!(tables("m 1 oracle --tables a -o x --tables=b"), ["a", "b"]);
        assert_eq!(tables("m 1 --tables a oracle -q"), ["a"]);
        assert!(tables("--tables m 1 oracle").is_empty());
        assert!(parsed("--tables a m 1 oracel").unwrap_err().to_string().contains("'oracel'"));
        assert!(parsed("--tables m 1 oracel").unwrap_err().to_string().contains("'oracel'"));
    }

    #[test]
    fn one_operation_at_a_time() {
        assert_eq!(operation(&parsed("-x m 1 oracle").unwrap()), Operation::Delete);
        assert_eq!(operation(&parsed("m 1 oracle --nologging").unwrap()), Operation::Nologging);
        assert!(parsed("-d -x m 1 oracle").is_err());
    }
}
