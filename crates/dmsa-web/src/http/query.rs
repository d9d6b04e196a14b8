//! Percent-encoding, and the query of a URL.

use std::fmt::Write;

/// The text that a part of a path stands for; `None` if that is not UTF-8 or holds a NUL.
pub(crate) fn decode(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = (byte == b'%').then(|| after.get(..2)).flatten().and_then(escaped);
        match escaped {
            Some(value) => {
                bytes.push(value);
                rest = after.get(2..).unwrap_or_default();
            }
            // A lone percent sign stands for itself, as in browsers.
            None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

fn escaped(digits: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u8::from_str_radix(digits, 16).ok()
}

/// The text as one part of a path or a query.
pub(crate) fn encode(text: &str) -> String {
    let mut part = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            part.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            write!(part, "%{byte:02X}").ok();
        }
    }
    part
}

/// The names and values of a query; `None` if it is not UTF-8. A name without `=` has the empty value.
pub(crate) fn pairs(query: &str) -> Option<Vec<(String, String)>> {
    let blanks = |part: &str| decode(&part.replace('+', " "));
    let pair = |part: &str| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        Some((blanks(name)?, blanks(value)?))
    };
    query.split('&').filter(|part| !part.is_empty()).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_decoded() {
        for (part, text) in [
            ("a%20b", Some("a b")),
            ("100%", Some("100%")),
            ("%zz%4", Some("%zz%4")),
            ("%+1", Some("%+1")),
            ("%ff", None),
            ("%00", None),
        ] {
            assert_eq!(decode(part).as_deref(), text, "{part}");
        }
    }

    #[test]
    fn any_text_survives() {
        for text in ["drug_*,visit", "é/?&=#%+", ""] {
            assert_eq!(decode(&encode(text)).as_deref(), Some(text));
            assert_eq!(pairs(&format!("a={}", encode(text))), Some(vec![("a".to_owned(), text.to_owned())]));
        }
    }

    #[test]
    fn queries_have_names_and_values() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(pairs("comments&a=b+c&a=%26=").unwrap(), [pair("comments", ""), pair("a", "b c"), pair("a", "&=")]);
        assert_eq!(pairs("&&"), Some(vec![]));
        assert_eq!(pairs("a=%ff"), None);
    }
}
