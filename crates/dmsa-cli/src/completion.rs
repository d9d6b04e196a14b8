//! Completion of command lines: a shell asks the program, which knows its sources.

use crate::shells::VARIABLE;
use crate::{arguments, commands};
use clap::{Arg, Command};
use clap_complete::CompleteEnv;
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};
use dmsa_source::{Location, Sources};
use std::ffi::{OsStr, OsString};
use std::path::Path;

/// Answers the question of a shell, if this is one.
pub(crate) fn answer(arguments: &[OsString]) -> Option<u8> {
    std::env::var_os(VARIABLE)?;
    let words: Vec<String> = arguments.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let words = words.into_iter().skip_while(|word| word != "--").skip(2).collect::<Vec<_>>();
    let folder = std::env::current_dir().ok();
    let answered = CompleteEnv::with_factory(|| command(&words))
        .var(VARIABLE)
        .try_complete(arguments.iter().cloned(), folder.as_deref());
    answered.map_or(Some(1), |answered| answered.then_some(0))
}

/// The whole command line, whose arguments know their values.
fn command(words: &[String]) -> Command {
    let subcommands = commands::defined().map(|subcommand| {
        subcommand.mut_args(|argument| match Wanted::by(&argument) {
            Some(wanted) => {
                let words = words.to_owned();
                argument.add(ArgValueCandidates::new(move || wanted.candidates(&words)))
            }
            None => argument,
        })
    });
    arguments::command(subcommands)
}

/// What an argument names.
#[derive(Clone, Copy)]
enum Wanted {
    Model,
    Version,
    Table,
}

impl Wanted {
    fn by(argument: &Arg) -> Option<Self> {
        match argument.get_id().as_str() {
            "model" => Some(Wanted::Model),
            "version" | "from" | "to" | "last" if argument.is_positional() => Some(Wanted::Version),
            "table" | "tables" | "exclude" | "around" => Some(Wanted::Table),
            _ => None,
        }
    }

    /// The values that make sense after the other words. None where a source cannot be read: a shell has no place for
    /// an error.
    fn candidates(self, words: &[String]) -> Vec<CompletionCandidate> {
        let sources = Sources::new(&locations(words), &dmsa_source::Silent);
        let Ok(catalog) = sources.summaries() else { return Vec::new() };
        if let Wanted::Model = self {
            let latest = catalog.models.chunk_by(|a, b| a.name.eq_ignore_ascii_case(&b.name)).filter_map(<[_]>::last);
            return latest.filter_map(|model| candidate(&model.name, &model.label)).collect();
        }
        let Some(named) = words.iter().position(|word| catalog.find(word, "latest").is_ok()) else { return Vec::new() };
        let name = words.get(named).map_or("", String::as_str);
        if let Wanted::Version = self {
            let versions = catalog.models.iter().filter(|model| model.name.eq_ignore_ascii_case(name));
            let versions = versions.filter_map(|model| candidate(model.version.as_str(), &model.label));
            return versions.chain(candidate("latest", "the highest version")).collect();
        }
        let version = words.get(named + 1).filter(|version| catalog.find(name, version).is_ok());
        let Ok(found) = sources.find(name, version.map_or("latest", String::as_str)) else { return Vec::new() };
        found.model.tables.iter().filter_map(|table| candidate(&table.name, &table.label)).collect()
    }
}

fn candidate(value: &str, about: &str) -> Option<CompletionCandidate> {
    // A shell puts it into the line as it stands, and runs the line.
    let is_safe = |character: char| character.is_alphanumeric() || "_-.".contains(character);
    let about: String = about.chars().filter(|character| !character.is_control()).collect();
    let help = (!about.is_empty()).then(|| about.into());
    (!value.starts_with('-') && value.chars().all(is_safe)).then(|| CompletionCandidate::new(value).help(help))
}

/// The sources that the words name, as far as they are on this machine: nobody waits for the network at a key.
fn locations(words: &[String]) -> Vec<Location> {
    let pairs =
        words.iter().zip(words.iter().skip(1)).filter(|(word, _)| *word == "--source").map(|(_, name)| name.as_str());
    let joined = words.iter().filter_map(|word| word.strip_prefix("--source="));
    let paths = words.iter().map(String::as_str).filter(|word| word.contains('/'));
    let local = pairs.chain(joined).chain(paths).filter(|name| Path::new(name).exists() || *name == "embedded");
    let mut found: Vec<Location> = local.filter_map(|name| Location::parse(OsStr::new(name)).ok()).collect();
    if found.is_empty() {
        found.push(Location::embedded());
    }
    found
}
