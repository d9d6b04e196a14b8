//! Defaults.

use crate::model::{FieldType, TypeKind};
use sqlparser::ast::{Expr, UnaryOperator, Value};

/// What a default says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Default {
    /// There is none: NULL, or a number that the database generates.
    None,
    /// This value, as definitions write it.
    Value(String),
    /// An expression that definitions have no word for.
    Expression,
}

/// The default of a field of this type.
pub(super) fn default(expression: &Expr, data_type: &FieldType) -> Default {
    match expression {
        Expr::Nested(inner) | Expr::Cast { expr: inner, .. } | Expr::Collate { expr: inner, .. } => {
            default(inner, data_type)
        }
        Expr::Value(value) => literal(&value.value),
        Expr::TypedString(typed) => literal(&typed.value.value),
        Expr::UnaryOp { op: UnaryOperator::Minus, expr } => match default(expr, data_type) {
            Default::Value(digits) => Default::Value(format!("-{digits}")),
            other => other,
        },
        Expr::UnaryOp { op: UnaryOperator::Plus, expr } => default(expr, data_type),
        Expr::Identifier(name) => word(&name.value, data_type),
        Expr::Function(function) => word(&function.name.to_string(), data_type),
        _ => Default::Expression,
    }
}

fn literal(value: &Value) -> Default {
    match value {
        Value::Number(digits, _) => Default::Value(digits.to_string()),
        Value::SingleQuotedString(text)
        | Value::DoubleQuotedString(text)
        | Value::EscapedStringLiteral(text)
        | Value::UnicodeStringLiteral(text)
        | Value::NationalStringLiteral(text)
        // MySQL's `b'0'`.
        | Value::SingleQuotedByteStringLiteral(text) => Default::Value(text.clone()),
        Value::Boolean(value) => Default::Value(value.to_string()),
        Value::Null => Default::None,
        _ => Default::Expression,
    }
}

/// A function or constant of a database. The names of today and now are those of PostgreSQL, MySQL, SQL Server, Oracle,
/// SQLite and Snowflake.
fn word(name: &str, data_type: &FieldType) -> Default {
    let name = name.to_ascii_lowercase();
    match name.as_str() {
        "nextval" | "next_value" => Default::None,
        "true" | "false" => Default::Value(name),
        "current_date" | "curdate" | "today" | "current_timestamp" | "now" | "getdate" | "sysdate" | "systimestamp"
        | "sysdatetime" | "getutcdate" | "localtimestamp" | "current_datetime" | "current_time" | "localtime"
        | "curtime" => match data_type.kind {
            TypeKind::Date => Default::Value("CURRENT_DATE".to_owned()),
            TypeKind::DateTime | TypeKind::Timestamp => Default::Value("CURRENT_TIMESTAMP".to_owned()),
            TypeKind::Time => Default::Value("CURRENT_TIME".to_owned()),
            _ => Default::Expression,
        },
        _ => Default::Expression,
    }
}
