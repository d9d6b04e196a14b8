//! `dmsa validate`: data files against a model.

use super::{Outcome, Subcommand};
use crate::failure::Failure;
use crate::source;
use crate::terminal::Terminal;
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use dmsa::source::bounded;
use dmsa_data::options::Required;
use dmsa_data::previous::{Stable, compare};
use dmsa_data::report::{self, FORMATS};
use dmsa_data::result::Verdict;
use dmsa_data::thresholds::Thresholds;
use dmsa_data::{Inputs, Options, Report, Rules, results, validate};
use std::fmt::Display;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

pub(super) const SUBCOMMAND: Subcommand =
    Subcommand { name: "validate", about: "Check data files against a model", define, run };

/// The largest file of results that is read: that of a model of 100,000 fields takes half of it.
const MAX_RESULTS: u64 = 64 << 20;
/// The largest file of thresholds that is read.
const MAX_THRESHOLDS: u64 = 16 << 20;

const NOTES: &str = "\
A path is a file (`person.csv`, `.csv.gz`, `.csv.zst`, `.parquet`), a folder of files, or `-` for standard input; the table is the name of \
the file, or is written behind a colon: `export.csv:person`. A folder is expected to have all tables.

CSV is read as RFC 4180 states it, in UTF-8: the first line names the columns, an empty cell without quotes is no value, \
and nothing is guessed or trimmed. No report shows a value unless --show-values is given.

Exits with 1 if anything fails or could not be read.

Examples:
  dmsa validate pedsnet 6.3.0 submission                     a folder
  dmsa validate omop 5.4 person.csv visits.csv.gz:visit_occurrence --allow-not-checked
  dmsa validate omop 5.4 data --vocabulary athena            concepts from another folder
  dmsa validate --format html pedsnet latest data > report.html
  dmsa validate --format json pedsnet latest data | jq '.checks[] | select(.verdict == \"fail\")'
  dmsa validate pedsnet 6.3.0 may --previous april --stable person.person_id=person_source_value
  dmsa validate --from-results results.csv omop 5.4          what `dmsa checks` found in a database";

fn define(command: Command) -> Command {
    let command = command
        .after_help(NOTES)
        .args(source::version_arguments())
        .arg(
            Arg::new("path")
                .value_name("PATH[:TABLE]")
                .required_unless_present("from-results")
                .num_args(1..)
                .help("Files, folders, or `-` for standard input"),
        )
        .arg(
            Arg::new("from-results")
                .long("from-results")
                .value_name("FILE")
                .conflicts_with_all(["path", "vocabulary"])
                .value_parser(value_parser!(PathBuf))
                .help("Judge what a database gave for `dmsa checks`, or a report in JSON, instead of files"),
        )
        .next_help_heading("Reading")
        .arg(
            Arg::new("vocabulary")
                .long("vocabulary")
                .value_name("PATH")
                .action(ArgAction::Append)
                .help("Files that references may lead to, and that are not checked themselves"),
        )
        .arg(
            Arg::new("previous")
                .long("previous")
                .value_name("PATH")
                .action(ArgAction::Append)
                .conflicts_with("from-results")
                .help("The submission before: report rows and keys that came and went"),
        )
        .arg(
            Arg::new("stable")
                .long("stable")
                .value_name("TABLE.ID=SOURCE")
                .action(ArgAction::Append)
                .requires("previous")
                .help("The same SOURCE must have the same ID as in the submission before"),
        )
        .arg(
            Arg::new("delimiter")
                .long("delimiter")
                .value_name("CHARACTER")
                .default_value(",")
                .help("What stands between cells; `\\t` is a tab"),
        )
        .arg(
            Arg::new("null")
                .long("null")
                .value_name("WORD")
                .help("A cell of this word is no value, as an empty one is"),
        )
        .arg(
            Arg::new("t-in-datetimes")
                .long("t-in-datetimes")
                .action(ArgAction::SetTrue)
                .help("Take `2024-01-31T10:00:00` for a date and time"),
        )
        .arg(
            Arg::new("memory")
                .long("memory")
                .value_name("MIB")
                .default_value("1024")
                .value_parser(value_parser!(u32))
                .help("Keys that need more go to temporary files"),
        )
        .arg(
            Arg::new("threads")
                .long("threads")
                .value_name("N")
                .value_parser(value_parser!(u16).range(1..))
                .help("How many threads work [default: all cores]"),
        )
        .next_help_heading("Judging")
        .arg(
            Arg::new("required")
                .long("required")
                .value_name("WHAT")
                .default_value("warning")
                .value_parser(["warning", "error", "ignore"])
                .help("What it is if a required field has no value"),
        )
        .arg(
            Arg::new("allow-not-checked")
                .long("allow-not-checked")
                .action(ArgAction::SetTrue)
                .help("Do not fail because of tables that are missing and references that could not be looked up"),
        )
        .arg(
            Arg::new("thresholds")
                .long("thresholds")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("Shares of rows that may fail: CSV with the columns check, table, field, warn, fail"),
        )
        .next_help_heading("Report")
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("FORMAT")
                .default_value(FORMATS.first().map_or("", |format| format.name))
                .value_parser(PossibleValuesParser::new(
                    FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about)),
                ))
                .help("How the result is written"),
        )
        .arg(
            Arg::new("samples")
                .long("samples")
                .value_name("N")
                .default_value("5")
                .value_parser(value_parser!(u16))
                .help("Name so many rows for each check that fails"),
        )
        .arg(
            Arg::new("show-values")
                .long("show-values")
                .action(ArgAction::SetTrue)
                .help("Show the values of these rows, which may be a patient's"),
        );
    source::arguments(command)
}

fn run(matches: &ArgMatches, terminal: &Terminal) -> Result<Outcome, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).map_or("", String::as_str);
    let paths = |name: &str| matches.get_many::<String>(name).into_iter().flatten().cloned().collect::<Vec<_>>();
    let options = options(matches)?;
    let found = source::open(matches, terminal)?.find(text("model"), text("version"))?;
    let rules = Rules::new(&found.model);
    if let Some(file) = matches.get_one::<PathBuf>("from-results") {
        let report = from_results(file, &rules, &options)
            .map_err(|error| Failure::new(format!("cannot judge `{}`: {error}", file.display())))?;
        return print(report, matches, terminal);
    }
    let inputs = Inputs::find(&paths("path")).map_err(Failure::new)?;
    let vocabulary = Inputs::find(&paths("vocabulary")).map_err(Failure::new)?;
    let previous = Inputs::find(&paths("previous")).map_err(Failure::new)?;
    let stable = paths("stable").iter().map(|text| Stable::read(text, &rules)).collect::<Result<Vec<_>, _>>();
    let stable = stable.map_err(|error| Failure::usage(format!("--stable: {error}")))?;
    let report = with_progress(terminal, |progress| {
        let mut report = validate(&rules, &inputs, &vocabulary, &options, progress)?;
        if matches.contains_id("previous") {
            compare(&rules, &inputs, &previous, &stable, &options, &mut report)?;
        }
        Ok::<_, io::Error>(report)
    })
    .map_err(|error| Failure::new(format!("the data could not be checked: {error}")))?;
    print(report, matches, terminal)
}

fn options(matches: &ArgMatches) -> Result<Options, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).map_or("", String::as_str);
    let delimiter = dmsa_data::options::delimiter(text("delimiter"))
        .map_err(|error| Failure::usage(format!("--delimiter: {error}")))?;
    Ok(Options {
        delimiter,
        null: matches.get_one::<String>("null").cloned(),
        t_in_datetimes: matches.get_flag("t-in-datetimes"),
        required: Required::find(text("required")).unwrap_or_default(),
        samples: matches.get_one::<u16>("samples").map_or(0, |samples| (*samples).into()),
        show_values: matches.get_flag("show-values"),
        memory: matches.get_one::<u32>("memory").map_or(0, |mib| *mib as usize) << 20,
        threads: matches.get_one::<u16>("threads").map(|threads| (*threads).into()),
        allow_not_checked: matches.get_flag("allow-not-checked"),
        expect_all_tables: false,
    })
}

/// Judges a result anew, without reading data again.
fn from_results(file: &Path, rules: &Rules, options: &Options) -> Result<Report, Box<dyn std::error::Error>> {
    let text = bounded(file, MAX_RESULTS)?;
    if text.trim_ascii_start().starts_with(b"{") {
        let mut report: Report = serde_json::from_slice(&text)?;
        if (&report.model, &report.version) != (&rules.model, &rules.version) {
            return Err(format!("it is about {} {}", report.model, report.version).into());
        }
        report.judge(options.allow_not_checked);
        return Ok(report);
    }
    Ok(results::judge(rules, &text, options)?)
}

/// Judges a report by thresholds, if there are any, and writes it; the outcome is its verdict.
fn print(mut report: Report, matches: &ArgMatches, terminal: &Terminal) -> Result<Outcome, Failure> {
    if let Some(file) = matches.get_one::<PathBuf>("thresholds") {
        let failure = |error: &dyn Display| Failure::new(format!("cannot read `{}`: {error}", file.display()));
        let text = bounded(file, MAX_THRESHOLDS).map_err(|error| failure(&error))?;
        Thresholds::read(&text).map_err(|error| failure(&error))?.apply(&mut report);
        report.judge(matches.get_flag("allow-not-checked"));
    }
    let format = matches.get_one::<String>("format").and_then(|name| report::find(name));
    let format = format.ok_or_else(|| Failure::new("there is no such format"))?;
    terminal.print(&(format.write)(&report, terminal.out_in_colour()))?;
    Ok(if report.verdict == Verdict::Fail { Outcome::FoundErrors } else { Outcome::Fine })
}

/// Shows a person how much was read, twice a second.
fn with_progress<R: Send>(terminal: &Terminal, work: impl FnOnce(&AtomicU64) -> R + Send) -> R {
    let progress = AtomicU64::new(0);
    if terminal.quiet() || !std::io::stderr().is_terminal() {
        return work(&progress);
    }
    let done = AtomicBool::new(false);
    let start = Instant::now();
    thread::scope(|scope| {
        let show = || {
            while !done.load(Ordering::Relaxed) {
                thread::park_timeout(Duration::from_millis(500));
                if start.elapsed() > Duration::from_secs(1) {
                    let read = progress.load(Ordering::Relaxed) >> 20;
                    terminal.inform(&format!("\r{read} MiB read"));
                }
            }
            terminal.inform("\r\x1b[K");
        };
        let shown = thread::Builder::new().spawn_scoped(scope, show).ok();
        let result = work(&progress);
        done.store(true, Ordering::Relaxed);
        if let Some(shown) = &shown {
            shown.thread().unpark();
        }
        result
    })
}
