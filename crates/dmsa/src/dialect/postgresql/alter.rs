//! ALTER TABLE of PostgreSQL 12 and later.

use super::POSTGRESQL;
use crate::dialect::{Alter, ColumnChange, Dialect, Name, Object, ObjectKind, Obstacle, Sql, Whole};
use std::borrow::Cow;

pub(super) static ALTER: Statements = Statements;

pub(super) struct Statements;

impl Alter for Statements {
    fn whole(&self) -> Whole {
        Whole::Client
    }

    /// A table cannot be altered while deferred checks of its rows are pending.
    fn begin(&self) -> &'static [&'static str] {
        &["SET CONSTRAINTS ALL IMMEDIATE"]
    }

    /// A key without a name gets one of its table's.
    fn primary_key_name<'a>(&self, table: &Name<'_>, key: &'a Name<'_>) -> Cow<'a, str> {
        if !key.raw.is_empty() {
            return Cow::Borrowed(&key.raw);
        }
        let implied = POSTGRESQL.implied_names(table, true, None);
        Cow::Owned(implied.into_iter().next().unwrap_or_default())
    }

    fn rename_object(&self, object: Object<'_>, to: &Name<'_>) -> Vec<String> {
        let Object { kind, name, table, .. } = object;
        vec![match kind {
            ObjectKind::Index => format!("ALTER INDEX {} RENAME TO {}", name.qualified, to.plain),
            _ => format!("ALTER TABLE {} RENAME CONSTRAINT {} TO {}", table.qualified, name.plain, to.plain),
        }]
    }

    fn change_column(&self, change: ColumnChange<'_>) -> Vec<Sql> {
        let ColumnChange { table, name, before, after, value, .. } = change;
        let alter = |what: String| format!("ALTER TABLE {} ALTER COLUMN {} {what}", table.qualified, name.plain);
        let mut statements: Vec<String> = Vec::new();
        let sequence = format!("pg_get_serial_sequence({}, {})", string(&table.qualified), string(&name.raw));
        if before.generated && !after.generated {
            statements.push(alter("DROP DEFAULT".to_owned()));
            let drop = format!("EXECUTE 'DROP SEQUENCE ' || {sequence}");
            statements.push(format!("DO $dmsa$ BEGIN\n{drop};\nEND $dmsa$"));
        }
        let has_default = before.default.is_some() && !before.generated;
        // A default of the old type may not be one of the new type.
        let changes_default = before.default != after.default || before.data_type != after.data_type;
        if has_default && changes_default {
            statements.push(alter("DROP DEFAULT".to_owned()));
        }
        if before.data_type != after.data_type {
            let using = value.map(|value| format!(" USING {value}")).unwrap_or_default();
            statements.push(alter(format!("TYPE {}{using}", after.data_type)));
            if before.generated && after.generated {
                let alter = format!("EXECUTE 'ALTER SEQUENCE ' || {sequence} || ' AS {}'", after.data_type);
                statements.push(format!("DO $dmsa$ BEGIN\n{alter};\nEND $dmsa$"));
            }
        }
        if after.generated && !before.generated {
            statements.extend(generate(table, name, after.data_type));
        } else if let Some(default) = after.default.filter(|_| changes_default) {
            statements.push(alter(format!("SET DEFAULT {default}")));
        }
        match (before.not_null, after.not_null) {
            (false, true) => statements.push(alter("SET NOT NULL".to_owned())),
            (true, false) => statements.push(alter("DROP NOT NULL".to_owned())),
            _ => {}
        }
        statements.into_iter().map(Sql::from).collect()
    }

    fn stop_if(&self, obstacle: Obstacle<'_>) -> Vec<Sql> {
        let (count, rows) = (obstacle.query("COUNT(*)"), obstacle.query("*"));
        let (message, hint) = (string(&format!("% rows: {}", percent(obstacle.message))), string(&rows));
        vec![
            format!(
                "DO $dmsa$ DECLARE n BIGINT;\nBEGIN\n{count} INTO n;\nIF n > 0 THEN\n\
                 RAISE EXCEPTION {message}, n USING HINT = {hint};\nEND IF;\nEND $dmsa$"
            )
            .into(),
        ]
    }

    fn matches(&self, value: &str, pattern: &str) -> String {
        format!("{value} ~ {}", string(pattern))
    }

    /// More characters of a string need no new row.
    fn rewrites(&self, from: &str, to: &str) -> bool {
        !(from.starts_with("VARCHAR") && (to == "TEXT" || is_longer(from, to)))
    }
}

fn is_longer(from: &str, to: &str) -> bool {
    let length = |text: &str| text.strip_prefix("VARCHAR(")?.strip_suffix(')')?.parse::<u32>().ok();
    matches!((length(from), length(to)), (Some(from), Some(to)) if from <= to)
}

/// What SERIAL does in CREATE TABLE, for a column that is there, and whose numbers go on after the highest there is.
fn generate(table: &Name<'_>, column: &Name<'_>, data_type: &str) -> [String; 3] {
    let cut = |name: &str, bytes: usize| -> String {
        let end = name.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= bytes).last();
        name.get(..end.unwrap_or(0)).unwrap_or_default().to_owned()
    };
    let raw = format!("{}_{}_seq", cut(&table.raw, 29), cut(&column.raw, 29));
    let prefix = table.qualified.strip_suffix(table.plain.as_ref()).unwrap_or_default();
    let sequence = format!("{prefix}{}", POSTGRESQL.quote(&raw));
    let (table_name, column_name) = (&table.qualified, &column.plain);
    [
        format!("CREATE SEQUENCE {sequence} AS {data_type} OWNED BY {table_name}.{column_name}"),
        format!("SELECT setval({}, COALESCE(MAX({column_name}), 0) + 1, FALSE) FROM {table_name}", string(&sequence)),
        format!(
            "ALTER TABLE {table_name} ALTER COLUMN {column_name} SET DEFAULT nextval({}::regclass)",
            string(&sequence)
        ),
    ]
}

fn string(text: &str) -> String {
    POSTGRESQL.string(text)
}

/// RAISE takes a percent sign for a place to fill.
fn percent(text: &str) -> String {
    text.replace('%', "%%")
}
