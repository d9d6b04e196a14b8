//! Where definitions come from, as the service sees it.

use crate::definitions::Definition;
use dmsa::diagnostic::Diagnostic;
use dmsa::source::{Loaded, embedded};
use dmsa_source::Location;
use std::sync::Arc;
use std::time::SystemTime;

/// What a source gave.
pub(crate) struct Delivery {
    /// The definitions.
    pub(crate) definitions: Vec<Arc<Definition>>,
    /// What is wrong with its files.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Where it came from, as scripts record it.
    pub(crate) revision: String,
    /// When.
    pub(crate) time: SystemTime,
}

impl Delivery {
    /// The catalog inside the program.
    pub(crate) fn embedded() -> Self {
        let name: Arc<str> = "embedded".into();
        let definitions =
            embedded::entries().iter().map(|entry| Arc::new(Definition::embedded(entry, &name))).collect();
        let revision = embedded::revision().to_owned();
        Self { definitions, diagnostics: Vec::new(), revision, time: SystemTime::now() }
    }

    /// What a source has.
    pub(crate) fn fetch(source: &Location) -> Result<Self, String> {
        if source.is_embedded() {
            return Ok(Self::embedded());
        }
        let loaded = source.load().map_err(|error| error.in_one_line())?;
        Ok(Self::new(&source.to_string(), loaded))
    }

    /// What a source outside gave.
    pub(crate) fn new(name: &str, loaded: Loaded) -> Self {
        let (name, revision): (Arc<str>, _) = (name.into(), loaded.catalog.revision);
        let definition = |model| Arc::new(Definition::read(model, &revision, &name));
        let definitions = loaded.catalog.models.into_iter().map(definition).collect();
        Self { definitions, diagnostics: loaded.diagnostics, revision, time: SystemTime::now() }
    }
}

impl Delivery {
    /// Whether another delivery says the same and came from the same place.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.revision == other.revision
            && self.definitions.len() == other.definitions.len()
            && self.definitions.iter().zip(&other.definitions).all(|(a, b)| a.model() == b.model())
    }
}
