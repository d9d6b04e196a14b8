//! What differs between databases.
//!
//! A [`Dialect`] answers questions about one database's SQL; it never sees a whole model and writes no scripts. Each is a
//! `Definition`: facts, and functions for what differs. A root dialect states what differs from ANSI SQL; a kin states what
//! differs from its parent: `Definition { name: "mariadb", ..MYSQL }`. A function is given the dialect that was asked, so
//! that a function of the parent that calls another reaches the kin's. [`DIALECTS`] is the one list of dialects: help texts, routes,
//! pages and tests go through it.
//!
//! ```
//! let oracle = dmsa::dialect::find("oracle").unwrap();
//! assert_eq!(oracle.label(), "Oracle");
//! assert!(oracle.reserved_words().contains("comment"));
//! ```

mod alter;
mod ansi;
mod bigquery;
mod capabilities;
mod databricks;
mod duckdb;
mod hooks;
mod literal;
mod load;
mod mariadb;
mod mssql;
mod mysql;
mod oracle;
mod parts;
mod postgresql;
mod redshift;
mod reserved;
mod sizes;
mod snowflake;
mod sqlite;
mod text;
mod trino;

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod toy;

pub use alter::{Alter, ColumnChange, Obstacle, Whole};
pub use capabilities::{Capabilities, Length, ObjectKind, Scope, Support};
use hooks::Definition;
pub use hooks::Dialect;
pub use literal::Literal;
pub use load::LoadFile;
pub use parts::{Column, ColumnType, DeleteTable, Group, KeyField, KeyFields, Name, Object, Sql};
pub use reserved::ReservedWords;
pub use sizes::number_size;
pub(crate) use sizes::{DEFAULT_STRING_LENGTH, string_length};

/// Every dialect, in the order people are shown them: databases, then warehouses, then lakehouses.
pub static DIALECTS: &[&dyn Dialect] = &[
    &postgresql::POSTGRESQL,
    &mysql::MYSQL,
    &oracle::ORACLE,
    &mssql::MSSQL,
    &sqlite::SQLITE,
    &mariadb::MARIADB,
    &duckdb::DUCKDB,
    &snowflake::SNOWFLAKE,
    &bigquery::BIGQUERY,
    &redshift::REDSHIFT,
    &databricks::DATABRICKS,
    &trino::TRINO,
];

/// The dialects by group, in the order of [`DIALECTS`].
pub fn groups() -> impl Iterator<Item = (Group, &'static [&'static dyn Dialect])> {
    let groups = DIALECTS.chunk_by(|a, b| a.group() == b.group());
    groups.filter_map(|dialects| Some((dialects.first()?.group(), dialects)))
}

/// The databases whose limits `check` judges names, types and keys by unless others are asked for: those of dmsa 0.7, which
/// enforce keys and have indexes. A definition that runs there runs elsewhere, with what is missing there left out.
pub static USUAL: &[&dyn Dialect] =
    &[&postgresql::POSTGRESQL, &mysql::MYSQL, &oracle::ORACLE, &mssql::MSSQL, &sqlite::SQLITE];

/// What outputs for no database in particular start from: no limits, and no names of a database's own.
pub(crate) static NEUTRAL: Definition = Definition {
    name: "neutral",
    label: "standard SQL",
    capabilities: ansi::ANSI.capabilities,
    reserved_words: ansi::ANSI.reserved_words,
    refuses_name: ansi::ANSI.refuses_name,
    implied_names: ansi::ANSI.implied_names,
    ..postgresql::POSTGRESQL
};

/// The dialect of this name.
pub fn find(name: &str) -> Option<&'static dyn Dialect> {
    DIALECTS.iter().copied().find(|dialect| dialect.name() == name)
}
