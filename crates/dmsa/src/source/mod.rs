//! Where definitions come from.
//!
//! Every source gives the same [`Model`]s. A folder may hold definitions in any mix of layouts:
//! see [`directory`].

#[cfg(test)]
mod arbitrary;
mod budget;
pub mod catalog;
pub mod csv;
pub mod directory;
pub mod embedded;
mod error;
mod files;
mod identity;
pub mod json;
pub mod loss;
mod normal;
pub mod sql;
pub mod toml;
mod words;

pub use budget::Budget;
pub use catalog::{Catalog, Definition, NotFound};
pub use error::SourceError;
pub use files::{SourceFile, bounded, open_regular, regular};

use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Model;
use files::Format;
use hashbrown::HashSet;
use std::path::Path;

/// What a source holds, and what is wrong with its files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loaded {
    /// The definitions that could be read.
    pub catalog: Catalog,
    /// Findings about the files; about what they say, see [`crate::check`].
    pub diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    /// The errors that kept definitions out of the catalog: those about none of the definitions in it.
    pub fn unread(&self) -> impl Iterator<Item = &Diagnostic> {
        let title = |model: &Model| format!("{} {}", model.name, model.version).to_lowercase();
        let read: HashSet<_> = self.catalog.models.iter().map(title).collect();
        let is_about_read = move |title: &String| read.contains(&title.to_lowercase());
        let errors = self.diagnostics.iter().filter(|found| found.code.severity == Severity::Error);
        errors.filter(move |found| !found.model.as_ref().is_some_and(&is_about_read))
    }
}

/// Reads whatever this path leads to: a folder of definitions, a TOML definition, a document of a data models service, an
/// SQL script, or a CSV file, which stands for the definition it belongs to.
///
/// # Errors
///
/// Where the path cannot be read, or nothing there looks like a definition. Definitions that cannot be read are in
/// [`Loaded::unread`].
pub fn load(path: &Path) -> Result<Loaded, SourceError> {
    load_with(path, &mut |_| {})
}

/// As [`load`]; `seen` is given the files that were read, in the order of their paths.
///
/// # Errors
///
/// As [`load`].
pub fn load_with(path: &Path, seen: &mut dyn FnMut(&[SourceFile])) -> Result<Loaded, SourceError> {
    let shown = path.display().to_string();
    let metadata = std::fs::metadata(path).map_err(|error| SourceError::Io { path: shown.clone(), error })?;
    if metadata.is_dir() {
        return directory::read_with(&[path], seen);
    }
    match Format::of(&shown) {
        None => Err(SourceError::UnknownFormat { path: shown }),
        Some(Format::Csv) => {
            let mut folders = path.ancestors().skip(1);
            let folder = folders.find(|folder| !files::csv_in(folder, csv::is_models_file).is_empty());
            let folder = folder.ok_or(SourceError::NoDefinitions { path: shown })?;
            directory::read_with(&[if folder.as_os_str().is_empty() { Path::new(".") } else { folder }], seen)
        }
        Some(format @ (Format::Toml | Format::Json | Format::Sql)) => {
            let file = SourceFile::read(path).map_err(|error| SourceError::Io { path: shown.clone(), error })?;
            let files = [file];
            seen(&files);
            let loaded = if format == Format::Sql { sql::read(&files[0]) } else { directory::read_files(&files) };
            let is_definition = !loaded.catalog.models.is_empty() || loaded.unread().next().is_some();
            if is_definition { Ok(loaded) } else { Err(SourceError::NoDefinitions { path: shown }) }
        }
    }
}
