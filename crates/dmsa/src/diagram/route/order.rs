//! The order of lines that share a row's side or a gap, such that they cross least.

use super::global::{At, Net, Piece, Side};
use super::grid::Grid;
use crate::diagram::boxes::PORT_PITCH;
use std::collections::BTreeMap;

/// Lines at one place: each as line and stub.
type Group = Vec<(usize, usize)>;

/// Gives the stubs that share a place different provisional heights. Each group is sorted by how its lines cross in the
/// channels beside it, pair by pair; two rounds, because groups depend on one another.
pub(super) fn sort(grid: &Grid, nets: &mut [Net]) {
    let mut groups: BTreeMap<(usize, At, u8), Group> = BTreeMap::new();
    for (n, net) in nets.iter().enumerate() {
        for (s, stub) in net.stubs.iter().enumerate() {
            let side = match stub.at {
                At::Gap(_) => 2,
                At::Row(..) => side_of(net, s) as u8,
            };
            groups.entry((stub.column, stub.at, side)).or_default().push((n, s));
        }
    }
    groups.retain(|_, group| group.len() > 1);
    for _ in 0..3 {
        for ((column, at, _), group) in &mut groups {
            let middle = match at {
                At::Gap(gap) => grid.columns[*column].gaps[*gap],
                At::Row(table, row) => grid.port((*table, *row)),
            };
            sort_group(group, middle, nets);
        }
    }
}

/// The side of its table at which stub `s`, an end of its line, leaves.
pub(super) fn side_of(net: &Net, s: usize) -> Side {
    let channel = net.channels[s.min(net.channels.len() - 1)];
    if net.stubs[s].column < channel { Side::Right } else { Side::Left }
}

fn sort_group(group: &mut Group, middle: f64, nets: &mut [Net]) {
    let aim = |&(n, s): &(usize, usize)| {
        let net: &Net = &nets[n];
        let beside = [s.checked_sub(1), Some(s + 1)].into_iter().flatten().filter_map(|i| net.stubs.get(i));
        let (sum, count) = beside.fold((0.0, 0.0), |(sum, count), stub| (sum + stub.y, count + 1.0));
        sum / f64::max(count, 1.0)
    };
    group.sort_by(|a, b| aim(a).total_cmp(&aim(b)).then(a.cmp(b)));
    // Bubble sort by what the pair itself gains; the relation need not be transitive, so the rounds are bounded.
    for _ in 0..group.len().min(12) {
        let mut changed = false;
        for i in 1..group.len() {
            let (upper, lower) = (group[i - 1], group[i]);
            if crossings(nets, lower, upper, middle) < crossings(nets, upper, lower, middle) {
                group.swap(i - 1, i);
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let first = middle - (group.len() - 1) as f64 * PORT_PITCH / 2.0;
    for (i, &(n, s)) in group.iter().enumerate() {
        nets[n].stubs[s].y = first + i as f64 * PORT_PITCH;
    }
}

/// How often two lines cross beside their common place if `upper` is the upper one there.
fn crossings(nets: &[Net], upper: (usize, usize), lower: (usize, usize), middle: f64) -> usize {
    let pieces = |(n, s): (usize, usize), y: f64| {
        let net = &nets[n];
        let moved = move |i: usize, end: usize| {
            let mut piece = net.piece(i);
            piece.ends[end].0 = y;
            (net.channels[i], piece)
        };
        let before = s.checked_sub(1).map(|i| moved(i, 1));
        let after = (s < net.channels.len()).then(|| moved(s, 0));
        [before, after]
    };
    let (a, b) = (pieces(upper, middle - 0.5), pieces(lower, middle + 0.5));
    let mut count = 0;
    for (channel, piece) in a.iter().flatten() {
        for (other_channel, other) in b.iter().flatten() {
            if channel == other_channel {
                count += Piece::crossings(piece, other);
            }
        }
    }
    count
}
