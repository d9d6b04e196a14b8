//! The last good copy of each source on disk, for the day it cannot be reached.

use super::manifest::Manifest;
use crate::definitions::Fetched;
use crate::log::{Level, Log};
use dmsa::source::{SourceFile, directory, json};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// The file that says what belongs to a copy. It is written last.
const MANIFEST: &str = "manifest";

/// The largest file of a copy that is read.
const MAX_FILE: u64 = 64 << 20;

/// A folder with a copy of each source.
pub(super) struct Backups(PathBuf);

impl Backups {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// The folder of a source. Its name is made from a hash, as that of a source may hold anything.
    fn folder(&self, name: &str) -> PathBuf {
        let hash = super::manifest::hash(name.as_bytes());
        self.0.join(format!("source-{}", hash.get(..16).unwrap_or(&hash)))
    }

    /// Keeps what a source gave, whole or not at all; or else why that was not possible, which is logged.
    pub(super) fn keep(&self, name: &str, fetched: &Fetched, log: &Log) -> Result<(), String> {
        self.write(name, fetched).map_err(|error| {
            let why = format!("no copy could be kept in {}: {error}; the next refresh tries again", self.0.display());
            log.event(Level::Warning, &format!("{name}: {why}"));
            why
        })
    }

    fn write(&self, name: &str, fetched: &Fetched) -> io::Result<()> {
        let folder = self.folder(name);
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        let (new, old) = (folder.with_extension(format!("new-{since}")), folder.with_extension(format!("old-{since}")));
        let written = write_all(&new, fetched).and_then(|()| replace(&folder, &new, &old));
        // What is not there any more need not be deleted.
        fs::remove_dir_all(new).ok();
        if folder.exists() {
            fs::remove_dir_all(old).ok();
        }
        written
    }

    /// Puts in order what a process left that ended while it kept a copy of this source.
    fn recover(&self, name: &str) {
        let folder = self.folder(name);
        let Ok(entries) = fs::read_dir(&self.0) else { return };
        let mut left: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        left.retain(|path| *path != folder && path.with_extension("") == folder);
        // By their time, which is in their names.
        left.sort();
        if let (false, Some(last)) = (folder.exists(), left.iter().rfind(|path| is_old(path))) {
            fs::rename(last, &folder).ok();
        }
        if folder.exists() {
            // One that cannot be deleted does no harm.
            left.iter().for_each(|path| drop(fs::remove_dir_all(path)));
        }
    }

    /// The last copy of a source, if there is one; or else why it is not used, which is logged.
    pub(super) fn last(&self, name: &str, log: &Log) -> Result<Option<Fetched>, String> {
        self.recover(name);
        let folder = self.folder(name);
        if !folder.exists() {
            return Ok(None);
        }
        self.read(name).map(Some).map_err(|error| {
            let why = format!("the copy in {} is not used: {error}", folder.display());
            log.event(Level::Error, &format!("{name}: {why}"));
            why
        })
    }

    fn read(&self, name: &str) -> Result<Fetched, String> {
        let folder = self.folder(name);
        let bytes = |file: &str| {
            dmsa::source::regular(&folder.join(file), MAX_FILE).map_err(|error| format!("`{file}`: {error}"))
        };
        let manifest = Manifest::parse(&bytes(MANIFEST)?)?;
        let mut files = Vec::new();
        for (name, hash) in &manifest.files {
            let bytes = bytes(name)?;
            if super::manifest::hash(&bytes) != *hash {
                return Err(format!("`{name}` is not what was written"));
            }
            files.push(SourceFile { path: name.clone(), bytes });
        }
        let mut loaded = directory::read_files(&files);
        if loaded.catalog.models.len() != files.len() {
            return Err("not all of its definitions can be read".to_owned());
        }
        loaded.catalog.revision = manifest.revision;
        Ok(Fetched::new(name, loaded))
    }
}

/// Puts the new folder into the place of the one that is there, which is put back if that fails.
fn replace(folder: &Path, new: &Path, old: &Path) -> io::Result<()> {
    if folder.exists() {
        fs::rename(folder, old)?;
    }
    fs::rename(new, folder).inspect_err(|_| drop(fs::rename(old, folder)))?;
    folder.parent().map_or(Ok(()), sync)
}

/// Whether a folder was a copy until another was about to take its place.
fn is_old(path: &Path) -> bool {
    path.extension().and_then(|extension| extension.to_str()).is_some_and(|extension| extension.starts_with("old-"))
}

/// Writes a copy. Each file is on the disk before the manifest that names it, so that a copy with a manifest is whole.
fn write_all(folder: &Path, fetched: &Fetched) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut manifest = Manifest { revision: fetched.revision.clone(), files: Vec::new() };
    for (number, definition) in fetched.definitions.iter().enumerate() {
        let (name, text) = (format!("{number}.json"), json::complete(&definition.model()));
        write(&folder.join(&name), text.as_bytes())?;
        manifest.files.push((name, super::manifest::hash(text.as_bytes())));
    }
    write(&folder.join(MANIFEST), manifest.text().as_bytes())?;
    sync(folder)
}

/// Writes a file, onto the disk itself.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Puts what a folder lists onto the disk itself.
fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use dmsa::model::{Model, Table};
    use dmsa::source::{Catalog, Loaded};

    const NAME: &str = "https://example.org";

    fn empty(name: &str) -> Backups {
        let folder = std::env::temp_dir().join(format!("dmsa-backups-{}-{name}", std::process::id()));
        fs::remove_dir_all(&folder).ok();
        Backups::new(folder)
    }

    fn fetched(version: &str) -> Fetched {
        let tables = vec![Table { name: "person".into(), ..Table::default() }];
        let model = Model { name: "clinic".into(), version: version.into(), tables, ..Model::default() };
        let catalog = Catalog { models: vec![model], revision: format!("git-{version}") };
        Fetched::new("x", Loaded { catalog, ..Loaded::default() })
    }

    #[test]
    fn a_copy_is_what_was_kept() {
        let backups = empty("kept");
        assert!(backups.last(NAME, &Log::start(false)).unwrap().is_none());
        for version in ["1.0.0", "2.0.0"] {
            backups.write(NAME, &fetched(version)).unwrap();
        }
        let last = backups.read(NAME).unwrap();
        assert_eq!((last.definitions.len(), last.definitions[0].title().as_str()), (1, "clinic 2.0.0"));
        assert_eq!(last.revision, "git-2.0.0");
        assert_eq!(fs::read_dir(&backups.0).unwrap().count(), 1);
        fs::remove_dir_all(backups.0).unwrap();
    }

    #[test]
    fn a_copy_stays_where_a_new_one_cannot_take_its_place() {
        let backups = empty("stays");
        backups.write(NAME, &fetched("1.0.0")).unwrap();
        let folder = backups.folder(NAME);
        replace(&folder, &folder.with_extension("new-1"), &folder.with_extension("old-1")).unwrap_err();
        assert_eq!(backups.read(NAME).unwrap().revision, "git-1.0.0");
        fs::remove_dir_all(backups.0).unwrap();
    }

    #[test]
    fn what_a_process_left_is_put_in_order() {
        let backups = empty("left");
        backups.recover(NAME);
        let other = "https://example.org/other";
        backups.write(other, &fetched("3.0.0")).unwrap();
        let folder = backups.folder(NAME);
        let leave = |version: &str, extension: &str| {
            backups.write(NAME, &fetched(version)).unwrap();
            fs::rename(&folder, folder.with_extension(extension)).unwrap();
        };
        for (version, extension) in [("1.0.0", "old-1"), ("2.0.0", "old-2"), ("3.0.0", "new-3")] {
            leave(version, extension);
        }
        assert!(backups.read(NAME).is_err());
        backups.recover(NAME);
        assert_eq!(backups.read(NAME).unwrap().revision, "git-2.0.0");
        leave("4.0.0", "old-4");
        backups.write(NAME, &fetched("5.0.0")).unwrap();
        backups.recover(NAME);
        assert_eq!(backups.read(NAME).unwrap().revision, "git-5.0.0");
        assert_eq!(backups.read(other).unwrap().revision, "git-3.0.0");
        assert_eq!(fs::read_dir(&backups.0).unwrap().count(), 2);
        fs::remove_dir_all(backups.0).unwrap();
    }

    #[test]
    fn a_broken_copy_is_not_used() {
        let backups = empty("broken");
        let folder = backups.folder(NAME);
        for file in ["0.json", MANIFEST] {
            let path = folder.join(file);
            type Break = fn(&Path) -> io::Result<()>;
            let breaks: [(&str, Break); 4] = [
                ("emptied", |path| fs::write(path, "")),
                ("cut", |path| fs::read(path).and_then(|bytes| fs::write(path, &bytes[..bytes.len() / 2]))),
                ("changed", |path| fs::read(path).and_then(|bytes| fs::write(path, [&bytes[..], b" "].concat()))),
                ("removed", |path| fs::remove_file(path)),
            ];
            for (what, break_it) in breaks {
                backups.write(NAME, &fetched("1.0.0")).unwrap();
                assert!(backups.read(NAME).is_ok());
                break_it(&path).unwrap();
                assert!(backups.read(NAME).is_err(), "{file} {what}");
            }
        }
        fs::remove_dir_all(backups.0).unwrap();
    }
}
