//! What a database holds, in the same words for every engine.

use serde::{Deserialize, Deserializer};
use std::collections::{BTreeMap, BTreeSet};

/// The objects of one schema.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schema {
    /// The tables by name.
    pub tables: BTreeMap<String, Table>,
    /// Whatever else there is: views, sequences of their own, functions.
    pub others: BTreeSet<String>,
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Its columns in order.
    pub columns: Vec<Column>,
    /// Its primary key.
    pub primary_key: Option<Key>,
    /// Its unique constraints; none where an engine does not tell them from unique indexes.
    pub uniques: Vec<Key>,
    /// Its references.
    pub references: Vec<Reference>,
    /// Its indexes, but for those that belong to a key.
    pub indexes: Vec<Index>,
}

/// A column.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Column {
    /// The table.
    pub table: String,
    /// The name.
    pub name: String,
    /// The type in the engine's own words.
    pub data_type: String,
    /// Whether it must have a value.
    #[serde(deserialize_with = "truth")]
    pub not_null: bool,
    /// The default in the engine's own words.
    pub default: Option<String>,
    /// Whether the engine makes up its values.
    #[serde(deserialize_with = "truth")]
    pub generated: bool,
}

/// A primary key or a unique constraint.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Key {
    /// The table.
    pub table: String,
    /// The name; empty where the engine keeps none.
    pub name: String,
    /// Whether it is the primary key.
    #[serde(deserialize_with = "truth")]
    pub primary: bool,
    /// Its columns in order.
    pub fields: Vec<String>,
}

/// A reference.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Reference {
    /// The table.
    pub table: String,
    /// The name; empty where the engine keeps none.
    pub name: String,
    /// Its columns in order.
    pub fields: Vec<String>,
    /// The table referred to.
    pub ref_table: String,
    /// The columns referred to.
    pub ref_fields: Vec<String>,
}

/// An index.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Index {
    /// The table.
    pub table: String,
    /// The name.
    pub name: String,
    /// Whether no two rows may share its values.
    #[serde(deserialize_with = "truth")]
    pub unique: bool,
    /// Its columns in order.
    pub fields: Vec<IndexField>,
}

/// A column of an index.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct IndexField {
    /// The name.
    pub name: String,
    /// Whether it is sorted downwards.
    #[serde(deserialize_with = "truth")]
    pub descending: bool,
    /// Characters of the value that are indexed, where not all are.
    pub prefix: Option<u32>,
}

/// True and false, or 1 and 0 where an engine knows no better.
fn truth<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Truth {
        Word(bool),
        Number(u8),
    }
    Ok(match Truth::deserialize(deserializer)? {
        Truth::Word(word) => word,
        Truth::Number(number) => number != 0,
    })
}

/// One object as an engine's catalog lists it.
#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Row {
    /// A table.
    Table {
        /// The name.
        name: String,
    },
    /// A column.
    Column(Column),
    /// A primary key or a unique constraint.
    Key(Key),
    /// A reference.
    Reference(Reference),
    /// An index.
    Index(Index),
    /// Anything else.
    Other {
        /// What it is and its name.
        name: String,
    },
}

impl FromIterator<Row> for Schema {
    fn from_iter<T: IntoIterator<Item = Row>>(rows: T) -> Self {
        let mut schema = Schema::default();
        for row in rows {
            match row {
                Row::Table { name } => _ = schema.table(&name),
                Row::Column(column) => schema.table(&column.table).columns.push(column),
                Row::Key(key) if key.primary => drop(schema.table(&key.table).primary_key.replace(key)),
                Row::Key(key) => schema.table(&key.table).uniques.push(key),
                Row::Reference(reference) => schema.table(&reference.table).references.push(reference),
                Row::Index(index) => schema.table(&index.table).indexes.push(index),
                Row::Other { name } => drop(schema.others.insert(name)),
            }
        }
        schema
    }
}

impl Schema {
    fn table(&mut self, name: &str) -> &mut Table {
        self.tables.entry(name.to_owned()).or_default()
    }

    /// The rows of a catalog query that gives one JSON object a line.
    pub fn from_json_lines(text: &str) -> Result<Self, String> {
        text.lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| serde_json::from_str::<Row>(line).map_err(|error| format!("{error}: {line}")))
            .collect()
    }
}
