//! Git's objects: commits, trees and files.

use data_encoding::HEXLOWER_PERMISSIVE;
use ring::digest;
use std::fmt;

/// The name of an object.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Oid(pub(super) [u8; 20]);

impl Oid {
    /// The name with these bytes.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The name with these digits.
    pub(super) fn from_hex(digits: &str) -> Option<Self> {
        Self::from_bytes(&HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok()?)
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER_PERMISSIVE.encode(&self.0))
    }
}

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Commit,
    Tree,
    Blob,
    Tag,
}

impl Kind {
    /// The word for it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Commit => "commit",
            Kind::Tree => "tree",
            Kind::Blob => "blob",
            Kind::Tag => "tag",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        [Kind::Commit, Kind::Tree, Kind::Blob, Kind::Tag].into_iter().find(|kind| kind.name() == name)
    }
}

/// An object.
pub(super) struct Object {
    pub(super) kind: Kind,
    pub(super) bytes: Vec<u8>,
}

impl Object {
    /// Its name, which is a hash of what it is.
    pub(super) fn id(&self) -> Oid {
        let mut hash = digest::Context::new(&digest::SHA1_FOR_LEGACY_USE_ONLY);
        hash.update(format!("{} {}\0", self.kind.name(), self.bytes.len()).as_bytes());
        hash.update(&self.bytes);
        let mut id = Oid([0; 20]);
        id.0.copy_from_slice(hash.finish().as_ref());
        id
    }

    /// The object that a commit or a tag is about.
    pub(super) fn target(&self) -> Option<Oid> {
        let word = match self.kind {
            Kind::Commit => "tree ",
            Kind::Tag => "object ",
            Kind::Tree | Kind::Blob => return None,
        };
        let line = self.bytes.split(|byte| *byte == b'\n').next()?;
        Oid::from_hex(std::str::from_utf8(line).ok()?.strip_prefix(word)?)
    }

    /// The entries of a tree: names, and what they name. Links and other repositories are passed over.
    pub(super) fn entries(&self) -> impl Iterator<Item = (String, Entry)> {
        let mut rest = self.bytes.as_slice();
        std::iter::from_fn(move || {
            loop {
                let (head, after) = rest.split_at(rest.iter().position(|byte| *byte == 0)?);
                let id = after.get(1..21).and_then(Oid::from_bytes)?;
                rest = after.get(21..).unwrap_or_default();
                let head = String::from_utf8_lossy(head);
                match head.split_once(' ') {
                    Some(("40000", name)) => return Some((name.to_owned(), Entry::Folder(id))),
                    Some((mode, name)) if mode.starts_with("100") => return Some((name.to_owned(), Entry::File(id))),
                    _ => {}
                }
            }
        })
    }
}

/// What an entry of a tree names.
pub(super) enum Entry {
    Folder(Oid),
    File(Oid),
}
