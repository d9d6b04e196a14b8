//! A file is read: its columns are looked up, then its rows are checked.

use crate::csv::{Block, Blocks, Cells, Records};
use crate::input::{Input, is_parquet, open};
use crate::outcome::{Outcome, failed};
use crate::rules::TableRules;
use crate::scan::{FilePlan, Found, Scan};
use dmsa::suggest::suggest;
use std::fmt::Display;
use std::io::{self, Read};
use std::path::Path;

/// What a file says of one of its columns: its name, or the finding that it cannot be read.
enum Head<'f> {
    Name(&'f str),
    Unreadable(Option<&'f str>, String),
}

/// A file that is being read, and whom to ask.
struct Reading<'r> {
    scan: &'r Scan<'r>,
    table: &'r TableRules,
    /// The file's place among those of its table.
    number: usize,
    path: &'r Path,
}

impl Outcome {
    /// Reads a file. That it cannot be read is a finding.
    pub(crate) fn read(&mut self, scan: &Scan<'_>, table: &TableRules, number: usize, input: &Input) {
        let reading = Reading { scan, table, number, path: &input.path };
        let found = if is_parquet(&input.path) { self.parquet(&reading) } else { self.csv(&reading) };
        let found = found.unwrap_or_else(|error| {
            self.cannot_read(&reading, &error);
            None
        });
        let found = found.unwrap_or_else(|| Found { unread_from: Some(1), ..Found::default() });
        if let Some(line) = found.unread_from.filter(|line| *line > 1) {
            let reason = format!("a quote of line {line} is not closed: nothing behind it was read");
            self.checks.push(failed("file", &table.name, None, reason, &input.path));
        }
        self.files.push((input.path.display().to_string(), found));
    }

    fn cannot_read(&mut self, reading: &Reading<'_>, error: &dyn Display) {
        self.checks.push(failed("file", &reading.table.name, None, format!("cannot be read: {error}"), reading.path));
    }

    /// What was found in a file of CSV; `None` if its header leaves nothing to read.
    fn csv(&mut self, reading: &Reading<'_>) -> io::Result<Option<Found>> {
        let mut blocks = Blocks::new(open(reading.path)?, reading.scan.options.delimiter);
        let Some(first) = blocks.read()? else {
            self.checks.push(failed("header", &reading.table.name, None, "the file is empty".into(), reading.path));
            return Ok(Some(Found::default()));
        };
        let Some((file, rest)) = self.header(reading, &first) else { return Ok(None) };
        reading.scan.file(&file, |take| give(rest, &mut blocks, take)).map(Some)
    }

    /// Reads the header; gives the columns and the block without it.
    fn header(&mut self, reading: &Reading<'_>, first: &Block) -> Option<(FilePlan, Block)> {
        let mut cells = Cells::default();
        let mut records = Records::of(first, reading.scan.options.delimiter);
        let record = records.next(&mut cells)?;
        if record.fault.is_some() {
            let reason = "the quotes of the header are wrong: the file was not read".to_owned();
            self.checks.push(failed("header", &reading.table.name, None, reason, reading.path));
            return None;
        }
        let heads = (0..cells.len()).map(|place| {
            let name = cells.get(&first.bytes, place).map_or(&[][..], |(name, _)| name);
            match std::str::from_utf8(name) {
                Ok(name) => Head::Name(name),
                Err(_) => Head::Unreadable(None, format!("the name of column {} is not UTF-8", place + 1)),
            }
        });
        let file = self.columns(reading, heads)?;
        let bytes = first.bytes.get(records.position()..).unwrap_or_default().to_vec();
        Some((file, Block { number: 0, line: records.line(), one_line_each: false, bytes }))
    }

    #[cfg(not(feature = "parquet"))]
    fn parquet(&mut self, _reading: &Reading<'_>) -> io::Result<Option<Found>> {
        Err(io::Error::other("this build of dmsa reads no Parquet"))
    }

    /// What was found in a file of Parquet; `None` if its columns leave nothing to read.
    #[cfg(feature = "parquet")]
    fn parquet(&mut self, reading: &Reading<'_>) -> io::Result<Option<Found>> {
        let parquet = crate::parquet::ParquetFile::open(reading.path)?;
        let heads = parquet.columns().map(|(name, problem)| match problem {
            Some(problem) => Head::Unreadable(Some(name), format!("column {name} cannot be read: {problem}")),
            None => Head::Name(name),
        });
        let Some(mut file) = self.columns(reading, heads) else { return Ok(None) };
        // Only what is checked is read.
        let wanted: Vec<usize> = (0..file.cells.len()).filter(|place| file.cells[*place].is_some()).collect();
        file.cells = wanted.iter().map(|place| file.cells[*place]).collect();
        for (cell, column) in file.cells.iter().enumerate() {
            if let Some(column) = *column {
                file.columns[column] = Some(cell);
            }
        }
        let (delimiter, threads) = (reading.scan.options.delimiter, reading.scan.threads());
        reading.scan.file(&file, |take| parquet.read(&wanted, delimiter, threads, take)).map(Some)
    }

    /// Looks the columns of a file up; `None` if no field of the table is among them.
    fn columns<'f>(&mut self, reading: &Reading<'_>, heads: impl Iterator<Item = Head<'f>>) -> Option<FilePlan> {
        let table = reading.table;
        let mut report = |check, field: Option<&str>, reason: String| {
            self.checks.push(failed(check, &table.name, field.map(str::to_owned), reason, reading.path));
        };
        let mut file = FilePlan { number: reading.number, cells: Vec::new(), columns: vec![None; table.columns.len()] };
        let mut unreadable = Vec::new();
        for (place, head) in heads.enumerate() {
            let name = match head {
                Head::Name(name) => name,
                Head::Unreadable(name, reason) => {
                    unreadable.extend(name.and_then(|name| table.column(name)));
                    report("header", name, reason);
                    file.cells.push(None);
                    continue;
                }
            };
            let column = table.column(name);
            match column {
                Some(column) if file.columns[column].is_some() => {
                    report("column-twice", Some(name), "the file has the column twice".into());
                    file.cells.push(None);
                    continue;
                }
                Some(column) => file.columns[column] = Some(place),
                None => {
                    let names = table.columns.iter().map(|column| column.name.as_str());
                    let meant = suggest(name, names).map(|name| format!("; did you mean `{name}`?"));
                    let reason = format!("table {} has no such field{}", table.name, meant.unwrap_or_default());
                    report("column-unknown", Some(name), reason);
                }
            }
            file.cells.push(column);
        }
        if file.cells.iter().all(Option::is_none) {
            report("header", None, "no column is a field of the table: the file was not read".into());
            return None;
        }
        for (column, rules) in table.columns.iter().enumerate().filter(|(column, _)| file.columns[*column].is_none()) {
            if !unreadable.contains(&column) {
                report("column-missing", Some(&rules.name), "the file has no such column".into());
            }
            for (slot, why) in reading.scan.plan.slots.iter().zip(&mut self.not_checked) {
                if slot.columns.contains(&column) && why.is_none() {
                    *why = Some(format!("{} has no column {} that can be read", reading.path.display(), rules.name));
                }
            }
        }
        Some(file)
    }
}

/// Gives a block and all others.
fn give<R: Read>(first: Block, blocks: &mut Blocks<R>, take: &(dyn Fn(Block) -> bool + Sync)) -> io::Result<()> {
    let mut block = Some(first);
    while let Some(given) = block.take() {
        if take(given) {
            block = blocks.read()?;
        }
    }
    Ok(())
}
