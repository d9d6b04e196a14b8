//! MariaDB 10.6 and later, where it differs from MySQL: statements have IF EXISTS and IF NOT EXISTS.
//!
//! Sources: <https://mariadb.com/kb/en/create-index/>, <https://mariadb.com/kb/en/alter-table/>; tried on MariaDB 10.11.

use super::ansi::{with_added, with_if_exists, with_if_not_exists};
use super::mysql::MYSQL;
use super::{Definition, Dialect, Name, Object, ObjectKind, Sql};

pub(super) const MARIADB: Definition = Definition {
    name: "mariadb",
    label: "MariaDB",
    also_known_as: &[],
    client: "mariadb DATABASE",
    create_if_missing,
    drop_if_present,
    unkey_history,
    ..MYSQL
};

fn create_if_missing(_dialect: &dyn Dialect, object: Object<'_>, create: String) -> Vec<Sql> {
    let name = &object.name.plain;
    let sql = match object.kind {
        ObjectKind::Unique => with_added(&object, &create, &format!("ADD CONSTRAINT IF NOT EXISTS {name}")),
        // IF NOT EXISTS stands before the name of the reference's index here.
        ObjectKind::Reference => {
            let guarded = format!("ADD CONSTRAINT {name} FOREIGN KEY IF NOT EXISTS {name}");
            with_added(&object, &create, &guarded).replacen(&format!("{guarded} FOREIGN KEY"), &guarded, 1)
        }
        _ => with_if_not_exists(&create),
    };
    vec![sql.into()]
}

fn drop_if_present(_dialect: &dyn Dialect, object: Object<'_>, drop: String) -> Vec<Sql> {
    let (table, name) = (&object.table.qualified, &object.name.plain);
    let sql = match object.kind {
        ObjectKind::Reference => format!("ALTER TABLE IF EXISTS {table} DROP FOREIGN KEY IF EXISTS {name}"),
        ObjectKind::Unique => format!("ALTER TABLE IF EXISTS {table} DROP INDEX IF EXISTS {name}"),
        _ => with_if_exists(&drop),
    };
    vec![sql.into()]
}

fn unkey_history(_dialect: &dyn Dialect, history: &Name<'_>, _schema: Option<&str>) -> Vec<Sql> {
    vec![format!("ALTER TABLE {} DROP INDEX IF EXISTS `PRIMARY`", history.qualified).into()]
}
