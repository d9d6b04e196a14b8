//! Keeping what is served up to date: reading sources again, and serving what they have only if it is sound.

mod copies;
mod manifest;
mod reader;
mod soundness;
mod webhook;

pub(crate) use webhook::Signature;

use crate::app::App;
use crate::log::{Level, Log};
use crate::settings::Settings;
use crate::signals::Reloads;
use crate::supply::Delivery;
use copies::Copies;
use dmsa::diagnostic::Diagnostic;
use dmsa_source::Location;
use reader::{Outcome, Reader};
use std::future::pending;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};
use tokio::sync::Notify;

/// How long the start of the service waits for sources that it has no good copy of.
const START: Duration = Duration::from_secs(10);

/// How long a refresh waits for a source. Longer than a source may take over the network, so that the message says why.
const LIMIT: Duration = Duration::from_secs(150);

/// The sources, what each gave last, and the wish to read them again.
pub(crate) struct Refresher {
    sources: Vec<Reader>,
    states: Mutex<Vec<State>>,
    copies: Option<Copies>,
    wanted: Notify,
    /// Times that sources were read again, and times that this led to nothing that could be served.
    pub(crate) done: AtomicU64,
    pub(crate) failed: AtomicU64,
}

/// How a source is doing.
#[derive(Clone)]
pub(crate) struct State {
    /// Its name.
    pub(crate) name: String,
    /// What is served of it.
    pub(crate) delivery: Option<Arc<Delivery>>,
    /// What that is, if not all that the source has: a copy from an earlier run, a part of it, or the embedded catalog.
    pub(crate) stand_in: Option<&'static str>,
    /// Why the last try to read it led to nothing, if so.
    pub(crate) error: Option<Refusal>,
    /// When it was last tried.
    pub(crate) tried: SystemTime,
    /// Why there is no good copy of it on disk, where there should be one.
    pub(crate) copy_error: Option<String>,
    /// Whether what is served is on disk, too.
    kept: bool,
}

/// Why what a source has is not served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// In one sentence.
    pub(crate) why: String,
    /// What is wrong with its files, as far as they could be read.
    pub(crate) findings: Vec<Diagnostic>,
}

impl From<String> for Refusal {
    fn from(why: String) -> Self {
        Self { why, findings: Vec::new() }
    }
}

impl State {
    /// What is wrong with the files of the source: those that were tried last, or else those that are served.
    pub(crate) fn findings(&self) -> &[Diagnostic] {
        match (&self.error, &self.delivery) {
            (Some(refusal), _) if !refusal.findings.is_empty() => &refusal.findings,
            (_, Some(delivery)) => &delivery.diagnostics,
            _ => &[],
        }
    }
}

impl Refresher {
    /// Begins to serve: of each source its last good copy, at once, or else what can be read of it soon. Where there is
    /// nothing at all, the embedded catalog is served in its place. [`run`] goes on to read the sources.
    pub(crate) fn start(sources: Vec<Location>, settings: &Settings, log: &Log) -> (Self, Vec<Arc<Delivery>>) {
        let copies = settings.state.clone().map(Copies::new);
        let states = sources.iter().map(|source| State::first(source, copies.as_ref(), log)).collect();
        let refresher = Self {
            sources: sources.into_iter().map(Reader::new).collect(),
            states: Mutex::new(states),
            copies,
            wanted: Notify::new(),
            done: AtomicU64::new(0),
            failed: AtomicU64::new(0),
        };
        let without_copy = |state: &State| state.delivery.is_none();
        refresher.read(without_copy, START, log);
        {
            let mut states = refresher.states.lock().unwrap_or_else(PoisonError::into_inner);
            if let (true, Some(state)) = (states.iter().all(without_copy), states.first_mut()) {
                state.delivery = Some(Arc::new(Delivery::embedded()));
                state.stand_in = Some("the embedded catalog");
            }
            for state in states.iter() {
                if let (Some(error), stand_in) = (&state.error, state.stand_in.unwrap_or("nothing")) {
                    log.event(Level::Error, &format!("{}: {}; serving {stand_in} in its place", state.name, error.why));
                }
            }
        }
        let deliveries = refresher.deliveries();
        (refresher, deliveries)
    }

    /// Whether there is something to read that was not read yet.
    fn is_incomplete(&self) -> bool {
        self.states().iter().any(|state| state.stand_in.is_some() || state.delivery.is_none())
    }

    fn deliveries(&self) -> Vec<Arc<Delivery>> {
        self.states().into_iter().filter_map(|state| state.delivery).collect()
    }

    /// Asks for the sources to be read again soon.
    pub(crate) fn ask(&self) {
        self.wanted.notify_one();
    }

    /// How the sources are doing.
    pub(crate) fn states(&self) -> Vec<State> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How long each source is being read at the moment, in the order of [`Self::states`].
    pub(crate) fn reading(&self) -> impl Iterator<Item = Option<Duration>> {
        self.sources.iter().map(Reader::reading)
    }

    /// Reads every source again; what is to be served from now on, if that is something new.
    fn again(&self, log: &Log) -> Option<Vec<Arc<Delivery>>> {
        let changed = self.read(|_| true, LIMIT, log);
        self.done.fetch_add(1, Ordering::Relaxed);
        changed.then(|| self.deliveries())
    }

    /// Reads the sources whose states are wanted, all at once. Whether something new is to be served.
    fn read(&self, wanted: impl Fn(&State) -> bool, limit: Duration, log: &Log) -> bool {
        let states = self.states();
        let mut all: Vec<_> = self.sources.iter().zip(states).enumerate().collect();
        all.retain(|(_, (source, state))| !source.location.is_embedded() && wanted(state));
        all.iter().for_each(|(_, (source, _))| source.begin());
        let (until, mut changed) = (Instant::now() + limit, false);
        for (place, (source, mut state)) in all {
            state.tried = SystemTime::now();
            match source.wait(until) {
                Some(outcome) => changed |= self.take(outcome, &mut state, log),
                None => {
                    let why = format!("it is still being read after {} seconds", limit.as_secs());
                    self.refuse(why.into(), &mut state, log);
                }
            }
            let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(known) = states.get_mut(place) {
                *known = state;
            }
        }
        changed
    }

    /// Takes in what a source gave. Whether something new is to be served.
    fn take(&self, outcome: Outcome, state: &mut State, log: &Log) -> bool {
        let Outcome { delivery, refusal } = outcome;
        if let Some(refusal) = refusal {
            self.refuse(refusal, state, log);
            let is_better = state.delivery.is_none() || state.stand_in == Some("the embedded catalog");
            if let (true, Some(delivery)) = (is_better, delivery) {
                (state.delivery, state.stand_in) = (Some(Arc::new(delivery)), Some("what can be read of it"));
                return true;
            }
            return false;
        }
        let Some(delivery) = delivery else { return false };
        let is_new = state.delivery.as_ref().is_none_or(|served| !served.is_same(&delivery));
        if let Some(copies) = self.copies.as_ref().filter(|_| is_new || !state.kept) {
            state.copy_error = copies.keep(&state.name, &delivery, log).err();
            state.kept = state.copy_error.is_none();
        }
        let (count, revision) = (delivery.definitions.len(), delivery.revision.clone());
        let what = if is_new { "new definitions" } else { "nothing new" };
        log.event(Level::Info, &format!("{}: {what}, {count} versions, {revision}", state.name));
        let changed = is_new || state.stand_in.is_some();
        (state.delivery, state.stand_in, state.error) = (Some(Arc::new(delivery)), None, None);
        changed
    }

    /// Records why a source could not be read.
    fn refuse(&self, refusal: Refusal, state: &mut State, log: &Log) {
        self.failed.fetch_add(1, Ordering::Relaxed);
        let stays = if state.delivery.is_some() { "; the definitions that are served stay" } else { "" };
        log.event(Level::Error, &format!("{}: {}{stays}", state.name, refusal.why));
        state.error = Some(refusal);
    }
}

impl State {
    /// A source before it is read: with the embedded catalog, its last good copy, or nothing.
    fn first(source: &Location, copies: Option<&Copies>, log: &Log) -> Self {
        let mut state = Self {
            name: source.to_string(),
            delivery: None,
            stand_in: None,
            error: None,
            tried: SystemTime::now(),
            copy_error: None,
            kept: false,
        };
        if source.is_embedded() {
            // What is inside the program was checked when it was built.
            state.delivery = Some(Arc::new(Delivery::embedded()));
            return state;
        }
        match copies.map_or(Ok(None), |copies| copies.last(&state.name, log)) {
            Ok(Some(copy)) => {
                (state.delivery, state.kept) = (Some(Arc::new(copy)), true);
                state.stand_in = Some("its last good copy");
                state.error = Some(Refusal::from("it was not read yet since the service started".to_owned()));
            }
            Ok(None) => {}
            Err(why) => state.copy_error = Some(why),
        }
        state
    }
}

/// Reads the sources again whenever that is wanted, never twice at a time.
pub(crate) async fn run(app: Arc<App>, log: Log) {
    let mut reloads = Reloads::receive();
    let every = app.settings.refresh;
    if app.refresher.is_incomplete() {
        refresh(&app, &log).await;
    }
    loop {
        let timer = async { if every > Duration::ZERO { tokio::time::sleep(every).await } else { pending().await } };
        tokio::select! {
            () = timer => {}
            () = reloads.next() => {}
            () = app.refresher.wanted.notified() => {
                tokio::time::sleep(app.settings.grace).await;
                // Calls that came in the meantime are answered by this refresh, too.
                tokio::time::timeout(Duration::ZERO, app.refresher.wanted.notified()).await.ok();
            }
        }
        refresh(&app, &log).await;
    }
}

/// Reads the sources again, and serves what they have.
async fn refresh(app: &Arc<App>, log: &Log) {
    let (working, log) = (Arc::clone(app), log.clone());
    let work = move || {
        if let Some(deliveries) = working.refresher.again(&log) {
            working.replace(&deliveries);
        }
    };
    // A panic has been reported; what is served stays.
    tokio::task::spawn_blocking(work).await.ok();
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// Makes a folder with a definition of a version for the type of a field in each; without types, none.
    fn write(folder: &Path, types: Option<[&str; 2]>) {
        std::fs::remove_dir_all(folder).ok();
        let Some(types) = types else { return };
        std::fs::create_dir_all(folder).unwrap();
        for (number, kind) in types.into_iter().enumerate() {
            let text = format!("model = \"clinic\"\nversion = \"{number}.0.0\"\n[tables.t.fields]\na = {kind}\n");
            std::fs::write(folder.join(format!("{number}.toml")), text).unwrap();
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_copy_that_was_not_kept_is_kept_later() {
        let folder = std::env::temp_dir().join(format!("dmsa-kept-{}", std::process::id()));
        std::fs::remove_dir_all(&folder).ok();
        let (definitions, log) = (folder.with_extension("definitions"), Log::start(false));
        write(&definitions, Some(["\"integer\"", "\"integer\""]));
        // A file where the folder should be.
        std::fs::write(&folder, "").unwrap();
        let settings = Settings { state: Some(folder.clone()), ..Settings::default() };
        let (refresher, _) = Refresher::start(vec![Location::parse(definitions.as_os_str()).unwrap()], &settings, &log);
        assert!(!refresher.states()[0].kept && refresher.states()[0].error.is_none());
        std::fs::remove_file(&folder).unwrap();
        assert!(refresher.again(&log).is_none(), "nothing is new");
        assert!(refresher.states()[0].kept);
        std::fs::remove_dir_all(folder).unwrap();
        std::fs::remove_dir_all(definitions).unwrap();
    }

    #[test]
    fn a_restart_keeps_the_last_good_copy() {
        const GOOD: [&str; 2] = ["\"integer\"", "\"integer\""];
        const HALF: [&str; 2] = ["\"integer\"", ""];
        let folder = std::env::temp_dir().join(format!("dmsa-refresh-{}", std::process::id()));
        std::fs::remove_dir_all(&folder).ok();
        let log = Log::start(false);
        let definitions = folder.with_extension("definitions");
        let source = Location::parse(definitions.as_os_str()).unwrap();
        let settings = Settings { state: Some(folder.clone()), ..Settings::default() };
        // What is served at once, and after the sources were read.
        let served = |types| {
            write(&definitions, types);
            let (refresher, _) = Refresher::start(vec![source.clone()], &settings, &log);
            let shown = || {
                let state = refresher.states().remove(0);
                let count = state.delivery.map_or(0, |delivery| delivery.definitions.len());
                (count, state.stand_in, state.error.is_some())
            };
            let first = shown();
            refresher.again(&log);
            (first, shown())
        };
        let embedded = (dmsa::source::embedded::entries().len(), Some("the embedded catalog"), true);
        let half = (1, Some("what can be read of it"), true);
        let (copy, good) = ((2, Some("its last good copy"), true), (2, None, false));
        assert_eq!(served(None), (embedded, embedded));
        assert_eq!(served(Some(HALF)), (half, half));
        assert_eq!(served(Some(GOOD)), (good, good), "half of it was kept");
        assert_eq!(served(Some(HALF)), (copy, copy));
        assert_eq!(served(None), (copy, copy));
        assert_eq!(served(Some(GOOD)), (copy, good));
        std::fs::remove_dir_all(folder).unwrap();
        std::fs::remove_dir_all(definitions).unwrap();
    }
}
