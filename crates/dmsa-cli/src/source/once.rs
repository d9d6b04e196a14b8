//! Sources that are read as a whole, once.

use super::{Found, Source, title};
use crate::failure::Failure;
use crate::findings;
use crate::terminal::Terminal;
use dmsa::model::Model;
use dmsa::source::Loaded;
use std::cell::{Cell, OnceCell};

/// What can be read as a whole.
pub(super) trait Read {
    /// Reads all of it.
    fn read(&self) -> Result<Loaded, Failure>;
}

/// A source that is read when it is first asked for something.
#[derive(Debug)]
pub(super) struct Once<'t, R> {
    reader: R,
    terminal: &'t Terminal,
    /// Whether definitions that could not be read were told of.
    told: Cell<bool>,
    loaded: OnceCell<Loaded>,
}

impl<'t, R: Read> Once<'t, R> {
    pub(super) fn new(reader: R, terminal: &'t Terminal) -> Self {
        Self { reader, terminal, told: Cell::new(false), loaded: OnceCell::new() }
    }

    fn loaded(&self) -> Result<&Loaded, Failure> {
        if let Some(loaded) = self.loaded.get() {
            return Ok(loaded);
        }
        let loaded = self.reader.read()?;
        Ok(self.loaded.get_or_init(|| loaded))
    }

    /// What was read, for who does not look at the findings: what could not be read is told.
    fn told(&self) -> Result<&Loaded, Failure> {
        let loaded = self.loaded()?;
        if !self.told.replace(true) {
            findings::unread(loaded, self.terminal)?;
        }
        Ok(loaded)
    }
}

impl<R: Read> Source for Once<'_, R> {
    fn find(&self, model: &str, version: &str) -> Result<Option<Found>, Failure> {
        let loaded = self.told()?;
        let Ok(model) = loaded.catalog.find(model, version) else {
            return Ok(None);
        };
        let title = title(model);
        let concerned = loaded.diagnostics.iter().filter(|finding| finding.model.as_ref() == Some(&title));
        let (revision, diagnostics) = (loaded.catalog.revision.clone(), concerned.cloned().collect());
        Ok(Some(Found { model: model.clone(), revision, diagnostics }))
    }

    fn outlines(&self) -> Result<Vec<Model>, Failure> {
        Ok(self.told()?.catalog.models.clone())
    }

    fn load(&self, wanted: &dyn Fn(&str) -> bool) -> Result<Loaded, Failure> {
        let mut loaded = self.loaded()?.clone();
        let (models, unwanted): (Vec<_>, Vec<_>) =
            loaded.catalog.models.into_iter().partition(|model| wanted(&model.name));
        loaded.catalog.models = models;
        let unwanted: Vec<_> = unwanted.iter().map(|model| Some(title(model))).collect();
        loaded.diagnostics.retain(|finding| !unwanted.contains(&finding.model));
        Ok(loaded)
    }
}
