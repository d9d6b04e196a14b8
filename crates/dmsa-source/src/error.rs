//! Why a source cannot be read.

use dmsa::source::{NotFound, SourceError};
use thiserror::Error as Derive;

/// Why a source cannot be read, or a definition in it not be found.
#[derive(Debug, Derive)]
pub enum Error {
    /// No source has this model or version.
    #[error(transparent)]
    NotFound(#[from] NotFound),
    /// The name of a source is not understood.
    #[error("{message}")]
    Name {
        /// What is wrong, in one sentence without a full stop.
        message: String,
        /// What to do.
        help: Option<String>,
    },
    /// A source cannot be read.
    #[error("{message}")]
    Unreadable {
        /// What is wrong, in one sentence without a full stop.
        message: String,
        /// What to do.
        help: Option<String>,
    },
}

impl Error {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self::Unreadable { message: message.into(), help: None }
    }

    pub(crate) fn name(message: impl Into<String>) -> Self {
        Self::Name { message: message.into(), help: None }
    }

    /// Adds what to do.
    #[must_use]
    pub(crate) fn help(mut self, advice: impl Into<String>) -> Self {
        match &mut self {
            Self::NotFound(_) => {}
            Self::Name { help, .. } | Self::Unreadable { help, .. } => *help = Some(advice.into()),
        }
        self
    }

    /// What is wrong and what to do, in one line.
    pub fn in_one_line(&self) -> String {
        match self {
            Self::Name { message, help: Some(help) } | Self::Unreadable { message, help: Some(help) } => {
                format!("{message} ({help})")
            }
            _ => self.to_string(),
        }
    }
}

impl From<SourceError> for Error {
    fn from(error: SourceError) -> Self {
        Self::new(error.to_string())
    }
}
