//! A git repository: `git+https://host/org/models@branch`, `git+file:///path@branch`.
//!
//! One commit is read, without its history and without a work tree, by a client of our own: the image of the service
//! holds this program and nothing else.

#[cfg(fuzzing)]
pub mod fuzzed;
mod local;
mod object;
mod pack;
mod remote;

use crate::Error;
use crate::address::Address;
use crate::http::Client;
use crate::observer::{Busy, Observer};
use crate::once::Read;
use dmsa::source::{Loaded, SourceFile, directory};
use local::Local;
use object::{Entry, Kind, Object, Oid};
use pack::Damage;
use remote::Remote;
use std::path::Path;

/// What stands before the address of a repository.
const PREFIX: &str = "git+";

/// Whether a source is a repository by its name. One in a folder needs no prefix.
pub(super) fn is_repository(name: &str) -> bool {
    name.starts_with(PREFIX) || name.starts_with("file://")
}

/// The most files and folders that are read, the most bytes that they and their paths may take together, and the
/// deepest folders that are looked into. A small repository can name the same folder or file again and again.
const MOST: usize = 100_000;
const MOST_BYTES: usize = 128 << 20;
const DEEPEST: usize = 50;

/// Where a repository is, and which branch or tag of it is meant.
#[derive(Debug, Clone)]
pub(super) struct Location {
    url: Address,
    branch: Option<String>,
}

impl Location {
    /// The repository of this name.
    pub(super) fn parse(name: &str) -> Result<Self, Error> {
        let address = name.strip_prefix(PREFIX).unwrap_or(name);
        let (url, branch) = split(address);
        let known = ["https://", "http://", "file:///"];
        if !known.iter().any(|scheme| url.starts_with(scheme)) {
            return Err(Error::name(format!("`{}` is not the address of a repository", Address::new(name)))
                .help("a repository is git+https://host/path@branch or git+file:///path@branch"));
        }
        let (url, branch) = (Address::new(url.trim_end_matches('/')), branch.map(str::to_owned));
        Ok(Self { url, branch })
    }
}

/// A repository.
pub(super) struct Repository<'t> {
    location: Location,
    observer: &'t dyn Observer,
}

impl<'t> Repository<'t> {
    /// The repository at this location.
    pub(super) fn new(location: Location, observer: &'t dyn Observer) -> Self {
        Self { location, observer }
    }

    fn no_branch(&self) -> Error {
        let Location { url, branch } = &self.location;
        match branch {
            Some(branch) => Error::new(format!("{url} has no branch or tag `{branch}`")),
            None => Error::new(format!("{url} has no commit yet")),
        }
    }
}

impl Read for Repository<'_> {
    fn read(&self) -> Result<Loaded, Error> {
        let Location { url, branch } = &self.location;
        let damaged = |damage: Damage| Error::new(format!("the repository {url} cannot be read: {damage}"));
        let (commit, files) = match url.secret().strip_prefix("file://") {
            Some(path) => {
                let local = Local::open(Path::new(path))
                    .ok_or_else(|| Error::new(format!("there is no git repository at {path}")))?;
                let commit = local.commit(branch.as_deref()).ok_or_else(|| self.no_branch())?;
                files(commit, &|id| local.object(id)).map_err(damaged)?
            }
            None => {
                let _busy = Busy::new(self.observer, &format!("fetching from {}", self.location.url.host()));
                let client = Client::new(url);
                let remote = Remote::open(&client, url)?;
                let commit = remote.commit(branch.as_deref())?.ok_or_else(|| self.no_branch())?;
                let pack = remote.pack(&commit)?;
                files(commit, &|id| pack.object(id, &|_| Ok(None))).map_err(damaged)?
            }
        };
        let mut loaded = directory::read_files(&files);
        directory::report_nothing(&files, &url.to_string(), &mut loaded);
        loaded.catalog.revision = format!("git-{commit}");
        if loaded.catalog.models.is_empty() && loaded.diagnostics.is_empty() {
            return Err(Error::new(format!("there are no definitions in {url}")));
        }
        Ok(loaded)
    }
}

/// The address and the branch, which stands behind an `@` in the path: one before the host belongs to a user.
fn split(address: &str) -> (&str, Option<&str>) {
    let path = address.find("://").map_or(0, |colon| colon + 3);
    let path = address.get(path..).and_then(|rest| rest.find('/')).map_or(address.len(), |slash| path + slash);
    match address.rfind('@').filter(|at| *at > path) {
        Some(at) => (address.get(..at).unwrap_or(address), address.get(at + 1..).filter(|branch| !branch.is_empty())),
        None => (address, None),
    }
}

/// The commit itself, where a tag leads to it, and its files that may be definitions.
fn files(from: Oid, read: &dyn Fn(&Oid) -> Result<Option<Object>, Damage>) -> Result<(Oid, Vec<SourceFile>), Damage> {
    let object = |id: &Oid| read(id)?.ok_or("an object is missing");
    let (mut commit, mut next, mut steps) = (from, from, 0);
    // A tag leads to a commit, perhaps by another tag, and a commit to a tree.
    let tree = loop {
        let found = object(&next)?;
        steps += 1;
        if found.kind == Kind::Commit {
            commit = next;
        }
        match found.kind {
            Kind::Tree => break found,
            _ if steps > 10 => return Err("its tags have no end"),
            _ => next = found.target().ok_or("a commit is damaged")?,
        }
    };
    let (mut things_left, mut bytes_left) = (MOST, MOST_BYTES);
    let mut part = |id: &Oid, path: &str| {
        things_left = things_left.checked_sub(1).ok_or("it has too many files and folders")?;
        let part = object(id)?;
        let size = part.bytes.len() + path.len();
        bytes_left = bytes_left.checked_sub(size).ok_or("its files are too large together")?;
        Ok(part)
    };
    let (mut files, mut folders) = (Vec::new(), vec![(String::new(), tree, 0)]);
    while let Some((path, tree, depth)) = folders.pop() {
        for (name, entry) in tree.entries() {
            if name.starts_with('.') {
                continue;
            }
            match entry {
                Entry::Folder(id) if depth < DEEPEST => {
                    let path = format!("{path}{name}/");
                    let tree = part(&id, &path)?;
                    folders.push((path, tree, depth + 1));
                }
                Entry::File(id) if is_of_interest(&name) => {
                    let path = format!("{path}{name}");
                    let bytes = part(&id, &path)?.bytes;
                    files.push(SourceFile { path, bytes });
                }
                _ => {}
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok((commit, files))
}

/// Whether a file may be a definition, or a part of one, by its extension.
fn is_of_interest(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["csv", "toml", "json"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests;
