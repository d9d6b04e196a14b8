//! Where definitions come from, as the service sees it.

use crate::definitions::Definition;
use dmsa::diagnostic::Diagnostic;
use dmsa::source::{Loaded, embedded};
use std::sync::Arc;
use std::time::SystemTime;

/// A source of definitions outside the program.
pub trait Supply: Send + Sync {
    /// Its name for people: a folder, a URL without credentials.
    fn name(&self) -> String;

    /// Everything it has at the moment. May take as long as the network does.
    ///
    /// # Errors
    ///
    /// Why it could not be read, in one sentence for people.
    fn fetch(&self) -> Result<Loaded, String>;
}

/// A source.
pub enum Source {
    /// The catalog inside the program.
    Embedded,
    /// Something outside that may change.
    Outside(Box<dyn Supply>),
}

impl Source {
    /// The name for people.
    pub(crate) fn name(&self) -> String {
        match self {
            Source::Embedded => "embedded".to_owned(),
            Source::Outside(supply) => supply.name(),
        }
    }

    /// What it has.
    pub(crate) fn fetch(&self) -> Result<Delivery, String> {
        match self {
            Source::Embedded => Ok(Delivery::embedded()),
            Source::Outside(supply) => Ok(Delivery::new(&supply.name(), supply.fetch()?)),
        }
    }
}

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
