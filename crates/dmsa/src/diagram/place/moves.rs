//! Small changes to a plan.

use super::plan::{Cell, Given, Plan, Strip};

/// The most columns a strip may have.
pub(super) const WIDEST: usize = 5;

/// Random numbers that always start the same (xorshift).
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(2 * seed + 1))
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Less than `n`, or 0.
    fn below(&mut self, n: usize) -> usize {
        (self.next() >> 16) as usize % n.max(1)
    }

    /// From 0 to less than 1.
    pub(super) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Changes `plan` in one random way. False if the way does not apply here and nothing changed.
pub(super) fn change(plan: &mut Plan, given: &Given, random: &mut Random) -> bool {
    match random.below(16) {
        0..=3 => swap_tables(plan, given, random),
        4..=7 => move_table(plan, given, random),
        8 => reverse_area(plan, given, random),
        9 | 10 => swap_areas(plan, given, random),
        11 | 12 => move_area(plan, given, random),
        13 => resize_cell(plan, given, random),
        14 => resize_strip(plan, given, random),
        _ => swap_strips(plan, random),
    }
}

/// The tables of an area with at least two, a large area more often.
fn some_tables<'a>(plan: &'a mut Plan, given: &Given, random: &mut Random) -> Option<&'a mut [usize]> {
    let place = random.below(plan.order.len());
    let area = given.starts.partition_point(|&start| start <= place).checked_sub(1)?;
    let (start, end) = (given.starts[area], *given.starts.get(area + 1)?);
    (end - start >= 2).then(|| &mut plan.order[start..end])
}

fn swap_tables(plan: &mut Plan, given: &Given, random: &mut Random) -> bool {
    let Some(tables) = some_tables(plan, given, random) else {
        return false;
    };
    let (a, b) = (random.below(tables.len()), random.below(tables.len()));
    tables.swap(a, b);
    a != b
}

fn move_table(plan: &mut Plan, given: &Given, random: &mut Random) -> bool {
    let Some(tables) = some_tables(plan, given, random) else {
        return false;
    };
    let (from, to) = (random.below(tables.len()), random.below(tables.len()));
    if from < to {
        tables[from..=to].rotate_left(1);
    } else {
        tables[to..=from].rotate_right(1);
    }
    from != to
}

fn reverse_area(plan: &mut Plan, given: &Given, random: &mut Random) -> bool {
    let Some(tables) = some_tables(plan, given, random) else {
        return false;
    };
    tables.reverse();
    true
}

/// A random cell, as strip and place.
fn some_cell(plan: &Plan, random: &mut Random) -> (usize, usize) {
    let count: usize = plan.strips.iter().map(|strip| strip.cells.len()).sum();
    let mut place = random.below(count);
    for (s, strip) in plan.strips.iter().enumerate() {
        if place < strip.cells.len() {
            return (s, place);
        }
        place -= strip.cells.len();
    }
    (0, 0)
}

fn fitted(area: usize, columns: usize, given: &Given, strip: &Strip) -> Cell {
    Cell { area, columns: columns.min(strip.columns).min(given.count(area)).max(1) }
}

fn swap_areas(plan: &mut Plan, given: &Given, random: &mut Random) -> bool {
    let ((s, a), (t, b)) = (some_cell(plan, random), some_cell(plan, random));
    let (x, y) = (plan.strips[s].cells[a], plan.strips[t].cells[b]);
    plan.strips[s].cells[a] = fitted(y.area, y.columns, given, &plan.strips[s]);
    plan.strips[t].cells[b] = fitted(x.area, x.columns, given, &plan.strips[t]);
    (s, a) != (t, b)
}

fn move_area(plan: &mut Plan, given: &Given, random: &mut Random) -> bool {
    let (s, a) = some_cell(plan, random);
    let cell = plan.strips[s].cells.remove(a);
    let target = random.below(plan.strips.len() + 2);
    if target >= plan.strips.len() {
        let columns = (1 + random.below(3)).min(given.count(cell.area)).max(1);
        let strip = Strip { columns, cells: vec![Cell { area: cell.area, columns }] };
        let place = random.below(plan.strips.len() + 1);
        plan.strips.insert(place, strip);
    } else {
        let place = random.below(plan.strips[target].cells.len() + 1);
        let columns = 1 + random.below(plan.strips[target].columns);
        let cell = fitted(cell.area, columns, given, &plan.strips[target]);
        plan.strips[target].cells.insert(place, cell);
    }
    plan.strips.retain(|strip| !strip.cells.is_empty());
    true
}

fn resize_cell(plan: &mut Plan, given: &Given, random: &mut Random) -> bool {
    let (s, a) = some_cell(plan, random);
    let strip = &plan.strips[s];
    let old = strip.cells[a];
    let new = fitted(old.area, 1 + random.below(strip.columns), given, strip);
    plan.strips[s].cells[a] = new;
    new != old
}

fn resize_strip(plan: &mut Plan, given: &Given, random: &mut Random) -> bool {
    let s = random.below(plan.strips.len());
    let strip = &mut plan.strips[s];
    let widest = strip.cells.iter().map(|cell| given.count(cell.area)).sum::<usize>().min(WIDEST);
    let old = strip.columns;
    strip.columns = if random.below(2) == 0 { old + 1 } else { old.saturating_sub(1) }.clamp(1, widest.max(1));
    let columns = strip.columns;
    for cell in &mut strip.cells {
        let grown = if cell.columns == old { columns } else { cell.columns.min(columns) };
        cell.columns = grown.min(given.count(cell.area)).max(1);
    }
    old != columns
}

fn swap_strips(plan: &mut Plan, random: &mut Random) -> bool {
    let (a, b) = (random.below(plan.strips.len()), random.below(plan.strips.len()));
    plan.strips.swap(a, b);
    a != b
}
