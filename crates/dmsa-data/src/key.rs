//! Keys of fixed size, made of values of any length.

use std::hash::{BuildHasher, RandomState};

/// A key and the place of its row: smaller places come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry<K> {
    pub(crate) key: K,
    pub(crate) at: u64,
}

/// A key of fixed size.
pub(crate) trait Key: Copy + Ord + Send + Sync + 'static {
    const BYTES: usize;
    fn write(self, out: &mut Vec<u8>);
    fn read(bytes: &[u8]) -> Self;
    /// As a number, where it is one.
    fn number(self) -> Option<u64>;
}

impl Key for u64 {
    const BYTES: usize = 8;

    fn write(self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_le_bytes());
    }

    fn read(bytes: &[u8]) -> Self {
        bytes.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
    }

    fn number(self) -> Option<u64> {
        Some(self)
    }
}

/// Values of any length: up to 15 bytes as they are, longer ones by a keyed hash of 120 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Long([u64; 2]);

impl Key for Long {
    const BYTES: usize = 16;

    fn write(self, out: &mut Vec<u8>) {
        self.0.iter().for_each(|half| half.write(out));
    }

    fn read(bytes: &[u8]) -> Self {
        Self([u64::read(bytes), u64::read(bytes.get(8..).unwrap_or_default())])
    }

    fn number(self) -> Option<u64> {
        None
    }
}

impl std::hash::Hash for Long {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        state.write_u64(self.0[0]);
        state.write_u64(self.0[1]);
    }
}

/// Makes keys of values. The hash is keyed anew in each process: nobody can make two values for one key.
#[derive(Debug, Clone)]
pub(crate) struct Hasher([RandomState; 2]);

impl Hasher {
    pub(crate) fn new() -> Self {
        Self([RandomState::new(), RandomState::new()])
    }

    pub(crate) fn key(&self, value: &[u8]) -> Long {
        let mut short = [0; 16];
        if value.len() < 16 {
            short[..value.len()].copy_from_slice(value);
            short[15] = value.len() as u8;
            return Long::read(&short);
        }
        let [first, second] = &self.0;
        Long([first.hash_one(value), second.hash_one(value) | 0xff << 56])
    }
}

/// Whole numbers in their order.
pub(crate) fn number_key(value: i64) -> u64 {
    (value as u64) ^ (1 << 63)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn values_have_one_key(a in proptest::collection::vec(any::<u8>(), 0..40), b in proptest::collection::vec(any::<u8>(), 0..40)) {
            let hasher = Hasher::new();
            prop_assert_eq!(a == b, hasher.key(&a) == hasher.key(&b));
            prop_assert_eq!(hasher.key(&a), hasher.key(&a.clone()));
        }
    }
}
