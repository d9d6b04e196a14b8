//! Values in text: whether they are of a type, and a form in which equal values are equal.

use dmsa::model::{FieldType, TypeKind};

/// How a value of a type is written, so that it can be read without knowledge of the definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueType {
    /// A whole number between these two.
    Integer(i64, i64),
    /// An exact number of so many digits in all, so many of them after the point.
    Decimal(u32, u32),
    /// An approximate number.
    Float,
    /// `YYYY-MM-DD`.
    Date,
    /// `YYYY-MM-DD HH:MM:SS`, with up to six digits of a second.
    DateTime,
    /// `HH:MM:SS`, with up to six digits of a second.
    Time,
    /// `0`, `1`, `t`, `f`, `true`, `false`, in any case.
    Boolean,
    /// Anything.
    Text,
}

/// Why text is no value of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// It is not written as values of the type are.
    Form,
    /// It is too large or too small for the type.
    Range,
    /// A database would round it.
    Rounded,
}

impl ValueType {
    /// The type that a definition gives; `None` for a type that is not known.
    pub fn of(data_type: &FieldType) -> Option<Self> {
        Some(match &data_type.kind {
            TypeKind::Integer => Self::Integer(i32::MIN.into(), i32::MAX.into()),
            TypeKind::BigInteger => Self::Integer(i64::MIN, i64::MAX),
            TypeKind::Number | TypeKind::Decimal => {
                let (precision, scale) = dmsa::dialect::number_size(data_type);
                Self::Decimal(precision.max(scale), scale)
            }
            TypeKind::Float => Self::Float,
            TypeKind::Date => Self::Date,
            TypeKind::DateTime | TypeKind::Timestamp => Self::DateTime,
            TypeKind::Time => Self::Time,
            TypeKind::Boolean => Self::Boolean,
            TypeKind::String | TypeKind::Text | TypeKind::Clob | TypeKind::Blob => Self::Text,
            TypeKind::Unknown(_) => return None,
        })
    }

    /// The type by which values of two columns are compared, if they can be.
    pub(crate) fn common(self, other: Self) -> Option<Self> {
        use ValueType::{Decimal, Float, Integer};
        match (self, other) {
            (a, b) if a == b => Some(a),
            (Integer(..) | Decimal(..), Integer(..) | Decimal(..)) => Some(Decimal(0, 0)),
            (Integer(..) | Decimal(..) | Float, Integer(..) | Decimal(..) | Float) => Some(Float),
            _ => None,
        }
    }

    /// Whether the text is a value. `t_allowed`: a `T` may stand between date and time.
    pub fn check(self, text: &[u8], t_allowed: bool) -> Result<(), Problem> {
        match self {
            Self::Integer(min, max) => match integer(text) {
                Some(Some(value)) if (min..=max).contains(&value) => Ok(()),
                Some(_) => Err(Problem::Range),
                None => Err(Problem::Form),
            },
            Self::Decimal(precision, scale) => decimal(text, precision, scale),
            Self::Float => float(text),
            Self::Date => form(date(text)),
            Self::DateTime => form(date_time(text, t_allowed)),
            Self::Time => form(time(text)),
            Self::Boolean => form(boolean(text).is_some()),
            Self::Text => Ok(()),
        }
    }
}

fn form(right: bool) -> Result<(), Problem> {
    if right { Ok(()) } else { Err(Problem::Form) }
}

/// A whole number: `None` if the text is none, `Some(None)` if it needs more than 64 bits.
pub(crate) fn integer(text: &[u8]) -> Option<Option<i64>> {
    let (negative, digits) = match text.split_first() {
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        _ => (false, text),
    };
    if digits.is_empty() {
        return None;
    }
    let mut value = 0_i64;
    let mut fits = true;
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        // Downwards, because there is one more negative number.
        match value.checked_mul(10).and_then(|value| value.checked_sub(digit.into())) {
            Some(next) => value = next,
            None => fits = false,
        }
    }
    let value = if negative { Some(value) } else { value.checked_neg() };
    Some(value.filter(|_| fits))
}

/// The parts of a decimal number: whether it is negative, digits before the point without leading zeros, digits after it
/// without trailing zeros.
pub(crate) fn decimal_parts(text: &[u8]) -> Option<(bool, &[u8], &[u8])> {
    let (negative, digits) = match text.split_first() {
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        _ => (false, text),
    };
    let (mut whole, mut part) = match digits.iter().position(|byte| *byte == b'.') {
        Some(point) => (&digits[..point], &digits[point + 1..]),
        None => (digits, &digits[..0]),
    };
    if whole.len() + part.len() == 0 || !whole.iter().chain(part).all(u8::is_ascii_digit) {
        return None;
    }
    while let Some((b'0', rest)) = whole.split_first() {
        whole = rest;
    }
    while let Some((b'0', rest)) = part.split_last() {
        part = rest;
    }
    Some((negative && whole.len() + part.len() > 0, whole, part))
}

fn decimal(text: &[u8], precision: u32, scale: u32) -> Result<(), Problem> {
    let (_, whole, part) = decimal_parts(text).ok_or(Problem::Form)?;
    if whole.len() > (precision - scale.min(precision)) as usize {
        return Err(Problem::Range);
    }
    if part.len() > scale as usize { Err(Problem::Rounded) } else { Ok(()) }
}

fn float(text: &[u8]) -> Result<(), Problem> {
    let (number, exponent) = match text.iter().position(|byte| matches!(byte, b'e' | b'E')) {
        Some(place) => (&text[..place], Some(&text[place + 1..])),
        None => (text, None),
    };
    let written = decimal_parts(number).is_some() && exponent.is_none_or(|exponent| integer(exponent).is_some());
    let value = std::str::from_utf8(text).ok().filter(|_| written).and_then(|text| text.parse::<f64>().ok());
    match value {
        None => Err(Problem::Form),
        Some(value) if value.is_finite() => Ok(()),
        Some(_) => Err(Problem::Range),
    }
}

fn two(text: &[u8]) -> Option<u32> {
    match text {
        [a @ b'0'..=b'9', b @ b'0'..=b'9'] => Some(u32::from(a - b'0') * 10 + u32::from(b - b'0')),
        _ => None,
    }
}

fn date(text: &[u8]) -> bool {
    let [a, b, c, d, b'-', e, f, b'-', g, h] = text else { return false };
    let (Some(century), Some(year), Some(month), Some(day)) =
        (two(&[*a, *b]), two(&[*c, *d]), two(&[*e, *f]), two(&[*g, *h]))
    else {
        return false;
    };
    let year = century * 100 + year;
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    year > 0 && (1..=days).contains(&day)
}

fn time(text: &[u8]) -> bool {
    let Some((clock, part)) = text.split_at_checked(8) else { return false };
    let [a, b, b':', c, d, b':', e, f] = clock else { return false };
    let fits = |text: [u8; 2], end: u32| two(&text).is_some_and(|number| number < end);
    let right = match part {
        [] => true,
        [b'.', digits @ ..] => (1..=6).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    right && fits([*a, *b], 24) && fits([*c, *d], 60) && fits([*e, *f], 60)
}

fn date_time(text: &[u8], t_allowed: bool) -> bool {
    let Some((day, rest)) = text.split_at_checked(10) else { return false };
    let Some((between, clock)) = rest.split_first() else { return false };
    (*between == b' ' || (*between == b'T' && t_allowed)) && date(day) && time(clock)
}

/// What a word for true or false means.
pub(crate) fn boolean(text: &[u8]) -> Option<bool> {
    let is = |word: &[u8]| text.eq_ignore_ascii_case(word);
    if is(b"1") || is(b"t") || is(b"true") {
        Some(true)
    } else if is(b"0") || is(b"f") || is(b"false") {
        Some(false)
    } else {
        None
    }
}

/// Writes a form of a value in which equal values of a type are equal bytes. The value is one of the type.
pub(crate) fn canonical(value_type: ValueType, text: &[u8], out: &mut Vec<u8>) {
    match value_type {
        ValueType::Integer(..) | ValueType::Decimal(..) => match decimal_parts(text) {
            Some((negative, whole, part)) => {
                out.push(if negative { b'-' } else { b'+' });
                out.extend_from_slice(whole);
                out.push(b'.');
                out.extend_from_slice(part);
            }
            None => out.extend_from_slice(text),
        },
        ValueType::Float => match std::str::from_utf8(text).ok().and_then(|text| text.parse::<f64>().ok()) {
            Some(value) => out.extend_from_slice(&(value + 0.0).to_bits().to_be_bytes()),
            None => out.extend_from_slice(text),
        },
        ValueType::DateTime | ValueType::Time => {
            let mut end = text.len();
            if text.contains(&b'.') {
                while end > 0 && text[end - 1] == b'0' {
                    end -= 1;
                }
                if end > 0 && text[end - 1] == b'.' {
                    end -= 1;
                }
            }
            let start = out.len();
            out.extend_from_slice(&text[..end]);
            if let Some(between) = out.get_mut(start + 10).filter(|between| **between == b'T') {
                *between = b' ';
            }
        }
        ValueType::Boolean => out.push(boolean(text).map_or(2, u8::from)),
        ValueType::Date | ValueType::Text => out.extend_from_slice(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(value_type: ValueType, text: &str) -> Result<(), Problem> {
        value_type.check(text.as_bytes(), false)
    }

    #[test]
    fn numbers_are_within_their_limits_and_never_rounded() {
        let integer = ValueType::Integer(i32::MIN.into(), i32::MAX.into());
        for (text, result) in [
            ("-2147483648", Ok(())),
            ("2147483647", Ok(())),
            ("+7", Ok(())),
            ("007", Ok(())),
            ("2147483648", Err(Problem::Range)),
            ("99999999999999999999999", Err(Problem::Range)),
            ("1.0", Err(Problem::Form)),
            (" 1", Err(Problem::Form)),
            ("-", Err(Problem::Form)),
            ("", Err(Problem::Form)),
            ("1e3", Err(Problem::Form)),
        ] {
            assert_eq!(check(integer, text), result, "{text}");
        }
        let big = ValueType::Integer(i64::MIN, i64::MAX);
        assert_eq!(check(big, "-9223372036854775808"), Ok(()));
        assert_eq!(check(big, "9223372036854775808"), Err(Problem::Range));
        for (text, result) in [
            ("123.45", Ok(())),
            ("-.5", Ok(())),
            ("000123.4500", Ok(())),
            ("1234", Err(Problem::Range)),
            ("1.234", Err(Problem::Rounded)),
            ("1e2", Err(Problem::Form)),
            (".", Err(Problem::Form)),
            ("NaN", Err(Problem::Form)),
        ] {
            assert_eq!(check(ValueType::Decimal(5, 2), text), result, "{text}");
        }
        assert_eq!(check(ValueType::Float, "-1.5e-3"), Ok(()));
        assert_eq!(check(ValueType::Float, "1e999"), Err(Problem::Range));
        assert_eq!(check(ValueType::Float, "inf"), Err(Problem::Form));
    }

    #[test]
    fn days_and_times_exist_and_are_written_whole() {
        for (text, right) in [
            ("2024-02-29", true),
            ("2023-02-29", false),
            ("1900-02-29", false),
            ("2000-02-29", true),
            ("2024-13-01", false),
            ("0000-01-01", false),
            ("2024-1-01", false),
            ("2024-01-01 00:00:00", false),
            ("01/02/2024", false),
        ] {
            assert_eq!(check(ValueType::Date, text).is_ok(), right, "{text}");
        }
        for (text, right) in [
            ("2024-02-29 23:59:59", true),
            ("2024-02-29 23:59:59.123456", true),
            ("2024-02-29 23:59:59.1234567", false),
            ("2024-02-29 23:59:60", false),
            ("2024-02-29T23:59:59", false),
            ("2024-02-29 24:00:00", false),
            ("2024-02-29", false),
            ("2024-02-29 23:59:59.", false),
        ] {
            assert_eq!(check(ValueType::DateTime, text).is_ok(), right, "{text}");
        }
        assert!(ValueType::DateTime.check(b"2024-02-29T23:59:59", true).is_ok());
        assert!(check(ValueType::Time, "23:59:59.5").is_ok());
        assert!(check(ValueType::Boolean, "TRUE").is_ok());
        assert!(check(ValueType::Boolean, "yes").is_err());
    }

    #[test]
    fn equal_values_have_one_form() {
        let form = |value_type, text: &str| {
            let mut out = Vec::new();
            canonical(value_type, text.as_bytes(), &mut out);
            out
        };
        let decimal = ValueType::Decimal(20, 5);
        assert_eq!(form(decimal, "+01.50"), form(decimal, "1.5"));
        assert_eq!(form(decimal, "-0"), form(decimal, "0.00"));
        assert_ne!(form(decimal, "-1"), form(decimal, "1"));
        assert_eq!(
            form(ValueType::DateTime, "2024-01-01T10:00:00.500"),
            form(ValueType::DateTime, "2024-01-01 10:00:00.5")
        );
        assert_eq!(
            form(ValueType::DateTime, "2024-01-01 10:00:00.0"),
            form(ValueType::DateTime, "2024-01-01 10:00:00")
        );
        assert_eq!(form(ValueType::DateTime, "2024-01-01 10:00:00"), b"2024-01-01 10:00:00");
        assert_eq!(form(ValueType::Float, "1e2"), form(ValueType::Float, "100.0"));
    }

    proptest! {
        #[test]
        fn whole_numbers_are_read_as_the_standard_library_reads_them(text in "[+-]?[0-9]{1,22}") {
            prop_assert_eq!(integer(text.as_bytes()), Some(text.parse::<i64>().ok()));
        }

        #[test]
        fn any_bytes_are_judged(bytes in proptest::collection::vec(any::<u8>(), 0..30)) {
            for value_type in [ValueType::Integer(0, 9), ValueType::Decimal(5, 2), ValueType::Float, ValueType::Date,
                               ValueType::DateTime, ValueType::Time, ValueType::Boolean] {
                value_type.check(&bytes, true).ok();
                canonical(value_type, &bytes, &mut Vec::new());
            }
        }
    }
}
