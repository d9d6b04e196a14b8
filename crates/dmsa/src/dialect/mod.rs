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

mod alter;
mod ansi;
mod capabilities;
mod literal;
mod load;
mod mssql;
mod mysql;
mod oracle;
mod parts;
mod postgresql;
mod reserved;
mod sizes;
mod sqlite;
mod text;

#[cfg(test)]
mod tests;

pub use alter::{Alter, ColumnChange, Obstacle, Whole};
pub(crate) use ansi::single_line;
pub use capabilities::{Capabilities, Length, ObjectKind, Scope};
pub use literal::{Literal, ansi_literal};
pub use load::LoadFile;
pub use parts::{Column, ColumnType, CommentForm, DeleteTable, KeyField, KeyFields, Name, Object, Sql};
pub use reserved::ReservedWords;
pub use sizes::number_size;
pub(crate) use sizes::{DEFAULT_STRING_LENGTH, string_length};

use crate::model::FieldType;
use ansi::{ansi_create_index, ansi_key_fields, ansi_quote};
use std::borrow::Cow;
use text::{Joined, control_code};

/// Every dialect, in the order people are shown them.
pub static DIALECTS: &[&dyn Dialect] =
    &[&postgresql::PostgreSql, &mysql::MySql, &oracle::Oracle, &mssql::MsSql, &sqlite::Sqlite];

/// The dialect of this name.
pub fn find(name: &str) -> Option<&'static dyn Dialect> {
    DIALECTS.iter().copied().find(|dialect| dialect.name() == name)
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

    /// How the database changes what is there already.
    fn alter(&self) -> &'static dyn Alter;

    /// The words that cannot be a name unless quoted.
    fn reserved_words(&self) -> &'static ReservedWords;

    /// Whether the database's client would take an unquoted name at the beginning of a line for one of its own commands.
    fn is_client_command(&self, _name: &str) -> bool {
        false
    }

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
        ansi_quote(self, name)
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

    /// A string as SQL, without a line end that a client could read.
    fn string(&self, text: &str) -> String {
        let expression = |c, _: Option<char>| control_code(c).map(|code| format!("CHR({code})"));
        Joined { prefix: "", operator: "||", expression }.string(text)
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

    /// Statements before and after those that delete the rows of tables that refer to each other in a cycle, or of one
    /// that refers to itself. By default none, which is enough where our references are checked at the end of a
    /// transaction ([`Dialect::constraint_suffix`]) and the script is run in one.
    fn around_deletes(&self, _tables: &[DeleteTable<'_>]) -> [Vec<String>; 2] {
        Default::default()
    }

    /// A statement that describes a table (`column` is `None`) or a column; harmless to repeat.
    fn comment_on(
        &self,
        _table: &Name<'_>,
        _column: Option<&Name<'_>>,
        _schema: Option<&str>,
        _text: &str,
    ) -> Option<Sql> {
        None
    }

    /// The function that counts the characters of a string, up to its opening parenthesis.
    fn character_length(&self) -> &'static str {
        "CHAR_LENGTH("
    }

    /// A script for the database's own client that loads a file of CSV into a table, and leaves the table as it was if a row
    /// cannot be taken; `None` where there is none yet.
    fn load_file(&self, _file: &LoadFile<'_>) -> Option<String> {
        None
    }

    /// What the client must be told before files are loaded in one transaction.
    fn begin_load(&self) -> &'static str {
        ""
    }

    /// What makes the load fail if the FROM clause gives a row: one that refers to none, which `what` describes. Empty where
    /// the database itself checks references at the end of the transaction.
    fn refuse_unresolved(&self, _what: &str, _from: &str) -> String {
        String::new()
    }

    /// What ends the transaction.
    fn end_load(&self) -> &'static str {
        ""
    }

    /// A statement that renews what the database knows of a table's values.
    fn update_statistics(&self, table: &str) -> String {
        format!("ANALYZE {table};")
    }
}
