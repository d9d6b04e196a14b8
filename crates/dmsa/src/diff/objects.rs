//! Keys, references, indexes and checks in one form, so that those of two definitions can be compared.

use crate::model::{Reference, ReferenceAction};
use crate::schema::{FieldId, Schema, TableId};
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
    /// Its place in the list of its kind: [`Schema::primary_keys`], [`Schema::uniques`], [`Schema::references`],
    /// [`Schema::checks`] or [`Schema::indexes`].
    #[serde(skip)]
    pub place: usize,
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
    fn new(kind: ObjectKind, place: usize, name: &str, fields: Vec<ObjectField>) -> Self {
        Self { kind, place, name: name.to_owned(), fields, unique: false, target: None, condition: String::new() }
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

    /// Its kind in words: `unique index` for an index that is unique.
    pub fn kind_name(&self) -> &'static str {
        if self.unique { "unique index" } else { self.kind.name() }
    }
}

/// An object with the tables and fields that it is on.
pub(super) struct Resolved {
    pub(super) table: TableId,
    pub(super) object: Object,
    /// Its fields; `None` for those that do not exist.
    pub(super) fields: Vec<Option<FieldId>>,
    /// The table and the fields that a reference points at, as far as they exist.
    pub(super) target: (Option<TableId>, Vec<Option<FieldId>>),
}

/// The objects of the tables of a definition, in the order primary keys, unique constraints, references, checks, indexes.
pub(super) fn objects(schema: &Schema<'_>) -> Vec<Resolved> {
    let none = || (None, Vec::new());
    let mut found = Vec::new();
    let mut add = |table: Option<TableId>, object: Object, fields: Vec<Option<FieldId>>, target| {
        found.extend(table.map(|table| Resolved { table, object, fields, target }));
    };
    for (kind, keys) in [(ObjectKind::PrimaryKey, schema.primary_keys()), (ObjectKind::Unique, schema.uniques())] {
        for (place, it) in keys.iter().enumerate() {
            let fields = it.key.field_names().map(ObjectField::new).collect();
            add(it.table, Object::new(kind, place, &it.key.name, fields), it.fields.clone(), none());
        }
    }
    for (place, it) in schema.references().iter().enumerate() {
        let (fields, target_fields) = it.known_pairs().iter().copied().unzip();
        add(it.table, of_reference(place, it.reference), fields, (it.ref_table, target_fields));
    }
    for (place, it) in schema.checks().iter().enumerate() {
        let object = Object::new(ObjectKind::Check, place, &it.check.name, Vec::new());
        add(it.table, Object { condition: it.check.expression.clone(), ..object }, Vec::new(), none());
    }
    for (place, it) in schema.indexes().iter().enumerate() {
        let fields = it.index.fields.iter();
        let fields = fields.map(|f| ObjectField { name: f.name.clone(), descending: f.descending }).collect();
        let object = Object::new(ObjectKind::Index, place, &it.index.name, fields);
        add(it.table, Object { unique: it.index.unique, ..object }, it.fields.clone(), none());
    }
    found
}

fn of_reference(place: usize, reference: &Reference) -> Object {
    let target = Target {
        table: reference.ref_table.clone(),
        fields: reference.ref_field_names().map(str::to_owned).collect(),
        on_delete: reference.on_delete.name(),
        on_update: reference.on_update.name(),
    };
    let fields = reference.field_names().map(ObjectField::new).collect();
    Object { target: Some(target), ..Object::new(ObjectKind::Reference, place, &reference.name, fields) }
}
