//! Git's packs of objects: reading them, deltas and all.

use super::object::{Kind, Object, Oid};
use flate2::{Decompress, FlushDecompress, Status};
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// What is wrong with a repository, in a few words.
pub(super) type Damage = &'static str;

/// The largest object that is read. Definitions are far smaller.
const LARGEST: usize = 64 << 20;
/// The longest chain of deltas; git makes chains of 50 at most unless told otherwise.
const LONGEST_CHAIN: usize = 5_000;
/// What may be done with one pack. A small one can hold much, and changes to changes that take long to follow.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// The bytes that may be made, decompressing and changing, for all objects that are read.
    pub(super) work: u64,
    /// The bytes of the changes that lead to one object.
    pub(super) changes: usize,
}

/// As objects are made anew each time they are needed, the work is a multiple of what is in a pack; this much takes less
/// than a minute.
const LIMITS: Limits = Limits { work: 8 << 30, changes: LARGEST };
/// What an entry costs at least, as work.
const ENTRY: usize = 4 << 10;
/// The bytes before the first object: a word, a version and a count.
const HEAD: usize = 12;
/// The bytes of the checksum after the last one.
const CHECKSUM: usize = 20;

/// The most bytes before the content of an entry: its kind and size, and what it changes.
const ENTRY_HEAD: usize = 64;

/// Where the bytes of a pack are.
pub(super) enum Bytes {
    Memory(Vec<u8>),
    /// A file, and its length. Only what is asked for is read, as packs can be larger than memory.
    File(File, usize),
}

impl Bytes {
    fn length(&self) -> usize {
        match self {
            Bytes::Memory(bytes) => bytes.len(),
            Bytes::File(_, length) => *length,
        }
    }

    /// The bytes of this range, as far as there are so many.
    fn get(&self, begin: usize, end: usize) -> Result<Cow<'_, [u8]>, Damage> {
        let end = end.min(self.length());
        let length = end.checked_sub(begin).ok_or("it ends too early")?;
        match self {
            Bytes::Memory(bytes) => Ok(bytes.get(begin..end).unwrap_or_default().into()),
            Bytes::File(file, _) => {
                let mut bytes = Vec::with_capacity(length);
                let mut file = file;
                file.seek(SeekFrom::Start(begin as u64))
                    .and_then(|_| file.take(length as u64).read_to_end(&mut bytes))
                    .map_err(|_| "it cannot be read")?;
                if bytes.len() == length { Ok(bytes.into()) } else { Err("it ends too early") }
            }
        }
    }
}

/// A pack, and where in it each object begins.
pub(super) struct Pack {
    bytes: Bytes,
    offsets: HashMap<Oid, usize>,
    limits: Limits,
    work: Cell<u64>,
}

/// An entry of a pack.
struct Entry {
    content: Content,
    bytes: Vec<u8>,
    /// Where the next one begins.
    end: usize,
}

enum Content {
    Whole(Kind),
    /// A change to the object that begins here.
    Near(usize),
    /// A change to this object.
    Named(Oid),
}

impl Pack {
    /// A pack whose objects are found by going through it, as it came over the network.
    pub(super) fn scanned(bytes: Vec<u8>) -> Result<Self, Damage> {
        Self::scanned_within(LIMITS, bytes)
    }

    pub(super) fn scanned_within(limits: Limits, bytes: Vec<u8>) -> Result<Self, Damage> {
        let head = bytes.get(..HEAD).filter(|head| head.starts_with(b"PACK")).ok_or("it is no pack")?;
        let count = head.get(8..).map(number).unwrap_or_default();
        let mut pack = Self { bytes: Bytes::Memory(bytes), offsets: HashMap::new(), limits, work: Cell::new(0) };
        let (mut begin, mut waiting) = (HEAD, Vec::new());
        for _ in 0..count {
            let entry = pack.entry(begin)?;
            waiting.push(begin);
            begin = entry.end;
        }
        // An object may be a change to one that stands behind it.
        while !waiting.is_empty() {
            let before = waiting.len();
            let mut unresolved = Vec::new();
            for begin in waiting {
                match pack.object_at(begin, &|_| Ok(None))? {
                    Some(object) => drop(pack.offsets.insert(object.id(), begin)),
                    None => unresolved.push(begin),
                }
            }
            if unresolved.len() == before {
                return Err("it changes objects that it does not hold");
            }
            waiting = unresolved;
        }
        Ok(pack)
    }

    /// A pack with the index that stands beside it.
    pub(super) fn indexed(bytes: Bytes, index: &[u8]) -> Result<Self, Damage> {
        Self::indexed_within(LIMITS, bytes, index)
    }

    pub(super) fn indexed_within(limits: Limits, bytes: Bytes, index: &[u8]) -> Result<Self, Damage> {
        const FANOUT: usize = 8 + 256 * 4;
        if !index.starts_with(b"\xfftOc\0\0\0\x02") || index.len() < FANOUT {
            return Err("its index is of a kind that is not known");
        }
        let count = index.get(FANOUT - 4..FANOUT).map(number).unwrap_or_default();
        let names = index.get(FANOUT..).unwrap_or_default();
        // Names, checksums, offsets, and larger offsets for those that do not fit.
        let at = |part: usize, size: usize, place: usize| names.get(part + place * size..part + (place + 1) * size);
        let (short, long) = (count * 24, count * 28);
        let mut offsets = HashMap::with_capacity(count.min(index.len() / 20));
        for place in 0..count {
            let name = at(0, 20, place).and_then(Oid::from_bytes).ok_or("its index is too short")?;
            let offset = at(short, 4, place).map(number).ok_or("its index is too short")?;
            let offset = match offset.checked_sub(1 << 31) {
                None => offset,
                Some(place) => {
                    at(long, 8, place).and_then(|bytes| bytes.get(4..)).map(number).ok_or("it is too large")?
                }
            };
            offsets.insert(name, offset);
        }
        Ok(Self { bytes, offsets, limits, work: Cell::new(0) })
    }

    /// The names of all objects.
    #[cfg(fuzzing)]
    pub(super) fn names(&self) -> impl Iterator<Item = &Oid> {
        self.offsets.keys()
    }

    /// An object, if it is here. `elsewhere` finds those that are not, which changes may be to.
    pub(super) fn object(
        &self,
        id: &Oid,
        elsewhere: &dyn Fn(&Oid) -> Result<Option<Object>, Damage>,
    ) -> Result<Option<Object>, Damage> {
        match self.offsets.get(id) {
            Some(begin) => self.object_at(*begin, elsewhere),
            None => Ok(None),
        }
    }

    /// The object that begins here; `None` if it is a change to one that is nowhere.
    fn object_at(
        &self,
        begin: usize,
        elsewhere: &dyn Fn(&Oid) -> Result<Option<Object>, Damage>,
    ) -> Result<Option<Object>, Damage> {
        let (mut changes, mut size, mut next) = (Vec::new(), 0, begin);
        let mut object = loop {
            if changes.len() > LONGEST_CHAIN {
                return Err("its changes have no end");
            }
            let entry = self.entry(next)?;
            let base = match entry.content {
                Content::Whole(kind) => break Object { kind, bytes: entry.bytes },
                Content::Near(place) => Ok(place),
                Content::Named(id) => self.offsets.get(&id).copied().ok_or(id),
            };
            size += entry.bytes.len();
            if size > self.limits.changes {
                return Err("the changes to an object are too large");
            }
            changes.push(entry.bytes);
            match base {
                Ok(place) => next = place,
                Err(id) => match elsewhere(&id)? {
                    Some(object) => break object,
                    None => return Ok(None),
                },
            }
        };
        for change in changes.iter().rev() {
            object.bytes = changed(&object.bytes, change)?;
            self.spend(object.bytes.len())?;
        }
        Ok(Some(object))
    }

    /// Counts work of so many bytes.
    fn spend(&self, bytes: usize) -> Result<(), Damage> {
        self.work.set(self.work.get().saturating_add(bytes as u64));
        if self.work.get() > self.limits.work { Err("it takes too long to read") } else { Ok(()) }
    }

    fn entry(&self, begin: usize) -> Result<Entry, Damage> {
        let end = self.bytes.length().saturating_sub(CHECKSUM);
        let head = self.bytes.get(begin, end.min(begin.saturating_add(ENTRY_HEAD)))?;
        let mut rest = &*head;
        let mut byte = take(&mut rest)?;
        let kind = byte >> 4 & 7;
        let (mut size, mut shift) = (usize::from(byte & 15), 4);
        while byte & 0x80 != 0 {
            byte = take(&mut rest)?;
            size |= usize::from(byte & 0x7f).checked_shl(shift).ok_or("an object is too large")?;
            shift += 7;
        }
        let content = match kind {
            1 => Content::Whole(Kind::Commit),
            2 => Content::Whole(Kind::Tree),
            3 => Content::Whole(Kind::Blob),
            4 => Content::Whole(Kind::Tag),
            6 => {
                let mut byte = take(&mut rest)?;
                let mut back = usize::from(byte & 0x7f);
                while byte & 0x80 != 0 {
                    byte = take(&mut rest)?;
                    back = (back + 1).checked_mul(128).ok_or("it is damaged")? | usize::from(byte & 0x7f);
                }
                Content::Near(begin.checked_sub(back).filter(|place| *place < begin).ok_or("it is damaged")?)
            }
            7 => {
                let (name, after) = rest.split_at_checked(20).ok_or("it ends too early")?;
                rest = after;
                Content::Named(Oid::from_bytes(name).ok_or("it is damaged")?)
            }
            _ => return Err("it holds an object of an unknown kind"),
        };
        if size > LARGEST {
            return Err("an object is too large");
        }
        let begin = begin + head.len() - rest.len();
        // What cannot be compressed becomes a little larger.
        let most = size + size / 8 + ENTRY;
        let (bytes, used) = inflate(&self.bytes.get(begin, end.min(begin.saturating_add(most)))?, size)?;
        self.spend(bytes.len().max(ENTRY))?;
        Ok(Entry { content, bytes, end: begin + used })
    }
}

/// So many bytes out of compressed ones, and how many of those it took.
pub(super) fn inflate(compressed: &[u8], size: usize) -> Result<(Vec<u8>, usize), Damage> {
    if size > LARGEST {
        return Err("an object is too large");
    }
    // One byte more than expected shows whether there are more.
    let mut bytes = Vec::with_capacity(size + 1);
    let mut inflater = Decompress::new(true);
    let status = inflater.decompress_vec(compressed, &mut bytes, FlushDecompress::Finish);
    match status {
        Ok(Status::StreamEnd) if bytes.len() == size => {
            Ok((bytes, usize::try_from(inflater.total_in()).unwrap_or(usize::MAX)))
        }
        _ => Err("an object cannot be decompressed"),
    }
}

/// An object after a change: what is copied from the old one, and what is new.
fn changed(old: &[u8], mut change: &[u8]) -> Result<Vec<u8>, Damage> {
    const DAMAGED: Damage = "a change is damaged";
    let (before, after) = (length(&mut change)?, length(&mut change)?);
    if before != old.len() || after > LARGEST {
        return Err(DAMAGED);
    }
    let mut new = Vec::with_capacity(after);
    while let Some((&step, rest)) = change.split_first() {
        change = rest;
        let part = if step & 0x80 == 0 {
            let (part, rest) = change.split_at_checked(usize::from(step)).filter(|_| step > 0).ok_or(DAMAGED)?;
            change = rest;
            part
        } else {
            let mut field = |bits: std::ops::Range<u32>| {
                let mut value = 0;
                for (place, bit) in bits.enumerate() {
                    if step & (1 << bit) != 0 {
                        value |= usize::from(take(&mut change)?) << (8 * place);
                    }
                }
                Ok(value)
            };
            let (begin, size) = (field(0..4)?, field(4..7)?);
            let size = if size == 0 { 0x10000 } else { size };
            old.get(begin..begin + size).ok_or(DAMAGED)?
        };
        if new.len() + part.len() > after {
            return Err(DAMAGED);
        }
        new.extend_from_slice(part);
    }
    if new.len() == after { Ok(new) } else { Err(DAMAGED) }
}

fn length(bytes: &mut &[u8]) -> Result<usize, Damage> {
    let (mut value, mut shift) = (0usize, 0);
    loop {
        let byte = take(bytes)?;
        value |= usize::from(byte & 0x7f).checked_shl(shift).ok_or("a change is damaged")?;
        shift += 7;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
}

fn take(bytes: &mut &[u8]) -> Result<u8, Damage> {
    let (&first, rest) = bytes.split_first().ok_or("it ends too early")?;
    *bytes = rest;
    Ok(first)
}

/// A number of up to eight bytes, the highest first.
fn number(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |number, byte| number << 8 | usize::from(*byte))
}
