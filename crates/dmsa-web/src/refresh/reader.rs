//! Reading a source in a thread of its own, so that one that takes long holds up neither the service nor the others.

use super::acceptance;
use super::source::Refusal;
use crate::definitions::Fetched;
use dmsa_source::Location;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// What reading a source led to.
pub(super) struct Outcome {
    /// What could be read, if anything.
    pub(super) fetched: Option<Fetched>,
    /// Why that is not all of it, or cannot be served.
    pub(super) refusal: Option<Refusal>,
}

impl From<Refusal> for Outcome {
    fn from(refusal: Refusal) -> Self {
        Self { fetched: None, refusal: Some(refusal) }
    }
}

/// A source that is read once at a time.
pub(super) struct Reader {
    pub(super) location: Location,
    /// Where the thread that reads the source sends what it has.
    under_way: Mutex<Option<Receiver<Outcome>>>,
    since: Since,
}

/// Since when a source is being read.
#[derive(Clone, Default)]
struct Since(Arc<Mutex<Option<Instant>>>);

impl Since {
    fn set(&self, since: Option<Instant>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = since;
    }
}

/// Ends with the thread that reads, however that ends.
struct Reading(Since);

impl Drop for Reading {
    fn drop(&mut self) {
        self.0.set(None);
    }
}

impl Reader {
    pub(super) fn new(location: Location) -> Self {
        Self { location, under_way: Mutex::new(None), since: Since::default() }
    }

    /// Begins to read, unless that is under way.
    pub(super) fn begin(&self) {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        if under_way.is_none() {
            let (sender, receiver) = channel();
            let (location, reading) = (self.location.clone(), Reading(self.since.clone()));
            self.since.set(Some(Instant::now()));
            let work = move || {
                let outcome = read(&location);
                drop(reading);
                // Whoever waited may have gone.
                sender.send(outcome).ok();
            };
            // Where there is no thread, the sender is gone, and so the reading has failed.
            drop(thread::Builder::new().name("dmsa-source".to_owned()).spawn(work));
            *under_way = Some(receiver);
        }
    }

    /// How long the source is being read, if it is.
    pub(super) fn reading(&self) -> Option<Duration> {
        let since = self.since.0.lock().unwrap_or_else(PoisonError::into_inner);
        since.map(|since| since.elapsed())
    }

    /// What reading led to, once that is known; `None` if it is not by then.
    pub(super) fn wait(&self, until: Instant) -> Option<Outcome> {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        let outcome = match under_way.as_ref()?.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(outcome) => outcome,
            Err(RecvTimeoutError::Timeout) => return None,
            Err(RecvTimeoutError::Disconnected) => Refusal::from("reading it failed".to_owned()).into(),
        };
        *under_way = None;
        Some(outcome)
    }
}

/// Reads a source and checks what it has.
fn read(location: &Location) -> Outcome {
    let fetched = Fetched::read(location).map_err(Refusal::from);
    match fetched.and_then(|fetched| acceptance::not_empty(fetched, &location.to_string())) {
        Err(refusal) => refusal.into(),
        Ok(fetched) => Outcome { refusal: acceptance::check(&fetched).err(), fetched: Some(fetched) },
    }
}
