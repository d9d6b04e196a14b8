//! The embedded catalog against the definitions as their authors publish them.

#![allow(clippy::expect_used, reason = "a test fails by panicking, in its helpers too")]

use dmsa::model::Model;
use dmsa::source::{directory, embedded};

#[test]
fn the_catalog_equals_the_published_definitions_fact_for_fact() {
    let Some(folder) = dmsa_needs::shared("data-models") else {
        return;
    };
    let published = directory::read(&[&folder]).expect("the definitions can be read").catalog;
    let catalog = embedded::catalog();
    let name = |model: &Model| format!("{} {}", model.name, model.version);
    let names = |models: &[Model]| models.iter().map(name).collect::<Vec<_>>();
    assert_eq!(names(&catalog.models), names(&published.models));
    for (embedded, published) in catalog.models.iter().zip(&published.models) {
        assert!(*embedded == published.without_prose(), "{} differs", name(published));
    }
}

/// So that the comparison above cannot hold for want of anything to compare.
#[test]
fn the_catalog_is_whole() {
    let models = embedded::catalog().models;
    let count = |of: fn(&Model) -> usize| models.iter().map(of).sum::<usize>();
    assert_eq!(models.len(), 65);
    assert_eq!(count(|model| model.tables.len()), 1925);
    assert_eq!(count(|model| model.tables.iter().map(|table| table.fields.len()).sum()), 22473);
    assert_eq!(count(|model| model.primary_keys.len()), 1757);
    assert_eq!(count(|model| model.uniques.len()), 5);
    assert_eq!(count(|model| model.not_nulls.len()), 8992);
    assert_eq!(count(|model| model.references.len()), 7431);
    assert_eq!(count(|model| model.indexes.len()), 3489);
    assert_eq!(count(|model| model.indexes.iter().filter(|index| index.unique).count()), 36);
    assert_eq!(count(|model| model.renamings.len()), 19);
}
