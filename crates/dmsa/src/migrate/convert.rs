//! How a value of one type becomes a value of another, and which values cannot.

use crate::ddl::plan::ColumnPlan;
use crate::dialect::{Alter, Dialect, Literal, number_size, string_length};
use crate::model::{FieldType, TypeKind};

/// How a value of one type becomes a value of another.
pub(super) struct Conversion {
    /// The condition for a value that fits; none if every value does. Not known for NULL.
    pub(super) fits: Option<String>,
    /// The new value of one that fits.
    pub(super) value: String,
    /// The new value of one that does not.
    pub(super) otherwise: String,
}

/// A condition that no row fulfils.
const NEVER: &str = "1 = 0";

const NULL: &str = "NULL";

const DATE: &str = "([0-9]{4}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|\
                    (0[13578]|1[02])-31)|([0-9]{2}(0[48]|[2468][048]|[13579][26])|\
                    ([02468][048]|[13579][26])00)-02-29)";

const TIME: &str = "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?";

/// The values that a type can hold, as far as conversions care.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    /// Whole numbers of so many bits.
    Whole(u32),
    /// Digits before and after the point.
    Exact(u32, u32),
    Float,
    /// Characters, where there is a limit.
    Text(Option<u32>),
    Day,
    Moment,
    Time,
    Boolean,
    Other,
}

fn shape(data_type: &FieldType) -> Shape {
    match data_type.kind {
        TypeKind::Integer => Shape::Whole(32),
        TypeKind::BigInteger => Shape::Whole(64),
        TypeKind::Number | TypeKind::Decimal => {
            let (precision, scale) = number_size(data_type);
            Shape::Exact(precision.saturating_sub(scale), scale)
        }
        TypeKind::Float => Shape::Float,
        TypeKind::String => Shape::Text(Some(string_length(data_type))),
        TypeKind::Text | TypeKind::Clob => Shape::Text(None),
        TypeKind::Date => Shape::Day,
        TypeKind::DateTime | TypeKind::Timestamp => Shape::Moment,
        TypeKind::Time => Shape::Time,
        TypeKind::Boolean => Shape::Boolean,
        TypeKind::Blob | TypeKind::Unknown(_) => Shape::Other,
    }
}

/// The type that a column really has: a row that would be too wide makes text of strings.
pub(super) fn actual_type(dialect: &dyn Dialect, column: &ColumnPlan<'_>) -> FieldType {
    let declared = &column.field.data_type;
    match dialect.data_type(declared) {
        Some(data_type) if data_type.sql == column.data_type => declared.clone(),
        _ => TypeKind::Text.into(),
    }
}

/// How a value becomes one of another type, whose SQL is `sql`.
pub(super) fn conversion(
    dialect: &dyn Dialect,
    alter: &dyn Alter,
    value: &str,
    from: &FieldType,
    to: &FieldType,
    sql: &str,
) -> Conversion {
    let boolean = |is| dialect.literal(&Literal::Boolean(is), &TypeKind::Boolean.into());
    let (from, to) = (shape(from), shape(to));
    let text = if matches!(from, Shape::Text(_)) { value.to_owned() } else { alter.cast(value, "VARCHAR(1000)") };
    let matches = |pattern: &str| Some(alter.matches(value, &format!("^{pattern}$")));
    let cast = alter.cast(value, sql);
    let plain = |fits: Option<String>| Conversion { fits, value: cast.clone(), otherwise: NULL.to_owned() };
    if !alter.enforces_types() && to != Shape::Boolean {
        return plain(None);
    }
    match (from, to) {
        (Shape::Text(_), Shape::Text(None)) => Conversion { value: value.to_owned(), ..plain(None) },
        (Shape::Text(a), Shape::Text(Some(b))) => {
            let fits = a.is_none_or(|a| a > b).then(|| format!("{} <= {b}", alter.length(value)));
            Conversion { fits, value: value.to_owned(), otherwise: alter.beginning(value, b) }
        }
        (Shape::Boolean, Shape::Text(_) | Shape::Whole(_) | Shape::Exact(..) | Shape::Float) => {
            let quote = if matches!(to, Shape::Text(_)) { "'" } else { "" };
            let cases = [(true, 1), (false, 0)]
                .map(|(is, digit)| format!("WHEN {value} = {} THEN {quote}{digit}{quote}", boolean(is)))
                .join(" ");
            Conversion { value: format!("CASE {cases} END"), ..plain(None) }
        }
        (Shape::Other, _) | (_, Shape::Other) => plain((from != to).then(|| NEVER.to_owned())),
        (_, Shape::Text(None)) => plain(None),
        (_, Shape::Text(Some(length))) => plain(Some(format!("{} <= {length}", alter.length(&text)))),
        (Shape::Text(_), Shape::Boolean) => {
            let yes = format!("LOWER({value}) IN ('1', 'true', 't')");
            let (yes_value, no_value) = (boolean(true), boolean(false));
            let value = format!("CASE WHEN {yes} THEN {yes_value} WHEN {value} IS NOT NULL THEN {no_value} END");
            let fits = format!("LOWER({}) IN ('1', 'true', 't', '0', 'false', 'f')", text);
            Conversion { value, ..plain(Some(fits)) }
        }
        (Shape::Boolean, Shape::Boolean) => plain(None),
        (Shape::Whole(_) | Shape::Exact(..) | Shape::Float, Shape::Boolean) => {
            let (one, zero) = (boolean(true), boolean(false));
            let case = format!("CASE WHEN {value} = 1 THEN {one} WHEN {value} = 0 THEN {zero} END");
            Conversion { value: case, ..plain(Some(format!("{value} IN (0, 1)"))) }
        }
        (Shape::Text(_), Shape::Whole(32)) => plain(matches("[-+]?[0-9]{1,9}")),
        (Shape::Text(_), Shape::Whole(_)) => plain(matches("[-+]?[0-9]{1,18}")),
        (Shape::Text(_), Shape::Exact(0, scale)) => plain(matches(&format!("[-+]?0?([.][0-9]{{0,{scale}}})?"))),
        (Shape::Text(_), Shape::Exact(whole, scale)) => {
            plain(matches(&format!("[-+]?[0-9]{{1,{}}}([.][0-9]{{0,{}}})?", whole.min(200), scale.min(200))))
        }
        (Shape::Text(_), Shape::Float) => plain(matches("[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]{1,2})?")),
        (Shape::Text(_), Shape::Day) => plain(matches(DATE)),
        (Shape::Text(_), Shape::Moment) => plain(matches(&format!("{DATE}([ T]{TIME})?"))),
        (Shape::Text(_), Shape::Time) => plain(matches(TIME)),
        (Shape::Whole(a), Shape::Whole(b)) => plain((a > b).then(|| within(value, b))),
        (Shape::Exact(..) | Shape::Float, Shape::Whole(bits)) => {
            plain(Some(format!("{} AND {value} = FLOOR({value})", within(value, bits))))
        }
        (Shape::Whole(bits), Shape::Exact(whole, _)) => {
            let digits = if bits == 32 { 10 } else { 19 };
            plain((whole < digits).then(|| below(value, whole)))
        }
        (Shape::Exact(a, a_scale), Shape::Exact(b, b_scale)) => {
            let size = (a > b).then(|| below(value, b));
            let scale = (a_scale > b_scale).then(|| format!("ROUND({value}, {b_scale}) = {value}"));
            let fits: Vec<String> = size.into_iter().chain(scale).collect();
            plain((!fits.is_empty()).then(|| fits.join(" AND ")))
        }
        (Shape::Float, Shape::Exact(whole, _)) => plain(Some(below(value, whole))),
        (Shape::Whole(_) | Shape::Exact(..) | Shape::Float, Shape::Float) => plain(None),
        (Shape::Day, Shape::Day | Shape::Moment) | (Shape::Moment, Shape::Moment) | (Shape::Time, Shape::Time) => {
            plain(None)
        }
        (Shape::Moment, Shape::Day) => {
            let day = alter.day(value);
            Conversion { fits: Some(format!("{value} = {day}")), value: day, otherwise: NULL.to_owned() }
        }
        _ => Conversion { value: NULL.to_owned(), ..plain(Some(NEVER.to_owned())) },
    }
}

fn within(value: &str, bits: u32) -> String {
    if bits == 32 {
        format!("{value} BETWEEN -2147483648 AND 2147483647")
    } else {
        format!("{value} BETWEEN -9223372036854775808 AND 9223372036854775807")
    }
}

/// Whether a number has no more digits before the point.
fn below(value: &str, whole: u32) -> String {
    format!("ABS({value}) < 1{}", "0".repeat(whole as usize))
}

/// A value that says nothing, for a column that must have one.
pub(super) fn placeholder(dialect: &dyn Dialect, data_type: &FieldType) -> String {
    let text = match shape(data_type) {
        Shape::Day | Shape::Moment => "1970-01-01",
        Shape::Time => "00:00:00",
        _ => "0",
    };
    let zero = || "0".to_owned();
    Literal::parse(text, data_type).map_or_else(zero, |literal| dialect.literal(&literal, data_type))
}
