//! A value must be one of those that the definition lists, if it lists any.

use super::{CellCheck, ColumnSql, Test};
use crate::options::Options;
use crate::rules::Column;
use std::collections::HashSet;

pub(super) struct AllowedValues;

impl CellCheck for AllowedValues {
    fn code(&self) -> &'static str {
        "allowed-values"
    }

    fn problem(&self, column: &Column) -> String {
        format!("none of the {} values that the definition allows", column.allowed.len())
    }

    fn test(&self, column: &Column, _options: &Options) -> Option<Test> {
        let allowed: HashSet<Vec<u8>> = column.allowed.iter().map(|value| value.clone().into_bytes()).collect();
        (!allowed.is_empty()).then(|| Test::Value(Box::new(move |value| !allowed.contains(value))))
    }

    fn sql(&self, column: &Column, sql: &ColumnSql<'_>) -> Option<String> {
        let allowed: Vec<String> = column.allowed.iter().map(|value| (sql.string)(value)).collect();
        (!allowed.is_empty()).then(|| format!("{} NOT IN ({})", sql.name, allowed.join(", ")))
    }
}
