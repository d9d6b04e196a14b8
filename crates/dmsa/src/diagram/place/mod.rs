//! Where the tables stand.
//!
//! A plan is improved by trying small changes to it at random, more boldly at first (simulated annealing). The random
//! numbers always start the same, so the same model gives the same diagram.

mod cost;
mod moves;
pub(super) mod plan;

use cost::Judge;
pub(super) use cost::page_cost;
use moves::Random;
use plan::{Cell, Strip};
pub(super) use plan::{Given, Plan, Stack};

/// How much is tried for a plan: so many steps of work, and more for each table, over the work of one trial.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effort {
    pub(super) steps: f64,
    pub(super) steps_per_table: f64,
}

impl Given {
    /// `areas` lists the tables of each area.
    pub(super) fn new(areas: &[Vec<usize>], sizes: Vec<(f64, f64)>, lines: Vec<[(usize, f64); 2]>) -> Self {
        let mut starts = vec![0];
        for area in areas {
            starts.push(starts.last().copied().unwrap_or(0) + area.len());
        }
        let pull = vec![0.0; sizes.len()];
        Self { sizes, starts, regions: None, lines, pull, aspect: 1.6 }
    }

    fn areas(&self) -> usize {
        self.starts.len() - 1
    }

    fn count(&self, area: usize) -> usize {
        self.starts[area + 1] - self.starts[area]
    }
}

/// Finds a good plan; another for another `seed`.
pub(super) fn place(given: &Given, areas: &[Vec<usize>], effort: Effort, seed: u64) -> Plan {
    let mut plan = first_plan(given, areas);
    if given.sizes.len() < 2 {
        return plan;
    }
    let mut judge = Judge::new(given);
    let work = judge.work();
    let trials =
        ((effort.steps + effort.steps_per_table * given.sizes.len() as f64) / work).clamp(300.0, 20_000.0) as usize;
    let mut random = Random::new(seed);
    let mut cost = judge.cost(&plan);
    let (mut best, mut best_cost) = (plan.clone(), cost);
    let (hot, cold) = (cost * 0.02, cost * 0.0002);
    let cooling = (cold / hot).powf(1.0 / trials as f64);
    let mut heat = hot;
    let mut trial = plan.clone();
    for _ in 0..trials {
        heat *= cooling;
        trial.clone_from(&plan);
        if !moves::change(&mut trial, given, &mut random) {
            continue;
        }
        let new = judge.cost(&trial);
        if new <= cost || random.share() < ((cost - new) / heat).exp() {
            std::mem::swap(&mut plan, &mut trial);
            cost = new;
            if cost < best_cost {
                best_cost = cost;
                best.clone_from(&plan);
            }
        }
    }
    best
}

/// Small changes to a plan that are kept where `judge`, which knows more than this module, finds them better.
pub(super) fn refine(given: &Given, plan: &mut Plan, trials: usize, mut judge: impl FnMut(&Plan) -> f64) {
    if given.sizes.len() < 2 {
        return;
    }
    let mut random = Random::new(0);
    let mut cost = judge(plan);
    for _ in 0..trials {
        let mut trial = plan.clone();
        if moves::change(&mut trial, given, &mut random) {
            let new = judge(&trial);
            if new < cost {
                cost = new;
                *plan = trial;
            }
        }
    }
}

/// Strips of two columns, filled area after area, each time the shortest; as many as the page's shape asks for.
pub(super) fn first_plan(given: &Given, areas: &[Vec<usize>]) -> Plan {
    let count = given.sizes.len().max(1) as f64;
    let height: f64 = given.sizes.iter().map(|(_, height)| height + plan::GAP * 1.5).sum();
    let width = given.sizes.iter().map(|(width, _)| width + 60.0).sum::<f64>() / count;
    let columns = (given.aspect * height / width.max(1.0)).sqrt().round().clamp(1.0, count) as usize;
    let per_strip = if columns == 1 || given.areas() == 1 { columns.min(moves::WIDEST) } else { 2 };
    let mut strips = vec![Strip { columns: per_strip, cells: Vec::new() }; columns.div_ceil(per_strip)];
    let mut filled = vec![0.0; strips.len()];
    let tall = |area: usize| areas[area].iter().map(|&table| given.sizes[table].1 + plan::GAP).sum::<f64>();
    let mut by_height: Vec<usize> = (0..areas.len()).collect();
    by_height.sort_by(|&a, &b| tall(b).total_cmp(&tall(a)).then(a.cmp(&b)));
    for area in by_height {
        let shortest = (0..strips.len()).min_by(|&a, &b| f64::total_cmp(&filled[a], &filled[b])).unwrap_or(0);
        strips[shortest].cells.push(Cell { area, columns: per_strip.min(given.count(area)).max(1) });
        filled[shortest] += tall(area);
    }
    strips.retain(|strip| !strip.cells.is_empty());
    Plan { strips, order: areas.iter().flatten().copied().collect() }
}
