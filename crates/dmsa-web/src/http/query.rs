//! Percent-encoding, and the query of a URL.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What a part of a path or a query cannot hold as it is: all but letters, digits and `-._~`.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The text that a part of a path stands for; `None` if that is not UTF-8 or holds a NUL. A lone percent sign stands for
/// itself, as in browsers.
pub(crate) fn decode(part: &str) -> Option<String> {
    let text = percent_decode_str(part).decode_utf8().ok()?;
    Some(text.into_owned()).filter(|text| !text.contains('\0'))
}

/// The text as one part of a path or a query.
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
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
