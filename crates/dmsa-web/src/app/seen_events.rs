//! Push events that were received, so that a copy of one is not taken again.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// How many are remembered.
const REMEMBERED: usize = 1024;

/// The longest id that is remembered: GitHub's are UUIDs.
const MAX_ID: usize = 100;

/// The ids of the last push events.
#[derive(Default)]
pub(super) struct SeenEvents(Mutex<VecDeque<String>>);

impl SeenEvents {
    /// Remembers an id; whether it is new.
    pub(super) fn is_new(&self, id: &str) -> bool {
        let id: String = id.chars().take(MAX_ID).collect();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.iter().any(|known| *known == id) {
            return false;
        }
        if known.len() == REMEMBERED {
            known.pop_front();
        }
        known.push_back(id);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_deliveries_are_remembered() {
        let fetched = SeenEvents::default();
        assert!(fetched.is_new("a") && !fetched.is_new("a"));
        for number in 0..REMEMBERED {
            assert!(fetched.is_new(&number.to_string()));
        }
        assert!(fetched.is_new("a"));
    }
}
