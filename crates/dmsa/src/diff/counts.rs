//! How much changed.

use super::change::{Aspect, Change, ChangeKind};
use serde::Serialize;

/// How much changed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// New tables.
    pub tables_added: usize,
    /// Tables that are gone.
    pub tables_removed: usize,
    /// Tables with another name.
    pub tables_renamed: usize,
    /// New fields of tables that both definitions have.
    pub fields_added: usize,
    /// Fields that are gone.
    pub fields_removed: usize,
    /// Fields with another name.
    pub fields_renamed: usize,
    /// Other changes that databases see: types, not null, defaults, keys, references, indexes.
    pub structure: usize,
    /// Changes of what the network asks sites to fill in.
    pub requirements: usize,
    /// Changes that only people see.
    pub wording: usize,
}

impl Counts {
    pub(super) fn of(changes: &[Change]) -> Self {
        let mut counts = Self::default();
        for change in changes {
            *match (&change.kind, change.aspect()) {
                (_, Aspect::Wording) => &mut counts.wording,
                (_, Aspect::Requirement) => &mut counts.requirements,
                (ChangeKind::TableAdded { .. }, _) => &mut counts.tables_added,
                (ChangeKind::TableRemoved { .. }, _) => &mut counts.tables_removed,
                (ChangeKind::TableRenamed { .. }, _) => &mut counts.tables_renamed,
                (ChangeKind::FieldAdded(_), _) => &mut counts.fields_added,
                (ChangeKind::FieldRemoved(_), _) => &mut counts.fields_removed,
                (ChangeKind::FieldRenamed { .. }, _) => &mut counts.fields_renamed,
                _ => &mut counts.structure,
            } += 1;
        }
        counts
    }

    /// Whether databases stay as they are.
    pub fn has_no_structure(&self) -> bool {
        Self { wording: 0, requirements: 0, ..*self } == Self::default()
    }

    /// The numbers that are not 0, in words: `2 tables added`, `1 field renamed`.
    pub fn phrases(&self) -> Vec<String> {
        [
            (self.tables_added, "table", "added"),
            (self.tables_removed, "table", "removed"),
            (self.tables_renamed, "table", "renamed"),
            (self.fields_added, "field", "added"),
            (self.fields_removed, "field", "removed"),
            (self.fields_renamed, "field", "renamed"),
            (self.structure, "other change", "of structure"),
            (self.requirements, "change", "of what to fill in"),
            (self.wording, "change", "of wording"),
        ]
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, what, how)| format!("{count} {what}{} {how}", if count == 1 { "" } else { "s" }))
        .collect()
    }
}
