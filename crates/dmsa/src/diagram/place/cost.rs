//! How good a plan is, before its lines are routed: less is better.

use super::plan::{Given, Plan, Stack};

const CROSSING: f64 = 90.0;
/// With more lines than this, crossings are not counted pair by pair.
const COUNTED: usize = 200;
/// A line between two tables of one column runs out and back.
const DETOUR: f64 = 50.0;
/// Each column a line has to pass.
const PASSING: f64 = 40.0;
/// What a unit of the page's size costs, in units of line.
const PAGE: f64 = 24.0;
/// The same for a unit that a strip ends above the bottom of the page, on average.
const WASTE: f64 = 4.0;
/// What a unit costs that the table most referred to is off the centre.
const OFF_CENTRE: f64 = 4.0;

pub(super) struct Judge<'a> {
    given: &'a Given,
    stack: Stack,
    straight: Vec<[(f64, f64); 2]>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(given: &'a Given) -> Self {
        Self { given, stack: Stack::default(), straight: Vec::with_capacity(given.lines.len()) }
    }

    /// The work of one judgement, in steps.
    pub(super) fn work(&self) -> f64 {
        let lines = self.given.lines.len();
        let pairs = if lines <= COUNTED { lines * lines / 4 } else { 0 };
        (self.given.sizes.len() * 2 + lines * 2 + pairs + 20) as f64
    }

    pub(super) fn cost(&mut self, plan: &Plan) -> f64 {
        let given = self.given;
        self.stack.fill(given, plan);
        let stack = &self.stack;
        self.straight.clear();
        let mut length = 0.0;
        for &[(a, above_a), (b, above_b)] in &given.lines {
            let (left, right, above_left, above_right) =
                if stack.spots[a].x <= stack.spots[b].x { (a, b, above_a, above_b) } else { (b, a, above_b, above_a) };
            let (l, r) = (stack.spots[left], stack.spots[right]);
            let l_end = l.x + stack.widths[l.column];
            let (ly, ry) = (l.y + above_left, r.y + above_right);
            if l.column == r.column {
                length += (ly - ry).abs() + DETOUR;
                self.straight.push([(l_end, ly), (l_end + 8.0, ry)]);
            } else {
                length += (ly - ry).abs() + (r.x - l_end) + PASSING * (r.column - l.column - 1) as f64;
                self.straight.push([(l_end, ly), (r.x, ry)]);
            }
        }
        let crossings = if given.lines.len() <= COUNTED { crossings(&self.straight) } else { 0 };
        page_cost(given, stack) + length + CROSSING * crossings as f64
    }
}

/// The part of a plan's cost that its lines have no part in: the page's size and shape, and what stands off its centre.
pub(crate) fn page_cost(given: &Given, stack: &Stack) -> f64 {
    let (middle_x, middle_y) = (stack.width / 2.0, stack.height / 2.0);
    let mut off_centre = 0.0;
    for (spot, (&(_, height), pull)) in stack.spots.iter().zip(given.sizes.iter().zip(&given.pull)) {
        if *pull > 0.0 {
            let x = spot.x + stack.widths[spot.column] / 2.0;
            off_centre += pull * ((x - middle_x).abs() / given.aspect + (spot.y + height / 2.0 - middle_y).abs());
        }
    }
    let page = stack.height.max(stack.width / given.aspect);
    let lean = (stack.height * given.aspect).min(stack.width);
    (page * PAGE + stack.waste * WASTE) * (given.lines.len() as f64).max(12.0).sqrt() / 4.0 - lean * 0.1
        + OFF_CENTRE * off_centre
}

fn crossings(lines: &[[(f64, f64); 2]]) -> usize {
    let mut count = 0;
    for (i, a) in lines.iter().enumerate() {
        for b in &lines[i + 1..] {
            if a[1].0 <= b[0].0 || b[1].0 <= a[0].0 {
                continue;
            }
            count += usize::from(cross(a, b));
        }
    }
    count
}

fn cross([a, b]: &[(f64, f64); 2], [c, d]: &[(f64, f64); 2]) -> bool {
    let side = |p: &(f64, f64), q: &(f64, f64), r: &(f64, f64)| (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0);
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}
