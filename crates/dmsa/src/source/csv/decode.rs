//! Bytes to text: UTF-8, and whatever is not UTF-8 as Windows-1252.

use std::borrow::Cow;

/// The text of a file without its byte order mark, and the lines that held bytes other than UTF-8.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, Vec<u32>) {
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
