//! One version of a model that the service has.

use crate::http::encode;
use dmsa::model::{Model, Release, Version};
use dmsa::source::embedded::{self, Entry};
use std::sync::{Arc, OnceLock};

/// One version of a model that the service has.
pub(crate) struct Definition {
    /// Everything but tables, keys, references and indexes.
    pub(crate) summary: Model,
    /// Where it came from, as scripts record it.
    pub(crate) revision: String,
    /// The name of its source.
    pub(crate) source: Arc<str>,
    whole: OnceLock<Arc<Model>>,
}

impl Definition {
    /// A definition that was read.
    pub(crate) fn read(model: Model, revision: &str, source: &Arc<str>) -> Self {
        let summary = Model {
            name: model.name.clone(),
            version: model.version.clone(),
            label: model.label.clone(),
            description: model.description.clone(),
            url: model.url.clone(),
            release: model.release.clone(),
            ..Model::default()
        };
        let whole = OnceLock::from(Arc::new(model));
        Self { summary, revision: revision.to_owned(), source: Arc::clone(source), whole }
    }

    /// A definition of the embedded catalog, which is decoded when it is first needed.
    pub(crate) fn embedded(entry: &Entry, source: &Arc<str>) -> Self {
        let summary = Model {
            name: entry.name.to_owned(),
            version: Version::from(entry.version),
            label: entry.label.to_owned(),
            url: entry.url.to_owned(),
            release: Release { level: entry.level.to_owned(), serial: entry.serial.to_owned() },
            ..Model::default()
        };
        let revision = embedded::revision().to_owned();
        Self { summary, revision, source: Arc::clone(source), whole: OnceLock::new() }
    }

    /// The whole definition.
    pub(crate) fn model(&self) -> Arc<Model> {
        let decode = || {
            let found = embedded::find(&self.summary.name, self.summary.version.as_str());
            // An entry of the embedded catalog is in it.
            Arc::new(found.unwrap_or_else(|_| self.summary.clone()))
        };
        Arc::clone(self.whole.get_or_init(decode))
    }

    /// `pedsnet 6.3.0`.
    pub(crate) fn title(&self) -> String {
        format!("{} {}", self.summary.name, self.summary.version)
    }

    /// The name for people, or else the name.
    pub(crate) fn label(&self) -> String {
        if self.summary.label.is_empty() { self.title() } else { self.summary.label.clone() }
    }

    /// Its path, without a slash before it: `pedsnet/6.3.0/`.
    pub(crate) fn path(&self) -> String {
        format!("{}/{}/", encode(&self.summary.name), encode(self.summary.version.as_str()))
    }

    /// Where it stands among the others: by model, then by version.
    pub(super) fn order(&self) -> (String, &Version) {
        (self.summary.name.to_lowercase(), &self.summary.version)
    }

    pub(super) fn is_same_model(&self, other: &Self) -> bool {
        self.summary.name.to_lowercase() == other.summary.name.to_lowercase()
    }

    pub(super) fn is_same_version(&self, other: &Self) -> bool {
        self.is_same_model(other) && self.summary.version == other.summary.version
    }
}

/// The versions of each model, the lowest version first, of definitions that are in order.
pub(super) fn by_model(definitions: &[Arc<Definition>]) -> impl Iterator<Item = &[Arc<Definition>]> {
    definitions.chunk_by(|a, b| a.is_same_model(b))
}
