//! A value must be written as values of its type are, fit, and not be rounded.

use super::{CellCheck, ColumnSql, Test};
use crate::options::Options;
use crate::rules::Column;
use crate::value::ValueType;

pub(super) struct Types;

impl CellCheck for Types {
    fn code(&self) -> &'static str {
        "type"
    }

    fn problem(&self, column: &Column) -> String {
        match ValueType::of(&column.data_type) {
            Some(ValueType::Integer(min, max)) => format!("no whole number from {min} to {max}"),
            Some(ValueType::Decimal(precision, scale)) => {
                format!("no number with at most {} digits before and {scale} after the point", precision - scale)
            }
            Some(ValueType::Float) => "no number".to_owned(),
            Some(ValueType::Date) => "no date `YYYY-MM-DD`".to_owned(),
            Some(ValueType::DateTime) => "no date and time `YYYY-MM-DD HH:MM:SS[.ffffff]`".to_owned(),
            Some(ValueType::Time) => "no time `HH:MM:SS[.ffffff]`".to_owned(),
            Some(ValueType::Boolean) => "neither true nor false (`1`, `0`, `t`, `f`, `true`, `false`)".to_owned(),
            Some(ValueType::Text) | None => format!("no {}", column.data_type),
        }
    }

    fn test(&self, column: &Column, options: &Options) -> Option<Test> {
        let Some(value_type) = ValueType::of(&column.data_type) else {
            return Some(Test::Impossible(format!("the definition gives it the unknown type `{}`", column.data_type)));
        };
        let t_allowed = options.t_in_datetimes;
        (value_type != ValueType::Text)
            .then(|| Test::Value(Box::new(move |value| value_type.check(value, t_allowed).is_err())))
    }

    fn spoils_value(&self) -> bool {
        true
    }

    /// A database's columns hold nothing else.
    fn sql(&self, _column: &Column, _sql: &ColumnSql<'_>) -> Option<String> {
        None
    }
}
