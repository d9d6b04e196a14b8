//! Where definitions are written to.

use super::layout::{Layout, place};
use crate::failure::Failure;
use crate::output::{self, Staged};
use crate::terminal::Terminal;
use dmsa::model::Model;
use dmsa::source::SourceFile;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Where definitions are written to.
pub(super) enum Destination<'a> {
    /// One definition, to standard output.
    Output(&'a Model),
    /// One definition, to this file.
    File(&'a Path, &'a Model),
    /// Files below this folder.
    Folder { root: &'a Path, files: Vec<SourceFile>, whole: Vec<String> },
}

impl<'a> Destination<'a> {
    /// What is meant by `path`. `one_version`: a version was asked for, not whatever there is.
    ///
    /// A folder that exists, or ends in a slash, holds definitions, each in a place of its own. Otherwise the path is
    /// the definition's own where one version was asked for, or where the extension says so. Of a layout that takes
    /// several files, one version always has the folder for its own.
    pub(super) fn new(
        path: Option<&'a Path>,
        layout: &Layout,
        models: &'a [Model],
        one_version: bool,
    ) -> Result<Self, Failure> {
        let only = if let [model] = models { Some(model) } else { None };
        let Some(path) = path.filter(|path| *path != Path::new("-")) else {
            let fewer = if layout.file.is_some() { ", or one model and version" } else { "" };
            return only.filter(|_| layout.file.is_some()).map(Destination::Output).ok_or_else(|| {
                Failure::usage("several files cannot be written to standard output")
                    .help(format!("name a folder for them with -o{fewer}"))
            });
        };
        let is_folder = path.is_dir() || path.as_os_str().to_string_lossy().ends_with(std::path::is_separator);
        let is_named_as = |extension: &str| path.extension().is_some_and(|own| own.eq_ignore_ascii_case(extension));
        match (layout.file, only) {
            (Some(file), Some(model)) if !is_folder && (one_version || is_named_as(file.extension)) => {
                return Ok(Destination::File(path, model));
            }
            (Some(file), None) if !is_folder && is_named_as(file.extension) => {
                let message = format!("`{}` cannot hold {} definitions", path.display(), models.len());
                return Err(Failure::usage(message).help("name a folder, or one model and version"));
            }
            (None, _) if !is_folder && is_named_as(layout.name) => {
                let message = format!("`{}` cannot hold a definition, which takes several files", path.display());
                return Err(Failure::usage(message).help("name a folder"));
            }
            _ => {}
        }
        if path.exists() && !path.is_dir() {
            let message = format!("cannot write to `{}`: it is no folder", path.display());
            return Err(Failure::new(message).help("name a folder for the files"));
        }
        let files = (layout.folder)(models);
        Ok(match (layout.file, only) {
            // The folder is the definition's own.
            (None, Some(model)) if one_version => {
                let place = place(model) + "/";
                let own = |file: SourceFile| {
                    let path = file.path.strip_prefix(&place).unwrap_or(&file.path).to_owned();
                    SourceFile { path, bytes: file.bytes }
                };
                let files = files.into_iter().map(own).collect();
                Destination::Folder { root: path, files, whole: vec![String::new()] }
            }
            _ => {
                usable_as_paths(models)?;
                Destination::Folder { root: path, files, whole: (layout.whole)(models) }
            }
        })
    }

    /// Writes all of it, and gives nothing its name before.
    pub(super) fn write(&self, layout: &Layout, terminal: &Terminal) -> Result<(), Failure> {
        let text = |model| layout.file.map(|file| (file.write)(model)).unwrap_or_default();
        match self {
            Destination::Output(model) => output::write(None, &text(model), terminal),
            Destination::File(path, model) => output::write(Some(path), &text(model), terminal),
            Destination::Folder { root, files, whole } => {
                if let Some(stranger) = whole.iter().find_map(|folder| stranger(root, &root.join(folder), files)) {
                    return Err(Failure::new(format!("`{}` is in the way", stranger.display()))
                        .help("it would become part of what is written: delete it, or name a new folder"));
                }
                let mut staged = Staged::default();
                for file in files {
                    staged.add(&root.join(&file.path), &file.bytes)?;
                }
                staged.commit()?;
                let plural = if files.len() == 1 { "" } else { "s" };
                terminal.inform(&format!("wrote {} file{plural} to {}\n", files.len(), root.display()));
                Ok(())
            }
        }
    }

    /// Warns about definitions that were read from the folder they are written to: it has them twice now.
    pub(super) fn warn_of_doubles(&self, models: &[Model], terminal: &Terminal) {
        let Destination::Folder { root, files, .. } = self else { return };
        let Ok(folder) = root.canonicalize() else { return };
        let written: HashSet<PathBuf> =
            files.iter().filter_map(|file| folder.join(&file.path).canonicalize().ok()).collect();
        let is_double = |model: &&Model| {
            let read = model.tables.first().and_then(|table| Path::new(table.origin.file()?).canonicalize().ok());
            read.is_some_and(|read| read.starts_with(&folder) && !written.contains(&read))
        };
        let doubles: Vec<&Model> = models.iter().filter(is_double).collect();
        if let [first, rest @ ..] = doubles.as_slice() {
            let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
            let message = format!("`{}` holds {} {}{more} twice now", root.display(), first.name, first.version);
            terminal.warning(&message, "delete the files that were read, or those that were written");
        }
    }
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

/// A file in or below `folder` that is not to be written and would be read as part of what is. A definition in a folder
/// of its own is none.
fn stranger(root: &Path, folder: &Path, files: &[SourceFile]) -> Option<PathBuf> {
    let written: HashSet<PathBuf> = files.iter().map(|file| root.join(&file.path)).collect();
    let extensions: HashSet<&OsStr> = files.iter().filter_map(|file| Path::new(&file.path).extension()).collect();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in folder.read_dir().into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.is_dir() && !path.is_symlink() {
                if !path.join("models.csv").exists() {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|extension| extensions.contains(extension))
                && !written.contains(&path)
            {
                return Some(path);
            }
        }
    }
    None
}
