use crate::glob::{self, Glob};
use crate::model::Model;
use std::fmt;

/// What a script does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Creates the model's objects.
    Ddl,
    /// Drops them.
    Drop,
    /// Deletes the data in them.
    Delete,
    /// Writes changes to the redo log again.
    Logging,
    /// Leaves changes out of the redo log.
    Nologging,
}

impl Operation {
    /// Every operation.
    pub const ALL: [Operation; 5] =
        [Operation::Ddl, Operation::Drop, Operation::Delete, Operation::Logging, Operation::Nologging];

    /// The name in URLs: `ddl`, `drop`, `delete`, `logging`, `nologging`.
    pub fn name(self) -> &'static str {
        match self {
            Operation::Ddl => "ddl",
            Operation::Drop => "drop",
            Operation::Delete => "delete",
            Operation::Logging => "logging",
            Operation::Nologging => "nologging",
        }
    }

    /// Whether only databases with [`logging`](crate::dialect::Capabilities::logging) know it.
    pub fn needs_logging(self) -> bool {
        matches!(self, Operation::Logging | Operation::Nologging)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Which part of the model a script is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Elements {
    /// Tables, with their primary keys.
    pub tables: bool,
    /// Unique constraints and references.
    pub constraints: bool,
    /// Indexes.
    pub indexes: bool,
}

impl Elements {
    /// Everything.
    pub const ALL: Elements = Elements { tables: true, constraints: true, indexes: true };

    /// The parts that have a name of their own in URLs.
    pub const NAMED: [(&'static str, Elements); 4] = [
        ("all", Elements::ALL),
        ("tables", Elements { tables: true, constraints: false, indexes: false }),
        ("constraints", Elements { tables: false, constraints: true, indexes: false }),
        ("indexes", Elements { tables: false, constraints: false, indexes: true }),
    ];

    /// The part of this name: `all`, `tables`, `constraints` or `indexes`.
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMED.iter().find(|(known, _)| *known == name).map(|(_, elements)| *elements)
    }
}

/// One of the parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Element {
    Tables,
    Constraints,
    Indexes,
}

impl Elements {
    pub(super) fn has(self, element: Element) -> bool {
        match element {
            Element::Tables => self.tables,
            Element::Constraints => self.constraints,
            Element::Indexes => self.indexes,
        }
    }
}

impl Default for Elements {
    fn default() -> Self {
        Elements::ALL
    }
}

/// In which order a table's columns stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ColumnOrder {
    /// By name, as the original has them.
    #[default]
    Name,
    /// As the definition has them.
    Definition,
}

/// How a script is to be written, beyond what it does. The default is what the original wrote.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// Only tables that match one of these; all if empty.
    pub tables: Vec<Glob>,
    /// No tables that match one of these.
    pub exclude: Vec<Glob>,
    /// The schema to put in front of every name.
    pub schema: Option<String>,
    /// Leave `version_history` alone.
    pub no_history: bool,
    /// Create only what is missing, drop only what is there.
    pub if_not_exists: bool,
    /// The order of columns.
    pub column_order: ColumnOrder,
    /// Do not let the database make up the values of integer primary keys.
    pub no_identity: bool,
    /// Keep the definition's descriptions in the database.
    pub comments: bool,
    /// Where the definition came from, for `version_history.dms_version`: see
    /// [`Catalog::revision`](crate::source::Catalog).
    pub revision: String,
}

impl Options {
    /// Whether nothing was said about tables.
    pub(super) fn is_unselective(&self) -> bool {
        self.tables.is_empty() && self.exclude.is_empty()
    }

    /// The first pattern that no table of the model matches.
    pub(super) fn unmatched(&self, model: &Model) -> Option<&Glob> {
        glob::unmatched(&self.tables, &self.exclude, model.tables.iter().map(|table| table.name.as_str()))
    }

    /// Whether a table of this name is wanted.
    pub fn selects(&self, table: &str) -> bool {
        glob::chooses(&self.tables, &self.exclude, table)
    }
}
