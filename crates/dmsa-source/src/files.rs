//! A folder of definitions, or a file with one.

use crate::Error;
use crate::commit;
use crate::once::Read;
use data_encoding::HEXLOWER;
use dmsa::source::{self, Loaded, SourceFile};
use ring::digest;
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
        let commit = commit::checked_out(&self.path);
        let mut content = None;
        let mut seen = |files: &[SourceFile]| {
            if commit.is_none() {
                content = Some(hash(&self.path, files));
            }
        };
        let loaded = source::load_with(&self.path, &mut seen);
        let mut loaded = loaded.map_err(|error| failure(&self.path, error.into()))?;
        if loaded.catalog.revision.is_empty() {
            loaded.catalog.revision = match commit {
                Some(commit) => format!("git-{commit}"),
                None => format!("files-{}", content.unwrap_or_default()),
            };
        }
        Ok(loaded)
    }
}

/// A hash of the content of files, which does not depend on where the folder is.
fn hash(root: &Path, files: &[SourceFile]) -> String {
    let mut hash = digest::Context::new(&digest::SHA256);
    for SourceFile { path, bytes } in files {
        let path = Path::new(path).strip_prefix(root).map_or(path.as_str(), |path| path.to_str().unwrap_or_default());
        // Lengths keep apart what would else be the same bytes in a row.
        hash.update(format!("{}:{path}{}:", path.len(), bytes.len()).as_bytes());
        hash.update(bytes);
    }
    let digits = HEXLOWER.encode(hash.finish().as_ref());
    digits.get(..16).unwrap_or(&digits).to_owned()
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_revision_is_a_hash_of_the_content() {
        let folder = std::env::temp_dir().join(format!("dmsa-revision-{}", std::process::id()));
        let write = |folder: &Path, kind: &str| {
            fs::create_dir_all(folder).unwrap();
            let text = format!("model = \"m\"\nversion = \"1\"\n[tables.t.fields]\na = \"{kind}\"\n");
            fs::write(folder.join("m.toml"), text).unwrap();
            Files::new(folder).read().unwrap().catalog.revision
        };
        let first = write(&folder.join("a"), "integer");
        assert!(first.starts_with("files-") && first.len() == 22, "{first}");
        assert_eq!(write(&folder.join("b"), "integer"), first, "the place does not matter");
        assert_ne!(write(&folder.join("b"), "date"), first);
        assert_eq!(Files::new(folder.join("a/m.toml")).read().unwrap().catalog.revision.len(), 22);
        fs::remove_dir_all(folder).unwrap();
    }
}
