//! `dmsa sample`: clean made-up data.

use super::{Outcome, Subcommand};
use crate::failure::Failure;
use crate::source;
use crate::terminal::Terminal;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use dmsa_data::Rules;
use dmsa_data::sample::Sample;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

pub(super) const SUBCOMMAND: Subcommand =
    Subcommand { name: "sample", about: "Write made-up data that keeps all rules of a model", define, run };

const NOTES: &str = "\
One CSV file a table. References hold, keys are different, and the first rows have values at the limits of their types. \
The data is made up and does not look like that of patients. The same seed gives the same data.

Examples:
  dmsa sample omop latest -o data                         a hundred rows a table
  dmsa sample pedsnet 6.3.0 -o pedsnet-data --rows 1000   for a trial of the load
  dmsa sample --seed 7 pcornet latest -o other            other data";

fn define(command: Command) -> Command {
    let number = |name: &'static str, default: &'static str, about: &'static str| {
        Arg::new(name).long(name).value_name("N").default_value(default).value_parser(value_parser!(u64)).help(about)
    };
    let command = command
        .after_help(NOTES)
        .args(source::version_arguments())
        .arg(
            Arg::new("output")
                .short('o')
                .long("output")
                .value_name("FOLDER")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help("Write the files to this folder, which is created"),
        )
        .arg(number("rows", "100", "Rows a table; fewer where a key allows no more"))
        .arg(number("seed", "1", "Another number gives other data"))
        .arg(Arg::new("force").long("force").action(ArgAction::SetTrue).help("Replace files that are there already"));
    source::arguments(command)
}

fn run(matches: &ArgMatches, terminal: &Terminal) -> Result<Outcome, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).map_or("", String::as_str);
    let number = |name: &str| matches.get_one::<u64>(name).copied().unwrap_or_default();
    let Some(folder) = matches.get_one::<PathBuf>("output") else { return Err(Failure::usage("no folder was given")) };
    let found = source::open(matches, terminal)?.find(text("model"), text("version"))?;
    let rules = Rules::new(&found.model);
    let sample = Sample::new(&rules, number("seed"), number("rows"));
    fs::create_dir_all(folder)
        .map_err(|error| Failure::new(format!("cannot create the folder `{}`: {error}", folder.display())))?;
    for (table, name) in rules.tables.iter().map(|table| table.name.as_str()).enumerate() {
        let path = folder.join(file_name(name)?);
        write(&sample, table, &path, matches.get_flag("force")).map_err(|error| {
            let failure = Failure::new(format!("cannot write `{}`: {error}", path.display()));
            match error.kind() {
                io::ErrorKind::AlreadyExists => failure.help("`--force` replaces it"),
                _ => failure,
            }
        })?;
    }
    Ok(Outcome::Fine)
}

/// The file of a table. Names come from a definition, which anybody may have written.
fn file_name(table: &str) -> Result<String, Failure> {
    if table.starts_with('.') || table.contains(|letter: char| letter.is_control() || "/\\:".contains(letter)) {
        return Err(Failure::new(format!("no file can have the name of table `{table}`")));
    }
    Ok(format!("{table}.csv"))
}

fn write(sample: &Sample<'_>, table: usize, path: &Path, replace: bool) -> io::Result<()> {
    let file = if replace { File::create(path)? } else { File::create_new(path)? };
    let mut out = BufWriter::with_capacity(1 << 18, file);
    let mut line = String::new();
    sample.header(table, &mut line);
    for row in 0..sample.rows(table) {
        out.write_all(line.as_bytes())?;
        line.clear();
        sample.row(table, row, &mut line);
    }
    out.write_all(line.as_bytes())?;
    out.flush()
}
