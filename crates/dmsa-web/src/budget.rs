//! The memory that answers take: those in the cache, and those on their way to clients.

use bytes::Bytes;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Notify;
use tokio::sync::futures::Notified;

/// What the content of an answer costs beside its bytes, roughly.
const OVERHEAD: usize = 512;

/// Counts the bytes of all contents that are still held by somebody.
pub(crate) struct Budget {
    limit: usize,
    used: AtomicUsize,
    freed: Notify,
}

/// Memory that is needed while something is made. It counts until this is dropped.
pub(crate) struct Reserved {
    bytes: usize,
    budget: Arc<Budget>,
}

/// The content of an answer, shared by the cache and the connections that send it. It counts until the last of them drops it.
#[derive(Clone)]
pub(crate) struct Content(Option<Arc<Counted>>);

struct Counted {
    bytes: Box<[u8]>,
    budget: Arc<Budget>,
}

impl Budget {
    /// A budget of so many bytes.
    pub(crate) fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self { limit, used: AtomicUsize::new(0), freed: Notify::new() })
    }

    /// Counts these bytes from now on.
    pub(crate) fn content(self: &Arc<Self>, bytes: impl Into<Box<[u8]>>) -> Content {
        let bytes = bytes.into();
        self.used.fetch_add(bytes.len() + OVERHEAD, Ordering::Relaxed);
        Content(Some(Arc::new(Counted { bytes, budget: Arc::clone(self) })))
    }

    /// Counts so many bytes while something is made.
    pub(crate) fn reserve(self: &Arc<Self>, bytes: usize) -> Reserved {
        self.used.fetch_add(bytes, Ordering::Relaxed);
        Reserved { bytes, budget: Arc::clone(self) }
    }

    /// The bytes that are held.
    pub(crate) fn used(&self) -> usize {
        self.used.load(Ordering::Relaxed)
    }

    /// The bytes that may be held.
    pub(crate) fn limit(&self) -> usize {
        self.limit
    }

    /// By how much the limit is exceeded.
    pub(crate) fn excess(&self) -> usize {
        self.used().saturating_sub(self.limit)
    }

    /// Waits until somebody drops a content while the limit is exceeded, from this call on.
    pub(crate) fn freed(&self) -> Notified<'_> {
        self.freed.notified()
    }
}

impl Content {
    /// Whether nobody else holds it.
    pub(crate) fn is_unshared(&self) -> bool {
        self.0.as_ref().is_none_or(|counted| Arc::strong_count(counted) == 1)
    }

    /// The content as the body of a response.
    pub(crate) fn body(&self) -> Bytes {
        if self.is_empty() { Bytes::new() } else { Bytes::from_owner(self.clone()) }
    }
}

impl Deref for Content {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.0.as_ref().map_or(&[], |counted| &counted.bytes)
    }
}

impl AsRef<[u8]> for Content {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl Drop for Reserved {
    fn drop(&mut self) {
        let is_exceeded = self.budget.excess() > 0;
        self.budget.used.fetch_sub(self.bytes, Ordering::Relaxed);
        if is_exceeded {
            self.budget.freed.notify_waiters();
        }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.budget.used.fetch_sub(self.bytes.len() + OVERHEAD, Ordering::Relaxed);
    }
}

impl Drop for Content {
    fn drop(&mut self) {
        let Some(counted) = self.0.take() else { return };
        let budget = Arc::clone(&counted.budget);
        let is_exceeded = budget.excess() > 0;
        drop(counted);
        // This made room, or what is left of it can be evicted now.
        if is_exceeded {
            budget.freed.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn content_counts_until_the_last_holder_drops_it() {
        let budget = Budget::new(1000);
        let content = budget.content(vec![0; 1000]);
        let body = content.body();
        assert!(budget.excess() > 0 && !content.is_unshared());
        drop(content);
        assert_eq!(budget.used(), 1000 + OVERHEAD);
        let freed = budget.freed();
        drop(body);
        freed.await;
        assert_eq!(budget.used(), 0);
    }
}
