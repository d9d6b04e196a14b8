//! `--source`: which sources a command reads.

use crate::failure::Failure;
use crate::terminal::Terminal;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
pub(crate) use dmsa_source::Found;
use dmsa_source::{Location, Sources};
use std::ffi::{OsStr, OsString};

/// The environment variable that stands in for `--source`.
const VARIABLE: &str = "DMSA_SOURCE";

/// Adds `--source` and `--service`.
pub(crate) fn arguments(command: Command) -> Command {
    let source = Arg::new("source")
        .long("source")
        .value_name("SOURCE")
        .value_parser(value_parser!(OsString))
        .action(ArgAction::Append)
        .help(
            "Where definitions come from: `embedded`, a folder, a file (an SQL script, too), the URL of a data models service, or a git \
             repository (`git+https://host/path@branch`); if repeated, the first that has a version wins \
             [default: embedded]",
        )
        .help_heading("Source");
    let service =
        Arg::new("service").long("service").value_name("URL").help("The same as `--source URL`").help_heading("Source");
    command.args([source, service])
}

/// Which version a command is about.
pub(crate) fn version_arguments() -> [Arg; 2] {
    [
        Arg::new("model").value_name("MODEL").required(true).help("The model, such as `pedsnet`"),
        Arg::new("version")
            .value_name("VERSION")
            .required(true)
            .help("The version: `6.3.0`, `6.3`, `v6.3` or `latest`"),
    ]
}

/// Which versions a command is about, where that need not be one.
pub(crate) fn selecting_arguments() -> [Arg; 2] {
    [
        Arg::new("model").value_name("MODEL").help("Only this model"),
        Arg::new("version").value_name("VERSION").help("Only this version: `6.3.0`, `6.3`, `v6.3` or `latest`"),
    ]
}

/// The sources in words.
pub(crate) fn named_by(matches: &ArgMatches) -> String {
    let named = matches.get_many::<OsString>("source").into_iter().flatten().map(|name| name.display().to_string());
    let names: Vec<_> = named.chain(matches.get_one::<String>("service").cloned()).collect();
    if names.is_empty() { std::env::var(VARIABLE).unwrap_or_default() } else { names.join(", ") }
}

/// Whether the arguments name a source.
pub(crate) fn is_named(matches: &ArgMatches) -> bool {
    matches.contains_id("source") || matches.contains_id("service")
}

/// The sources that the arguments, or else the environment, name.
pub(crate) fn open<'t>(matches: &ArgMatches, terminal: &'t Terminal) -> Result<Sources<'t>, Failure> {
    Ok(Sources::new(&locations(matches)?, terminal))
}

/// Where the sources are that the arguments, or else the environment, name; the embedded catalog where they name none.
pub(crate) fn locations(matches: &ArgMatches) -> Result<Vec<Location>, Failure> {
    let mut locations = Vec::new();
    for name in matches.get_many::<OsString>("source").into_iter().flatten() {
        locations.push(Location::parse(name)?);
    }
    if let Some(url) = matches.get_one::<String>("service") {
        locations.push(Location::service(url)?);
    }
    if locations.is_empty() {
        let variable = std::env::var_os(VARIABLE).unwrap_or_default();
        let variable = variable.to_str().ok_or_else(|| Failure::usage(format!("{VARIABLE} is not UTF-8")))?;
        for name in variable.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            locations.push(Location::parse(OsStr::new(name))?);
        }
    }
    if locations.is_empty() {
        locations.push(Location::embedded());
    }
    Ok(locations)
}
