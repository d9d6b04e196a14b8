//! Keys, references, indexes and checks in one form, so that those of two definitions can be compared.

use crate::fold::fold;
use crate::model::{Key, Model, Reference, ReferenceAction};
use serde::Serialize;

/// What kind of object belongs to a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ObjectKind {
    /// A primary key.
    PrimaryKey,
    /// A unique constraint.
    Unique,
    /// A reference to another table.
    Reference,
    /// A check.
    Check,
    /// An index.
    Index,
}

impl ObjectKind {
    /// The kind in words.
    pub fn name(self) -> &'static str {
        match self {
            ObjectKind::PrimaryKey => "primary key",
            ObjectKind::Unique => "unique constraint",
            ObjectKind::Reference => "reference",
            ObjectKind::Check => "check",
            ObjectKind::Index => "index",
        }
    }
}

/// A key, a reference, an index or a check of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Object {
    /// What it is.
    pub kind: ObjectKind,
    /// Its name; may be empty.
    pub name: String,
    /// Its fields in order.
    pub fields: Vec<ObjectField>,
    /// Whether an index is unique.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unique: bool,
    /// What a reference points at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    /// The condition of a check, in SQL.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub condition: String,
}

/// A field of a key, a reference or an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ObjectField {
    /// The field's name.
    pub name: String,
    /// Whether an index sorts it downwards.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub descending: bool,
}

impl ObjectField {
    fn new(name: &str) -> Self {
        Self { name: name.to_owned(), descending: false }
    }
}

/// What a reference points at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Target {
    /// The table.
    pub table: String,
    /// Its fields, in the order of the referring ones.
    pub fields: Vec<String>,
    /// What happens to referring rows when the row they refer to is deleted: `no action`, `cascade`, …
    pub on_delete: &'static str,
    /// What happens to referring rows when the key they refer to changes.
    pub on_update: &'static str,
}

impl Object {
    fn new(kind: ObjectKind, name: &str, fields: Vec<ObjectField>) -> Self {
        Self { kind, name: name.to_owned(), fields, unique: false, target: None, condition: String::new() }
    }

    /// Whether two objects say the same, whatever they are called. Names of tables and fields match in any case.
    pub(super) fn says(&self, other: &Object) -> bool {
        let same = |a: &str, b: &str| fold(a) == fold(b);
        let target = match (&self.target, &other.target) {
            (None, None) => true,
            (Some(a), Some(b)) => {
                same(&a.table, &b.table)
                    && (a.on_delete, a.on_update) == (b.on_delete, b.on_update)
                    && a.fields.len() == b.fields.len()
                    && a.fields.iter().zip(&b.fields).all(|(a, b)| same(a, b))
            }
            _ => false,
        };
        self.kind == other.kind
            && (self.unique, &self.condition) == (other.unique, &other.condition)
            && self.fields.len() == other.fields.len()
            && self
                .fields
                .iter()
                .zip(&other.fields)
                .all(|(a, b)| same(&a.name, &b.name) && a.descending == b.descending)
            && target
    }

    /// What it says after its kind and name: `(a, b) to person (a, b)`.
    pub fn content(&self) -> String {
        if self.kind == ObjectKind::Check {
            return format!("({})", self.condition);
        }
        let fields: Vec<String> =
            self.fields.iter().map(|f| f.name.clone() + if f.descending { " descending" } else { "" }).collect();
        let mut text = format!("({})", fields.join(", "));
        if let Some(target) = &self.target {
            text.push_str(&format!(" to {} ({})", target.table, target.fields.join(", ")));
            for (event, action) in [("delete", target.on_delete), ("update", target.on_update)] {
                if action != ReferenceAction::default().name() {
                    text.push_str(&format!(" on {event} {action}"));
                }
            }
        }
        text
    }

    /// Its kind in words; a unique index is told from others.
    pub fn kind_name(&self) -> &'static str {
        if self.unique { "unique index" } else { self.kind.name() }
    }
}

/// The objects of a definition with the names of their tables, as written, in the order primary keys, unique constraints,
/// references, checks, indexes.
pub(super) fn objects(model: &Model) -> impl Iterator<Item = (&str, Object)> {
    let keys = [(ObjectKind::PrimaryKey, &model.primary_keys), (ObjectKind::Unique, &model.uniques)];
    let keys = keys.into_iter().flat_map(|(kind, keys)| {
        let object = move |key: &Key| Object::new(kind, &key.name, key.field_names().map(ObjectField::new).collect());
        keys.iter().map(move |key| (key.table.as_str(), object(key)))
    });
    let references = model.references.iter().map(|reference| (reference.table.as_str(), of_reference(reference)));
    let checks = model.checks.iter().map(|check| {
        let object = Object::new(ObjectKind::Check, &check.name, Vec::new());
        (check.table.as_str(), Object { condition: check.expression.clone(), ..object })
    });
    let indexes = model.indexes.iter().map(|index| {
        let fields = index.fields.iter();
        let fields = fields.map(|f| ObjectField { name: f.name.clone(), descending: f.descending }).collect();
        (index.table.as_str(), Object { unique: index.unique, ..Object::new(ObjectKind::Index, &index.name, fields) })
    });
    keys.chain(references).chain(checks).chain(indexes)
}

fn of_reference(reference: &Reference) -> Object {
    let target = Target {
        table: reference.ref_table.clone(),
        fields: reference.ref_field_names().map(str::to_owned).collect(),
        on_delete: reference.on_delete.name(),
        on_update: reference.on_update.name(),
    };
    let fields = reference.field_names().map(ObjectField::new).collect();
    Object { target: Some(target), ..Object::new(ObjectKind::Reference, &reference.name, fields) }
}
