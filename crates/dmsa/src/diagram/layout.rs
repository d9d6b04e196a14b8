//! From a graph to a picture's geometry: sizes, places, routes.

use super::boxes::{HEADER, ROW, Shape, area_title_size, row_height};
use super::graph::{End, Graph, Target};
use super::place::{self, Effort, Given, Plan, Stack};
use super::route::{self, Routed, Wire};
use std::collections::{BTreeMap, BTreeSet};

/// With more lines than this, plans are not tried with routed lines.
const REFINED: usize = 120;
/// The work that trying plans with routed lines may take: pairs of a line and a table.
const REFINING: usize = 120_000;
/// So many plans are made from different beginnings, and the one with the best routes is taken.
const STARTS: u64 = 6;
const EACH: Effort = Effort { steps: 100_000.0, steps_per_table: 3_000.0 };
/// Where plans are not tried with routed lines there is one.
const ALONE: Effort = Effort { steps: 400_000.0, steps_per_table: 30_000.0 };

/// Lays a graph out, near the given width over height.
pub(super) fn lay_out(graph: &Graph, aspect: f64) -> (Routed, Vec<Shape>) {
    let shapes: Vec<Shape> = graph.nodes.iter().map(Shape::of).collect();
    let areas: Vec<Vec<usize>> = graph.areas.iter().map(|area| area.nodes.clone()).collect();
    let sizes = sizes(graph, &shapes);
    let port = |end: &End| (end.node, end.row.map_or(HEADER / 2.0, |row| HEADER + (row as f64 + 0.5) * ROW));
    let wires: Vec<Wire> = (graph.edges.iter())
        .map(|edge| Wire { from: (edge.from.node, edge.from.row), to: (edge.to.node, edge.to.row) })
        .collect();
    let lines = graph.edges.iter().map(|edge| [port(&edge.from), port(&edge.to)]).collect();
    let mut given = Given::new(&areas, sizes, lines);
    let titled = graph.areas.iter().any(|area| !area.title.is_empty());
    given.regions = titled.then(|| area_title_size(graph.nodes.len()) + 5.0);
    given.aspect = aspect;
    given.pull = pulls(graph);
    let mut stack = Stack::default();
    let plan = if graph.edges.len() <= REFINED {
        let mut routed_cost = |plan: &Plan| {
            stack.fill(&given, plan);
            place::page_cost(&given, &stack) + route::estimate(&stack, &shapes, &wires)
        };
        let plans = (0..STARTS).map(|seed| place::place(&given, &areas, EACH, seed));
        let costs = plans.map(|plan| (routed_cost(&plan), plan));
        let best = costs.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, plan)| plan);
        let mut plan = best.unwrap_or_else(|| place::first_plan(&given, &areas));
        let trials = REFINING / (graph.edges.len().max(1) * (graph.nodes.len() + 8));
        place::refine(&given, &mut plan, trials.min(60), routed_cost);
        plan
    } else {
        place::place(&given, &areas, ALONE, 0)
    };
    stack.fill(&given, &plan);
    let area_of: Vec<usize> = graph.nodes.iter().map(|node| node.area).collect();
    let routed = route::route(&stack, &shapes, &wires, &area_of, given.regions);
    (routed, shapes)
}

/// The sizes of the tables, with rows that are taller where lines end.
fn sizes(graph: &Graph, shapes: &[Shape]) -> Vec<(f64, f64)> {
    let mut ends: BTreeMap<(usize, Option<usize>), usize> = BTreeMap::new();
    for edge in &graph.edges {
        for end in [edge.from, edge.to] {
            *ends.entry((end.node, end.row)).or_default() += 1;
        }
    }
    let mut sizes: Vec<(f64, f64)> = shapes.iter().map(|shape| (shape.width, shape.height())).collect();
    for ((node, row), count) in ends {
        let usual = if row.is_some() { ROW } else { HEADER };
        // Most of them end on the side where the others stand.
        sizes[node].1 += row_height(usual, (count * 2).div_ceil(3)) - usual;
    }
    sizes
}

/// The more tables a table has to do with, the more it belongs at the centre.
fn pulls(graph: &Graph) -> Vec<f64> {
    let mut neighbours: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); graph.nodes.len()];
    let mut meet = |a: usize, b: usize| {
        neighbours[a].insert(b);
        neighbours[b].insert(a);
    };
    for edge in &graph.edges {
        meet(edge.from.node, edge.to.node);
    }
    for (place, node) in graph.nodes.iter().enumerate() {
        for mark in node.rows.iter().flat_map(|row| &row.marks) {
            if let Target::Hub(hub) = mark.target {
                meet(place, hub);
            }
        }
    }
    let most = neighbours.iter().map(BTreeSet::len).max().unwrap_or(0);
    let share = |count: usize| if count * 4 > most { count as f64 / most as f64 } else { 0.0 };
    neighbours.iter().map(|near| share(near.len())).collect()
}
