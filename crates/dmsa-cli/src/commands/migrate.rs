//! `dmsa migrate`: the SQL that brings a database from one version to another.

use super::diff::{output_argument, pair, version_arguments};
use super::settings::{self, options};
use super::{Outcome, Subcommand, adapt};
use crate::failure::Failure;
use crate::terminal::Terminal;
use crate::{findings, output, source};
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, ArgMatches, Command};
use dmsa::ddl;
use dmsa::dialect;
use dmsa::migrate::{Allow, FORMATS, Format, Options, migrate, settings as migration_settings};
use std::path::PathBuf;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "migrate",
    about: "Write the SQL that brings a database from one version of a model to another",
    define,
    run,
};

const NOTES: &str = "\
The script changes a database that `dmsa ddl` made with the same options, upwards or downwards, over any number of \
versions. Nothing is lost that you do not allow: tables and fields that are gone stay, and the script stops before its \
first change if rows stand against one.

Examples:
  dmsa migrate pedsnet 6.2 6.3 postgresql | psql -1 -v ON_ERROR_STOP=1 mydb
                                                         change everything, or nothing
  dmsa migrate --allow drop-field,drop-table pedsnet 5.0 6.3 postgresql
                                                         drop what 6.3 does not have
  dmsa migrate --allow all pcornet 6.1 7.0 sqlite -o up.sql
                                                         for a database whose rows nobody needs
  dmsa migrate --format json omop 5.0 5.1 mysql          one JSON object a step, with its risk";

fn define(command: Command) -> Command {
    let allow = Allow::ALL.iter().map(|allow| PossibleValue::new(allow.name()).help(allow.about()));
    let all = PossibleValue::new("all").help("All of these");
    let formats = FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about));
    let command = command
        .after_help(NOTES)
        .args(version_arguments())
        .arg(super::dialect::argument())
        .arg(
            Arg::new("allow")
                .long("allow")
                .value_name("WHAT,…")
                .action(ArgAction::Append)
                .value_delimiter(',')
                .ignore_case(true)
                .value_parser(PossibleValuesParser::new(allow.chain([all])))
                .help("What may be lost or made up"),
        )
        .args(migration_settings().map(settings::argument))
        .args(adapt::arguments(&adapt::ALL))
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("FORMAT")
                .ignore_case(true)
                .default_value(FORMATS.first().map_or("", |format| format.name))
                .value_parser(PossibleValuesParser::new(formats))
                .help("How the script is written"),
        )
        .arg(output_argument());
    source::arguments(command)
}

fn run(matches: &ArgMatches, terminal: &Terminal) -> Result<Outcome, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).map_or("", String::as_str);
    let dialect = dialect::find(&text("dialect").to_lowercase())
        .ok_or_else(|| Failure::new(format!("no dialect `{}`", text("dialect"))))?;
    let names: Vec<&str> = matches.get_many::<String>("allow").into_iter().flatten().map(String::as_str).collect();
    let allow = Allow::parse(&names.join(","))
        .map_err(|name| Failure::usage(format!("nothing is called `{name}` that could be allowed")))?;
    let sources = source::open(matches, terminal)?;
    let pair = pair(matches, &sources)?.adapted(&adapt::adaptation(&adapt::ALL, matches)?);
    let mut script: ddl::Options = options(migration_settings(), matches)?;
    script.revision.clone_from(&pair.revision);
    let migration = migrate(&pair.diff(), dialect, &Options { allow, script })?;
    let title = format!("{} {} for {}", pair.after.name, pair.after.version, dialect.label());
    findings::note(migration.diagnostics(), &title, terminal);
    let name = text("format").to_lowercase();
    let format = Format::find(&name).ok_or_else(|| Failure::usage(format!("no format `{name}`")))?;
    output::write(matches.get_one::<PathBuf>("output").map(PathBuf::as_path), &(format.write)(&migration), terminal)?;
    Ok(Outcome::Fine)
}
