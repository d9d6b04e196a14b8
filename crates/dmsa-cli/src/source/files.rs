//! A folder of definitions, or a file with one.

use super::{Found, Source, commit, title};
use crate::failure::Failure;
use crate::findings;
use crate::terminal::Terminal;
use dmsa::model::Model;
use dmsa::source::{self, Loaded};
use std::cell::{Cell, OnceCell};
use std::path::{Path, PathBuf};

/// A folder of definitions, or a file with one; read once.
#[derive(Debug)]
pub(super) struct Files<'t> {
    path: PathBuf,
    terminal: &'t Terminal,
    /// Whether definitions that could not be read were told of.
    told: Cell<bool>,
    loaded: OnceCell<Loaded>,
}

impl<'t> Files<'t> {
    pub(super) fn new(path: impl Into<PathBuf>, terminal: &'t Terminal) -> Self {
        Self { path: path.into(), terminal, told: Cell::new(false), loaded: OnceCell::new() }
    }

    /// What was read, for who does not look at the findings: what could not be read is told.
    fn told(&self) -> Result<&Loaded, Failure> {
        let loaded = self.loaded()?;
        if !self.told.replace(true) {
            findings::unread(loaded, self.terminal)?;
        }
        Ok(loaded)
    }

    fn loaded(&self) -> Result<&Loaded, Failure> {
        if let Some(loaded) = self.loaded.get() {
            return Ok(loaded);
        }
        let mut loaded = source::load(&self.path).map_err(|error| failure(&self.path, error.into()))?;
        if loaded.catalog.revision.is_empty() {
            let commit = commit::checked_out(&self.path);
            loaded.catalog.revision = commit.map_or_else(|| "files".to_owned(), |commit| format!("git-{commit}"));
        }
        Ok(self.loaded.get_or_init(|| loaded))
    }
}

impl Source for Files<'_> {
    fn find(&self, model: &str, version: &str) -> Result<Option<Found>, Failure> {
        let loaded = self.told()?;
        let Ok(model) = loaded.catalog.find(model, version) else {
            return Ok(None);
        };
        let title = title(model);
        let concerned = loaded.diagnostics.iter().filter(|finding| finding.model.as_ref() == Some(&title));
        Ok(Some(Found {
            model: model.clone(),
            revision: loaded.catalog.revision.clone(),
            diagnostics: concerned.cloned().collect(),
        }))
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

/// Adds what to do about a folder that is not there.
fn failure(path: &Path, failure: Failure) -> Failure {
    if path.exists() {
        return failure;
    }
    let looks_like_host = path.to_str().is_some_and(|name| name.contains('.') && !name.contains(['/', '\\']));
    let advice = if looks_like_host { "; the address of a service begins with https://" } else { "" };
    failure.help(format!("a source is `{}`, a folder, a file or a URL{advice}", super::catalog::NAME))
}
