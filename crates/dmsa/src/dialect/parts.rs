//! What scripts hand to a dialect, and what it gives back.

use super::ObjectKind;
use crate::model::FieldType;
use std::borrow::Cow;

/// How a type is written in a dialect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnType {
    /// The SQL.
    pub sql: Cow<'static, str>,
    /// What the database cannot hold as the definition says, if anything.
    pub loss: Option<String>,
}

impl<T: Into<Cow<'static, str>>> From<T> for ColumnType {
    fn from(sql: T) -> Self {
        Self { sql: sql.into(), loss: None }
    }
}

impl ColumnType {
    /// A type that holds less than, or something else than, what was asked for.
    pub fn with_loss(sql: impl Into<Cow<'static, str>>, loss: impl Into<String>) -> Self {
        Self { sql: sql.into(), loss: Some(loss.into()) }
    }
}

/// A column, ready to be written.
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    /// The quoted name.
    pub name: &'a str,
    /// The field's type.
    pub field_type: &'a FieldType,
    /// The type's SQL.
    pub data_type: &'a str,
    /// Whether it must have a value.
    pub not_null: bool,
    /// The default's SQL.
    pub default: Option<&'a str>,
    /// Whether the database makes its values up.
    pub generated: bool,
}

/// A name as SQL: quoted where needed, and with the schema in front where one was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Name<'a> {
    /// As the database stores it: cut to its limit, not quoted.
    pub raw: Cow<'a, str>,
    /// Quoted where needed.
    pub plain: Cow<'a, str>,
    /// With its schema, the same as `plain` where none was asked for or none can be.
    pub qualified: Cow<'a, str>,
}

/// A table, or something of a table, that a statement creates or drops.
#[derive(Debug, Clone, Copy)]
pub struct Object<'a> {
    /// What it is.
    pub kind: ObjectKind,
    /// Its name; the table's own for a table.
    pub name: &'a Name<'a>,
    /// The table it belongs to.
    pub table: &'a Name<'a>,
    /// The schema asked for, unquoted.
    pub schema: Option<&'a str>,
}

/// A table of a cycle of references, whose rows are deleted.
#[derive(Debug, Clone)]
pub struct DeleteTable<'a> {
    /// The table.
    pub table: &'a Name<'a>,
    /// Its references to tables of the group, or to itself.
    pub references: Vec<&'a Name<'a>>,
}

/// One statement as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sql {
    /// The statement without its terminator.
    pub text: String,
    /// Whether it is a block of a procedural language, which ends in its own way.
    pub block: bool,
}

impl<T: Into<String>> From<T> for Sql {
    fn from(text: T) -> Self {
        Self { text: text.into(), block: false }
    }
}

/// One field of a key or an index.
#[derive(Debug, Clone, Copy)]
pub struct KeyField<'a> {
    /// The quoted column name.
    pub name: &'a str,
    /// The field's type.
    pub data_type: &'a FieldType,
    /// Whether an index sorts it downwards.
    pub descending: bool,
}

/// The columns of a key or an index as SQL.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyFields {
    /// What stands between the parentheses.
    pub sql: String,
    /// Whether it covers only the beginning of a value.
    pub shortened: bool,
}

/// The kinds of database, as pages and help texts group them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// A database that enforces its keys.
    Database,
    /// A database for analysis.
    Warehouse,
    /// Tables in files, and an engine that queries them.
    Lakehouse,
}

impl Group {
    /// A heading for the group.
    pub fn label(self) -> &'static str {
        match self {
            Group::Database => "Databases",
            Group::Warehouse => "Warehouses",
            Group::Lakehouse => "Lakehouses",
        }
    }

    /// What one of the group is.
    pub fn singular(self) -> &'static str {
        match self {
            Group::Database => "database",
            Group::Warehouse => "warehouse",
            Group::Lakehouse => "lakehouse",
        }
    }
}
