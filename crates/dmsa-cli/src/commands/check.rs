//! `dmsa check`: what is wrong with definitions.

use super::{Outcome, Subcommand, dialect};
use crate::failure::Failure;
use crate::findings;
use crate::source;
use crate::table::Table;
use crate::terminal::Terminal;
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};
use dmsa::check::policy::{GROUPS, UnknownCode};
use dmsa::check::render::{self, FORMATS, Report};
use dmsa::check::{self, CODES, Policy, codes};
use dmsa::diagnostic::{Code, Diagnostic, Severity};
use dmsa::source::{Catalog, Loaded, embedded};
use dmsa_source::{Location, Sources};
use std::collections::VecDeque;
use std::ffi::OsStr;
use std::path::Path;

pub(super) const SUBCOMMAND: Subcommand =
    Subcommand { name: "check", about: "Find what is wrong with definitions", define, run };

const NOTES: &str = "\
A rule about one code wins over one about its severity, which wins over one about all; of two about the same the \
stricter wins. Exits with 1 if there are errors.

Examples:
  dmsa check                                               how many findings each embedded version has
  dmsa check ./my-models                                   everything in a folder
  dmsa check ./my-models mine 2.0 --allow notes            one version, without the notes
  dmsa check . --deny warnings --format github             in a workflow of GitHub
  dmsa check . --dialect snowflake,duckdb                  for the databases that you have
  dmsa check --explain dangling-reference                  what a code means and what to do
  dmsa check --explain                                     all codes";

/// What can be done about findings of a code.
const RULES: [Rule; 3] = [
    Rule { name: "allow", about: "Ignore findings of this code", add: Policy::allow },
    Rule { name: "warn", about: "Make findings of this code warnings", add: Policy::warn },
    Rule { name: "deny", about: "Make findings of this code errors", add: Policy::deny },
];

struct Rule {
    name: &'static str,
    about: &'static str,
    add: fn(Policy, &str) -> Result<Policy, UnknownCode>,
}

/// What stands in a row on the command line. The last is the version where the first is a source.
const ARGUMENTS: [(&str, &str); 3] = [
    ("model", "Only this model; or a source to check: a folder, a file or a URL, before model and version"),
    ("version", "Only this version: `6.3.0`, `6.3`, `v6.3` or `latest`"),
    ("last", ""),
];

fn define(command: Command) -> Command {
    let groups = GROUPS.map(|(name, _)| name).join(", ");
    let command = command
        .after_help(NOTES)
        .args(ARGUMENTS.map(|(name, help)| {
            let argument = Arg::new(name).value_name(name.to_uppercase());
            if help.is_empty() { argument.hide(true) } else { argument.help(help) }
        }))
        .arg(dialect::several().help("Judge names, types and keys by these databases, separated by commas"))
        .arg(
            Arg::new("explain")
                .long("explain")
                .value_name("CODE")
                .num_args(0..=1)
                .exclusive(true)
                .help("Explain a code, or list all of them"),
        )
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("FORMAT")
                .default_value(FORMATS.first().map_or("", |format| format.name()))
                .value_parser(PossibleValuesParser::new(
                    FORMATS.iter().map(|format| PossibleValue::new(format.name()).help(format.summary())),
                ))
                .help("The output format"),
        )
        .next_help_heading(format!("Rules (instead of a code: {groups})"))
        .args(RULES.map(|rule| {
            Arg::new(rule.name).long(rule.name).value_name("CODE").action(ArgAction::Append).help(rule.about)
        }));
    source::arguments(command)
}

fn run(matches: &ArgMatches, terminal: &Terminal) -> Result<Outcome, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    if matches.contains_id("explain") {
        let explained = match text("explain") {
            Some(name) => explained(name, terminal)?,
            None => listed(terminal),
        };
        terminal.print(&explained)?;
        return Ok(Outcome::Fine);
    }
    let policy = policy(matches)?;
    let asked = Asked::new(matches)?;
    let sources = Sources::new(&asked.locations, terminal);
    let loaded = sources.load(asked.model.as_deref(), asked.version.as_deref())?;
    let subject = asked.subject(&loaded);
    let found = check::join(loaded.diagnostics, check::models(&loaded.catalog.models, &dialect::all_chosen(matches)));
    let found = policy.apply(found);
    let has_errors = found.iter().any(|finding| finding.severity == Severity::Error);
    let outcome = if has_errors { Outcome::FoundErrors } else { Outcome::Fine };
    if asked.nothing {
        terminal.print(&summary(&loaded.catalog, &found, terminal))?;
        return Ok(outcome);
    }
    let format = text("format").and_then(render::find).ok_or_else(|| Failure::new("no such format"))?;
    let report =
        Report { diagnostics: &found, subject: &subject, read: &findings::file, color: terminal.out_in_colour() };
    let mut out = String::new();
    format.render(&report, &mut out).map_err(Failure::new)?;
    terminal.print(&out)?;
    Ok(outcome)
}

/// What is to be checked.
struct Asked {
    locations: Vec<Location>,
    model: Option<String>,
    version: Option<String>,
    /// The sources in words.
    named: String,
    /// Whether the command line says nothing at all.
    nothing: bool,
}

impl Asked {
    fn new(matches: &ArgMatches) -> Result<Self, Failure> {
        let mut words: VecDeque<String> =
            ARGUMENTS.iter().filter_map(|(name, _)| matches.get_one::<String>(name).cloned()).collect();
        let mut locations = source::locations(matches)?;
        let mut named = source::named_by(matches);
        let format = matches.value_source("format") == Some(ValueSource::CommandLine);
        let nothing = words.is_empty() && named.is_empty() && !format;
        if let Some(path) = words.front().filter(|word| is_source(word)).cloned() {
            words.pop_front();
            if !source::is_named(matches) {
                locations.clear();
                named.clear();
            }
            locations.push(Location::parse(OsStr::new(&path))?);
            named = if named.is_empty() { path } else { format!("{named}, {path}") };
        }
        let (model, version) = (words.pop_front(), words.pop_front());
        match words.pop_front() {
            None => Ok(Self { locations, model, version, named, nothing }),
            Some(word) => {
                let message = format!("`{word}` is one word too many: only a source stands before model and version");
                Err(Failure::usage(message).help("a source is a folder, a file or a URL; `./name` is never a model"))
            }
        }
    }

    /// What was checked, in words. Findings about definitions that could not be read belong to the source alone.
    fn subject(&self, loaded: &Loaded) -> String {
        if loaded.unread().next().is_some() {
            return self.named.clone();
        }
        match loaded.catalog.models.as_slice() {
            [model] => format!("{} {}", model.name, model.version),
            models => format!("{} versions", models.len()),
        }
    }
}

/// Whether a word names a source rather than a model: a URL, a path, or a file that is there while no model of the
/// embedded catalog has its name.
fn is_source(word: &str) -> bool {
    let is_model = embedded::entries().iter().any(|entry| entry.name.eq_ignore_ascii_case(word));
    word.contains(['/', '\\']) || matches!(word, "." | "..") || !is_model && Path::new(word).exists()
}

/// How many findings each version has, where nobody asked about one.
fn summary(catalog: &Catalog, found: &[Diagnostic], terminal: &Terminal) -> String {
    let mut table = Table::new(&["model", "version", "#errors", "#warnings", "#notes"]);
    for model in &catalog.models {
        let name = format!("{} {}", model.name, model.version);
        let count = |severity| {
            let of_model = found.iter().filter(|finding| finding.model.as_deref() == Some(name.as_str()));
            of_model.filter(|finding| finding.severity == severity).count()
        };
        let counts = [Severity::Error, Severity::Warning, Severity::Note].map(count);
        let counts = counts.map(|count| if count == 0 { String::new() } else { count.to_string() });
        let [errors, warnings, notes] = counts;
        table.row([model.name.clone(), model.version.to_string(), errors, warnings, notes]);
    }
    format!("{}\n{ADVICE}\n", table.render(terminal))
}

/// What to do after the summary.
const ADVICE: &str = "\
These are the definitions in this program, as they are published. Scripts leave out or change what a database would
refuse. `dmsa check MODEL VERSION` shows the findings of a version, `dmsa check FOLDER` checks your own definitions.";

fn policy(matches: &ArgMatches) -> Result<Policy, Failure> {
    let mut policy = Policy::default();
    for rule in RULES {
        for code in matches.get_many::<String>(rule.name).into_iter().flatten() {
            policy = (rule.add)(policy, code)?;
        }
    }
    Ok(policy)
}

fn explained(name: &str, terminal: &Terminal) -> Result<String, Failure> {
    let Code { name, severity, summary, explanation } = codes::find(name).ok_or_else(|| UnknownCode::new(name))?;
    let heading = terminal.out().heading;
    Ok(format!("{heading}{name}{heading:#} ({severity}): {summary}\n\n{}\n", explanation.trim_end()))
}

fn listed(terminal: &Terminal) -> String {
    let mut table = Table::new(&["code", "severity", "what is wrong"]);
    for code in CODES {
        table.row([code.name.to_owned(), code.severity.to_string(), code.summary.to_owned()]);
    }
    table.render(terminal)
}
