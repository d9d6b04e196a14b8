//! The sides of the tables each line uses, and the gaps it passes.

use super::Wire;
use super::grid::Grid;
use hashbrown::HashMap;

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

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
const CROSSING: f64 = 220.0;
const PASSING: f64 = 60.0;
/// A line around the outside of the page looks lost.
const OUTER: f64 = 40.0;
/// What each line that is already in a gap costs the next.
const CROWD: f64 = 4.0;
/// At most so many gaps of a column, and heights in one place, are tried for one line.
const TRIED: usize = 12;
/// With more lines than this the search is narrowed, so that its time grows with the lines and no faster.
const MANY: usize = 300;
/// With many lines, so many gaps are tried for one line in all the columns it passes, so that a line across a large page
/// takes hardly more time than a short one.
const WAYS: usize = 24;
/// Of the pieces in a channel so many are looked at, evenly chosen, to estimate how many a new one would cross.
const LOOKED_AT: usize = 64;

/// Between two lines of one place, as long as heights are provisional: too little to change how far anything is.
const SLOT: f64 = 0.5;

/// Where lines come together: a side of a row, or a gap.
type Place = (usize, At, Side);

struct Router<'a> {
    grid: &'a Grid,
    /// The pieces in each channel, with their line.
    pieces: Vec<Vec<(usize, Piece)>>,
    /// The heights of the lines in each place, from top to bottom.
    places: HashMap<Place, Vec<(f64, usize)>>,
    /// At most so many gaps, and so many slots in a gap.
    tried: (usize, usize),
}

/// Routes all lines, the short first; then each again, knowing the others, in `rounds - 1` rounds. Also returns what the
/// routes cost in all.
pub(super) fn route(grid: &Grid, wires: &[Wire], rounds: usize) -> (Vec<Net>, f64) {
    let many = wires.len() > MANY;
    let rounds = if many { 1 } else { rounds.max(1) };
    let mut router = Router {
        grid,
        pieces: vec![Vec::new(); grid.columns.len() + 1],
        places: HashMap::new(),
        tried: if many { (6, 2) } else { (TRIED, TRIED) },
    };
    let reach = |wire: &Wire| {
        let columns = grid.column_of[wire.from.0].abs_diff(grid.column_of[wire.to.0]) as f64;
        columns * 300.0 + (grid.port(wire.from) - grid.port(wire.to)).abs()
    };
    let mut order: Vec<usize> = (0..wires.len()).collect();
    order.sort_by(|&a, &b| reach(&wires[a]).total_cmp(&reach(&wires[b])).then(a.cmp(&b)));
    let mut nets = vec![Net::default(); wires.len()];
    let mut total = 0.0;
    for round in 0..rounds {
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

fn side_in(stub: &Stub, channel: usize) -> Side {
    if stub.column < channel { Side::Left } else { Side::Right }
}

impl Router<'_> {
    fn add(&mut self, wire: usize, net: &Net) {
        for (i, &channel) in net.channels.iter().enumerate() {
            self.pieces[channel].push((wire, net.piece(i)));
        }
        for (i, stub) in net.stubs.iter().enumerate() {
            let place = self.places.entry(place(net, i)).or_default();
            let at = place.partition_point(|&(y, _)| y < stub.y);
            place.insert(at, (stub.y, wire));
        }
    }

    fn remove(&mut self, wire: usize, net: &Net) {
        for &channel in &net.channels {
            self.pieces[channel].retain(|(other, _)| *other != wire);
        }
        for i in 0..net.stubs.len() {
            if let Some(place) = self.places.get_mut(&place(net, i)) {
                place.retain(|(_, other)| *other != wire);
            }
        }
    }

    /// The heights at which a line can join those of a place: above all, between two, below all.
    fn slots(&self, place: Place, middle: f64) -> impl ExactSizeIterator<Item = f64> {
        let taken = self.places.get(&place).map_or(&[][..], Vec::as_slice);
        let step = taken.len().div_ceil(self.tried.1 - 1).max(1);
        let slot = move |i: usize| match (i.checked_sub(1).and_then(|above| taken.get(above)), taken.get(i)) {
            (Some(above), Some(below)) => (above.0 + below.0) / 2.0,
            (Some(last), None) => last.0 + SLOT,
            (None, Some(first)) => first.0 - SLOT,
            (None, None) => middle,
        };
        (0..taken.len() + 1).step_by(step).map(slot)
    }

    fn best(&self, wire: &Wire) -> (Net, f64) {
        let mut best: Option<(Net, f64)> = None;
        let rightwards = self.grid.column_of[wire.from.0] < self.grid.column_of[wire.to.0];
        let facing = if rightwards { [Side::Right, Side::Left] } else { [Side::Left, Side::Right] };
        for sides in [facing, [Side::Right; 2], [Side::Left; 2], [facing[1], facing[0]]] {
            let limit = best.as_ref().map_or(f64::INFINITY, |(_, cost)| *cost);
            if self.tried.0 < TRIED && best.is_some() && !self.faces(wire, sides) {
                continue;
            }
            if let Some(found) = self.between(wire, sides, limit) {
                best = Some(found);
            }
        }
        best.unwrap_or_default()
    }

    /// Whether the two tables' sides face one another, or are the same side of tables of one column.
    fn faces(&self, wire: &Wire, sides: [Side; 2]) -> bool {
        let (a, b) = (self.grid.column_of[wire.from.0], self.grid.column_of[wire.to.0]);
        match sides {
            [Side::Right, Side::Left] => a < b,
            [Side::Left, Side::Right] => a > b,
            _ => a == b,
        }
    }

    /// What a piece costs in a channel; nothing if that is not less than `limit`.
    fn piece_cost(&self, channel: usize, a: (f64, Side), b: (f64, Side), limit: f64) -> Option<f64> {
        let rise = (a.0 - b.0).abs();
        let outer = if channel == 0 || channel == self.grid.columns.len() { OUTER } else { 0.0 };
        let mut cost = outer + rise + if rise < 1.0 { 0.0 } else { 2.0 * BEND };
        if cost >= limit {
            return None;
        }
        let piece = Piece { ends: [a, b] };
        let pieces = &self.pieces[channel];
        let step = pieces.len().div_ceil(LOOKED_AT).max(1);
        let each = CROSSING * step as f64;
        for (_, other) in pieces.iter().step_by(step) {
            cost += each * piece.crossings(other) as f64;
            if cost >= limit {
                return None;
            }
        }
        Some(cost)
    }

    /// The best way for the given sides of the two tables, if it costs less than `limit`.
    fn between(&self, wire: &Wire, sides: [Side; 2], limit: f64) -> Option<(Net, f64)> {
        let ends = [wire.from, wire.to].map(|end| Stub {
            y: self.grid.port(end),
            column: self.grid.column_of[end.0],
            at: At::Row(end.0, end.1),
        });
        let channel_at = |end: usize| ends[end].column + usize::from(sides[end] == Side::Right);
        let (first, last) = (channel_at(0), channel_at(1));
        let detour = self.detour(&ends, sides);
        if detour >= limit {
            return None;
        }
        let rightwards = first < last;
        // The columns to pass, in the order of the way.
        let passed: Vec<usize> = if rightwards { (first..last).collect() } else { (last..first).rev().collect() };
        let tried =
            if self.tried.0 < TRIED { (WAYS / passed.len().max(1)).clamp(2, self.tried.0) } else { self.tried.0 };
        let (near, far) = if rightwards { (Side::Left, Side::Right) } else { (Side::Right, Side::Left) };
        let starts: Vec<f64> = self.slots((ends[0].column, ends[0].at, sides[0]), ends[0].y).collect();
        // For each slot tried in the column before: its height and the cost so far.
        let mut reached: Vec<(f64, f64)> = starts.iter().map(|&y| (y, detour)).collect();
        // For each column passed, for each slot reached: the gap, the height, and where it was reached from.
        let mut ways: Vec<Vec<(usize, f64, usize)>> = Vec::with_capacity(passed.len());
        let (mut channel, mut came) = (first, side_in(&ends[0], first));
        for &column in &passed {
            let mut next = Vec::new();
            let mut way = Vec::new();
            for gap in self.gaps_to_try(column, ends[0].y, ends[1].y, tried) {
                let place = (column, At::Gap(gap), Side::Left);
                let slots = self.slots(place, self.grid.columns[column].gaps[gap]);
                let extra = PASSING + CROWD * (slots.len() - 1) as f64;
                for y in slots {
                    if let Some((cost, from)) = self.cheapest(&reached, channel, came, (y, far), limit - extra) {
                        next.push((y, cost + extra));
                        way.push((gap, y, from));
                    }
                }
            }
            reached = next;
            ways.push(way);
            channel = if rightwards { column + 1 } else { column };
            came = near;
        }
        let side = side_in(&ends[1], channel);
        let mut best: Option<(f64, usize, f64)> = None;
        for y in self.slots((ends[1].column, ends[1].at, sides[1]), ends[1].y) {
            let limit = best.map_or(limit, |(cost, ..)| cost);
            if let Some((cost, from)) = self.cheapest(&reached, channel, came, (y, side), limit) {
                best = Some((cost, from, y));
            }
        }
        let (cost, mut at, last_y) = best?;
        let mut gaps = Vec::with_capacity(passed.len());
        for way in ways.iter().rev() {
            let (gap, y, before) = way[at];
            gaps.push((gap, y));
            at = before;
        }
        gaps.reverse();
        let mut net = Net { stubs: vec![Stub { y: starts[at], ..ends[0] }], channels: vec![first] };
        for (&column, &(gap, y)) in passed.iter().zip(&gaps) {
            net.stubs.push(Stub { y, column, at: At::Gap(gap) });
            net.channels.push(if rightwards { column + 1 } else { column });
        }
        net.stubs.push(Stub { y: last_y, ..ends[1] });
        Some((net, cost))
    }

    /// From which of the slots reached a slot is reached best, and what that costs in all.
    fn cheapest(
        &self,
        reached: &[(f64, f64)],
        channel: usize,
        came: Side,
        to: (f64, Side),
        limit: f64,
    ) -> Option<(f64, usize)> {
        let mut best = None;
        let mut limit = limit;
        for (i, &(from, so_far)) in reached.iter().enumerate() {
            if let Some(cost) = self.piece_cost(channel, (from, came), to, limit - so_far) {
                limit = so_far + cost;
                best = Some((limit, i));
            }
        }
        best
    }

    /// Leaving a table on the side that looks away from the other costs the way around it.
    fn detour(&self, ends: &[Stub; 2], sides: [Side; 2]) -> f64 {
        let (a, b) = (ends[0].column, ends[1].column);
        if a == b {
            return 0.0;
        }
        let towards = if a < b { [Side::Right, Side::Left] } else { [Side::Left, Side::Right] };
        let around =
            |i: usize| if sides[i] == towards[i] { 0.0 } else { self.grid.columns[ends[i].column].width * 0.5 };
        around(0) + around(1)
    }

    /// The gaps between two heights and some beyond, thinned out where there are many.
    fn gaps_to_try(&self, column: usize, a: f64, b: f64, tried: usize) -> impl Iterator<Item = usize> {
        let gaps = &self.grid.columns[column].gaps;
        let start = gaps.partition_point(|&y| y < a.min(b)).saturating_sub(3);
        let end = (gaps.partition_point(|&y| y <= a.max(b)) + 3).min(gaps.len());
        let step = (end - start).div_ceil(tried).max(1);
        (start..end).step_by(step)
    }
}

/// The place of a line's stub.
pub(super) fn place(net: &Net, i: usize) -> Place {
    let stub = &net.stubs[i];
    let side = match stub.at {
        At::Gap(_) => Side::Left,
        At::Row(..) => {
            let channel = net.channels[i.min(net.channels.len() - 1)];
            if stub.column < channel { Side::Right } else { Side::Left }
        }
    };
    (stub.column, stub.at, side)
}
