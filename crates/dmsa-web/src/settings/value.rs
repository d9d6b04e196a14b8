//! The values of settings as people write them.

use std::str::FromStr;
use std::time::Duration;

/// A number.
pub(super) fn number<N: FromStr>(place: &mut N, value: &str) -> Result<(), String> {
    *place = value.parse().map_err(|_| "expected a number, within reason".to_owned())?;
    Ok(())
}

/// Bytes: `48M`, `1G`, `65536`.
pub(super) fn size(place: &mut usize, value: &str) -> Result<(), String> {
    let (digits, unit) = split(value);
    let shift = match unit.to_ascii_lowercase().trim_end_matches("ib").trim_end_matches('b') {
        "" => 0,
        "k" => 10,
        "m" => 20,
        "g" => 30,
        _ => return Err("expected a size such as 48M".to_owned()),
    };
    let bytes = digits.parse::<usize>().ok().and_then(|number| number.checked_mul(1 << shift));
    *place = bytes.ok_or("expected a size such as 48M")?;
    Ok(())
}

/// A time: `10s`, `500ms`, `5m`, `1h`; seconds where there is no unit.
pub(super) fn duration(place: &mut Duration, value: &str) -> Result<(), String> {
    let (digits, unit) = split(value);
    let milliseconds: u64 = match unit {
        "ms" => 1,
        "" | "s" => 1000,
        "m" | "min" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return Err("expected a time such as 10s, 500ms or 1h".to_owned()),
    };
    let number = digits.parse::<u64>().ok().and_then(|number| number.checked_mul(milliseconds));
    *place = Duration::from_millis(number.ok_or("expected a time such as 10s, 500ms or 1h")?);
    Ok(())
}

/// Yes or no.
pub(super) fn flag(place: &mut bool, value: &str) -> Result<(), String> {
    *place = match value.to_ascii_lowercase().as_str() {
        "on" | "yes" | "true" | "1" => true,
        "off" | "no" | "false" | "0" => false,
        _ => return Err("expected on or off".to_owned()),
    };
    Ok(())
}

fn split(value: &str) -> (&str, &str) {
    let end = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    let (digits, unit) = value.split_at(end);
    (digits, unit.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_have_units() {
        let mut bytes = 0;
        for (text, expected) in [("65536", 65536), ("48M", 48 << 20), ("1GiB", 1 << 30), ("2 kb", 2048)] {
            size(&mut bytes, text).unwrap();
            assert_eq!(bytes, expected, "{text}");
        }
        let mut time = Duration::ZERO;
        for (text, expected) in [("10s", 10_000), ("500ms", 500), ("1h", 3_600_000), ("0", 0), ("2 m", 120_000)] {
            duration(&mut time, text).unwrap();
            assert_eq!(time.as_millis(), expected, "{text}");
        }
        assert!(duration(&mut time, "99999999999999999999h").is_err() && size(&mut bytes, "-1").is_err());
    }
}
