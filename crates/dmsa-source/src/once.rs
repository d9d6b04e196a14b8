//! Sources that are read as a whole, once.

use crate::Error;
use crate::Observer;
use crate::source::{Found, Source, title};
use dmsa::model::Model;
use dmsa::source::Loaded;
use std::cell::{Cell, OnceCell};

/// What can be read as a whole.
pub(super) trait Read {
    /// Reads all of it.
    fn read(&self) -> Result<Loaded, Error>;
}

/// A source that is read when it is first asked for something.
pub(super) struct Once<'t, R> {
    reader: R,
    observer: &'t dyn Observer,
    /// Whether definitions that could not be read were reported.
    is_reported: Cell<bool>,
    loaded: OnceCell<Loaded>,
}

impl<'t, R: Read> Once<'t, R> {
    pub(super) fn new(reader: R, observer: &'t dyn Observer) -> Self {
        Self { reader, observer, is_reported: Cell::new(false), loaded: OnceCell::new() }
    }

    fn loaded(&self) -> Result<&Loaded, Error> {
        if let Some(loaded) = self.loaded.get() {
            return Ok(loaded);
        }
        let loaded = self.reader.read()?;
        Ok(self.loaded.get_or_init(|| loaded))
    }

    /// What was read, for callers that ignore the findings: definitions that could not be read are reported.
    fn reported(&self) -> Result<&Loaded, Error> {
        let loaded = self.loaded()?;
        if !self.is_reported.replace(true) {
            report_unread(loaded, self.observer)?;
        }
        Ok(loaded)
    }
}

impl<R: Read> Source for Once<'_, R> {
    fn find(&self, model: &str, version: &str) -> Result<Option<Found>, Error> {
        let loaded = self.reported()?;
        let Ok(model) = loaded.catalog.find(model, version) else {
            return Ok(None);
        };
        let title = title(model);
        let concerned = loaded.diagnostics.iter().filter(|finding| finding.model.as_ref() == Some(&title));
        let (revision, diagnostics) = (loaded.catalog.revision.clone(), concerned.cloned().collect());
        Ok(Some(Found { model: model.clone(), revision, diagnostics }))
    }

    fn summaries(&self) -> Result<Vec<Model>, Error> {
        Ok(self.reported()?.catalog.models.clone())
    }

    fn load(&self, wanted: &dyn Fn(&str) -> bool) -> Result<Loaded, Error> {
        let mut loaded = self.loaded()?.clone();
        let (models, unwanted): (Vec<_>, Vec<_>) =
            loaded.catalog.models.into_iter().partition(|model| wanted(&model.name));
        loaded.catalog.models = models;
        let unwanted: Vec<_> = unwanted.iter().map(|model| Some(title(model))).collect();
        loaded.diagnostics.retain(|finding| !unwanted.contains(&finding.model));
        Ok(loaded)
    }
}

/// Reports to the observer which definitions could not be read.
///
/// # Errors
///
/// If no definition could be read.
pub fn report_unread(loaded: &Loaded, observer: &dyn Observer) -> Result<(), Error> {
    let mut errors: Vec<_> = loaded.unread().map(|found| format!("{}: {}", found.origin, found.message)).collect();
    let last = if loaded.catalog.models.is_empty() { errors.pop() } else { None };
    errors.iter().for_each(|message| observer.unread(message));
    last.map_or(Ok(()), |message| Err(Error::new(message).help("`dmsa check` shows them")))
}
