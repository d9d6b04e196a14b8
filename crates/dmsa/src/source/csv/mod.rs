//! The CSV layout: a folder of files a definition, each file's kind told by its header.
//!
//! Files are read with [`directory::read`](super::directory::read).

mod cells;
mod decode;
mod definition;
mod file;
mod grouped;
mod header;
mod renamings;
mod tables;
mod tokenizer;
mod write;

pub use write::write;

use super::catalog::Definition;
use super::files::SourceFile;
use crate::check::codes;
use crate::diagnostic::Diagnostic;
use crate::model::Origin;
use definition::Builder;
use file::CsvFile;
use hashbrown::HashMap;
use header::Kind;

/// Reads the definitions in these files, which come in the order of their paths.
pub(super) fn read(files: &[&SourceFile], diagnostics: &mut Vec<Diagnostic>) -> Vec<Definition> {
    let files: Vec<CsvFile<'_>> = files.iter().map(|file| CsvFile::open(file, diagnostics)).collect();
    let mut folders = Folders::find(&files, diagnostics);
    let mut renamings = Vec::new();
    for file in &files {
        match file.kind() {
            None | Some(Kind::Models) => {}
            Some(Kind::Renamings) => renamings.push(file),
            Some(Kind::Mappings) => diagnostics.push(Diagnostic::new(
                &codes::UNUSED_MAPPINGS,
                &file.origin(0),
                "mappings between models are not used",
            )),
            Some(_) => match folders.of(file.folder) {
                Some(place) => folders.add(place, file, diagnostics),
                None => diagnostics.push(
                    Diagnostic::new(
                        &codes::ORPHAN_FILE,
                        &file.origin(0),
                        "no `models.csv` in this folder or above it, so the file belongs to no definition",
                    )
                    .help("add a models file, or move the file to its definition"),
                ),
            },
        }
    }
    renamings::distribute(&renamings, &mut folders.builders, diagnostics);
    folders.builders.into_iter().flatten().map(|builder| builder.finish(diagnostics)).collect()
}

/// Whether a file makes its folder a definition.
pub(super) fn is_models_file(file: &SourceFile) -> bool {
    CsvFile::open(file, &mut Vec::new()).kind() == Some(Kind::Models)
}

/// Whether a file holds renamings.
pub(super) fn is_renamings_file(file: &SourceFile) -> bool {
    CsvFile::open(file, &mut Vec::new()).kind() == Some(Kind::Renamings)
}

/// The folders that are definitions, in the order of their files.
struct Folders<'a, 'f> {
    by_path: HashMap<&'a str, usize>,
    /// A definition that cannot be named has a folder, so that its files are not orphans, and no builder.
    builders: Vec<Option<Builder<'f>>>,
}

impl<'a, 'f> Folders<'a, 'f> {
    fn find(files: &'f [CsvFile<'a>], diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut by_path = HashMap::new();
        let mut models_files: Vec<Vec<&CsvFile<'a>>> = Vec::new();
        for file in files.iter().filter(|file| file.kind() == Some(Kind::Models)) {
            let place = *by_path.entry(file.folder).or_insert(models_files.len());
            match models_files.get_mut(place) {
                Some(same_folder) => same_folder.push(file),
                None => models_files.push(vec![file]),
            }
        }
        let builders = models_files.iter().map(|files| Builder::from_models_files(files, diagnostics)).collect();
        Self { by_path, builders }
    }

    /// The definition that files in this folder belong to.
    fn of(&self, folder: &str) -> Option<usize> {
        let mut folder = folder;
        loop {
            if let Some(place) = self.by_path.get(folder) {
                return Some(*place);
            }
            folder = match folder.rfind('/') {
                Some(slash) => &folder[..slash],
                None if folder.is_empty() => return None,
                None => "",
            };
        }
    }

    fn add(&mut self, place: usize, file: &'f CsvFile<'a>, diagnostics: &mut Vec<Diagnostic>) {
        if let Some(Some(builder)) = self.builders.get_mut(place) {
            builder.add(file, diagnostics);
        }
    }
}

/// The whole of a file, in a diagnostic.
const WHOLE_FILE: u32 = 0;

fn header_only(origin: &Origin) -> Diagnostic {
    Diagnostic::new(&codes::HEADER_ONLY_FILE, origin, "the file has no rows")
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod round_trip;
