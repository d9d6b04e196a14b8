//! The geometry of a diagram in plain numbers, for programs that judge it or draw it themselves.

use super::boxes::{FIELD_SIZE, KEY_SIZE, MARK_SIZE, TYPE_SIZE};
use super::{Error, Options, arranged, scene};
use crate::model::Model;

/// A laid-out diagram. Lengths are in units, from the top left.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plane {
    /// The width of the whole, without margins, title and legend.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// Width and height of the whole picture.
    pub picture: (f64, f64),
    /// The tables.
    pub tables: Vec<Placed>,
    /// The lines.
    pub lines: Vec<Line>,
    /// The size of the smallest text.
    pub smallest_text: f64,
}

/// A table in its place.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Placed {
    /// Its name.
    pub name: String,
    /// Its left edge.
    pub left: f64,
    /// Its top.
    pub top: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

/// A reference that is drawn as a line.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line {
    /// The referring table, by its place in [`Plane::tables`].
    pub from: usize,
    /// The table referred to.
    pub to: usize,
    /// Its corners, from end to end.
    pub points: Vec<(f64, f64)>,
}

/// Lays `model` out.
///
/// # Errors
///
/// As [`super::Format::render`].
pub fn plane(model: &Model, options: &Options) -> Result<Plane, Error> {
    let (graph, shapes, routed) = arranged(model, options)?;
    let scene = scene::draw(&graph, &shapes, &routed);
    let tables = (graph.nodes.iter().zip(&routed.tables))
        .map(|(node, &[left, top, width, height])| Placed { name: node.name.clone(), left, top, width, height })
        .collect();
    let lines = (graph.edges.iter().zip(&routed.lines))
        .map(|(edge, points)| Line { from: edge.from.node, to: edge.to.node, points: points.clone() })
        .collect();
    let smallest_text = FIELD_SIZE.min(TYPE_SIZE).min(MARK_SIZE).min(KEY_SIZE);
    let picture = (scene.width, scene.height);
    Ok(Plane { width: routed.width, height: routed.height, picture, tables, lines, smallest_text })
}
