//! How a database changes what is there already. Migration scripts are written with it.
//!
//! [`Alter`] stands beside [`Dialect`](super::Dialect), so that a database whose ALTER TABLE is that of another one shares
//! it as a whole. The defaults are ANSI SQL.

use super::{Column, Name, Object, Sql};
use std::borrow::Cow;

/// What keeps a script from being left half done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whole {
    /// The client runs all of it in one transaction.
    Client,
    /// The script begins and ends a transaction itself.
    Script {
        /// Statements before all others.
        begin: &'static [&'static str],
        /// Statements after all others.
        end: &'static [&'static str],
    },
    /// Each statement is final. Every step finds out whether it is still to be done, so that the script can be run again.
    Repeat,
}

/// Which rows a migration must not meet.
#[derive(Debug, Clone, Copy)]
pub struct Obstacle<'a> {
    /// The table.
    pub table: &'a Name<'a>,
    /// The schema asked for, unquoted.
    pub schema: Option<&'a str>,
    /// The rows, as a condition; none means all rows.
    pub condition: Option<&'a str>,
    /// A column that must be there, or must not be there, for the question to make sense.
    pub column: (&'a Name<'a>, bool),
    /// What is wrong with the rows, in words.
    pub message: &'a str,
}

impl Obstacle<'_> {
    /// The query that finds the rows.
    pub fn query(&self, what: &str) -> String {
        let condition = self.condition.map(|condition| format!(" WHERE {condition}")).unwrap_or_default();
        format!("SELECT {what} FROM {}{condition}", self.table.qualified)
    }
}

/// A change to an existing column, which has its new name already.
#[derive(Debug, Clone, Copy)]
pub struct ColumnChange<'a> {
    /// The table.
    pub table: &'a Name<'a>,
    /// The schema asked for, unquoted.
    pub schema: Option<&'a str>,
    /// The column's name.
    pub name: &'a Name<'a>,
    /// The column as it is.
    pub before: Column<'a>,
    /// The column as it shall be.
    pub after: Column<'a>,
    /// The new value, made of the old one, where the types differ.
    pub value: Option<&'a str>,
}

/// How a database changes what is there already.
pub trait Alter: Sync {
    /// What keeps a script from being left half done.
    fn whole(&self) -> Whole;

    /// Statements before all others that change something.
    fn begin(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether tables are changed by making them anew and copying the rows, because ALTER TABLE can do too little.
    fn rebuilds(&self) -> bool {
        false
    }

    /// Whether a column can change from the first to the second SQL type where it stands. Otherwise a new column takes its
    /// place.
    fn converts(&self, _from: &str, _to: &str) -> bool {
        true
    }

    /// Whether references must be dropped before any change to one of their columns, and not only of the type.
    fn references_block_changes(&self) -> bool {
        false
    }

    /// Whether keys and indexes must be dropped before the type of one of their columns changes.
    fn keys_block_changes(&self) -> bool {
        false
    }

    /// Whether a column whose values are made up must be in a key at any time.
    fn generated_needs_key(&self) -> bool {
        false
    }

    /// Whether it can be changed that the values of a column are made up.
    fn changes_generated(&self) -> bool {
        true
    }

    /// The name that the database itself keeps for a primary key; empty where it is not known.
    fn primary_key_name<'a>(&self, _table: &Name<'_>, key: &'a Name<'_>) -> Cow<'a, str> {
        Cow::Borrowed(&key.raw)
    }

    /// Renames a table.
    fn rename_table(&self, from: &Name<'_>, to: &Name<'_>) -> String {
        format!("ALTER TABLE {} RENAME TO {}", from.qualified, to.plain)
    }

    /// Renames a column.
    fn rename_column(&self, table: &Name<'_>, from: &Name<'_>, to: &Name<'_>) -> String {
        format!("ALTER TABLE {} RENAME COLUMN {} TO {}", table.qualified, from.plain, to.plain)
    }

    /// Renames a key, a reference or an index, if the database can.
    fn rename_object(&self, object: Object<'_>, to: &Name<'_>) -> Vec<String>;

    /// Adds a column, which is written as in CREATE TABLE.
    fn add_column(&self, table: &Name<'_>, column: &str) -> String {
        format!("ALTER TABLE {} ADD COLUMN {column}", table.qualified)
    }

    /// Drops a column, which no key, reference or index uses.
    fn drop_column(&self, table: &Name<'_>, column: &Name<'_>) -> Vec<Sql> {
        vec![format!("ALTER TABLE {} DROP COLUMN {}", table.qualified, column.plain).into()]
    }

    /// Gives a column its new type, default and nullability, and lets its values be made up or not.
    fn change_column(&self, change: ColumnChange<'_>) -> Vec<Sql>;

    /// Drops a primary key; the name may be empty.
    fn drop_primary_key(&self, table: &Name<'_>, name: &Name<'_>) -> String {
        format!("ALTER TABLE {} DROP CONSTRAINT {}", table.qualified, name.plain)
    }

    /// Drops the check on the values of a column that belongs to its type.
    fn drop_check(&self, _table: &Name<'_>, _schema: Option<&str>, _condition: &str) -> Vec<Sql> {
        Vec::new()
    }

    /// What must go after a reference was dropped.
    fn after_dropping_reference(&self, _table: &Name<'_>, _schema: Option<&str>, _reference: &Name<'_>) -> Vec<Sql> {
        Vec::new()
    }

    /// Stops the script if there are such rows.
    fn stop_if(&self, obstacle: Obstacle<'_>) -> Vec<Sql>;

    /// The statement, run only where the column is there, or is not there. Needed with [`Whole::Repeat`].
    fn if_column(
        &self,
        _table: &Name<'_>,
        _schema: Option<&str>,
        _column: &Name<'_>,
        _present: bool,
        sql: String,
    ) -> Vec<Sql> {
        vec![sql.into()]
    }

    /// The statement, run only where the table is there. Needed with [`Whole::Repeat`].
    fn if_table(&self, _table: &Name<'_>, _schema: Option<&str>, sql: String) -> Vec<Sql> {
        vec![sql.into()]
    }

    /// A value in another type, which it fits.
    fn cast(&self, value: &str, to: &str) -> String {
        format!("CAST({value} AS {to})")
    }

    /// Whether a text matches a regular expression.
    fn matches(&self, value: &str, pattern: &str) -> String;

    /// The number of characters of a text.
    fn length(&self, value: &str) -> String {
        format!("CHAR_LENGTH({value})")
    }

    /// The first characters of a text.
    fn beginning(&self, value: &str, length: u32) -> String {
        format!("SUBSTR({value}, 1, {length})")
    }

    /// The day of a moment.
    fn day(&self, value: &str) -> String {
        format!("CAST({value} AS DATE)")
    }

    /// Gives every row without a value its own number, for a column that needs a key before values can be made up.
    fn number_rows(&self, _table: &Name<'_>, _column: &Name<'_>) -> Vec<Sql> {
        Vec::new()
    }

    /// Whether the sizes of types are enforced.
    fn enforces_types(&self) -> bool {
        true
    }

    /// What a statement for a table costs beside its result: whether this change of type writes every row anew.
    fn rewrites(&self, _from: &str, _to: &str) -> bool {
        true
    }
}
