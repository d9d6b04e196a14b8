//! `metadata.csv`, which describes the files of a submission: written, and compared with the files.
//!
//! The form is that of the networks' packer: a line a file, with the columns of [`COLUMNS`].

use crate::csv::{Blocks, Cells, Records};
use crate::input::{Input, Inputs};
use crate::outcome::empty;
use crate::result::{CheckReport, Sample, Verdict};
use crate::rules::Rules;
use ring::digest::{Context, SHA256};
use std::fmt::Write;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use thiserror::Error;

/// The name of the file.
pub const FILE: &str = "metadata.csv";

/// Its columns.
pub const COLUMNS: [&str; 8] =
    ["organization", "filename", "checksum", "cdm", "cdm-version", "table", "etl", "data-version"];

/// What is the same for all files of a submission.
#[derive(Debug, Clone, Default)]
pub struct Submission {
    /// Who sends it.
    pub organization: String,
    /// Where the code is that made the data.
    pub etl: String,
    /// The version of the data; may be empty.
    pub data_version: String,
}

/// Why files cannot be described.
#[derive(Debug, Error)]
pub enum ManifestError {
    /// A file is of no table.
    #[error("`{}` is of table {table}, which the model does not have", path.display())]
    UnknownTable {
        /// The file.
        path: PathBuf,
        /// The table.
        table: String,
    },
    /// A name cannot be written.
    #[error("the name of `{}` is not UTF-8, or has control characters", .0.display())]
    Name(PathBuf),
    /// A file cannot be read.
    #[error("cannot read `{}`: {error}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

/// The text of `metadata.csv` for the data files of a folder.
///
/// # Errors
///
/// A file is of no table, or cannot be read.
pub fn describe(
    rules: &Rules,
    folder: &Path,
    inputs: &Inputs,
    submission: &Submission,
) -> Result<String, ManifestError> {
    let files: Vec<&Input> = inputs.files.iter().filter(|input| !is_manifest(input)).collect();
    let sums = checksums(&files.iter().map(|input| input.path.as_path()).collect::<Vec<_>>());
    let mut out = String::new();
    line(&mut out, COLUMNS);
    for (input, sum) in files.iter().zip(sums) {
        let path = || input.path.clone();
        let unknown = || ManifestError::UnknownTable { path: path(), table: input.table.clone() };
        let table = &rules.tables[rules.table(&input.table).ok_or_else(unknown)?].name;
        let sum = sum.map_err(|error| ManifestError::Unreadable { path: path(), error })?;
        let inside = input.path.strip_prefix(folder).unwrap_or(&input.path);
        let parts: Option<Vec<&str>> = inside.iter().map(|part| part.to_str()).collect();
        let name = parts.map(|parts| parts.join("/")).filter(|name| !name.contains(char::is_control));
        let name = name.ok_or_else(|| ManifestError::Name(path()))?;
        let Submission { organization, etl, data_version } = submission;
        line(&mut out, [organization, &name, &sum, &rules.model, &rules.version, table, etl, data_version]);
    }
    Ok(out)
}

fn line(out: &mut String, cells: [&str; 8]) {
    let cells = cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
    writeln!(out, "{}", cells.join(",")).ok();
}

/// Whether a file describes others: by its name, and by its header, since some models have a table of this name.
pub(crate) fn is_manifest(input: &Input) -> bool {
    let named = input.path.file_name().is_some_and(|name| name.eq_ignore_ascii_case(FILE));
    named && has_header(&input.path)
}

/// Whether a file begins with the columns of a manifest.
pub fn has_header(path: &Path) -> bool {
    path.is_file() && read(path, true).is_ok_and(|(header, _)| is_header(&header))
}

fn is_header(header: &[String]) -> bool {
    ["filename", "checksum", "table"].iter().all(|name| header.iter().any(|column| column == name))
}

/// A line: where it begins and its cells.
type Line = (u64, Vec<String>);

/// The header in lower case, and the lines behind it.
fn read(path: &Path, header_only: bool) -> io::Result<(Vec<String>, Vec<Line>)> {
    let mut blocks = Blocks::new(File::open(path)?, b',');
    let (mut cells, mut header, mut lines) = (Cells::default(), Vec::new(), Vec::new());
    while let Some(block) = blocks.read()? {
        let mut records = Records::of(&block, b',');
        while let Some(record) = records.next(&mut cells) {
            let invalid =
                |why: &str| io::Error::new(io::ErrorKind::InvalidData, format!("line {}: {why}", record.line));
            if record.fault.is_some() {
                return Err(invalid("its quotes are wrong"));
            }
            let cell = |place| cells.get(&block.bytes, place).map_or(&[][..], |(cell, _)| cell);
            let texts = (0..cells.len()).map(|place| String::from_utf8_lossy(cell(place)).into_owned());
            if header.is_empty() {
                header = texts.map(|name| name.to_lowercase()).collect();
                if header_only {
                    return Ok((header, lines));
                }
            } else if cells.len() == header.len() {
                lines.push((record.line, texts.collect()));
            } else {
                return Err(invalid("it has too few or too many cells"));
            }
        }
    }
    Ok((header, lines))
}

/// Compares a submission with what its manifest says: every file is described, is there, and is the same.
pub(crate) fn verify(rules: &Rules, manifest: &Path, inputs: &Inputs) -> Vec<CheckReport> {
    let place = |line| Sample { path: manifest.display().to_string(), line, value: None };
    let mut checks = Vec::new();
    let mut add = |table: &str, field: Option<String>, reason: Option<String>, sample: Sample| {
        let verdict = if reason.is_some() { Verdict::Fail } else { Verdict::Pass };
        let failures = reason.is_some().into();
        let samples = if reason.is_some() { vec![sample] } else { Vec::new() };
        checks.push(CheckReport { rows: 1, failures, reason, samples, ..empty("checksum", table, field, verdict) });
    };
    let (header, lines) = match read(manifest, false) {
        Ok(read) => read,
        Err(error) => {
            add("metadata", None, Some(format!("cannot be read: {error}")), place(1));
            return checks;
        }
    };
    let folder = manifest.parent().unwrap_or(Path::new(""));
    let column = |name: &str| header.iter().position(|column| column == name);
    let of = |line: &Line, name: &str| column(name).and_then(|at| line.1.get(at)).cloned().unwrap_or_default();
    let known = |name: &str| rules.table(name).map_or(name, |table| rules.tables[table].name.as_str()).to_owned();
    let paths: Vec<PathBuf> = lines.iter().map(|line| folder.join(of(line, "filename"))).collect();
    let inside: Vec<bool> = lines.iter().map(|line| is_inside(Path::new(&of(line, "filename")))).collect();
    let wanted: Vec<&Path> =
        paths.iter().zip(&inside).filter(|(_, inside)| **inside).map(|(path, _)| path.as_path()).collect();
    let mut sums = checksums(&wanted).into_iter();
    for (number, line) in lines.iter().enumerate() {
        let name = of(line, "filename");
        let sum = if inside[number] { sums.next() } else { None };
        let given = |name: &str, is: &str| {
            let says = of(line, name);
            (!says.is_empty() && !says.eq_ignore_ascii_case(is)).then(|| format!("{FILE} says {name} {says}, not {is}"))
        };
        let read_as = inputs.files.iter().find(|input| input.path == paths[number]).map(|input| input.table.as_str());
        let problem = match sum {
            None => Some(format!("{FILE} names a file that is not below its folder")),
            Some(Err(error)) => Some(format!("a file that {FILE} names cannot be read: {error}")),
            Some(Ok(sum)) if !sum.eq_ignore_ascii_case(&of(line, "checksum")) => {
                Some(format!("the file is not the one that {FILE} describes: its SHA-256 is another"))
            }
            Some(Ok(_)) if paths[..number].contains(&paths[number]) => Some(format!("{FILE} names the file twice")),
            Some(Ok(_)) => given("cdm", &rules.model)
                .or_else(|| given("cdm-version", &rules.version))
                .or_else(|| read_as.and_then(|table| given("table", table))),
        };
        add(&known(&of(line, "table")), Some(name), problem, place(line.0));
    }
    for input in inputs.files.iter().filter(|input| input.path != manifest && input.path.starts_with(folder)) {
        if !paths.contains(&input.path) {
            let name = input.path.strip_prefix(folder).unwrap_or(&input.path).display().to_string();
            add(&known(&input.table), Some(name), Some(format!("{FILE} does not name the file")), place(1));
        }
    }
    checks
}

/// Whether a path leads nowhere but below its folder.
fn is_inside(path: &Path) -> bool {
    path.components().next().is_some() && path.components().all(|part| matches!(part, Component::Normal(_)))
}

/// The SHA-256 of files, in hexadecimal digits, on all cores.
fn checksums(paths: &[&Path]) -> Vec<io::Result<String>> {
    let next = AtomicUsize::new(0);
    let sums = Mutex::new((0..paths.len()).map(|_| None).collect::<Vec<_>>());
    let work = || {
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(path) = paths.get(place) else { return };
            let sum = checksum(path);
            if let Some(slot) = sums.lock().unwrap_or_else(PoisonError::into_inner).get_mut(place) {
                *slot = Some(sum);
            }
        }
    };
    thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, usize::from).min(paths.len());
        for _ in 1..threads {
            // Without more threads this one does all.
            thread::Builder::new().spawn_scoped(scope, work).ok();
        }
        work();
    });
    let sums = sums.into_inner().unwrap_or_else(PoisonError::into_inner);
    sums.into_iter().map(|sum| sum.unwrap_or_else(|| Err(io::Error::other("the file was not read")))).collect()
}

fn checksum(path: &Path) -> io::Result<String> {
    if !path.is_file() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "there is no such file"));
    }
    let mut file = File::open(path)?;
    let (mut context, mut buffer) = (Context::new(&SHA256), vec![0; 1 << 17]);
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            read => context.update(&buffer[..read]),
        }
    }
    let digest = context.finish();
    Ok(digest.as_ref().iter().fold(String::new(), |mut out, byte| {
        write!(out, "{byte:02x}").ok();
        out
    }))
}
