//! `dmsa convert`: definitions from one layout to another.

use super::{Outcome, Subcommand};
use crate::failure::Failure;
use crate::source::{self, Sources};
use crate::terminal::Terminal;
use crate::{findings, output};
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgMatches, Command, value_parser};
use dmsa::model::Model;
use dmsa::source::{SourceFile, csv, json, toml};
use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

pub(super) const SUBCOMMAND: Subcommand =
    Subcommand { name: "convert", about: "Write definitions in another layout", define, run };

const NOTES: &str = "\
With a model and a version, PATH is that definition's file (its folder, for csv), and without PATH it goes to standard \
output. Otherwise PATH is a folder in which every definition has a place of its own.

Examples:
  dmsa convert --to toml pedsnet 6.3.0                                     to look at
  dmsa convert --to csv -o ./mine --source mine.toml mine 1.0              to publish
  dmsa convert --to toml -o ./catalog --source ./data-models               all of them
  dmsa convert --to service-json -o ./answers --service https://example.org/ omop";

/// A layout that definitions can be written in.
struct Layout {
    name: &'static str,
    about: &'static str,
    /// The whole definition as one file, unless it takes several.
    file: Option<fn(&Model) -> String>,
    /// Definitions as files, below a folder for all of them.
    folder: fn(&[Model]) -> Vec<SourceFile>,
}

static LAYOUTS: &[Layout] = &[
    Layout {
        name: "toml",
        about: "One file a version, made to be written and reviewed by people",
        file: Some(toml::write),
        folder: |models| one_file_each(models, "", "toml", toml::write),
    },
    Layout {
        name: "csv",
        about: "A folder of CSV files a version, as model authors publish them",
        file: None,
        folder: |models| models.iter().flat_map(|model| below(place(model), csv::write(model))).collect(),
    },
    Layout {
        name: "json",
        about: "One file a version: the data models service's document, and all it leaves out",
        file: Some(json::complete),
        folder: |models| one_file_each(models, "", "json", json::complete),
    },
    Layout {
        name: "service-json",
        about: "What a data models service answers: `models`, and `schemata` of each version",
        file: Some(json::schemata),
        folder: |models| {
            let list = SourceFile { path: "models.json".to_owned(), bytes: json::models(models).into_bytes() };
            [list].into_iter().chain(one_file_each(models, "schemata/", "json", json::schemata)).collect()
        },
    },
];

fn one_file_each(models: &[Model], folder: &str, extension: &str, write: fn(&Model) -> String) -> Vec<SourceFile> {
    let file = |model: &Model| SourceFile {
        path: format!("{folder}{}.{extension}", place(model)),
        bytes: write(model).into_bytes(),
    };
    models.iter().map(file).collect()
}

fn below(folder: String, files: Vec<SourceFile>) -> impl Iterator<Item = SourceFile> {
    files.into_iter().map(move |file| SourceFile { path: format!("{folder}/{}", file.path), bytes: file.bytes })
}

fn place(model: &Model) -> String {
    format!("{}/{}", model.name, model.version)
}

fn define(command: Command) -> Command {
    let command = command
        .after_help(NOTES)
        .arg(Arg::new("model").value_name("MODEL").help("Only this model"))
        .arg(Arg::new("version").value_name("VERSION").help("Only this version: `6.3.0`, `6.3`, `v6.3` or `latest`"))
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
        );
    source::arguments(command)
}

fn run(matches: &ArgMatches, terminal: &Terminal) -> Result<Outcome, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let Some(layout) = LAYOUTS.iter().find(|layout| Some(layout.name) == text("to")) else {
        return Err(Failure::new("no layout was given"));
    };
    let output = matches.get_one::<PathBuf>("output").map(PathBuf::as_path);
    let loaded = Sources::new(matches, terminal)?.load(text("model"), text("version"))?;
    findings::unread(&loaded, terminal)?;
    findings::count(&loaded.diagnostics, "the source", terminal);
    let models = loaded.catalog.models;
    match (models.as_slice(), text("version"), layout.file, output) {
        ([model], Some(_), Some(write), output) if !output.is_some_and(Path::is_dir) => {
            output::write(output, &write(model), terminal)?;
        }
        ([model], Some(_), None, Some(folder)) => {
            let place = place(model) + "/";
            let files = (layout.folder)(&models);
            let files = files.into_iter().map(|file| SourceFile {
                path: file.path.strip_prefix(&place).unwrap_or(&file.path).to_owned(),
                bytes: file.bytes,
            });
            write_folder(folder, files.collect(), terminal)?;
        }
        (_, _, _, Some(folder)) => {
            usable_as_paths(&models)?;
            write_folder(folder, (layout.folder)(&models), terminal)?;
        }
        (_, _, _, None) => {
            return Err(Failure::usage("several files cannot be written to standard output")
                .help("name a folder for them with -o, or one model and version"));
        }
    }
    Ok(Outcome::Fine)
}

/// Names that come from anywhere must not lead out of the folder.
fn usable_as_paths(models: &[Model]) -> Result<(), Failure> {
    let unusable = |name: &str| name.starts_with('.') || name.contains(['/', '\\', ':', '\0']);
    match models.iter().find(|model| unusable(&model.name) || unusable(model.version.as_str())) {
        Some(model) => Err(Failure::new(format!("`{}` `{}` cannot be the name of a file", model.name, model.version))
            .help("convert this version by itself")),
        None => Ok(()),
    }
}

fn write_folder(folder: &Path, files: Vec<SourceFile>, terminal: &Terminal) -> Result<(), Failure> {
    let cannot =
        |path: &Path, error: &std::io::Error| Failure::new(format!("cannot write `{}`: {error}", path.display()));
    if let Some(stranger) = stranger(folder, &files) {
        return Err(Failure::new(format!("`{}` is in the way", stranger.display()))
            .help("it would become part of what is written: delete it, or name a new folder"));
    }
    for file in &files {
        let path = folder.join(&file.path);
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent).map_err(|error| cannot(parent, &error))?;
        output::write_file(&path, &file.bytes)?;
    }
    let plural = if files.len() == 1 { "" } else { "s" };
    terminal.tell(&format!("wrote {} file{plural} to {}\n", files.len(), folder.display()));
    Ok(())
}

/// A file below the folder that is not to be written and would be read as part of a definition.
fn stranger(folder: &Path, files: &[SourceFile]) -> Option<PathBuf> {
    let written: HashSet<PathBuf> = files.iter().map(|file| folder.join(&file.path)).collect();
    let extensions: HashSet<&OsStr> = files.iter().filter_map(|file| Path::new(&file.path).extension()).collect();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in folder.read_dir().into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.is_dir() && !path.is_symlink() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extensions.contains(extension))
                && !written.contains(&path)
            {
                return Some(path);
            }
        }
    }
    None
}
