//! ALTER TABLE of MySQL 8 and MariaDB: each statement is final, so each finds out whether it is still to be done.

use super::{MYSQL, conditionally};
use crate::dialect::{Alter, ColumnChange, Dialect, Name, Object, ObjectKind, Obstacle, Sql, Whole};
use std::borrow::Cow;

pub(super) static ALTER: Statements = Statements;

pub(super) struct Statements;

impl Alter for Statements {
    fn whole(&self) -> Whole {
        Whole::Repeat
    }

    /// Only types of one family: what else a MODIFY converts depends on the mode of the server.
    fn converts(&self, from: &str, to: &str) -> bool {
        family(from) == family(to)
    }

    fn references_block_changes(&self) -> bool {
        true
    }

    fn generated_needs_key(&self) -> bool {
        true
    }

    fn primary_key_name<'a>(&self, _table: &Name<'_>, _key: &'a Name<'_>) -> Cow<'a, str> {
        Cow::Borrowed("PRIMARY")
    }

    fn rename_table(&self, from: &Name<'_>, to: &Name<'_>) -> String {
        format!("ALTER TABLE {} RENAME TO {}", from.qualified, to.qualified)
    }

    fn rename_object(&self, object: Object<'_>, to: &Name<'_>) -> Vec<String> {
        let Object { kind, name, table, .. } = object;
        match kind {
            ObjectKind::Index | ObjectKind::Unique => {
                vec![format!("ALTER TABLE {} RENAME INDEX {} TO {}", table.qualified, name.plain, to.plain)]
            }
            _ => Vec::new(),
        }
    }

    fn change_column(&self, change: ColumnChange<'_>) -> Vec<Sql> {
        let ColumnChange { table, after, .. } = change;
        let mut column = String::new();
        MYSQL.column(&mut column, after);
        if !after.not_null {
            column.push_str(" NULL");
        }
        vec![format!("ALTER TABLE {} MODIFY {column}", table.qualified).into()]
    }

    fn drop_primary_key(&self, table: &Name<'_>, _name: &Name<'_>) -> String {
        format!("ALTER TABLE {} DROP PRIMARY KEY", table.qualified)
    }

    /// The check has no name of ours, so it is looked up by what it says.
    fn drop_check(&self, table: &Name<'_>, schema: Option<&str>, condition: &str) -> Vec<Sql> {
        let column = condition.split(" IN ").next().unwrap_or(condition).trim_matches('`');
        let text = format!("`{column}` in (0,1)");
        let alter = MYSQL.string(&format!("ALTER TABLE {} DROP CONSTRAINT `", table.qualified));
        let find = format!(
            "SELECT CONCAT({alter}, t.constraint_name, '`') FROM information_schema.table_constraints t JOIN \
             information_schema.check_constraints c ON c.constraint_schema = t.constraint_schema AND \
             c.constraint_name = t.constraint_name WHERE t.table_schema = {} AND t.table_name = {} AND \
             t.constraint_type = 'CHECK' AND LOCATE({}, c.check_clause) > 0 LIMIT 1",
            database(schema),
            MYSQL.string(&table.raw),
            MYSQL.string(&text)
        );
        vec![
            format!("SET @dmsa = COALESCE(({find}), 'DO 0')").into(),
            "PREPARE dmsa FROM @dmsa".into(),
            "EXECUTE dmsa".into(),
            "DEALLOCATE PREPARE dmsa".into(),
        ]
    }

    /// The index that the server made for it.
    fn after_dropping_reference(&self, table: &Name<'_>, schema: Option<&str>, reference: &Name<'_>) -> Vec<Sql> {
        let object = Object { kind: ObjectKind::Index, name: reference, table, schema };
        MYSQL.drop_if_present(object, format!("DROP INDEX {} ON {}", reference.plain, table.qualified))
    }

    /// A prepared statement cannot raise an error of its own, but it can name a column that does not exist, and the error
    /// says its name.
    fn stop_if(&self, obstacle: Obstacle<'_>) -> Vec<Sql> {
        let (column, present) = obstacle.column;
        let count = format!("SET @dmsa_rows = ({})", obstacle.query("COUNT(*)"));
        let rows = columns(obstacle.table, obstacle.schema, column);
        let tables = tables(obstacle.table, obstacle.schema);
        let comparison = if present { ">" } else { "=" };
        let condition = format!("(SELECT COUNT(*) FROM {rows}) {comparison} 0 AND (SELECT COUNT(*) FROM {tables}) > 0");
        let message = MYSQL.string(&format!(" rows: {}", obstacle.message.replace('`', "'")));
        vec![
            "SET @dmsa_rows = 0".into(),
            format!("SET @dmsa = IF({condition}, {}, 'DO 0')", MYSQL.string(&count)).into(),
            "PREPARE dmsa FROM @dmsa".into(),
            "EXECUTE dmsa".into(),
            format!("SET @dmsa = IF(@dmsa_rows = 0, 'DO 0', CONCAT('SELECT `', @dmsa_rows, {message}, '`'))").into(),
            "PREPARE dmsa FROM @dmsa".into(),
            "EXECUTE dmsa".into(),
            "DEALLOCATE PREPARE dmsa".into(),
        ]
    }

    fn if_column(
        &self,
        table: &Name<'_>,
        schema: Option<&str>,
        column: &Name<'_>,
        present: bool,
        sql: String,
    ) -> Vec<Sql> {
        conditionally(&MYSQL, &columns(table, schema, column), if present { ">" } else { "=" }, &sql)
    }

    fn if_table(&self, table: &Name<'_>, schema: Option<&str>, sql: String) -> Vec<Sql> {
        conditionally(&MYSQL, &tables(table, schema), ">", &sql)
    }

    fn number_rows(&self, table: &Name<'_>, column: &Name<'_>) -> Vec<Sql> {
        let (table, column) = (&table.qualified, &column.plain);
        vec![
            format!("SET @dmsa_row = (SELECT COALESCE(MAX({column}), 0) FROM {table})").into(),
            format!("UPDATE {table} SET {column} = (@dmsa_row := @dmsa_row + 1) WHERE {column} IS NULL").into(),
        ]
    }

    /// An assignment converts.
    fn cast(&self, value: &str, _to: &str) -> String {
        value.to_owned()
    }

    fn matches(&self, value: &str, pattern: &str) -> String {
        format!("{value} REGEXP {}", MYSQL.string(pattern))
    }
}

fn family(data_type: &str) -> &'static str {
    let word = data_type.split(['(', ' ']).next().unwrap_or_default();
    match word {
        "INTEGER" | "BIGINT" | "NUMERIC" | "FLOAT" => "number",
        "DATE" | "DATETIME" => "date",
        word if word.ends_with("TEXT") || word == "VARCHAR" => "text",
        "TIME" => "time",
        "BOOL" => "boolean",
        _ => "bytes",
    }
}

fn database(schema: Option<&str>) -> String {
    schema.map_or_else(|| "DATABASE()".to_owned(), |schema| MYSQL.string(schema))
}

fn tables(table: &Name<'_>, schema: Option<&str>) -> String {
    let (schema, table) = (database(schema), MYSQL.string(&table.raw));
    format!("information_schema.tables WHERE table_schema = {schema} AND table_name = {table}")
}

fn columns(table: &Name<'_>, schema: Option<&str>, column: &Name<'_>) -> String {
    let (schema, table, column) = (database(schema), MYSQL.string(&table.raw), MYSQL.string(&column.raw));
    format!(
        "information_schema.columns WHERE table_schema = {schema} AND table_name = {table} AND column_name = {column}"
    )
}
