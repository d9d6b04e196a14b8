//! The checks of single cells. A check is one file and one line in [`CELL_CHECKS`].

mod allowed_values;
mod length;
mod not_null;
mod required;
mod types;

use crate::options::Options;
use crate::rules::Column;

/// Every check of single cells, in the order of reports.
pub static CELL_CHECKS: &[&dyn CellCheck] =
    &[&not_null::NotNull, &required::Required, &types::Types, &length::Length, &allowed_values::AllowedValues];

/// A check of the cells of one column.
pub trait CellCheck: Sync {
    /// Its name in reports.
    fn code(&self) -> &'static str;

    /// What is wrong with a cell that fails, in words; no value is quoted.
    fn problem(&self, column: &Column) -> String;

    /// What to do with the cells of this column; `None` where the check asks nothing of it.
    fn test(&self, column: &Column, options: &Options) -> Option<Test>;

    /// A condition in SQL that holds for the values that fail, if a database can hold such values.
    fn sql(&self, column: &Column, sql: &ColumnSql<'_>) -> Option<String>;

    /// Whether a value that fails is none, so that it cannot be compared with others.
    fn spoils_value(&self) -> bool {
        false
    }

    /// Whether it only warns.
    fn only_warns(&self, _options: &Options) -> bool {
        false
    }
}

/// Whether a value fails.
pub type ValueTest = Box<dyn Fn(&[u8]) -> bool + Send + Sync>;

/// A test for the cells of one column.
pub enum Test {
    /// No value fails.
    NoValue,
    /// A value fails for which this holds.
    Value(ValueTest),
    /// Cannot be tested, and why.
    Impossible(String),
}

/// How a database writes what checks need.
pub struct ColumnSql<'a> {
    /// The column's name, quoted where it must be.
    pub name: &'a str,
    /// The number of characters of a value, around its name: `CHAR_LENGTH(`.
    pub length: &'a str,
    /// Writes a string.
    pub string: &'a dyn Fn(&str) -> String,
}
