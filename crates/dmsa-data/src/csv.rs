//! CSV as RFC 4180 states it, read strictly: nothing is guessed, trimmed or skipped.
//!
//! [`Blocks`] cuts a stream into blocks of whole records, so that threads can share the work; [`Records`] reads the records
//! of a block. Lines end with LF, CRLF or CR.

use memchr::{memchr, memchr_iter, memrchr2};
use std::io::{self, ErrorKind, Read};

/// A block is about this long.
const BLOCK: usize = 1 << 20;

/// A record that is longer is not read: a quote that is never closed shall not fill the memory.
pub const LONGEST_RECORD: usize = 64 << 20;

const QUOTE: u8 = b'"';

/// Some whole records.
#[derive(Debug)]
pub struct Block {
    /// Its place among the blocks of the file.
    pub number: u64,
    /// The line that it begins on; the first of a file is 1.
    pub line: u64,
    /// Whether each record counts as one line, even if line ends stand in its cells: so it is in files that have no lines.
    pub one_line_each: bool,
    /// Its records.
    pub bytes: Vec<u8>,
}

/// Cuts a stream into blocks.
#[derive(Debug)]
pub struct Blocks<R> {
    stream: R,
    delimiter: u8,
    rest: Vec<u8>,
    number: u64,
    line: u64,
    block: usize,
    ended: bool,
}

impl<R: Read> Blocks<R> {
    /// Reads this stream.
    pub fn new(stream: R, delimiter: u8) -> Self {
        Self::with_size(stream, delimiter, BLOCK)
    }

    fn with_size(stream: R, delimiter: u8, block: usize) -> Self {
        Self { stream, delimiter, rest: Vec::new(), number: 0, line: 1, block, ended: false }
    }

    /// The next block, or `None` at the end of the stream.
    ///
    /// # Errors
    ///
    /// The stream cannot be read, or a record is longer than [`LONGEST_RECORD`].
    pub fn read(&mut self) -> io::Result<Option<Block>> {
        let mut bytes = std::mem::take(&mut self.rest);
        let mut wanted = self.block.max(bytes.len());
        while !self.ended {
            self.fill(&mut bytes, wanted)?;
            if self.number == 0 && self.line == 1 && bytes.starts_with(b"\xef\xbb\xbf") {
                bytes.drain(..3);
            }
            if self.ended {
                break;
            }
            if let Some(end) = last_record_end(&bytes, self.delimiter) {
                self.rest = Vec::with_capacity(self.block + (self.block >> 3));
                self.rest.extend_from_slice(&bytes[end..]);
                bytes.truncate(end);
                break;
            }
            if bytes.len() > LONGEST_RECORD {
                let message = format!("the record of line {} does not end within {LONGEST_RECORD} bytes", self.line);
                return Err(io::Error::new(ErrorKind::InvalidData, message));
            }
            wanted = bytes.len() * 2;
        }
        if bytes.is_empty() {
            return Ok(None);
        }
        let block = Block { number: self.number, line: self.line, one_line_each: false, bytes };
        self.number += 1;
        self.line += line_ends(&block.bytes);
        Ok(Some(block))
    }

    fn fill(&mut self, bytes: &mut Vec<u8>, wanted: usize) -> io::Result<()> {
        let missing = wanted.saturating_sub(bytes.len()) as u64;
        let read = self.stream.by_ref().take(missing).read_to_end(bytes)?;
        self.ended = (read as u64) < missing;
        Ok(())
    }
}

/// Where the last record ends that certainly does: more bytes may follow.
fn last_record_end(bytes: &[u8], delimiter: u8) -> Option<usize> {
    // A CR at the end may be half of a CRLF.
    let known = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    if memchr(QUOTE, known).is_none() {
        return memrchr2(b'\n', b'\r', known).map(|place| place + 1);
    }
    let mut end = None;
    let mut position = 0;
    loop {
        match bytes.get(position) {
            Some(&QUOTE) => match quoted_end(bytes, position + 1) {
                Some(after) => position = after,
                None => return end,
            },
            Some(_) => {}
            None => return end,
        }
        position = plain_end(bytes, position, delimiter);
        match bytes.get(position) {
            None => return end,
            Some(byte) if *byte == delimiter => position += 1,
            Some(b'\r') if bytes.get(position + 1).is_none() => return end,
            Some(b'\r') if bytes.get(position + 1) == Some(&b'\n') => {
                position += 2;
                end = Some(position);
            }
            Some(_) => {
                position += 1;
                end = Some(position);
            }
        }
    }
}

/// How many lines end in these bytes.
fn line_ends(bytes: &[u8]) -> u64 {
    let feeds = memchr_iter(b'\n', bytes).count();
    let returns = memchr_iter(b'\r', bytes).filter(|place| bytes.get(place + 1) != Some(&b'\n')).count();
    (feeds + returns) as u64
}

/// The position behind the quote that closes a quoted cell.
fn quoted_end(bytes: &[u8], mut position: usize) -> Option<usize> {
    loop {
        position += memchr(QUOTE, bytes.get(position..)?)? + 1;
        if bytes.get(position) != Some(&QUOTE) {
            return Some(position);
        }
        position += 1;
    }
}

/// The position of the delimiter or line end that ends an unquoted cell.
fn plain_end(bytes: &[u8], position: usize, delimiter: u8) -> usize {
    let rest = &bytes[position..];
    let ends = |byte: &u8| *byte == delimiter || *byte == b'\n' || *byte == b'\r';
    position + rest.iter().position(ends).unwrap_or(rest.len())
}

/// Where a cell stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    start: usize,
    end: usize,
    quoted: bool,
    /// Whether it stands in the text without doubled quotes, not in the block.
    unescaped: bool,
}

/// A record's cells; kept from record to record to save memory.
#[derive(Debug, Default)]
pub struct Cells {
    places: Vec<Place>,
    unescaped: Vec<u8>,
}

impl Cells {
    /// How many cells the record has.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether it has none, which no record has.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// A cell and whether it was quoted.
    pub fn get<'a>(&'a self, bytes: &'a [u8], place: usize) -> Option<(&'a [u8], bool)> {
        let place = self.places.get(place)?;
        let text = if place.unescaped { self.unescaped.as_slice() } else { bytes };
        Some((&text[place.start..place.end], place.quoted))
    }
}

/// A record as it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// Its first line.
    pub line: u64,
    /// What is wrong with its quotes.
    pub fault: Option<QuoteFault>,
}

/// What can be wrong with quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuoteFault {
    /// A quote stands in a cell that does not begin with one.
    Inside,
    /// Something stands between a closing quote and the end of the cell.
    Behind,
    /// A quote is not closed: this record takes the rest of the file.
    Open,
}

/// Reads the records of a block.
#[derive(Debug)]
pub struct Records<'b> {
    bytes: &'b [u8],
    delimiter: u8,
    position: usize,
    line: u64,
    one_line_each: bool,
}

impl<'b> Records<'b> {
    /// The records of a block.
    pub fn of(block: &'b Block, delimiter: u8) -> Self {
        Self { one_line_each: block.one_line_each, ..Self::new(&block.bytes, block.line, delimiter) }
    }

    /// The records of these bytes, the first of which is on this line.
    pub fn new(bytes: &'b [u8], line: u64, delimiter: u8) -> Self {
        Self { bytes, delimiter, position: 0, line, one_line_each: false }
    }

    /// How many bytes have been read.
    pub fn position(&self) -> usize {
        self.position
    }

    /// The line of the next record.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Reads the next record.
    pub fn next(&mut self, cells: &mut Cells) -> Option<Record> {
        cells.places.clear();
        cells.unescaped.clear();
        let bytes = self.bytes;
        if self.position >= bytes.len() {
            return None;
        }
        let mut record = Record { line: self.line, fault: None };
        loop {
            let start = self.position;
            let place = if bytes.get(start) == Some(&QUOTE) {
                self.quoted(cells, &mut record)
            } else {
                self.position = plain_end(bytes, start, self.delimiter);
                if memchr(QUOTE, &bytes[start..self.position]).is_some() {
                    record.fault = Some(QuoteFault::Inside);
                }
                Place { start, end: self.position, quoted: false, unescaped: false }
            };
            cells.places.push(place);
            match bytes.get(self.position) {
                Some(byte) if *byte == self.delimiter => self.position += 1,
                None => break,
                Some(byte) => {
                    let both = *byte == b'\r' && bytes.get(self.position + 1) == Some(&b'\n');
                    self.position += if both { 2 } else { 1 };
                    self.line += 1;
                    break;
                }
            }
        }
        if self.one_line_each {
            self.line = record.line + 1;
        }
        Some(record)
    }

    fn quoted(&mut self, cells: &mut Cells, record: &mut Record) -> Place {
        let bytes = self.bytes;
        let start = self.position + 1;
        let Some(after) = quoted_end(bytes, start) else {
            record.fault = Some(QuoteFault::Open);
            self.position = bytes.len();
            self.line += line_ends(&bytes[start..]);
            return Place { start, end: bytes.len(), quoted: true, unescaped: false };
        };
        self.position = plain_end(bytes, after, self.delimiter);
        if self.position > after {
            record.fault = Some(QuoteFault::Behind);
        }
        let text = &bytes[start..after - 1];
        self.line += line_ends(text);
        if memchr(QUOTE, text).is_none() {
            return Place { start, end: after - 1, quoted: true, unescaped: false };
        }
        let begin = cells.unescaped.len();
        let mut rest = text;
        while let Some(quote) = memchr(QUOTE, rest) {
            // Quotes in a closed cell stand in pairs: one of each is kept.
            cells.unescaped.extend_from_slice(&rest[..=quote]);
            rest = rest.get(quote + 2..).unwrap_or_default();
        }
        cells.unescaped.extend_from_slice(rest);
        Place { start: begin, end: cells.unescaped.len(), quoted: true, unescaped: true }
    }
}

/// Writes a cell: quoted where it must be, an empty text apart from no value.
pub fn write_cell(out: &mut String, value: Option<&str>) {
    let Some(text) = value else { return };
    if text.is_empty() || text.contains([',', '"', '\n', '\r']) {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Read = (u64, Vec<String>, Option<QuoteFault>);

    fn read(text: &[u8], block: usize) -> Vec<Read> {
        let mut blocks = Blocks::with_size(text, b',', block);
        let mut found = Vec::new();
        let mut cells = Cells::default();
        while let Some(block) = blocks.read().unwrap() {
            let mut records = Records::new(&block.bytes, block.line, b',');
            while let Some(record) = records.next(&mut cells) {
                let cell = |place| String::from_utf8_lossy(cells.get(&block.bytes, place).unwrap().0).into_owned();
                found.push((record.line, (0..cells.len()).map(cell).collect(), record.fault));
            }
        }
        found
    }

    #[test]
    fn records_have_lines_cells_and_faults() {
        let text = b"\xef\xbb\xbfa,b\r\n\"x\ny\",\"say \"\"hi\"\"\"\n5\" pipe,2\r\"a\"b,c\n,\n\n\"open,1\n2";
        let found = read(text, 1 << 20);
        let expected: Vec<(u64, &[&str], Option<QuoteFault>)> = vec![
            (1, &["a", "b"], None),
            (2, &["x\ny", "say \"hi\""], None),
            (4, &["5\" pipe", "2"], Some(QuoteFault::Inside)),
            (5, &["a", "c"], Some(QuoteFault::Behind)),
            (6, &["", ""], None),
            (7, &[""], None),
            (8, &["open,1\n2"], Some(QuoteFault::Open)),
        ];
        let found: Vec<(u64, Vec<&str>, _)> = found
            .iter()
            .map(|(line, cells, fault)| (*line, cells.iter().map(String::as_str).collect(), *fault))
            .collect();
        let expected: Vec<_> = expected.into_iter().map(|(line, cells, fault)| (line, cells.to_vec(), fault)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn written_cells_are_read_again() {
        for value in ["plain", "", "a,b", "a\"b", "a\r\nb"] {
            let mut line = String::new();
            write_cell(&mut line, Some(value));
            line.push_str(",x\n");
            assert_eq!(read(line.as_bytes(), 1 << 20), [(1, vec![value.to_owned(), "x".to_owned()], None)]);
        }
    }

    proptest! {
        /// However the stream is cut, the records are the same, and they are those of the crate `csv` where the text is
        /// without faults.
        #[test]
        fn blocks_change_nothing(text in "[a,\"\n\r]{0,40}", block in 1_usize..20) {
            let whole = read(text.as_bytes(), 1 << 20);
            prop_assert_eq!(&read(text.as_bytes(), block), &whole);
            if whole.iter().all(|(_, _, fault)| fault.is_none()) {
                let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
                let expected: Vec<Vec<String>> = reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
                // The crate skips empty lines.
                let found: Vec<Vec<String>> = whole.into_iter().map(|(_, cells, _)| cells).collect();
                let empty = |cells: &Vec<String>| cells.len() == 1 && cells[0].is_empty();
                let found: Vec<_> = found.into_iter().filter(|cells| !empty(cells)).collect();
                let expected: Vec<_> = expected.into_iter().filter(|cells| !empty(cells)).collect();
                prop_assert_eq!(found, expected);
            }
        }
    }
}
