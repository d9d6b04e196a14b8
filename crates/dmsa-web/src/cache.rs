//! Answers that are ready to be sent, each made once, in as much memory as is allowed.

mod entry;

pub(crate) use entry::Entry;

use crate::budget::Budget;
use crate::http::Problem;
use std::collections::HashMap;
use std::future::Future;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::OnceCell;

/// What an entry costs beside its bytes, roughly.
const OVERHEAD: usize = 1 << 10;

/// Answers by what was asked for.
pub(crate) struct Cache {
    slots: RwLock<HashMap<Box<str>, Arc<Slot>>>,
    counts: Arc<Counts>,
    /// The memory of all answers, which this cache gives up for others.
    pub(crate) budget: Arc<Budget>,
    clock: AtomicU64,
}

/// What a cache holds and did. Shared with the caches before and after it.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) hits: AtomicU64,
    pub(crate) misses: AtomicU64,
    pub(crate) evictions: AtomicU64,
}

/// A place for an answer that is there or being made.
struct Slot {
    entry: OnceCell<Arc<Entry>>,
    /// When it was last asked for, by the cache's clock.
    used: AtomicU64,
    /// The bytes it counts for.
    size: AtomicUsize,
}

impl Cache {
    /// An empty cache in this budget.
    pub(crate) fn new(budget: Arc<Budget>, counts: Arc<Counts>) -> Self {
        Self { slots: RwLock::default(), counts, budget, clock: AtomicU64::new(0) }
    }

    /// The entry of this key, if it is ready.
    pub(crate) fn ready(&self, key: &str) -> Option<Arc<Entry>> {
        let slots = self.slots.read().unwrap_or_else(PoisonError::into_inner);
        let slot = slots.get(key)?;
        let entry = slot.entry.get()?;
        slot.used.store(self.clock.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
        self.counts.hits.fetch_add(1, Ordering::Relaxed);
        Some(Arc::clone(entry))
    }

    /// The entry of this key; whoever comes first makes it, the others wait. What could not be made is not kept.
    pub(crate) async fn get_or_make<F>(&self, key: &str, make: impl FnOnce() -> F) -> Result<Arc<Entry>, Problem>
    where
        F: Future<Output = Result<Entry, Problem>>,
    {
        let waiting = Waiting { cache: self, key, slot: self.slot(key) };
        let slot = &waiting.slot;
        let made = slot.entry.get_or_try_init(|| async {
            self.counts.misses.fetch_add(1, Ordering::Relaxed);
            make().await.map(Arc::new)
        });
        let entry = Arc::clone(made.await?);
        slot.size.store(entry.size() + key.len() + OVERHEAD, Ordering::Relaxed);
        self.make_room();
        Ok(entry)
    }

    fn slot(&self, key: &str) -> Arc<Slot> {
        let mut slots = self.slots.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = slots.get(key) {
            return Arc::clone(slot);
        }
        let used = AtomicU64::new(self.clock.fetch_add(1, Ordering::Relaxed));
        let size = AtomicUsize::new(key.len() + OVERHEAD);
        let slot = Arc::new(Slot { entry: OnceCell::new(), used, size });
        slots.insert(key.into(), Arc::clone(&slot));
        slot
    }

    /// Counts the bytes of an entry anew, which grow with the encodings that are asked for.
    pub(crate) fn recount(&self, key: &str) {
        let slots = self.slots.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((slot, entry)) = slots.get(key).and_then(|slot| Some((slot, slot.entry.get()?))) {
            slot.size.store(entry.size() + key.len() + OVERHEAD, Ordering::Relaxed);
        }
        drop(slots);
        self.make_room();
    }

    /// The bytes that the entries take.
    pub(crate) fn size(&self) -> usize {
        let slots = self.slots.read().unwrap_or_else(PoisonError::into_inner);
        slots.values().map(|slot| slot.size.load(Ordering::Relaxed)).sum()
    }

    /// How many entries there are.
    pub(crate) fn len(&self) -> usize {
        self.slots.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Where the budget is exceeded: evicts the least recently used entries, a tenth more than needed. An entry that is being
    /// sent stays, as its memory would not be freed.
    pub(crate) fn make_room(&self) {
        let excess = self.budget.excess();
        if excess == 0 {
            return;
        }
        let mut slots = self.slots.write().unwrap_or_else(PoisonError::into_inner);
        let mut by_age: Vec<_> = slots
            .iter()
            .filter(|(_, slot)| slot.entry.get().is_some_and(|entry| entry.is_idle()))
            .map(|(key, slot)| (slot.used.load(Ordering::Relaxed), slot.size.load(Ordering::Relaxed), key.clone()))
            .collect();
        by_age.sort_unstable();
        let mut excess = excess + self.budget.limit() / 10;
        for (_, size, key) in by_age {
            slots.remove(&key);
            self.counts.evictions.fetch_add(1, Ordering::Relaxed);
            excess = excess.saturating_sub(size);
            if excess == 0 {
                break;
            }
        }
    }
}

/// Somebody who waits for an entry. The last of them takes a slot away that stayed empty: the entry could not be made, or
/// they all hung up.
struct Waiting<'c> {
    cache: &'c Cache,
    key: &'c str,
    slot: Arc<Slot>,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if self.slot.entry.initialized() {
            return;
        }
        let mut slots = self.cache.slots.write().unwrap_or_else(PoisonError::into_inner);
        // One is the map's and one is ours.
        let is_ours = slots.get(self.key).is_some_and(|slot| Arc::ptr_eq(slot, &self.slot));
        if is_ours && Arc::strong_count(&self.slot) == 2 && !self.slot.entry.initialized() {
            slots.remove(self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Answer, Form};

    fn cache(limit: usize) -> Cache {
        Cache::new(Budget::new(limit), Arc::default())
    }

    async fn make(cache: &Cache, key: &str, size: usize) -> Arc<Entry> {
        let entry = || async { Ok(Entry::new(Answer::form(Form::Text, vec![b'x'; size]), "/", &cache.budget)) };
        cache.get_or_make(key, entry).await.unwrap()
    }

    #[tokio::test]
    async fn entries_are_made_once() {
        let cache = cache(1 << 20);
        assert!(cache.ready("a").is_none());
        let first = make(&cache, "a", 10).await;
        let second = make(&cache, "a", 20).await;
        assert!(Arc::ptr_eq(&first, &second));
        assert!(Arc::ptr_eq(&first, &cache.ready("a").unwrap()));
        assert_eq!(cache.counts.misses.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn memory_is_bounded_and_what_is_used_stays() {
        let cache = cache(100 << 10);
        for number in 0..1000 {
            make(&cache, &number.to_string(), 10 << 10).await;
            cache.ready("0");
            assert!(cache.budget.used() <= 100 << 10, "{}", cache.budget.used());
        }
        assert!(cache.ready("0").is_some() && cache.ready("1").is_none() && cache.ready("999").is_some());
    }

    #[tokio::test]
    async fn what_is_being_sent_counts_and_stays() {
        let cache = cache(100 << 10);
        let sent: Vec<_> = [make(&cache, "sent", 90 << 10).await.response(None, None)].into();
        make(&cache, "other", 20 << 10).await;
        assert!(cache.ready("sent").is_some() && cache.ready("other").is_none());
        drop(sent);
        make(&cache, "other", 20 << 10).await;
        assert!(cache.ready("sent").is_none() && cache.ready("other").is_some());
    }

    #[tokio::test]
    async fn who_hangs_up_leaves_nothing_behind() {
        let cache = cache(1 << 20);
        let never = cache.get_or_make("a", std::future::pending);
        assert!(tokio::time::timeout(std::time::Duration::from_millis(1), never).await.is_err());
        assert_eq!((cache.len(), cache.size()), (0, 0));
        make(&cache, "a", 10).await;
        assert!(cache.ready("a").is_some());
    }

    #[tokio::test]
    async fn failures_are_not_kept() {
        let cache = cache(1 << 20);
        let problem = Problem::not_found("x");
        let failed = cache.get_or_make("a", || async { Err(problem.clone()) }).await;
        assert_eq!(failed.err(), Some(problem));
        assert_eq!(cache.len(), 0);
        make(&cache, "a", 10).await;
        assert!(cache.ready("a").is_some());
    }
}
