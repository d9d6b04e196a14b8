//! Errors of commands, with what to do about them.

use dmsa::check::policy::UnknownCode;
use dmsa::ddl::DdlError;
use dmsa::diagram;
use dmsa::source::NotFound;
use dmsa::suggest::suggest;
use std::fmt::Display;

/// Why a command stopped.
#[derive(Debug)]
pub(crate) enum Failure {
    /// An error message, and perhaps what to do about it.
    Error {
        /// What went wrong, in one sentence without a full stop.
        message: String,
        /// Whether the command line itself is at fault.
        usage: bool,
        /// What to do.
        help: Option<String>,
    },
    /// The reader of the output closed the pipe (`dmsa … | head`). This is no error.
    BrokenPipe,
}

impl Failure {
    /// An error without advice.
    pub(crate) fn new(message: impl Display) -> Self {
        Failure::Error { message: message.to_string(), usage: false, help: None }
    }

    /// An error in the command line.
    pub(crate) fn usage(message: impl Display) -> Self {
        Failure::Error { message: message.to_string(), usage: true, help: None }
    }

    /// Adds what to do.
    pub(crate) fn help(self, advice: impl Into<String>) -> Self {
        match self {
            Failure::Error { message, usage, .. } => Failure::Error { message, usage, help: Some(advice.into()) },
            Failure::BrokenPipe => self,
        }
    }
}

impl From<NotFound> for Failure {
    fn from(not_found: NotFound) -> Self {
        match not_found {
            NotFound::Model { name, suggestion, known } => {
                Failure::new(format!("no model `{name}`")).help(advice(suggestion, "models", &known, "dmsa models"))
            }
            NotFound::Version { model, version, suggestion, known } => Failure::new(format!(
                "model `{model}` has no version `{version}`"
            ))
            .help(advice(suggestion, "versions", &known, &format!("dmsa show {model}"))),
        }
    }
}

impl From<dmsa_source::Error> for Failure {
    fn from(error: dmsa_source::Error) -> Self {
        use dmsa_source::Error;
        let usage = matches!(error, Error::Name { .. });
        match error {
            Error::NotFound(not_found) => not_found.into(),
            Error::Name { message, help } | Error::Unreadable { message, help } => {
                Failure::Error { message, usage, help }
            }
        }
    }
}

impl From<DdlError> for Failure {
    fn from(error: DdlError) -> Self {
        match error {
            DdlError::UnmatchedPattern { model, pattern, suggestion } => {
                let meant = suggestion.map(|table| format!("did you mean `{table}`? ")).unwrap_or_default();
                let command = format!("dmsa show {model}");
                Failure::new(format!("no table of {model} matches `{pattern}`"))
                    .help(format!("{meant}`{command}` lists the tables"))
            }
            _ => Failure::new(error),
        }
    }
}

impl From<diagram::Error> for Failure {
    fn from(error: diagram::Error) -> Self {
        let meant = |name: &Option<String>| name.as_ref().map(|name| format!("did you mean `{name}`?"));
        let (message, help) = match &error {
            diagram::Error::UnmatchedPattern { pattern, suggestion } => {
                (format!("no table matches `{pattern}`"), meant(suggestion))
            }
            diagram::Error::UnknownTable { name, suggestion } => {
                (format!("there is no table `{name}` to draw around"), meant(suggestion))
            }
            diagram::Error::UnknownArea { title, known } => {
                let titles: Vec<_> = known.iter().map(String::as_str).collect();
                let advice = advice(suggest(title, titles.iter().copied()), "subject areas", &titles, "dmsa erd");
                (format!("there is no subject area `{title}`"), Some(advice))
            }
            _ => (error.to_string(), None),
        };
        let failure = Failure::new(message);
        match help {
            Some(help) => failure.help(help),
            None => failure,
        }
    }
}

impl From<UnknownCode> for Failure {
    fn from(UnknownCode { name, suggestion }: UnknownCode) -> Self {
        let meant = suggestion.map(|code| format!("did you mean `{code}`? ")).unwrap_or_default();
        Failure::usage(format!("there is no code `{name}`"))
            .help(format!("{meant}`dmsa check --explain` lists them all"))
    }
}

/// A longer list is not printed; the advice names the command that prints it.
const LONGEST_LIST: usize = 20;

/// What was probably meant, and what there is instead.
pub(crate) fn advice(meant: Option<impl Display>, what: &str, known: &[impl Display], command: &str) -> String {
    let listed = if known.is_empty() {
        format!("there are no {what}")
    } else if known.len() > LONGEST_LIST {
        format!("`{command}` lists the {what}")
    } else {
        let known: Vec<_> = known.iter().map(ToString::to_string).collect();
        format!("the {what} are {}", known.join(", "))
    };
    match meant {
        Some(word) => format!("did you mean `{word}`? {listed}"),
        None => listed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_names_what_was_meant_and_what_there_is() {
        assert_eq!(advice(Some("b"), "letters", &["a", "b"], "abc"), "did you mean `b`? the letters are a, b");
        assert_eq!(advice(None::<&str>, "letters", &[] as &[&str], "abc"), "there are no letters");
        assert_eq!(advice(None::<&str>, "letters", &["x"; 21], "abc"), "`abc` lists the letters");
    }
}
