//! Findings, counted.

use std::collections::BTreeMap;

/// Where a row is: the file's place among those of its table, and its line.
pub(crate) fn at(file: usize, line: u64) -> u64 {
    (file as u64) << 48 | line
}

pub(crate) fn file(at: u64) -> usize {
    (at >> 48) as usize
}

pub(crate) fn line(at: u64) -> u64 {
    at & ((1 << 48) - 1)
}

/// The failures of one check.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    pub(crate) failures: u64,
    /// The first places, and the value if it is wanted.
    samples: BTreeMap<u64, Option<String>>,
}

impl Tally {
    pub(crate) fn add(&mut self, at: u64, most: usize, value: impl FnOnce() -> Option<String>) {
        self.failures += 1;
        let last = self.samples.last_key_value().map(|(at, _)| *at);
        if self.samples.len() < most || last.is_some_and(|last| at < last) {
            self.samples.insert(at, value());
            if self.samples.len() > most {
                self.samples.pop_last();
            }
        }
    }

    pub(crate) fn merge(&mut self, other: Self, most: usize) {
        self.failures += other.failures;
        self.samples.extend(other.samples);
        while self.samples.len() > most {
            self.samples.pop_last();
        }
    }

    pub(crate) fn samples(&self) -> impl Iterator<Item = (u64, Option<&str>)> {
        self.samples.iter().map(|(at, value)| (*at, value.as_deref()))
    }
}

/// Lines of a file, a bit each.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lines(Vec<u64>);

impl Lines {
    pub(crate) fn insert(&mut self, line: u64) {
        let word = (line / 64) as usize;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (line % 64);
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine |= theirs);
    }

    pub(crate) fn count(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_places_are_kept_in_whatever_order_they_come() {
        let mut tally = Tally::default();
        (1..10).rev().step_by(2).for_each(|line| tally.add(at(0, line), 2, || None));
        let mut other = Tally::default();
        other.add(at(0, 2), 2, || Some("x".into()));
        tally.merge(other, 2);
        assert_eq!(tally.failures, 6);
        assert_eq!(tally.samples().collect::<Vec<_>>(), [(1, None), (2, Some("x"))]);
    }

    #[test]
    fn a_line_counts_once() {
        let mut lines = Lines::default();
        [2, 64, 2, 1000].iter().for_each(|line| lines.insert(*line));
        assert_eq!(lines.count(), 3);
    }
}
