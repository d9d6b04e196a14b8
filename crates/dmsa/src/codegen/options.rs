//! The options of targets by name: `--style core` on the command line and `?style=core` in a URL are one list.

use crate::ddl::{self, AsScript};
use crate::dialect::{self, DIALECTS, Dialect};
use crate::settings::{Choice, Setting, SettingValue, one_of};
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
    /// Classes whose key columns are named explicitly.
    Mapped,
}

impl AsScript for Options {
    fn script(&mut self) -> &mut ddl::Options {
        &mut self.script
    }
}

type OptionSetting = Setting<Options>;

/// The database.
pub(super) const DIALECT: OptionSetting = Setting {
    name: "dialect",
    about: "Write for this database alone: its types and its limits; `any` writes what all take",
    value: SettingValue::Value { what: "DIALECT", pattern: None, set: set_dialect },
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
    Err(one_of(text, &names))
}
