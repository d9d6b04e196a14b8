//! ALTER TABLE of SQL Server.

use super::MSSQL;
use crate::dialect::{Alter, ColumnChange, Dialect, Name, Object, ObjectKind, Obstacle, Sql, Whole};

pub(super) static ALTER: Statements = Statements;

pub(super) struct Statements;

impl Alter for Statements {
    fn whole(&self) -> Whole {
        Whole::Script { begin: &["SET XACT_ABORT ON", "BEGIN TRANSACTION"], end: &["COMMIT TRANSACTION"] }
    }

    /// Text and images cannot become, or be made of, anything else in place; nor can times become numbers.
    fn converts(&self, from: &str, to: &str) -> bool {
        let family = |data_type: &str| match data_type.split(['(', ' ']).next().unwrap_or_default() {
            "INTEGER" | "BIGINT" | "NUMERIC" | "FLOAT" | "BIT" => 0,
            "VARCHAR" => 1,
            "DATETIME2" | "DATETIME" => 2,
            _ => 3,
        };
        family(from) == family(to) && family(from) != 3
    }

    fn keys_block_changes(&self) -> bool {
        true
    }

    /// IDENTITY belongs to a column from its beginning to its end.
    fn changes_generated(&self) -> bool {
        false
    }

    fn rename_table(&self, from: &Name<'_>, to: &Name<'_>) -> String {
        format!("EXEC sp_rename {}, {}", string(&from.qualified), string(&to.raw))
    }

    fn rename_column(&self, table: &Name<'_>, from: &Name<'_>, to: &Name<'_>) -> String {
        let path = string(&format!("{}.{}", table.qualified, from.plain));
        format!("EXEC sp_rename {path}, {}, 'COLUMN'", string(&to.raw))
    }

    fn rename_object(&self, object: Object<'_>, to: &Name<'_>) -> Vec<String> {
        let Object { kind, name, table, .. } = object;
        vec![match kind {
            ObjectKind::Index => {
                let path = string(&format!("{}.{}", table.qualified, name.plain));
                format!("EXEC sp_rename {path}, {}, 'INDEX'", string(&to.raw))
            }
            _ => format!("EXEC sp_rename {}, {}, 'OBJECT'", string(&name.qualified), string(&to.raw)),
        }]
    }

    fn add_column(&self, table: &Name<'_>, column: &str) -> String {
        format!("ALTER TABLE {} ADD {column}", table.qualified)
    }

    /// A default is a constraint of its own, whose name the server made up.
    fn drop_column(&self, table: &Name<'_>, column: &Name<'_>) -> Vec<Sql> {
        let drop = format!("ALTER TABLE {} DROP COLUMN {}", table.qualified, column.plain);
        vec![drop_default(table, column).into(), drop.into()]
    }

    fn change_column(&self, change: ColumnChange<'_>) -> Vec<Sql> {
        let ColumnChange { table, name, before, after, .. } = change;
        let alters = before.data_type != after.data_type || before.not_null != after.not_null;
        let mut statements: Vec<Sql> = Vec::new();
        if before.default.is_some() && (alters || before.default != after.default) {
            statements.push(drop_default(table, name).into());
        }
        if alters {
            let null = if after.not_null { "NOT NULL" } else { "NULL" };
            statements.push(
                format!("ALTER TABLE {} ALTER COLUMN {} {} {null}", table.qualified, name.plain, after.data_type)
                    .into(),
            );
        }
        if let Some(default) = after.default.filter(|_| alters || before.default != after.default) {
            statements.push(format!("ALTER TABLE {} ADD DEFAULT {default} FOR {}", table.qualified, name.plain).into());
        }
        statements
    }

    fn drop_primary_key(&self, table: &Name<'_>, name: &Name<'_>) -> String {
        if !name.raw.is_empty() {
            return format!("ALTER TABLE {} DROP CONSTRAINT {}", table.qualified, name.plain);
        }
        let find = format!(
            "SELECT QUOTENAME(name) FROM sys.key_constraints WHERE parent_object_id = OBJECT_ID ({}) AND type = 'PK'",
            string(&table.qualified)
        );
        drop_found(table, &find)
    }

    /// Names are looked up before a batch runs, but for those within EXEC.
    fn stop_if(&self, obstacle: Obstacle<'_>) -> Vec<Sql> {
        let message = string(&format!("There are rows: {}. Find them with: {}", obstacle.message, obstacle.query("*")));
        let check = format!("IF EXISTS ({}) THROW 50000, {message}, 1", obstacle.query("1 AS found"));
        vec![format!("EXEC ({})", string(&check)).into()]
    }

    fn if_column(
        &self,
        _table: &Name<'_>,
        _schema: Option<&str>,
        _column: &Name<'_>,
        _present: bool,
        sql: String,
    ) -> Vec<Sql> {
        let is_data = ["UPDATE ", "INSERT ", "CREATE "].iter().any(|verb| sql.starts_with(verb));
        vec![if is_data { format!("EXEC ({})", string(&sql)).into() } else { sql.into() }]
    }

    /// There are no regular expressions: the conversions themselves say whether a value fits.
    fn matches(&self, value: &str, pattern: &str) -> String {
        let to = match pattern {
            pattern if pattern.contains("[eE]") => "FLOAT",
            pattern if pattern.contains("{1,9}") => "INTEGER",
            pattern if pattern.contains("-02-29") => "DATETIME2",
            pattern if pattern.contains(":[0-5]") => "TIME",
            pattern if pattern.contains("[.]") => "NUMERIC(38, 10)",
            _ => "BIGINT",
        };
        format!("TRY_CAST({value} AS {to}) IS NOT NULL")
    }

    fn length(&self, value: &str) -> String {
        format!("LEN({value})")
    }

    fn beginning(&self, value: &str, length: u32) -> String {
        format!("LEFT({value}, {length})")
    }
}

fn string(text: &str) -> String {
    MSSQL.string(text)
}

fn drop_default(table: &Name<'_>, column: &Name<'_>) -> String {
    let object = string(&table.qualified);
    let find = format!(
        "SELECT QUOTENAME(name) FROM sys.default_constraints WHERE parent_object_id = OBJECT_ID ({object}) AND \
         parent_column_id = COLUMNPROPERTY(OBJECT_ID ({object}), {}, 'ColumnId')",
        string(&column.raw)
    );
    drop_found(table, &find)
}

/// Drops the constraint whose name a query finds. Within EXEC, so that its variable is its own.
fn drop_found(table: &Name<'_>, find: &str) -> String {
    let alter = string(&format!("ALTER TABLE {} DROP CONSTRAINT ", table.qualified));
    let drop = format!("DECLARE @name NVARCHAR(300) = ({find}) IF @name IS NOT NULL EXEC ({alter} + @name)");
    format!("EXEC ({})", string(&drop))
}
