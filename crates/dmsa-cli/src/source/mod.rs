//! `--source`: where definitions come from, and finding one among several sources.
//!
//! A kind of source is one file with a [`Source`] and one arm in [`named`].

mod address;
mod catalog;
mod commit;
mod files;
mod git;
mod http;
mod once;
mod service;
mod supply;

#[cfg(fuzzing)]
pub use git::fuzzed;

use crate::failure::Failure;
use crate::terminal::Terminal;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use dmsa::diagnostic::Diagnostic;
use dmsa::model::Model;
use dmsa::source::{Catalog, Definition, Loaded};
use once::Once;
use std::ffi::{OsStr, OsString};

/// The environment variable that stands in for `--source`.
const VARIABLE: &str = "DMSA_SOURCE";

/// Where definitions come from.
trait Source {
    /// A version, if the source has it. It may be given in a short form, but not as `latest`: that depends on the other
    /// sources too. No more is read than it takes.
    fn find(&self, model: &str, version: &str) -> Result<Option<Found>, Failure>;

    /// Adds what the source keeps apart from the definitions it finds: label, URL, release.
    fn complete(&self, _model: &mut Model) -> Result<(), Failure> {
        Ok(())
    }

    /// What there is. The tables need not be there.
    fn outlines(&self) -> Result<Vec<Model>, Failure>;

    /// The definitions of the models whose names are wanted.
    fn load(&self, wanted: &dyn Fn(&str) -> bool) -> Result<Loaded, Failure>;
}

/// One definition, found.
#[derive(Debug)]
pub(crate) struct Found {
    /// The definition.
    pub(crate) model: Model,
    /// Where it came from, as scripts record it.
    pub(crate) revision: String,
    /// What is wrong with the files it was read from.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Adds `--source` and `--service`.
pub(crate) fn arguments(command: Command) -> Command {
    let source = Arg::new("source")
        .long("source")
        .value_name("SOURCE")
        .value_parser(value_parser!(OsString))
        .action(ArgAction::Append)
        .help(
            "Where definitions come from: `embedded`, a folder, a file, the URL of a data models service, or a git \
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

/// The sources of a command, the first of them first.
pub(crate) struct Sources<'t>(Vec<Box<dyn Source + 't>>);

impl<'t> Sources<'t> {
    /// The sources that the arguments, or else the environment, name.
    pub(crate) fn new(matches: &ArgMatches, terminal: &'t Terminal) -> Result<Self, Failure> {
        let mut sources = Vec::new();
        for name in names(matches)? {
            sources.push(match name {
                Named::Source(name) => named(&name, terminal)?,
                Named::Service(url) => Box::new(service::Service::new(&url, terminal)?),
            });
        }
        Ok(Self(sources))
    }

    /// The definition of a model and version, as [`Catalog::find`] finds it, from the first source that has it. Tables,
    /// keys, references and indexes are there, which is all that scripts need; [`Sources::whole`] gives the rest too.
    pub(crate) fn find(&self, model: &str, version: &str) -> Result<Found, Failure> {
        self.found_in(model, version).map(|(_, found)| found)
    }

    /// As [`Sources::find`], with everything the source knows about the definition.
    pub(crate) fn whole(&self, model: &str, version: &str) -> Result<Found, Failure> {
        let (source, mut found) = self.found_in(model, version)?;
        source.complete(&mut found.model)?;
        Ok(found)
    }

    fn found_in(&self, model: &str, version: &str) -> Result<(&dyn Source, Found), Failure> {
        if !version.trim().eq_ignore_ascii_case("latest") {
            for source in &self.0 {
                if let Some(found) = source.find(model, version)? {
                    return Ok((source.as_ref(), found));
                }
            }
        }
        let outlines = self.outlines()?;
        let outline = outlines.find(model, version)?;
        for source in &self.0 {
            if let Some(found) = source.find(&outline.name, outline.version.as_str())? {
                return Ok((source.as_ref(), found));
            }
        }
        Err(Failure::new(format!(
            "{} {} is listed by its source, which does not give it",
            outline.name, outline.version
        )))
    }

    /// Every version there is. The tables need not be there.
    pub(crate) fn outlines(&self) -> Result<Catalog, Failure> {
        let mut outlines = Vec::new();
        for source in &self.0 {
            outlines.extend(source.outlines()?);
        }
        Ok(merged(outlines, String::new()))
    }

    /// Everything the sources have, or everything of one model, or one version of it.
    pub(crate) fn load(&self, model: Option<&str>, version: Option<&str>) -> Result<Loaded, Failure> {
        if let (Some(model), Some(version)) = (model, version) {
            let Found { model, revision, diagnostics } = self.whole(model, version)?;
            return Ok(Loaded { catalog: Catalog { models: vec![model], revision }, diagnostics });
        }
        let wanted = |name: &str| model.is_none_or(|model| model.trim().to_lowercase() == name.to_lowercase());
        let (mut models, mut revisions, mut diagnostics) = (Vec::new(), Vec::new(), Vec::new());
        for source in &self.0 {
            let loaded = source.load(&wanted)?;
            models.extend(loaded.catalog.models);
            revisions.push(loaded.catalog.revision);
            diagnostics.extend(loaded.diagnostics);
        }
        if let (Some(model), true) = (model, models.is_empty()) {
            // Not there, so this says what is.
            self.outlines()?.find(model, "latest")?;
        }
        Ok(Loaded { catalog: merged(models, revisions.join(" ")), diagnostics })
    }
}

/// A source as it was asked for.
enum Named {
    /// By `--source` or the environment.
    Source(OsString),
    /// By `--service`.
    Service(String),
}

/// The sources that the arguments, or else the environment, name; the embedded catalog where they name none.
fn names(matches: &ArgMatches) -> Result<Vec<Named>, Failure> {
    let given = matches.get_many::<OsString>("source").into_iter().flatten().cloned().map(Named::Source);
    let mut names: Vec<_> = given.chain(matches.get_one::<String>("service").cloned().map(Named::Service)).collect();
    if names.is_empty() {
        let variable = std::env::var_os(VARIABLE).unwrap_or_default();
        let variable = variable.to_str().ok_or_else(|| Failure::usage(format!("{VARIABLE} is not UTF-8")))?;
        let listed = variable.split(',').map(str::trim).filter(|name| !name.is_empty());
        names.extend(listed.map(|name| Named::Source(name.into())));
    }
    if names.is_empty() {
        names.push(Named::Source(catalog::NAME.into()));
    }
    Ok(names)
}

/// The sources of a command for the web service. Their names are tried here, so that a mistyped one is told at once.
pub(crate) fn supplies(matches: &ArgMatches, terminal: &Terminal) -> Result<Vec<dmsa_web::Source>, Failure> {
    names(matches)?
        .into_iter()
        .map(|name| match name {
            Named::Source(name) => named(&name, terminal).map(|_| supply::supply(&name)),
            Named::Service(url) => service::Service::new(&url, terminal).map(|_| supply::supply(OsStr::new(&url))),
        })
        .collect()
}

fn named<'t>(name: &OsStr, terminal: &'t Terminal) -> Result<Box<dyn Source + 't>, Failure> {
    Ok(match name.to_str() {
        Some(catalog::NAME) => Box::new(catalog::Embedded),
        Some(name) if git::is_repository(name) => Box::new(Once::new(git::Repository::new(name, terminal)?, terminal)),
        Some(url) if url.contains("://") => Box::new(service::Service::new(url, terminal)?),
        _ => Box::new(Once::new(files::Files::new(name), terminal)),
    })
}

/// A catalog of models, the first of equal versions. That one source hides a part of another is what several are for.
fn merged(models: Vec<Model>, revision: String) -> Catalog {
    let definitions = models.into_iter().map(|model| Definition { model, has_schema: true, ..Definition::default() });
    Catalog::new(definitions, revision).0
}

/// The name and version of a model as diagnostics give them.
fn title(model: &Model) -> String {
    format!("{} {}", model.name, model.version)
}
