//! Keys of any number of rows: equal ones are found, others are looked up among them.
//!
//! Keys are collected with the places of their rows and sorted when all are there. Beyond the memory that is allowed,
//! sorted runs go to a file that has no name and vanishes with the process.

use crate::key::{Entry, Key};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The memory that all logs of a run share.
#[derive(Debug)]
pub(crate) struct Budget {
    limit: usize,
    used: AtomicUsize,
}

impl Budget {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, used: AtomicUsize::new(0) }
    }
}

/// A log shorter than this is not worth a run.
const SHORTEST_RUN: usize = 1 << 16;

/// Keys in the order in which blocks of a file gave them.
#[derive(Debug)]
pub(crate) struct Log<K> {
    blocks: Vec<(u64, Vec<Entry<K>>)>,
    held: usize,
    file: Option<File>,
    /// Where runs begin and how many entries they have.
    runs: Vec<(u64, usize)>,
    end: u64,
    least_run: usize,
}

impl<K: Key> Log<K> {
    pub(crate) fn new() -> Self {
        Self { blocks: Vec::new(), held: 0, file: None, runs: Vec::new(), end: 0, least_run: SHORTEST_RUN }
    }

    /// Adds the keys of a block.
    pub(crate) fn add(&mut self, block: u64, entries: Vec<Entry<K>>, budget: &Budget) -> io::Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        let bytes = size_of_val(entries.as_slice());
        self.held += entries.len();
        self.blocks.push((block, entries));
        let used = budget.used.fetch_add(bytes, Ordering::Relaxed) + bytes;
        if used > budget.limit && self.held >= self.least_run { self.spill(budget) } else { Ok(()) }
    }

    fn sorted(&mut self) -> Vec<Entry<K>> {
        // Most files are sorted by their key, and then in the order of blocks there is nothing left to sort.
        self.blocks.sort_unstable_by_key(|(block, _)| *block);
        let mut all = Vec::with_capacity(self.held);
        for (_, entries) in self.blocks.drain(..) {
            all.extend_from_slice(&entries);
        }
        self.held = 0;
        all.sort_unstable();
        all
    }

    fn spill(&mut self, budget: &Budget) -> io::Result<()> {
        let entries = self.sorted();
        budget.used.fetch_sub(size_of_val(entries.as_slice()), Ordering::Relaxed);
        let file = match self.file.take() {
            Some(file) => file,
            None => tempfile::tempfile()?,
        };
        self.runs.push((self.end, entries.len()));
        let mut out = BufWriter::with_capacity(1 << 18, &file);
        let mut bytes = Vec::with_capacity(32);
        for entry in entries {
            bytes.clear();
            entry.key.write(&mut bytes);
            entry.at.write(&mut bytes);
            out.write_all(&bytes)?;
            self.end += bytes.len() as u64;
        }
        out.flush()?;
        drop(out);
        self.file = Some(file);
        Ok(())
    }

    /// Sorts what was added.
    pub(crate) fn finish(mut self, budget: &Budget) -> io::Result<Sorted<K>> {
        if self.runs.is_empty() {
            let entries = self.sorted();
            budget.used.fetch_sub(size_of_val(entries.as_slice()), Ordering::Relaxed);
            return Ok(Sorted::Memory(entries));
        }
        if self.held > 0 {
            self.spill(budget)?;
        }
        match self.file {
            Some(file) => Ok(Sorted::Disk { file, runs: self.runs }),
            None => Ok(Sorted::Memory(Vec::new())),
        }
    }
}

/// Keys in their order.
#[derive(Debug)]
pub(crate) enum Sorted<K> {
    Memory(Vec<Entry<K>>),
    Disk { file: File, runs: Vec<(u64, usize)> },
}

impl<K: Key> Sorted<K> {
    /// Gives every entry in the order of keys and places.
    pub(crate) fn each(&self, mut take: impl FnMut(Entry<K>)) -> io::Result<()> {
        let mut stream = self.stream()?;
        while let Some(entry) = stream.next()? {
            take(entry);
        }
        Ok(())
    }

    /// Gives the place of every row whose key another row had before.
    pub(crate) fn repeated(&self, mut take: impl FnMut(u64)) -> io::Result<()> {
        let mut before = None;
        self.each(|entry| {
            if before.replace(entry.key) == Some(entry.key) {
                take(entry.at);
            }
        })
    }

    /// Gives the place of every row whose key is not among these.
    pub(crate) fn missing_from(&self, known: &Sorted<K>, mut take: impl FnMut(u64)) -> io::Result<()> {
        let mut known = known.stream()?;
        let mut next = known.next()?;
        let mut stream = self.stream()?;
        while let Some(entry) = stream.next()? {
            while next.is_some_and(|next| next.key < entry.key) {
                next = known.next()?;
            }
            if next.is_none_or(|next| next.key != entry.key) {
                take(entry.at);
            }
        }
        Ok(())
    }

    fn stream(&self) -> io::Result<Stream<'_, K>> {
        match self {
            Self::Memory(entries) => Ok(Stream::Memory(entries.iter())),
            Self::Disk { file, runs } => {
                let readers = runs.iter().map(|(start, count)| Run::new(file.try_clone()?, *start, *count));
                let mut heads = std::collections::BinaryHeap::new();
                let mut runs = readers.collect::<io::Result<Vec<Run>>>()?;
                for (place, run) in runs.iter_mut().enumerate() {
                    if let Some(entry) = run.next()? {
                        heads.push(std::cmp::Reverse((entry, place)));
                    }
                }
                Ok(Stream::Disk { runs, heads })
            }
        }
    }
}

enum Stream<'s, K: Key> {
    Memory(std::slice::Iter<'s, Entry<K>>),
    Disk { runs: Vec<Run>, heads: std::collections::BinaryHeap<std::cmp::Reverse<(Entry<K>, usize)>> },
}

impl<K: Key> Stream<'_, K> {
    fn next(&mut self) -> io::Result<Option<Entry<K>>> {
        match self {
            Self::Memory(entries) => Ok(entries.next().copied()),
            Self::Disk { runs, heads } => {
                let Some(std::cmp::Reverse((entry, place))) = heads.pop() else { return Ok(None) };
                if let Some(next) = runs.get_mut(place).map(Run::next).transpose()?.flatten() {
                    heads.push(std::cmp::Reverse((next, place)));
                }
                Ok(Some(entry))
            }
        }
    }
}

/// A sorted run in a file that others read too: each reads at places of its own.
struct Run {
    reader: BufReader<At>,
    left: usize,
}

struct At {
    file: File,
    position: u64,
}

impl Read for At {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.file.seek(SeekFrom::Start(self.position))?;
        let read = self.file.read(bytes)?;
        self.position += read as u64;
        Ok(read)
    }
}

impl Run {
    fn new(file: File, position: u64, left: usize) -> io::Result<Self> {
        Ok(Self { reader: BufReader::with_capacity(1 << 16, At { file, position }), left })
    }

    fn next<K: Key>(&mut self) -> io::Result<Option<Entry<K>>> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        let mut bytes = [0; 24];
        let bytes = &mut bytes[..K::BYTES + 8];
        self.reader.read_exact(bytes)?;
        Ok(Some(Entry { key: K::read(bytes), at: u64::read(&bytes[K::BYTES..]) }))
    }
}

/// Keys to look others up in.
#[derive(Debug)]
pub(crate) enum Known<K> {
    /// Numbers close to one another.
    Dense { first: u64, bits: Vec<u64> },
    /// In their order.
    Sparse(hashbrown::HashSet<K>),
    /// Too many for the memory: whoever looks up sorts too.
    Disk(Sorted<K>),
}

impl<K: Key + std::hash::Hash> Known<K> {
    pub(crate) fn new(sorted: Sorted<K>) -> Self {
        let entries = match sorted {
            Sorted::Memory(entries) => entries,
            disk @ Sorted::Disk { .. } => return Self::Disk(disk),
        };
        let ends = entries.first().zip(entries.last());
        if let Some((first, last)) = ends.and_then(|(first, last)| first.key.number().zip(last.key.number())) {
            let words = ((last - first) / 64) as usize;
            if words < entries.len() * 2 + 1024 {
                let mut bits = vec![0; words + 1];
                for number in entries.iter().filter_map(|entry| entry.key.number()) {
                    let place = number - first;
                    bits[(place / 64) as usize] |= 1 << (place % 64);
                }
                return Self::Dense { first, bits };
            }
        }
        Self::Sparse(entries.into_iter().map(|entry| entry.key).collect())
    }

    /// Whether the key is there; `None` where that cannot be known at once.
    pub(crate) fn contains(&self, key: K) -> Option<bool> {
        match self {
            Self::Dense { first, bits } => {
                let place = key.number().and_then(|number| number.checked_sub(*first));
                let bit = |place: u64| {
                    let word = usize::try_from(place / 64).ok().and_then(|word| bits.get(word));
                    word.is_some_and(|word| word >> (place % 64) & 1 == 1)
                };
                Some(place.is_some_and(bit))
            }
            Self::Sparse(keys) => Some(keys.contains(&key)),
            Self::Disk(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{HashMap, HashSet};

    fn sorted(keys: &[u64], limit: usize) -> Sorted<u64> {
        let budget = Budget::new(limit);
        let mut log = Log::new();
        log.least_run = 3;
        for (block, chunk) in keys.chunks(4).enumerate().collect::<Vec<_>>().into_iter().rev() {
            let entries = chunk.iter().zip(block as u64 * 4..).map(|(key, at)| Entry { key: *key, at }).collect();
            log.add(block as u64, entries, &budget).unwrap();
        }
        log.finish(&budget).unwrap()
    }

    proptest! {
        #[test]
        fn repeated_and_missing_keys_are_found_in_memory_and_on_disk(
            known in proptest::collection::vec(0_u64..60, 0..80),
            asked in proptest::collection::vec(0_u64..60, 0..80),
            sparse in any::<bool>(),
        ) {
            let spread = |keys: &[u64]| keys.iter().map(|key| if sparse { key << 40 } else { *key }).collect::<Vec<_>>();
            let (known, asked) = (spread(&known), spread(&asked));
            let mut first = HashMap::new();
            let repeated: HashSet<u64> = known.iter().zip(0..).filter(|(key, at)| *first.entry(**key).or_insert(*at) != *at).map(|(_, at)| at).collect();
            let missing: HashSet<u64> = asked.iter().zip(0..).filter(|(key, _)| !first.contains_key(*key)).map(|(_, at)| at).collect();
            for limit in [0, usize::MAX] {
                let (known, asked_sorted) = (sorted(&known, limit), sorted(&asked, limit));
                let mut found = HashSet::new();
                known.repeated(|at| { found.insert(at); }).unwrap();
                prop_assert_eq!(&found, &repeated);
                let mut found = HashSet::new();
                asked_sorted.missing_from(&known, |at| { found.insert(at); }).unwrap();
                prop_assert_eq!(&found, &missing);
                let known = Known::new(known);
                for (key, at) in asked.iter().zip(0_u64..) {
                    if let Some(there) = known.contains(*key) {
                        prop_assert_eq!(there, !missing.contains(&at));
                    }
                }
            }
        }
    }
}
