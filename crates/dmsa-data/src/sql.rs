//! The checks of a model as SQL, for data that is in a database already.
//!
//! A table takes one statement for its fields, one for its keys, and one for each reference: each reads the table once.
//! All give rows of one shape ([`COLUMNS`]): counts alone, no value of any row.

use crate::checks::{CELL_CHECKS, ColumnSql};
use crate::rules::{KeyRule, ReferenceRule, Rules, TableRules};
use dmsa::dialect::Dialect;
use std::fmt::Write;

/// The columns of every result.
pub const COLUMNS: [&str; 5] = ["check_name", "table_name", "field_name", "failures", "row_count"];

/// Writes the checks.
pub struct Checks<'r> {
    rules: &'r Rules,
    dialect: &'r dyn Dialect,
    schema: Option<String>,
}

impl<'r> Checks<'r> {
    /// Checks for tables in this schema, or where the database looks for names.
    pub fn new(rules: &'r Rules, dialect: &'r dyn Dialect, schema: Option<&str>) -> Self {
        Self { rules, dialect, schema: schema.map(|schema| dialect.quote(schema).into_owned()) }
    }

    /// The statements, without what ends them.
    pub fn statements(&self) -> Vec<String> {
        let mut statements = Vec::new();
        for table in &self.rules.tables {
            statements.extend(self.fields(table));
            statements.extend(self.keys(table));
            statements.extend(table.references.iter().filter_map(|reference| self.reference(table, reference)));
        }
        statements
    }

    /// A script of all statements.
    pub fn script(&self) -> String {
        self.statements().into_iter().map(|statement| statement + ";\n\n").collect()
    }

    fn table(&self, table: &TableRules) -> String {
        let name = self.dialect.quote(&table.name);
        match &self.schema {
            Some(schema) => format!("{schema}.{name}"),
            None => name.into_owned(),
        }
    }

    fn column(&self, table: &TableRules, column: usize) -> String {
        self.dialect.quote(&table.columns[column].name).into_owned()
    }

    /// The first columns of a row of the result.
    fn subject(&self, check: &str, table: &TableRules, field: &str) -> String {
        let string = |text: &str| self.dialect.string(text);
        let texts = [check, &table.name, field].map(string);
        texts.iter().zip(COLUMNS).map(|(text, name)| format!("{text} AS {name}")).collect::<Vec<_>>().join(", ")
    }

    /// All checks of single cells, in one reading of the table.
    fn fields(&self, table: &TableRules) -> Option<String> {
        let string = |text: &str| self.dialect.string(text);
        let (mut sums, mut rows) = (String::new(), Vec::new());
        for (place, column) in table.columns.iter().enumerate() {
            let name = self.column(table, place);
            let sql = ColumnSql { name: &name, length: self.dialect.character_length(), string: &string };
            for check in CELL_CHECKS {
                let Some(condition) = check.sql(column, &sql) else { continue };
                let count = format!("c{}", rows.len() + 1);
                write!(sums, ",\n    SUM(CASE WHEN {condition} THEN 1 ELSE 0 END) AS {count}").ok();
                let subject = self.subject(check.code(), table, &column.name);
                rows.push(format!("SELECT {subject}, COALESCE({count}, 0) AS failures, row_count FROM counted"));
            }
        }
        let name = self.table(table);
        (!rows.is_empty()).then(|| {
            let rows = rows.join("\nUNION ALL ");
            format!("WITH counted AS (\n  SELECT COUNT(*) AS row_count{sums}\n  FROM {name}\n)\n{rows}")
        })
    }

    fn keys(&self, table: &TableRules) -> Option<String> {
        let rows: Vec<String> = table.keys.iter().map(|key| self.key(table, key)).collect();
        (!rows.is_empty()).then(|| rows.join("\nUNION ALL "))
    }

    /// All rows but the first of each key count.
    fn key(&self, table: &TableRules, key: &KeyRule) -> String {
        let code = if key.primary { "primary-key" } else { "unique" };
        let subject = self.subject(code, table, &table.names(&key.columns));
        let columns: Vec<String> = key.columns.iter().map(|column| self.column(table, *column)).collect();
        let there: Vec<String> = columns.iter().map(|column| format!("{column} IS NOT NULL")).collect();
        let (name, columns, there) = (self.table(table), columns.join(", "), there.join(" AND "));
        format!(
            "SELECT {subject}, COALESCE(SUM(repeated - 1), 0) AS failures, (SELECT COUNT(*) FROM {name}) AS row_count\n  \
             FROM (SELECT COUNT(*) AS repeated FROM {name} WHERE {there} GROUP BY {columns} HAVING COUNT(*) > 1) keys_found"
        )
    }

    fn reference(&self, table: &TableRules, reference: &ReferenceRule) -> Option<String> {
        let unresolved = self.unresolved(table, reference)?;
        let subject = self.subject("reference", table, &table.names(&reference.columns));
        let name = self.table(table);
        Some(format!(
            "SELECT {subject}, COUNT(*) AS failures, (SELECT COUNT(*) FROM {name}) AS row_count\n  {unresolved}"
        ))
    }

    /// The FROM clause that gives the rows that refer to none.
    pub(crate) fn unresolved(&self, table: &TableRules, reference: &ReferenceRule) -> Option<String> {
        let target = reference.target.as_ref().ok()?;
        let other = &self.rules.tables[target.table];
        let columns: Vec<String> = reference.columns.iter().map(|column| self.column(table, *column)).collect();
        let there: Vec<String> = columns.iter().map(|column| format!("f.{column} IS NOT NULL")).collect();
        let pairs = columns.iter().zip(&target.columns);
        let same: Vec<String> = pairs.map(|(from, to)| format!("t.{} = f.{from}", self.column(other, *to))).collect();
        let (name, other, there, same) =
            (self.table(table), self.table(other), there.join(" AND "), same.join(" AND "));
        Some(format!("FROM {name} f\n  WHERE {there} AND NOT EXISTS (SELECT 1 FROM {other} t WHERE {same})"))
    }
}
