//! A value shall be there, because the network asks sites for one. Databases do not: it is a warning unless asked for.

use super::{CellCheck, ColumnSql, Test};
use crate::options::{Options, Required as Policy};
use crate::rules::Column;

pub(super) struct Required;

impl CellCheck for Required {
    fn code(&self) -> &'static str {
        "required"
    }

    fn problem(&self, _column: &Column) -> String {
        "there is no value, and the network asks for one".to_owned()
    }

    fn test(&self, column: &Column, options: &Options) -> Option<Test> {
        // Not null says it already.
        (column.required && !column.not_null && options.required != Policy::Ignore).then_some(Test::NoValue)
    }

    fn sql(&self, column: &Column, sql: &ColumnSql<'_>) -> Option<String> {
        (column.required && !column.not_null).then(|| format!("{} IS NULL", sql.name))
    }

    fn only_warns(&self, options: &Options) -> bool {
        options.required == Policy::Warning
    }
}
