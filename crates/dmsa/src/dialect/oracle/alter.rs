//! ALTER TABLE of Oracle: each statement is final, so each lets pass that its work is done already.

use super::{ORACLE, tolerant_block};
use crate::dialect::{Alter, ColumnChange, Dialect, Name, Object, ObjectKind, Obstacle, Sql, Whole};

pub(super) static ALTER: Statements = Statements;

pub(super) struct Statements;

/// There is no such column (904) or table (942); the column is there already (957, 1430).
const COLUMN_DONE: [i32; 4] = [-904, -942, -957, -1430];

impl Alter for Statements {
    fn whole(&self) -> Whole {
        Whole::Repeat
    }

    /// The type of a column with values can only be widened (ORA-01439, ORA-22858).
    fn converts(&self, from: &str, to: &str) -> bool {
        let family = |data_type: &str| data_type.split(['(', ' ']).next().unwrap_or_default().to_owned();
        let widens = match (size(from), size(to)) {
            (Some(from), Some(to)) => from <= to,
            (Some(_), None) => true,
            (None, to) => to.is_none(),
        };
        match (family(from).as_str(), family(to).as_str()) {
            ("VARCHAR2", "VARCHAR2") => true,
            ("NUMBER", "NUMBER") => widens,
            ("DATE", "TIMESTAMP") => true,
            _ => false,
        }
    }

    fn references_block_changes(&self) -> bool {
        true
    }

    fn changes_generated(&self) -> bool {
        false
    }

    fn rename_object(&self, object: Object<'_>, to: &Name<'_>) -> Vec<String> {
        let Object { kind, name, table, .. } = object;
        let index = format!("ALTER INDEX {} RENAME TO {}", name.qualified, to.plain);
        if kind == ObjectKind::Index {
            return vec![index];
        }
        let constraint = format!("ALTER TABLE {} RENAME CONSTRAINT {} TO {}", table.qualified, name.plain, to.plain);
        if has_index(kind) { vec![constraint, index] } else { vec![constraint] }
    }

    fn add_column(&self, table: &Name<'_>, column: &str) -> String {
        format!("ALTER TABLE {} ADD ({column})", table.qualified)
    }

    fn change_column(&self, change: ColumnChange<'_>) -> Vec<Sql> {
        let ColumnChange { table, name, before, after, .. } = change;
        let mut parts: Vec<String> = Vec::new();
        if before.data_type != after.data_type {
            parts.push(after.data_type.to_owned());
        }
        if before.default != after.default || (before.data_type != after.data_type && after.default.is_some()) {
            parts.push(format!("DEFAULT {}", after.default.unwrap_or("NULL")));
        }
        if before.not_null != after.not_null {
            parts.push(if after.not_null { "NOT NULL" } else { "NULL" }.to_owned());
        }
        if parts.is_empty() {
            return Vec::new();
        }
        let modify = format!("ALTER TABLE {} MODIFY ({} {})", table.qualified, name.plain, parts.join(" "));
        // It is NOT NULL already (1442), or NULL (1451).
        vec![tolerant_block(&modify, &[-1442, -1451])]
    }

    fn drop_primary_key(&self, table: &Name<'_>, _name: &Name<'_>) -> String {
        format!("ALTER TABLE {} DROP PRIMARY KEY", table.qualified)
    }

    /// The check has no name of ours, so it is looked up by what it says.
    fn drop_check(&self, table: &Name<'_>, schema: Option<&str>, condition: &str) -> Vec<Sql> {
        let owner = schema.map_or_else(|| "USER".to_owned(), |schema| string(&stored(&ORACLE.quote(schema))));
        let text = format!(
            "BEGIN\nFOR found IN (SELECT constraint_name FROM all_constraints WHERE owner = {owner} AND \
             table_name = {} AND constraint_type = 'C' AND search_condition_vc = {}) LOOP\n\
             EXECUTE IMMEDIATE {} || found.constraint_name || '\"';\nEND LOOP;\nEND;",
            string(&stored(&table.plain)),
            string(condition),
            string(&format!("ALTER TABLE {} DROP CONSTRAINT \"", table.qualified))
        );
        vec![Sql { text, block: true }]
    }

    /// Where the table or the column is gone already, there is nothing to look for.
    fn stop_if(&self, obstacle: Obstacle<'_>) -> Vec<Sql> {
        let message = format!("rows: {}. Find them with: {}", obstacle.message, obstacle.query("*"));
        let (column, present) = obstacle.column;
        // A new column that is there already was filled by the run before.
        let probe = if present {
            String::new()
        } else {
            format!(
                "SELECT COUNT(*) INTO n FROM all_tab_columns WHERE owner = {} AND table_name = {} AND column_name = {};\n\
                 IF n > 0 THEN RETURN; END IF;\n",
                obstacle.schema.map_or_else(|| "USER".to_owned(), |s| string(&stored(&ORACLE.quote(s)))),
                string(&stored(&obstacle.table.plain)),
                string(&stored(&column.plain))
            )
        };
        let text = format!(
            "DECLARE n NUMBER;\nBEGIN\n{probe}EXECUTE IMMEDIATE {} INTO n;\n\
             IF n > 0 THEN RAISE_APPLICATION_ERROR(-20000, n || {}); END IF;\n\
             EXCEPTION\nWHEN OTHERS THEN\nIF SQLCODE = -904 OR SQLCODE = -942 THEN NULL;\nELSE RAISE;\nEND IF;\nEND;",
            string(&obstacle.query("COUNT(*)")),
            string(&format!(" {}", message.chars().take(1500).collect::<String>()))
        );
        vec![Sql { text, block: true }]
    }

    fn if_column(
        &self,
        _table: &Name<'_>,
        _schema: Option<&str>,
        _column: &Name<'_>,
        _present: bool,
        sql: String,
    ) -> Vec<Sql> {
        vec![tolerant_block(&sql, &COLUMN_DONE)]
    }

    /// There is no such table (942), or the new name is taken (955): by itself.
    fn if_table(&self, _table: &Name<'_>, _schema: Option<&str>, sql: String) -> Vec<Sql> {
        vec![tolerant_block(&sql, &[-942, -955])]
    }

    fn cast(&self, value: &str, to: &str) -> String {
        match to {
            to if to.starts_with("DATE") => format!("TO_DATE(SUBSTR({value}, 1, 10), 'YYYY-MM-DD')"),
            to if to.starts_with("TIMESTAMP") => {
                format!("TO_TIMESTAMP(REPLACE({value}, 'T', ' '), 'YYYY-MM-DD HH24:MI:SS.FF')")
            }
            to if to.starts_with("NUMBER") || to == "FLOAT" || to == "SMALLINT" => format!("TO_NUMBER({value})"),
            "CLOB" => format!("TO_CLOB({value})"),
            _ => format!("TO_CHAR({value})"),
        }
    }

    fn day(&self, value: &str) -> String {
        format!("TRUNC({value})")
    }

    fn matches(&self, value: &str, pattern: &str) -> String {
        format!("REGEXP_LIKE({value}, {})", string(pattern))
    }

    fn length(&self, value: &str) -> String {
        format!("LENGTH({value})")
    }
}

/// The number in parentheses of a type.
fn size(data_type: &str) -> Option<u32> {
    let inner = data_type.split_once('(')?.1;
    inner.split([' ', ',', ')']).next()?.parse().ok()
}

/// A name as the catalog has it: what is not quoted is in capital letters.
fn stored(name: &str) -> String {
    match name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
        Some(quoted) => quoted.to_owned(),
        None => name.to_uppercase(),
    }
}

fn string(text: &str) -> String {
    ORACLE.string(text)
}

/// The kinds of object that have an index of their own name.
fn has_index(kind: ObjectKind) -> bool {
    matches!(kind, ObjectKind::PrimaryKey | ObjectKind::Unique)
}
