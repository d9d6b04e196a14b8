//! What the service knows of a source: what it serves of it, and why that is not what the source has now.

use super::backups::Backups;
use crate::definitions::Fetched;
use crate::log::Log;
use dmsa::diagnostic::Diagnostic;
use dmsa_source::Location;
use std::sync::Arc;
use std::time::SystemTime;

/// How a source is doing.
#[derive(Clone)]
pub(crate) struct SourceState {
    /// Its name.
    pub(crate) name: String,
    /// What is served of it.
    pub(crate) fetched: Option<Arc<Fetched>>,
    /// What that is, if not all that the source has: a copy from an earlier run, a part of it, or the embedded catalog.
    pub(crate) stand_in: Option<&'static str>,
    /// Why the last try to read it led to nothing, if so.
    pub(crate) error: Option<Refusal>,
    /// When it was last tried.
    pub(crate) tried: SystemTime,
    /// Why there is no good copy of it on disk, where there should be one.
    pub(crate) copy_error: Option<String>,
    /// Whether what is served is on disk, too.
    pub(super) kept: bool,
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

impl SourceState {
    /// What is wrong with the files of the source: those that were tried last, or else those that are served.
    pub(crate) fn findings(&self) -> &[Diagnostic] {
        match (&self.error, &self.fetched) {
            (Some(refusal), _) if !refusal.findings.is_empty() => &refusal.findings,
            (_, Some(fetched)) => &fetched.diagnostics,
            _ => &[],
        }
    }
}

impl SourceState {
    /// A source before it is read: with the embedded catalog, its last good copy, or nothing.
    pub(super) fn first(source: &Location, backups: Option<&Backups>, log: &Log) -> Self {
        let mut state = Self {
            name: source.to_string(),
            fetched: None,
            stand_in: None,
            error: None,
            tried: SystemTime::now(),
            copy_error: None,
            kept: false,
        };
        if source.is_embedded() {
            // What is inside the program was checked when it was built.
            state.fetched = Some(Arc::new(Fetched::embedded()));
            return state;
        }
        match backups.map_or(Ok(None), |backups| backups.last(&state.name, log)) {
            Ok(Some(copy)) => {
                (state.fetched, state.kept) = (Some(Arc::new(copy)), true);
                state.stand_in = Some("its last good copy");
                state.error = Some(Refusal::from("it was not read yet since the service started".to_owned()));
            }
            Ok(None) => {}
            Err(why) => state.copy_error = Some(why),
        }
        state
    }
}
