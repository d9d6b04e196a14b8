//! `dmsa diff`: what changed between two definitions.

use super::{Outcome, Subcommand, adapt};
use crate::failure::Failure;
use crate::output;
use crate::source;
use crate::terminal::Terminal;
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use dmsa::diff::{FORMATS, Format};
use dmsa_source::{Pair, Sources};
use std::path::PathBuf;

pub(super) const SUBCOMMAND: Subcommand =
    Subcommand { name: "diff", about: "Show what changed from one version of a model to another", define, run };

const NOTES: &str = "\
Changes of the database's structure are listed apart from changes of wording. Renamed tables and fields are known from the \
definitions, over any number of versions.

FROM and TO are versions of MODEL, or of another model: `omop/5.4`.

Examples:
  dmsa diff pedsnet 6.2.0 6.3.0                          read it in a minute
  dmsa diff --format markdown pedsnet 5.0 6.3 -o new.md  a release note: what a site must do
  dmsa diff --exit-code pedsnet 5.1 5.2                  exit code 3 if databases must be changed
  dmsa diff pedsnet-bigint 3.5 pedsnet/3.5               two models";

/// The arguments that name two versions of a model, or of two models.
pub(super) fn version_arguments() -> [Arg; 3] {
    let version = |id, name, help| Arg::new(id).value_name(name).required(true).help(help);
    [
        version("model", "MODEL", "The model, such as `pedsnet`"),
        version("from", "FROM", "The earlier version, or MODEL/VERSION: `6.2.0`, `6.2` or `latest`"),
        version("to", "TO", "The later version, or MODEL/VERSION"),
    ]
}

/// The two definitions that the arguments name.
pub(super) fn pair(matches: &ArgMatches, sources: &Sources<'_>) -> Result<Pair, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).map_or("", String::as_str);
    Ok(sources.pair(text("model"), text("from"), text("to"))?)
}

/// `-o FILE`.
pub(super) fn output_argument() -> Arg {
    Arg::new("output")
        .short('o')
        .long("output")
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .help("Write to this file, whole or not at all, instead of standard output")
}

fn define(command: Command) -> Command {
    let formats = FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about));
    let command = command
        .after_help(NOTES)
        .args(version_arguments())
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("FORMAT")
                .ignore_case(true)
                .default_value(FORMATS.first().map_or("", |format| format.name))
                .value_parser(PossibleValuesParser::new(formats))
                .help("How the changes are written"),
        )
        .arg(
            Arg::new("exit-code")
                .long("exit-code")
                .action(ArgAction::SetTrue)
                .help("Exit with code 3 if there are changes that a database sees"),
        )
        .args(adapt::arguments(&adapt::NAMES))
        .arg(output_argument());
    source::arguments(command)
}

fn run(matches: &ArgMatches, terminal: &Terminal) -> Result<Outcome, Failure> {
    let sources = source::open(matches, terminal)?;
    let pair = pair(matches, &sources)?.adapted(&adapt::adaptation(&adapt::NAMES, matches)?);
    let diff = pair.diff();
    let name = matches.get_one::<String>("format").map(|name| name.to_lowercase()).unwrap_or_default();
    let format = Format::find(&name).ok_or_else(|| Failure::usage(format!("no format `{name}`")))?;
    output::write(matches.get_one::<PathBuf>("output").map(PathBuf::as_path), &format.write(&diff), terminal)?;
    let differs = matches.get_flag("exit-code") && diff.has_structure();
    Ok(if differs { Outcome::Differences } else { Outcome::Fine })
}
