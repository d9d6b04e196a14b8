//! The definitions of a source, as the service got them.

use super::definition::Definition;
use dmsa::diagnostic::Diagnostic;
use dmsa::source::{Loaded, embedded};
use dmsa_source::Location;
use std::sync::Arc;
use std::time::SystemTime;

/// The definitions that a source had at one time.
pub(crate) struct Fetched {
    /// The definitions.
    pub(crate) definitions: Vec<Arc<Definition>>,
    /// What is wrong with the files of the source.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The revision of the source, which scripts record.
    pub(crate) revision: String,
    /// When they were read.
    pub(crate) time: SystemTime,
}

impl Fetched {
    /// The catalog inside the program.
    pub(crate) fn embedded() -> Self {
        let name: Arc<str> = "embedded".into();
        let definitions =
            embedded::entries().iter().map(|entry| Arc::new(Definition::embedded(entry, &name))).collect();
        let revision = embedded::revision().to_owned();
        Self { definitions, diagnostics: Vec::new(), revision, time: SystemTime::now() }
    }

    /// Reads a source.
    pub(crate) fn read(source: &Location) -> Result<Self, String> {
        if source.is_embedded() {
            return Ok(Self::embedded());
        }
        let loaded = source.load().map_err(|error| error.in_one_line())?;
        Ok(Self::new(&source.to_string(), loaded))
    }

    /// The definitions that were read from the source of this name.
    pub(crate) fn new(name: &str, loaded: Loaded) -> Self {
        let (name, revision): (Arc<str>, _) = (name.into(), loaded.catalog.revision);
        let definition = |model| Arc::new(Definition::read(model, &revision, &name));
        let definitions = loaded.catalog.models.into_iter().map(definition).collect();
        Self { definitions, diagnostics: loaded.diagnostics, revision, time: SystemTime::now() }
    }

    /// Whether the source had the same definitions, at the same revision, at another time.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.revision == other.revision
            && self.definitions.len() == other.definitions.len()
            && self.definitions.iter().zip(&other.definitions).all(|(a, b)| a.model() == b.model())
    }
}
