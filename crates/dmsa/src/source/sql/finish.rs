//! The tables of a script become a definition.

use super::build::Builder;
use super::draft::Draft;
use super::name::last;
use crate::diagnostic::Diagnostic;
use crate::fold::fold;
use crate::model::{Check, Index, Key, Model, NotNull, Reference};
use crate::source::identity::Identity;
use hashbrown::HashSet;

impl Builder {
    /// The definition. Tables of one name in two schemas get the name of their schema in front.
    pub(super) fn finish(mut self, identity: Identity) -> (Model, Vec<Diagnostic>) {
        let shared: HashSet<String> =
            self.places.iter().filter(|(_, it)| it.len() > 1).map(|(name, _)| name.clone()).collect();
        let name = |draft: &Draft| match shared.contains(fold(&draft.table.name).as_ref()) && !draft.schema.is_empty() {
            true => format!("{}_{}", draft.schema, draft.table.name),
            false => draft.table.name.clone(),
        };
        let names: Vec<String> = self.tables.iter().map(name).collect();
        let key_of = |draft: &Draft| -> Vec<String> {
            draft.primary_key.iter().flat_map(|key| key.field_names().map(str::to_owned)).collect()
        };
        let keys: Vec<Vec<String>> = self.tables.iter().map(key_of).collect();
        for place in 0..self.tables.len() {
            for (target, mut reference) in std::mem::take(&mut self.tables[place].references) {
                let found = self.place(&target);
                reference.ref_table = found.map_or_else(|| last(&target).to_owned(), |found| names[found].clone());
                // Without fields, the primary key of the other table is meant.
                let key = found.map(|found| keys[found].as_slice()).unwrap_or_default();
                for (pair, meant) in reference.fields.iter_mut().zip(key) {
                    if pair.ref_field.is_empty() {
                        pair.ref_field.clone_from(meant);
                    }
                }
                self.tables[place].references.push((target, reference));
            }
        }
        let is_wanted = |draft: &Draft| !draft.table.name.is_empty() && !is_history(draft);
        let mut model = Model { name: identity.name, version: identity.version, ..Model::default() };
        for (mut draft, name) in self.tables.into_iter().zip(names).filter(|(draft, _)| is_wanted(draft)) {
            draft.table.name.clone_from(&name);
            model.tables.push(draft.table);
            model.primary_keys.extend(draft.primary_key.map(|key| Key { table: name.clone(), ..key }));
            model.uniques.extend(draft.uniques.into_iter().map(|key| Key { table: name.clone(), ..key }));
            model.not_nulls.extend(draft.not_nulls.into_iter().map(|it| NotNull { table: name.clone(), ..it }));
            model
                .references
                .extend(draft.references.into_iter().map(|(_, it)| Reference { table: name.clone(), ..it }));
            model.checks.extend(draft.checks.into_iter().map(|it| Check { table: name.clone(), ..it }));
            model.indexes.extend(draft.indexes.into_iter().map(|it| Index { table: name.clone(), ..it }));
        }
        (model, self.diagnostics)
    }
}

/// Whether this is the table in which the scripts of this project record what they did. It belongs to no definition.
fn is_history(draft: &Draft) -> bool {
    let has = |name| draft.field(name).is_some();
    fold(&draft.table.name) == "version_history"
        && ["operation", "model", "model_version", "dms_version"].into_iter().all(has)
}
