//! `dmsa convert`: definitions from one layout to another.

mod destination;
mod layout;
mod losses;

use super::{Outcome, Subcommand, adapt};
use crate::failure::Failure;
use crate::findings;
use crate::source;
use crate::terminal::Terminal;
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgMatches, Command, value_parser};
use destination::Destination;
use layout::LAYOUTS;
use std::path::PathBuf;

pub(super) const SUBCOMMAND: Subcommand =
    Subcommand { name: "convert", about: "Write definitions in another layout", define, run };

const NOTES: &str = "\
With a model and a version, PATH is that definition's file, and without PATH it goes to standard output. A PATH with the \
layout's extension is a file, too. Otherwise, and where it is a folder that exists, PATH is a folder in which every \
definition has a place of its own: PATH/pedsnet/6.3.0.toml. For csv and one version it is that definition's own folder, \
new or not. Files that exist are replaced, none before all are written beside them.

Examples:
  dmsa convert --to toml pedsnet 6.3.0                                     to look at
  dmsa convert --to csv -o ./mine --source mine.toml mine 1.0              to publish
  dmsa convert --to toml -o ./catalog --source ./data-models               all of them
  dmsa convert --to service-json -o ./answers --service https://example.org/ omop";

fn define(command: Command) -> Command {
    let command = command
        .after_help(NOTES)
        .args(source::selecting_arguments())
        .arg(
            Arg::new("to")
                .long("to")
                .value_name("LAYOUT")
                .required(true)
                .value_parser(PossibleValuesParser::new(
                    LAYOUTS.iter().map(|layout| PossibleValue::new(layout.name).help(layout.about)),
                ))
                .help("The layout to write"),
        )
        .arg(
            Arg::new("output")
                .short('o')
                .long("output")
                .value_name("PATH")
                .value_parser(value_parser!(PathBuf))
                .help("The file or folder to write"),
        )
        .args(adapt::arguments(&adapt::NAMES));
    source::arguments(command)
}

fn run(matches: &ArgMatches, terminal: &Terminal) -> Result<Outcome, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let Some(layout) = LAYOUTS.iter().find(|layout| Some(layout.name) == text("to")) else {
        return Err(Failure::new("no layout was given"));
    };
    let path = matches.get_one::<PathBuf>("output").map(PathBuf::as_path);
    let loaded = source::open(matches, terminal)?.load(text("model"), text("version"))?;
    dmsa_source::report_unread(&loaded, terminal)?;
    findings::count(&loaded.diagnostics, "the source", terminal);
    let adapted = |model| adapt::adapted(model, &adapt::NAMES, matches);
    let models = loaded.catalog.models.into_iter().map(adapted).collect::<Result<Vec<_>, _>>()?;
    let destination = Destination::new(path, layout, &models, text("version").is_some())?;
    destination.write(layout, terminal)?;
    destination.warn_of_doubles(&models, terminal);
    losses::warn(&destination, layout, &models, terminal);
    Ok(Outcome::Fine)
}
