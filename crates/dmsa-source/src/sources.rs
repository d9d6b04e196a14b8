//! Finding a definition in one of several sources.

use crate::source::{Found, Source};
use crate::{Error, Location, Observer};
use dmsa::diagnostic::{Diagnostic, Severity};
use dmsa::model::Model;
use dmsa::source::{Catalog, Definition, Loaded};

/// Several sources. Of two that have the same version, the first is used.
pub struct Sources<'t> {
    sources: Vec<Box<dyn Source + 't>>,
    observer: &'t dyn Observer,
}

impl<'t> Sources<'t> {
    /// The sources at these locations, of which nothing is read yet.
    pub fn new(locations: &[Location], observer: &'t dyn Observer) -> Self {
        Self { sources: locations.iter().map(|location| location.open(observer)).collect(), observer }
    }

    /// The definition of a model and version, as [`Catalog::find`] finds it, from the first source that has it. Tables,
    /// keys, references and indexes are there, which is all that scripts need; [`Sources::whole`] gives the rest too.
    ///
    /// # Errors
    ///
    /// If a source cannot be read, or none has the version.
    pub fn find(&self, model: &str, version: &str) -> Result<Found, Error> {
        let (_, found) = self.found_in(model, version)?;
        self.report(&found);
        Ok(found)
    }

    /// As [`Sources::find`], with everything the source knows about the definition.
    ///
    /// # Errors
    ///
    /// If a source cannot be read, or none has the version.
    pub fn whole(&self, model: &str, version: &str) -> Result<Found, Error> {
        let found = self.complete(model, version)?;
        self.report(&found);
        Ok(found)
    }

    fn complete(&self, model: &str, version: &str) -> Result<Found, Error> {
        let (source, mut found) = self.found_in(model, version)?;
        source.complete(&mut found.model)?;
        Ok(found)
    }

    /// Reports errors and warnings about the files of a definition to the observer.
    fn report(&self, found: &Found) {
        let is_worse = |finding: &&Diagnostic| finding.severity > Severity::Note;
        let findings: Vec<_> = found.diagnostics.iter().filter(is_worse).cloned().collect();
        if !findings.is_empty() {
            self.observer.findings(&findings, &format!("{} {}", found.model.name, found.model.version));
        }
    }

    fn found_in(&self, model: &str, version: &str) -> Result<(&dyn Source, Found), Error> {
        if !version.trim().eq_ignore_ascii_case("latest") {
            for source in &self.sources {
                if let Some(found) = source.find(model, version)? {
                    return Ok((source.as_ref(), found));
                }
            }
        }
        let summaries = self.summaries()?;
        let summary = summaries.find(model, version)?;
        for source in &self.sources {
            if let Some(found) = source.find(&summary.name, summary.version.as_str())? {
                return Ok((source.as_ref(), found));
            }
        }
        Err(Error::new(format!("{} {} is listed by its source, which does not give it", summary.name, summary.version)))
    }

    /// Every version that the sources have. The tables need not be there.
    ///
    /// # Errors
    ///
    /// If a source cannot be read.
    pub fn summaries(&self) -> Result<Catalog, Error> {
        let mut summaries = Vec::new();
        for source in &self.sources {
            summaries.extend(source.summaries()?);
        }
        Ok(merged(summaries, String::new()))
    }

    /// The versions of a model that say what was renamed, and perhaps others.
    ///
    /// # Errors
    ///
    /// If a source cannot be read.
    pub fn renaming_versions(&self, model: &str) -> Result<Vec<Model>, Error> {
        let mut models = Vec::new();
        for source in &self.sources {
            models.extend(source.renaming_versions(model)?);
        }
        Ok(merged(models, String::new()).models)
    }

    /// Everything the sources have, or everything of one model, or one version of it. Findings are part of
    /// the result; the observer does not get them.
    ///
    /// # Errors
    ///
    /// If a source cannot be read, or none has the model or version.
    pub fn load(&self, model: Option<&str>, version: Option<&str>) -> Result<Loaded, Error> {
        if let (Some(model), Some(version)) = (model, version) {
            let Found { model, revision, diagnostics } = self.complete(model, version)?;
            return Ok(Loaded { catalog: Catalog { models: vec![model], revision }, diagnostics });
        }
        let wanted = |name: &str| model.is_none_or(|model| model.trim().to_lowercase() == name.to_lowercase());
        let (mut models, mut revisions, mut diagnostics) = (Vec::new(), Vec::new(), Vec::new());
        for source in &self.sources {
            let loaded = source.load(&wanted)?;
            models.extend(loaded.catalog.models);
            revisions.push(loaded.catalog.revision);
            diagnostics.extend(loaded.diagnostics);
        }
        if let (Some(model), true) = (model, models.is_empty()) {
            // Not there, so this says what is.
            self.summaries()?.find(model, "latest")?;
        }
        Ok(Loaded { catalog: merged(models, revisions.join(" ")), diagnostics })
    }
}

/// A catalog of models, the first of equal versions. That one source hides a part of another is what several are for.
fn merged(models: Vec<Model>, revision: String) -> Catalog {
    let definitions = models.into_iter().map(|model| Definition { model, has_schema: true, ..Definition::default() });
    Catalog::new(definitions, revision).0
}
