//! Keeping what is served up to date: reading sources again, and serving what they have only if it is sound.

mod copies;
mod soundness;
mod webhook;

pub(crate) use webhook::Signature;

use crate::app::App;
use crate::log::{Level, Log};
use crate::settings::Settings;
use crate::supply::Delivery;
use copies::Copies;
use dmsa::diagnostic::Diagnostic;
use dmsa_source::Location;
use std::future::pending;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Notify;

/// The sources, what each gave last, and the wish to read them again.
pub(crate) struct Refresher {
    sources: Vec<Location>,
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
    /// Reads the sources for the first time. A source that cannot be read is stood in for by the last good copy of it, or,
    /// where nothing else is there either, by the embedded catalog.
    pub(crate) fn start(sources: Vec<Location>, settings: &Settings, log: &Log) -> (Self, Vec<Arc<Delivery>>) {
        let copies = settings.state.clone().map(Copies::new);
        let mut states: Vec<_> = sources.iter().map(|source| first(source, copies.as_ref(), log)).collect();
        if let (true, Some(state)) = (states.iter().all(|state| state.delivery.is_none()), states.first_mut()) {
            state.delivery = Some(Arc::new(Delivery::embedded()));
            state.stand_in = Some("the embedded catalog");
        }
        for state in &states {
            if let (Some(error), stand_in) = (&state.error, state.stand_in.unwrap_or("nothing")) {
                log.event(Level::Error, &format!("{}: {}; serving {stand_in} in its place", state.name, error.why));
            }
        }
        let deliveries = states.iter().filter_map(|state| state.delivery.clone()).collect();
        let (done, failed) = (AtomicU64::new(0), AtomicU64::new(0));
        let states = Mutex::new(states);
        (Self { sources, states, copies, wanted: Notify::new(), done, failed }, deliveries)
    }

    /// Asks for the sources to be read again soon.
    pub(crate) fn ask(&self) {
        self.wanted.notify_one();
    }

    /// How the sources are doing.
    pub(crate) fn states(&self) -> Vec<State> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads every source again; what is to be served from now on, if that is something new.
    fn again(&self, log: &Log) -> Option<Vec<Arc<Delivery>>> {
        let mut changed = false;
        for (place, source) in self.sources.iter().enumerate() {
            let Some(mut state) = self.states().into_iter().nth(place) else { continue };
            if source.is_embedded() {
                continue;
            }
            state.tried = SystemTime::now();
            match read(source) {
                Ok(delivery) => {
                    let is_new = state.delivery.as_ref().is_none_or(|served| !served.is_same(&delivery));
                    if let Some(copies) = self.copies.as_ref().filter(|_| is_new) {
                        copies.keep(&state.name, &delivery, log);
                    }
                    changed |= is_new || state.stand_in.is_some();
                    let (count, revision) = (delivery.definitions.len(), delivery.revision.clone());
                    let what = if is_new { "new definitions" } else { "nothing new" };
                    log.event(Level::Info, &format!("{}: {what}, {count} versions, {revision}", state.name));
                    (state.delivery, state.stand_in, state.error) = (Some(Arc::new(delivery)), None, None);
                }
                Err(error) => {
                    self.failed.fetch_add(1, Ordering::Relaxed);
                    log.event(Level::Error, &format!("{}: {}; the old definitions stay", state.name, error.why));
                    state.error = Some(error);
                }
            }
            let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(known) = states.get_mut(place) {
                *known = state;
            }
        }
        self.done.fetch_add(1, Ordering::Relaxed);
        changed.then(|| self.states().into_iter().filter_map(|state| state.delivery).collect())
    }
}

/// Reads a source for the first time. If that leads to nothing sound, its last good copy is served; without one, what
/// can be read of it.
fn first(source: &Location, copies: Option<&Copies>, log: &Log) -> State {
    let (name, tried) = (source.to_string(), SystemTime::now());
    let fetched =
        Delivery::fetch(source).map_err(Refusal::from).and_then(|delivery| soundness::not_empty(delivery, &name));
    let sound = match &fetched {
        // What is inside the program was checked when it was built.
        Ok(_) if source.is_embedded() => Ok(()),
        Ok(delivery) => soundness::check(delivery),
        Err(error) => Err(error.clone()),
    };
    if let Some(copies) = copies {
        copies.recover(&name);
    }
    let Err(error) = sound else {
        if let (Some(copies), false, Ok(delivery)) = (copies, source.is_embedded(), &fetched) {
            copies.keep(&name, delivery, log);
        }
        return State { name, delivery: fetched.ok().map(Arc::new), stand_in: None, error: None, tried };
    };
    let copy = copies.and_then(|copies| copies.last(&name)).map(|copy| (copy, "its last good copy"));
    let stand_in = copy.or_else(|| Some((fetched.ok()?, "what can be read of it")));
    let (delivery, stand_in) = stand_in.map(|(delivery, what)| (Arc::new(delivery), what)).unzip();
    State { name, delivery, stand_in, error: Some(error), tried }
}

/// Reads a source and checks what it has.
fn read(source: &Location) -> Result<Delivery, Refusal> {
    let delivery = soundness::not_empty(Delivery::fetch(source)?, &source.to_string())?;
    soundness::check(&delivery)?;
    Ok(delivery)
}

/// Reads the sources again whenever that is wanted, never twice at a time.
pub(crate) async fn run(app: Arc<App>, log: Log) {
    let mut hangups = signal(SignalKind::hangup()).ok();
    let every = app.settings.refresh;
    loop {
        let timer = async { if every > Duration::ZERO { tokio::time::sleep(every).await } else { pending().await } };
        let hangup = async {
            match &mut hangups {
                Some(hangups) => hangups.recv().await,
                None => pending().await,
            }
        };
        tokio::select! {
            () = timer => {}
            _ = hangup => {}
            () = app.refresher.wanted.notified() => {
                tokio::time::sleep(app.settings.grace).await;
                // Calls that came in the meantime are answered by this refresh, too.
                tokio::time::timeout(Duration::ZERO, app.refresher.wanted.notified()).await.ok();
            }
        }
        let (working, log) = (Arc::clone(&app), log.clone());
        let work = move || {
            if let Some(deliveries) = working.refresher.again(&log) {
                working.replace(&deliveries);
            }
        };
        // A source that panics is as good as one that cannot be read; the panic has been told.
        tokio::task::spawn_blocking(work).await.ok();
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
    fn a_restart_keeps_the_last_good_copy() {
        const GOOD: [&str; 2] = ["\"integer\"", "\"integer\""];
        const HALF: [&str; 2] = ["\"integer\"", ""];
        let folder = std::env::temp_dir().join(format!("dmsa-refresh-{}", std::process::id()));
        std::fs::remove_dir_all(&folder).ok();
        let (copies, log) = (Copies::new(folder.clone()), Log::start(false));
        let definitions = folder.with_extension("definitions");
        let source = Location::parse(definitions.as_os_str()).unwrap();
        let served = |types| {
            write(&definitions, types);
            let state = first(&source, Some(&copies), &log);
            (state.delivery.map_or(0, |delivery| delivery.definitions.len()), state.stand_in, state.error.is_some())
        };
        assert_eq!(served(None), (0, None, true));
        assert_eq!(served(Some(HALF)), (1, Some("what can be read of it"), true));
        assert!(copies.last(&source.to_string()).is_none(), "half of it was kept");
        assert_eq!(served(Some(GOOD)), (2, None, false));
        for types in [Some(HALF), None] {
            assert_eq!(served(types), (2, Some("its last good copy"), true));
        }
        assert_eq!(served(Some(GOOD)), (2, None, false));
        std::fs::remove_dir_all(folder).unwrap();
        std::fs::remove_dir_all(definitions).unwrap();
    }
}
