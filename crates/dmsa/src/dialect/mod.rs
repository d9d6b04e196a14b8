//! What differs between databases.
//!
//! A [`Dialect`] answers questions about one database's SQL; it never sees a whole model and writes no scripts. The
//! defaults are ANSI SQL, so that a dialect says only what is different. [`DIALECTS`] is the one list of them: help
//! texts, routes, index pages and tests go through it.
//!
//! ```
//! let oracle = dmsa::dialect::find("oracle").unwrap();
//! assert_eq!(oracle.label(), "Oracle");
//! assert!(oracle.reserved_words().contains("comment"));
//! ```

mod capabilities;
mod literal;
mod mssql;
mod mysql;
mod oracle;
mod postgresql;
mod reserved;
mod sqlite;

#[cfg(test)]
mod tests;

pub use capabilities::{Capabilities, Length, ObjectKind, Scope};
pub use literal::{Literal, ansi_literal};
pub use reserved::ReservedWords;

use crate::model::FieldType;
use std::borrow::Cow;

/// Every dialect, in the order people are shown them.
pub static DIALECTS: &[&dyn Dialect] =
    &[&postgresql::PostgreSql, &mysql::MySql, &oracle::Oracle, &mssql::MsSql, &sqlite::Sqlite];

/// The dialect of this name.
pub fn find(name: &str) -> Option<&'static dyn Dialect> {
    DIALECTS.iter().copied().find(|dialect| dialect.name() == name)
}

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

/// A database's SQL. See the [module](self) for how to use one and CONTRIBUTING for how to add one.
pub trait Dialect: Sync {
    /// The name in URLs and on the command line, in lower case: `postgresql`.
    fn name(&self) -> &'static str;

    /// The name for people: `PostgreSQL`.
    fn label(&self) -> &'static str;

    /// Other names that people know the database by, or one that takes the same SQL: lower case, letters and digits.
    /// No way to choose the dialect, but enough to say which one is meant.
    fn also_known_as(&self) -> &'static [&'static str] {
        &[]
    }

    /// A command that runs a script from its standard input, for help texts and pages.
    fn client(&self) -> &'static str;

    /// What the database can and cannot do.
    fn capabilities(&self) -> &'static Capabilities;

    /// The words that cannot be a name unless quoted.
    fn reserved_words(&self) -> &'static ReservedWords;

    /// Characters, besides digits and `$`, that an unquoted name cannot begin with.
    fn refused_initials(&self) -> &'static [u8] {
        b""
    }

    /// The characters around a quoted name; the closing one is doubled within it.
    fn quotes(&self) -> (char, char) {
        ('"', '"')
    }

    /// The name, quoted if it must be: a reserved word, a capital letter, an unusual character. Quoting changes the
    /// meaning of a name where databases fold case, so nothing else is quoted.
    fn quote<'a>(&self, name: &'a str) -> Cow<'a, str> {
        let refused = |byte: u8| byte.is_ascii_digit() || byte == b'$' || self.refused_initials().contains(&byte);
        let initial = name.bytes().next();
        let legal =
            initial.is_some_and(|initial| !refused(initial)) && name.bytes().all(|byte| UNQUOTED[usize::from(byte)]);
        if legal && !self.reserved_words().contains(name) {
            return Cow::Borrowed(name);
        }
        let (open, close) = self.quotes();
        let mut quoted = String::with_capacity(name.len() + 2);
        quoted.push(open);
        for character in name.chars() {
            quoted.push(character);
            if character == close {
                quoted.push(close);
            }
        }
        quoted.push(close);
        Cow::Owned(quoted)
    }

    /// Whether no object of this kind can have this name, not even quoted.
    fn refuses_name(&self, _kind: ObjectKind, name: &str) -> bool {
        name.is_empty() || name.contains('\0')
    }

    /// The names that the database makes up with a table: for a primary key without one, for generated values of a
    /// column. Nothing else can have them.
    fn implied_names(&self, _table: &Name<'_>, _unnamed_key: bool, _generated: Option<&Name<'_>>) -> Vec<String> {
        Vec::new()
    }

    /// How two names are told apart: equal results are one name to the database. Names in small ASCII letters that
    /// differ are always two.
    fn fold<'a>(&self, name: &'a str) -> Cow<'a, str> {
        Cow::Borrowed(name)
    }

    /// The type as SQL, or `None` for a type that is not known.
    fn data_type(&self, data_type: &FieldType) -> Option<ColumnType>;

    /// The type of SQLAlchemy's package for this database (`NUMBER(10)` for `oracle.NUMBER(10)`, `CLOB` without sizes)
    /// that is written as [`Dialect::data_type`] is, where SQLAlchemy's type for all databases is not.
    fn sqlalchemy_type(&self, _data_type: &FieldType) -> Option<String> {
        None
    }

    /// The fields, by position, whose type must give way to unlimited text because a row would be too wide.
    fn too_wide(&self, _fields: &[&FieldType], _in_key: &[bool]) -> Vec<usize> {
        Vec::new()
    }

    /// A string as SQL.
    fn string(&self, text: &str) -> String {
        format!("'{}'", text.replace('\'', "''"))
    }

    /// A default value as SQL.
    fn literal(&self, literal: &Literal, _data_type: &FieldType) -> String {
        ansi_literal(self, literal)
    }

    /// Writes a column of CREATE TABLE.
    fn column(&self, out: &mut String, column: Column<'_>) {
        out.push_str(column.name);
        out.push(' ');
        out.push_str(column.data_type);
        if let Some(default) = column.default {
            out.push_str(" DEFAULT ");
            out.push_str(default);
        }
        if column.not_null {
            out.push_str(" NOT NULL");
        }
    }

    /// The condition that a column of this type (quoted name) must be checked for, if the type itself does not do it.
    fn check(&self, _column: &str, _data_type: &FieldType) -> Option<String> {
        None
    }

    /// What follows unique constraints, references and checks.
    fn constraint_suffix(&self) -> &'static str {
        ""
    }

    /// Whether a unique constraint that references point at must do without [`Dialect::constraint_suffix`].
    fn referenced_unique_is_immediate(&self) -> bool {
        false
    }

    /// Whether a field of this type can be in no key and no index.
    fn cannot_index(&self, _data_type: &FieldType) -> bool {
        false
    }

    /// Whether a key over a field of this type alone covers only the beginning of its values.
    fn shortens_key(&self, _data_type: &FieldType) -> bool {
        false
    }

    /// The fields of a key or an index as SQL, or why the database refuses them.
    fn key_fields(&self, fields: &[KeyField<'_>]) -> Result<KeyFields, String> {
        ansi_key_fields(self, fields)
    }

    /// Whether a field of the first type can refer to a field of the second.
    fn can_refer(&self, from: &FieldType, to: &FieldType) -> bool;

    /// How a reference names the table it points at.
    fn reference_target<'a>(&self, table: &'a Name<'_>) -> &'a str {
        &table.qualified
    }

    /// Writes CREATE INDEX; `fields` is what [`Dialect::key_fields`] gave.
    fn create_index(&self, out: &mut String, index: &Name<'_>, table: &Name<'_>, unique: bool, fields: &str) {
        ansi_create_index(out, &index.plain, &table.qualified, unique, fields);
    }

    /// Writes DROP INDEX.
    fn drop_index(&self, out: &mut String, index: &Name<'_>, _table: &Name<'_>) {
        out.push_str("DROP INDEX ");
        out.push_str(&index.qualified);
    }

    /// What drops a constraint of this kind, after ALTER TABLE.
    fn drop_constraint(&self, _kind: ObjectKind) -> &'static str {
        "DROP CONSTRAINT "
    }

    /// The statement made harmless where the object exists already.
    fn create_if_missing(&self, object: Object<'_>, create: String) -> Vec<Sql>;

    /// The statement made harmless where the object does not exist.
    fn drop_if_present(&self, object: Object<'_>, drop: String) -> Vec<Sql>;

    /// Statements that take the key off a `version_history` made by dmsa 0.7 and earlier: keyed on a time, it refuses a
    /// second row of the same moment.
    fn unkey_history(&self, history: &Name<'_>, schema: Option<&str>) -> Vec<Sql>;

    /// A statement that widens a column of `version_history` made by dmsa 0.7 and earlier.
    fn widen_history(&self, history: &Name<'_>, column: &str, data_type: &str) -> Option<String>;

    /// A statement before each insert into `version_history`.
    fn before_history(&self, _history: &Name<'_>) -> Option<String> {
        None
    }

    /// A statement after each insert into `version_history`.
    fn after_history(&self) -> Option<&'static str> {
        None
    }

    /// How a description is kept in the database.
    fn comment_form(&self) -> CommentForm;

    /// A statement that describes a table (`column` is `None`) or a column; harmless to repeat.
    fn comment_on(
        &self,
        _table: &Name<'_>,
        _column: Option<&Name<'_>>,
        _schema: Option<&str>,
        _text: &str,
    ) -> Option<String> {
        None
    }
}

/// How a database keeps descriptions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommentForm {
    /// In statements of their own: [`Dialect::comment_on`].
    Statement,
    /// As `COMMENT '…'` in CREATE TABLE.
    Inline,
    /// Not at all; a remark in the text of CREATE TABLE is kept with it.
    Remark,
}

/// The bytes of names that can go unquoted; a table, because every name of every script is looked at.
static UNQUOTED: [bool; 256] = {
    let mut table = [false; 256];
    let bytes = b"abcdefghijklmnopqrstuvwxyz0123456789_$";
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
};

pub(crate) fn ansi_create_index(out: &mut String, index: &str, table: &str, unique: bool, fields: &str) {
    out.push_str(if unique { "CREATE UNIQUE INDEX " } else { "CREATE INDEX " });
    for part in [index, " ON ", table, " (", fields, ")"] {
        out.push_str(part);
    }
}

/// A description on one line: some clients end a statement at an empty one.
fn single_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `CREATE TABLE x` as `CREATE TABLE IF NOT EXISTS x`; likewise for indexes, unique ones too.
fn with_if_not_exists(create: &str) -> String {
    for verb in ["CREATE TABLE ", "CREATE UNIQUE INDEX ", "CREATE INDEX "] {
        if let Some(rest) = create.strip_prefix(verb) {
            return format!("{verb}IF NOT EXISTS {rest}");
        }
    }
    create.to_owned()
}

/// `DROP TABLE x` as `DROP TABLE IF EXISTS x`; likewise for indexes.
fn with_if_exists(drop: &str) -> String {
    for verb in ["DROP TABLE ", "DROP INDEX "] {
        if let Some(rest) = drop.strip_prefix(verb) {
            return format!("{verb}IF EXISTS {rest}");
        }
    }
    drop.to_owned()
}

/// Digits in all and digits after the point of a number, by the original's rules with two corrections: an explicit
/// scale counts, 0 included, and up to five digits without a scale are a whole number.
pub(crate) fn number_size(data_type: &FieldType) -> (u32, u32) {
    let precision = data_type.precision.filter(|precision| *precision > 0);
    let scale = match (data_type.scale, precision) {
        (Some(scale), _) => scale,
        (None, Some(precision)) if precision <= 5 => 0,
        (None, _) => 5,
    };
    (precision.unwrap_or(20), scale)
}

/// The fields with their directions, if all of them can be indexed.
fn ansi_key_fields(dialect: &(impl Dialect + ?Sized), fields: &[KeyField<'_>]) -> Result<KeyFields, String> {
    let mut sql = String::new();
    for field in fields {
        if dialect.cannot_index(field.data_type) {
            return Err(format!("{} cannot index {}, a large object", dialect.label(), field.name));
        }
        let comma = if sql.is_empty() { "" } else { ", " };
        let direction = if field.descending { " DESC" } else { "" };
        sql.extend([comma, field.name, direction]);
    }
    Ok(KeyFields { sql, shortened: false })
}

/// NUMERIC with what the database can hold of the size: at most `max_precision` digits, `max_scale` after the point,
/// and no more after the point than in all.
fn numeric(data_type: &FieldType, max_precision: u32, max_scale: u32) -> ColumnType {
    let (precision, scale) = number_size(data_type);
    let fitting = precision.min(max_precision);
    let fitting_scale = scale.min(max_scale).min(fitting);
    let sql = format!("NUMERIC({fitting}, {fitting_scale})");
    if (fitting, fitting_scale) == (precision, scale) {
        return sql.into();
    }
    let problem = if scale > precision { "has more digits after the point than in all" } else { "is too large" };
    ColumnType::with_loss(sql, format!("{data_type} {problem}"))
}

/// A type with its length. Half of all columns are strings, and `format!` would take four times as long.
fn sized(before: &str, length: u32, after: &str) -> String {
    [before, itoa::Buffer::new().format(length), after].concat()
}

/// Characters of a string: the original's default where the definition gives none.
pub(crate) fn string_length(data_type: &FieldType) -> u32 {
    data_type.length.filter(|length| *length > 0).unwrap_or(256)
}
