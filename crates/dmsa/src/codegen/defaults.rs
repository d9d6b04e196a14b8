//! The defaults of columns, for all databases.

use crate::ddl::plan::ColumnPlan;
use crate::dialect::Literal;
use serde::Serialize;

/// The default of a column.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnDefault {
    /// A string; a date or a time in one.
    String(String),
    /// True or false.
    Boolean(bool),
    /// SQL.
    Sql(String),
}

/// The default of a column for all databases.
pub(super) fn default(column: &ColumnPlan<'_>) -> Option<ColumnDefault> {
    let sql = column.default.as_deref()?;
    Some(match Literal::parse(&column.field.default, &column.field.data_type)? {
        Literal::Boolean(value) => ColumnDefault::Boolean(value),
        Literal::Text(text) | Literal::Date(text) | Literal::DateTime(text) | Literal::Time(text) => {
            ColumnDefault::String(text)
        }
        Literal::Number(_) | Literal::Bytes(_) | Literal::Now(_) => ColumnDefault::Sql(sql.to_owned()),
    })
}
