//! Reading sources again. What a source has is served only if all of it can be used.

mod acceptance;
mod backups;
mod manifest;
mod reader;
mod source;
mod webhook;

pub(crate) use source::SourceState;
pub(crate) use webhook::Signature;

use crate::definitions::Fetched;
use crate::log::{Level, Log};
use crate::settings::Settings;
use backups::Backups;
use dmsa_source::Location;
use reader::{Outcome, Reader};
use source::Refusal;
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
    states: Mutex<Vec<SourceState>>,
    backups: Option<Backups>,
    wanted: Notify,
    /// Times that sources were read again, and times that this led to nothing that could be served.
    pub(crate) done: AtomicU64,
    pub(crate) failed: AtomicU64,
}

impl Refresher {
    /// Begins to serve: of each source its last good copy, at once, or else what can be read of it soon. Where there is
    /// nothing at all, the embedded catalog is served in its place. [`Refresher::again`] reads the sources later.
    pub(crate) fn start(sources: Vec<Location>, settings: &Settings, log: &Log) -> (Self, Vec<Arc<Fetched>>) {
        let backups = settings.state.clone().map(Backups::new);
        let states = sources.iter().map(|source| SourceState::first(source, backups.as_ref(), log)).collect();
        let refresher = Self {
            sources: sources.into_iter().map(Reader::new).collect(),
            states: Mutex::new(states),
            backups,
            wanted: Notify::new(),
            done: AtomicU64::new(0),
            failed: AtomicU64::new(0),
        };
        let without_copy = |state: &SourceState| state.fetched.is_none();
        refresher.read(without_copy, START, log);
        {
            let mut states = refresher.states.lock().unwrap_or_else(PoisonError::into_inner);
            if let (true, Some(state)) = (states.iter().all(without_copy), states.first_mut()) {
                state.fetched = Some(Arc::new(Fetched::embedded()));
                state.stand_in = Some("the embedded catalog");
            }
            for state in states.iter() {
                if let (Some(error), stand_in) = (&state.error, state.stand_in.unwrap_or("nothing")) {
                    log.event(Level::Error, &format!("{}: {}; serving {stand_in} in its place", state.name, error.why));
                }
            }
        }
        let fetched = refresher.fetched();
        (refresher, fetched)
    }

    /// Whether there is something to read that was not read yet.
    pub(crate) fn is_incomplete(&self) -> bool {
        self.states().iter().any(|state| state.stand_in.is_some() || state.fetched.is_none())
    }

    fn fetched(&self) -> Vec<Arc<Fetched>> {
        self.states().into_iter().filter_map(|state| state.fetched).collect()
    }

    /// Asks for the sources to be read again soon.
    pub(crate) fn ask(&self) {
        self.wanted.notify_one();
    }

    /// Waits until somebody asks for the sources to be read again.
    pub(crate) async fn asked(&self) {
        self.wanted.notified().await;
    }

    /// How the sources are doing.
    pub(crate) fn states(&self) -> Vec<SourceState> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How long each source is being read at the moment, in the order of [`Self::states`].
    pub(crate) fn reading(&self) -> impl Iterator<Item = Option<Duration>> {
        self.sources.iter().map(Reader::reading)
    }

    /// Reads every source again; what is to be served from now on, if that is something new.
    pub(crate) fn again(&self, log: &Log) -> Option<Vec<Arc<Fetched>>> {
        let changed = self.read(|_| true, LIMIT, log);
        self.done.fetch_add(1, Ordering::Relaxed);
        changed.then(|| self.fetched())
    }

    /// Reads the sources whose states are wanted, all at once. Whether something new is to be served.
    fn read(&self, wanted: impl Fn(&SourceState) -> bool, limit: Duration, log: &Log) -> bool {
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
    fn take(&self, outcome: Outcome, state: &mut SourceState, log: &Log) -> bool {
        let Outcome { fetched, refusal } = outcome;
        if let Some(refusal) = refusal {
            self.refuse(refusal, state, log);
            let is_better = state.fetched.is_none() || state.stand_in == Some("the embedded catalog");
            if let (true, Some(fetched)) = (is_better, fetched) {
                (state.fetched, state.stand_in) = (Some(Arc::new(fetched)), Some("what can be read of it"));
                return true;
            }
            return false;
        }
        let Some(fetched) = fetched else { return false };
        let is_new = state.fetched.as_ref().is_none_or(|served| !served.is_same(&fetched));
        if let Some(backups) = self.backups.as_ref().filter(|_| is_new || !state.kept) {
            state.copy_error = backups.keep(&state.name, &fetched, log).err();
            state.kept = state.copy_error.is_none();
        }
        let (count, revision) = (fetched.definitions.len(), fetched.revision.clone());
        let what = if is_new { "new definitions" } else { "nothing new" };
        log.event(Level::Info, &format!("{}: {what}, {count} versions, {revision}", state.name));
        let changed = is_new || state.stand_in.is_some();
        (state.fetched, state.stand_in, state.error) = (Some(Arc::new(fetched)), None, None);
        changed
    }

    /// Records why a source could not be read.
    fn refuse(&self, refusal: Refusal, state: &mut SourceState, log: &Log) {
        self.failed.fetch_add(1, Ordering::Relaxed);
        let stays = if state.fetched.is_some() { "; the definitions that are served stay" } else { "" };
        log.event(Level::Error, &format!("{}: {}{stays}", state.name, refusal.why));
        state.error = Some(refusal);
    }
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
                let count = state.fetched.map_or(0, |fetched| fetched.definitions.len());
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
