use super::sizes::{number_size, string_length};
use crate::model::{FieldType, TypeKind};

/// A default value, understood by the type of its field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// A number, in digits.
    Number(String),
    /// True or false.
    Boolean(bool),
    /// A string.
    Text(String),
    /// A day: `2099-12-31`.
    Date(String),
    /// A day and a time: `2099-12-31 23:59:59`.
    DateTime(String),
    /// A time of day: `23:59:59`.
    Time(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// The day or the moment at which a row is inserted: `CURRENT_DATE`, `CURRENT_TIMESTAMP` or `CURRENT_TIME`.
    Now(&'static str),
}

impl Literal {
    /// What a default as written means in a field of this type; `None` if it cannot be a value of it.
    ///
    /// ```
    /// use dmsa::dialect::Literal;
    /// use dmsa::model::{FieldType, TypeKind};
    ///
    /// let date = Literal::parse("31-Dec-2099", &FieldType::from(TypeKind::Date));
    /// assert_eq!(date, Some(Literal::Date("2099-12-31".into())));
    /// assert_eq!(Literal::parse("soon", &FieldType::from(TypeKind::Date)), None);
    /// ```
    pub fn parse(text: &str, data_type: &FieldType) -> Option<Self> {
        let bare = unquoted(text);
        match &data_type.kind {
            TypeKind::Integer => whole(bare, i32::MIN.into(), i32::MAX.into()),
            TypeKind::BigInteger => whole(bare, i64::MIN, i64::MAX),
            TypeKind::Number | TypeKind::Decimal => number(bare, false).filter(|literal| literal.fits(data_type)),
            TypeKind::Float => number(bare, true).filter(|literal| literal.fits(data_type)),
            TypeKind::String => {
                let text = string(text);
                let fits = text.chars().count() <= string_length(data_type) as usize;
                fits.then_some(Literal::Text(text))
            }
            TypeKind::Text | TypeKind::Clob => Some(Literal::Text(string(text))),
            TypeKind::Date => now(bare, &["CURRENT_DATE"]).or_else(|| date(bare).map(Literal::Date)),
            TypeKind::DateTime | TypeKind::Timestamp => {
                now(bare, &["CURRENT_TIMESTAMP"]).or_else(|| date_time(bare).map(Literal::DateTime))
            }
            TypeKind::Time => now(bare, &["CURRENT_TIME"]).or_else(|| time(bare).map(Literal::Time)),
            TypeKind::Boolean => boolean(bare),
            TypeKind::Blob => Some(Literal::Bytes(text.as_bytes().to_vec())),
            TypeKind::Unknown(_) => None,
        }
    }

    /// Whether a number is one that the type can hold: databases refuse a default that must be rounded.
    fn fits(&self, data_type: &FieldType) -> bool {
        let Literal::Number(digits) = self else { return false };
        if data_type.kind == TypeKind::Float {
            return digits.parse::<f32>().is_ok_and(f32::is_finite);
        }
        let (precision, scale) = number_size(data_type);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let count = |digits: &str| u32::try_from(digits.len()).unwrap_or(u32::MAX);
        count(whole.trim_start_matches(['-', '0'])) <= precision.saturating_sub(scale)
            && count(fraction.trim_end_matches('0')) <= scale
    }
}

/// Authors sometimes write a default as SQL: in quotes, or as SQL Server shows it, in parentheses: `((1))`.
fn unquoted(text: &str) -> &str {
    let mut text = text.trim();
    while let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        text = inner.trim();
    }
    text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap_or(text).trim()
}

/// A string that may be written as in SQL: in quotes, with those in it doubled. All else is the string itself.
fn string(text: &str) -> String {
    let inner = text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    match inner.filter(|inner| !inner.replace("''", "").contains('\'')) {
        Some(inner) => inner.replace("''", "'"),
        None => text.to_owned(),
    }
}

fn whole(text: &str, min: i64, max: i64) -> Option<Literal> {
    // A spreadsheet writes `1.0`.
    let fraction = text.split_once('.').filter(|(_, zeros)| zeros.bytes().all(|byte| byte == b'0'));
    let value: i64 = fraction.map_or(text, |(digits, _)| digits).parse().ok()?;
    (min..=max).contains(&value).then(|| Literal::Number(value.to_string()))
}

fn number(text: &str, exponent: bool) -> Option<Literal> {
    let text = text.strip_prefix('+').unwrap_or(text);
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, power) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, power)) if exponent => (mantissa, Some(power)),
        Some(_) => return None,
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() + fraction.len() == 0 || !digits(whole) || !digits(fraction) {
        return None;
    }
    let power = power.map(str::parse::<i16>).transpose().ok()?;
    let sign = if unsigned.len() < text.len() { "-" } else { "" };
    let whole = if whole.is_empty() { "0" } else { whole };
    let point = if fraction.is_empty() { "" } else { "." };
    let exponent = power.map(|power| format!("e{power}")).unwrap_or_default();
    Some(Literal::Number(format!("{sign}{whole}{point}{fraction}{exponent}")))
}

fn boolean(text: &str) -> Option<Literal> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "1" => Some(Literal::Boolean(true)),
        "false" | "f" | "no" | "n" | "0" => Some(Literal::Boolean(false)),
        _ => None,
    }
}

fn now(text: &str, functions: &[&'static str]) -> Option<Literal> {
    let name = text.strip_suffix("()").unwrap_or(text);
    functions.iter().find(|function| name.eq_ignore_ascii_case(function)).map(|function| Literal::Now(function))
}

/// `2099-12-31`, `20991231`, `31-Dec-2099`, `31 December 2099`. Orders that can be mistaken, such as `12/11/2099`, are
/// not guessed at.
fn date(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(['-', ' ', '/']).filter(|part| !part.is_empty()).collect();
    let (year, month, day) = match parts.as_slice() {
        [whole] if whole.len() == 8 && whole.is_ascii() => (&whole[..4], whole[4..6].parse().ok()?, &whole[6..]),
        [year, month, day] if year.len() == 4 => (*year, month_number(month)?, *day),
        [day, month, year] if year.len() == 4 && month.parse::<u32>().is_err() => (*year, month_number(month)?, *day),
        _ => return None,
    };
    let (year, day): (u32, u32) = (digits(year)?, digits(day)?);
    let month: u32 = month;
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (year > 0 && (1..=days).contains(&day)).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

fn digits(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

fn month_number(text: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let lower = text.to_ascii_lowercase();
    if lower.len() >= 3
        && let Some(position) = MONTHS.iter().position(|month| month.starts_with(&lower))
    {
        return u32::try_from(position + 1).ok();
    }
    digits(text)
}

fn date_time(text: &str) -> Option<String> {
    let split = text.split_once('T').or_else(|| text.rsplit_once(' ').filter(|(_, time)| time.contains(':')));
    let (day, moment) = split.unwrap_or((text, "00:00:00"));
    Some(format!("{} {}", date(day)?, time(moment)?))
}

/// `23:59`, `23:59:59`, `23:59:59.999`.
fn time(text: &str) -> Option<String> {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut parts = clock.split(':');
    let (hour, minute) = (digits(parts.next()?)?, digits(parts.next()?)?);
    let second = parts.next().map_or(Some(0), digits)?;
    let valid = hour < 24 && minute < 60 && second < 60 && parts.next().is_none();
    let fraction_is_digits = fraction.len() <= 6 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let point = if fraction.is_empty() { "" } else { "." };
    (valid && fraction_is_digits).then(|| format!("{hour:02}:{minute:02}:{second:02}{point}{fraction}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(kind: TypeKind, text: &str) -> Option<Literal> {
        Literal::parse(text, &FieldType::from(kind))
    }

    #[test]
    fn numbers_lose_their_quotes() {
        for (kind, text, digits) in [
            (TypeKind::Integer, "'1'", "1"),
            (TypeKind::Integer, "+7", "7"),
            (TypeKind::Integer, "((1))", "1"),
            (TypeKind::Integer, "0.0", "0"),
            (TypeKind::BigInteger, "-9223372036854775808", "-9223372036854775808"),
            (TypeKind::Number, "0.50", "0.50"),
            (TypeKind::Number, "-.5", "-0.5"),
            (TypeKind::Number, "5.", "5"),
            (TypeKind::Float, "1e-3", "1e-3"),
        ] {
            assert_eq!(parse(kind, text), Some(Literal::Number(digits.into())), "{text}");
        }
        for (kind, text) in [
            (TypeKind::Integer, "1.5"),
            (TypeKind::Integer, "2147483648"),
            (TypeKind::Number, "1e3"),
            (TypeKind::Number, "1; DROP TABLE x"),
            (TypeKind::Number, ""),
            (TypeKind::Number, "."),
            (TypeKind::Number, "1234567890123456"),
            (TypeKind::Number, "0.000001"),
            (TypeKind::Float, "1e999"),
            (TypeKind::Float, "inf"),
        ] {
            assert_eq!(parse(kind, text), None, "{text}");
        }
    }

    #[test]
    fn days_are_understood_however_written() {
        for text in ["31-Dec-2099", "2099-12-31", "'2099-12-31'", "20991231", "31 December 2099", "2099/12/31"] {
            assert_eq!(parse(TypeKind::Date, text), Some(Literal::Date("2099-12-31".into())), "{text}");
        }
        for text in ["12/11/2099", "2099-02-29", "2099-13-01", "31-Foo-2099", "0000-01-01", "2099-1é-01", "ééééé"]
        {
            assert_eq!(parse(TypeKind::Date, text), None, "{text}");
        }
        assert_eq!(parse(TypeKind::Date, "current_date"), Some(Literal::Now("CURRENT_DATE")));
    }

    #[test]
    fn moments_are_understood() {
        let moment = |text| parse(TypeKind::DateTime, text);
        assert_eq!(moment("2000-02-29"), Some(Literal::DateTime("2000-02-29 00:00:00".into())));
        assert_eq!(moment("2000-02-29T23:59"), Some(Literal::DateTime("2000-02-29 23:59:00".into())));
        assert_eq!(moment("29-Feb-2000 23:59:59.25"), Some(Literal::DateTime("2000-02-29 23:59:59.25".into())));
        assert_eq!(moment("CURRENT_TIMESTAMP"), Some(Literal::Now("CURRENT_TIMESTAMP")));
        assert_eq!(moment("2000-02-29 24:00"), None);
        assert_eq!(parse(TypeKind::Time, "7:05"), Some(Literal::Time("07:05:00".into())));
        assert_eq!(parse(TypeKind::Time, "7"), None);
    }

    #[test]
    fn strings_lose_the_quotes_of_sql_alone() {
        let short = FieldType { length: Some(3), ..TypeKind::String.into() };
        assert_eq!(Literal::parse("äöü", &short), Some(Literal::Text("äöü".into())));
        assert_eq!(Literal::parse("four", &short), None);
        let quoted = [("'a'", "a"), ("''", ""), ("'it''s'", "it's"), ("'''a'''", "'a'")];
        let plain = ["it's", "'", "'a'b'", "@"].map(|text| (text, text));
        for (written, meant) in quoted.into_iter().chain(plain) {
            assert_eq!(parse(TypeKind::Text, written), Some(Literal::Text(meant.into())), "{written}");
        }
        assert_eq!(Literal::parse("'abc'", &short), Some(Literal::Text("abc".into())));
        assert_eq!(parse(TypeKind::Boolean, "Yes"), Some(Literal::Boolean(true)));
        assert_eq!(parse(TypeKind::Boolean, "maybe"), None);
        assert_eq!(parse(TypeKind::Unknown("x".into()), "1"), None);
    }
}
