//! A data models service, at a URL.

use crate::Error;
use crate::address::Address;
use crate::http::{Answer, Client};
use crate::observer::{Busy, Observer};
use crate::source::{Found, Source, title};
use dmsa::check::codes;
use dmsa::diagnostic::Diagnostic;
use dmsa::model::Model;
use dmsa::source::{Budget, Catalog, Loaded, SourceFile, directory};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::cell::{OnceCell, RefCell};
use std::fmt::Display;

/// A data models service. What is fetched is kept until the command ends.
pub(super) struct Service<'t> {
    base: Address,
    client: Client,
    observer: &'t dyn Observer,
    list: OnceCell<List>,
    /// For all answers together.
    budget: RefCell<Budget>,
}

/// The models a service lists: without keys, references and indexes.
#[derive(Debug)]
struct List {
    catalog: Catalog,
    /// The service's version, for scripts to record.
    version: String,
    /// About entries that say too little to be used.
    diagnostics: Vec<Diagnostic>,
}

/// The address of a service, with a slash at its end.
pub(super) fn base(url: &str) -> Result<Address, Error> {
    let text = url.trim();
    let url = Address::new(text);
    let scheme = text.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase()).unwrap_or_default();
    let advice = "the address of a data models service looks like https://example.org/path/";
    if !["http", "https"].contains(&scheme.as_str()) {
        return Err(Error::new(format!("`{url}` is not the URL of a service")).help(advice));
    }
    if text.contains(['?', '#']) {
        return Err(Error::new(format!("`{url}` is more than the address of a service")).help(advice));
    }
    Ok(Address::new(format!("{}/", text.trim_end_matches('/'))))
}

impl<'t> Service<'t> {
    /// The service at this address.
    pub(super) fn new(base: Address, observer: &'t dyn Observer) -> Self {
        Self { client: Client::new(&base), base, observer, list: OnceCell::new(), budget: RefCell::default() }
    }

    fn fetch(&self, url: &Address) -> Result<Option<Answer>, Error> {
        let _busy = Busy::new(self.observer, &format!("fetching {url}"));
        self.client.get(url)
    }

    fn list(&self) -> Result<&List, Error> {
        if let Some(list) = self.list.get() {
            return Ok(list);
        }
        let url = self.base.join("models?format=json");
        let Some(answer) = self.fetch(&url)? else {
            return Err(Error::new(format!("{url} is not there (status 404)"))
                .help("is this the address of a data models service?"));
        };
        let version = version(&answer);
        let Loaded { catalog, mut diagnostics } = self.read(&url, answer)?;
        // The definition itself reports everything else.
        diagnostics.retain(|found| *found.code == codes::UNNAMED_DEFINITION);
        let version = version.unwrap_or_else(|| "service".to_owned());
        Ok(self.list.get_or_init(|| List { catalog, version, diagnostics }))
    }

    fn read(&self, url: &Address, answer: Answer) -> Result<Loaded, Error> {
        if answer.body.trim_ascii_start().starts_with(b"<") {
            return Err(Error::new(format!("{url} answered with a web page, not with JSON"))
                .help("is this the address of a data models service, without a login in front?"));
        }
        let path = url.to_string().replace("?format=json", ".json");
        let file = SourceFile { path, bytes: answer.body };
        let loaded = directory::read_within(&mut self.budget.borrow_mut(), &[file]);
        if loaded.catalog.models.is_empty() {
            return Err(unusable(url, loaded.diagnostics.first()));
        }
        Ok(loaded)
    }

    /// The definition of exactly this name and version.
    fn schemata(&self, model: &str, version: &str) -> Result<Option<Found>, Error> {
        let url = self.base.join(&format!("schemata/{}/{}?format=json", segment(model), segment(version)));
        let Some(answer) = self.fetch(&url)? else {
            return Ok(None);
        };
        let stated = self::version(&answer);
        let Loaded { catalog, diagnostics } = self.read(&url, answer)?;
        let Some(model) = catalog.models.into_iter().next() else {
            return Err(unusable(&url, diagnostics.first()));
        };
        let revision = match stated {
            Some(version) => version,
            None => self.list()?.version.clone(),
        };
        Ok(Some(Found { model, revision, diagnostics }))
    }

    /// A version that the list has.
    fn listed(&self, summary: &Model) -> Result<Found, Error> {
        let found = self.schemata(&summary.name, summary.version.as_str())?;
        found.ok_or_else(|| Error::new(format!("{} lists {} but does not give it", self.base, title(summary))))
    }
}

impl Source for Service<'_> {
    fn find(&self, model: &str, version: &str) -> Result<Option<Found>, Error> {
        // Most people write the version in full, which saves fetching the list: it is much larger than a definition.
        if self.list.get().is_none()
            && let Some(found) = self.schemata(model.trim(), version.trim())?
        {
            return Ok(Some(found));
        }
        match self.list()?.catalog.find(model, version) {
            Ok(summary) => self.listed(summary).map(Some),
            Err(_) => Ok(None),
        }
    }

    /// A schemata document has no label, URL or release; the list has.
    fn complete(&self, model: &mut Model) -> Result<(), Error> {
        if let Ok(summary) = self.list()?.catalog.find(&model.name, model.version.as_str()) {
            model.label.clone_from(&summary.label);
            model.description.clone_from(&summary.description);
            model.url.clone_from(&summary.url);
            model.release.clone_from(&summary.release);
        }
        Ok(())
    }

    fn summaries(&self) -> Result<Vec<Model>, Error> {
        Ok(self.list()?.catalog.models.clone())
    }

    fn load(&self, wanted: &dyn Fn(&str) -> bool) -> Result<Loaded, Error> {
        let list = self.list()?;
        let mut loaded = Loaded::default();
        loaded.catalog.revision.clone_from(&list.version);
        loaded.diagnostics.clone_from(&list.diagnostics);
        for summary in list.catalog.models.iter().filter(|summary| wanted(&summary.name)) {
            let mut found = self.listed(summary)?;
            self.complete(&mut found.model)?;
            loaded.catalog.models.push(found.model);
            loaded.diagnostics.extend(found.diagnostics);
        }
        Ok(loaded)
    }
}

/// How the service introduces itself: `DataModelsService/1.0.4-beta (+…)` is version `1.0.4-beta`.
fn version(answer: &Answer) -> Option<String> {
    let (_, version) = answer.introduction.as_deref()?.split_whitespace().next()?.split_once('/')?;
    (!version.is_empty()).then(|| version.to_owned())
}

fn unusable(url: &Address, why: Option<&Diagnostic>) -> Error {
    let why = why.map(|finding| format!(": {}", finding.message)).unwrap_or_default();
    Error::new(format!("the answer of {url} is not what a data models service gives{why}"))
        .help("is this the address of a data models service?")
}

/// A name as one segment of a URL's path.
fn segment(name: &str) -> impl Display + '_ {
    const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(name, RESERVED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_one_segment() {
        assert_eq!(segment("pedsnet-bigint_3.5~").to_string(), "pedsnet-bigint_3.5~");
        assert_eq!(segment("a/b ?é").to_string(), "a%2Fb%20%3F%C3%A9");
    }

    #[test]
    fn services_introduce_themselves() {
        let stated = |text: &str| version(&Answer { body: Vec::new(), introduction: Some(text.to_owned()) });
        assert_eq!(stated("DataModelsService/1.0.4-beta (+https://x)").as_deref(), Some("1.0.4-beta"));
        assert_eq!(stated("nginx"), None);
        assert_eq!(stated("x/"), None);
    }
}
