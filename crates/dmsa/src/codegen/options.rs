//! The options of targets by name: `--style core` on the command line and `?style=core` in a URL are one list.

use crate::ddl::{self, ColumnOrder};
use crate::dialect::{self, DIALECTS, Dialect};
use crate::settings::{Choice, Setting, SettingValue};
use crate::suggest::suggest;
use std::fmt;

/// How a target writes. Each target knows some of these: [`Target::settings`](super::Target::settings).
#[derive(Clone, Default)]
pub struct Options {
    /// What also holds for scripts: which tables, the schema, the order of columns, generated keys.
    pub script: ddl::Options,
    /// Write for this database alone; `None` writes what all of them take.
    pub dialect: Option<&'static dyn Dialect>,
    /// Classes or plain tables.
    pub style: Style,
    /// What becomes of tables without a primary key.
    pub keyless: Keyless,
    /// Give each class the collections of what refers to it.
    pub collections: bool,
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("script", &self.script)
            .field("dialect", &self.dialect.map(Dialect::name))
            .field("style", &self.style)
            .field("keyless", &self.keyless)
            .field("collections", &self.collections)
            .finish()
    }
}

/// Classes or plain tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// Mapped classes.
    #[default]
    Declarative,
    /// Plain tables.
    Core,
}

/// What becomes of tables without a primary key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keyless {
    /// Plain tables.
    #[default]
    Table,
    /// Classes that are told which columns to take for a key.
    Mapped,
}

type OptionSetting = Setting<Options>;

/// Patterns of tables to write.
pub(super) const TABLES: OptionSetting = Setting {
    name: "tables",
    about: "Only tables that match one of these patterns, and what belongs to them",
    value: SettingValue::Globs(|options| &mut options.script.tables),
};

/// Patterns of tables to leave.
pub(super) const EXCLUDE: OptionSetting = Setting {
    name: "exclude",
    about: "No tables that match one of these patterns",
    value: SettingValue::Globs(|options| &mut options.script.exclude),
};

/// The schema.
pub(super) const SCHEMA: OptionSetting = Setting {
    name: "schema",
    about: "Put everything into this schema",
    value: SettingValue::Name(|options, name| options.script.schema = Some(name)),
};

/// The order of columns.
pub(super) const COLUMN_ORDER: OptionSetting = Setting {
    name: "column-order",
    about: "The order of a table's columns",
    value: SettingValue::Choice(&[
        Choice { name: "name", about: "By name", set: |o| o.script.column_order = ColumnOrder::Name },
        Choice {
            name: "definition",
            about: "As the definition has them",
            set: |o| o.script.column_order = ColumnOrder::Definition,
        },
    ]),
};

/// Generated keys.
pub(super) const IDENTITY: OptionSetting = Setting {
    name: "identity",
    about: "Whether the database makes up the values of integer primary keys",
    value: SettingValue::Choice(&[
        Choice { name: "default", about: "It does, in the dialect's way", set: |o| o.script.no_identity = false },
        Choice { name: "none", about: "It does not: every row brings its own", set: |o| o.script.no_identity = true },
    ]),
};

/// The database.
pub(super) const DIALECT: OptionSetting = Setting {
    name: "dialect",
    about: "Write for this database alone: its types and its limits; `any` writes what all take",
    value: SettingValue::Value { what: "DIALECT", set: set_dialect },
};

/// Classes or plain tables.
pub(super) const STYLE: OptionSetting = Setting {
    name: "style",
    about: "Classes or plain tables",
    value: SettingValue::Choice(&[
        Choice { name: "declarative", about: "Typed classes, for SQLAlchemy 2", set: |o| o.style = Style::Declarative },
        Choice { name: "core", about: "Plain tables, for SQLAlchemy 1.4 and 2", set: |o| o.style = Style::Core },
    ]),
};

/// Tables without a primary key.
pub(super) const KEYLESS: OptionSetting = Setting {
    name: "keyless",
    about: "What becomes of tables without a primary key",
    value: SettingValue::Choice(&[
        Choice { name: "table", about: "Plain tables", set: |o| o.keyless = Keyless::Table },
        Choice {
            name: "mapped",
            about: "Classes with columns marked to serve as the key",
            set: |o| o.keyless = Keyless::Mapped,
        },
    ]),
};

/// Collections of what refers to a class.
pub(super) const COLLECTIONS: OptionSetting = Setting {
    name: "collections",
    about: "Give each class collections of what refers to it, too",
    value: SettingValue::Switch(|options| options.collections = true),
};

fn set_dialect(options: &mut Options, text: &str) -> Result<(), String> {
    const ANY: &str = "any";
    let name = text.to_lowercase();
    options.dialect = dialect::find(&name);
    if name == ANY || options.dialect.is_some() {
        return Ok(());
    }
    let names: Vec<&str> = [ANY].into_iter().chain(DIALECTS.iter().map(|dialect| dialect.name())).collect();
    let expected = format!("expected one of {}", names.join(", "));
    Err(match suggest(text, names) {
        Some(meant) => format!("did you mean `{meant}`? {expected}"),
        None => expected,
    })
}
