//! Values of each type: by number, where they must differ, or at random, with those at the limits of the type first.

use crate::rules::Column;
use crate::value::ValueType;

/// How many different values a column can have.
pub(super) fn capacity(column: &Column) -> u64 {
    if !column.allowed.is_empty() {
        return column.allowed.len() as u64;
    }
    match ValueType::of(&column.data_type) {
        Some(ValueType::Integer(_, max)) => max.unsigned_abs(),
        Some(ValueType::Decimal(precision, scale)) => 10_u64.saturating_pow(precision - scale).saturating_sub(1),
        Some(ValueType::Float) => 1 << 50,
        Some(ValueType::Date) => DAYS,
        Some(ValueType::DateTime) => DAYS * 86_400,
        Some(ValueType::Time) => 86_400,
        Some(ValueType::Boolean) => 2,
        Some(ValueType::Text) | None => 36_u64.saturating_pow(column.max_length().unwrap_or(64)),
    }
}

/// The value of this number.
pub(super) fn distinct(column: &Column, number: u64) -> String {
    if let Some(value) = column.allowed.get(number as usize) {
        return value.clone();
    }
    match ValueType::of(&column.data_type) {
        Some(ValueType::Integer(..) | ValueType::Decimal(..) | ValueType::Float) => (number + 1).to_string(),
        Some(ValueType::Date) => day(number),
        Some(ValueType::DateTime) => format!("{} {}", day(number / 86_400), clock(number)),
        Some(ValueType::Time) => clock(number),
        Some(ValueType::Boolean) => number.to_string(),
        Some(ValueType::Text) | None => base_36(number),
    }
}

fn base_36(mut number: u64) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from(b"0123456789abcdefghijklmnopqrstuvwxyz"[(number % 36) as usize]));
        number /= 36;
        if number == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}

/// The days that are used: 28 of each month from 1950 to 2049.
const DAYS: u64 = 100 * 12 * 28;

fn day(number: u64) -> String {
    let number = number % DAYS;
    format!("{:04}-{:02}-{:02}", 1950 + number / (12 * 28), 1 + number / 28 % 12, 1 + number % 28)
}

pub(super) fn date(row: u64, random: u64) -> String {
    match row {
        0 => "9999-12-31".to_owned(),
        1 => "1900-01-01".to_owned(),
        2 => "2000-02-29".to_owned(),
        _ => day(random),
    }
}

pub(super) fn clock(number: u64) -> String {
    let second = number % 86_400;
    format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
}

pub(super) fn decimal(precision: u32, scale: u32, row: u64, random: u64) -> String {
    // Databases that keep numbers in binary keep 15 digits.
    let (whole, part) = ((precision - scale).min(10) as usize, scale.min(5) as usize);
    let mut number = match row {
        0 => "9".repeat(whole),
        1 => format!("-{}", "9".repeat(whole)),
        _ => (random % 10_u64.pow(whole.min(4) as u32)).to_string(),
    };
    if number.is_empty() || number == "-" {
        number.push('0');
    }
    if part > 0 {
        number.push('.');
        number.push_str(&match row {
            0 | 1 => "9".repeat(part),
            _ => "5".to_owned(),
        });
    }
    number
}

/// Text with all that makes trouble: full length, characters of several bytes, quotes, commas, ends of lines.
pub(super) fn text(column: &Column, row: u64, random: u64) -> String {
    let max = column.max_length().unwrap_or(1000) as usize;
    let whole = match row {
        0 => "é漢ü1".chars().cycle().take(max).collect(),
        1 => "say \"no\", and\nend".to_owned(),
        2 => "it's 100% \\N ; -- NULL".to_owned(),
        _ => format!("value {}", base_36(random % 46_656)),
    };
    let fitting: String = whole.chars().take(max).collect();
    // A space at the end is no difference to some databases.
    let trimmed = fitting.trim_end();
    if trimmed.is_empty() { "x".to_owned() } else { trimmed.to_owned() }
}
