//! The CSV layout: a folder of files for each definition. The header of a file says of what kind it is.
//!
//! Files are read with [`directory::read`](super::directory::read).

mod cells;
mod decode;
mod definition;
mod file;
mod grouped;
mod header;
mod ohdsi;
mod renamings;
mod tables;
mod tokenizer;
mod write;

pub use write::write;

use super::catalog::Definition;
use super::files::{BEGINNING, SourceFile};
use crate::check::codes;
use crate::diagnostic::Diagnostic;
use crate::model::Origin;
use crate::parallel;
use definition::Builder;
use file::CsvFile;
use hashbrown::HashMap;
use header::Kind;

/// Reads the definitions in these files, which come in the order of their paths.
pub(super) fn read(files: &[&SourceFile], diagnostics: &mut Vec<Diagnostic>) -> Vec<Definition> {
    let mut about_files = Vec::new();
    let files = on_all_cores(files.to_vec(), &mut about_files, CsvFile::open);
    let mut folders = Folders::find(&files, diagnostics);
    // A file that was not read, or not as a whole, may be missing from the definition whose folder it is in.
    for mut found in about_files {
        let folder = found.origin.file().and_then(|path| path.rsplit_once('/')).map_or("", |(folder, _)| folder);
        let builder = folders.of(folder).and_then(|folder| folder.builder.as_ref());
        found.model = builder.map(|builder| builder.identity().to_string());
        diagnostics.push(found);
    }
    let mut renamings = Vec::new();
    for file in &files {
        match file.kind() {
            // Those of OHDSI are definitions of their own.
            None | Some(Kind::Models | Kind::OhdsiFields | Kind::OhdsiTables) => {}
            Some(Kind::Renamings) => renamings.push(file),
            Some(Kind::Mappings) => diagnostics.push(Diagnostic::new(
                &codes::UNUSED_MAPPINGS,
                &file.origin(0),
                "mappings between models are not used",
            )),
            Some(_) => match folders.of(file.folder) {
                Some(definition) => definition.files.push(file),
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
    let mut builders = on_all_cores(folders.definitions, diagnostics, Folder::read);
    renamings::distribute(&renamings, &mut builders, diagnostics);
    let mut definitions = on_all_cores(builders.into_iter().flatten().collect(), diagnostics, Builder::finish);
    definitions.extend(ohdsi::read(&files, diagnostics));
    definitions
}

/// Does the same to every item; results and diagnostics come in the order of the items.
fn on_all_cores<T: Send, R: Send>(
    items: Vec<T>,
    diagnostics: &mut Vec<Diagnostic>,
    work: impl Fn(T, &mut Vec<Diagnostic>) -> R + Sync,
) -> Vec<R> {
    let done = parallel::map(items, |item| {
        let mut found = Vec::new();
        (work(item, &mut found), found)
    });
    let take = |(result, mut found)| {
        diagnostics.append(&mut found);
        result
    };
    done.into_iter().map(take).collect()
}

/// Whether a file makes its folder a definition.
pub(super) fn is_models_file(file: &SourceFile) -> bool {
    is(file, Kind::Models)
}

/// Whether a file holds renamings.
pub(super) fn is_renamings_file(file: &SourceFile) -> bool {
    is(file, Kind::Renamings)
}

/// Whether a file is of this kind, by its beginning only: the file may be one endless line.
fn is(file: &SourceFile, kind: Kind) -> bool {
    let beginning = file.bytes.get(..BEGINNING).unwrap_or(&file.bytes).to_vec();
    let file = SourceFile { path: file.path.clone(), bytes: beginning };
    CsvFile::open(&file, &mut Vec::new()).kind() == Some(kind)
}

/// The folders that are definitions, in the order of their files.
struct Folders<'a, 'f> {
    by_path: HashMap<&'a str, usize>,
    definitions: Vec<Folder<'a, 'f>>,
}

/// A folder that is a definition.
struct Folder<'a, 'f> {
    /// None where the definition cannot be named; it has a folder all the same, so that its files are not orphans.
    builder: Option<Builder<'f>>,
    files: Vec<&'f CsvFile<'a>>,
}

impl<'f> Folder<'_, 'f> {
    /// Takes in the rows of its files.
    fn read(self, diagnostics: &mut Vec<Diagnostic>) -> Option<Builder<'f>> {
        let mut builder = self.builder?;
        self.files.into_iter().for_each(|file| builder.add(file, diagnostics));
        Some(builder)
    }
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
        let folder = |files: &Vec<&'f CsvFile<'a>>| Folder {
            builder: Builder::from_models_files(files, diagnostics),
            files: Vec::new(),
        };
        Self { by_path, definitions: models_files.iter().map(folder).collect() }
    }

    /// The definition that files in this folder belong to.
    fn of(&mut self, folder: &str) -> Option<&mut Folder<'a, 'f>> {
        let mut folder = folder;
        loop {
            if let Some(place) = self.by_path.get(folder) {
                return self.definitions.get_mut(*place);
            }
            folder = match folder.rfind('/') {
                Some(slash) => &folder[..slash],
                None if folder.is_empty() => return None,
                None => "",
            };
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
