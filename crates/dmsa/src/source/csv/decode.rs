//! Bytes to text: UTF-8, UTF-16 with a byte order mark, and whatever is neither as Windows-1252.

use std::borrow::Cow;

/// The text of a file without its byte order mark, and the lines that held bytes other than UTF-8.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, Vec<u32>) {
    match bytes {
        [0xff, 0xfe, rest @ ..] => return utf_16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => return utf_16(rest, u16::from_be_bytes),
        _ => {}
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), Vec::new());
    }
    let mut text = String::with_capacity(bytes.len());
    let mut lines = Vec::new();
    let (mut line, mut counted) = (1, 0);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if chunk.invalid().is_empty() {
            continue;
        }
        line += line_ends(&text[counted..]);
        counted = text.len();
        if lines.last() != Some(&line) {
            lines.push(line);
        }
        text.extend(chunk.invalid().iter().map(|byte| windows_1252(*byte)));
    }
    (Cow::Owned(text), lines)
}

/// The text of UTF-16, and the lines that held something else.
fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (Cow<'static, str>, Vec<u32>) {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let (mut text, mut lines) = (String::with_capacity(bytes.len()), Vec::new());
    let (mut line, mut counted) = (1, 0);
    let mut is_odd = |text: &mut String, counted: &mut usize| {
        line += line_ends(&text[*counted..]);
        *counted = text.len();
        if lines.last() != Some(&line) {
            lines.push(line);
        }
        text.push(char::REPLACEMENT_CHARACTER);
    };
    for character in char::decode_utf16(pairs.iter().copied().map(unit)) {
        match character {
            Ok(character) => text.push(character),
            Err(_) => is_odd(&mut text, &mut counted),
        }
    }
    if !rest.is_empty() {
        is_odd(&mut text, &mut counted);
    }
    (Cow::Owned(text), lines)
}

/// The number of line ends: LF, CRLF or CR alone.
pub(super) fn line_ends(text: &str) -> u32 {
    let mut count: u32 = 0;
    let mut previous = 0;
    for byte in text.bytes() {
        if byte == b'\r' || (byte == b'\n' && previous != b'\r') {
            count = count.saturating_add(1);
        }
        previous = byte;
    }
    count
}

/// The characters of bytes 0x80 to 0x9F; the five that Windows-1252 leaves open stand for themselves.
const UPPER: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn windows_1252(byte: u8) -> char {
    byte.checked_sub(0x80).and_then(|upper| UPPER.get(usize::from(upper)).copied()).unwrap_or(char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_8_is_taken_as_it_is() {
        assert_eq!(decode("\u{feff}é".as_bytes()), ("é".into(), vec![]));
    }

    #[test]
    fn utf_16_with_a_byte_order_mark_is_read() {
        let units: Vec<u16> = "é,😀\nb".encode_utf16().collect();
        let bytes = |mark: [u8; 2], unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
            mark.into_iter().chain(units.iter().flat_map(|code| unit(*code))).collect()
        };
        assert_eq!(decode(&bytes([0xff, 0xfe], u16::to_le_bytes)), ("é,😀\nb".into(), vec![]));
        assert_eq!(decode(&bytes([0xfe, 0xff], u16::to_be_bytes)), ("é,😀\nb".into(), vec![]));
        // Half a pair, and half a character.
        assert_eq!(decode(b"\xff\xfea\0\n\0\0\xd8b\0c"), ("a\n\u{fffd}b\u{fffd}".into(), vec![2]));
    }

    #[test]
    fn other_bytes_are_windows_1252_and_their_lines_are_told() {
        let bytes = b"caf\xc3\xa9\r\npatient\x92s age\x97\rfine\n\xe9t\xe9\n";
        assert_eq!(decode(bytes), ("café\r\npatient’s age—\rfine\nété\n".into(), vec![2, 4]));
    }

    #[test]
    fn every_byte_has_a_character() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(decode(&all).0.chars().count(), 256);
        assert_eq!([windows_1252(0x80), windows_1252(0x9f), windows_1252(0xa0)], ['€', 'Ÿ', '\u{a0}']);
    }
}
