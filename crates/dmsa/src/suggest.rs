//! "Did you mean …?" for whatever a person may mistype: a model, a table, a dialect.

/// The candidate that `word` most likely stands for, if any is near enough. Case does not matter.
///
/// ```
/// use dmsa::suggest::suggest;
///
/// assert_eq!(suggest("postgressql", ["mysql", "postgresql"]), Some("postgresql"));
/// assert_eq!(suggest("sybase", ["mysql", "postgresql"]), None);
/// ```
pub fn suggest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = letters(word);
    let allowed = (word.len() / 3).max(1);
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let letters = letters(candidate);
            // The length alone rules most candidates out, which keeps a long word against many candidates cheap.
            (letters.len().abs_diff(word.len()) <= allowed).then(|| (distance(&word, &letters), candidate))
        })
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Names longer than this are compared by their beginning only.
const LONGEST: usize = 200;

fn letters(word: &str) -> Vec<char> {
    word.chars().take(LONGEST).flat_map(char::to_lowercase).collect()
}

/// The number of letters to insert, remove, replace or swap with their neighbour (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(above.len());
        row.push(i + 1);
        for (j, to) in b.iter().enumerate() {
            // `above` has one cell more than `b` has letters and `row` has j + 1 cells by now.
            let mut best = (above[j] + usize::from(from != to)).min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i - 1] == *to && *from == b[j - 1] {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or(a.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_candidate_wins() {
        assert_eq!(suggest("pedsnte", ["pcornet", "pedsnet", "omop"]), Some("pedsnet"));
        assert_eq!(suggest("PERSN", ["provider", "person"]), Some("person"));
        assert_eq!(suggest("x", ["person"]), None);
        assert_eq!(suggest("", ["person"]), None);
        assert_eq!(suggest("person", []), None);
    }

    #[test]
    fn edits_are_counted() {
        let count = |a: &str, b: &str| distance(&letters(a), &letters(b));
        assert_eq!(count("kitten", "sitting"), 3);
        assert_eq!(count("ab", "ba"), 1);
        assert_eq!(count("", "abc"), 3);
    }
}
