//! All that a cached answer is made from, in one canonical form: two requests for the same thing have equal contexts.

use crate::definitions::{Definition, Definitions};
use crate::http::{Form, Problem, etag};
use std::sync::Arc;

/// Keys that are longer are hashed.
pub(super) const MAX_KEY: usize = 256;

/// All that a cached answer is made from. Nothing in it depends on the headers of a request but the chosen form, so an answer
/// cannot hold what one client sent and another one gets.
pub(crate) struct Context {
    pub(crate) definitions: Arc<Definitions>,
    /// The path below the prefix of the service, with all names in full.
    pub(crate) path: String,
    /// The parts of the path that the template leaves open.
    pub(crate) values: Vec<(&'static str, String)>,
    /// The versions that the path names.
    pub(crate) versions: Vec<Arc<Definition>>,
    /// The query: known names only, `format` apart.
    pub(crate) pairs: Vec<(String, String)>,
    pub(crate) form: Form,
}

impl Context {
    /// An open part of the path.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// Sets an open part of the path.
    pub(crate) fn set_value(&mut self, name: &str, value: String) {
        if let Some((_, place)) = self.values.iter_mut().find(|(known, _)| *known == name) {
            *place = value;
        }
    }

    /// A name of the query.
    pub(crate) fn pair(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The version that the path names.
    pub(crate) fn definition(&self) -> Result<Arc<Definition>, Problem> {
        self.version(0)
    }

    /// The two versions that the path names.
    pub(crate) fn two_definitions(&self) -> Result<(Arc<Definition>, Arc<Definition>), Problem> {
        Ok((self.version(0)?, self.version(1)?))
    }

    fn version(&self, number: usize) -> Result<Arc<Definition>, Problem> {
        self.versions.get(number).cloned().ok_or_else(|| Problem::not_found("the path names no version"))
    }

    /// The part of the path with this number, counted from 0.
    pub(crate) fn part(&self, number: usize) -> &str {
        self.path.split('/').nth(number + 1).unwrap_or_default()
    }

    /// The way from here to the first page: `../../`.
    pub(crate) fn root(&self) -> String {
        root(&self.path)
    }

    /// What distinguishes it from other contexts of the same definitions. A long one is hashed, so that keys take little memory.
    pub(crate) fn key(&self) -> String {
        let mut key = self.path.clone();
        for (name, value) in &self.pairs {
            // Lengths keep a name and its value apart from the next.
            key.push_str(&format!("\n{name}={}:{value}", value.len()));
        }
        if self.form != Form::Text {
            key.push('\n');
            key.push_str(self.form.name());
        }
        if key.len() <= MAX_KEY { key } else { etag(key.as_bytes()) }
    }
}

/// The way from a path to the first page. Links made with it hold whatever the prefix of the service is.
pub(crate) fn root(path: &str) -> String {
    let depth = path.matches('/').count().saturating_sub(1);
    if depth == 0 { "./".to_owned() } else { "../".repeat(depth) }
}
