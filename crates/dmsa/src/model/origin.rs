use std::fmt;
use std::sync::Arc;

/// Where a fact was written: a file and a line. Unknown for definitions that were put together in memory.
///
/// Two facts are the same fact wherever they were written, so all origins compare equal.
///
/// ```
/// use dmsa::model::Origin;
///
/// let origin = Origin::new("v6.3/indexes.csv".into(), 12);
/// assert_eq!(origin.to_string(), "v6.3/indexes.csv:12");
/// assert_eq!(origin, Origin::default());
/// ```
#[derive(Debug, Clone, Default)]
pub struct Origin {
    file: Option<Arc<str>>,
    line: u32,
}

/// What the name of a file in the embedded catalog begins with. No file of a user is meant by such a name.
pub(crate) const EMBEDDED: &str = "embedded:";

impl Origin {
    /// Line `line` (counted from 1; 0 for the whole file) of `file`.
    pub fn new(file: Arc<str>, line: u32) -> Self {
        Self { file: Some(file), line }
    }

    /// No place: of what was put together in memory.
    pub const fn unknown() -> Self {
        Self { file: None, line: 0 }
    }

    /// The file, if known.
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// Whether the fact stands in the embedded catalog.
    pub(crate) fn is_embedded(&self) -> bool {
        self.file().is_some_and(|file| file.starts_with(EMBEDDED))
    }

    /// The line, counted from 1, if known.
    pub fn line(&self) -> Option<u32> {
        (self.line > 0).then_some(self.line)
    }
}

impl PartialEq for Origin {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Origin {}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.file(), self.line()) {
            (Some(file), Some(line)) => write!(f, "{file}:{line}"),
            (Some(file), None) => f.write_str(file),
            (None, _) => f.write_str("(definition)"),
        }
    }
}
