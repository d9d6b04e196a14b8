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
        let written = write_all(&new, delivery).and_then(|()| {
            if folder.exists() {
                fs::rename(&folder, &old)?;
            }
            fs::rename(&new, &folder)
        });
        for unfinished in [new, old] {
            // What is not there any more need not be deleted.
            fs::remove_dir_all(unfinished).ok();
        }
        written
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

fn write_all(folder: &Path, delivery: &Delivery) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (number, volume) in delivery.volumes.iter().enumerate() {
        fs::write(folder.join(format!("{number}.json")), json::complete(&volume.model()))?;
    }
    fs::write(folder.join(REVISION), &delivery.revision)
}

#[cfg(test)]
mod tests {
    use super::*;
    use dmsa::model::{Model, Table};
    use dmsa::source::{Catalog, Loaded};

    #[test]
    fn a_copy_is_what_was_kept() {
        let folder = std::env::temp_dir().join(format!("dmsa-copies-{}", std::process::id()));
        let copies = Copies::new(folder.clone());
        assert!(copies.last("https://example.org").is_none());
        for version in ["1.0.0", "2.0.0"] {
            let tables = vec![Table { name: "person".into(), ..Table::default() }];
            let model = Model { name: "clinic".into(), version: version.into(), tables, ..Model::default() };
            let catalog = Catalog { models: vec![model], revision: format!("git-{version}") };
            let loaded = Loaded { catalog, ..Loaded::default() };
            copies.write("https://example.org", &Delivery::new("x", loaded)).unwrap();
        }
        let last = copies.last("https://example.org").unwrap();
        assert_eq!((last.volumes.len(), last.volumes[0].title().as_str()), (1, "clinic 2.0.0"));
        assert_eq!(last.revision, "git-2.0.0");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::remove_dir_all(folder).unwrap();
    }
}
