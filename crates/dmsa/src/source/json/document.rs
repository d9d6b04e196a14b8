//! The documents of the service as they stand in JSON.
//!
//! Reading is lenient: what is missing or null is empty, and unknown keys are passed over.

use super::values::{or_default, text};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize as DeriveDeserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

pub(super) use super::values::Size;

/// A schemata document or an entry of the model list, whichever it is: the union of their keys.
#[derive(Debug, Default, DeriveDeserialize)]
#[serde(default)]
pub(super) struct Anything {
    #[serde(deserialize_with = "text")]
    pub(super) model: String,
    #[serde(deserialize_with = "text")]
    pub(super) name: String,
    #[serde(deserialize_with = "text")]
    pub(super) version: String,
    #[serde(deserialize_with = "text")]
    pub(super) label: String,
    #[serde(deserialize_with = "text")]
    pub(super) description: String,
    #[serde(deserialize_with = "text")]
    pub(super) url: String,
    pub(super) release: Option<Release>,
    pub(super) tables: Option<Vec<Table>>,
    pub(super) schema: Option<Schema>,
    pub(super) dmsa: Option<Rest>,
}

/// One document, or a list of them. Of a list, only what looks like a definition is kept.
pub(super) struct Documents(pub(super) Vec<Anything>);

impl<'de> Deserialize<'de> for Documents {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DocumentsVisitor;
        impl<'de> Visitor<'de> for DocumentsVisitor {
            type Value = Documents;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a definition, or a list of definitions")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Documents, A::Error> {
                let document = Anything::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Documents(Some(document).into_iter().filter(Anything::is_definition).collect()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Documents, A::Error> {
                let mut documents = Vec::new();
                while let Some(Element(document)) = list.next_element()? {
                    documents.extend(Some(document).filter(Anything::is_definition));
                }
                Ok(Documents(documents))
            }
        }
        deserializer.deserialize_any(DocumentsVisitor)
    }
}

/// An element of a list of documents. Derived code would take a list for an object too, with its values in order.
struct Element(Anything);

impl<'de> Deserialize<'de> for Element {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ElementVisitor;
        impl<'de> Visitor<'de> for ElementVisitor {
            type Value = Element;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a definition")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Element, A::Error> {
                Anything::deserialize(MapAccessDeserializer::new(map)).map(Element)
            }
        }
        deserializer.deserialize_any(ElementVisitor)
    }
}

impl Anything {
    fn is_definition(&self) -> bool {
        self.tables.is_some() || self.schema.is_some()
    }
}

/// An entry of the model list.
#[derive(Serialize)]
pub(super) struct ListEntry<'a> {
    pub(super) label: &'a str,
    pub(super) name: &'a str,
    pub(super) version: &'a str,
    pub(super) description: &'a str,
    pub(super) url: &'a str,
    pub(super) release: Release,
    pub(super) tables: Vec<Table>,
}

/// A definition.
#[derive(Serialize)]
pub(super) struct Schemata<'a> {
    pub(super) model: &'a str,
    pub(super) schema: Schema,
    pub(super) tables: Vec<Table>,
    pub(super) version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) dmsa: Option<Rest>,
}

#[derive(Debug, Clone, Default, Serialize, DeriveDeserialize)]
#[serde(default)]
pub(super) struct Release {
    #[serde(deserialize_with = "text")]
    pub(super) level: String,
    #[serde(deserialize_with = "text")]
    pub(super) serial: String,
}

#[derive(Debug, Default, Serialize, DeriveDeserialize)]
#[serde(default)]
pub(super) struct Table {
    #[serde(deserialize_with = "text")]
    pub(super) name: String,
    #[serde(deserialize_with = "text")]
    pub(super) label: String,
    #[serde(deserialize_with = "text")]
    pub(super) description: String,
    #[serde(deserialize_with = "or_default")]
    pub(super) fields: Vec<Field>,
}

#[derive(Debug, Default, Serialize, DeriveDeserialize)]
#[serde(default)]
pub(super) struct Field {
    #[serde(deserialize_with = "text")]
    pub(super) name: String,
    #[serde(deserialize_with = "text")]
    pub(super) label: String,
    #[serde(deserialize_with = "text")]
    pub(super) description: String,
    #[serde(deserialize_with = "or_default")]
    pub(super) required: bool,
    #[serde(rename = "type", deserialize_with = "text")]
    pub(super) kind: String,
    pub(super) length: Size,
    pub(super) precision: Size,
    pub(super) scale: Size,
    #[serde(deserialize_with = "text")]
    pub(super) default: String,
}

#[derive(Debug, Default, Serialize, DeriveDeserialize)]
#[serde(default)]
pub(super) struct Schema {
    #[serde(deserialize_with = "or_default")]
    pub(super) constraints: Constraints,
    #[serde(deserialize_with = "or_default")]
    pub(super) indexes: Vec<Index>,
}

#[derive(Debug, Default, Serialize, DeriveDeserialize)]
#[serde(default)]
pub(super) struct Constraints {
    #[serde(deserialize_with = "or_default")]
    pub(super) foreign_keys: Vec<ForeignKey>,
    #[serde(deserialize_with = "or_default")]
    pub(super) not_null: Vec<NotNull>,
    #[serde(deserialize_with = "or_default")]
    pub(super) primary_keys: Vec<Key>,
    #[serde(deserialize_with = "or_default")]
    pub(super) uniques: Vec<Key>,
}

#[derive(Debug, Default, Serialize, DeriveDeserialize)]
#[serde(default)]
pub(super) struct ForeignKey {
    #[serde(deserialize_with = "text")]
    pub(super) name: String,
    #[serde(deserialize_with = "text")]
    pub(super) source_table: String,
    #[serde(deserialize_with = "text")]
    pub(super) source_field: String,
    #[serde(deserialize_with = "text")]
    pub(super) target_table: String,
    #[serde(deserialize_with = "text")]
    pub(super) target_field: String,
}

#[derive(Debug, Default, Serialize, DeriveDeserialize)]
#[serde(default)]
pub(super) struct NotNull {
    #[serde(deserialize_with = "text")]
    pub(super) table: String,
    #[serde(deserialize_with = "text")]
    pub(super) field: String,
}

#[derive(Debug, Default, Serialize, DeriveDeserialize)]
#[serde(default)]
pub(super) struct Key {
    #[serde(deserialize_with = "text")]
    pub(super) name: String,
    #[serde(deserialize_with = "text")]
    pub(super) table: String,
    #[serde(deserialize_with = "or_default")]
    pub(super) fields: Vec<String>,
}

#[derive(Debug, Default, Serialize, DeriveDeserialize)]
#[serde(default)]
pub(super) struct Index {
    #[serde(deserialize_with = "text")]
    pub(super) name: String,
    #[serde(deserialize_with = "or_default")]
    pub(super) unique: bool,
    /// `asc` or `desc`, for all fields.
    #[serde(deserialize_with = "text")]
    pub(super) order: String,
    #[serde(deserialize_with = "text")]
    pub(super) table: String,
    #[serde(deserialize_with = "or_default")]
    pub(super) fields: Vec<String>,
}

/// The facts that the service's shape has no place for. What is empty is left out.
#[derive(Debug, Default, Serialize, DeriveDeserialize)]
#[serde(default)]
pub(super) struct Rest {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) label: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) description: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) release: Option<Release>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) fields: Vec<FieldRest>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) indexes: Vec<IndexRest>,
    /// All references, where the rows of the service's shape do not say all of one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) references: Vec<ReferenceRest>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) checks: Vec<Check>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) renamings: Vec<Renaming>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) areas: Vec<Area>,
}

/// A subject area.
#[derive(Debug, Default, Serialize, DeriveDeserialize)]
#[serde(default)]
pub(super) struct Area {
    pub(super) title: String,
    pub(super) tables: Vec<String>,
}

/// More about a field.
#[derive(Debug, Default, Serialize, DeriveDeserialize)]
#[serde(default)]
pub(super) struct FieldRest {
    pub(super) table: String,
    pub(super) field: String,
    /// Which of several fields of this table and name, counted from 0.
    #[serde(skip_serializing_if = "is_zero")]
    pub(super) nth: usize,
    /// The sizes that are explicitly 0: `length`, `precision`, `scale`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) zero: Vec<Cow<'static, str>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) extra: BTreeMap<String, String>,
    /// The values it may have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) values: Vec<String>,
}

/// A reference with everything about it.
#[derive(Debug, Default, Serialize, DeriveDeserialize)]
#[serde(default)]
pub(super) struct ReferenceRest {
    pub(super) name: String,
    pub(super) source_table: String,
    pub(super) source_fields: Vec<String>,
    pub(super) target_table: String,
    pub(super) target_fields: Vec<String>,
    /// In the words of SQL, such as `cascade`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) on_delete: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) on_update: String,
}

/// A CHECK constraint.
#[derive(Debug, Default, Serialize, DeriveDeserialize)]
#[serde(default)]
pub(super) struct Check {
    pub(super) name: String,
    pub(super) table: String,
    pub(super) expression: String,
}

/// The order of an index whose fields are not all sorted the same way.
#[derive(Debug, Default, Serialize, DeriveDeserialize)]
#[serde(default)]
pub(super) struct IndexRest {
    pub(super) table: String,
    pub(super) index: String,
    /// Which of several indexes of this table and name, counted from 0.
    #[serde(skip_serializing_if = "is_zero")]
    pub(super) nth: usize,
    /// Whether each field is sorted downwards.
    pub(super) descending: Vec<bool>,
}

#[derive(Debug, Default, Serialize, DeriveDeserialize)]
#[serde(default)]
pub(super) struct Renaming {
    pub(super) source_version: String,
    pub(super) source_table: String,
    pub(super) source_field: String,
    pub(super) target_table: String,
    pub(super) target_field: String,
}

fn is_zero(n: &usize) -> bool {
    *n == 0
}
