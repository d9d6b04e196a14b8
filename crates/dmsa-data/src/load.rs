//! Scripts that load files with a database's own loader.

use crate::csv::{Blocks, Cells, Records};
use crate::input::{Inputs, is_parquet};
use crate::options::Options;
use crate::plan::{order, plans};
use crate::rules::{ReferenceRule, Rules};
use crate::sql::Checks;
use dmsa::dialect::{Dialect, LoadFile};
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// A part of a load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The rows, in one transaction: of tables that others refer to first.
    Data,
    /// What the database knows of the values.
    Statistics,
    /// The rows of each table in the database, beside those of its files.
    Counts,
}

/// The phases in their order, with their names.
pub const PHASES: [(&str, Phase); 3] =
    [("data", Phase::Data), ("statistics", Phase::Statistics), ("counts", Phase::Counts)];

/// Why there is no script.
#[derive(Debug, Error)]
pub enum LoadError {
    /// The database has no loader here.
    #[error("there is no loader for {0} yet")]
    NoLoader(&'static str),
    /// A file is of no table.
    #[error("`{}` is of table {table}, which the model does not have", path.display())]
    UnknownTable {
        /// The file.
        path: PathBuf,
        /// The table.
        table: String,
    },
    /// A file has a column that the table does not have.
    #[error("`{}`: column {column} is no field of table {table}, or stands there twice", path.display())]
    UnknownColumn {
        /// The file.
        path: PathBuf,
        /// The table.
        table: String,
        /// The column, in the words of the file.
        column: String,
    },
    /// The loader cannot read such files.
    #[error("`{}`: {why}", path.display())]
    Form {
        /// The file.
        path: PathBuf,
        /// Why.
        why: &'static str,
    },
    /// A file cannot be read.
    #[error("cannot read `{}`: {error}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

/// A file and what its header says.
struct Loaded {
    path: PathBuf,
    columns: Vec<usize>,
    line_end: &'static str,
    rows: u64,
}

/// The script of these phases for these files.
///
/// # Errors
///
/// A file cannot be loaded as it is, or the database has no loader here.
pub fn script(
    rules: &Rules,
    inputs: &Inputs,
    dialect: &dyn Dialect,
    schema: Option<&str>,
    phases: &[Phase],
) -> Result<String, LoadError> {
    let mut files: Vec<Vec<Loaded>> = rules.tables.iter().map(|_| Vec::new()).collect();
    for input in &inputs.files {
        let unknown = || LoadError::UnknownTable { path: input.path.clone(), table: input.table.clone() };
        let table = rules.table(&input.table).ok_or_else(unknown)?;
        files[table].push(inspect(rules, table, &input.path, phases.contains(&Phase::Counts))?);
    }
    let name = |table: usize| {
        let name = dialect.quote(&rules.tables[table].name);
        schema.map_or_else(|| name.clone().into_owned(), |schema| format!("{}.{name}", dialect.quote(schema)))
    };
    let tables: Vec<usize> =
        order(&plans(rules, &Options::default())).into_iter().filter(|table| !files[*table].is_empty()).collect();
    let mut lines = Vec::new();
    for phase in phases {
        match phase {
            Phase::Data => {
                lines.push(dialect.begin_load().to_owned());
                for table in &tables {
                    for file in &files[*table] {
                        lines.push(load(rules, *table, &name(*table), file, dialect)?);
                    }
                }
                lines.extend(tables.iter().flat_map(|table| refuse_unresolved(rules, *table, dialect, schema)));
                lines.push(dialect.end_load().to_owned());
            }
            Phase::Statistics => lines.extend(tables.iter().map(|table| dialect.update_statistics(&name(*table)))),
            Phase::Counts => lines.extend(tables.iter().map(|table| {
                let rows: u64 = files[*table].iter().map(|file| file.rows).sum();
                let text = dialect.string(&rules.tables[*table].name);
                let name = name(*table);
                format!("SELECT {text} AS table_name, {rows} AS rows_in_files, COUNT(*) AS rows_in_table FROM {name};")
            })),
        }
    }
    Ok(lines.into_iter().filter(|line| !line.is_empty()).map(|line| line + "\n").collect())
}

fn load(rules: &Rules, table: usize, name: &str, file: &Loaded, dialect: &dyn Dialect) -> Result<String, LoadError> {
    let form = |why| LoadError::Form { path: file.path.clone(), why };
    let path = file.path.to_str().ok_or_else(|| form("its name is not UTF-8"))?;
    if path.chars().any(char::is_control) {
        return Err(form("its name has control characters"));
    }
    let columns = &rules.tables[table].columns;
    let columns: Vec<_> = file
        .columns
        .iter()
        .map(|column| (dialect.quote(&columns[*column].name).into_owned(), columns[*column].data_type.kind.clone()))
        .collect();
    let file = LoadFile { table: name, path, columns: &columns, line_end: file.line_end };
    dialect.load_file(&file).ok_or(LoadError::NoLoader(dialect.label()))
}

/// What refuses rows that refer to none, where the database does not.
fn refuse_unresolved(rules: &Rules, table: usize, dialect: &dyn Dialect, schema: Option<&str>) -> Vec<String> {
    let checks = Checks::new(rules, dialect, schema);
    let table = &rules.tables[table];
    let statement = |reference: &ReferenceRule| {
        let from = checks.unresolved(table, reference)?;
        let to = &rules.tables[reference.target.as_ref().ok()?.table].name;
        let what = format!("{}.{}: no such row in {to}", table.name, table.names(&reference.columns));
        Some(dialect.refuse_unresolved(&what, &from))
    };
    table.references.iter().filter_map(statement).collect()
}

/// Reads the header of a file, and counts its rows if they are wanted.
fn inspect(rules: &Rules, table: usize, path: &Path, count: bool) -> Result<Loaded, LoadError> {
    let form = |why| LoadError::Form { path: path.into(), why };
    let unreadable = |error| LoadError::Unreadable { path: path.into(), error };
    let compressed = path.extension().is_some_and(|ending| ending == "gz" || ending == "zst");
    if is_parquet(path) || compressed || path == Path::new("-") {
        return Err(form("the loader reads files of CSV alone, not compressed"));
    }
    let mut blocks = Blocks::new(dmsa::source::open_regular(path).map_err(unreadable)?, b',');
    let mut cells = Cells::default();
    let Some(first) = blocks.read().map_err(unreadable)? else { return Err(form("it is empty")) };
    let mut records = Records::new(&first.bytes, 1, b',');
    records.next(&mut cells);
    let mut columns = Vec::new();
    for place in 0..cells.len() {
        let cell = cells.get(&first.bytes, place).map_or(&[][..], |(cell, _)| cell);
        let name = String::from_utf8_lossy(cell);
        match rules.tables[table].column(&name).filter(|column| !columns.contains(column)) {
            Some(column) => columns.push(column),
            None => {
                let (table, column) = (rules.tables[table].name.clone(), name.into_owned());
                return Err(LoadError::UnknownColumn { path: path.into(), table, column });
            }
        }
    }
    let header = first.bytes.get(..records.position()).unwrap_or_default();
    let line_end = if header.ends_with(b"\r\n") {
        "\r\n"
    } else if header.ends_with(b"\r") {
        return Err(form("its lines end with CR alone"));
    } else {
        "\n"
    };
    let mut rows = 0;
    let mut add = |mut records: Records<'_>| {
        while records.next(&mut cells).is_some() {
            rows += 1;
        }
    };
    add(records);
    while let Some(block) = if count { blocks.read().map_err(unreadable)? } else { None } {
        add(Records::new(&block.bytes, block.line, b','));
    }
    Ok(Loaded { path: path.into(), columns, line_end, rows })
}
