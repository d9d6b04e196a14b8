//! The definitions that are being served: everything a request needs, swapped as a whole.

mod definition;
mod fetched;
mod search;

pub(crate) use definition::Definition;
pub(crate) use fetched::Fetched;
pub(crate) use search::{Found, Hit, Kind};

use crate::cache::Cache;
use crate::http::{Problem, Replacement};
use definition::by_model;
use dmsa::diagnostic::{Diagnostic, Severity};
use dmsa::model::Model;
use dmsa::schema::{find_field, find_table};
use dmsa::source::{Catalog, NotFound};
use dmsa::suggest::suggest;
use search::Index;
use std::sync::{Arc, OnceLock};

/// The definitions that are being served, and the answers made from them.
pub(crate) struct Definitions {
    /// One for each version, sorted by model and version.
    definitions: Vec<Arc<Definition>>,
    /// The same without tables, to find them by.
    summaries: Catalog,
    /// What was wrong with the files of the sources.
    findings: Vec<Diagnostic>,
    /// Answers made from these definitions.
    pub(crate) cache: Cache,
    search: OnceLock<Index>,
}

impl Definitions {
    /// The definitions of these sources. Of two definitions of one version, that of the earlier source counts.
    pub(crate) fn new(fetched: &[Arc<Fetched>], cache: Cache) -> Self {
        let mut definitions: Vec<Arc<Definition>> = Vec::new();
        for definition in fetched.iter().flat_map(|fetched| &fetched.definitions) {
            let is_known = |known: &Arc<Definition>| known.is_same_version(definition);
            if !definitions.iter().any(is_known) {
                definitions.push(Arc::clone(definition));
            }
        }
        definitions.sort_by(|a, b| a.order().cmp(&b.order()));
        let summaries = definitions.iter().map(|definition| definition.summary.clone()).collect();
        let summaries = Catalog { models: summaries, revision: String::new() };
        let findings = fetched.iter().flat_map(|fetched| fetched.diagnostics.clone()).collect();
        Self { definitions, summaries, findings, cache, search: OnceLock::new() }
    }

    /// The embedded catalog, without a cache.
    #[cfg(test)]
    pub(crate) fn embedded() -> Self {
        Self::new(&[Arc::new(Fetched::embedded())], Cache::new(crate::budget::Budget::new(0), Arc::default()))
    }

    /// Every version, sorted by model and version.
    pub(crate) fn all(&self) -> &[Arc<Definition>] {
        &self.definitions
    }

    /// The versions of each model, the lowest version first.
    pub(crate) fn models(&self) -> impl Iterator<Item = &[Arc<Definition>]> {
        by_model(&self.definitions)
    }

    /// The versions of a model, whose name may be in any case.
    pub(crate) fn versions(&self, model: &str) -> Result<&[Arc<Definition>], Problem> {
        let found = self.find(model, "latest")?;
        let of_model =
            self.models().find(|definitions| definitions.first().is_some_and(|first| first.is_same_model(&found)));
        Ok(of_model.unwrap_or_default())
    }

    /// A version, which may be given in a short form or as `latest`.
    pub(crate) fn find(&self, model: &str, version: &str) -> Result<Arc<Definition>, Problem> {
        let summary = self.summaries.find(model, version)?;
        let is_it = |definition: &&Arc<Definition>| {
            definition.summary.name == summary.name && definition.summary.version == summary.version
        };
        self.definitions.iter().find(is_it).cloned().ok_or_else(|| Problem::not_found("there is no such version"))
    }

    /// What was not understood of a definition when it was read.
    pub(crate) fn warnings(&self, definition: &Definition) -> Vec<&Diagnostic> {
        let title = definition.title();
        let is_about =
            |found: &&Diagnostic| found.model.as_ref().is_some_and(|model| model.eq_ignore_ascii_case(&title));
        self.findings.iter().filter(is_about).filter(|found| found.severity != Severity::Note).collect()
    }

    /// The version before this one of the same model.
    pub(crate) fn before(&self, definition: &Definition) -> Option<&Arc<Definition>> {
        let place = self.definitions.iter().position(|known| known.is_same_version(definition))?;
        self.definitions.get(place.checked_sub(1)?).filter(|before| before.is_same_model(definition))
    }

    /// The other versions of a model, which say what was renamed between two of its versions.
    pub(crate) fn other_versions(&self, before: &Definition, after: &Definition) -> Vec<Arc<Model>> {
        let is_other = |known: &&Arc<Definition>| {
            known.is_same_model(after) && !known.is_same_version(before) && !known.is_same_version(after)
        };
        let others = self.definitions.iter().filter(|_| before.is_same_model(after)).filter(is_other);
        others.map(|known| known.model()).collect()
    }

    /// Searches models, tables and fields. The index is made for the first search.
    pub(crate) fn search(&self, text: &str) -> Found {
        self.search.get_or_init(|| Index::new(&self.definitions)).find(text)
    }

    /// What scripts record of a list of everything: the revision of the first source.
    pub(crate) fn revision(&self) -> &str {
        self.definitions.first().map_or("", |definition| definition.revision.as_str())
    }
}

impl From<NotFound> for Problem {
    fn from(not_found: NotFound) -> Self {
        match not_found {
            NotFound::Model { name, suggestion, known } => Problem::not_found(format!("there is no model `{name}`"))
                .meant(suggestion)
                .known("The models are", known)
                .instead_of(&name, Replacement::AtTop),
            NotFound::Version { model, version, suggestion, known } => {
                Problem::not_found(format!("model `{model}` has no version `{version}`"))
                    .meant(suggestion)
                    .known("The versions are", known)
                    .instead_of(&version, Replacement::InPlace)
            }
        }
    }
}

/// A table of a model by its name, in any case where the exact one is not there.
pub(crate) fn table<'m>(model: &'m Model, name: &str) -> Result<&'m dmsa::model::Table, Problem> {
    find_table(model, name).ok_or_else(|| {
        let names = || model.tables.iter().map(|table| table.name.as_str());
        Problem::not_found(format!("{} {} has no table `{name}`", model.name, model.version))
            .meant(suggest(name, names()))
            .known("The tables are", names())
            .instead_of(name, Replacement::InPlace)
    })
}

/// A field of a table by its name, in any case where the exact one is not there.
pub(crate) fn field<'t>(table: &'t dmsa::model::Table, name: &str) -> Result<&'t dmsa::model::Field, Problem> {
    find_field(table, name).ok_or_else(|| {
        let names = || table.fields.iter().map(|field| field.name.as_str());
        Problem::not_found(format!("table {} has no field `{name}`", table.name))
            .meant(suggest(name, names()))
            .known("The fields are", names())
            .instead_of(name, Replacement::InPlace)
    })
}
