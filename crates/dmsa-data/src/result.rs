//! What a validation found.

use serde::{Deserialize, Serialize};

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// All rows are right.
    #[serde(rename = "pass")]
    Pass,
    /// Some are not.
    #[serde(rename = "fail")]
    Fail,
    /// There are no rows.
    #[serde(rename = "not applicable")]
    NotApplicable,
    /// It could not be done.
    #[serde(rename = "not checked")]
    NotChecked,
}

impl Verdict {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::NotApplicable => "not applicable",
            Self::NotChecked => "not checked",
        }
    }
}

/// How bad it is if a check fails.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The data is wrong.
    #[default]
    Error,
    /// The data may be as it is.
    Warning,
}

/// The result of a validation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The model's name.
    pub model: String,
    /// Its version.
    pub version: String,
    /// `pass` or `fail`.
    pub verdict: Verdict,
    /// What was read.
    pub files: Vec<FileReport>,
    /// What was checked, by table.
    pub checks: Vec<CheckReport>,
    /// What changed since the submission before, by table, if one was given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// What else is to be known: files that no check looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// What changed in a table since the submission before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The table.
    pub table: String,
    /// Its rows before.
    pub rows_before: u64,
    /// Its rows now.
    pub rows: u64,
    /// Rows with a primary key that was not there before; none if there is no key to compare.
    pub gained: Option<u64>,
    /// Rows with a primary key that is not there any more.
    pub lost: Option<u64>,
}

impl std::fmt::Display for Change {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}: {} rows, {} before", self.table, self.rows, self.rows_before)?;
        match (self.gained, self.lost) {
            (Some(gained), Some(lost)) => write!(out, "; {gained} keys gained, {lost} lost"),
            _ => Ok(()),
        }
    }
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileReport {
    /// Where it is.
    pub path: String,
    /// The table.
    pub table: String,
    /// The rows read, without the header.
    pub rows: u64,
    /// Those in which something is wrong.
    pub failed_rows: u64,
}

/// A check of a table, a field or a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckReport {
    /// What was checked.
    pub check: String,
    /// The table.
    pub table: String,
    /// The field, or the fields of a key or reference; `None` for whole rows.
    pub field: Option<String>,
    /// How bad it is if it fails.
    #[serde(default)]
    pub severity: Severity,
    /// How it ended.
    pub verdict: Verdict,
    /// The rows that were checked.
    pub rows: u64,
    /// Those that failed.
    pub failures: u64,
    /// What is wrong, or why it was not checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The first rows that failed.
    pub samples: Vec<Sample>,
}

/// A row that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// The file.
    pub path: String,
    /// The row's first line; the header is line 1.
    pub line: u64,
    /// The value, only if values were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

impl Report {
    /// Judges the whole by its checks.
    pub fn judge(&mut self, allow_not_checked: bool) {
        let bad = |check: &CheckReport| match check.verdict {
            Verdict::Fail => check.severity == Severity::Error,
            // The definition itself makes a check impossible where it is no error.
            Verdict::NotChecked => !allow_not_checked && check.severity == Severity::Error,
            Verdict::Pass | Verdict::NotApplicable => false,
        };
        self.verdict = if self.checks.iter().any(bad) { Verdict::Fail } else { Verdict::Pass };
    }

    /// All rows that were read.
    pub fn rows(&self) -> u64 {
        self.files.iter().map(|file| file.rows).sum()
    }

    /// All rows in which something is wrong.
    pub fn failed_rows(&self) -> u64 {
        self.files.iter().map(|file| file.failed_rows).sum()
    }
}
