//! SQLite makes tables anew: <https://www.sqlite.org/lang_altertable.html>, section 7.

use crate::dialect::{Alter, ColumnChange, Name, Object, Obstacle, Sql, Whole};

pub(super) static ALTER: Statements = Statements;

pub(super) struct Statements;

impl Alter for Statements {
    fn whole(&self) -> Whole {
        Whole::Script {
            begin: &["PRAGMA foreign_keys = OFF", "PRAGMA legacy_alter_table = ON", "BEGIN"],
            end: &["COMMIT", "PRAGMA legacy_alter_table = OFF"],
        }
    }

    fn rebuilds(&self) -> bool {
        true
    }

    fn rename_object(&self, _object: Object<'_>, _to: &Name<'_>) -> Vec<String> {
        Vec::new()
    }

    /// A table with another column is made anew.
    fn change_column(&self, _change: ColumnChange<'_>) -> Vec<Sql> {
        Vec::new()
    }

    /// A check that fails stops a script, and the error says its name.
    fn stop_if(&self, obstacle: Obstacle<'_>) -> Vec<Sql> {
        let message = format!("\"rows: {}\"", obstacle.message.replace('"', "'"));
        vec![
            format!("CREATE TEMPORARY TABLE dmsa_rows (n INTEGER CONSTRAINT {message} CHECK (n = 0))").into(),
            format!("INSERT INTO temp.dmsa_rows {}", obstacle.query("COUNT(*)")).into(),
            "DROP TABLE temp.dmsa_rows".into(),
        ]
    }

    /// There are no regular expressions, and no need of them: any value can stand in any column.
    fn matches(&self, _value: &str, _pattern: &str) -> String {
        "1 = 1".to_owned()
    }

    fn length(&self, value: &str) -> String {
        format!("LENGTH({value})")
    }

    fn cast(&self, value: &str, _to: &str) -> String {
        value.to_owned()
    }

    fn enforces_types(&self) -> bool {
        false
    }
}
