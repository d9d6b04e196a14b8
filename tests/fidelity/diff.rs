//! The longest common subsequence of two sequences, by Myers' algorithm.

/// The positions that are matched, in order.
pub(crate) fn matches<T: PartialEq>(old: &[T], new: &[T]) -> Vec<(usize, usize)> {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let most = old.len().min(new.len()) - start;
    let end = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let mut pairs: Vec<(usize, usize)> = (0..start).map(|at| (at, at)).collect();
    let middle = middle(&old[start..old.len() - end], &new[start..new.len() - end]);
    pairs.extend(middle.into_iter().map(|(a, b)| (a + start, b + start)));
    pairs.extend((0..end).rev().map(|back| (old.len() - 1 - back, new.len() - 1 - back)));
    pairs
}

fn middle<T: PartialEq>(old: &[T], new: &[T]) -> Vec<(usize, usize)> {
    let most = old.len() + new.len();
    // The furthest position in `old` on each diagonal, for each number of edits.
    let mut furthest = vec![0_usize; 2 * most + 3];
    let mut history = Vec::new();
    let index = |diagonal: isize| usize::try_from(diagonal + most as isize + 1).expect("within the table");
    for edits in 0..=most as isize {
        history.push(furthest.clone());
        for diagonal in (-edits..=edits).step_by(2) {
            let mut a = step(&furthest, edits, diagonal, index);
            let mut b = usize::try_from(a as isize - diagonal).expect("within the table");
            while a < old.len() && b < new.len() && old[a] == new[b] {
                (a, b) = (a + 1, b + 1);
            }
            furthest[index(diagonal)] = a;
            if a >= old.len() && b >= new.len() {
                return walk_back(&history, old.len(), new.len(), index);
            }
        }
    }
    unreachable!("so many edits turn anything into anything")
}

/// Where the best path with one edit less gets on this diagonal: by taking a line away, or by adding one.
fn step(furthest: &[usize], edits: isize, diagonal: isize, index: impl Fn(isize) -> usize) -> usize {
    let (below, above) = (furthest[index(diagonal - 1)], furthest[index(diagonal + 1)]);
    if diagonal == -edits || (diagonal != edits && below < above) {
        above
    } else if edits == 0 {
        0
    } else {
        below + 1
    }
}

fn walk_back(
    history: &[Vec<usize>],
    mut a: usize,
    mut b: usize,
    index: impl Fn(isize) -> usize + Copy,
) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for (edits, furthest) in history.iter().enumerate().rev() {
        let (edits, diagonal) = (edits as isize, a as isize - b as isize);
        let start = if edits == 0 { 0 } else { step(furthest, edits, diagonal, index) };
        while a > start {
            (a, b) = (a - 1, b - 1);
            pairs.push((a, b));
        }
        if edits == 0 {
            break;
        }
        let came_from_above =
            diagonal == -edits || (diagonal != edits && furthest[index(diagonal - 1)] < furthest[index(diagonal + 1)]);
        if came_from_above {
            b -= 1;
        } else {
            a -= 1;
        }
    }
    pairs.reverse();
    pairs
}

#[cfg(test)]
mod tests {
    use super::matches;

    fn common(old: &str, new: &str) -> String {
        let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
        let pairs = matches(&old, &new);
        assert!(pairs.iter().all(|(a, b)| old[*a] == new[*b]));
        assert!(pairs.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 < two[1].1));
        pairs.into_iter().map(|(a, _)| old[a]).collect()
    }

    #[test]
    fn the_longest_common_part_is_found() {
        assert_eq!(common("", ""), "");
        assert_eq!(common("abc", ""), "");
        assert_eq!(common("abc", "abc"), "abc");
        assert_eq!(common("abcabba", "cbabac").len(), 4);
        assert_eq!(common("xaxbx", "yaybyy"), "ab");
        assert_eq!(common("abxyz", "xyzab"), "xyz");
    }
}
