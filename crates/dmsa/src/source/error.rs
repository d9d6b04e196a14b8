use thiserror::Error;

/// Why a source could not be read at all. What is wrong with a part of it is a [`Diagnostic`](crate::diagnostic::Diagnostic) beside the rest.
#[derive(Debug, Error)]
pub enum SourceError {
    /// The operating system refused.
    #[error("cannot read `{path}`: {error}")]
    Io {
        /// The file or folder.
        path: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// There is nothing that looks like a definition.
    #[error(
        "no definitions in `{path}`: expected folders with a `models.csv`, `.toml` definitions, or the `.json` \
         of a data models service"
    )]
    NoDefinitions {
        /// The source.
        path: String,
    },
    /// A file that is asked for by name is of no kind that is known.
    #[error("`{path}` is not a definition: expected a folder, a `.toml`, a `.json` or a `.csv` file")]
    UnknownFormat {
        /// The file.
        path: String,
    },
}
