//! `dmsa check`: what is wrong with definitions.

use super::{Outcome, Subcommand};
use crate::failure::Failure;
use crate::findings;
use crate::source;
use crate::table::Table;
use crate::terminal::Terminal;
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, ArgMatches, Command};
use dmsa::check::policy::{GROUPS, UnknownCode};
use dmsa::check::render::{self, FORMATS, Report};
use dmsa::check::{self, CODES, Policy, codes};
use dmsa::diagnostic::{Code, Severity};
use dmsa::source::Loaded;

pub(super) const SUBCOMMAND: Subcommand =
    Subcommand { name: "check", about: "Find what is wrong with definitions", define, run };

const NOTES: &str = "\
A rule about one code wins over one about its severity, which wins over one about all; of two about the same the \
stricter wins. Exits with 1 if there are errors.

Examples:
  dmsa check --source ./my-models                          everything in a folder
  dmsa check --source ./my-models mine 2.0 --allow notes   one version, without the notes
  dmsa check --source . --deny warnings --format github    in a workflow of GitHub
  dmsa check --explain dangling-reference                  what a code means and what to do
  dmsa check --explain                                     all codes";

/// What can be done about findings of a code.
const RULES: [Rule; 3] = [
    Rule { name: "allow", about: "Do not tell findings of this code", add: Policy::allow },
    Rule { name: "warn", about: "Make findings of this code warnings", add: Policy::warn },
    Rule { name: "deny", about: "Make findings of this code errors", add: Policy::deny },
];

struct Rule {
    name: &'static str,
    about: &'static str,
    add: fn(Policy, &str) -> Result<Policy, UnknownCode>,
}

fn define(command: Command) -> Command {
    let groups = GROUPS.map(|(name, _)| name).join(", ");
    let command = command
        .after_help(NOTES)
        .args(source::selecting_arguments())
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
                .help("How findings are told"),
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
    let loaded = source::open(matches, terminal)?.load(text("model"), text("version"))?;
    let subject = subject(&loaded, matches);
    let found = check::join(loaded.diagnostics, check::catalog(&loaded.catalog));
    let found = policy.apply(found);
    let format = text("format").and_then(render::find).ok_or_else(|| Failure::new("no such format"))?;
    let report =
        Report { diagnostics: &found, subject: &subject, read: &findings::file, color: terminal.out_in_colour() };
    let mut out = String::new();
    format.render(&report, &mut out).map_err(Failure::new)?;
    terminal.print(&out)?;
    let has_errors = found.iter().any(|finding| finding.severity == Severity::Error);
    Ok(if has_errors { Outcome::FoundErrors } else { Outcome::Fine })
}

fn policy(matches: &ArgMatches) -> Result<Policy, Failure> {
    let mut policy = Policy::default();
    for rule in RULES {
        for code in matches.get_many::<String>(rule.name).into_iter().flatten() {
            policy = (rule.add)(policy, code)?;
        }
    }
    Ok(policy)
}

/// What was checked, in words. Findings about definitions that could not be read belong to the source alone.
fn subject(loaded: &Loaded, matches: &ArgMatches) -> String {
    if loaded.unread().next().is_some() {
        return source::named_by(matches);
    }
    match loaded.catalog.models.as_slice() {
        [model] => format!("{} {}", model.name, model.version),
        models => format!("{} versions", models.len()),
    }
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
