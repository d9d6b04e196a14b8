//! `dmsa pack`: describes the files of a submission.

use super::{Outcome, Subcommand};
use crate::failure::Failure;
use crate::source;
use crate::terminal::Terminal;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use dmsa_data::manifest::{FILE, Submission, describe, has_header};
use dmsa_data::{Inputs, Rules};
use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

pub(super) const SUBCOMMAND: Subcommand =
    Subcommand { name: "pack", about: "Describe the files of a submission in `metadata.csv`", define, run };

const NOTES: &str = "\
Writes `metadata.csv` to the folder: for each data file its SHA-256, its table, the model and the version. `dmsa validate` compares \
a folder with its `metadata.csv`, and fails if a file was changed, lost or added.

Examples:
  dmsa pack --organization CHOP --etl https://example.org/etl pedsnet 6.3.0 submission
  dmsa validate pedsnet 6.3.0 submission";

fn define(command: Command) -> Command {
    let text = |name: &'static str, value: &'static str, about: &'static str| {
        Arg::new(name).long(name).value_name(value).help(about)
    };
    let command = command
        .after_help(NOTES)
        .args(source::version_arguments())
        .arg(
            Arg::new("folder")
                .value_name("FOLDER")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help("The folder with the data files"),
        )
        .arg(text("organization", "NAME", "Who sends the data").required(true))
        .arg(text("etl", "URL", "Where the code is that made the data").required(true))
        .arg(text("data-version", "VERSION", "The version of the data").default_value(""))
        .arg(Arg::new("force").long("force").action(ArgAction::SetTrue).help("Replace a file that is there already"));
    source::arguments(command)
}

fn run(matches: &ArgMatches, terminal: &Terminal) -> Result<Outcome, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).cloned().unwrap_or_default();
    let Some(folder) = matches.get_one::<PathBuf>("folder") else { return Err(Failure::usage("no folder was given")) };
    let found = source::open(matches, terminal)?.find(&text("model"), &text("version"))?;
    let rules = Rules::new(&found.model);
    let inputs = Inputs::folder(folder).map_err(Failure::new)?;
    let submission =
        Submission { organization: text("organization"), etl: text("etl"), data_version: text("data-version") };
    let described = describe(&rules, folder, &inputs, &submission).map_err(Failure::new)?;
    for path in &inputs.others {
        let message = format!("`{}` is no data file: {FILE} does not name it", path.display());
        terminal.warning(&message, "move it to another folder, if nobody needs it with the data");
    }
    let path = folder.join(FILE);
    if path.exists() && !has_header(&path) {
        let message = format!("`{}` is there already and describes no files", path.display());
        return Err(
            Failure::new(message).help("rows of a table `metadata` may stand in `metadata.csv.gz` or `metadata/1.csv`")
        );
    }
    let file = if matches.get_flag("force") { File::create(&path) } else { File::create_new(&path) };
    file.and_then(|mut file| file.write_all(described.as_bytes())).map_err(|error| {
        let failure = Failure::new(format!("cannot write `{}`: {error}", path.display()));
        match error.kind() {
            io::ErrorKind::AlreadyExists => failure.help("`--force` replaces it"),
            _ => failure,
        }
    })?;
    Ok(Outcome::Fine)
}
