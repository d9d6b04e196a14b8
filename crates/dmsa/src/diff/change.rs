//! One change.

use super::effect::TypeEffect;
use super::objects::Object;
use serde::Serialize;

/// What a change concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Aspect {
    /// Databases must be changed.
    Structure,
    /// Databases stay as they are, but the network asks for other data.
    Requirement,
    /// Only people see it: labels, descriptions, another name for the same type.
    Wording,
}

/// One difference between two definitions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The table, by its name in the later definition; of a removed table, by its name in the earlier one.
    pub table: String,
    /// The field, by its name in the later definition; of a removed field, by its name in the earlier one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What happened.
    #[serde(flatten)]
    pub kind: ChangeKind,
    /// The place of the table in [`Matching::tables`](super::Matching::tables).
    #[serde(skip)]
    pub table_match: usize,
    /// The place of the field in [`TableMatch::fields`](super::TableMatch::fields).
    #[serde(skip)]
    pub field_match: Option<usize>,
}

/// What happened to a table, a field, a key, a reference, an index or a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum ChangeKind {
    /// A new table. Its fields, keys and indexes are not listed again.
    TableAdded {
        /// How many fields it has.
        fields: usize,
    },
    /// The table is gone.
    TableRemoved {
        /// How many fields it had.
        fields: usize,
    },
    /// The table has another name now.
    TableRenamed {
        /// The name before.
        before: String,
    },
    /// A new field.
    FieldAdded(FieldFacts),
    /// The field is gone.
    FieldRemoved(FieldFacts),
    /// The field has another name now.
    FieldRenamed {
        /// The name before.
        before: String,
    },
    /// The field has another type.
    TypeChanged {
        /// The type before, in words.
        before: String,
        /// The type now, in words.
        after: String,
        /// What that means for values.
        effect: TypeEffect,
    },
    /// The field must have a value now.
    NotNullAdded,
    /// The field may be empty now.
    NotNullRemoved,
    /// The field has another default; empty means none.
    DefaultChanged {
        /// The default before.
        before: String,
        /// The default now.
        after: String,
    },
    /// The network asks sites to fill the field, or does so no longer.
    RequiredChanged {
        /// Whether it asks now.
        required: bool,
    },
    /// The field may hold other values; an empty list means any.
    AllowedValuesChanged {
        /// The values before.
        before: Vec<String>,
        /// The values now.
        after: Vec<String>,
    },
    /// A new key, reference, index or check.
    ObjectAdded(Object),
    /// The key, reference, index or check is gone.
    ObjectRemoved(Object),
    /// The key, reference, index or check has another name now.
    ObjectRenamed {
        /// The name before.
        before: String,
        /// What it is now.
        object: Object,
    },
    /// The key, reference, index or check has the same name and says something else.
    ObjectChanged {
        /// What it was.
        before: Object,
        /// What it is now.
        after: Object,
    },
    /// A text for people changed.
    Reworded {
        /// Which text: `label`, `description`, or the name of another column of the definition.
        what: String,
        /// The text before.
        before: String,
        /// The text now.
        after: String,
    },
}

/// What is to know about a field that is new or gone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FieldFacts {
    /// The type in words.
    #[serde(rename = "type")]
    pub data_type: String,
    /// Whether it must have a value.
    pub not_null: bool,
    /// Whether the network asks sites to fill it.
    pub required: bool,
    /// Its default; empty means none.
    pub default: String,
}

impl Change {
    /// What the change concerns.
    pub fn aspect(&self) -> Aspect {
        match &self.kind {
            ChangeKind::RequiredChanged { .. } | ChangeKind::AllowedValuesChanged { .. } => Aspect::Requirement,
            ChangeKind::Reworded { .. } | ChangeKind::TypeChanged { effect: TypeEffect::Same, .. } => Aspect::Wording,
            _ => Aspect::Structure,
        }
    }
}
