//! The options of diagrams by name: `--detail all` on the command line and `?detail=all` in a URL are one list.

use super::options::{Before, Detail, Hubs, Options, Order, Page, Pages, Style, Types};
use crate::dialect::{self, DIALECTS};
use crate::settings::{Choice, SettingValue, one_of};

/// An option of diagrams.
pub type Setting = crate::settings::Setting<Options>;

/// Every option of diagrams, in the order people are shown them.
pub static SETTINGS: &[Setting] = &[
    Setting::tables("Only tables that match one of these patterns", |options| &mut options.tables),
    Setting::exclude(|options| &mut options.exclude),
    Setting {
        name: "around",
        about: "Only this table and those near it",
        value: SettingValue::Name(|options, name| options.around = Some(name)),
    },
    Setting {
        name: "distance",
        about: "How many references away from that table others may be; 1 unless given",
        value: SettingValue::Value {
            what: "N",
            pattern: None,
            set: |options, text| {
                options.distance = Some(text.parse().map_err(|_| "expected a whole number".to_owned())?);
                Ok(())
            },
        },
    },
    Setting {
        name: "area",
        about: "Only the subject area of this title",
        value: SettingValue::Name(|options, name| options.area = Some(name)),
    },
    Setting {
        name: "compare",
        about: "Show what changed since this version: what was added, removed and changed",
        value: SettingValue::Value {
            what: "VERSION",
            pattern: None,
            set: |options, text| {
                if text.is_empty() {
                    return Err("expected a version".to_owned());
                }
                options.compare = Some(Before::Version(text.to_owned()));
                Ok(())
            },
        },
    },
    Setting {
        name: "detail",
        about: "How much of each table is shown",
        value: SettingValue::Choice(&[
            Choice {
                name: "auto",
                about: "Every field in `dbml` and `er`, which hold data for other tools; else keys",
                set: |o| o.detail = Detail::Auto,
            },
            Choice { name: "keys", about: "Keys, unique fields and references", set: |o| o.detail = Detail::Keys },
            Choice { name: "names", about: "The names of the tables", set: |o| o.detail = Detail::Names },
            Choice { name: "all", about: "Every field", set: |o| o.detail = Detail::All },
        ]),
    },
    Setting {
        name: "order",
        about: "The order of a table's fields",
        value: SettingValue::Choice(&[
            Choice { name: "keys", about: "Keys and references first", set: |o| o.order = Order::KeysFirst },
            Choice { name: "definition", about: "As the definition has them", set: |o| o.order = Order::Definition },
        ]),
    },
    Setting {
        name: "types",
        about: "How types are written: `logical`, `standard`, `none`, or as a dialect has them",
        value: SettingValue::Value {
            what: "HOW",
            pattern: None,
            set: |options, text| types(text).map(|types| options.types = types),
        },
    },
    Setting {
        name: "hubs",
        about: "What becomes of references to hubs, the tables nearly all others refer to",
        value: SettingValue::Choice(&[
            Choice { name: "fold", about: "Each is a mark on its field's row", set: |o| o.hubs = Hubs::Fold },
            Choice { name: "draw", about: "Each is a line", set: |o| o.hubs = Hubs::Draw },
        ]),
    },
    Setting {
        name: "aspect",
        about: "The shape to come near, width to height; 16:10 unless given",
        value: SettingValue::Value {
            what: "W:H",
            pattern: None,
            set: |options, text| aspect(text).map(|aspect| options.aspect = Some(aspect)),
        },
    },
    Setting {
        name: "style",
        about: "The colours",
        value: SettingValue::Choice(&[
            Choice {
                name: "auto",
                about: "What the reader prefers, where the format can ask; else light",
                set: |o| o.style = Style::Auto,
            },
            Choice { name: "light", about: "Dark on light", set: |o| o.style = Style::Light },
            Choice { name: "dark", about: "Light on dark; pages to print stay light", set: |o| o.style = Style::Dark },
        ]),
    },
    Setting {
        name: "scale",
        about: "Pixels a unit of length, for pictures in pixels",
        value: SettingValue::Value {
            what: "N",
            pattern: None,
            set: |options, text| {
                let scale = text.parse().ok().filter(|scale: &f64| scale.is_finite() && *scale > 0.0);
                options.scale = Some(scale.ok_or("expected a number above 0, such as `2` or `0.5`")?);
                Ok(())
            },
        },
    },
    Setting {
        name: "width",
        about: "Their width in pixels, where no scale is given; 2400 unless given",
        value: SettingValue::Value {
            what: "PIXELS",
            pattern: None,
            set: |options, text| {
                let width = text.parse().ok().filter(|width: &u32| *width > 0);
                options.width = Some(width.ok_or("expected a whole number above 0")?);
                Ok(())
            },
        },
    },
    Setting {
        name: "page",
        about: "The paper of pages to print",
        value: SettingValue::Choice(&[
            Choice { name: "fitted", about: "As large as the diagram", set: |o| o.page = Page::Fitted },
            Choice { name: "a4", about: "210 × 297 mm", set: |o| o.page = Page::A(4) },
            Choice { name: "a3", about: "297 × 420 mm", set: |o| o.page = Page::A(3) },
            Choice { name: "a2", about: "420 × 594 mm", set: |o| o.page = Page::A(2) },
            Choice { name: "a1", about: "594 × 841 mm", set: |o| o.page = Page::A(1) },
            Choice { name: "a0", about: "841 × 1189 mm", set: |o| o.page = Page::A(0) },
        ]),
    },
    Setting {
        name: "pages",
        about: "What stands on each of them",
        value: SettingValue::Choice(&[
            Choice {
                name: "auto",
                about: "Everything on one page if its text is 7 points or larger there, else as `areas`",
                set: |o| o.pages = Pages::Auto,
            },
            Choice {
                name: "one",
                about: "Everything on one page, which says the size of its text",
                set: |o| o.pages = Pages::One,
            },
            Choice {
                name: "areas",
                about: "An overview, then a page for each subject area, or several for a large one",
                set: |o| o.pages = Pages::Areas,
            },
        ]),
    },
];

impl Setting {
    /// The option of this name.
    ///
    /// ```
    /// use dmsa::diagram::{Detail, Options, Setting};
    ///
    /// let mut options = Options::default();
    /// Setting::find("detail").unwrap().set(&mut options, "all")?;
    /// assert_eq!(options.detail, Detail::All);
    /// # Ok::<(), dmsa::settings::SettingError>(())
    /// ```
    pub fn find(name: &str) -> Option<&'static Setting> {
        SETTINGS.iter().find(|setting| setting.name == name)
    }
}

fn types(text: &str) -> Result<Types, String> {
    const LOGICAL: &str = "logical";
    const STANDARD: &str = "standard";
    const HIDDEN: &str = "none";
    let name = text.to_lowercase();
    match (name.as_str(), dialect::find(&name)) {
        (LOGICAL, _) => Ok(Types::Logical),
        (STANDARD, _) => Ok(Types::Standard),
        (HIDDEN, _) => Ok(Types::Hidden),
        (_, Some(dialect)) => Ok(Types::Dialect(dialect)),
        _ => {
            let names: Vec<&str> =
                [LOGICAL, STANDARD, HIDDEN].into_iter().chain(DIALECTS.iter().map(|d| d.name())).collect();
            Err(one_of(text, &names))
        }
    }
}

/// `16:10`, `1.6` or `4/3`.
fn aspect(text: &str) -> Result<f64, String> {
    let number = |text: &str| text.trim().parse::<f64>().ok();
    let aspect = match text.split_once([':', '/']) {
        Some((width, height)) => number(width).zip(number(height)).map(|(width, height)| width / height),
        None => number(text),
    };
    aspect
        .filter(|aspect| (0.1..=10.0).contains(aspect))
        .ok_or_else(|| "expected width to height, such as `16:10`, from 1:10 to 10:1".to_owned())
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
    fn every_option_changes_something_and_its_first_choice_nothing() {
        for setting in SETTINGS {
            let values: Vec<&str> = match setting.value {
                SettingValue::Switch(_) => vec![""],
                SettingValue::Choice(choices) => choices.iter().map(|choice| choice.name).collect(),
                SettingValue::Name(_) | SettingValue::Globs(_) => vec!["x"],
                SettingValue::Value { .. } if setting.name == "types" => vec!["none"],
                SettingValue::Value { .. } => vec!["3"],
            };
            let unchanged: Vec<bool> =
                values.iter().map(|value| set(setting.name, value).unwrap() == Options::default()).collect();
            let choice = matches!(setting.value, SettingValue::Choice(_));
            assert_eq!(unchanged.first(), Some(&choice), "{}", setting.name);
            assert!(unchanged.iter().skip(1).all(|unchanged| !unchanged), "{}", setting.name);
        }
    }

    #[test]
    fn names_are_unique_and_everything_is_described() {
        let names: BTreeSet<_> = SETTINGS.iter().map(|setting| setting.name).collect();
        assert_eq!(names.len(), SETTINGS.len());
        assert!(SETTINGS.iter().all(|setting| !setting.about.is_empty() && !setting.about.ends_with('.')));
    }

    #[test]
    fn shapes_are_given_in_several_ways() {
        for (text, expected) in [("16:10", 1.6), ("1.5", 1.5), ("4/3", 4.0 / 3.0), (" 2 : 1 ", 2.0)] {
            assert_eq!(set("aspect", text).unwrap().aspect, Some(expected), "{text}");
        }
        for text in ["", "x", "0", "1:0", "-1", "NaN", "100", "inf"] {
            assert!(set("aspect", text).unwrap_err().contains("such as `16:10`"), "{text}");
        }
    }

    #[test]
    fn wrong_values_say_what_is_right() {
        assert_eq!(
            set("types", "postgres").unwrap_err(),
            format!(
                "`types` cannot be `postgres`: did you mean `postgresql`? expected one of logical, standard, none, {}",
                DIALECTS.iter().map(|dialect| dialect.name()).collect::<Vec<_>>().join(", ")
            )
        );
        for (name, value) in [("scale", "0"), ("scale", "NaN"), ("width", "-1"), ("distance", "x"), ("compare", " ")] {
            assert!(set(name, value).unwrap_err().contains("expected"), "{name} {value}");
        }
    }
}
