//! What a user wants to hear of, and how much it shall matter: `--allow`, `--warn` and `--deny`.

use super::codes;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::suggest::suggest;
use hashbrown::HashMap;
use thiserror::Error;

/// What becomes of findings. The empty policy leaves every finding as it is.
///
/// Each rule is about one code, or about a group of codes: `notes`, `warnings` and `errors` are the codes of that
/// severity, `all` is all of them. A rule about a code wins over one about its severity, which wins over one about
/// `all`; of two rules about the same, the stricter wins. The order of rules does not matter.
///
/// ```
/// use dmsa::check::{self, Policy, codes};
/// use dmsa::diagnostic::{Diagnostic, Severity};
///
/// let policy = Policy::default().deny("warnings")?.allow("notes")?.allow("long-name")?;
/// let found = [&codes::LONG_NAME, &codes::REDUNDANT_INDEX, &codes::NO_PRIMARY_KEY]
///     .map(|code| Diagnostic::new(code, &Default::default(), "an example"));
/// let left = policy.apply(found);
/// assert_eq!(left.len(), 1);
/// assert_eq!((left[0].code, left[0].severity), (&codes::REDUNDANT_INDEX, Severity::Error));
///
/// let mistyped = Policy::default().deny("long-names").unwrap_err();
/// assert_eq!(mistyped.to_string(), "there is no code `long-names`; did you mean `long-name`?");
/// # Ok::<(), check::policy::UnknownCode>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Policy {
    all: Option<Action>,
    severities: HashMap<Severity, Action>,
    codes: HashMap<&'static str, Action>,
}

/// What becomes of a finding; later ones are stricter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Action {
    Allow,
    Warn,
    Deny,
}

/// The words for groups of codes, with the severity they stand for; `None` for any.
pub const GROUPS: [(&str, Option<Severity>); 4] = [
    ("notes", Some(Severity::Note)),
    ("warnings", Some(Severity::Warning)),
    ("errors", Some(Severity::Error)),
    ("all", None),
];

impl Policy {
    /// Drops findings of this code or group.
    ///
    /// # Errors
    ///
    /// Where there is no such code or group; the same holds for the other methods.
    pub fn allow(self, code: &str) -> Result<Self, UnknownCode> {
        self.with(code, Action::Allow)
    }

    /// Makes findings of this code or group warnings.
    pub fn warn(self, code: &str) -> Result<Self, UnknownCode> {
        self.with(code, Action::Warn)
    }

    /// Makes findings of this code or group errors.
    pub fn deny(self, code: &str) -> Result<Self, UnknownCode> {
        self.with(code, Action::Deny)
    }

    fn with(mut self, name: &str, action: Action) -> Result<Self, UnknownCode> {
        let group = GROUPS.iter().find(|(group, _)| *group == name);
        let rule = match (group, codes::find(name)) {
            (Some((_, None)), _) => self.all.get_or_insert(action),
            (Some((_, Some(severity))), _) => self.severities.entry(*severity).or_insert(action),
            (None, Some(code)) => self.codes.entry(code.name).or_insert(action),
            (None, None) => return Err(UnknownCode::new(name)),
        };
        *rule = action.max(*rule);
        Ok(self)
    }

    /// The findings that are left, each as severe as the policy wants it.
    pub fn apply(&self, diagnostics: impl IntoIterator<Item = Diagnostic>) -> Vec<Diagnostic> {
        let judged = diagnostics.into_iter().filter_map(|mut diagnostic| {
            diagnostic.severity = self.severity(diagnostic.code)?;
            Some(diagnostic)
        });
        judged.collect()
    }

    /// How much findings of this code matter; `None` for those to be dropped.
    pub fn severity(&self, code: &Code) -> Option<Severity> {
        let rule = self.codes.get(code.name).or_else(|| self.severities.get(&code.severity)).or(self.all.as_ref());
        match rule {
            None => Some(code.severity),
            Some(Action::Allow) => None,
            Some(Action::Warn) => Some(Severity::Warning),
            Some(Action::Deny) => Some(Severity::Error),
        }
    }
}

/// A code that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no code `{name}`{}", did_you_mean(.suggestion))]
pub struct UnknownCode {
    /// What was asked for.
    pub name: String,
    /// The code or group that was probably meant.
    pub suggestion: Option<&'static str>,
}

impl UnknownCode {
    /// For a name that [`codes::find`] does not find.
    pub fn new(name: &str) -> Self {
        let known = codes::CODES.iter().map(|code| code.name).chain(GROUPS.map(|(group, _)| group));
        Self { name: name.to_owned(), suggestion: suggest(name, known) }
    }
}

fn did_you_mean(suggestion: &Option<&str>) -> String {
    match suggestion {
        Some(suggestion) => format!("; did you mean `{suggestion}`?"),
        None => "; `dmsa check --explain` lists them all".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Result = std::result::Result<(), UnknownCode>;

    fn severity(policy: &Policy, code: &str) -> Option<Severity> {
        policy.severity(codes::find(code).unwrap())
    }

    #[test]
    fn without_rules_a_code_is_as_severe_as_it_says() {
        assert!(codes::CODES.iter().all(|code| Policy::default().severity(code) == Some(code.severity)));
    }

    #[test]
    fn the_narrower_rule_wins_in_any_order() -> Result {
        let one = Policy::default().allow("all")?.deny("warnings")?.warn("long-name")?;
        let other = Policy::default().warn("long-name")?.deny("warnings")?.allow("all")?;
        for policy in [one, other] {
            assert_eq!(severity(&policy, "long-name"), Some(Severity::Warning));
            assert_eq!(severity(&policy, "redundant-index"), Some(Severity::Error));
            assert_eq!(severity(&policy, "dangling-reference"), None);
            assert_eq!(severity(&policy, "reserved-word"), None);
        }
        Ok(())
    }

    #[test]
    fn of_two_rules_about_the_same_the_stricter_wins() -> Result {
        for policy in [
            Policy::default().deny("notes")?.allow("notes")?,
            Policy::default().allow("reserved-word")?.deny("reserved-word")?,
        ] {
            assert_eq!(severity(&policy, "reserved-word"), Some(Severity::Error));
        }
        Ok(())
    }

    #[test]
    fn unknown_codes_are_refused() {
        let message = |name| Policy::default().allow(name).unwrap_err().to_string();
        assert_eq!(message("warning"), "there is no code `warning`; did you mean `warnings`?");
        assert_eq!(message("sql"), "there is no code `sql`; `dmsa check --explain` lists them all");
    }
}
