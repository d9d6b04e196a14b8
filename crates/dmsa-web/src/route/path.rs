//! The path of a route: what stands in its open parts.

use super::context::Context;
use super::shape::Route;
use crate::definitions::{Definition, Definitions};
use crate::http::{Problem, decode, encode};
use dmsa::ddl::{Elements, Operation};
use dmsa::dialect::DIALECTS;
use std::sync::Arc;

/// The open parts of paths that name a version, and those that name its model.
const VERSIONS: [(&str, &str); 3] = [("version", "model"), ("version2", "model2"), (FROM, "model")];

/// The open part that names the version of a model that a migration starts from.
const FROM: &str = "from";

/// What a path names.
pub(crate) struct Names {
    /// The open parts of the path by their names, with the exact names of versions and words.
    pub(super) values: Vec<(&'static str, String)>,
    /// The versions that it names.
    pub(super) versions: Vec<Arc<Definition>>,
}

/// The words that an open part of a path can be, in any case; none where it can be anything.
fn words(part: &str) -> Vec<&'static str> {
    match part {
        "operation" => Operation::ALL.map(Operation::name).to_vec(),
        "dialect" => DIALECTS.iter().map(|dialect| dialect.name()).collect(),
        "elements" => Elements::NAMED.map(|(name, _)| name).to_vec(),
        _ => Vec::new(),
    }
}

impl Route {
    /// What a path of this shape names. A version may be given in a short form, or as `latest`.
    pub(super) fn names(&'static self, path: &str, definitions: &Definitions) -> Result<Names, Problem> {
        let mut values = self.values(path)?;
        let mut versions = Vec::new();
        let place = |values: &[(&str, String)], name: &str| values.iter().position(|(known, _)| *known == name);
        for (version, model) in VERSIONS {
            let given =
                |place: Option<usize>| place.and_then(|place| values.get(place)).map(|(_, value)| value.as_str());
            let (model, place_of_version) = (place(&values, model), place(&values, version));
            if version == FROM && place_of_version.is_none() {
                continue;
            }
            let version = place_of_version;
            let Some(name) = given(model) else { continue };
            let found = definitions.find(name, given(version).unwrap_or("latest"))?;
            for (place, exact) in [(model, &*found.summary.name), (version, found.summary.version.as_str())] {
                if let Some((_, value)) = place.and_then(|place| values.get_mut(place)) {
                    exact.clone_into(value);
                }
            }
            versions.push(found);
        }
        for (name, value) in &mut values {
            if let Some(word) = words(name).into_iter().find(|word| word.eq_ignore_ascii_case(value)) {
                word.clone_into(value);
            }
        }
        Ok(Names { values, versions })
    }

    /// The open parts of a path of this shape.
    fn values(&'static self, path: &str) -> Result<Vec<(&'static str, String)>, Problem> {
        let open = |shape: &'static str| shape.strip_prefix('{').and_then(|shape| shape.strip_suffix('}'));
        let pairs = self.template.split('/').zip(path.split('/'));
        pairs
            .filter_map(|(shape, part)| Some((open(shape)?, part)))
            .map(|(name, part)| Some((name, decode(part)?)))
            .collect::<Option<_>>()
            .ok_or_else(|| Problem::bad("the path is not text in UTF-8"))
    }

    /// The path with the values of a context in its open parts.
    pub(super) fn path(&self, context: &Context, has_slash: bool) -> String {
        let template = self.template.strip_suffix('/').unwrap_or(&self.template);
        let part = |part: &str| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(name) => encode(context.value(name)),
            None => part.to_owned(),
        };
        let parts: Vec<_> = template.split('/').map(part).collect();
        parts.join("/") + if has_slash { "/" } else { "" }
    }
}
