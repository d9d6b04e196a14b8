//! Names in another case.

use crate::model::Model;

/// Spells every name of a table, field, key, reference and index anew. Expressions of checks stay: databases fold the names in
/// them.
pub(super) fn respell(model: &mut Model, mut spell: impl FnMut(&mut String)) {
    let Model { tables, primary_keys, uniques, not_nulls, references, checks, indexes, renamings, areas, .. } = model;
    for table in tables {
        spell(&mut table.name);
        table.fields.iter_mut().for_each(|field| spell(&mut field.name));
    }
    for key in primary_keys.iter_mut().chain(uniques) {
        spell(&mut key.name);
        spell(&mut key.table);
        key.fields.iter_mut().for_each(|field| spell(&mut field.name));
    }
    for not_null in not_nulls {
        spell(&mut not_null.table);
        spell(&mut not_null.field);
    }
    for reference in references {
        for name in [&mut reference.name, &mut reference.table, &mut reference.ref_table] {
            spell(name);
        }
        for pair in &mut reference.fields {
            spell(&mut pair.field);
            spell(&mut pair.ref_field);
        }
    }
    for check in checks {
        spell(&mut check.name);
        spell(&mut check.table);
    }
    for index in indexes {
        spell(&mut index.name);
        spell(&mut index.table);
        index.fields.iter_mut().for_each(|field| spell(&mut field.name));
    }
    for renaming in renamings {
        for name in [&mut renaming.table, &mut renaming.field, &mut renaming.source_table, &mut renaming.source_field] {
            spell(name);
        }
    }
    areas.iter_mut().flat_map(|area| &mut area.tables).for_each(spell);
}
