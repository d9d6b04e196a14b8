//! Searching models, tables and fields.

mod query;

use super::definition::{Definition, by_model};
use crate::http::encode;
use dmsa::suggest::suggest;
use query::{Query, Rank, fit};
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;

/// The most hits of one kind that a result has.
const MAX_COUNT: usize = 50;

/// Words below this length could mean anything.
const SHORTEST: usize = 3;

/// What can be searched: every name, with the latest version that has it.
pub(super) struct Index {
    /// The latest version of each model.
    latest: Vec<Arc<Definition>>,
    names: Vec<Name>,
}

struct Name {
    /// In lower case.
    key: Box<str>,
    definition: Arc<Definition>,
    table: Box<str>,
    /// Empty for a table itself.
    field: Box<str>,
}

/// What a search led to.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Found {
    /// Models, tables and fields, the best first.
    pub(crate) hits: Vec<Hit>,
    /// What leads to something, where this leads to nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) did_you_mean: Option<String>,
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Hit {
    pub(crate) kind: Kind,
    pub(crate) model: String,
    /// The latest version that has it.
    pub(crate) version: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) table: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) field: String,
    /// Its address from the first page.
    pub(crate) path: String,
}

/// What kind of thing it is. What holds others comes before them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Model,
    Table,
    Field,
}

impl Index {
    /// An index of all definitions, which are in order.
    pub(super) fn new(definitions: &[Arc<Definition>]) -> Self {
        let mut found: HashMap<[Box<str>; 3], Name> = HashMap::new();
        // From the latest version to the first: what is known already is in a later one.
        for definition in definitions.iter().rev() {
            let model = definition.model();
            let of_model: Box<str> = definition.summary.name.to_lowercase().into();
            let mut add = |table: &str, field: &str| {
                let key: Box<str> = if field.is_empty() { table } else { field }.to_lowercase().into();
                let place = [of_model.clone(), table.to_lowercase().into(), field.to_lowercase().into()];
                found.entry(place).or_insert_with(|| Name {
                    key,
                    definition: Arc::clone(definition),
                    table: table.into(),
                    field: field.into(),
                });
            };
            for table in &model.tables {
                add(&table.name, "");
                table.fields.iter().for_each(|field| add(&table.name, &field.name));
            }
        }
        let mut names: Vec<_> = found.into_values().collect();
        names.sort_by(|a, b| {
            (a.kind(), &a.key, &a.definition.summary.name, &a.table).cmp(&(
                b.kind(),
                &b.key,
                &b.definition.summary.name,
                &b.table,
            ))
        });
        let latest = by_model(definitions).filter_map(<[_]>::last).cloned().collect();
        Self { latest, names }
    }

    /// What a text leads to: so many models, tables and fields at most, or else what was probably meant.
    pub(super) fn find(&self, text: &str) -> Found {
        let Some(query) = Query::new(text) else {
            return Found::default();
        };
        let hits = self.hits(&query);
        // Not another guess: what a guess leads to may be no better understood.
        let leads_somewhere = |meant: &str| Query::new(meant).is_some_and(|query| !self.hits(&query).is_empty());
        let meant = || self.meant(&query).filter(|meant| leads_somewhere(meant));
        let did_you_mean = if hits.is_empty() { meant() } else { None };
        Found { hits, did_you_mean }
    }

    fn hits(&self, query: &Query) -> Vec<Hit> {
        let fitting = self.latest.iter().filter_map(|latest| {
            let names = [&latest.summary.name, &latest.summary.label].map(|name| name.to_lowercase());
            let rank = names.iter().filter_map(|name| query.fit(name)).min()?;
            Some(((rank, Kind::Model, 0, 0), Hit::model(latest)))
        });
        let named = self.names.iter().filter_map(|name| {
            let (rank, near) = name.rank(query)?;
            Some(((rank, name.kind(), near, name.key.len()), name))
        });
        let mut named: Vec<_> = named.collect();
        // Both sorts keep the order of names among equals.
        named.sort_by_key(|(order, _)| *order);
        let mut counts = HashMap::new();
        named.retain(|(_, name)| {
            let count = counts.entry(name.kind()).or_insert(0);
            *count += 1;
            *count <= MAX_COUNT
        });
        let mut hits: Vec<_> = fitting.collect();
        hits.sort_by_key(|(order, _)| *order);
        hits.truncate(MAX_COUNT);
        hits.extend(named.into_iter().map(|(order, name)| (order, name.hit())));
        hits.sort_by_key(|(order, _)| *order);
        hits.into_iter().map(|(_, hit)| hit).collect()
    }

    /// The query with what it probably means in the place of words that are in no name.
    fn meant(&self, query: &Query) -> Option<String> {
        let models: Vec<_> = self.latest.iter().map(|latest| latest.summary.name.as_str()).collect();
        let is_known = |word: &str| {
            models.iter().any(|name| name.eq_ignore_ascii_case(word))
                || self.names.iter().any(|name| name.key.contains(word))
        };
        let keys = || self.names.iter().map(|name| &*name.key);
        // Of those as near as each other whole names come first, and a word of a name only if nothing else is near.
        let candidates = || models.iter().copied().chain(keys()).chain(keys().flat_map(|key| key.split('_')));
        let meant = |word: &str| {
            let suggestion = || Some(word).filter(|word| word.chars().count() >= SHORTEST);
            if is_known(word) { Some(word) } else { suggestion().and_then(|word| suggest(word, candidates())) }
                .map(str::to_owned)
        };
        let words: Vec<String> = query.words().map(meant).collect::<Option<_>>()?;
        (!words.iter().map(String::as_str).eq(query.words())).then(|| words.join(" "))
    }
}

impl Hit {
    fn model(definition: &Definition) -> Self {
        let (model, version) = (definition.summary.name.clone(), definition.summary.version.to_string());
        let path = definition.path();
        Self { kind: Kind::Model, model, version, table: String::new(), field: String::new(), path }
    }
}

impl Name {
    fn kind(&self) -> Kind {
        if self.field.is_empty() { Kind::Table } else { Kind::Field }
    }

    /// How well the name fits: every word must be in it, or name its table or model.
    fn rank(&self, query: &Query) -> Option<(Rank, usize)> {
        let table = self.table.to_lowercase();
        let model = &self.definition.summary.name;
        query.fit_within(&self.key, |word| {
            if model.eq_ignore_ascii_case(word) { Some(Rank::Exact) } else { fit(&table, word) }
        })
    }

    fn hit(&self) -> Hit {
        let summary = &self.definition.summary;
        let table = format!("{}tables/{}/", self.definition.path(), encode(&self.table));
        let path = if self.field.is_empty() { table } else { format!("{table}#{}", encode(&self.field)) };
        Hit {
            kind: self.kind(),
            model: summary.name.clone(),
            version: summary.version.to_string(),
            table: self.table.to_string(),
            field: self.field.to_string(),
            path,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definitions::{Definitions, Fetched};
    use std::sync::LazyLock;

    /// A guess may be a name with blanks in it, which is several words again.
    #[test]
    fn one_guess_is_enough() {
        let text = "model = \"Sentinel 8\"\nversion = \"1.0.0\"\n[tables.visit.fields]\nicd8 = \"integer\"\nfoo = \"integer\"\n";
        let file = dmsa::source::SourceFile { path: "s.toml".into(), bytes: text.into() };
        let fetched = Fetched::new("s", dmsa::source::directory::read_files(&[file]));
        let index = Index::new(&fetched.definitions);
        let find = |typed: &str| index.find(typed);
        assert_eq!(find("sentinel").hits[0].kind, Kind::Model);
        for typed in ["foo sentinel", "sentinel sentinel foo", "icd9 sentinal"] {
            let Found { hits, did_you_mean } = find(typed);
            assert!(hits.is_empty() || did_you_mean.is_none(), "{typed}");
            if let Some(meant) = did_you_mean {
                assert!(!find(&meant).hits.is_empty(), "{typed} leads to {meant}, which leads nowhere");
            }
        }
    }

    fn search(query: &str) -> Found {
        static DEFINITIONS: LazyLock<Definitions> = LazyLock::new(Definitions::embedded);
        DEFINITIONS.search(query)
    }

    fn found(query: &str) -> Vec<String> {
        let shown = |hit: &Hit| {
            let names = [&hit.model, &hit.table, &hit.field];
            names.into_iter().filter(|name| !name.is_empty()).map(String::as_str).collect::<Vec<_>>().join(".")
        };
        search(query).hits.iter().map(shown).collect()
    }

    #[test]
    fn the_best_comes_first() {
        assert_eq!(found("pedsnet")[0], "pedsnet");
        assert_eq!(found("PEDSnet person")[0], "pedsnet.person");
        assert!(found("person")[..4].iter().all(|hit| hit.ends_with(".person")));
        assert_eq!(found("person.year_of_birth pedsnet")[0], "pedsnet.person.year_of_birth");
        assert_eq!(found("year of birth omop")[0], "omop.person.year_of_birth");
        let visits = found("visit");
        let place = |name: &str| visits.iter().position(|hit| hit == name).unwrap();
        assert!(place("pedsnet.visit_occurrence") < place("pedsnet.condition_occurrence.visit_occurrence_id"));
    }

    #[test]
    fn the_exact_name_of_anything_comes_first() {
        let model = dmsa::source::embedded::find("pedsnet", "latest").unwrap();
        let fields = model.table("person").unwrap().fields.iter().map(|field| &field.name);
        for name in model.tables.iter().map(|table| &table.name).chain(fields) {
            let first = search(name).hits.into_iter().next().unwrap();
            let found = [first.field, first.table].into_iter().find(|name| !name.is_empty());
            assert_eq!(found.as_ref(), Some(name));
        }
    }

    #[test]
    fn a_slip_of_the_fingers_is_understood() {
        for (typed, meant) in [
            ("persn", Some("person")),
            ("pedsnte", Some("pedsnet")),
            ("yaer_of_birth", Some("year_of_birth")),
            ("omop measurment", Some("omop measurement")),
            ("zzzzzz", None),
            ("¾", None),
            ("person", None),
            ("", None),
        ] {
            let found = search(typed);
            assert_eq!(found.did_you_mean.as_deref(), meant, "{typed}");
            assert!(meant.is_none() || found.hits.is_empty(), "{typed}");
        }
    }

    #[test]
    fn there_is_an_end() {
        // As many tables and fields as a result has, and every model may be called so.
        let models = dmsa::source::embedded::catalog().models;
        let models: std::collections::BTreeSet<_> = models.iter().map(|model| &model.name).collect();
        let found_all = found("a").len();
        assert!((2 * MAX_COUNT..=2 * MAX_COUNT + models.len()).contains(&found_all), "{found_all}");
        assert!(found("").is_empty() && found(" ./").is_empty() && found("zzzzzz").is_empty());
    }
}
