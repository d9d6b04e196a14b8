//! Tables that refer to each other in a cycle.

/// For each of the edges (from, to) whether it is part of a cycle. An edge from a node to itself is none: a table can be
/// made with it.
pub(crate) fn in_cycles(nodes: usize, edges: &[(usize, usize)]) -> Vec<bool> {
    let component = components(nodes, edges);
    edges.iter().map(|(from, to)| from != to && component.get(*from) == component.get(*to)).collect()
}

/// The number of each node's strongly connected component: those reached both ways (Kosaraju's way, without recursion).
/// Where an edge leads from one component to another, the first has the lower number.
pub(crate) fn components(nodes: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut forward = vec![Vec::new(); nodes];
    let mut backward = vec![Vec::new(); nodes];
    for (from, to) in edges.iter().copied().filter(|(from, to)| *from < nodes && *to < nodes) {
        forward[from].push(to);
        backward[to].push(from);
    }
    let mut finished = Vec::with_capacity(nodes);
    let mut seen = vec![false; nodes];
    for start in 0..nodes {
        visit(start, &forward, &mut seen, &mut finished);
    }
    let mut component = vec![0; nodes];
    let mut seen = vec![false; nodes];
    for (number, start) in finished.into_iter().rev().enumerate() {
        let mut members = Vec::new();
        visit(start, &backward, &mut seen, &mut members);
        for member in members {
            component[member] = number;
        }
    }
    component
}

/// Adds the nodes that can be reached from here and were not seen, each after those reached from it.
fn visit(start: usize, edges: &[Vec<usize>], seen: &mut [bool], finished: &mut Vec<usize>) {
    if std::mem::replace(&mut seen[start], true) {
        return;
    }
    let mut path = vec![(start, 0)];
    while let Some((node, next)) = path.last_mut() {
        match edges[*node].get(*next) {
            Some(to) => {
                *next += 1;
                if !std::mem::replace(&mut seen[*to], true) {
                    path.push((*to, 0));
                }
            }
            None => {
                finished.push(*node);
                path.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cycles_are_found_and_nothing_else() {
        let edges = [(0, 1), (1, 2), (2, 0), (2, 3), (3, 3), (3, 4), (5, 4)];
        assert_eq!(in_cycles(6, &edges), [true, true, true, false, false, false, false]);
        assert_eq!(in_cycles(3, &[(0, 1), (0, 2), (1, 2)]), [false, false, false]);
        let components = components(6, &edges);
        assert!(edges.iter().all(|(from, to)| components[*from] <= components[*to]), "{components:?}");
        assert!(in_cycles(100_000, &(0..99_999).map(|n| (n, n + 1)).collect::<Vec<_>>()).iter().all(|is| !is));
    }
}
