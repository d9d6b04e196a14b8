//! Options by name, so that the command line and URLs share one list: `--detail all` is `?detail=all`.
//!
//! Each kind of output has its list: [`ddl::SETTINGS`](crate::ddl::SETTINGS),
//! [`diagram::SETTINGS`](crate::diagram::SETTINGS).

use crate::glob::Glob;
use crate::suggest::suggest;
use thiserror::Error;

/// An option.
#[derive(Debug)]
pub struct Setting<O: 'static> {
    /// Its name on the command line and in URLs.
    pub name: &'static str,
    /// What it does, in one line without a full stop.
    pub about: &'static str,
    /// What it can be set to.
    pub value: SettingValue<O>,
}

/// What an option can be set to, and what that does.
#[derive(Debug)]
pub enum SettingValue<O: 'static> {
    /// Nothing: it is given or not.
    Switch(fn(&mut O)),
    /// One of some words; the first is what holds where the option is not given.
    Choice(&'static [Choice<O>]),
    /// A name of the user's.
    Name(fn(&mut O, String)),
    /// Some other text, for which `what` stands in help texts. Refused with what is expected instead.
    Value {
        /// Such as `N`.
        what: &'static str,
        /// A regular expression that all values match, if there is one, for programs that read it in OpenAPI.
        pattern: Option<&'static str>,
        /// Sets it.
        set: fn(&mut O, &str) -> Result<(), String>,
    },
    /// Patterns for table names, separated by commas; more may follow.
    Globs(fn(&mut O) -> &mut Vec<Glob>),
}

/// A word that an option can be set to.
#[derive(Debug)]
pub struct Choice<O> {
    /// The word.
    pub name: &'static str,
    /// What it stands for.
    pub about: &'static str,
    pub(crate) set: fn(&mut O),
}

impl<O> Setting<O> {
    /// The patterns that select tables, the same for every output.
    pub(crate) const fn tables(about: &'static str, globs: fn(&mut O) -> &mut Vec<Glob>) -> Self {
        Self { name: "tables", about, value: SettingValue::Globs(globs) }
    }

    /// The patterns of tables that are not.
    pub(crate) const fn exclude(globs: fn(&mut O) -> &mut Vec<Glob>) -> Self {
        Self { name: "exclude", about: "No tables that match one of these patterns", value: SettingValue::Globs(globs) }
    }

    /// Sets the option. A switch takes no value: the empty text.
    ///
    /// # Errors
    ///
    /// Where the value is not one the option can be set to.
    pub fn set(&self, options: &mut O, value: &str) -> Result<(), SettingError> {
        let refused = |expected| SettingError { name: self.name, value: value.to_owned(), expected };
        match self.value {
            SettingValue::Switch(set) if value.is_empty() => set(options),
            SettingValue::Switch(_) => return Err(refused("it takes no value".to_owned())),
            SettingValue::Choice(choices) => {
                let choice = choices.iter().find(|choice| choice.name.eq_ignore_ascii_case(value));
                (choice.ok_or_else(|| refused(expected(value, choices)))?.set)(options);
            }
            SettingValue::Name(set) => match value.trim() {
                "" => return Err(refused("expected a name".to_owned())),
                name if name.chars().any(char::is_control) => {
                    return Err(refused("expected a name without control characters".to_owned()));
                }
                name => set(options, name.to_owned()),
            },
            SettingValue::Value { set, .. } => set(options, value.trim()).map_err(refused)?,
            SettingValue::Globs(globs) => {
                let new: Result<Vec<Glob>, _> = value.split(',').map(str::parse).collect();
                globs(options).extend(new.map_err(|error| refused(error.to_string()))?);
            }
        }
        Ok(())
    }
}

fn expected<O>(value: &str, choices: &[Choice<O>]) -> String {
    let names: Vec<_> = choices.iter().map(|choice| format!("`{}`", choice.name)).collect();
    let expected = format!("expected {}", names.join(" or "));
    match suggest(value, choices.iter().map(|choice| choice.name)) {
        Some(meant) => format!("did you mean `{meant}`? {expected}"),
        None => expected,
    }
}

/// What to write instead of a word that is none of these.
pub(crate) fn one_of(word: &str, names: &[&str]) -> String {
    let expected = format!("expected one of {}", names.join(", "));
    match suggest(word, names.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`? {expected}"),
        None => expected,
    }
}

/// An option that is given and changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusedOption {
    /// Its name.
    pub option: &'static str,
    /// Why, in a clause: `no fields are shown`.
    pub because: String,
}

impl UnusedOption {
    /// Those of these options that are unused: the name, the reason, and whether it is unused.
    pub(crate) fn among<'a>(options: impl IntoIterator<Item = (&'static str, &'a str, bool)>) -> Vec<Self> {
        let unused = options.into_iter().filter(|(.., is_unused)| *is_unused);
        unused.map(|(option, because, _)| Self { option, because: because.to_owned() }).collect()
    }
}

/// A value that an option cannot be set to.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{name}` cannot be `{value}`: {expected}")]
pub struct SettingError {
    /// The option.
    pub name: &'static str,
    /// The value it was given.
    pub value: String,
    /// What it takes instead.
    pub expected: String,
}
