//! The sizes of types, by the original's rules and within a database's limits.

use super::ColumnType;
use crate::model::FieldType;

/// Digits in all and digits after the point of a number, by the original's rules with two corrections: an explicit
/// scale counts, 0 included, and up to five digits without a scale are a whole number.
pub fn number_size(data_type: &FieldType) -> (u32, u32) {
    let precision = data_type.precision.filter(|precision| *precision > 0);
    let scale = match (data_type.scale, precision) {
        (Some(scale), _) => scale,
        (None, Some(precision)) if precision <= 5 => 0,
        (None, _) => 5,
    };
    (precision.unwrap_or(20), scale)
}

/// NUMERIC with what the database can hold of the size: at most `max_precision` digits, `max_scale` after the point,
/// and no more after the point than in all.
pub(super) fn numeric(data_type: &FieldType, max_precision: u32, max_scale: u32) -> ColumnType {
    let (precision, scale) = number_size(data_type);
    let fitting = precision.min(max_precision);
    let fitting_scale = scale.min(max_scale).min(fitting);
    let sql = format!("NUMERIC({fitting}, {fitting_scale})");
    if (fitting, fitting_scale) == (precision, scale) {
        return sql.into();
    }
    let problem = if scale > precision { "has more digits after the point than in all" } else { "is too large" };
    ColumnType::with_loss(sql, format!("{data_type} {problem}"))
}

/// A type with its length. Half of all columns are strings, and `format!` would take four times as long.
pub(super) fn sized(before: &str, length: u32, after: &str) -> String {
    [before, itoa::Buffer::new().format(length), after].concat()
}

/// Characters of a string for which the definition gives no length.
pub(crate) const DEFAULT_STRING_LENGTH: u32 = 256;

/// Characters of a string: the original's default where the definition gives none.
pub(crate) fn string_length(data_type: &FieldType) -> u32 {
    data_type.length.filter(|length| *length > 0).unwrap_or(DEFAULT_STRING_LENGTH)
}
