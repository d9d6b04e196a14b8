//! Correction 1: `version_history`.

use super::context::{Context, words};
use super::edits::{Change, Edit};
use super::script::Subject;

/// The statements that bring a history of 0.7 to the new shape, line by line, whatever the database.
const ADDED: &[&str] = &[
    // PostgreSQL
    "ALTER TABLE version_history DROP CONSTRAINT IF EXISTS version_history_pkey;",
    // MySQL
    "SET @dmsa = (SELECT IF(COUNT(*) > 0, 'ALTER TABLE version_history DROP PRIMARY KEY', 'DO 0') FROM \
     information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'version_history' AND \
     index_name = 'PRIMARY');",
    "PREPARE dmsa FROM @dmsa;",
    "EXECUTE dmsa;",
    "DEALLOCATE PREPARE dmsa;",
    // Oracle
    "BEGIN",
    "EXECUTE IMMEDIATE 'ALTER TABLE version_history DROP PRIMARY KEY';",
    "EXCEPTION",
    "WHEN OTHERS THEN",
    "IF SQLCODE = -2441 THEN NULL;",
    "ELSE RAISE;",
    "END IF;",
    "END;",
    "/",
    // SQLite
    "UPDATE version_history SET datetime = datetime || '.' || substr('00000' || rowid, -6) WHERE datetime = \
     CURRENT_TIMESTAMP;",
];

pub(crate) fn explains(context: &Context<'_>, edit: &Edit) -> bool {
    let Subject::History(key) = context.subject(edit) else { return false };
    match &edit.change {
        Change::Removed => context.old_line(edit).is_some_and(|line| line.content() == "\tPRIMARY KEY (datetime)"),
        Change::Added => context.new_line(edit).is_some_and(|line| {
            ADDED.contains(&line.text) || (context.dialect.name() == "mssql" && is_unkeying(line.text))
        }),
        Change::Words { .. } => match words(edit) {
            Some((old, new)) if key.starts_with('\'') => {
                old == ["'0.7.1'"] && new == [format!("'{}'", env!("CARGO_PKG_VERSION"))]
            }
            Some((old, new)) => {
                let widened = match key.as_str() {
                    "model" => old == ["16"],
                    "model_version" | "dms_version" => old == ["50"],
                    _ => false,
                };
                widened && new == ["256"]
            }
            None => false,
        },
        Change::Moved | Change::Comma | Change::Blank => false,
    }
}

/// The block that takes the key off on SQL Server, whose name only the server knows.
fn is_unkeying(text: &str) -> bool {
    text.starts_with(
        "IF OBJECTPROPERTY(OBJECT_ID ('version_history', 'U'), 'TableHasPrimaryKey') = 1 EXEC ('DECLARE @key",
    ) && text.contains("ALTER TABLE version_history DROP CONSTRAINT ")
        && text.matches("version_history").count() <= 4
        && text.ends_with(");")
}
