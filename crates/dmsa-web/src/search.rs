//! Searching models, tables and fields.

use crate::shelf::{Shelf, Volume};
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;

/// The most hits of one kind that are told.
pub(crate) const MOST: usize = 50;

/// What can be searched: every name, with the latest version that has it.
pub(crate) struct Index {
    names: Vec<Name>,
}

struct Name {
    /// In lower case.
    key: Box<str>,
    volume: Arc<Volume>,
    table: Box<str>,
    /// Empty for a table itself.
    field: Box<str>,
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Hit {
    pub(crate) kind: &'static str,
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

impl Index {
    /// An index of everything on a shelf.
    pub(crate) fn new(shelf: &Shelf) -> Self {
        let mut found: HashMap<[Box<str>; 3], Name> = HashMap::new();
        // From the latest version to the first: what is known already is in a later one.
        for volume in shelf.volumes().iter().rev() {
            let model = volume.model();
            let of_model: Box<str> = volume.outline.name.to_lowercase().into();
            let mut add = |table: &str, field: &str| {
                let key: Box<str> = if field.is_empty() { table } else { field }.to_lowercase().into();
                let place = [of_model.clone(), table.to_lowercase().into(), field.to_lowercase().into()];
                found.entry(place).or_insert_with(|| Name {
                    key,
                    volume: Arc::clone(volume),
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
            (&a.key, &a.volume.outline.name, &a.table).cmp(&(&b.key, &b.volume.outline.name, &b.table))
        });
        Self { names }
    }

    /// What the words of a query lead to: models, tables and fields, the best first, so many of each kind at most.
    pub(crate) fn find(&self, shelf: &Shelf, query: &str) -> Vec<Hit> {
        let words: Vec<String> = query.to_lowercase().split([' ', '.', '/', ',']).map(str::to_owned).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| !word.is_empty()).take(8).collect();
        if words.is_empty() {
            return Vec::new();
        }
        let mut hits: Vec<(u8, Hit)> = Vec::new();
        for latest in shelf.models().filter_map(<[_]>::last) {
            let (name, label) = (latest.outline.name.to_lowercase(), latest.outline.label.to_lowercase());
            if words.iter().all(|word| name.contains(word) || label.contains(word)) {
                hits.push((u8::from(words != [name.as_str()]), Hit::model(latest)));
            }
        }
        let mut counts = [0_usize; 2];
        let mut named: Vec<(u8, &Name)> =
            self.names.iter().filter_map(|name| Some((name.rank(&words)?, name))).collect();
        // The sort keeps the order of names within a rank.
        named.sort_by_key(|(rank, name)| (*rank, name.key.len()));
        for (rank, name) in named {
            if let Some(count) = counts.get_mut(usize::from(!name.field.is_empty())).filter(|count| **count < MOST) {
                *count += 1;
                hits.push((rank, name.hit()));
            }
        }
        hits.sort_by_key(|(rank, hit)| (*rank, hit.kind != "model", hit.kind != "table"));
        hits.into_iter().map(|(_, hit)| hit).collect()
    }
}

impl Hit {
    fn model(volume: &Volume) -> Self {
        let (model, version) = (volume.outline.name.clone(), volume.outline.version.to_string());
        let path = crate::routes::version_path(volume);
        Self { kind: "model", model, version, table: String::new(), field: String::new(), path }
    }
}

impl Name {
    /// How well the words fit, 0 being best: every word must be in the name, or name its table or model.
    fn rank(&self, words: &[&str]) -> Option<u8> {
        let table = self.table.to_lowercase();
        let model = &self.volume.outline.name;
        let (mut own, mut best) = (false, 3);
        for word in words {
            if self.key.contains(word) {
                own = true;
                let rank = if *self.key == **word {
                    1
                } else if self.key.starts_with(word) {
                    2
                } else {
                    3
                };
                best = best.min(rank);
            } else if !table.contains(word) && !model.eq_ignore_ascii_case(word) {
                return None;
            }
        }
        own.then_some(best)
    }

    fn hit(&self) -> Hit {
        let outline = &self.volume.outline;
        let encode = crate::http::encode;
        let table = format!("{}tables/{}/", crate::routes::version_path(&self.volume), encode(&self.table));
        let (kind, path) = if self.field.is_empty() {
            ("table", table)
        } else {
            ("field", format!("{table}#{}", encode(&self.field)))
        };
        Hit {
            kind,
            model: outline.name.clone(),
            version: outline.version.to_string(),
            table: self.table.to_string(),
            field: self.field.to_string(),
            path,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::Cache;
    use crate::supply::Delivery;

    fn found(query: &str) -> Vec<String> {
        let shelf = Shelf::new(&[Arc::new(Delivery::embedded())], Cache::new(0, Arc::default()));
        let hits = shelf.index().find(&shelf, query);
        hits.iter().map(|hit| format!("{} {} {}.{}", hit.kind, hit.model, hit.table, hit.field)).collect()
    }

    #[test]
    fn the_best_comes_first() {
        assert_eq!(found("pedsnet")[0], "model pedsnet .");
        assert!(found("person")[..4].iter().all(|hit| hit.starts_with("table ") && hit.ends_with(" person.")));
        assert_eq!(found("person.year_of_birth pedsnet")[0], "field pedsnet person.year_of_birth");
        assert!(found("visit")[0].starts_with("table "));
    }

    #[test]
    fn there_is_an_end() {
        assert!(found("a").len() <= 2 * MOST + 7);
        assert!(found("").is_empty() && found(" ./").is_empty() && found("zzzzzz").is_empty());
    }
}
