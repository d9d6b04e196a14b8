//! A repository on this machine, read from git's own files: git need not be installed.

use super::object::{Kind, Object, Oid};
use super::pack::{Bytes, Damage, Pack, inflate};
use crate::commit;
use dmsa::source::{open_regular, regular};
use flate2::read::ZlibDecoder;
use std::cell::OnceCell;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The most packs that the changes to one object may lead through.
const MAX_PACKS: usize = 50;
/// The most packs of a repository. Each is an open file.
const MAX_PACK_FILES: usize = 200;
/// The most bytes of all their indexes, which have some 30 bytes for an object and are kept in memory.
const MAX_INDEXES: u64 = 64 << 20;
/// The largest object that is a file of its own.
const MAX_LOOSE: u64 = 64 << 20;

/// A repository on this machine.
pub(super) struct Local {
    /// Git's own folder, and the one it shares with other work trees.
    git: PathBuf,
    common: PathBuf,
    packs: OnceCell<Result<Vec<Pack>, Damage>>,
}

impl Local {
    /// The repository at this path, with or without a work tree.
    pub(super) fn open(path: &Path) -> Option<Self> {
        let (git, common) = commit::git_folders(path)
            .or_else(|| path.join("objects").is_dir().then(|| (path.to_owned(), path.to_owned())))?;
        Some(Self { git, common, packs: OnceCell::new() })
    }

    /// A repository that is nothing but these packs.
    #[cfg(any(test, fuzzing))]
    pub(super) fn of_packs(packs: Vec<Pack>) -> Self {
        let nowhere = PathBuf::from("/dev/null");
        Self { git: nowhere.clone(), common: nowhere, packs: OnceCell::from(Ok(packs)) }
    }

    /// The commit of a branch or tag, or the one that is checked out.
    pub(super) fn commit(&self, branch: Option<&str>) -> Option<Oid> {
        let Some(branch) = branch else {
            return commit::head(&self.git, &self.common).and_then(|commit| Oid::from_hex(&commit));
        };
        let refs =
            [format!("refs/heads/{branch}"), format!("refs/tags/{branch}"), format!("refs/remotes/origin/{branch}")];
        let known = refs.iter().find_map(|name| commit::of_reference(&self.git, &self.common, name));
        Oid::from_hex(&known?)
    }

    /// An object.
    pub(super) fn object(&self, id: &Oid) -> Result<Option<Object>, Damage> {
        self.object_across(id, MAX_PACKS)
    }

    /// An object whose changes lead through so many packs at most: two packs could refer to each other for ever.
    fn object_across(&self, id: &Oid, packs_left: usize) -> Result<Option<Object>, Damage> {
        let packs_left = packs_left.checked_sub(1).ok_or("its changes lead through too many packs")?;
        for folder in self.folders() {
            if let Some(object) = loose(&folder, id)? {
                return Ok(Some(object));
            }
        }
        for pack in self.packs.get_or_init(|| self.open_packs()).as_ref().map_err(|damage| *damage)? {
            if let Some(object) = pack.object(id, &|id| self.object_across(id, packs_left))? {
                return Ok(Some(object));
            }
        }
        Ok(None)
    }

    /// Where objects are: here, and in the repositories that this one borrows from.
    fn folders(&self) -> Vec<PathBuf> {
        let own = self.common.join("objects");
        let borrowed = commit::text(&own.join("info/alternates")).unwrap_or_default();
        let others: Vec<_> = borrowed.lines().map(|line| own.join(line)).collect();
        std::iter::once(own).chain(others).collect()
    }

    fn open_packs(&self) -> Result<Vec<Pack>, Damage> {
        let entries = self.folders().into_iter().filter_map(|folder| fs::read_dir(folder.join("pack")).ok()).flatten();
        let paths = entries.flatten().map(|entry| entry.path());
        let (mut packs, mut left) = (Vec::new(), MAX_INDEXES);
        for index in paths.filter(|path| path.extension().is_some_and(|extension| extension == "idx")) {
            let length = fs::metadata(&index).map_or(0, |metadata| metadata.len());
            left = left.checked_sub(length).ok_or(
                "its packs have more objects than can be read; name a clone with less history (`git clone --depth 1`)",
            )?;
            if packs.len() == MAX_PACK_FILES {
                return Err("it has too many packs; run `git gc` in it");
            }
            // A pack that cannot be read is as good as one that is not there: what it holds will be missed.
            packs.extend(open_pack(&index, length));
        }
        Ok(packs)
    }
}

fn open_pack(index: &Path, length: u64) -> Option<Pack> {
    let pack = open_regular(&index.with_extension("pack")).ok()?;
    let size = usize::try_from(pack.metadata().ok()?.len()).ok()?;
    Pack::indexed(Bytes::File(pack, size), &regular(index, length).ok()?).ok()
}

/// An object that is a file of its own.
fn loose(folder: &Path, id: &Oid) -> Result<Option<Object>, Damage> {
    const DAMAGED: Damage = "an object is damaged";
    let name = id.to_string();
    let (first, rest) = name.split_at(2);
    let Ok(compressed) = regular(&folder.join(first).join(rest), MAX_LOOSE) else {
        return Ok(None);
    };
    let mut head = [0; 64];
    let length = ZlibDecoder::new(compressed.as_slice()).read(&mut head).map_err(|_| DAMAGED)?;
    let head = head.get(..length).unwrap_or_default();
    let end = head.iter().position(|byte| *byte == 0).ok_or(DAMAGED)?;
    let text = std::str::from_utf8(head.get(..end).unwrap_or_default()).map_err(|_| DAMAGED)?;
    let (kind, size) = text.split_once(' ').ok_or(DAMAGED)?;
    let (kind, size) = (Kind::named(kind).ok_or(DAMAGED)?, size.parse::<usize>().map_err(|_| DAMAGED)?);
    let (mut bytes, _) = inflate(&compressed, size.saturating_add(end + 1))?;
    bytes.drain(..=end);
    Ok(Some(Object { kind, bytes }))
}
