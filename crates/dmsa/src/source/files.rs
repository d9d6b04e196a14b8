//! The files of a source, from a folder on disk or from memory.

use super::SourceError;
use crate::check::codes;
use crate::diagnostic::Diagnostic;
use crate::model::Origin;
use crate::parallel;
use hashbrown::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A file of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// The path that diagnostics show, with `/` between folders.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl SourceFile {
    /// Reads a file from disk.
    pub(super) fn read(path: &Path) -> std::io::Result<Self> {
        Ok(Self { path: shown(path), bytes: fs::read(path)? })
    }
}

/// The formats a source can be in, told by the extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Csv,
    Toml,
    Json,
}

impl Format {
    pub(super) fn of(path: &str) -> Option<Self> {
        let (_, extension) = path.rsplit_once('.')?;
        [("csv", Format::Csv), ("toml", Format::Toml), ("json", Format::Json)]
            .into_iter()
            .find(|(name, _)| extension.eq_ignore_ascii_case(name))
            .map(|(_, format)| format)
    }
}

/// Reads all files of a known format below the roots, sorted by path within each root. Names that begin with a dot are
/// passed over; a folder that several links lead to is read once.
pub(super) fn below(roots: &[&Path], diagnostics: &mut Vec<Diagnostic>) -> Result<Vec<SourceFile>, SourceError> {
    let mut paths = Vec::new();
    let mut visited = HashSet::new();
    for root in roots {
        let error = |error| SourceError::Io { path: root.display().to_string(), error };
        let first = paths.len();
        fs::read_dir(root).map_err(error)?;
        walk(root, &mut visited, &mut paths, diagnostics);
        paths[first..].sort_by_cached_key(|path| shown(path));
    }
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

/// The paths of all files of a known format below a root.
fn walk(root: &Path, visited: &mut HashSet<PathBuf>, paths: &mut Vec<PathBuf>, diagnostics: &mut Vec<Diagnostic>) {
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let listing = folder
            .canonicalize()
            .and_then(|real| if visited.insert(real) { sorted_entries(&folder) } else { Ok(Vec::new()) });
        let entries = listing.unwrap_or_else(|error| {
            diagnostics.push(unreadable(&folder, &error));
            Vec::new()
        });
        for (path, is_folder) in entries {
            if is_folder {
                folders.push(path);
            } else if Format::of(&shown(&path)).is_some() {
                paths.push(path);
            }
        }
    }
}

/// The entries of a folder, and whether each is a folder itself. In reverse order, as folders wait on a stack.
fn sorted_entries(folder: &Path) -> std::io::Result<Vec<(PathBuf, bool)>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let kind = entry.file_type()?;
        let path = entry.path();
        let is_folder = if kind.is_symlink() { path.is_dir() } else { kind.is_dir() };
        entries.push((path, is_folder));
    }
    entries.sort_by(|a, b| b.cmp(a));
    Ok(entries)
}

/// The CSV files right in a folder, as far as they can be read.
pub(super) fn csv_in(folder: &Path) -> Vec<SourceFile> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = sorted_entries(folder).unwrap_or_default();
    let read = |(path, _): (PathBuf, bool)| {
        let shown = shown(&path);
        (Format::of(&shown) == Some(Format::Csv)).then(|| SourceFile::read(&path)).and_then(Result::ok)
    };
    entries.into_iter().filter(|(_, is_folder)| !is_folder).filter_map(read).collect()
}

/// The path as diagnostics show it.
fn shown(path: &Path) -> String {
    let text = path.display().to_string();
    if std::path::MAIN_SEPARATOR == '/' { text } else { text.replace(std::path::MAIN_SEPARATOR, "/") }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::new(&codes::UNREADABLE_FILE, &Origin::new(shown(path).into(), 0), format!("cannot be read: {error}"))
}
