//! The catalog inside the program.

use crate::Error;
use crate::source::{Found, Source};
use dmsa::model::{Model, Release, Version};
use dmsa::source::{Loaded, embedded};

/// The word for it.
pub(super) const NAME: &str = "embedded";

/// The catalog inside the program.
#[derive(Debug)]
pub(super) struct Embedded;

impl Source for Embedded {
    fn find(&self, model: &str, version: &str) -> Result<Option<Found>, Error> {
        let found = embedded::find(model, version).ok();
        Ok(found.map(|model| Found { model, revision: embedded::revision().to_owned(), diagnostics: Vec::new() }))
    }

    fn summaries(&self) -> Result<Vec<Model>, Error> {
        Ok(embedded::entries()
            .iter()
            .map(|entry| Model {
                name: entry.name.to_owned(),
                version: Version::from(entry.version),
                label: entry.label.to_owned(),
                url: entry.url.to_owned(),
                release: Release { level: entry.level.to_owned(), serial: entry.serial.to_owned() },
                ..Model::default()
            })
            .collect())
    }

    fn load(&self, wanted: &dyn Fn(&str) -> bool) -> Result<Loaded, Error> {
        let mut catalog = embedded::catalog();
        catalog.models.retain(|model| wanted(&model.name));
        Ok(Loaded { catalog, diagnostics: Vec::new() })
    }

    fn renaming_versions(&self, model: &str) -> Result<Vec<Model>, Error> {
        Ok(embedded::renaming_versions(model))
    }
}
