//! What a site has otherwise than a definition says, in every output: how names are spelt, how long strings are that
//! have no length, what unique indexes become.
//!
//! ```
//! use dmsa::adapt::{Adaptation, Setting};
//! use dmsa::source::embedded;
//!
//! let mut adaptation = Adaptation::default();
//! Setting::find("names").unwrap().set(&mut adaptation, "upper")?;
//! let model = embedded::find("omop", "5.4").unwrap();
//! assert!(adaptation.apply(&model).table("PERSON").is_some());
//! # Ok::<(), dmsa::settings::SettingError>(())
//! ```

mod names;

use crate::model::{FieldType, Key, KeyField, Model, TypeKind};
use crate::settings::{self, Choice, SettingValue};
use std::borrow::Cow;

/// How names are spelt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Names {
    /// As the definition spells them.
    #[default]
    AsDefined,
    /// In lower case.
    Lower,
    /// In upper case.
    Upper,
}

/// What a string is that the definition gives no length.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum StringLength {
    /// What each database makes of it.
    #[default]
    Usual,
    /// A string of this length.
    Characters(u32),
    /// A string of any length.
    Text,
}

/// What becomes of unique indexes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum UniqueIndexes {
    /// Unique indexes.
    #[default]
    Index,
    /// Unique constraints.
    Constraint,
    /// Indexes that are not unique.
    Plain,
}

/// What is otherwise than the definition says. The default is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Adaptation {
    /// How names are spelt.
    pub names: Names,
    /// Strings without a length.
    pub string_length: StringLength,
    /// Unique indexes.
    pub unique_indexes: UniqueIndexes,
}

/// An option that says what is otherwise.
pub type Setting = settings::Setting<Adaptation>;

/// Every option.
pub static SETTINGS: &[Setting] = &[
    Setting {
        name: "names",
        about: "How names are spelt",
        value: SettingValue::Choice(&[
            Choice {
                name: "as-defined",
                about: "As the definition spells them",
                set: |it| it.names = Names::AsDefined,
            },
            Choice { name: "lower", about: "In lower case", set: |it| it.names = Names::Lower },
            Choice { name: "upper", about: "In upper case", set: |it| it.names = Names::Upper },
        ]),
    },
    Setting {
        name: "string-length",
        about: "How many characters strings without a length have: a number, or `text` for any number",
        value: SettingValue::Value {
            what: "N|text",
            pattern: Some("^([1-9][0-9]{0,8}|text)$"),
            set: set_string_length,
        },
    },
    Setting {
        name: "unique-indexes",
        about: "What unique indexes become",
        value: SettingValue::Choice(&[
            Choice { name: "index", about: "Unique indexes", set: |it| it.unique_indexes = UniqueIndexes::Index },
            Choice {
                name: "constraint",
                about: "Unique constraints, for clients that do not know CREATE UNIQUE INDEX",
                set: |it| it.unique_indexes = UniqueIndexes::Constraint,
            },
            Choice {
                name: "plain",
                about: "Indexes that allow values to repeat, as from dmsa 0.7",
                set: |it| it.unique_indexes = UniqueIndexes::Plain,
            },
        ]),
    },
];

fn set_string_length(adaptation: &mut Adaptation, value: &str) -> Result<(), String> {
    adaptation.string_length = match value.parse() {
        _ if value.eq_ignore_ascii_case("text") => StringLength::Text,
        Ok(length @ 1..) => StringLength::Characters(length),
        _ => return Err("expected a number of characters, or `text`".to_owned()),
    };
    Ok(())
}

impl Setting {
    /// The option of this name.
    pub fn find(name: &str) -> Option<&'static Setting> {
        SETTINGS.iter().find(|setting| setting.name == name)
    }
}

impl Adaptation {
    /// The definition as the site has it.
    pub fn apply<'m>(&self, model: &'m Model) -> Cow<'m, Model> {
        if *self == Self::default() {
            return Cow::Borrowed(model);
        }
        let mut model = model.clone();
        match self.names {
            Names::AsDefined => {}
            Names::Lower => names::respell(&mut model, |name| *name = name.to_lowercase()),
            Names::Upper => names::respell(&mut model, |name| *name = name.to_uppercase()),
        }
        self.size_strings(&mut model);
        self.change_indexes(&mut model);
        Cow::Owned(model)
    }

    fn size_strings(&self, model: &mut Model) {
        let sized = match self.string_length {
            StringLength::Usual => return,
            StringLength::Characters(length) => FieldType { length: Some(length), ..TypeKind::String.into() },
            StringLength::Text => TypeKind::Text.into(),
        };
        let unsized_string = FieldType::from(TypeKind::String);
        for field in model.tables.iter_mut().flat_map(|table| &mut table.fields) {
            if field.data_type == unsized_string {
                field.data_type = sized.clone();
            }
        }
    }

    fn change_indexes(&self, model: &mut Model) {
        match self.unique_indexes {
            UniqueIndexes::Index => {}
            UniqueIndexes::Plain => model.indexes.iter_mut().for_each(|index| index.unique = false),
            UniqueIndexes::Constraint => {
                let (unique, others) = std::mem::take(&mut model.indexes).into_iter().partition(|index| index.unique);
                model.indexes = others;
                let unique: Vec<crate::model::Index> = unique;
                model.uniques.extend(unique.into_iter().map(|index| {
                    Key {
                        fields: index
                            .fields
                            .into_iter()
                            .map(|field| KeyField { name: field.name, origin: field.origin })
                            .collect(),
                        name: index.name,
                        table: index.table,
                        origin: index.origin,
                    }
                }));
            }
        }
    }
}

#[cfg(test)]
mod tests;
