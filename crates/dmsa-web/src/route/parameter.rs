//! The names that a query can have, and their values in canonical form.

use crate::http::{Problem, Replacement};
use dmsa::suggest::suggest;

/// A name of a query.
#[derive(Debug, Clone)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) about: String,
    pub(crate) value: Value,
}

/// What a name of a query can be set to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// Nothing.
    Switch,
    /// One of these words.
    Choice(Vec<&'static str>),
    /// Some of these words, separated by commas.
    Words(Vec<&'static str>),
    /// Patterns, separated by commas.
    Patterns,
    /// Some text.
    Text,
    /// Some text that matches this regular expression.
    Matching(&'static str),
}

impl Parameter {
    /// The values that were given, each written in one way. Values that are free text are read by whoever uses them.
    pub(super) fn canonical(&self, mut values: Vec<String>) -> Result<Vec<String>, Problem> {
        match &self.value {
            Value::Switch => values.dedup(),
            Value::Text | Value::Matching(_) => {}
            Value::Choice(words) => {
                let chosen: Vec<_> =
                    values.iter().map(|value| self.word(words, value, "be")).collect::<Result<_, _>>()?;
                values = chosen.last().map(|word| (*word).to_owned()).into_iter().collect();
            }
            Value::Words(words) if !values.is_empty() => {
                let given =
                    values.iter().flat_map(|value| value.split(',')).map(str::trim).filter(|word| !word.is_empty());
                let chosen: Vec<_> = given.map(|word| self.word(words, word, "hold")).collect::<Result<_, _>>()?;
                let chosen: Vec<_> = words.iter().copied().filter(|word| chosen.contains(word)).collect();
                if chosen.is_empty() {
                    let detail = format!("`{}` holds nothing", self.name);
                    return Err(Problem::bad(detail).known("It can hold", words.iter().copied()));
                }
                values = vec![chosen.join(",")];
            }
            Value::Patterns if !values.is_empty() => {
                let mut patterns: Vec<_> = values.iter().flat_map(|value| value.split(',')).map(str::trim).collect();
                patterns.sort_unstable();
                patterns.dedup();
                values = vec![patterns.join(",")];
            }
            Value::Words(_) | Value::Patterns => {}
        }
        Ok(values)
    }

    /// The word of the list that a value is, in any case.
    fn word(&self, words: &[&'static str], value: &str, verb: &str) -> Result<&'static str, Problem> {
        words.iter().copied().find(|word| word.eq_ignore_ascii_case(value)).ok_or_else(|| {
            Problem::bad(format!("`{}` cannot {verb} `{value}`", self.name))
                .meant(suggest(value, words.iter().copied()))
                .known(&format!("It can {verb}"), words.iter().copied())
                .instead_of(value, Replacement::InPlace)
        })
    }
}
