//! The formats of diagrams: one file a format and one line each in [`FORMATS`].

mod dbml;
mod dot;
mod er;
mod html;
mod mermaid;
mod pdf;
mod plantuml;
mod png;
mod svg;
mod text;

pub use html::page;

use super::graph::{Edge, Graph};
use super::{Detail, Error, Options};
use crate::model::Model;
use hashbrown::HashSet;

/// A format of diagrams.
pub trait Format: Sync {
    /// The name, which is the extension of its files, in lower case: `svg`.
    fn name(&self) -> &'static str;

    /// What it is good for, in a line.
    fn summary(&self) -> &'static str;

    /// The media type, for web servers.
    fn media_type(&self) -> &'static str;

    /// The options that change what it draws, of those that not every format knows: names of
    /// [`SETTINGS`](crate::diagram::SETTINGS).
    fn knows(&self) -> &'static [&'static str];

    /// Whether it holds every field, whatever detail is asked for.
    fn shows_all_details(&self) -> bool {
        false
    }

    /// The detail where none is asked for.
    fn usual_detail(&self) -> Detail {
        Detail::Keys
    }

    /// Draws `model`. The same input gives the same bytes.
    ///
    /// # Errors
    ///
    /// If the options choose nothing that could be drawn, or more than they allow.
    fn render(&self, model: &Model, options: &Options) -> Result<Vec<u8>, Error>;
}

/// Every format.
pub static FORMATS: &[&dyn Format] = &[
    &svg::Svg,
    &png::Png,
    &pdf::Pdf,
    &html::Html,
    &dot::DOT,
    &mermaid::MERMAID,
    &dbml::DBML,
    &plantuml::PLANT_UML,
    &er::ER,
];

/// The format of this name or file extension, in any case.
pub fn find(name: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().copied().find(|format| format.name().eq_ignore_ascii_case(name))
}

/// The referring fields of a reference of several, as far as they are shown: `site, person_id`.
fn several(graph: &Graph, edge: &Edge) -> Option<String> {
    if edge.more.is_empty() {
        return None;
    }
    Some(graph.nodes.get(edge.from.node)?.row_names(edge.pairs().map(|(row, _)| row))?.join(", "))
}

/// `text` as a single word of ASCII letters, digits and underlines, or `otherwise` if nothing is left of it.
fn word(text: &str, otherwise: &str) -> String {
    let mut word = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_ascii_alphanumeric() || c == '_' => word.push(c),
            _ if word.ends_with('_') => {}
            _ => word.push('_'),
        }
    }
    let word = word.trim_end_matches('_');
    match word.chars().next() {
        None => otherwise.to_owned(),
        Some(c) if c.is_ascii_digit() => format!("_{word}"),
        Some(_) => word.to_owned(),
    }
}

/// Each text as a word of its own, the second of two equal ones with a number behind it.
fn words<'a>(texts: impl Iterator<Item = &'a str>, otherwise: &str) -> Vec<String> {
    let mut taken = HashSet::new();
    let mut distinct = |text: &str| {
        let plain = word(text, otherwise);
        let mut word = plain.clone();
        let mut number = 1;
        while !taken.insert(word.to_lowercase()) {
            number += 1;
            word = format!("{plain}_{number}");
        }
        word
    };
    texts.map(&mut distinct).collect()
}

#[cfg(test)]
mod tests;
