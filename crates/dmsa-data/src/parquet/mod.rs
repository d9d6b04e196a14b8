//! Files of Parquet: their rows become blocks of cells, so that one scan checks them as it checks CSV.
//!
//! A value becomes the text that CSV has for it. A row stands on the line that it would have in a CSV file without line ends in
//! its cells: the first on line 2. Row groups are read by several threads.

mod kind;

use crate::csv::Block;
use kind::Kind;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use std::fs::File;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Rows of a block.
const ROWS: usize = 1024;

/// A block's number has so many bits below the number of its row group.
const BLOCK_BITS: u32 = 20;

/// A file whose footer was read.
#[derive(Debug)]
pub(crate) struct ParquetFile {
    path: PathBuf,
    columns: Vec<Column>,
    /// The rows of each row group.
    groups: Vec<u64>,
}

/// A column of a file.
#[derive(Debug)]
struct Column {
    name: String,
    leaf: usize,
    nullable: bool,
    kind: Result<Kind, String>,
}

impl ParquetFile {
    /// Reads the footer.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        guarded(|| {
            let reader = open(path)?;
            let metadata = reader.metadata();
            let schema = metadata.file_metadata().schema_descr();
            let mut columns: Vec<Column> = Vec::new();
            for leaf in 0..schema.num_columns() {
                let root = schema.get_column_root(leaf);
                let column = schema.column(leaf);
                let is_same =
                    |known: &Column| schema.get_column_root_idx(known.leaf) == schema.get_column_root_idx(leaf);
                // The parts of a nested column are one column.
                if !columns.iter().any(is_same) {
                    let (name, kind) = (root.name().to_owned(), Kind::of(&column));
                    columns.push(Column { name, leaf, nullable: column.max_def_level() > 0, kind });
                }
            }
            let groups: Option<Vec<u64>> =
                metadata.row_groups().iter().map(|group| u64::try_from(group.num_rows()).ok()).collect();
            let most = (ROWS as u64) << BLOCK_BITS;
            let groups =
                groups.filter(|groups| groups.len() < 1 << BLOCK_BITS && groups.iter().all(|rows| *rows < most));
            let groups = groups.ok_or_else(|| damaged("it has too many row groups, or too many rows in one"))?;
            Ok(Self { path: path.into(), columns, groups })
        })
    }

    /// For each column its name, and why it cannot be read if it cannot.
    pub(crate) fn columns(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.columns.iter().map(|column| (column.name.as_str(), column.kind.as_ref().err().map(String::as_str)))
    }

    /// Reads all rows, each with the cells of these columns; `take` says whether it wants more.
    pub(crate) fn read(
        &self,
        columns: &[usize],
        delimiter: u8,
        threads: usize,
        take: &(dyn Fn(Block) -> bool + Sync),
    ) -> io::Result<()> {
        let next = AtomicUsize::new(0);
        let failure: Mutex<Option<(usize, io::Error)>> = Mutex::new(None);
        let work = || {
            loop {
                let group = next.fetch_add(1, Ordering::Relaxed);
                if group >= self.groups.len() {
                    return;
                }
                if let Err(error) = guarded(|| self.group(group, columns, delimiter, take)) {
                    next.store(self.groups.len(), Ordering::Relaxed);
                    let mut failure = failure.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    if failure.as_ref().is_none_or(|(earlier, _)| group < *earlier) {
                        *failure = Some((group, error));
                    }
                    return;
                }
            }
        };
        thread::scope(|scope| {
            for _ in 1..threads.min(self.groups.len()) {
                // Without more threads this one reads all.
                thread::Builder::new().spawn_scoped(scope, work).ok();
            }
            work();
        });
        let failure = failure.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        failure.map_or(Ok(()), |(group, error)| {
            Err(io::Error::new(error.kind(), format!("row group {}: {error}", group + 1)))
        })
    }

    fn group(
        &self,
        group: usize,
        columns: &[usize],
        delimiter: u8,
        take: &(dyn Fn(Block) -> bool + Sync),
    ) -> io::Result<()> {
        // A file of its own: threads that share one would share its position.
        let reader = open(&self.path)?;
        let group_reader = reader.get_row_group(group).map_err(as_io)?;
        let mut readers = self.readers(group_reader.as_ref(), columns)?;
        let mut line = 2 + self.groups[..group].iter().sum::<u64>();
        let mut number = (group as u64) << BLOCK_BITS;
        let mut rest = self.groups[group];
        while rest > 0 {
            let rows = rest.min(ROWS as u64) as usize;
            for (reader, texts, column) in &mut readers {
                texts.read(reader, rows, column)?;
            }
            let mut bytes = Vec::new();
            for row in 0..rows {
                for (place, (_, texts, _)) in readers.iter().enumerate() {
                    if place > 0 {
                        bytes.push(delimiter);
                    }
                    texts.write_cell(row, &mut bytes);
                }
                bytes.push(b'\n');
            }
            if !take(Block { number, line, one_line_each: true, bytes }) {
                return Ok(());
            }
            number += 1;
            line += rows as u64;
            rest -= rows as u64;
        }
        Ok(())
    }

    fn readers(
        &self,
        group: &dyn RowGroupReader,
        columns: &[usize],
    ) -> io::Result<Vec<(ColumnReader, Texts, &Column)>> {
        let reader = |place: &usize| -> io::Result<_> {
            let column = &self.columns[*place];
            let reader = group.get_column_reader(column.leaf).map_err(as_io)?;
            Ok((reader, Texts::default(), column))
        };
        columns.iter().map(reader).collect()
    }
}

/// The values of a column in some rows, as text.
#[derive(Debug, Default)]
struct Texts {
    bytes: Vec<u8>,
    /// For each row where its text ends; none if there is no value.
    ends: Vec<Option<usize>>,
}

impl Texts {
    fn read(&mut self, reader: &mut ColumnReader, rows: usize, column: &Column) -> io::Result<()> {
        let kind = *column.kind.as_ref().map_err(|why| damaged(why))?;
        self.bytes.clear();
        self.ends.clear();
        let nullable = column.nullable;
        let written = match reader {
            ColumnReader::BoolColumnReader(reader) => self.values(reader, rows, nullable, |value, out| {
                out.extend_from_slice(if *value { b"true" } else { b"false" });
                Ok(())
            }),
            ColumnReader::Int32ColumnReader(reader) => self.values(reader, rows, nullable, |value, out| {
                kind.number((*value).into(), 32, out);
                Ok(())
            }),
            ColumnReader::Int64ColumnReader(reader) => self.values(reader, rows, nullable, |value, out| {
                kind.number(*value, 64, out);
                Ok(())
            }),
            ColumnReader::Int96ColumnReader(reader) => self.values(reader, rows, nullable, |value, out| {
                kind::int96(value, out);
                Ok(())
            }),
            ColumnReader::FloatColumnReader(reader) => self.values(reader, rows, nullable, |value, out| {
                kind::float((*value).into(), value.to_string(), out);
                Ok(())
            }),
            ColumnReader::DoubleColumnReader(reader) => self.values(reader, rows, nullable, |value, out| {
                kind::float(*value, value.to_string(), out);
                Ok(())
            }),
            ColumnReader::ByteArrayColumnReader(reader) => {
                self.values(reader, rows, nullable, |value: &ByteArray, out| kind.bytes(value.data(), out))
            }
            ColumnReader::FixedLenByteArrayColumnReader(reader) => {
                self.values(reader, rows, nullable, |value, out| kind.bytes(value.data(), out))
            }
        };
        written.map_err(|error| damaged(&format!("column {}: {error}", column.name)))
    }

    fn values<T: DataType>(
        &mut self,
        reader: &mut ColumnReaderImpl<T>,
        rows: usize,
        nullable: bool,
        mut write: impl FnMut(&T::T, &mut Vec<u8>) -> Result<(), String>,
    ) -> Result<(), String> {
        let (mut levels, mut values) = (Vec::new(), Vec::with_capacity(rows));
        let mut read = 0;
        while read < rows {
            let (records, ..) = reader
                .read_records(rows - read, Some(&mut levels), None, &mut values)
                .map_err(|error| error.to_string())?;
            if records == 0 {
                return Err("it has fewer rows than the file says".to_owned());
            }
            read += records;
        }
        let mut values = values.iter();
        for row in 0..rows {
            // Only columns that may be without a value have levels, 0 or 1.
            let is_there = !nullable || levels.get(row).is_some_and(|level| *level > 0);
            if is_there {
                write(values.next().ok_or("it has fewer values than the file says")?, &mut self.bytes)?;
            }
            self.ends.push(is_there.then_some(self.bytes.len()));
        }
        Ok(())
    }

    /// Writes a cell: a value always in quotes, so that no text is taken for a missing value.
    fn write_cell(&self, row: usize, out: &mut Vec<u8>) {
        let Some(end) = self.ends.get(row).copied().flatten() else { return };
        let start = self.ends[..row].iter().rev().find_map(|end| *end).unwrap_or_default();
        let text = &self.bytes[start..end];
        out.push(b'"');
        let mut rest = text;
        while let Some(quote) = memchr::memchr(b'"', rest) {
            out.extend_from_slice(&rest[..=quote]);
            out.push(b'"');
            rest = &rest[quote + 1..];
        }
        out.extend_from_slice(rest);
        out.push(b'"');
    }
}

fn open(path: &Path) -> io::Result<SerializedFileReader<File>> {
    SerializedFileReader::new(File::open(path)?).map_err(as_io)
}

fn as_io(error: ParquetError) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}

fn damaged(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

/// The reader of Parquet may panic on a damaged file: that is an error like any other.
fn guarded<R>(work: impl FnOnce() -> io::Result<R>) -> io::Result<R> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(damaged("the file is damaged")))
}
