//! The sides of the tables each line uses, and the gaps it passes.

use super::Wire;
use super::grid::Grid;

/// A line's way: from end to end its stubs, and the channel between each stub and the next.
#[derive(Debug, Clone, Default)]
pub(crate) struct Net {
    pub(super) stubs: Vec<Stub>,
    pub(super) channels: Vec<usize>,
}

/// A level piece of a line: at a table, or through a gap.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stub {
    pub(super) y: f64,
    pub(super) column: usize,
    pub(super) at: At,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum At {
    /// A row of a table (`None`: its header).
    Row(usize, Option<usize>),
    /// The gap of this number.
    Gap(usize),
}

/// An upright piece in a channel, with the side from which each end comes in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Piece {
    pub(super) ends: [(f64, Side); 2],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

impl Net {
    /// The piece between stub `i` and the next.
    pub(super) fn piece(&self, i: usize) -> Piece {
        let channel = self.channels[i];
        let end = |stub: &Stub| (stub.y, if stub.column < channel { Side::Left } else { Side::Right });
        Piece { ends: [end(&self.stubs[i]), end(&self.stubs[i + 1])] }
    }
}

impl Piece {
    pub(super) fn low(&self) -> f64 {
        self.ends[0].0.min(self.ends[1].0)
    }

    pub(super) fn high(&self) -> f64 {
        self.ends[0].0.max(self.ends[1].0)
    }

    /// How often two pieces cross if `self` is left of `other`.
    pub(super) fn crossings_left_of(&self, other: &Piece) -> usize {
        let through = |ends: &[(f64, Side); 2], side: Side, across: &Piece| {
            let (low, high) = (across.low(), across.high());
            ends.iter().filter(|(y, from)| *from == side && low < *y && *y < high).count()
        };
        through(&self.ends, Side::Right, other) + through(&other.ends, Side::Left, self)
    }

    /// How often two pieces must cross.
    pub(super) fn crossings(&self, other: &Piece) -> usize {
        if self.high() <= other.low() || other.high() <= self.low() {
            return 0;
        }
        self.crossings_left_of(other).min(other.crossings_left_of(self))
    }
}

const BEND: f64 = 12.0;
const CROSSING: f64 = 90.0;
const PASSING: f64 = 60.0;
/// What each line that is already in a gap costs the next.
const CROWD: f64 = 3.0;
/// At most so many gaps of a column are tried for one line.
const TRIED: usize = 14;
/// With more lines than this, crossings are not counted while choosing.
const COUNTED: usize = 400;

struct Router<'a> {
    grid: &'a Grid,
    /// The pieces in each channel, with their line.
    pieces: Vec<Vec<(usize, Piece)>>,
    /// The lines in each gap.
    crowds: Vec<Vec<usize>>,
    counts: bool,
}

/// Routes all lines, the short first; then each again, knowing the others, in `rounds - 1` rounds. Also tells what the
/// routes cost in all.
pub(super) fn route(grid: &Grid, wires: &[Wire], rounds: usize) -> (Vec<Net>, f64) {
    let mut router = Router {
        grid,
        pieces: vec![Vec::new(); grid.columns.len() + 1],
        crowds: grid.columns.iter().map(|column| vec![0; column.gaps.len()]).collect(),
        counts: wires.len() <= COUNTED,
    };
    let reach = |wire: &Wire| {
        let columns = grid.column_of[wire.from.0].abs_diff(grid.column_of[wire.to.0]) as f64;
        columns * 300.0 + (grid.port(wire.from) - grid.port(wire.to)).abs()
    };
    let mut order: Vec<usize> = (0..wires.len()).collect();
    order.sort_by(|&a, &b| reach(&wires[a]).total_cmp(&reach(&wires[b])).then(a.cmp(&b)));
    let mut nets = vec![Net::default(); wires.len()];
    let mut total = 0.0;
    for round in 0..rounds.max(1) {
        total = 0.0;
        for &wire in &order {
            if round > 0 {
                router.remove(wire, &nets[wire]);
            }
            let (net, cost) = router.best(&wires[wire]);
            router.add(wire, &net);
            nets[wire] = net;
            total += cost;
        }
    }
    (nets, total)
}

impl Router<'_> {
    fn add(&mut self, wire: usize, net: &Net) {
        for (i, &channel) in net.channels.iter().enumerate() {
            self.pieces[channel].push((wire, net.piece(i)));
        }
        for stub in &net.stubs {
            if let At::Gap(gap) = stub.at {
                self.crowds[stub.column][gap] += 1;
            }
        }
    }

    fn remove(&mut self, wire: usize, net: &Net) {
        for &channel in &net.channels {
            self.pieces[channel].retain(|(other, _)| *other != wire);
        }
        for stub in &net.stubs {
            if let At::Gap(gap) = stub.at {
                self.crowds[stub.column][gap] -= 1;
            }
        }
    }

    fn best(&self, wire: &Wire) -> (Net, f64) {
        let mut best: Option<(Net, f64)> = None;
        for sides in [[1, 0], [0, 1], [1, 1], [0, 0]] {
            let found = self.between(wire, sides);
            if best.as_ref().is_none_or(|(_, cost)| found.1 < *cost) {
                best = Some(found);
            }
        }
        best.unwrap_or_default()
    }

    /// What a piece costs in a channel.
    fn piece_cost(&self, channel: usize, a: (f64, Side), b: (f64, Side)) -> f64 {
        let piece = Piece { ends: [a, b] };
        let rise = (a.0 - b.0).abs();
        let bends = if rise < 1.0 { 0.0 } else { 2.0 * BEND };
        let crossings = if self.counts {
            self.pieces[channel].iter().map(|(_, other)| piece.crossings(other)).sum()
        } else {
            0
        };
        rise + bends + CROSSING * crossings as f64
    }

    /// The best way for the given sides (0: left, 1: right) of the two tables.
    fn between(&self, wire: &Wire, sides: [usize; 2]) -> (Net, f64) {
        let ends = [wire.from, wire.to].map(|end| Stub {
            y: self.grid.port(end),
            column: self.grid.column_of[end.0],
            at: At::Row(end.0, end.1),
        });
        let [first, last] = [ends[0].column + sides[0], ends[1].column + sides[1]];
        let rightwards = first < last;
        // The columns to pass, in the order of the way.
        let passed: Vec<usize> = if rightwards { (first..last).collect() } else { (last..first).rev().collect() };
        let (near, far) = if rightwards { (Side::Left, Side::Right) } else { (Side::Right, Side::Left) };
        let side_of = |stub: &Stub, channel: usize| if stub.column < channel { Side::Left } else { Side::Right };
        // For each gap tried in the column before: its height, the cost so far, and the way there.
        let mut reached: Vec<(f64, f64, usize)> = vec![(ends[0].y, 0.0, 0)];
        let mut ways: Vec<Vec<(usize, usize)>> = Vec::with_capacity(passed.len());
        let mut channel = first;
        for (step, &column) in passed.iter().enumerate() {
            let came = if step == 0 { side_of(&ends[0], channel) } else { near };
            let mut next = Vec::new();
            let mut way = Vec::new();
            for gap in self.gaps_to_try(column, ends[0].y, ends[1].y) {
                let y = self.grid.columns[column].gaps[gap];
                let crowd = CROWD * self.crowds[column][gap] as f64;
                let mut best = (f64::INFINITY, 0);
                for (i, &(from, so_far, _)) in reached.iter().enumerate() {
                    let cost = so_far + crowd + PASSING + self.piece_cost(channel, (from, came), (y, far));
                    if cost < best.0 {
                        best = (cost, i);
                    }
                }
                next.push((y, best.0, gap));
                way.push((gap, best.1));
            }
            reached = next;
            ways.push(way);
            channel = if rightwards { column + 1 } else { column };
        }
        let came = if passed.is_empty() { side_of(&ends[0], channel) } else { near };
        let end = (ends[1].y, side_of(&ends[1], channel));
        let (mut total, mut at) = (f64::INFINITY, 0);
        for (i, &(from, so_far, _)) in reached.iter().enumerate() {
            let cost = so_far + self.piece_cost(channel, (from, came), end);
            if cost < total {
                (total, at) = (cost, i);
            }
        }
        let mut gaps = Vec::with_capacity(passed.len());
        for way in ways.iter().rev() {
            let (gap, before) = way[at];
            gaps.push(gap);
            at = before;
        }
        gaps.reverse();
        let mut net = Net { stubs: vec![ends[0]], channels: vec![first] };
        for (&column, &gap) in passed.iter().zip(&gaps) {
            net.stubs.push(Stub { y: self.grid.columns[column].gaps[gap], column, at: At::Gap(gap) });
            net.channels.push(if rightwards { column + 1 } else { column });
        }
        net.stubs.push(ends[1]);
        let detour = if ends[0].column == ends[1].column { 0.0 } else { self.detour(&ends, sides) };
        (net, total + detour)
    }

    /// Leaving a table on the side that looks away from the other costs the way around it.
    fn detour(&self, ends: &[Stub; 2], sides: [usize; 2]) -> f64 {
        let rightwards = ends[0].column < ends[1].column;
        let away = [(sides[0] == 1) != rightwards, (sides[1] == 0) != rightwards];
        away.iter().zip(ends).filter(|(away, _)| **away).map(|(_, end)| self.grid.columns[end.column].width * 0.5).sum()
    }

    /// The gaps between two heights and some beyond, thinned out where there are many.
    fn gaps_to_try(&self, column: usize, a: f64, b: f64) -> impl Iterator<Item = usize> {
        let gaps = &self.grid.columns[column].gaps;
        let start = gaps.partition_point(|&y| y < a.min(b)).saturating_sub(4);
        let end = (gaps.partition_point(|&y| y <= a.max(b)) + 4).min(gaps.len());
        let step = (end - start).div_ceil(TRIED).max(1);
        (start..end).step_by(step)
    }
}
