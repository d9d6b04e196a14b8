//! Renamings between two versions of a model, chained over the versions in between.

use crate::fold::fold;
use crate::model::{Model, Renaming, Version};
use hashbrown::HashMap;

/// The versions of a catalog whose renamings say how the names of one definition became those of another: all versions of
/// the same model.
pub fn between<'m>(models: &'m [Model], before: &Model, after: &Model) -> Vec<&'m Model> {
    let (low, high) = in_order(before, after);
    let is_between = |model: &&Model| {
        model.name.eq_ignore_ascii_case(&after.name) && model.version > low.version && model.version != high.version
    };
    let same = before.name.eq_ignore_ascii_case(&after.name);
    models.iter().filter(|model| same && is_between(model)).collect()
}

/// Two definitions, that of the lower version first.
fn in_order<'m>(before: &'m Model, after: &'m Model) -> (&'m Model, &'m Model) {
    if after.version < before.version { (after, before) } else { (before, after) }
}

/// A table, or a field of one, in small letters. The field is empty for the table itself.
type Name = (String, String);

/// Which earlier names each later name may have had.
pub(super) struct Names {
    earlier: HashMap<Name, Vec<Name>>,
    /// Whether the definition that comes first is the later version, so that names are followed the other way.
    downwards: bool,
}

impl Names {
    /// What the renamings of these definitions say about the way from one version to the other. A renaming counts if its
    /// versions overlap with those of the way: what was renamed between 2.0 and 3.1 may have been renamed before 3.0.
    pub(super) fn new(before: &Model, after: &Model, others: &[&Model]) -> Self {
        let mut names = Self { earlier: HashMap::new(), downwards: after.version < before.version };
        if !before.name.eq_ignore_ascii_case(&after.name) {
            return names;
        }
        let (low, high) = in_order(before, after);
        for model in others.iter().copied().chain([low, high]) {
            let same_model = model.name.eq_ignore_ascii_case(&after.name);
            for renaming in model.renamings.iter().filter(|_| same_model && model.version > low.version) {
                let source = Version::from(renaming.source_version.trim());
                if source < high.version && !high.version.is_meant_by(source.as_str()) {
                    names.add(renaming);
                }
            }
        }
        names
    }

    fn add(&mut self, renaming: &Renaming) {
        let name = |table: &str, field: &str| (fold(table.trim()).into_owned(), fold(field.trim()).into_owned());
        let source = name(&renaming.source_table, &renaming.source_field);
        let target = name(&renaming.table, &renaming.field);
        let (from, to) = if self.downwards { (source, target) } else { (target, source) };
        let known = self.earlier.entry(from).or_default();
        if !known.contains(&to) {
            known.push(to);
        }
    }

    /// The names in the definition that comes first which may have become this one, nearest first.
    pub(super) fn candidates(&self, table: &str, field: &str) -> Vec<Name> {
        let mut found: Vec<Name> = vec![(fold(table).into_owned(), fold(field).into_owned())];
        let mut next = 0;
        while let Some(name) = found.get(next) {
            let earlier = |name: &Name| self.earlier.get(name).into_iter().flatten().cloned().collect::<Vec<_>>();
            let mut new = earlier(name);
            if !name.1.is_empty() {
                // The field may have kept its name while its table was renamed.
                let tables = earlier(&(name.0.clone(), String::new())).into_iter();
                let moved = tables.filter(|(_, field)| field.is_empty()).map(|(table, _)| (table, name.1.clone()));
                new.extend(moved);
            }
            for name in new {
                if !found.contains(&name) {
                    found.push(name);
                }
            }
            next += 1;
        }
        found.remove(0);
        found
    }
}
