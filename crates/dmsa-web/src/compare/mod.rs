//! What changed from one definition to another, by table: the list of [`dmsa::diff`] in the form of the page.

#[cfg(test)]
mod tests;

use dmsa::diff::{self, Aspect, ChangeKind, Diff, Object};
use dmsa::model::Model;
use dmsa::schema::Schema;
use serde::Serialize;

/// What changed from one definition to another.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Comparison {
    /// Tables that only the later definition has.
    pub(crate) tables_added: Vec<String>,
    /// Tables that only the earlier one has.
    pub(crate) tables_removed: Vec<String>,
    /// Tables that have another name now.
    pub(crate) tables_renamed: Vec<Renamed>,
    /// Tables of both in which something changed.
    pub(crate) tables_changed: Vec<TableChange>,
    /// How much that is.
    pub(crate) counts: Counts,
}

/// How much changed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Counts {
    pub(crate) tables_added: usize,
    pub(crate) tables_removed: usize,
    pub(crate) tables_renamed: usize,
    pub(crate) fields_added: usize,
    pub(crate) fields_removed: usize,
    pub(crate) fields_renamed: usize,
    /// Changes that databases see, keys, references and indexes included.
    pub(crate) structure: usize,
    /// Changes that only people see.
    pub(crate) wording: usize,
}

impl Counts {
    /// Whether it changes no database.
    pub(crate) fn is_wording_only(&self) -> bool {
        Self { wording: 0, ..*self } == Self::default()
    }
}

/// Something that has another name now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Renamed {
    pub(crate) before: String,
    pub(crate) after: String,
}

/// What changed in a table.
#[derive(Debug, Default, Clone, Serialize)]
pub(crate) struct TableChange {
    /// Its name now.
    pub(crate) table: String,
    pub(crate) fields_added: Vec<String>,
    pub(crate) fields_removed: Vec<String>,
    pub(crate) fields_renamed: Vec<Renamed>,
    /// Keys, references and indexes that are new.
    pub(crate) rules_added: Vec<String>,
    /// Those that are gone.
    pub(crate) rules_removed: Vec<String>,
    /// Changes to the table itself and to its fields.
    pub(crate) changes: Vec<Change>,
}

impl TableChange {
    /// Whether databases see any of it.
    pub(crate) fn has_structure(&self) -> bool {
        let structure =
            TableChange { changes: self.changes.iter().filter(|c| c.structure).cloned().collect(), ..self.clone() };
        !structure.is_empty()
    }

    fn is_empty(&self) -> bool {
        self.fields_added.is_empty()
            && self.fields_removed.is_empty()
            && self.fields_renamed.is_empty()
            && self.rules_added.is_empty()
            && self.rules_removed.is_empty()
            && self.changes.is_empty()
    }
}

/// A fact that is another now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Change {
    /// The field; none for the table itself.
    pub(crate) field: Option<String>,
    /// Which fact: `type`, `description`, …
    pub(crate) what: String,
    pub(crate) before: String,
    pub(crate) after: String,
    /// Whether databases see it.
    pub(crate) structure: bool,
}

/// What changed from one definition to another; `others` are more versions of the model, whose renamings lead from one to
/// the other.
pub(crate) fn compare(before: &Model, after: &Model, others: &[&Model]) -> Comparison {
    by_table(&Diff::new(&Schema::new(before), &Schema::new(after), others))
}

/// The changes of a diff by table.
pub(crate) fn by_table(diff: &Diff<'_>) -> Comparison {
    let mut comparison = Comparison::default();
    for changes in diff.by_table() {
        let mut table = TableChange::default();
        for change in changes {
            table.table.clone_from(&change.table);
            match &change.kind {
                ChangeKind::TableAdded { .. } => comparison.tables_added.push(change.table.clone()),
                ChangeKind::TableRemoved { .. } => comparison.tables_removed.push(change.table.clone()),
                ChangeKind::TableRenamed { before } => {
                    comparison.tables_renamed.push(Renamed::new(before, &change.table));
                }
                _ => table.add(change),
            }
        }
        if !table.is_empty() {
            comparison.tables_changed.push(table);
        }
    }
    comparison.counts = count(&comparison);
    comparison
}

impl Renamed {
    fn new(before: &str, after: &str) -> Self {
        Self { before: before.to_owned(), after: after.to_owned() }
    }
}

impl TableChange {
    /// Adds a change of the table, its fields or its objects.
    fn add(&mut self, change: &diff::Change) {
        let field = change.field.clone();
        let mut note = |what: &str, before: &str, after: &str| {
            let structure = change.aspect() == Aspect::Structure;
            let (what, before, after) = (what.to_owned(), before.to_owned(), after.to_owned());
            self.changes.push(Change { field: field.clone(), what, before, after, structure });
        };
        let yes = |is: bool| if is { "yes" } else { "no" };
        match &change.kind {
            ChangeKind::TypeChanged { before, after, .. } => note("type", before, after),
            ChangeKind::NotNullAdded => note("not null", "no", "yes"),
            ChangeKind::NotNullRemoved => note("not null", "yes", "no"),
            ChangeKind::DefaultChanged { before, after } => note("default", before, after),
            ChangeKind::RequiredChanged { required } => note("required", yes(!required), yes(*required)),
            ChangeKind::AllowedValuesChanged { before, after } => {
                note("allowed values", &before.join(", "), &after.join(", "));
            }
            ChangeKind::Reworded { what, before, after } => note(what, before, after),
            ChangeKind::FieldAdded(_) => self.fields_added.extend(field),
            ChangeKind::FieldRemoved(_) => self.fields_removed.extend(field),
            ChangeKind::FieldRenamed { before } => {
                self.fields_renamed.push(Renamed::new(before, &field.unwrap_or_default()));
            }
            ChangeKind::ObjectAdded(object) => self.rules_added.push(rule(object, &object.name)),
            ChangeKind::ObjectRemoved(object) => self.rules_removed.push(rule(object, &object.name)),
            ChangeKind::ObjectRenamed { before, object } => {
                self.rules_removed.push(rule(object, before));
                self.rules_added.push(rule(object, &object.name));
            }
            ChangeKind::ObjectChanged { before, after } => {
                self.rules_removed.push(rule(before, &before.name));
                self.rules_added.push(rule(after, &after.name));
            }
            ChangeKind::TableAdded { .. } | ChangeKind::TableRemoved { .. } | ChangeKind::TableRenamed { .. } => {}
        }
    }
}

/// A key, a reference, an index or a check in words.
fn rule(object: &Object, name: &str) -> String {
    let named = if name.is_empty() { String::new() } else { format!(", named {name}") };
    format!("{} {}{named}", object.kind_name(), object.content())
}

fn count(comparison: &Comparison) -> Counts {
    let changed = &comparison.tables_changed;
    let sum = |of: fn(&TableChange) -> usize| changed.iter().map(of).sum::<usize>();
    let structure = |table: &TableChange| table.changes.iter().filter(|change| change.structure).count();
    let rules = |table: &TableChange| table.rules_added.len() + table.rules_removed.len();
    Counts {
        tables_added: comparison.tables_added.len(),
        tables_removed: comparison.tables_removed.len(),
        tables_renamed: comparison.tables_renamed.len(),
        fields_added: sum(|table| table.fields_added.len()),
        fields_removed: sum(|table| table.fields_removed.len()),
        fields_renamed: sum(|table| table.fields_renamed.len()),
        structure: changed.iter().map(|table| structure(table) + rules(table)).sum(),
        wording: sum(|table| table.changes.iter().filter(|change| !change.structure).count()),
    }
}
