//! The options of scripts by name: `--schema NAME` on the command line and `?schema=NAME` in a URL are one list.

use super::options::{ColumnOrder, Options};
use crate::settings::{self, Choice, SettingValue};

/// An option of scripts.
pub type Setting = crate::settings::Setting<Options>;

/// Every option of scripts, in the order people are shown them.
pub static SETTINGS: &[Setting] = &[
    Options::TABLES,
    Options::EXCLUDE,
    Options::SCHEMA,
    Setting {
        name: "history",
        about: "Whether the script records itself in `version_history`",
        value: SettingValue::Choice(&[
            Choice { name: "keep", about: "Create the table and add a row to it", set: |o| o.no_history = false },
            Choice { name: "none", about: "Leave `version_history` alone", set: |o| o.no_history = true },
        ]),
    },
    Setting {
        name: "if-not-exists",
        about: "Create only what is missing, drop only what is there",
        value: SettingValue::Switch(|options| options.if_not_exists = true),
    },
    Options::COLUMN_ORDER,
    Options::IDENTITY,
    Setting {
        name: "comments",
        about: "Keep the definition's descriptions in the database",
        value: SettingValue::Switch(|options| options.comments = true),
    },
];

/// The options of an output that is made as scripts are, and those it shares with them.
pub(crate) trait AsScript: Sized + 'static {
    /// The values of those it shares.
    fn script(&mut self) -> &mut Options;

    /// Which tables.
    const TABLES: settings::Setting<Self> = settings::Setting::tables(
        "Only tables that match one of these patterns, and what belongs to them",
        |options| &mut options.script().tables,
    );

    /// Which tables not.
    const EXCLUDE: settings::Setting<Self> = settings::Setting::exclude(|options| &mut options.script().exclude);

    /// The schema.
    const SCHEMA: settings::Setting<Self> = settings::Setting {
        name: "schema",
        about: "Put everything into this schema",
        value: SettingValue::Name(|options, name| options.script().schema = Some(name)),
    };

    /// The order of columns.
    const COLUMN_ORDER: settings::Setting<Self> = settings::Setting {
        name: "column-order",
        about: "The order of a table's columns",
        value: SettingValue::Choice(&[
            Choice { name: "name", about: "By name", set: |o| o.script().column_order = ColumnOrder::Name },
            Choice {
                name: "definition",
                about: "As the definition has them",
                set: |o| o.script().column_order = ColumnOrder::Definition,
            },
        ]),
    };

    /// Generated keys.
    const IDENTITY: settings::Setting<Self> = settings::Setting {
        name: "identity",
        about: "Whether the database makes up the values of integer primary keys",
        value: SettingValue::Choice(&[
            Choice { name: "default", about: "It does, in the dialect's way", set: |o| o.script().no_identity = false },
            Choice {
                name: "none",
                about: "It does not: every row brings its own",
                set: |o| o.script().no_identity = true,
            },
        ]),
    };
}

impl AsScript for Options {
    fn script(&mut self) -> &mut Options {
        self
    }
}

impl Setting {
    /// The option of this name.
    ///
    /// ```
    /// use dmsa::ddl::{Options, Setting};
    ///
    /// let mut options = Options::default();
    /// Setting::find("history").unwrap().set(&mut options, "none")?;
    /// assert!(options.no_history);
    /// # Ok::<(), dmsa::ddl::SettingError>(())
    /// ```
    pub fn find(name: &str) -> Option<&'static Setting> {
        SETTINGS.iter().find(|setting| setting.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn set(name: &str, value: &str) -> Result<Options, String> {
        let mut options = Options::default();
        let setting = Setting::find(name).expect("an option");
        setting.set(&mut options, value).map(|()| options).map_err(|error| error.to_string())
    }

    #[test]
    fn every_option_can_be_set() {
        for setting in SETTINGS {
            let values: Vec<&str> = match setting.value {
                SettingValue::Switch(_) => vec![""],
                SettingValue::Choice(choices) => choices.iter().map(|choice| choice.name).collect(),
                SettingValue::Name(_) | SettingValue::Value { .. } | SettingValue::Globs(_) => vec!["x"],
            };
            let changed = values.iter().filter(|value| set(setting.name, value).unwrap() != Options::default()).count();
            assert_eq!(changed, 1, "`{}` has one value that is not the default", setting.name);
        }
    }

    #[test]
    fn the_first_choice_is_the_default() {
        for setting in SETTINGS {
            if let SettingValue::Choice([first, ..]) = setting.value {
                assert_eq!(set(setting.name, first.name).unwrap(), Options::default(), "{}", setting.name);
            }
        }
    }

    #[test]
    fn names_are_unique_and_everything_is_described() {
        let names: BTreeSet<_> = SETTINGS.iter().map(|setting| setting.name).collect();
        assert_eq!(names.len(), SETTINGS.len());
        assert!(SETTINGS.iter().all(|setting| !setting.about.is_empty() && !setting.about.ends_with('.')));
    }

    #[test]
    fn patterns_add_up() {
        let mut options = Options::default();
        let tables = Setting::find("tables").unwrap();
        tables.set(&mut options, "person, drug_*").unwrap();
        tables.set(&mut options, "visit*").unwrap();
        assert!(["person", "drug_era", "visit"].iter().all(|table| options.selects(table)));
        assert!(!options.selects("death"));
    }

    #[test]
    fn wrong_values_say_what_is_right() {
        assert_eq!(
            set("history", "nome").unwrap_err(),
            "`history` cannot be `nome`: did you mean `none`? expected `keep` or `none`"
        );
        assert_eq!(set("schema", " ").unwrap_err(), "`schema` cannot be ` `: expected a name");
        assert_eq!(set("comments", "yes").unwrap_err(), "`comments` cannot be `yes`: it takes no value");
        assert!(set("tables", "a,,b").is_err());
    }
}
