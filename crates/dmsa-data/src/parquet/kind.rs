//! What the columns of a Parquet file hold, and how their values are written as text.

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::data_type::Int96;
use parquet::schema::types::ColumnDescriptor;
use std::io::Write;

/// How the values of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Boolean,
    Signed,
    Unsigned,
    Float,
    /// Days since 1970.
    Date,
    /// So many digits of a second since midnight.
    Time(u32),
    /// So many digits of a second since 1970.
    Timestamp(u32),
    /// So many digits after the point.
    Decimal(u32),
    Bytes,
    Uuid,
}

impl Kind {
    /// The kind of a column without nesting, or why its values cannot be read.
    pub(super) fn of(column: &ColumnDescriptor) -> Result<Self, String> {
        if column.max_rep_level() > 0 || column.path().parts().len() != 1 {
            return Err("it is nested".to_owned());
        }
        match column.logical_type_ref() {
            Some(logical) => Self::logical(logical, column),
            None => Self::converted(column),
        }
    }

    fn logical(logical: &LogicalType, column: &ColumnDescriptor) -> Result<Self, String> {
        let digits = |unit: &TimeUnit| match unit {
            TimeUnit::MILLIS => 3,
            TimeUnit::MICROS => 6,
            TimeUnit::NANOS => 9,
        };
        match logical {
            LogicalType::String | LogicalType::Enum | LogicalType::Json => Ok(Self::Bytes),
            LogicalType::Integer(integer) if integer.is_signed => Ok(Self::Signed),
            LogicalType::Integer(_) => Ok(Self::Unsigned),
            LogicalType::Decimal(decimal) => Self::decimal(decimal.precision, decimal.scale),
            LogicalType::Date => Ok(Self::Date),
            LogicalType::Time(time) => Ok(Self::Time(digits(&time.unit))),
            LogicalType::Timestamp(timestamp) => Ok(Self::Timestamp(digits(&timestamp.unit))),
            LogicalType::Uuid => Ok(Self::Uuid),
            // Only null values: whatever they are stored as.
            LogicalType::Unknown => Self::physical(column),
            _ => Err("it has a type that no field of a model has".to_owned()),
        }
    }

    fn converted(column: &ColumnDescriptor) -> Result<Self, String> {
        match column.converted_type() {
            ConvertedType::NONE => Self::physical(column),
            ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON => Ok(Self::Bytes),
            ConvertedType::DECIMAL => Self::decimal(column.type_precision(), column.type_scale()),
            ConvertedType::DATE => Ok(Self::Date),
            ConvertedType::TIME_MILLIS => Ok(Self::Time(3)),
            ConvertedType::TIME_MICROS => Ok(Self::Time(6)),
            ConvertedType::TIMESTAMP_MILLIS => Ok(Self::Timestamp(3)),
            ConvertedType::TIMESTAMP_MICROS => Ok(Self::Timestamp(6)),
            ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64 => {
                Ok(Self::Unsigned)
            }
            ConvertedType::INT_8 | ConvertedType::INT_16 | ConvertedType::INT_32 | ConvertedType::INT_64 => {
                Ok(Self::Signed)
            }
            _ => Err("it has a type that no field of a model has".to_owned()),
        }
    }

    fn physical(column: &ColumnDescriptor) -> Result<Self, String> {
        Ok(match column.physical_type() {
            Type::BOOLEAN => Self::Boolean,
            Type::INT32 | Type::INT64 => Self::Signed,
            Type::INT96 => Self::Timestamp(9),
            Type::FLOAT | Type::DOUBLE => Self::Float,
            Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY => Self::Bytes,
        })
    }

    fn decimal(precision: i32, scale: i32) -> Result<Self, String> {
        match u32::try_from(scale) {
            Ok(scale) if (0..=38).contains(&precision) => Ok(Self::Decimal(scale)),
            _ => Err(format!("decimals of {precision} digits, {scale} of them after the point, are not read")),
        }
    }

    /// Writes a value that is stored as a whole number of so many bits.
    pub(super) fn number(self, value: i64, bits: u32, out: &mut Vec<u8>) {
        match self {
            Self::Date => date(value, out),
            Self::Time(digits) => time(value, digits, out),
            Self::Timestamp(digits) => timestamp(value.into(), digits, out),
            Self::Decimal(scale) => decimal(value.into(), scale, out),
            Self::Unsigned if bits == 32 => write(out, format_args!("{}", value as u32)),
            Self::Unsigned => write(out, format_args!("{}", value as u64)),
            _ => write(out, format_args!("{value}")),
        }
    }

    /// Writes a value that is stored as bytes.
    pub(super) fn bytes(self, value: &[u8], out: &mut Vec<u8>) -> Result<(), String> {
        match self {
            Self::Decimal(scale) => {
                let value = big_endian(value).ok_or("a decimal has more than 38 digits")?;
                decimal(value, scale, out);
            }
            Self::Uuid => {
                for (place, byte) in value.iter().enumerate() {
                    let dash = if matches!(place, 4 | 6 | 8 | 10) { "-" } else { "" };
                    write(out, format_args!("{dash}{byte:02x}"));
                }
            }
            _ => out.extend_from_slice(value),
        }
        Ok(())
    }
}

/// A vector takes everything that is written to it.
fn write(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).ok();
}

/// Writes a number with a point, so that `1.0` does not pass for a whole number.
pub(super) fn float(value: f64, shortest: String, out: &mut Vec<u8>) {
    out.extend_from_slice(shortest.as_bytes());
    if value.is_finite() && !shortest.contains('.') {
        out.extend_from_slice(b".0");
    }
}

/// A time stamp of the kind that Hive and Impala wrote: a Julian day and nanoseconds.
pub(super) fn int96(value: &Int96, out: &mut Vec<u8>) {
    let [low, high, day] = value.data() else { return };
    let nanos = i128::from(*low) | i128::from(*high) << 32;
    timestamp((i128::from(*day) - 2_440_588) * 86_400_000_000_000 + nanos, 9, out);
}

/// The day in the Gregorian calendar, by the algorithm of H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
fn date(days: i64, out: &mut Vec<u8>) {
    let days = days.saturating_add(719_468);
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    write(out, format_args!("{year:04}-{month:02}-{day:02}"));
}

fn time(value: i64, digits: u32, out: &mut Vec<u8>) {
    let unit = 10_i64.pow(digits);
    let (seconds, part) = (value.div_euclid(unit), value.rem_euclid(unit));
    write(out, format_args!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60));
    if part != 0 {
        write(out, format_args!(".{part:0width$}", width = digits as usize));
        while out.last() == Some(&b'0') {
            out.pop();
        }
    }
}

fn timestamp(value: i128, digits: u32, out: &mut Vec<u8>) {
    let day = 86_400 * 10_i128.pow(digits);
    // A day has fewer than 2^47 nanoseconds, and 128 bits of them fewer than 2^63 days where 96 bits were stored.
    date(value.div_euclid(day) as i64, out);
    out.push(b' ');
    time(value.rem_euclid(day) as i64, digits, out);
}

fn decimal(value: i128, scale: u32, out: &mut Vec<u8>) {
    let digits = format!("{:0width$}", value.unsigned_abs(), width = scale as usize + 1);
    let (whole, part) = digits.split_at(digits.len() - scale as usize);
    write(out, format_args!("{}{whole}", if value < 0 { "-" } else { "" }));
    if scale > 0 {
        write(out, format_args!(".{part}"));
    }
}

fn big_endian(bytes: &[u8]) -> Option<i128> {
    let negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    let filler = if negative { 0xff } else { 0 };
    let (more, last) = bytes.split_at(bytes.len().saturating_sub(16));
    let mut value = [filler; 16];
    value[16 - last.len()..].copy_from_slice(last);
    let value = i128::from_be_bytes(value);
    (more.iter().all(|byte| *byte == filler) && (value < 0) == negative).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn values_are_written_exactly() {
        let number = |kind: Kind, value| text(|out| kind.number(value, 64, out));
        assert_eq!(number(Kind::Date, 0), "1970-01-01");
        assert_eq!(number(Kind::Date, 19_782), "2024-02-29");
        assert_eq!(number(Kind::Date, -25_509), "1900-02-28");
        assert_eq!(number(Kind::Date, -25_508), "1900-03-01");
        assert_eq!(number(Kind::Time(6), 86_399_123_400), "23:59:59.1234");
        assert_eq!(number(Kind::Timestamp(3), -1), "1969-12-31 23:59:59.999");
        assert_eq!(number(Kind::Timestamp(9), 1), "1970-01-01 00:00:00.000000001");
        assert_eq!(number(Kind::Decimal(2), -5), "-0.05");
        assert_eq!(number(Kind::Decimal(0), 5), "5");
        assert_eq!(number(Kind::Unsigned, -1), "18446744073709551615");
        assert_eq!(text(|out| Kind::Unsigned.number(-1, 32, out)), "4294967295");
        assert_eq!(text(|out| Kind::Decimal(1).bytes(&[0xff, 0x85], out).unwrap()), "-12.3");
        assert!(Kind::Decimal(1).bytes(&[1; 17], &mut Vec::new()).is_err());
        assert_eq!(text(|out| float(1.0, 1.0_f64.to_string(), out)), "1.0");
        assert_eq!(text(|out| float(f64::NAN, f64::NAN.to_string(), out)), "NaN");
        let mut stamp = Int96::new();
        stamp.set_data(0, 0, 2_440_589);
        assert_eq!(text(|out| int96(&stamp, out)), "1970-01-02 00:00:00");
    }
}
