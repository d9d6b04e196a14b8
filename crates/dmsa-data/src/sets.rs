//! The collected values of tables: whole numbers apart from all others.

use crate::key::{Entry, Hasher, Key, Long, number_key};
use crate::keys::{Budget, Known, Log, Sorted};
use crate::plan::is_number;
use crate::value::{ValueType, canonical, integer};
use std::io;

/// Keys of a block.
#[derive(Debug)]
pub(crate) enum Batch {
    Numbers(Vec<Entry<u64>>),
    Values(Vec<Entry<Long>>),
}

/// Keys on the way to be sorted.
#[derive(Debug)]
pub(crate) enum AnyLog {
    Numbers(Log<u64>),
    Values(Log<Long>),
}

/// Keys to look others up in.
#[derive(Debug)]
pub(crate) enum AnyKnown {
    Numbers(Known<u64>),
    Values(Known<Long>),
}

/// Keys in their order.
#[derive(Debug)]
pub(crate) enum AnySorted {
    Numbers(Sorted<u64>),
    Values(Sorted<Long>),
}

/// The key of one row.
#[derive(Debug, Clone, Copy)]
pub(crate) enum AnyKey {
    Number(u64),
    Value(Long),
}

impl Batch {
    pub(crate) fn new(types: &[ValueType]) -> Self {
        if is_number(types) { Self::Numbers(Vec::new()) } else { Self::Values(Vec::new()) }
    }

    pub(crate) fn push(&mut self, key: AnyKey, at: u64) {
        match (self, key) {
            (Self::Numbers(entries), AnyKey::Number(key)) => entries.push(Entry { key, at }),
            (Self::Values(entries), AnyKey::Value(key)) => entries.push(Entry { key, at }),
            // A batch and the keys for it are made from the same types.
            _ => debug_assert!(false, "a key of another kind"),
        }
    }
}

impl AnyKey {
    /// The key of these values, all of which are of their types.
    pub(crate) fn new<'v>(
        types: &[ValueType],
        values: impl Iterator<Item = &'v [u8]>,
        hasher: &Hasher,
        scratch: &mut Vec<u8>,
    ) -> Option<Self> {
        let mut values = values;
        if is_number(types) {
            return Some(Self::Number(number_key(integer(values.next()?)??)));
        }
        scratch.clear();
        let several = types.len() > 1;
        for (value_type, value) in types.iter().zip(values) {
            let start = scratch.len();
            canonical(*value_type, value, scratch);
            if several {
                // With their lengths, so that `a, bc` is not `ab, c`.
                let length = scratch.len() - start;
                scratch.extend_from_slice(&(length as u32).to_le_bytes());
            }
        }
        Some(Self::Value(hasher.key(scratch)))
    }
}

impl AnyLog {
    pub(crate) fn new(types: &[ValueType]) -> Self {
        if is_number(types) { Self::Numbers(Log::new()) } else { Self::Values(Log::new()) }
    }

    pub(crate) fn add(&mut self, block: u64, batch: Batch, budget: &Budget) -> io::Result<()> {
        match (self, batch) {
            (Self::Numbers(log), Batch::Numbers(entries)) => log.add(block, entries, budget),
            (Self::Values(log), Batch::Values(entries)) => log.add(block, entries, budget),
            _ => Ok(()),
        }
    }

    /// Sorts; reports the places of repeated keys, if they are wanted; returns what lookups need.
    pub(crate) fn finish(self, budget: &Budget, repeated: Option<&mut dyn FnMut(u64)>) -> io::Result<AnyKnown> {
        fn known<K: Key + std::hash::Hash>(
            sorted: Sorted<K>,
            repeated: Option<&mut dyn FnMut(u64)>,
        ) -> io::Result<Known<K>> {
            if let Some(take) = repeated {
                sorted.repeated(take)?;
            }
            Ok(Known::new(sorted))
        }
        Ok(match self {
            Self::Numbers(log) => AnyKnown::Numbers(known(log.finish(budget)?, repeated)?),
            Self::Values(log) => AnyKnown::Values(known(log.finish(budget)?, repeated)?),
        })
    }

    /// Sorts what was added.
    pub(crate) fn sorted(self, budget: &Budget) -> io::Result<AnySorted> {
        Ok(match self {
            Self::Numbers(log) => AnySorted::Numbers(log.finish(budget)?),
            Self::Values(log) => AnySorted::Values(log.finish(budget)?),
        })
    }

    /// Reports the places of unknown keys.
    pub(crate) fn missing_from(self, known: &AnyKnown, budget: &Budget, take: impl FnMut(u64)) -> io::Result<()> {
        fn missing<K: Key + std::hash::Hash>(
            log: Log<K>,
            known: &Known<K>,
            budget: &Budget,
            mut take: impl FnMut(u64),
        ) -> io::Result<()> {
            let sorted = log.finish(budget)?;
            match known {
                Known::Disk(known) => sorted.missing_from(known, take),
                known => sorted.each(|entry| {
                    if known.contains(entry.key) == Some(false) {
                        take(entry.at);
                    }
                }),
            }
        }
        match (self, known) {
            (Self::Numbers(log), AnyKnown::Numbers(known)) => missing(log, known, budget, take),
            (Self::Values(log), AnyKnown::Values(known)) => missing(log, known, budget, take),
            _ => Ok(()),
        }
    }
}

impl AnySorted {
    /// How many rows have a key that is not among these.
    pub(crate) fn missing_from(&self, known: &Self) -> io::Result<u64> {
        let mut count = 0;
        match (self, known) {
            (Self::Numbers(keys), Self::Numbers(known)) => keys.missing_from(known, |_| count += 1)?,
            (Self::Values(keys), Self::Values(known)) => keys.missing_from(known, |_| count += 1)?,
            // Keys of the same columns are of one kind.
            _ => debug_assert!(false, "keys of another kind"),
        }
        Ok(count)
    }
}

impl AnyKnown {
    /// Whether the key is there; `None` where that cannot be known at once.
    pub(crate) fn contains(&self, key: AnyKey) -> Option<bool> {
        match (self, key) {
            (Self::Numbers(known), AnyKey::Number(key)) => known.contains(key),
            (Self::Values(known), AnyKey::Value(key)) => known.contains(key),
            _ => None,
        }
    }
}
