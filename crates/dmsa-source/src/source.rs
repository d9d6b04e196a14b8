//! What every kind of source can do.

use crate::Error;
use dmsa::diagnostic::Diagnostic;
use dmsa::model::Model;
use dmsa::source::Loaded;

/// Where definitions come from.
pub(crate) trait Source {
    /// A version, if the source has it. It may be given in a short form, but not as `latest`: that depends on the other
    /// sources too. No more is read than it takes.
    fn find(&self, model: &str, version: &str) -> Result<Option<Found>, Error>;

    /// Adds what the source keeps apart from the definitions it finds: label, URL, release.
    fn complete(&self, _model: &mut Model) -> Result<(), Error> {
        Ok(())
    }

    /// The versions that the source has. The tables need not be there.
    fn summaries(&self) -> Result<Vec<Model>, Error>;

    /// The definitions of the models for whose names `wanted` is true.
    fn load(&self, wanted: &dyn Fn(&str) -> bool) -> Result<Loaded, Error>;

    /// The versions of a model that say what was renamed, and perhaps others.
    fn renaming_versions(&self, model: &str) -> Result<Vec<Model>, Error> {
        Ok(self.load(&|name| name.eq_ignore_ascii_case(model))?.catalog.models)
    }
}

/// One definition, found.
#[derive(Debug)]
pub struct Found {
    /// The definition.
    pub model: Model,
    /// The revision of the source, as scripts record it.
    pub revision: String,
    /// What is wrong with the files it was read from.
    pub diagnostics: Vec<Diagnostic>,
}

/// The name and version of a model as diagnostics give them.
pub(crate) fn title(model: &Model) -> String {
    format!("{} {}", model.name, model.version)
}
