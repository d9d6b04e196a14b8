//! Diagrams as files with addresses.

use crate::definitions::Definition;
use crate::http::{Problem, Replacement, encode};
use dmsa::diagram::{self, FORMATS, Format};
use dmsa::suggest::suggest;

/// The name of a diagram's file.
pub(crate) fn file_name(definition: &Definition, format: &str) -> String {
    format!("{}_{}_erd.{format}", encode(&definition.summary.name), encode(definition.summary.version.as_str()))
}

/// The format that pages show, and the one that a click on the picture leads to, as far as there are such.
pub(crate) fn shown() -> Option<(&'static str, &'static str)> {
    let picture = diagram::find("svg")?.name();
    Some((picture, diagram::find("html").map_or(picture, Format::name)))
}

/// The format of this name.
pub(crate) fn format_named(name: &str) -> Result<&'static dyn Format, Problem> {
    let names = || FORMATS.iter().map(|format| format.name());
    diagram::find(name).ok_or_else(|| {
        let detail = format!("there are no diagrams in the format `{name}`");
        Problem::not_found(detail)
            .meant(suggest(name, names()))
            .known("The formats are", names())
            .instead_of(name, Replacement::InPlace)
    })
}
