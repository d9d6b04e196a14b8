//! A folder of definitions, or a file with one.

use crate::Error;
use crate::commit;
use crate::once::Read;
use dmsa::source::{self, Loaded};
use std::path::{Path, PathBuf};

/// A folder of definitions, or a file with one.
#[derive(Debug)]
pub(super) struct Files {
    path: PathBuf,
}

impl Files {
    pub(super) fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }
}

impl Read for Files {
    fn read(&self) -> Result<Loaded, Error> {
        let mut loaded = source::load(&self.path).map_err(|error| failure(&self.path, error.into()))?;
        if loaded.catalog.revision.is_empty() {
            let commit = commit::checked_out(&self.path);
            loaded.catalog.revision = commit.map_or_else(|| "files".to_owned(), |commit| format!("git-{commit}"));
        }
        Ok(loaded)
    }
}

/// Adds what to do about a folder that is not there.
fn failure(path: &Path, failure: Error) -> Error {
    if path.exists() {
        return failure;
    }
    let looks_like_host = path.to_str().is_some_and(|name| name.contains('.') && !name.contains(['/', '\\']));
    let advice = if looks_like_host { "; the address of a service begins with https://" } else { "" };
    failure.help(format!("a source is `{}`, a folder, a file or a URL{advice}", crate::embedded::NAME))
}
