//! A set of definitions, and finding one in it.

use crate::model::Model;

/// A set of definitions, sorted by model name and version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalog {
    /// The definitions.
    pub models: Vec<Model>,
    /// Where they came from, as scripts record it in `version_history.dms_version`: the revision of the embedded
    /// catalog, a service's version, a commit.
    pub revision: String,
}
