//! Where definitions come from.

pub mod catalog;
mod error;

pub use catalog::{Catalog, Definition, NotFound};
pub use error::SourceError;

use crate::diagnostic::Diagnostic;

/// What a source holds, and what is wrong with its files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loaded {
    /// The definitions that could be read.
    pub catalog: Catalog,
    /// Findings about the files; about what they say, see [`crate::check`].
    pub diagnostics: Vec<Diagnostic>,
}
