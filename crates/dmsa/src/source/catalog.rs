//! A set of definitions, and finding one in it.

use crate::check::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{Model, Origin, Release, Version};
use crate::source::normal::normalise;
use crate::suggest::suggest;
use thiserror::Error;

/// A set of definitions, sorted by model name and version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalog {
    /// The definitions.
    pub models: Vec<Model>,
    /// Where they came from, as scripts record it in `version_history.dms_version`: the revision of the embedded
    /// catalog, a service's version, a commit.
    pub revision: String,
}

impl Catalog {
    /// Sorts definitions into a catalog. Of two definitions of one version the first stays, and a diagnostic says so.
    pub fn new(models: impl IntoIterator<Item = Definition>, revision: impl Into<String>) -> (Self, Vec<Diagnostic>) {
        let mut definitions: Vec<_> =
            models.into_iter().map(|found| (found.model.name.to_lowercase(), found)).collect();
        definitions.sort_by(|(a_name, a), (b_name, b)| {
            (a_name, &a.model.version, !a.has_schema).cmp(&(b_name, &b.model.version, !b.has_schema))
        });
        let mut diagnostics = Vec::new();
        let mut kept: Vec<(String, Definition)> = Vec::with_capacity(definitions.len());
        for (name, definition) in definitions {
            match kept.last_mut() {
                Some((first_name, first)) if *first_name == name && first.model.version == definition.model.version => {
                    if first.has_schema == definition.has_schema {
                        diagnostics.push(duplicate(&first.origin, &definition));
                    } else {
                        complete(&mut first.model, definition.model);
                    }
                }
                _ => kept.push((name, definition)),
            }
        }
        diagnostics.extend(kept.iter().filter(|(_, found)| !found.has_schema).map(|(_, found)| listed_only(found)));
        let models = kept.into_iter().map(|(_, definition)| definition.model).collect();
        (Self { models, revision: revision.into() }, diagnostics)
    }

    /// The definition of a model, whose name may be in any case, and a version: `6.3.0`, short forms of it (`6.3`,
    /// `v6.3`) or `latest`. An exact spelling wins over a short form.
    ///
    /// ```
    /// use dmsa::model::Model;
    /// use dmsa::source::Catalog;
    ///
    /// let version = |version: &str| Model { name: "mine".into(), version: version.into(), ..Model::default() };
    /// let catalog = Catalog { models: vec![version("1.9.0"), version("1.10.0")], ..Catalog::default() };
    ///
    /// assert_eq!(catalog.find("Mine", "v1.9")?.version.as_str(), "1.9.0");
    /// assert_eq!(catalog.find("mine", "latest")?.version.as_str(), "1.10.0");
    /// assert_eq!(
    ///     catalog.find("mine", "2.0").unwrap_err().to_string(),
    ///     "model `mine` has no version `2.0`; it has 1.9.0, 1.10.0"
    /// );
    /// # Ok::<(), dmsa::source::NotFound>(())
    /// ```
    pub fn find(&self, model: &str, version: &str) -> Result<&Model, NotFound> {
        let place = find_version(self.models.iter().map(|m| (m.name.as_str(), &m.version)), model, version)?;
        // A place that was found among the models is one of them.
        self.models.get(place).ok_or_else(|| NotFound::model(model, self.names()))
    }

    /// The names of the models, each once, in order.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<_> = self.models.iter().map(|model| model.name.as_str()).collect();
        names.dedup();
        names
    }

    /// The versions of a model, whose name may be in any case, from the lowest to the highest.
    pub fn versions(&self, model: &str) -> impl Iterator<Item = &Version> {
        let name = model.to_lowercase();
        self.models.iter().filter(move |model| model.name.to_lowercase() == name).map(|model| &model.version)
    }
}

/// A definition on its way into a catalog.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Definition {
    /// What it says.
    pub model: Model,
    /// Where it begins.
    pub origin: Origin,
    /// Whether keys, references and indexes are part of it. The model list of a data models service has none; such a
    /// definition gives way to a whole one, to which it adds what only lists say: label, description, URL and release.
    pub has_schema: bool,
}

impl Definition {
    /// A definition that was read, in its normal form.
    pub(super) fn new(mut model: Model, origin: Origin, has_schema: bool) -> Self {
        normalise(&mut model);
        Self { model, origin, has_schema }
    }
}

fn complete(model: &mut Model, listed: Model) {
    let Model { label, description, url, release, .. } = listed;
    for (text, listed) in [(&mut model.label, label), (&mut model.description, description), (&mut model.url, url)] {
        if text.is_empty() {
            *text = listed;
        }
    }
    if model.release == Release::default() {
        model.release = release;
    }
}

fn listed_only(definition: &Definition) -> Diagnostic {
    let name = format!("{} {}", definition.model.name, definition.model.version);
    let message = format!("the keys, references and indexes of {name} are not here: it is only listed");
    let mut diagnostic = Diagnostic::new(&codes::LISTED_ONLY, &definition.origin, message)
        .help("put its schemata document beside the list");
    diagnostic.model = Some(name);
    diagnostic
}

fn duplicate(first: &Origin, second: &Definition) -> Diagnostic {
    let name = format!("{} {}", second.model.name, second.model.version);
    let mut diagnostic =
        Diagnostic::new(&codes::DUPLICATE_DEFINITION, &second.origin, format!("{name} is already defined by {first}"))
            .help("delete one of the two, or give this one a version of its own");
    diagnostic.model = Some(name);
    diagnostic
}

/// The place of a version in a sorted list of names and versions; see [`Catalog::find`].
pub(super) fn find_version<'a>(
    known: impl Iterator<Item = (&'a str, &'a Version)> + Clone,
    model: &str,
    version: &str,
) -> Result<usize, NotFound> {
    let name = model.trim().to_lowercase();
    let versions: Vec<_> = known.clone().enumerate().filter(|(_, (known, _))| known.to_lowercase() == name).collect();
    if versions.is_empty() {
        return Err(NotFound::model(model, known.map(|(name, _)| name)));
    }
    let places: Vec<_> = versions.iter().map(|(place, (_, version))| (*place, *version)).collect();
    Version::find(&places, version)
        .ok_or_else(|| NotFound::version(versions.iter().map(|(_, known)| *known), version.trim()))
}

/// A model or version that a catalog does not have.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotFound {
    /// No model of this name.
    #[error("no model `{name}`{}; {}", did_you_mean(.suggestion), there_is("the models are", .known))]
    Model {
        /// The name asked for.
        name: String,
        /// The model that was probably meant.
        suggestion: Option<String>,
        /// The models there are.
        known: Vec<String>,
    },
    /// The model has no such version.
    #[error("model `{model}` has no version `{version}`{}; {}", did_you_mean(.suggestion), there_is("it has", .known))]
    Version {
        /// The model, as the catalog spells it.
        model: String,
        /// The version asked for.
        version: String,
        /// The version that was probably meant.
        suggestion: Option<String>,
        /// The versions there are.
        known: Vec<String>,
    },
}

impl NotFound {
    fn model<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let mut known: Vec<_> = known.into_iter().collect();
        known.dedup();
        NotFound::Model {
            name: name.to_owned(),
            suggestion: suggest(name, known.iter().copied()).map(str::to_owned),
            known: known.into_iter().map(str::to_owned).collect(),
        }
    }

    fn version<'a>(known: impl Iterator<Item = (&'a str, &'a Version)> + Clone, version: &str) -> Self {
        NotFound::Version {
            model: known.clone().next().map(|(name, _)| name.to_owned()).unwrap_or_default(),
            version: version.to_owned(),
            // One digit wrong is another version, so only letters can be mistyped.
            suggestion: version
                .chars()
                .any(char::is_alphabetic)
                .then(|| suggest(version, known.clone().map(|(_, version)| version.as_str()).chain(["latest"])))
                .flatten()
                .map(str::to_owned),
            known: known.map(|(_, version)| version.to_string()).collect(),
        }
    }
}

fn did_you_mean(suggestion: &Option<String>) -> String {
    suggestion.as_ref().map(|word| format!(" (did you mean `{word}`?)")).unwrap_or_default()
}

fn there_is(verb: &str, known: &[String]) -> String {
    if known.is_empty() { "there are none".to_owned() } else { format!("{verb} {}", known.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definition(name: &str, version: &str, file: &str) -> Definition {
        Definition {
            model: Model { name: name.into(), version: version.into(), label: file.into(), ..Model::default() },
            origin: Origin::new(file.into(), 1),
            has_schema: true,
        }
    }

    fn catalog() -> Catalog {
        let of = |name, version| definition(name, version, "x");
        let (catalog, diagnostics) = Catalog::new(
            [of("pedsnet", "5.10.0"), of("omop", "5.0"), of("pedsnet", "5.9.0"), of("omop", "5.0.0")],
            "r",
        );
        assert!(diagnostics.is_empty());
        catalog
    }

    #[test]
    fn definitions_are_sorted_by_name_and_version() {
        let catalog = catalog();
        assert_eq!(catalog.names(), ["omop", "pedsnet"]);
        let versions: Vec<_> = catalog.versions("PEDSnet").map(Version::as_str).collect();
        assert_eq!(versions, ["5.9.0", "5.10.0"]);
    }

    #[test]
    fn an_exact_spelling_wins_over_a_short_form() {
        let catalog = catalog();
        let found = |version| catalog.find("omop", version).unwrap().version.as_str();
        assert_eq!((found("5.0"), found("5.0.0"), found("v5")), ("5.0", "5.0.0", "5.0"));
        assert_eq!(catalog.find(" PEDSNET", "Latest").unwrap().version.as_str(), "5.10.0");
    }

    #[test]
    fn what_is_not_found_says_what_there_is() {
        let catalog = catalog();
        assert_eq!(
            catalog.find("pedsnt", "5.9").unwrap_err().to_string(),
            "no model `pedsnt` (did you mean `pedsnet`?); the models are omop, pedsnet"
        );
        assert_eq!(
            catalog.find("omop", "lastest").unwrap_err().to_string(),
            "model `omop` has no version `lastest` (did you mean `latest`?); it has 5.0, 5.0.0"
        );
        assert_eq!(Catalog::default().find("a", "1").unwrap_err().to_string(), "no model `a`; there are none");
    }

    #[test]
    fn the_first_of_two_definitions_wins() {
        let (catalog, diagnostics) =
            Catalog::new([definition("a", "1", "first.csv"), definition("A", "1", "second.csv")], "");
        assert_eq!(catalog.models[0].label, "first.csv");
        assert_eq!(diagnostics.len(), 1);
        assert_eq!(diagnostics[0].message, "A 1 is already defined by first.csv:1");
    }

    #[test]
    fn a_definition_without_schema_gives_way_to_a_whole_one() {
        let mut list = definition("a", "1", "models.json");
        list.has_schema = false;
        list.model.url = "https://example.org".to_owned();
        let (catalog, diagnostics) = Catalog::new([list, definition("a", "1", "schemata.json")], "");
        assert_eq!(catalog.models[0].label, "schemata.json");
        assert_eq!(catalog.models[0].url, "https://example.org", "what the list alone says is kept");
        assert!(diagnostics.is_empty());
    }

    #[test]
    fn a_definition_without_schema_is_told() {
        let mut list = definition("a", "1", "models.json");
        list.has_schema = false;
        let (catalog, diagnostics) = Catalog::new([list], "");
        assert_eq!((catalog.models.len(), diagnostics.len()), (1, 1));
        assert_eq!(diagnostics[0].code, &codes::LISTED_ONLY);
        assert_eq!(diagnostics[0].model.as_deref(), Some("a 1"));
    }
}
