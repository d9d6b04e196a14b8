//! Entity relationship diagrams that people can read.
//!
//! ```
//! use dmsa::diagram::{FORMATS, Options};
//! use dmsa::model::{Model, Table};
//!
//! let person = Table { name: "person".into(), ..Table::default() };
//! let model = Model { name: "clinic".into(), tables: vec![person], ..Model::default() };
//! let svg = FORMATS.iter().find(|format| format.name() == "svg").expect("there is an SVG format");
//! let picture = svg.render(&model, &Options::default())?;
//! assert!(picture.starts_with(b"<svg"));
//! # Ok::<(), dmsa::diagram::Error>(())
//! ```

mod areas;
mod boxes;
mod build;
mod choose;
mod comparison;
mod content;
mod format;
mod graph;
mod hubs;
mod layout;
mod measure;
mod options;
mod place;
mod route;
mod scene;
mod settings;
mod text;
mod unused;

pub use format::{FORMATS, Format, find, page};
pub use measure::{Line, Placed, Plane, plane};
pub use options::{Before, Detail, Hubs, Limit, Options, Order, Page, Pages, Style, Types};
pub use settings::{SETTINGS, Setting};
pub use unused::unused_options;

use crate::model::{ControlCharacter, Model};
use boxes::Shape;
use graph::Graph;
use route::Routed;
use scene::Scene;
use thiserror::Error;

/// Width over height where none is asked for.
const ASPECT: f64 = 1.6;
/// The same for ISO paper that lies across, which is lower, less the room for title and legend.
const SHEET: f64 = 1.55;

fn arranged(model: &Model, options: &Options) -> Result<(Graph, Vec<Shape>, Routed), Error> {
    Ok(arrange(Graph::of(model, options)?, options))
}

fn arrange(mut graph: Graph, options: &Options) -> (Graph, Vec<Shape>, Routed) {
    let usual = if options.page == Page::Fitted { ASPECT } else { SHEET };
    let aspect = options.aspect.filter(|aspect| aspect.is_finite()).unwrap_or(usual).clamp(0.1, 10.0);
    let (routed, shapes) = layout::lay_out(&graph, aspect);
    let hues: Vec<u8> = graph.areas.iter().map(|area| area.hue).collect();
    graph.colour(&areas::part_neighbours(&hues, &routed.regions));
    (graph, shapes, routed)
}

/// A diagram for a screen in which each area has the colour of its place in `hues`.
fn picture_in_colours(model: &Model, options: &Options, hues: &[u8]) -> Result<Scene, Error> {
    let (mut graph, shapes, routed) = arranged(model, &Options { page: Page::Fitted, ..options.clone() })?;
    graph.colour(hues);
    Ok(scene::draw(&graph, &shapes, &routed))
}

/// A diagram for a screen, whose shape no paper decides.
fn picture(model: &Model, options: &Options) -> Result<Scene, Error> {
    let options = Options { page: Page::Fitted, ..options.clone() };
    Ok(drawn(Graph::of(model, &options)?, &options))
}

/// A diagram of what `options` have chosen.
fn drawn(graph: Graph, options: &Options) -> Scene {
    let (graph, shapes, routed) = arrange(graph, options);
    scene::draw(&graph, &shapes, &routed)
}

/// Why there is no diagram.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Error {
    /// The model has no table of this name.
    #[error("there is no table `{name}` to draw around{}", meant(suggestion))]
    UnknownTable {
        /// The name asked for.
        name: String,
        /// A table that may have been meant.
        suggestion: Option<String>,
    },
    /// The model has no subject area of this title.
    #[error("there is no subject area `{title}`; there are: {}", known.join(", "))]
    UnknownArea {
        /// The title asked for.
        title: String,
        /// The titles there are.
        known: Vec<String>,
    },
    /// A text has a control character, which no diagram can have.
    #[error("{0}; remove it from the definition")]
    ControlCharacter(Box<ControlCharacter>),
    /// A pattern for tables matches none.
    #[error("no table matches `{pattern}`{}", meant(suggestion))]
    UnmatchedPattern {
        /// The pattern.
        pattern: String,
        /// A table that may have been meant.
        suggestion: Option<String>,
    },
    /// The version to compare with was not looked up.
    #[error("version {version} cannot be compared with: there is no catalog here to find it in")]
    NothingToCompare {
        /// The version.
        version: String,
    },
    /// The choice of tables leaves none.
    #[error("no table is left to draw: the tables asked for are all excluded or do not exist")]
    NothingChosen,
    /// More than the caller allows.
    #[error(
        "the diagram would show {tables} tables with {fields} fields and {references} references, and at most {limit} of \
         these in all are drawn here; choose fewer tables, or less detail"
    )]
    TooLarge {
        /// The tables that were to be drawn.
        tables: usize,
        /// Their fields.
        fields: usize,
        /// Their references.
        references: usize,
        /// The most that may be, in all.
        limit: usize,
    },
    /// The picture cannot be made in this size.
    #[error("the picture would be {width} × {height} pixels, which is too large; choose a smaller scale")]
    TooManyPixels {
        /// Its width.
        width: u64,
        /// Its height.
        height: u64,
    },
}

fn meant(suggestion: &Option<String>) -> String {
    suggestion.as_ref().map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}

#[cfg(test)]
mod tests;
