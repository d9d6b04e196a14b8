//! What is written is read again.

use super::tokenizer::trim;
use super::write;
use crate::model::{Model, Reference, ReferenceAction, TypeKind};
use crate::source::normal::normalise;
use crate::source::{Loaded, arbitrary, directory};
use hashbrown::HashSet;
use proptest::prelude::*;

fn read_written(model: &Model) -> Loaded {
    directory::read_files(&write(model))
}

fn trimmed(text: &mut String) {
    *text = trim(text).to_owned();
}

/// A name that CSV can say: something, and in one case.
fn named(text: &mut String) {
    *text = trim(text).to_lowercase();
    // Some letters have no lower case that stays the same when it is lowered again.
    if text.is_empty() || text.to_lowercase() != *text {
        "x".clone_into(text);
    }
}

/// The nearest model that CSV can say, by the list in the documentation of [`write`].
fn sayable(mut model: Model) -> Model {
    for text in
        [&mut model.label, &mut model.description, &mut model.url, &mut model.release.level, &mut model.release.serial]
    {
        trimmed(text);
    }
    model.name = trim(&model.name).to_owned();
    model.version = trim(model.version.as_str()).into();
    model.areas.clear();
    let mut seen = HashSet::new();
    for table in &mut model.tables {
        named(&mut table.name);
        trimmed(&mut table.label);
        trimmed(&mut table.description);
        let mut fields = HashSet::new();
        for field in &mut table.fields {
            named(&mut field.name);
            trimmed(&mut field.label);
            trimmed(&mut field.description);
            trimmed(&mut field.default);
            field.allowed_values.clear();
            field.data_type.kind = TypeKind::parse(trim(field.data_type.kind.name()));
            field.extra = std::mem::take(&mut field.extra)
                .into_iter()
                .filter(|(name, text)| {
                    name.len() == 1 && name.to_lowercase() == *name && !trim(name).is_empty() && !trim(text).is_empty()
                })
                .map(|(name, text)| (name, trim(&text).to_owned()))
                .collect();
        }
        table.fields.retain(|field| fields.insert(field.name.clone()));
    }
    model.tables.retain(|table| !table.fields.is_empty() && seen.insert(table.name.clone()));
    for keys in [&mut model.primary_keys, &mut model.uniques] {
        let mut seen = HashSet::new();
        for key in keys.iter_mut() {
            named(&mut key.table);
            named(&mut key.name);
            key.fields.iter_mut().for_each(|field| named(&mut field.name));
        }
        keys.retain(|key| !key.fields.is_empty() && seen.insert((key.table.clone(), key.name.clone())));
    }
    let mut seen = HashSet::new();
    for index in &mut model.indexes {
        named(&mut index.table);
        named(&mut index.name);
        index.fields.iter_mut().for_each(|field| named(&mut field.name));
    }
    model.indexes.retain(|index| !index.fields.is_empty() && seen.insert((index.table.clone(), index.name.clone())));
    for not_null in &mut model.not_nulls {
        named(&mut not_null.table);
        named(&mut not_null.field);
    }
    model.checks.clear();
    // A row is one field; the reader makes one reference of the rows that belong together.
    model.references = (model.references.iter())
        .flat_map(|it| it.fields.iter().map(|field| Reference { fields: vec![field.clone()], ..it.clone() }))
        .collect();
    for reference in &mut model.references {
        reference.on_delete = ReferenceAction::NoAction;
        reference.on_update = ReferenceAction::NoAction;
        trimmed(&mut reference.name);
        named(&mut reference.table);
        named(&mut reference.ref_table);
        for field in &mut reference.fields {
            named(&mut field.field);
            named(&mut field.ref_field);
        }
    }
    for renaming in &mut model.renamings {
        let names = [
            &mut renaming.source_version,
            &mut renaming.source_table,
            &mut renaming.source_field,
            &mut renaming.table,
            &mut renaming.field,
        ];
        names.into_iter().for_each(named);
    }
    normalise(&mut model);
    model
}

proptest! {
    #[test]
    fn what_csv_can_say_survives(model in arbitrary::model()) {
        let model = sayable(model);
        let loaded = read_written(&model);
        prop_assert_eq!(&loaded.diagnostics, &[], "{:?}", model);
        prop_assert_eq!(&loaded.catalog.models, &[model]);
    }

    /// Whatever CSV cannot say, it says no less the second time.
    #[test]
    fn writing_what_was_read_changes_nothing(model in arbitrary::model()) {
        let once = read_written(&model).catalog;
        prop_assert_eq!(once.models.len(), 1);
        let twice = read_written(&once.models[0]).catalog;
        prop_assert_eq!(&once, &twice);
    }
}
