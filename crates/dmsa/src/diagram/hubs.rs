//! Hubs: tables so many others refer to that drawing each line hides the rest.

/// With fewer references than this a table is never a hub: a person can follow that many lines.
const FEWEST: usize = 8;

/// Finds the hubs among `tables` tables by fan-in alone: `references` are pairs of referring and referred table.
///
/// The tables with most references are folded, one after the other, until no more than about one line a table is left: a drawing
/// with one line a table is nearly a tree, and trees can be read. `keep` is never folded.
pub(super) fn find(tables: usize, references: &[(usize, usize)], keep: Option<usize>) -> Vec<usize> {
    let mut fan_in = vec![0_usize; tables];
    for &(from, to) in references {
        if let Some(count) = fan_in.get_mut(to).filter(|_| from != to) {
            *count += 1;
        }
    }
    let mut by_fan_in: Vec<(usize, usize)> =
        fan_in.into_iter().enumerate().filter(|&(table, count)| count >= FEWEST && Some(table) != keep).collect();
    by_fan_in.sort_by_key(|&(table, count)| (std::cmp::Reverse(count), table));
    let mut lines = references.len();
    let mut hubs = Vec::new();
    for (table, count) in by_fan_in {
        if lines <= tables {
            break;
        }
        lines -= count;
        hubs.push(table);
    }
    hubs
}

/// A model of no more tables than this fits a page with all lines that are left when its hubs are folded.
const PAGE: usize = 60;

/// Finds the tables of a large model whose references from other areas are folded too: on a page of hundreds of tables a
/// long line cannot be followed. Those with most references are folded first, until no more than one line a table is left.
/// `references` are those left to draw.
pub(super) fn find_far(
    tables: usize,
    references: &[(usize, usize)],
    area_of: impl Fn(usize) -> usize,
    keep: Option<usize>,
) -> Vec<usize> {
    if tables <= PAGE || references.len() <= tables {
        return Vec::new();
    }
    let mut from_afar = vec![0_usize; tables];
    for &(from, to) in references.iter().filter(|(from, to)| area_of(*from) != area_of(*to)) {
        if let Some(count) = from_afar.get_mut(to).filter(|_| keep.is_none_or(|keep| keep != from && keep != to)) {
            *count += 1;
        }
    }
    let mut by_count: Vec<(usize, usize)> = from_afar.into_iter().enumerate().filter(|(_, count)| *count > 0).collect();
    by_count.sort_by_key(|&(table, count)| (std::cmp::Reverse(count), table));
    let mut lines = references.len();
    let folded = by_count.into_iter().take_while(|&(_, count)| {
        let more = lines > tables;
        lines = lines.saturating_sub(count);
        more
    });
    folded.map(|(table, _)| table).collect()
}

#[cfg(test)]
mod tests {
    use super::{find, find_far};

    /// `n` tables that all refer to table 0.
    fn star(n: usize) -> Vec<(usize, usize)> {
        (1..n).map(|i| (i, 0)).collect()
    }

    #[test]
    fn a_plain_star_is_left_alone() {
        assert!(find(20, &star(20), None).is_empty());
    }

    #[test]
    fn the_most_wanted_is_folded_first_and_only_as_needed() {
        let mut references = star(20);
        references.extend(star(20));
        references.extend((10..20).map(|i| (i, 1)));
        assert_eq!(find(20, &references, None), [0]);
        references.extend((2..14).map(|i| (i, 1)));
        assert_eq!(find(20, &references, None), [0, 1]);
        assert_eq!(find(20, &references, Some(0)), [1]);
    }

    #[test]
    fn few_references_are_never_folded() {
        let references: Vec<_> = (0..7).flat_map(|_| [(1, 0), (2, 0), (0, 1)]).filter(|&(a, b)| a < b).collect();
        assert!(find(3, &references, None).is_empty());
    }

    #[test]
    fn only_a_large_model_loses_lines_between_areas() {
        let ring =
            |n: usize, far: usize| (0..n).flat_map(move |i| [(i, (i + 1) % n), (i, (i + far) % n)]).collect::<Vec<_>>();
        let area = |table: usize| table / 10;
        assert!(find_far(60, &ring(60, 30), area, None).is_empty());
        let references = ring(100, 50);
        let folded = find_far(100, &references, area, None);
        let kept = references.iter().filter(|(from, to)| area(*from) == area(*to) || !folded.contains(to)).count();
        assert!((95..=100).contains(&kept), "{kept}");
        assert!(find_far(100, &ring(100, 50)[..100], area, None).is_empty());
        assert!(!find_far(100, &references, area, folded.first().copied()).contains(&folded[0]));
    }
}
