//! What can be asked of a validation.

/// What a missing value of a required field is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Required {
    /// A warning.
    #[default]
    Warning,
    /// An error.
    Error,
    /// Nothing.
    Ignore,
}

impl Required {
    /// What `warning`, `error` or `ignore` means.
    pub fn find(name: &str) -> Option<Self> {
        match name {
            "warning" => Some(Self::Warning),
            "error" => Some(Self::Error),
            "ignore" => Some(Self::Ignore),
            _ => None,
        }
    }
}

/// The byte between cells that a text stands for; `\\t` is a tab.
///
/// # Errors
///
/// It is not one character of ASCII, or a quote or the end of a line.
///
/// ```
/// use dmsa_data::options::delimiter;
///
/// assert_eq!(delimiter("\\t"), Ok(b'\t'));
/// assert!(delimiter("||").is_err());
/// ```
pub fn delimiter(text: &str) -> Result<u8, &'static str> {
    match text.as_bytes() {
        b"\\t" => Ok(b'\t'),
        [byte] if byte.is_ascii() && !b"\"\r\n".contains(byte) => Ok(*byte),
        _ => Err("give one character of ASCII that is neither a quote nor the end of a line"),
    }
}

/// How data is read and judged.
#[derive(Debug, Clone)]
pub struct Options {
    /// The byte between cells.
    pub delimiter: u8,
    /// A word that stands for no value, beside an empty unquoted cell.
    pub null: Option<String>,
    /// Whether a `T` may stand between date and time.
    pub t_in_datetimes: bool,
    /// What a missing value of a required field is.
    pub required: Required,
    /// How many places a check names.
    pub samples: usize,
    /// Whether places come with the value. Values may be a patient's.
    pub show_values: bool,
    /// Bytes that keys may take in memory; more go to disk.
    pub memory: usize,
    /// How many threads work; all cores if `None`.
    pub threads: Option<usize>,
    /// Whether what could not be checked does not fail.
    pub allow_not_checked: bool,
    /// Whether tables of which there is no file are missing.
    pub expect_all_tables: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            delimiter: b',',
            null: None,
            t_in_datetimes: false,
            required: Required::default(),
            samples: 5,
            show_values: false,
            memory: 1 << 30,
            threads: None,
            allow_not_checked: false,
            expect_all_tables: false,
        }
    }
}
