use std::cmp::Ordering;
use std::fmt;

/// The version of a model. Versions sort as versions: `5.10` comes after `5.9`.
///
/// ```
/// use dmsa::model::Version;
///
/// let mut versions = ["5.10.0", "5.9.0", "5.3.0recover", "5.3.0"].map(Version::from);
/// versions.sort();
/// assert_eq!(versions.map(|v| v.to_string()), ["5.3.0", "5.3.0recover", "5.9.0", "5.10.0"]);
/// assert!(Version::from("6.3.0").is_meant_by("v6.3"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Version(String);

impl Version {
    /// The version as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a person who writes `text` means this version: a leading `v` and trailing `.0` do not matter.
    pub fn is_meant_by(&self, text: &str) -> bool {
        significant(&self.0) == significant(text)
    }

    /// What belongs to the version that `text` means: the version of this very spelling, the highest for `latest`, the one
    /// of this spelling in another case, or the first of which it is a short form.
    pub(crate) fn find<T: Copy>(versions: &[(T, &Version)], text: &str) -> Option<T> {
        let text = text.trim();
        let first = |is_it: &dyn Fn(&Version) -> bool| versions.iter().find(|(_, version)| is_it(version));
        let latest = || versions.iter().max_by_key(|(_, version)| *version);
        first(&|version| version.as_str() == text)
            .or_else(|| text.eq_ignore_ascii_case("latest").then(latest).flatten())
            .or_else(|| first(&|version| version.as_str().eq_ignore_ascii_case(text)))
            .or_else(|| first(&|version| version.is_meant_by(text)))
            .map(|(found, _)| *found)
    }

    fn parts(&self) -> (Vec<u64>, &str) {
        split(&self.0)
    }
}

/// `v5.3.0recover` is `([5, 3], "recover")`: trailing zeros say nothing.
fn significant(text: &str) -> (Vec<u64>, &str) {
    let (mut numbers, rest) = split(text.trim());
    while numbers.len() > 1 && numbers.last() == Some(&0) {
        numbers.pop();
    }
    (numbers, rest)
}

fn split(text: &str) -> (Vec<u64>, &str) {
    let mut rest = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let mut numbers = Vec::new();
    loop {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let Ok(number) = rest[..digits].parse() else {
            break;
        };
        numbers.push(number);
        rest = &rest[digits..];
        match rest.strip_prefix('.') {
            Some(after) if after.starts_with(|c: char| c.is_ascii_digit()) => rest = after,
            _ => break,
        }
    }
    (numbers, rest)
}

impl From<&str> for Version {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.parts().cmp(&other.parts()).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_mean_the_full_version() {
        let version = Version::from("5.3.0");
        assert!(["5.3.0", "5.3", "v5.3", " v5.3.0 "].iter().all(|text| version.is_meant_by(text)));
        assert!(!["5", "5.30", "5.3.1", "5.3.0recover", "", "v"].iter().any(|text| version.is_meant_by(text)));
        assert!(Version::from("1.0.0").is_meant_by("v1"));
    }

    #[test]
    fn odd_versions_sort_without_surprise() {
        let mut versions = ["next", "10", "9.99999999999999999999999", "2024-01", ""].map(Version::from);
        versions.sort();
        assert_eq!(versions.map(|v| v.to_string()), ["", "next", "9.99999999999999999999999", "10", "2024-01"]);
    }
}
