//! The last good copy of each source on disk, for the day it cannot be reached.

use crate::log::{Level, Log};
use crate::supply::Delivery;
use dmsa::source::{directory, json};
use ring::digest;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};
use std::{fs, io};

/// The file beside the definitions that holds their revision.
const REVISION: &str = "revision";

/// A folder with a copy of each source.
pub(super) struct Copies(PathBuf);

impl Copies {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// The folder of a source. Its name is made from a hash, as that of a source may hold anything.
    fn folder(&self, name: &str) -> PathBuf {
        let hash = digest::digest(&digest::SHA256, name.as_bytes());
        let hash: String = hash.as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        self.0.join(format!("source-{hash}"))
    }

    /// Keeps what a source gave, whole or not at all.
    pub(super) fn keep(&self, name: &str, delivery: &Delivery, log: &Log) {
        if let Err(error) = self.write(name, delivery) {
            let message = format!("no copy of {name} could be kept in {}: {error}", self.0.display());
            log.event(Level::Warning, &message);
        }
    }

    fn write(&self, name: &str, delivery: &Delivery) -> io::Result<()> {
        let folder = self.folder(name);
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        let (new, old) = (folder.with_extension(format!("new-{since}")), folder.with_extension(format!("old-{since}")));
        let written = write_all(&new, delivery).and_then(|()| replace(&folder, &new, &old));
        // What is not there any more need not be deleted.
        fs::remove_dir_all(new).ok();
        if folder.exists() {
            fs::remove_dir_all(old).ok();
        }
        written
    }

    /// Puts in order what a process left that ended while it kept a copy of this source.
    pub(super) fn recover(&self, name: &str) {
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

    /// The last copy of a source, if it can be read.
    pub(super) fn last(&self, name: &str) -> Option<Delivery> {
        let folder = self.folder(name);
        let mut loaded = directory::read(&[&folder]).ok()?;
        if loaded.catalog.models.is_empty() {
            return None;
        }
        loaded.catalog.revision = fs::read_to_string(folder.join(REVISION)).unwrap_or_default();
        Some(Delivery::new(name, loaded))
    }
}

/// Puts the new folder into the place of the one that is there, which is put back if that fails.
fn replace(folder: &Path, new: &Path, old: &Path) -> io::Result<()> {
    if folder.exists() {
        fs::rename(folder, old)?;
    }
    fs::rename(new, folder).inspect_err(|_| drop(fs::rename(old, folder)))
}

/// Whether a folder was a copy until another was about to take its place.
fn is_old(path: &Path) -> bool {
    path.extension().and_then(|extension| extension.to_str()).is_some_and(|extension| extension.starts_with("old-"))
}

fn write_all(folder: &Path, delivery: &Delivery) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (number, definition) in delivery.definitions.iter().enumerate() {
        fs::write(folder.join(format!("{number}.json")), json::complete(&definition.model()))?;
    }
    fs::write(folder.join(REVISION), &delivery.revision)
}

#[cfg(test)]
mod tests {
    use super::*;
    use dmsa::model::{Model, Table};
    use dmsa::source::{Catalog, Loaded};

    const NAME: &str = "https://example.org";

    fn empty(name: &str) -> Copies {
        let folder = std::env::temp_dir().join(format!("dmsa-copies-{}-{name}", std::process::id()));
        fs::remove_dir_all(&folder).ok();
        Copies::new(folder)
    }

    fn delivery(version: &str) -> Delivery {
        let tables = vec![Table { name: "person".into(), ..Table::default() }];
        let model = Model { name: "clinic".into(), version: version.into(), tables, ..Model::default() };
        let catalog = Catalog { models: vec![model], revision: format!("git-{version}") };
        Delivery::new("x", Loaded { catalog, ..Loaded::default() })
    }

    #[test]
    fn a_copy_is_what_was_kept() {
        let copies = empty("kept");
        assert!(copies.last(NAME).is_none());
        for version in ["1.0.0", "2.0.0"] {
            copies.write(NAME, &delivery(version)).unwrap();
        }
        let last = copies.last(NAME).unwrap();
        assert_eq!((last.definitions.len(), last.definitions[0].title().as_str()), (1, "clinic 2.0.0"));
        assert_eq!(last.revision, "git-2.0.0");
        assert_eq!(fs::read_dir(&copies.0).unwrap().count(), 1);
        fs::remove_dir_all(copies.0).unwrap();
    }

    #[test]
    fn a_copy_stays_where_a_new_one_cannot_take_its_place() {
        let copies = empty("stays");
        copies.write(NAME, &delivery("1.0.0")).unwrap();
        let folder = copies.folder(NAME);
        replace(&folder, &folder.with_extension("new-1"), &folder.with_extension("old-1")).unwrap_err();
        assert_eq!(copies.last(NAME).unwrap().revision, "git-1.0.0");
        fs::remove_dir_all(copies.0).unwrap();
    }

    #[test]
    fn what_a_process_left_is_put_in_order() {
        let copies = empty("left");
        copies.recover(NAME);
        let other = "https://example.org/other";
        copies.write(other, &delivery("3.0.0")).unwrap();
        let folder = copies.folder(NAME);
        let leave = |version: &str, extension: &str| {
            copies.write(NAME, &delivery(version)).unwrap();
            fs::rename(&folder, folder.with_extension(extension)).unwrap();
        };
        for (version, extension) in [("1.0.0", "old-1"), ("2.0.0", "old-2"), ("3.0.0", "new-3")] {
            leave(version, extension);
        }
        assert!(copies.last(NAME).is_none());
        copies.recover(NAME);
        assert_eq!(copies.last(NAME).unwrap().revision, "git-2.0.0");
        leave("4.0.0", "old-4");
        copies.write(NAME, &delivery("5.0.0")).unwrap();
        copies.recover(NAME);
        assert_eq!(copies.last(NAME).unwrap().revision, "git-5.0.0");
        assert_eq!(copies.last(other).unwrap().revision, "git-3.0.0");
        assert_eq!(fs::read_dir(&copies.0).unwrap().count(), 2);
        fs::remove_dir_all(copies.0).unwrap();
    }
}
