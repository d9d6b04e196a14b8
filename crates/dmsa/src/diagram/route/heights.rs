//! All heights: of rows, tables and regions, and of the lines' level pieces.
//!
//! Columns are filled from left to right and top to bottom. Each table is lowered until none of its lines meets the channel
//! on its left at the height of another line that comes in from the other side. So two level pieces never lie on one
//! another, however the upright pieces are arranged later.

use super::global::{At, Net, Side, place};
use super::grid::{Grid, Item};
use crate::diagram::boxes::{BOTTOM, HEADER, PORT_PITCH, ROW, Shape, row_height};
use crate::diagram::place::plan::{CORRIDOR, GAP, REGION_PAD};
use std::collections::BTreeMap;

/// Between two lines in a gap.
const PITCH: f64 = 8.0;
/// Between a line and a table or region above or below it.
const CLEAR: f64 = 9.0;
/// Between two lines that come into a channel from two sides.
const APART: f64 = 4.0;
/// As far a table is moved to make a line straight.
const STRAIGHTEN: usize = 12;
/// At most so much of a strip's spare height goes between two of its tables, or two of its bands.
const SPREAD: f64 = 26.0;

/// The heights that were found; those of the lines are in their stubs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Heights {
    /// For each table: its top.
    pub(super) tops: Vec<f64>,
    /// For each table: the heights of its header and its rows.
    pub(super) rows: Vec<Vec<f64>>,
    /// For each table: its height.
    pub(super) heights: Vec<f64>,
    /// For each table: the top of its region.
    pub(super) bands: Vec<f64>,
    /// The bottom of each strip.
    pub(super) strips: Vec<f64>,
    pub(super) bottom: f64,
}

/// Heights at which lines come into a channel, with their lines, by twelfths of a unit.
#[derive(Default)]
struct Taken(BTreeMap<i64, Vec<usize>>);

impl Taken {
    fn add(&mut self, y: f64, net: usize) {
        self.0.entry((y * 12.0).round() as i64).or_default().push(net);
    }

    /// Whether another line than `net` is too near to `y`.
    fn blocks(&self, y: f64, net: usize) -> bool {
        let (low, high) = (((y - APART) * 12.0).round() as i64 + 1, ((y + APART) * 12.0).round() as i64);
        self.0.range(low..high).any(|(_, nets)| nets.iter().any(|&other| other != net))
    }

    fn has(&self, y: f64, net: usize) -> bool {
        self.0.get(&((y * 12.0).round() as i64)).is_some_and(|nets| nets.contains(&net))
    }
}

/// Stubs in one place, top to bottom: each as line and number in the line.
type Stubs = Vec<(usize, usize)>;

struct HeightFinder<'a> {
    grid: &'a Grid,
    nets: &'a mut [Net],
    /// The stubs in each gap, top to bottom.
    gaps: Vec<Vec<Stubs>>,
    /// The stubs of each table, each with its height below the table's top.
    ports: Vec<Vec<(usize, usize, Side, f64)>>,
    /// What comes into each channel from its left.
    taken: Vec<Taken>,
    heights: Heights,
    regions: Option<f64>,
}

/// Fixes the heights twice: the second time the strips that ended above the page's bottom are spread out.
pub(super) fn fix(grid: &Grid, shapes: &[Shape], nets: &mut [Net], regions: Option<f64>) -> Heights {
    let first = fix_once(grid, shapes, &mut nets.to_vec(), regions, &[]);
    let spare: Vec<f64> = first.strips.iter().map(|bottom| first.bottom - bottom).collect();
    fix_once(grid, shapes, nets, regions, &spare)
}

/// `spare` is the height that each strip may fill besides what it needs.
fn fix_once(grid: &Grid, shapes: &[Shape], nets: &mut [Net], regions: Option<f64>, spare: &[f64]) -> Heights {
    let count = shapes.len();
    let mut gaps: Vec<Vec<Stubs>> = grid.columns.iter().map(|column| vec![Vec::new(); column.gaps.len()]).collect();
    let mut by_row: BTreeMap<(usize, Option<usize>), [Stubs; 2]> = BTreeMap::new();
    for (n, net) in nets.iter().enumerate() {
        for (s, stub) in net.stubs.iter().enumerate() {
            match stub.at {
                At::Gap(gap) => gaps[stub.column][gap].push((n, s)),
                At::Row(table, row) => {
                    let (_, _, side) = place(net, s);
                    by_row.entry((table, row)).or_default()[side as usize].push((n, s));
                }
            }
        }
    }
    let by_y = |a: &(usize, usize), b: &(usize, usize)| {
        nets[a.0].stubs[a.1].y.total_cmp(&nets[b.0].stubs[b.1].y).then(a.cmp(b))
    };
    gaps.iter_mut().flatten().for_each(|gap| gap.sort_by(by_y));
    by_row.values_mut().flatten().for_each(|side| side.sort_by(by_y));

    let mut rows: Vec<Vec<f64>> = shapes
        .iter()
        .map(|shape| std::iter::once(HEADER).chain(std::iter::repeat_n(ROW, shape.rows)).collect())
        .collect();
    for ((table, row), sides) in &by_row {
        let ports = sides[0].len().max(sides[1].len());
        let height = &mut rows[*table][row.map_or(0, |row| row + 1)];
        *height = row_height(*height, ports);
    }
    let mut ports = vec![Vec::new(); count];
    for ((table, row), sides) in &by_row {
        let place = row.map_or(0, |row| row + 1);
        let middle = rows[*table][..place].iter().sum::<f64>() + rows[*table][place] / 2.0;
        for (side, stubs) in [Side::Left, Side::Right].into_iter().zip(sides) {
            let first = middle - stubs.len().saturating_sub(1) as f64 * PORT_PITCH / 2.0;
            for (i, &(n, s)) in stubs.iter().enumerate() {
                ports[*table].push((n, s, side, first + i as f64 * PORT_PITCH));
            }
        }
    }
    let table_heights = (rows.iter().zip(shapes))
        .map(|(rows, shape)| rows.iter().sum::<f64>() + if shape.rows > 0 { BOTTOM } else { 0.0 })
        .collect();
    let (tops, bands) = (vec![0.0; count], vec![0.0; count]);
    let heights = Heights { tops, rows, heights: table_heights, bands, ..Heights::default() };
    let taken = (0..=grid.columns.len()).map(|_| Taken::default()).collect();
    let mut finder = HeightFinder { grid, nets, gaps, ports, taken, heights, regions };
    for (number, strip) in grid.strips.windows(2).enumerate() {
        let bottom = finder.strip(strip[0], strip[1], spare.get(number).copied().unwrap_or(0.0));
        finder.heights.strips.push(bottom);
        finder.heights.bottom = finder.heights.bottom.max(bottom);
    }
    finder.heights
}

impl HeightFinder<'_> {
    /// Puts a strip's tables in their places; returns its bottom.
    fn strip(&mut self, first: usize, end: usize, spare: f64) -> f64 {
        let grid = self.grid;
        let items = |column: usize| &grid.columns[column].items;
        let bands = (first..end).filter_map(|column| items(column).last()).map(|item| item.band + 1).max().unwrap_or(0);
        let between = (spare / (2 * bands).max(1) as f64).min(SPREAD).floor();
        let within = spare / bands.max(1) as f64 - between;
        let mut next = vec![0; end - first];
        let mut bottom = 0.0_f64;
        for band in 0..bands {
            let start = if band == 0 { 0.0 } else { bottom };
            let mut top =
                start + if band == 0 { 0.0 } else { between + if self.regions.is_some() { CORRIDOR } else { GAP } };
            for column in first..end {
                let gap = next[column - first];
                if items(column).get(gap).is_some_and(|item| item.band == band) {
                    top = top.max(self.pass(column, gap, start, top - start));
                }
            }
            let band_items: Vec<Vec<(usize, Item)>> = (first..end)
                .map(|column| {
                    let from = next[column - first];
                    items(column)
                        .iter()
                        .copied()
                        .enumerate()
                        .skip(from)
                        .take_while(|(_, item)| item.band == band)
                        .collect()
                })
                .collect();
            bottom = self.band(first, top, &band_items, within);
            for (next, items) in next.iter_mut().zip(&band_items) {
                *next += items.len();
            }
            for (_, item) in band_items.iter().flatten() {
                self.heights.bands[item.table] = top;
            }
        }
        let ends = (first..end).map(|column| self.pass(column, next[column - first], bottom, 0.0));
        ends.fold(bottom, f64::max)
    }

    /// Puts a band's tables below `top`, and returns the bottom of its region.
    fn band(&mut self, first: usize, top: f64, columns: &[Vec<(usize, Item)>], spare: f64) -> f64 {
        let (lead, tail) = self.regions.map_or((0.0, 0.0), |title| (title + REGION_PAD, REGION_PAD));
        let mut bottom = top;
        // The space that is left in a column goes between its tables, within measure.
        let height = |items: &[(usize, Item)]| {
            items
                .iter()
                .map(|(gap, item)| {
                    self.heights.heights[item.table]
                        + GAP.max(self.gaps[self.grid.column_of[item.table]][*gap].len() as f64 * PITCH + CLEAR)
                })
                .sum::<f64>()
        };
        let heights: Vec<f64> = columns.iter().map(|items| height(items)).collect();
        let tallest = heights.iter().copied().fold(0.0, f64::max);
        for (i, items) in columns.iter().enumerate() {
            let slack = (tallest + spare - heights[i]) / items.len().saturating_sub(1).max(1) as f64;
            let spread = slack.clamp(0.0, SPREAD).floor();
            let mut y = top;
            for (n, &(gap, item)) in items.iter().enumerate() {
                let least = if n == 0 { y + lead } else { self.pass(first + i, gap, y, GAP + spread) };
                y = self.table(first + i, item.table, least);
            }
            bottom = bottom.max(y);
        }
        bottom + tail
    }

    /// Lets the lines of a gap pass below `above`; returns where the gap ends, `least` lower or more.
    fn pass(&mut self, column: usize, gap: usize, above: f64, least: f64) -> f64 {
        let stubs = std::mem::take(&mut self.gaps[column][gap]);
        if stubs.is_empty() {
            return above + least;
        }
        let room = (stubs.len() - 1) as f64 * PITCH;
        let mut y = (above + CLEAR.max((least - room) / 2.0)).round();
        let last_start = above + (least - CLEAR).max(CLEAR);
        for (i, &(n, s)) in stubs.iter().enumerate() {
            let below = (stubs.len() - 1 - i) as f64 * PITCH;
            y = self.straight(column, n, y, last_start - below).unwrap_or(y);
            while self.taken[column].blocks(y, n) {
                y += 1.0;
            }
            self.nets[n].stubs[s].y = y;
            self.taken[column + 1].add(y, n);
            y += PITCH;
        }
        (above + least).max(y - PITCH + CLEAR)
    }

    /// A height from `low` to `high` at which line `net` already comes in from the left.
    fn straight(&self, column: usize, net: usize, low: f64, high: f64) -> Option<f64> {
        let steps = (high - low).floor().max(-1.0) as i64 + 1;
        let range = ((low * 12.0).round() as i64)..=((high * 12.0).round() as i64);
        if steps <= 0 {
            return None;
        }
        let mut hits = self.taken[column].0.range(range).filter(|(_, nets)| nets.contains(&net));
        hits.next().map(|(y, _)| *y as f64 / 12.0)
    }

    /// Puts a table at `least` or lower; returns its bottom.
    fn table(&mut self, column: usize, table: usize, least: f64) -> f64 {
        let ports = std::mem::take(&mut self.ports[table]);
        let left = || ports.iter().filter(|(_, _, side, _)| *side == Side::Left);
        let taken = &self.taken[column];
        let free = |top: f64| left().all(|&(n, _, _, below)| !taken.blocks(top + below, n));
        let mut top = least;
        while !free(top) {
            top += 1.0;
        }
        let straights = |top: f64| left().filter(|&&(n, _, _, below)| taken.has(top + below, n)).count();
        let mut best = (straights(top), top);
        for step in 1..=STRAIGHTEN {
            let lower = top + step as f64;
            let count = straights(lower);
            if count > best.0 && free(lower) {
                best = (count, lower);
            }
        }
        let top = best.1;
        for (n, s, side, below) in ports {
            self.nets[n].stubs[s].y = top + below;
            if side == Side::Right {
                self.taken[column + 1].add(top + below, n);
            }
        }
        self.heights.tops[table] = top;
        top + self.heights.heights[table]
    }
}
