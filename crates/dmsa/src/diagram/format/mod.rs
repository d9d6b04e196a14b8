//! The formats of diagrams: one file a format and one line each in [`FORMATS`].

mod svg;

use super::{Error, Options};
use crate::model::Model;

/// A format of diagrams.
pub trait Format: Sync {
    /// The name, which is the extension of its files, in lower case: `svg`.
    fn name(&self) -> &'static str;

    /// What it is good for, in a line.
    fn summary(&self) -> &'static str;

    /// The media type, for web servers.
    fn media_type(&self) -> &'static str;

    /// Draws `model`. The same input gives the same bytes.
    ///
    /// # Errors
    ///
    /// If the options choose nothing that could be drawn, or more than they allow.
    fn render(&self, model: &Model, options: &Options<'_>) -> Result<Vec<u8>, Error>;
}

/// Every format.
pub const FORMATS: &[&dyn Format] = &[&svg::Svg];

/// The format of this name or file extension, in any case.
pub fn find(name: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().copied().find(|format| format.name().eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests;
