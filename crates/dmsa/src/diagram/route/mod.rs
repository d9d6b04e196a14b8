//! Where the lines run.
//!
//! Tables stand in columns. Between two columns is a *channel*, in which lines run up and down; between two tables of a
//! column is a *gap*, through which lines pass the column. A line leaves its table sideways, into a channel, and goes on
//! through gaps and channels to the other table. So no line can run through a table, and as channels and gaps are made as
//! wide as their lines need, every line has a track of its own:
//!
//! 1. `global` chooses the sides of the tables and the gaps for each line, and its place among others there;
//! 2. `heights` fixes all heights, such that no two lines that meet a channel from its two sides do so at one height;
//! 3. `tracks` gives each upright piece its track, and the channels their widths.

mod global;
mod grid;
mod heights;
mod tracks;

pub(super) use grid::Grid;
pub(super) use heights::Heights;

use super::boxes::Shape;
use super::place::Stack;

/// A line to be routed: its two ends, each a table and a row (`None`: the header).
#[derive(Debug, Clone, Copy)]
pub(super) struct Wire {
    pub(super) from: (usize, Option<usize>),
    pub(super) to: (usize, Option<usize>),
}

/// Everything in its place.
#[derive(Debug, Clone, Default)]
pub(super) struct Routed {
    /// For each table: left, top, width, height.
    pub(super) tables: Vec<[f64; 4]>,
    /// For each table: the heights of its header and its rows.
    pub(super) rows: Vec<Vec<f64>>,
    /// For each line, its corners from end to end.
    pub(super) lines: Vec<Vec<(f64, f64)>>,
    /// For each area: left, top, right, bottom.
    pub(super) regions: Vec<[f64; 4]>,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// How bad the routes through a plan are, without fixing any length: less is better.
pub(super) fn estimate(stack: &Stack, shapes: &[Shape], wires: &[Wire]) -> f64 {
    let grid = Grid::of(stack, shapes);
    global::route(&grid, wires, 1).1
}

/// Routes all lines. `areas` gives each table's area, `regions` the height of their titles if they are drawn.
pub(super) fn route(stack: &Stack, shapes: &[Shape], wires: &[Wire], areas: &[usize], regions: Option<f64>) -> Routed {
    let grid = Grid::of(stack, shapes);
    let (mut nets, _) = global::route(&grid, wires, 3);
    let heights = heights::fix(&grid, shapes, &mut nets, regions);
    tracks::draw(&grid, shapes, &nets, heights, areas, regions.is_some())
}
