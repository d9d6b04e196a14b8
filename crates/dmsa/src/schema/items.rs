//! Keys, references and indexes with the tables and fields they are on.

use super::{FieldId, Missing, Names, TableId};
use crate::model;

/// A primary key or a unique constraint.
#[derive(Debug, Clone)]
pub struct Key<'m> {
    /// As the definition gives it.
    pub key: &'m model::Key,
    /// Its table, if that exists.
    pub table: Option<TableId>,
    /// Its fields in order; `None` for those that do not exist.
    pub fields: Vec<Option<FieldId>>,
}

impl Key<'_> {
    /// Its fields, if there are any and all of them exist.
    pub fn all_fields(&self) -> Option<Vec<FieldId>> {
        all(&self.fields)
    }

    /// What does not exist, if anything.
    pub fn missing(&self) -> Option<Missing> {
        missing(self.table, self.fields.iter())
    }
}

/// An index.
#[derive(Debug, Clone)]
pub struct Index<'m> {
    /// As the definition gives it.
    pub index: &'m model::Index,
    /// Its table, if that exists.
    pub table: Option<TableId>,
    /// Its fields in order; `None` for those that do not exist.
    pub fields: Vec<Option<FieldId>>,
}

impl Index<'_> {
    /// Its fields, if there are any and all of them exist.
    pub fn all_fields(&self) -> Option<Vec<FieldId>> {
        all(&self.fields)
    }

    /// What does not exist, if anything.
    pub fn missing(&self) -> Option<Missing> {
        missing(self.table, self.fields.iter())
    }
}

/// A field that must have a value.
#[derive(Debug, Clone)]
pub struct NotNull<'m> {
    /// As the definition gives it.
    pub not_null: &'m model::NotNull,
    /// The field, or what is missing.
    pub field: Result<FieldId, Missing>,
}

/// A CHECK constraint.
#[derive(Debug, Clone)]
pub struct Check<'m> {
    /// As the definition gives it.
    pub check: &'m model::Check,
    /// Its table, if that exists.
    pub table: Option<TableId>,
}

/// A reference.
#[derive(Debug, Clone)]
pub struct Reference<'m> {
    /// As the definition gives it.
    pub reference: &'m model::Reference,
    /// The referring table, if it exists.
    pub table: Option<TableId>,
    /// The table referred to, if it exists.
    pub ref_table: Option<TableId>,
    pub(super) pairs: Vec<(Option<FieldId>, Option<FieldId>)>,
    pub(super) target_key: Option<TargetKey>,
}

/// The key that a reference points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetKey {
    /// The primary key at this place of [`super::Schema::primary_keys`].
    Primary(usize),
    /// The unique constraint at this place of [`super::Schema::uniques`].
    Unique(usize),
}

impl Reference<'_> {
    /// The referring fields, each with the field it refers to; none if any of them does not exist.
    pub fn pairs(&self) -> Option<Vec<(FieldId, FieldId)>> {
        if self.pairs.is_empty() {
            return None;
        }
        self.pairs.iter().map(|(field, target)| Some(((*field)?, (*target)?))).collect()
    }

    /// The same, `None` in place of fields that do not exist.
    pub fn known_pairs(&self) -> &[(Option<FieldId>, Option<FieldId>)] {
        &self.pairs
    }

    /// The key of the target over just the fields referred to, if there is one. A database wants one.
    pub fn target_key(&self) -> Option<TargetKey> {
        self.target_key
    }

    /// What does not exist of the referring table and fields, if anything.
    pub fn source_missing(&self) -> Option<Missing> {
        missing(self.table, self.pairs.iter().map(|(field, _)| field))
    }

    /// What does not exist of the table and fields referred to, if anything.
    pub fn target_missing(&self) -> Option<Missing> {
        missing(self.ref_table, self.pairs.iter().map(|(_, target)| target))
    }
}

fn all(fields: &[Option<FieldId>]) -> Option<Vec<FieldId>> {
    if fields.is_empty() { None } else { fields.iter().copied().collect() }
}

fn missing<'f>(table: Option<TableId>, mut fields: impl Iterator<Item = &'f Option<FieldId>>) -> Option<Missing> {
    if table.is_none() {
        return Some(Missing::Table);
    }
    fields.position(Option::is_none).map(|at| Missing::Field { at })
}

pub(super) fn key<'m>(names: &Names<'_>, key: &'m model::Key) -> Key<'m> {
    let table = names.table(&key.table);
    Key { key, table, fields: key.field_names().map(|name| names.field(table?, name)).collect() }
}

pub(super) fn index<'m>(names: &Names<'_>, index: &'m model::Index) -> Index<'m> {
    let table = names.table(&index.table);
    Index { index, table, fields: index.fields.iter().map(|field| names.field(table?, &field.name)).collect() }
}

pub(super) fn not_null<'m>(names: &Names<'_>, not_null: &'m model::NotNull) -> NotNull<'m> {
    let field = match names.table(&not_null.table) {
        Some(table) => names.field(table, &not_null.field).ok_or(Missing::Field { at: 0 }),
        None => Err(Missing::Table),
    };
    NotNull { not_null, field }
}

pub(super) fn reference<'m>(names: &Names<'_>, reference: &'m model::Reference) -> Reference<'m> {
    let (table, ref_table) = (names.table(&reference.table), names.table(&reference.ref_table));
    let find = |table: Option<TableId>, name: &str| names.field(table?, name);
    let pair = |it: &model::ReferenceField| (find(table, &it.field), find(ref_table, &it.ref_field));
    let pairs = reference.fields.iter().map(pair).collect();
    Reference { reference, table, ref_table, pairs, target_key: None }
}
