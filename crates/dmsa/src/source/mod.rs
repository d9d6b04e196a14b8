//! Where definitions come from.
//!
//! Every source gives the same [`Model`](crate::model::Model)s. A folder may hold definitions in any mix of layouts:
//! see [`directory`].

#[cfg(test)]
mod arbitrary;
pub mod catalog;
mod csv;
pub mod directory;
pub mod embedded;
mod error;
mod files;
mod identity;
mod order;
pub mod toml;

pub use catalog::{Catalog, Definition, NotFound};
pub use error::SourceError;
pub use files::SourceFile;

use crate::diagnostic::Diagnostic;

/// What a source holds, and what is wrong with its files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loaded {
    /// The definitions that could be read.
    pub catalog: Catalog,
    /// Findings about the files; about what they say, see [`crate::check`].
    pub diagnostics: Vec<Diagnostic>,
}
