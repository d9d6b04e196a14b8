//! What the service has and does at the moment, for whoever answers from it.

use crate::budget::Budget;
use crate::cache::{Cache, Counts};
use crate::definitions::{Definitions, Fetched};
use crate::log::Log;
use crate::metrics::Metrics;
use crate::refresh::{self, Refresher};
use crate::settings::Settings;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

/// Answers have at least this much memory, in bytes: one large answer and a picture that is being drawn need it.
const MIN_MEMORY: usize = 8 << 20;

/// What the service has and does at the moment.
pub(crate) struct State {
    pub(crate) settings: Settings,
    definitions: RwLock<Arc<Definitions>>,
    pub(crate) counts: Arc<Counts>,
    pub(crate) metrics: Metrics,
    pub(crate) refresher: Refresher,
    pub(crate) started: Instant,
    draining: AtomicBool,
    log: Log,
    /// The memory of all answers.
    pub(crate) budget: Arc<Budget>,
}

impl State {
    /// A service with these definitions, which counts requests by these shapes of addresses.
    pub(crate) fn new(
        settings: Settings,
        refresher: Refresher,
        fetched: &[Arc<Fetched>],
        templates: impl Iterator<Item = &'static str>,
        log: Log,
    ) -> Self {
        let counts = Arc::new(Counts::default());
        let budget = Budget::new(settings.cache.max(MIN_MEMORY));
        let definitions = Definitions::new(fetched, Cache::new(Arc::clone(&budget), Arc::clone(&counts)));
        Self {
            settings,
            definitions: RwLock::new(Arc::new(definitions)),
            counts,
            metrics: Metrics::new(templates),
            refresher,
            started: Instant::now(),
            draining: AtomicBool::new(false),
            log,
            budget,
        }
    }

    /// The definitions that are being served. Whoever holds them goes on seeing the same.
    pub(crate) fn definitions(&self) -> Arc<Definitions> {
        Arc::clone(&self.definitions.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Serves these definitions from now on.
    pub(crate) fn replace(&self, fetched: &[Arc<Fetched>]) {
        let cache = Cache::new(Arc::clone(&self.budget), Arc::clone(&self.counts));
        let definitions = Arc::new(Definitions::new(fetched, cache));
        *self.definitions.write().unwrap_or_else(PoisonError::into_inner) = definitions;
    }

    /// What is served, in one line for people.
    pub(crate) fn summary(&self) -> String {
        let definitions = self.definitions();
        let (models, versions) = (definitions.models().count(), definitions.all().len());
        let named = |source: refresh::SourceState| match source.stand_in {
            Some(stand_in) => format!("{} ({stand_in})", source.name),
            None => source.name,
        };
        let sources: Vec<_> = self.refresher.states().into_iter().map(named).collect();
        format!("{versions} versions of {models} models from {}", sources.join(", "))
    }

    /// How many lines of the log were dropped.
    pub(crate) fn dropped_log_lines(&self) -> u64 {
        self.log.dropped()
    }

    /// Makes `/readyz` fail, so that balancers send no new requests.
    pub(crate) fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// Whether `/readyz` fails because the service is about to stop.
    pub(crate) fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }
}
