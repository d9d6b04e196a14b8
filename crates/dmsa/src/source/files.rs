//! The files of a source, from a folder on disk or from memory.

use super::SourceError;
use crate::check::codes;
use crate::diagnostic::Diagnostic;
use crate::model::Origin;
use crate::parallel;
use hashbrown::HashSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The largest file that is read. The largest definition known takes a tenth of it.
const MAX_FILE: u64 = 64 << 20;

/// The most that all files of a source are together. [`Budget`](super::Budget) takes less of them.
const MAX_FILES: u64 = 128 << 20;

/// The most files and folders that are looked at in one source.
const MAX_ENTRIES: usize = 200_000;

/// A file of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// The path that diagnostics show, with `/` between folders.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl SourceFile {
    /// Reads a regular file from disk. Pipes and devices are refused, as they may never end.
    pub(super) fn read(path: &Path) -> io::Result<Self> {
        Ok(Self { path: shown(path), bytes: regular(path, MAX_FILE)? })
    }
}

/// The bytes of a regular file that has at most so many. Anything else is an error: reading a pipe may wait for ever, and
/// a device may never end.
///
/// # Errors
///
/// If the file cannot be read, is no regular file, or is larger.
pub fn regular(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let file = open_regular(path)?;
    let length = file.metadata()?.len();
    if length > limit {
        return Err(too_large(limit));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    file.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(too_large(limit)) } else { Ok(bytes) }
}

/// The bytes of whatever is at this path, a pipe too, as long as there are at most so many.
///
/// # Errors
///
/// If it cannot be read, or is larger.
pub fn bounded(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(too_large(limit)) } else { Ok(bytes) }
}

fn too_large(limit: u64) -> io::Error {
    let unit = if limit >= 1 << 20 { format!("{} MiB", limit >> 20) } else { format!("{} KiB", limit >> 10) };
    io::Error::new(io::ErrorKind::InvalidInput, format!("it is larger than {unit}"))
}

/// Opens a file that is a regular one. Anything else is an error.
///
/// # Errors
///
/// If it cannot be opened, or is no regular file.
pub fn open_regular(path: &Path) -> io::Result<File> {
    let refused = || Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"));
    // Before the file is opened, as opening a pipe may wait for ever.
    if !fs::metadata(path)?.is_file() {
        return refused();
    }
    let file = File::open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { refused() }
}

/// The formats of a source. The file's extension determines which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Csv,
    Toml,
    Json,
    Sql,
}

impl Format {
    pub(super) fn of(path: &str) -> Option<Self> {
        let (_, extension) = path.rsplit_once('.')?;
        [("csv", Format::Csv), ("toml", Format::Toml), ("json", Format::Json), ("sql", Format::Sql)]
            .into_iter()
            .find(|(name, _)| extension.eq_ignore_ascii_case(name))
            .map(|(_, format)| format)
    }
}

/// Reads all regular files of a known format below the roots, sorted by path within each root. Names that begin with a
/// dot are passed over; a folder that several links lead to is read once. A link that leads out of its root is not
/// followed: whoever wrote the definitions may not be allowed to read what is there.
pub(super) fn below(roots: &[&Path], diagnostics: &mut Vec<Diagnostic>) -> Result<Vec<SourceFile>, SourceError> {
    let mut paths = Vec::new();
    let mut visited = HashSet::new();
    for root in roots {
        let error = |error| SourceError::Io { path: root.display().to_string(), error };
        let first = paths.len();
        fs::read_dir(root).map_err(error)?;
        let real = root.canonicalize().map_err(error)?;
        walk(root, &real, &mut visited, &mut paths, diagnostics);
        paths[first..].sort_by_cached_key(|path| shown(path));
    }
    let mut left = MAX_FILES;
    paths.retain(|path| {
        let length = fs::metadata(path).map_or(0, |metadata| metadata.len());
        // A file that is too large by itself is reported when it is read, and takes nothing.
        let Some(rest) = left.checked_sub(if length > MAX_FILE { 0 } else { length }) else {
            let why = format!("all files of a source may have {} MiB together", MAX_FILES >> 20);
            diagnostics.push(unreadable(path, &io::Error::new(io::ErrorKind::InvalidInput, why)));
            return false;
        };
        left = rest;
        true
    });
    let read = parallel::map(paths, |path| (SourceFile::read(&path), path));
    let mut files = Vec::with_capacity(read.len());
    for (file, path) in read {
        match file {
            Ok(file) => files.push(file),
            Err(error) => diagnostics.push(unreadable(&path, &error)),
        }
    }
    Ok(files)
}

/// The paths of all files of a known format below a root, whose real path is `real`.
fn walk(
    root: &Path,
    real: &Path,
    visited: &mut HashSet<PathBuf>,
    paths: &mut Vec<PathBuf>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let (mut folders, mut entries_left) = (vec![root.to_owned()], MAX_ENTRIES);
    while let Some(folder) = folders.pop() {
        let listing = folder
            .canonicalize()
            .and_then(|real| if visited.insert(real) { sorted_entries(&folder, entries_left) } else { Ok(Vec::new()) });
        let entries = listing.unwrap_or_else(|error| {
            diagnostics.push(unreadable(&folder, &error));
            Vec::new()
        });
        entries_left -= entries.len().min(entries_left);
        for Entry { path, is_folder, is_link } in entries {
            // A folder of definitions may hold scripts made from them.
            let is_wanted = is_folder || Format::of(&shown(&path)).is_some_and(|format| format != Format::Sql);
            if is_wanted && is_link && path.canonicalize().is_ok_and(|target| !target.starts_with(real)) {
                let why = "it is a link that leads out of the folder of the definitions";
                diagnostics.push(unreadable(&path, &io::Error::new(io::ErrorKind::InvalidInput, why)));
            } else if is_folder {
                folders.push(path);
            } else if is_wanted {
                paths.push(path);
            }
        }
    }
}

/// An entry of a folder.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    path: PathBuf,
    is_folder: bool,
    is_link: bool,
}

/// The entries of a folder. In reverse order, as folders wait on a stack.
fn sorted_entries(folder: &Path, limit: usize) -> io::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if entries.len() == limit {
            return Err(io::Error::other(format!("there are more than {MAX_ENTRIES} files and folders")));
        }
        let kind = entry.file_type()?;
        let path = entry.path();
        let is_folder = if kind.is_symlink() { path.is_dir() } else { kind.is_dir() };
        entries.push(Entry { path, is_folder, is_link: kind.is_symlink() });
    }
    entries.sort_by(|a, b| b.cmp(a));
    Ok(entries)
}

/// How many bytes of a file are read to recognise its kind.
pub(super) const BEGINNING: usize = 64 << 10;

/// The paths of the CSV files right in a folder whose beginnings are of the kind that is wanted.
pub(super) fn csv_in(folder: &Path, is_wanted: impl Fn(&SourceFile) -> bool) -> Vec<PathBuf> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut entries = sorted_entries(folder, MAX_ENTRIES).unwrap_or_default();
    entries.retain(|Entry { path, is_folder, is_link }| {
        let is_csv = !is_folder && !is_link && Format::of(&shown(path)) == Some(Format::Csv);
        is_csv && beginning(path).is_ok_and(|file| is_wanted(&file))
    });
    entries.into_iter().map(|entry| entry.path).collect()
}

/// The beginning of a regular file.
fn beginning(path: &Path) -> io::Result<SourceFile> {
    let mut bytes = Vec::new();
    open_regular(path)?.take(BEGINNING as u64).read_to_end(&mut bytes)?;
    Ok(SourceFile { path: shown(path), bytes })
}

/// The path as diagnostics show it.
fn shown(path: &Path) -> String {
    let text = path.display().to_string();
    if std::path::MAIN_SEPARATOR == '/' { text } else { text.replace(std::path::MAIN_SEPARATOR, "/") }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::new(&codes::UNREADABLE_FILE, &Origin::new(shown(path).into(), 0), format!("cannot be read: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_files_of_a_source_are_bounded() {
        let folder = std::env::temp_dir().join(format!("dmsa-many-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        for number in 0..5 {
            // A file with nothing in it takes no disk.
            File::create(folder.join(format!("{number}.csv"))).unwrap().set_len(MAX_FILES / 4 + 1).unwrap();
        }
        let mut found = Vec::new();
        assert_eq!(below(&[&folder], &mut found).unwrap().len(), 3);
        assert_eq!(found.len(), 2);
        assert!(found[0].message.contains("all files of a source"), "{}", found[0].message);
        fs::remove_dir_all(folder).unwrap();
    }
}
