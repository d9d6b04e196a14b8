//! Text to rows of cells, tolerant of what people do to CSV files by hand.

use super::decode::line_ends;
use std::borrow::Cow;

/// Splits text into rows.
///
/// Lines end with LF, CRLF or CR. Cells are trimmed. A cell that begins with a quote ends at the quote that a separator, a
/// line end or the end of the text follows; two quotes in it stand for one, and any other quote for itself. Rows
/// without any text are skipped.
///
/// Where the closing quote is missing, the opening one is taken literally and the cell ends like any other, so that
/// the rows after it are not lost. It is missing when the text ends, or when a line follows that begins with the same
/// two cells as this row (in a definition: the same model and version), which is a row of its own and no prose.
pub(super) struct Tokenizer<'a> {
    text: &'a str,
    /// What stands between cells.
    separator: u8,
    at: usize,
    line: u32,
    /// Quotes that open before this place have no closing quote, except perhaps right beside them: a search that
    /// failed from further left has passed over everything in between. Keeps the search linear.
    unclosed_until: usize,
}

/// One row.
#[derive(Debug, Default)]
pub(super) struct Row<'a> {
    /// The line it begins at, counted from 1.
    pub(super) line: u32,
    /// The cells, trimmed and unquoted.
    pub(super) cells: Vec<Cow<'a, str>>,
    /// The row as written, without its line end.
    pub(super) text: &'a str,
    /// Whether a quote opens and does not close.
    pub(super) unclosed: bool,
}

impl<'a> Tokenizer<'a> {
    /// Cells are separated by commas, unless a first line says otherwise, as spreadsheets write it: `sep=;`.
    pub(super) fn new(text: &'a str) -> Self {
        match declared_separator(text) {
            Some(separator) => {
                let mut tokenizer = Self::separated_by(separator, text);
                tokenizer.at = text.find(['\n', '\r']).map_or(text.len(), |end| tokenizer.after_line_end(end));
                tokenizer.line = 2;
                tokenizer
            }
            None => Self::separated_by(b',', text),
        }
    }

    /// Cells are separated by this character, which is ASCII.
    pub(super) fn separated_by(separator: u8, text: &'a str) -> Self {
        Self { text, separator, at: 0, line: 1, unclosed_until: 0 }
    }

    /// Reads the next row into `row`, whose memory is used again. False at the end of the text.
    pub(super) fn read(&mut self, row: &mut Row<'a>) -> bool {
        while self.at < self.text.len() {
            self.read_line(row);
            if row.cells.iter().any(|cell| !cell.is_empty()) {
                return true;
            }
        }
        false
    }

    fn read_line(&mut self, row: &mut Row<'a>) {
        row.cells.clear();
        row.line = self.line;
        row.unclosed = false;
        let start = self.at;
        let mut second_comma = None;
        loop {
            let beginning = second_comma.map(|end| &self.text[start..end]);
            let cell = self.read_cell(beginning, &mut row.unclosed);
            row.cells.push(cell);
            if self.byte(self.at) != Some(self.separator) {
                break;
            }
            self.at += 1;
            if row.cells.len() == 2 {
                second_comma = Some(self.at);
            }
        }
        row.text = &self.text[start..self.at];
        if self.at < self.text.len() {
            self.at = self.after_line_end(self.at);
            self.line = self.line.saturating_add(1);
        }
    }

    /// Reads up to the comma, line end or end of text after the cell.
    fn read_cell(&mut self, beginning: Option<&str>, unclosed: &mut bool) -> Cow<'a, str> {
        let rest = &self.text[self.at..];
        let open = match self.byte(self.at) {
            Some(byte) if is_plain(byte) => self.at,
            _ => {
                let is_skipped = |c: char| is_blank(c) && c != char::from(self.separator);
                self.at + (rest.len() - rest.trim_start_matches(is_skipped).len())
            }
        };
        if self.byte(open) == Some(b'"') {
            if let Some(close) = self.closing_quote(open, beginning) {
                let inside = &self.text[open + 1..close];
                self.line = self.line.saturating_add(line_ends(inside));
                self.at = close + 1;
                return if inside.contains("\"\"") {
                    Cow::Owned(trim(&inside.replace("\"\"", "\"")).to_owned())
                } else {
                    Cow::Borrowed(trim(inside))
                };
            }
            *unclosed = true;
        }
        let length =
            rest.bytes().position(|byte| byte == self.separator || matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
        self.at += length;
        Cow::Borrowed(trim(&rest[..length]))
    }

    /// The quote that closes the one at `open`.
    fn closing_quote(&mut self, open: usize, beginning: Option<&str>) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = open + 1;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' => match bytes.get(at + 1) {
                    Some(b'"') => at += 2,
                    None | Some(b'\n' | b'\r') => return Some(at),
                    Some(next) if *next == self.separator => return Some(at),
                    Some(_) => at += 1,
                },
                // Beyond the quotes right at `open`, this search does what the failed one did.
                _ if open < self.unclosed_until => return None,
                b'\n' | b'\r' => {
                    at = self.after_line_end(at);
                    if beginning.is_some_and(|cells| bytes[at..].starts_with(cells.as_bytes())) {
                        break;
                    }
                }
                _ => at += 1,
            }
        }
        self.unclosed_until = at;
        None
    }

    fn after_line_end(&self, at: usize) -> usize {
        if self.text.as_bytes()[at..].starts_with(b"\r\n") { at + 2 } else { at + 1 }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }
}

/// The separator that a line `sep=;` at the beginning gives.
fn declared_separator(text: &str) -> Option<u8> {
    let line = text.split(['\n', '\r']).next()?.trim_start_matches(is_trimmed);
    let line = line.strip_prefix('"').map_or(line, |line| line.trim_end().trim_end_matches('"'));
    match line.get(..4).filter(|word| word.eq_ignore_ascii_case("sep=")).and_then(|_| line.as_bytes().get(4..))? {
        [separator] if separator.is_ascii_punctuation() || *separator == b'\t' => Some(*separator),
        _ => None,
    }
}

/// Blanks that may stand before an opening quote: all but line ends.
fn is_blank(c: char) -> bool {
    is_trimmed(c) && c != '\n' && c != '\r'
}

fn is_trimmed(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// The text without white space, no-break spaces and byte order marks at its ends.
pub(super) fn trim(text: &str) -> &str {
    match text.as_bytes() {
        [] => text,
        [first, .., last] if is_plain(*first) && is_plain(*last) => text,
        _ => text.trim_matches(is_trimmed),
    }
}

/// Whether a byte is a whole character and none that is trimmed, which is so for most cells and saves a closer look.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_graphic()
}

#[cfg(test)]
#[path = "tokenizer_tests.rs"]
mod tests;
