//! SQLite, as a library; its shell, where there is one, is tried besides.

use super::guard::{feed, program};
use super::{Database, Engine, Outcome, Run};
use crate::schema::{Column, Index, IndexField, Key, Reference, Row, Schema};
use rusqlite::{Connection, types::Value};
use std::path::{Path, PathBuf};
use std::process::Command;

struct Sqlite;

/// Needs nothing.
#[expect(clippy::unnecessary_wraps, reason = "as the other engines")]
pub(super) fn start() -> Outcome<impl Engine + Send> {
    Ok(Sqlite)
}

impl Engine for Sqlite {
    fn dialect_name(&self) -> &'static str {
        "sqlite"
    }

    fn database(&self, _name: &str) -> Box<dyn Database> {
        let connection = Connection::open_in_memory().expect("a database is created");
        // Stricter than the default: a script must be fine either way.
        connection.pragma_update(None, "foreign_keys", true).expect("foreign keys can be enforced");
        Box::new(connection)
    }
}

fn words(error: rusqlite::Error) -> String {
    error.to_string()
}

impl Database for Connection {
    fn run(&self, script: &str, how: Run) -> Outcome<()> {
        if how == Run::Plain {
            return self.execute_batch(script).map_err(words);
        }
        self.execute_batch("BEGIN").map_err(words)?;
        let result = self.execute_batch(script).and_then(|()| self.execute_batch("COMMIT")).map_err(words);
        if result.is_err() {
            self.execute_batch("ROLLBACK").map_err(words)?;
        }
        result
    }

    /// What `.schema` of the shell prints.
    fn dump(&self) -> Outcome<String> {
        self.value("SELECT group_concat(sql || ';', char(10)) FROM sqlite_master WHERE sql IS NOT NULL")
    }

    fn read(&self, schema: Option<&str>) -> Outcome<Schema> {
        read(self, schema.unwrap_or("main")).map_err(words)
    }

    fn value(&self, query: &str) -> Outcome<String> {
        let value: Value = self.query_row(query, [], |row| row.get(0)).map_err(words)?;
        Ok(match value {
            Value::Null => String::new(),
            Value::Integer(number) => number.to_string(),
            Value::Real(number) => number.to_string(),
            Value::Text(text) => text,
            Value::Blob(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        })
    }

    /// A schema is an attached file.
    fn create_schema(&self, name: &str) -> Outcome<()> {
        self.execute_batch(&format!("ATTACH ':memory:' AS \"{name}\"")).map_err(words)
    }
}

fn read(connection: &Connection, schema: &str) -> rusqlite::Result<Schema> {
    let mut rows = Vec::new();
    let quoted = format!("\"{}\"", schema.replace('"', "\"\""));
    let list = format!("SELECT type, name FROM {quoted}.sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'");
    let mut statement = connection.prepare(&list)?;
    let objects = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    for object in objects {
        let (kind, name) = object?;
        match kind.as_str() {
            "table" => rows.extend(read_table(connection, schema, &name)?),
            "index" => {}
            _ => rows.push(Row::Other { name: format!("{kind} {name}") }),
        }
    }
    Ok(rows.into_iter().collect())
}

fn read_table(connection: &Connection, schema: &str, table: &str) -> rusqlite::Result<Vec<Row>> {
    let mut rows = vec![Row::Table { name: table.to_owned() }];
    let mut key: Vec<(i64, String)> = Vec::new();
    let mut statement =
        connection.prepare("SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_xinfo(?1, ?2)")?;
    let mut found = statement.query([table, schema])?;
    while let Some(row) = found.next()? {
        let name: String = row.get(0)?;
        if let place @ 1.. = row.get::<_, i64>(4)? {
            key.push((place, name.clone()));
        }
        rows.push(Row::Column(Column {
            table: table.to_owned(),
            name,
            data_type: row.get(1)?,
            not_null: row.get(2)?,
            default: row.get(3)?,
            generated: false,
        }));
    }
    key.sort();
    if !key.is_empty() {
        let fields = key.into_iter().map(|(_, name)| name).collect();
        rows.push(Row::Key(Key { table: table.to_owned(), name: String::new(), primary: true, fields }));
    }
    rows.extend(read_references(connection, schema, table)?);
    rows.extend(read_indexes(connection, schema, table)?);
    Ok(rows)
}

fn read_references(connection: &Connection, schema: &str, table: &str) -> rusqlite::Result<Vec<Row>> {
    let mut references: Vec<(i64, Reference)> = Vec::new();
    let query = "SELECT id, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?1, ?2) ORDER BY id, seq";
    let mut statement = connection.prepare(query)?;
    let mut found = statement.query([table, schema])?;
    while let Some(row) = found.next()? {
        let id = row.get(0)?;
        if references.last().is_none_or(|(last, _)| *last != id) {
            let start = Reference { table: table.to_owned(), ref_table: row.get(1)?, ..Reference::default() };
            references.push((id, start));
        }
        if let Some((_, reference)) = references.last_mut() {
            reference.fields.push(row.get(2)?);
            reference.ref_fields.push(row.get::<_, Option<String>>(3)?.unwrap_or_default());
        }
    }
    Ok(references.into_iter().map(|(_, reference)| Row::Reference(reference)).collect())
}

fn read_indexes(connection: &Connection, schema: &str, table: &str) -> rusqlite::Result<Vec<Row>> {
    let mut rows = Vec::new();
    let mut list = connection.prepare("SELECT name, \"unique\", origin FROM pragma_index_list(?1, ?2)")?;
    let mut columns =
        connection.prepare("SELECT name, \"desc\" FROM pragma_index_xinfo(?1, ?2) WHERE key ORDER BY seqno")?;
    let mut found = list.query([table, schema])?;
    while let Some(row) = found.next()? {
        let (name, unique, origin): (String, bool, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let fields: Vec<IndexField> = columns
            .query_map([&name, schema], |row| {
                Ok(IndexField { name: row.get(0)?, descending: row.get(1)?, prefix: None })
            })?
            .collect::<rusqlite::Result<_>>()?;
        let table = table.to_owned();
        match origin.as_str() {
            "c" => rows.push(Row::Index(Index { table, name, unique, fields })),
            "u" => {
                let fields = fields.into_iter().map(|field| field.name).collect();
                rows.push(Row::Key(Key { table, name: String::new(), primary: false, fields }));
            }
            _ => {}
        }
    }
    Ok(rows)
}

/// SQLite's own shell on a file, or DuckDB's, which takes the same options.
pub struct Shell {
    program: PathBuf,
}

impl Shell {
    /// The shell, if there is one.
    pub fn find() -> Outcome<Self> {
        Ok(Self { program: program(&["sqlite3"], &[])? })
    }

    /// DuckDB's shell, where `scripts/install-grammars` puts it; `None` where it was not run.
    pub fn duckdb() -> Option<Self> {
        let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "..", "target", "grammars"].iter().collect();
        if !folder.join("complete").is_file() {
            dmsa_needs::skipped(
                "DuckDB is not installed (scripts/install-grammars), so NOTHING was tried with its shell",
            );
            return None;
        }
        Some(Self { program: folder.join("python/bin/duckdb") })
    }

    /// Runs a script on a database file, which is created if need be.
    pub fn run(&self, file: &Path, script: &str) -> Outcome<()> {
        let output = feed(Command::new(&self.program).args(["-batch", "-bail"]).arg(file), script)?;
        let said = String::from_utf8_lossy(&output.stderr);
        if said.trim().is_empty() { Ok(()) } else { Err(format!("the shell says: {said}")) }
    }
}
