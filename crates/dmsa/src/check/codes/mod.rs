//! The kinds of finding: one entry in a group and one page in `pages/` each.

/// Declares the codes of a group: constant, name, severity, summary. The page of a code is the file of its name in
/// `pages/`.
macro_rules! codes {
    ($group:ident: $($constant:ident = $name:literal, $severity:ident, $summary:literal;)*) => {
        $(
            #[doc = $summary]
            pub static $constant: $crate::diagnostic::Code = $crate::diagnostic::Code {
                name: $name,
                severity: $crate::diagnostic::Severity::$severity,
                summary: $summary,
                explanation: include_str!(concat!("pages/", $name, ".md")),
            };
        )*

        pub(in crate::check) const $group: &[&$crate::diagnostic::Code] = &[$(&$constant),*];
    };
}

pub(super) mod definition;
mod reading;
mod rendering;

pub use definition::*;
pub use reading::*;
pub use rendering::*;

use crate::diagnostic::Code;

/// The codes by what finds them. A new group is one more entry here.
const GROUPS: &[&[&Code]] = &[reading::READING, definition::DEFINITION, rendering::RENDERING];

/// Every code, in the order of `dmsa check --explain`.
pub static CODES: &[&Code] = &joined::<{ count() }>();

/// The code of this name.
///
/// ```
/// assert!(dmsa::check::codes::find("malformed-row").is_some());
/// ```
pub fn find(name: &str) -> Option<&'static Code> {
    CODES.iter().copied().find(|code| code.name == name)
}

const fn count() -> usize {
    let mut count = 0;
    let mut group = 0;
    while group < GROUPS.len() {
        count += GROUPS[group].len();
        group += 1;
    }
    count
}

/// Runs while compiling, so a wrong index is a compile error.
const fn joined<const N: usize>() -> [&'static Code; N] {
    let mut all = [GROUPS[0][0]; N];
    let (mut group, mut next) = (0, 0);
    while group < GROUPS.len() {
        let mut i = 0;
        while i < GROUPS[group].len() {
            all[next] = GROUPS[group][i];
            next += 1;
            i += 1;
        }
        group += 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_and_in_lower_case_with_hyphens() {
        let names: BTreeSet<_> = CODES.iter().map(|code| code.name).collect();
        assert_eq!(names.len(), CODES.len());
        assert!(names.iter().all(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
    }

    #[test]
    fn every_code_says_what_why_and_what_to_do() {
        for code in CODES {
            assert!(!code.summary.is_empty() && !code.summary.ends_with('.'), "{}: {}", code.name, code.summary);
            assert!(code.explanation.len() > 200, "the page of {} is too short", code.name);
            let example = code.explanation.lines().any(|line| line.starts_with("    "));
            assert!(example, "the page of {} has no example", code.name);
            assert!(code.explanation.contains("What to do"), "the page of {} does not say what to do", code.name);
        }
    }

    #[test]
    fn every_page_belongs_to_a_code() {
        let pages = concat!(env!("CARGO_MANIFEST_DIR"), "/src/check/codes/pages");
        let on_disk: BTreeSet<_> =
            std::fs::read_dir(pages).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        let expected: BTreeSet<_> = CODES.iter().map(|code| format!("{}.md", code.name)).collect();
        assert_eq!(on_disk, expected);
    }
}
