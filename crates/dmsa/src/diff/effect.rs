//! What another type means for the values of a field.

use crate::dialect::{number_size, string_length};
use crate::model::{FieldType, TypeKind};
use serde::Serialize;

/// What another type means for the values of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TypeEffect {
    /// The same type in other words: `datetime` and `timestamp`, `string` and `string(256)`.
    Same,
    /// Every value still fits.
    Widened,
    /// Some values may not fit any more.
    Narrowed,
    /// Values are of another kind, and must be converted.
    Retyped,
}

impl TypeEffect {
    /// The effect in one word.
    pub fn name(self) -> &'static str {
        match self {
            TypeEffect::Same => "the same type",
            TypeEffect::Widened => "widened",
            TypeEffect::Narrowed => "narrowed",
            TypeEffect::Retyped => "retyped",
        }
    }
}

/// How values of a kind are measured. Types of one family can be compared by size.
#[derive(PartialEq)]
enum Measure {
    /// Digits before and after the point.
    Exact(u32, u32),
    Approximate,
    /// Characters; none means any number.
    Characters(Option<u32>),
    Day,
    Moment,
    Time,
    Boolean,
    Bytes,
    Unknown(String),
}

/// Digits of a 32-bit and of a 64-bit whole number.
const INTEGER_DIGITS: u32 = 10;
const BIG_INTEGER_DIGITS: u32 = 19;

/// Digits that a floating-point number of 64 bits keeps exactly.
const FLOAT_DIGITS: u32 = 15;

fn measure(data_type: &FieldType) -> Measure {
    match &data_type.kind {
        TypeKind::Integer => Measure::Exact(INTEGER_DIGITS, 0),
        TypeKind::BigInteger => Measure::Exact(BIG_INTEGER_DIGITS, 0),
        TypeKind::Number | TypeKind::Decimal => {
            let (precision, scale) = number_size(data_type);
            Measure::Exact(precision.saturating_sub(scale), scale)
        }
        TypeKind::Float => Measure::Approximate,
        TypeKind::String => Measure::Characters(Some(string_length(data_type))),
        TypeKind::Text | TypeKind::Clob => Measure::Characters(None),
        TypeKind::Date => Measure::Day,
        TypeKind::DateTime | TypeKind::Timestamp => Measure::Moment,
        TypeKind::Time => Measure::Time,
        TypeKind::Boolean => Measure::Boolean,
        TypeKind::Blob => Measure::Bytes,
        TypeKind::Unknown(name) => Measure::Unknown(name.to_lowercase()),
    }
}

/// What the change from one type to another means for values.
///
/// ```
/// use dmsa::diff::{TypeEffect, effect};
/// use dmsa::model::TypeKind;
///
/// let (small, big) = (TypeKind::Integer.into(), TypeKind::BigInteger.into());
/// assert_eq!(effect(&small, &big), TypeEffect::Widened);
/// assert_eq!(effect(&big, &small), TypeEffect::Narrowed);
/// ```
pub fn effect(before: &FieldType, after: &FieldType) -> TypeEffect {
    use Measure::{Approximate, Characters, Day, Exact, Moment};
    let fits = |fits: bool| if fits { TypeEffect::Widened } else { TypeEffect::Narrowed };
    let whole = |data_type: &FieldType| matches!(data_type.kind, TypeKind::Integer | TypeKind::BigInteger);
    match (measure(before), measure(after)) {
        // `number(10, 0)` holds larger numbers than `integer` does.
        (Exact(a, 0), Exact(b, 0)) if a == b && whole(before) != whole(after) => fits(whole(before)),
        (a, b) if a == b => TypeEffect::Same,
        (Exact(a, a_scale), Exact(b, b_scale)) => fits(a <= b && a_scale <= b_scale),
        (Exact(digits, scale), Approximate) => fits(digits + scale <= FLOAT_DIGITS),
        (Approximate, Exact(..)) => TypeEffect::Narrowed,
        (Characters(_), Characters(None)) => TypeEffect::Widened,
        (Characters(None), Characters(Some(_))) => TypeEffect::Narrowed,
        (Characters(Some(a)), Characters(Some(b))) => fits(a <= b),
        (Day, Moment) => TypeEffect::Widened,
        (Moment, Day) => TypeEffect::Narrowed,
        _ => TypeEffect::Retyped,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: TypeKind, sizes: [Option<u32>; 3]) -> FieldType {
        let [length, precision, scale] = sizes;
        FieldType { kind, length, precision, scale }
    }

    #[test]
    fn effects_follow_the_sizes() {
        use TypeEffect::{Narrowed, Retyped, Same, Widened};
        let string = |length| of(TypeKind::String, [Some(length), None, None]);
        let number = |precision, scale| of(TypeKind::Number, [None, Some(precision), Some(scale)]);
        let plain = FieldType::from;
        for (before, after, expected) in [
            (string(50), string(51), Widened),
            (string(50), string(49), Narrowed),
            (plain(TypeKind::String), string(256), Same),
            (string(50), plain(TypeKind::Text), Widened),
            (plain(TypeKind::Clob), plain(TypeKind::Text), Same),
            (plain(TypeKind::DateTime), plain(TypeKind::Timestamp), Same),
            (plain(TypeKind::Date), plain(TypeKind::DateTime), Widened),
            (number(20, 5), number(20, 6), Narrowed),
            (number(20, 5), number(21, 6), Widened),
            (plain(TypeKind::Integer), number(10, 0), Widened),
            (number(10, 0), plain(TypeKind::Integer), Narrowed),
            (plain(TypeKind::Integer), plain(TypeKind::Float), Widened),
            (plain(TypeKind::BigInteger), plain(TypeKind::Float), Narrowed),
            (plain(TypeKind::Integer), string(50), Retyped),
            (plain(TypeKind::Boolean), plain(TypeKind::Integer), Retyped),
        ] {
            assert_eq!(effect(&before, &after), expected, "{before} → {after}");
        }
    }
}
