//! `dmsa erd`: entity relationship diagrams.

use super::settings::{self, options};
use super::{Outcome, Subcommand};
use crate::failure::{Failure, advice};
use crate::output;
use crate::source;
use crate::terminal::Terminal;
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgMatches, Command, value_parser};
use dmsa::diagram::{self, Before, FORMATS, Format, Options, SETTINGS, Setting};
use dmsa::suggest::suggest;
use std::path::{Path, PathBuf};

pub(super) const SUBCOMMAND: Subcommand =
    Subcommand { name: "erd", about: "Draw a model's tables and references as a diagram", define, run };

const NOTES: &str = "\
FILE's extension selects the format. Nothing else is needed: no Graphviz, no browser, no fonts, no network.

Examples:
  dmsa erd -o pedsnet.svg pedsnet latest                 a picture for a page or a screen
  dmsa erd -o pedsnet.png --scale 2 pedsnet 6.3.0        in pixels, for a slide
  dmsa erd -o poster.pdf --page a3 pedsnet 6.3.0         to print; its text can be searched
  dmsa erd -o visit.svg --around visit_occurrence --distance 2 --detail all omop 5.4
  dmsa erd -o changes.svg --compare 5.8.0 pedsnet 6.3.0  what changed between two versions
  dmsa erd -o - --format mmd omop 5.4                    text for Mermaid, on standard output";

/// The options that choose what is drawn; the others say how.
const CHOOSING: [&str; 6] = ["tables", "exclude", "around", "distance", "area", "compare"];

fn define(command: Command) -> Command {
    let (choosing, drawing) = SETTINGS.iter().partition::<Vec<&Setting>, _>(|s| CHOOSING.contains(&s.name));
    let command = command
        .after_help(NOTES)
        .args(source::version_arguments())
        .arg(
            Arg::new("output")
                .short('o')
                .long("output")
                .value_name("FILE")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help("Write to this file, whole or not at all; `-` is standard output"),
        )
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("FORMAT")
                .ignore_case(true)
                .value_parser(PossibleValuesParser::new(
                    FORMATS.iter().map(|format| PossibleValue::new(format.name()).help(format.summary())),
                ))
                .help("The format; needed if FILE's extension is not one of them"),
        )
        .next_help_heading("Selection")
        .args(choosing.into_iter().map(settings::argument))
        .next_help_heading("Drawing")
        .args(drawing.into_iter().map(settings::argument));
    source::arguments(command)
}

fn run(matches: &ArgMatches, terminal: &Terminal) -> Result<Outcome, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let file = matches.get_one::<PathBuf>("output").map_or(Path::new("-"), PathBuf::as_path);
    let format = match text("format") {
        Some(name) => diagram::find(name).ok_or_else(|| Failure::usage(format!("no format `{name}`")))?,
        None => format_of(file)?,
    };
    let mut options: Options = options(SETTINGS, matches)?;
    if options.distance.is_some() && options.around.is_none() {
        return Err(Failure::usage("--distance says how far to go from a table").help("name it with --around TABLE"));
    }
    settings::warn_of(&diagram::unused_options(format, &options), terminal);
    let sources = source::open(matches, terminal)?;
    let model = text("model").unwrap_or_default();
    let version = text("version").unwrap_or_default();
    let model = if let Some(Before::Version(before)) = &options.compare {
        let pair = sources.pair(model, before, version)?;
        let others = pair.others().into_iter().map(|other| other.clone().into()).collect();
        options.compare = Some(Before::Model { model: pair.before.into(), others });
        pair.after
    } else {
        sources.whole(model, version)?.model
    };
    let picture = format.render(&model, &options)?;
    output::write_bytes(file, &picture, terminal)?;
    Ok(Outcome::Fine)
}

/// The format of a file, by its extension.
fn format_of(file: &Path) -> Result<&'static dyn Format, Failure> {
    let names: Vec<&str> = FORMATS.iter().map(|format| format.name()).collect();
    let Some(extension) = file.extension().map(|extension| extension.to_string_lossy()) else {
        let failure = Failure::usage(format!("`{}` has no extension that names a format", file.display()));
        return Err(failure.help(format!("add --format, one of {}", names.join(", "))));
    };
    diagram::find(&extension).ok_or_else(|| {
        let meant = suggest(&extension, names.iter().copied());
        Failure::usage(format!("no format `{extension}`")).help(advice(meant, "formats", &names, "dmsa help erd"))
    })
}
