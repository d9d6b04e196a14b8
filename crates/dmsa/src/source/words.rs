//! Words and numbers in cells, as people and spreadsheets write them. What can only mean one thing is understood.

/// What a cell says about yes or no: `Y`, `true` and `x` are yes, and so is one of the column's `own` words, such as
/// `unique`. An empty cell is no. `None` if the word may mean either.
pub(super) fn yes_or_no(cell: &str, own: &[&str]) -> Option<bool> {
    const YES: &[&str] = &["yes", "y", "true", "t", "1", "x"];
    const NO: &[&str] = &["", "no", "n", "false", "f", "0", "-", "na", "n/a", "none", "null"];
    let is_one_of = |words: &[&str]| words.iter().any(|word| cell.eq_ignore_ascii_case(word));
    match () {
        () if is_one_of(YES) || is_one_of(own) => Some(true),
        () if is_one_of(NO) => Some(false),
        () => None,
    }
}

/// Whether a cell says that an index descends. An empty cell says that it ascends. `None` for any other word.
pub(super) fn descending(cell: &str) -> Option<bool> {
    let is_one_of = |words: &[&str]| words.iter().any(|word| cell.eq_ignore_ascii_case(word));
    match () {
        () if is_one_of(&["desc", "descending", "d"]) => Some(true),
        () if is_one_of(&["", "asc", "ascending", "a"]) => Some(false),
        () => None,
    }
}

/// A size: `50`, and `50.0` or `50,0`, which spreadsheets and pandas make of it. Three digits behind a point may be
/// thousands, so `50.000` is no size.
pub(super) fn size(cell: &str) -> Option<u32> {
    let whole = [".0", ".00", ",0", ",00"].iter().find_map(|zeros| cell.strip_suffix(zeros)).unwrap_or(cell);
    whole.bytes().all(|byte| byte.is_ascii_digit()).then(|| whole.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_has_many_words() {
        for yes in ["Yes", "yes", "TRUE", "1", "X", "x", "Y", "unique"] {
            assert_eq!(yes_or_no(yes, &["unique"]), Some(true), "{yes}");
        }
        for no in ["", "No", "n", "FALSE", "0", "NA", "-"] {
            assert_eq!(yes_or_no(no, &["unique"]), Some(false), "{no}");
        }
        for unclear in ["maybe", "2", "required", "yess"] {
            assert_eq!(yes_or_no(unclear, &["unique"]), None, "{unclear}");
        }
    }

    #[test]
    fn orders_are_words_too() {
        let orders = ["DESC", "descending", "asc", "Ascending", "", "up"].map(descending);
        assert_eq!(orders, [Some(true), Some(true), Some(false), Some(false), Some(false), None]);
    }

    #[test]
    fn spreadsheets_add_a_fraction_to_sizes() {
        assert_eq!(["50", "50.0", "50,00", "0.0"].map(size), [Some(50), Some(50), Some(50), Some(0)]);
        for odd in ["", ".0", "50.5", "50.000", "1,000", "-1", "+5", "max", "5e1", "99999999999"] {
            assert_eq!(size(odd), None, "{odd}");
        }
    }
}
