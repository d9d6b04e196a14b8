//! What changed from one definition to another: the structure that databases see, told apart from wording.

mod facts;
#[cfg(test)]
mod tests;

use dmsa::model::{Field, Model, Renaming, Table};
use facts::{Facts, field_facts};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

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
    /// Whether databases see nothing of it.
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

/// Compares two definitions. Names match in any case; renamings that the later definition tells are understood.
pub(crate) fn compare(before: &Model, after: &Model) -> Comparison {
    let (old, new) = (by_name(&before.tables, |t| &t.name), by_name(&after.tables, |t| &t.name));
    let renamings = renamings(before, after);
    let (old_facts, new_facts) = (Facts::of(before), Facts::of(after));
    let mut comparison = Comparison::default();
    let mut gone: BTreeSet<&String> = old.keys().filter(|name| !new.contains_key(*name)).collect();
    for (name, table) in &new {
        let moved = || {
            let renaming = renamings.iter().find(|r| r.field.is_empty() && r.table.eq_ignore_ascii_case(name))?;
            let (name, table) = old.get_key_value(&renaming.source_table.to_lowercase())?;
            gone.contains(name).then_some((name, *table))
        };
        let earlier = match old.get(name) {
            Some(earlier) => *earlier,
            None => match moved() {
                Some((earlier_name, earlier)) => {
                    gone.remove(earlier_name);
                    let renamed = Renamed { before: earlier.name.clone(), after: table.name.clone() };
                    comparison.tables_renamed.push(renamed);
                    earlier
                }
                None => {
                    comparison.tables_added.push(table.name.clone());
                    continue;
                }
            },
        };
        let change = table_change(earlier, table, &renamings, &old_facts, &new_facts);
        if !change.is_empty() {
            comparison.tables_changed.push(change);
        }
    }
    comparison.tables_removed = gone.iter().filter_map(|name| old.get(*name)).map(|table| table.name.clone()).collect();
    comparison.counts = count(&comparison);
    comparison
}

fn by_name<T>(items: &[T], name: impl Fn(&T) -> &String) -> BTreeMap<String, &T> {
    items.iter().map(|item| (name(item).to_lowercase(), item)).collect()
}

/// The renamings since the earlier definition.
fn renamings<'m>(before: &Model, after: &'m Model) -> Vec<&'m Renaming> {
    let since = |renaming: &&Renaming| before.version.is_meant_by(&renaming.source_version);
    if before.name.eq_ignore_ascii_case(&after.name) {
        after.renamings.iter().filter(since).collect()
    } else {
        Vec::new()
    }
}

fn table_change(
    before: &Table,
    after: &Table,
    renamings: &[&Renaming],
    old_facts: &Facts,
    new_facts: &Facts,
) -> TableChange {
    let mut change = TableChange { table: after.name.clone(), ..TableChange::default() };
    for (what, old, new) in
        [("label", &before.label, &after.label), ("description", &before.description, &after.description)]
    {
        change.note(None, what, old, new, false);
    }
    let (old, new) = (by_name(&before.fields, |f| &f.name), by_name(&after.fields, |f| &f.name));
    let mut gone: BTreeSet<&String> = old.keys().filter(|name| !new.contains_key(*name)).collect();
    for (name, field) in &new {
        let moved = || {
            let is_it = |r: &&&Renaming| {
                r.table.eq_ignore_ascii_case(&after.name)
                    && r.field.eq_ignore_ascii_case(name)
                    && r.source_table.eq_ignore_ascii_case(&before.name)
            };
            let renaming = renamings.iter().find(is_it)?;
            old.get_key_value(&renaming.source_field.to_lowercase()).filter(|(name, _)| gone.contains(*name))
        };
        let earlier: &Field = match old.get(name) {
            Some(earlier) => earlier,
            None => match moved() {
                Some((earlier_name, earlier)) => {
                    gone.remove(earlier_name);
                    let renamed = Renamed { before: earlier.name.clone(), after: field.name.clone() };
                    change.fields_renamed.push(renamed);
                    earlier
                }
                None => {
                    change.fields_added.push(field.name.clone());
                    continue;
                }
            },
        };
        let old = field_facts(earlier, old_facts.is_not_null(&before.name, &earlier.name));
        let new = field_facts(field, new_facts.is_not_null(&after.name, &field.name));
        for ((what, structure), (before, after)) in facts::NAMES.into_iter().zip(old.iter().zip(&new)) {
            change.note(Some(&field.name), what, before, after, structure);
        }
    }
    change.fields_removed = gone.iter().filter_map(|name| old.get(*name)).map(|field| field.name.clone()).collect();
    let (old, new) = (old_facts.rules(&before.name), new_facts.rules(&after.name));
    change.rules_added = new.difference(&old).cloned().collect();
    change.rules_removed = old.difference(&new).cloned().collect();
    change
}

impl TableChange {
    fn note(&mut self, field: Option<&str>, what: &str, before: &str, after: &str, structure: bool) {
        let same = if structure { before == after } else { words(before) == words(after) };
        if !same {
            let (before, after) = (before.to_owned(), after.to_owned());
            let field = field.map(str::to_owned);
            self.changes.push(Change { field, what: what.to_owned(), before, after, structure });
        }
    }
}

/// The words of a text: white space, case and punctuation are no change.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
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
