//! The argument that names a database.

use crate::failure::Failure;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::error::{ContextKind, ContextValue};
use clap::{Arg, ArgAction, ArgMatches, Command};
use dmsa::dialect::{DIALECTS, Dialect, Group, USUAL};
use dmsa::suggest::suggest;
use std::ffi::OsStr;

/// The argument. Its value is the name of a dialect, in any case.
pub(super) fn argument() -> Arg {
    Arg::new("dialect")
        .value_name("DIALECT")
        .required(true)
        .ignore_case(true)
        .value_parser(Parser(PossibleValuesParser::new(possible_values())))
        .help("The database")
}

/// The option that names several databases, separated by commas; without it, the usual ones.
pub(super) fn several() -> Arg {
    let usual: Vec<_> = USUAL.iter().map(|dialect| dialect.name()).collect();
    Arg::new("dialect")
        .long("dialect")
        .value_name("DIALECT,…")
        .action(ArgAction::Append)
        .value_delimiter(',')
        .default_value(usual.join(","))
        .ignore_case(true)
        .value_parser(Parser(PossibleValuesParser::new(possible_values())))
}

/// The dialects that the option of [`several`] names, each once.
pub(super) fn all_chosen(matches: &ArgMatches) -> Vec<&'static dyn Dialect> {
    let names: Vec<_> =
        matches.get_many::<String>("dialect").into_iter().flatten().map(|name| name.to_lowercase()).collect();
    DIALECTS.iter().copied().filter(|dialect| names.iter().any(|name| name == dialect.name())).collect()
}

/// The dialect that the argument names.
pub(super) fn chosen(matches: &ArgMatches) -> Result<&'static dyn Dialect, Failure> {
    let name = matches.get_one::<String>("dialect").map(|name| name.to_lowercase()).unwrap_or_default();
    dmsa::dialect::find(&name).ok_or_else(|| Failure::new(format!("no dialect `{name}`")))
}

fn possible_values() -> impl Iterator<Item = PossibleValue> {
    DIALECTS.iter().map(|dialect| {
        let help = match dialect.group() {
            Group::Database => dialect.label().to_owned(),
            other => format!("{}, a {}", dialect.label(), other.singular()),
        };
        PossibleValue::new(dialect.name()).help(help)
    })
}

/// Takes the names of dialects. What else databases are called leads to a hint, where clap knows nothing but how the
/// names are spelled.
#[derive(Clone)]
struct Parser(PossibleValuesParser);

impl TypedValueParser for Parser {
    type Value = String;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<String, clap::Error> {
        self.0.parse_ref(command, argument, value).map_err(|mut error| {
            error.remove(ContextKind::SuggestedValue);
            if let Some(dialect) = meant(&value.to_string_lossy()) {
                let hint = format!("a similar value exists: '{}'", dialect.name());
                error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![hint.into()]));
            }
            error
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(possible_values()))
    }
}

/// The dialect that this word probably stands for: another name of it, a mistyped one, or a part of one alone.
fn meant(word: &str) -> Option<&'static dyn Dialect> {
    let word = letters(word);
    let names = || DIALECTS.iter().flat_map(|dialect| names(*dialect).into_iter().map(move |name| (name, *dialect)));
    if let Some((_, dialect)) = names().find(|(name, _)| *name == word) {
        return Some(dialect);
    }
    let mut with_it = DIALECTS.iter().filter(|dialect| names_contain(**dialect, &word));
    match (with_it.next(), with_it.next()) {
        (Some(dialect), None) => return Some(*dialect),
        (Some(_), Some(_)) => return None,
        (None, _) => {}
    }
    let known: Vec<_> = names().collect();
    let nearest = suggest(&word, known.iter().map(|(name, _)| name.as_str()))?;
    known.iter().find(|(name, _)| name == nearest).map(|(_, dialect)| *dialect)
}

fn names(dialect: &dyn Dialect) -> Vec<String> {
    [dialect.name(), dialect.label()].iter().chain(dialect.also_known_as()).map(|name| letters(name)).collect()
}

/// Two letters are in too many words to mean anything.
fn names_contain(dialect: &dyn Dialect, word: &str) -> bool {
    word.len() > 2 && names(dialect).iter().any(|name| name.contains(word))
}

/// The letters and digits of a name: `MS SQL Server` and `ms-sqlserver` are one.
fn letters(name: &str) -> String {
    name.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_databases_are_called_leads_to_their_dialect() {
        let meant = |word: &str| meant(word).map(Dialect::name);
        for (word, name) in [
            ("postgres", "postgresql"),
            ("PG", "postgresql"),
            ("postgressql", "postgresql"),
            ("aurora", "mysql"),
            ("MariaDb", "mariadb"),
            ("sqlserver", "mssql"),
            ("SQL Server", "mssql"),
            ("sql-servr", "mssql"),
            ("tsql", "mssql"),
            ("oracel", "oracle"),
            ("sqlite3", "sqlite"),
        ] {
            assert_eq!(meant(word), Some(name), "{word}");
        }
        for word in ["sql", "sybase", "", "x", "-"] {
            assert_eq!(meant(word), None, "{word}");
        }
    }
}
