//! The order of tables where a reference can only point at a table that exists.

use super::*;

impl Planner<'_, '_> {
    /// Whether the reference would close a cycle of tables where none can be.
    pub(super) fn closes_cycle(&self, table: usize, target: usize) -> bool {
        if self.dialect.capabilities().refers_forward || table == target {
            return false;
        }
        let mut seen = HashSet::new();
        let mut open = vec![target];
        while let Some(at) = open.pop() {
            if at == table {
                return true;
            }
            if seen.insert(at) {
                open.extend(targets(&self.targets_of, at));
            }
        }
        false
    }

    /// The tables by name; where tables must exist before references to them, each after those it refers to.
    pub(super) fn order(&self) -> Vec<usize> {
        let mut order = Vec::with_capacity(self.tables.len());
        let mut done = vec![false; self.tables.len()];
        for start in 0..self.tables.len() {
            // Depth first, without recursion: a table follows when all that it refers to has come.
            let mut open = vec![start];
            while let Some(at) = open.last().copied() {
                let missing = targets(&self.targets_of, at).find(|target| !done[*target]);
                match missing {
                    Some(target) if !done[at] => open.push(target),
                    _ => {
                        open.pop();
                        if !std::mem::replace(&mut done[at], true) {
                            order.push(at);
                        }
                    }
                }
            }
        }
        order
    }
}

/// The other tables that a table refers to. There are no cycles.
fn targets(targets_of: &HashMap<usize, Vec<usize>>, table: usize) -> impl Iterator<Item = usize> {
    targets_of.get(&table).into_iter().flatten().copied()
}
