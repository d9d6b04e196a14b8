//! SQL scripts: the CREATE TABLE, ALTER TABLE, CREATE INDEX, COMMENT ON, CREATE TYPE and CREATE DOMAIN statements that made a
//! database, as people write them and as `pg_dump --schema-only`, `mysqldump --no-data`, `sqlite3 .schema` and SQL Server
//! Management Studio print them.
//!
//! The crate `sqlparser` parses single statements. Which database they are for is guessed from the whole script, unless
//! the name of the file says it: `clinic.oracle.sql`. A statement that cannot be understood is reported with its line, and
//! the others are read. Statements that define no tables, keys or indexes (data, views, permissions) are passed over.

mod alter;
mod build;
mod column;
mod dialect;
mod draft;
mod finish;
mod mssql;
mod name;
mod parse;
mod statements;
mod storage;
mod types;
mod value;

#[cfg(test)]
mod tests;

use super::budget::Budget;
use super::catalog::Definition;
use super::files::SourceFile;
use super::identity::Identity;
use super::{Catalog, Loaded};
use crate::check::codes;
use crate::diagnostic::{self, Diagnostic};
use crate::model::Origin;
use build::Builder;
use dialect::Dialect;

/// Reads a script as the definition of one model. Its name and version are those in the name of the file
/// (`clinic-1.2.sql`, `clinic_v1.2.sql`); without a version there, it is version 0.
///
/// ```
/// use dmsa::source::{SourceFile, sql};
///
/// let script = "CREATE TABLE person (person_id INT PRIMARY KEY, born DATE NOT NULL);";
/// let loaded = sql::read(&SourceFile { path: "clinic-1.2.sql".into(), bytes: script.into() });
/// let model = loaded.catalog.find("clinic", "1.2")?;
/// assert_eq!(model.tables[0].fields[1].data_type.to_string(), "date");
/// assert_eq!(model.not_nulls[0].field, "born");
/// # Ok::<(), dmsa::source::NotFound>(())
/// ```
pub fn read(file: &SourceFile) -> Loaded {
    let mut diagnostics = Vec::new();
    let definition = definition(file, &mut diagnostics);
    let (catalog, duplicates) = Catalog::new(definition, "");
    diagnostics.extend(duplicates);
    diagnostic::sort(&mut diagnostics);
    Loaded { catalog, diagnostics }
}

fn definition(file: &SourceFile, diagnostics: &mut Vec<Diagnostic>) -> Option<Definition> {
    if !Budget::default().take(file, diagnostics) {
        return None;
    }
    let origin = Origin::new(file.path.as_str().into(), 0);
    let (name, version, named) = names(&file.path);
    let identity = match Identity::new(&name, &version) {
        Ok(identity) => identity,
        Err(message) => {
            let help = "name the file like `clinic-1.2.sql`: model and version";
            diagnostics.push(Diagnostic::new(&codes::UNNAMED_DEFINITION, &origin, message).help(help));
            return None;
        }
    };
    let text = text(&file.bytes, &origin, diagnostics);
    let dialect = named.unwrap_or_else(|| dialect::guess(&text));
    let mut builder = Builder::new(origin.clone(), dialect, identity.to_string());
    for statement in statements::of(&text, dialect) {
        builder.read(&statement);
    }
    let (model, mut found) = builder.finish(identity);
    diagnostics.append(&mut found);
    if model.tables.is_empty() {
        let message = format!("there is no table in `{}`: no CREATE TABLE could be read", file.path);
        diagnostics.push(Diagnostic::new(&codes::NO_DEFINITION, &origin, message));
        return None;
    }
    Some(Definition::new(model, origin, true))
}

/// The text of a script: UTF-8, or UTF-16 with a byte order mark, in which SQL Server's tools save.
fn text(bytes: &[u8], origin: &Origin, diagnostics: &mut Vec<Diagnostic>) -> String {
    let utf_16 = |decode: fn([u8; 2]) -> u16| {
        let units = bytes[2..].chunks_exact(2).map(|pair| decode([pair[0], pair[1]]));
        char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>()
    };
    let text = match bytes {
        [0xff, 0xfe, ..] => utf_16(u16::from_le_bytes),
        [0xfe, 0xff, ..] => utf_16(u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).into_owned(),
    };
    if let Some(place) = text.find(char::REPLACEMENT_CHARACTER) {
        let line = u32::try_from(text[..place].matches('\n').count() + 1).unwrap_or(u32::MAX);
        let origin = Origin::new(origin.file().unwrap_or_default().into(), line);
        let message = "the script is not UTF-8; what could not be decoded is shown as \u{fffd}";
        diagnostics.push(Diagnostic::new(&codes::UNDECODABLE_BYTES, &origin, message));
    }
    text
}

/// The model, the version and the database that the name of a file gives.
fn names(path: &str) -> (String, String, Option<Dialect>) {
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = file.get(..file.len().saturating_sub(".sql".len())).unwrap_or(file);
    let (stem, dialect) = match stem.rsplit_once('.') {
        Some((rest, word)) => dialect::named(word).map_or((stem, None), |dialect| (rest, Some(dialect))),
        None => (stem, None),
    };
    let is_version = |text: &&str| text.starts_with(|c: char| c.is_ascii_digit());
    let version = stem.char_indices().filter(|(_, c)| matches!(c, '-' | '_' | ' ')).find_map(|(place, _)| {
        let rest = &stem[place + 1..];
        let version = rest.strip_prefix(['v', 'V']).unwrap_or(rest);
        is_version(&version).then_some((&stem[..place], version))
    });
    let (name, version) = version.unwrap_or((stem, "0"));
    (name.to_owned(), version.to_owned(), dialect)
}
