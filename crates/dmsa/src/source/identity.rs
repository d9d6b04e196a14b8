//! Which model and version a definition is.

use crate::model::Version;
use std::fmt;

/// The name and version of a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) name: String,
    pub(super) version: Version,
}

/// Names and versions stand in URLs, file names and a column of `version_history`.
const LONGEST: usize = 200;

impl Identity {
    /// Checks that the name and the version can be used; otherwise says what is wrong.
    pub(super) fn new(name: &str, version: &str) -> Result<Self, String> {
        for (what, text) in [("name", name), ("version", version)] {
            if text.trim().is_empty() {
                return Err(format!("the definition has no {what}"));
            }
            if text.chars().count() > LONGEST {
                return Err(format!("the {what} is longer than {LONGEST} characters"));
            }
            if text.chars().any(char::is_control) {
                return Err(format!("the {what} {text:?} has control characters in it"));
            }
        }
        Ok(Self { name: name.to_owned(), version: Version::from(version) })
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_must_be_usable() {
        assert_eq!(Identity::new("mine", "1.0").unwrap().to_string(), "mine 1.0");
        assert_eq!(Identity::new("", "1").unwrap_err(), "the definition has no name");
        assert_eq!(Identity::new("a", " ").unwrap_err(), "the definition has no version");
        assert_eq!(Identity::new(&"é".repeat(201), "1").unwrap_err(), "the name is longer than 200 characters");
        assert!(Identity::new(&"é".repeat(200), "1").is_ok());
        assert_eq!(Identity::new("a\nb", "1").unwrap_err(), "the name \"a\\nb\" has control characters in it");
    }
}
