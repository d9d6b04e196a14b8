//! A value must be there, because the database asks for one.

use super::{CellCheck, ColumnSql, Test};
use crate::options::Options;
use crate::rules::Column;

pub(super) struct NotNull;

impl CellCheck for NotNull {
    fn code(&self) -> &'static str {
        "not-null"
    }

    fn problem(&self, _column: &Column) -> String {
        "there is no value, and the column takes no NULL".to_owned()
    }

    fn test(&self, column: &Column, _options: &Options) -> Option<Test> {
        column.not_null.then_some(Test::NoValue)
    }

    fn sql(&self, column: &Column, sql: &ColumnSql<'_>) -> Option<String> {
        column.not_null.then(|| format!("{} IS NULL", sql.name))
    }
}
