//! Patterns for table names.

use std::fmt;
use std::str::FromStr;

/// A pattern for table names: `*` stands for any characters, `?` for one; case does not matter.
///
/// ```
/// use dmsa::glob::Glob;
///
/// let glob: Glob = "concept*".parse().unwrap();
/// assert!(glob.matches("concept_ancestor") && glob.matches("CONCEPT"));
/// assert!(!glob.matches("drug_concept"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob(Vec<char>);

/// A pattern that could match nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an empty pattern matches no table: write `*` for all of them")]
pub struct EmptyGlob;

/// Whether a name is chosen: some pattern wants it, or there is none that wants any, and none leaves it out.
pub(crate) fn chooses(wanted: &[Glob], left_out: &[Glob], name: &str) -> bool {
    (wanted.is_empty() || wanted.iter().any(|glob| glob.matches(name)))
        && !left_out.iter().any(|glob| glob.matches(name))
}

/// The first pattern that matches no name: a slip of the pen, and dangerous in what is left out.
pub(crate) fn unmatched<'g, 'n>(
    wanted: &'g [Glob],
    left_out: &'g [Glob],
    names: impl Iterator<Item = &'n str> + Clone,
) -> Option<&'g Glob> {
    wanted.iter().chain(left_out).find(|glob| !names.clone().any(|name| glob.matches(name)))
}

impl FromStr for Glob {
    type Err = EmptyGlob;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let pattern: Vec<char> = text.trim().chars().flat_map(char::to_lowercase).collect();
        if pattern.is_empty() { Err(EmptyGlob) } else { Ok(Self(pattern)) }
    }
}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|character| write!(f, "{character}"))
    }
}

impl Glob {
    /// Whether the pattern matches the whole name.
    pub fn matches(&self, name: &str) -> bool {
        let name: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
        let (mut at, mut of) = (0, 0);
        // Where to go on from when what follows the last star turns out not to match.
        let mut retry: Option<(usize, usize)> = None;
        while at < name.len() {
            match self.0.get(of) {
                Some('*') => {
                    retry = Some((at + 1, of + 1));
                    of += 1;
                }
                Some(wanted) if *wanted == '?' || *wanted == name[at] => {
                    at += 1;
                    of += 1;
                }
                _ => match retry {
                    Some((next, after_star)) => {
                        (at, of) = (next, after_star);
                        retry = Some((next + 1, after_star));
                    }
                    None => return false,
                },
            }
        }
        self.0[of..].iter().all(|rest| *rest == '*')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_names() {
        for (pattern, name, expected) in [
            ("person", "person", true),
            ("person", "personal", false),
            ("*", "", true),
            ("drug_*", "drug_era", true),
            ("*_era", "drug_era", true),
            ("*a*a*", "banana", true),
            ("*a*b", "banana", false),
            ("d?ug", "drug", true),
            ("?", "", false),
            ("ÄRZTE", "ärzte", true),
        ] {
            assert_eq!(pattern.parse::<Glob>().unwrap().matches(name), expected, "{pattern} {name}");
        }
        assert_eq!(" ".parse::<Glob>(), Err(EmptyGlob));
    }

    #[test]
    fn many_stars_stay_fast() {
        let glob: Glob = "*a".repeat(40).parse().unwrap();
        assert!(!glob.matches(&format!("{}b", "a".repeat(200))));
    }
}
