//! The definitions as their authors publish them, with all their dirt.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

use dmsa::model::Model;
use dmsa::source::{Loaded, directory};

fn data_models() -> Option<Loaded> {
    let folder = dmsa_needs::shared("data-models")?;
    Some(directory::read(&[&folder]).expect("the definitions can be read"))
}

fn field_type(model: &Model, table: &str, field: &str) -> String {
    let table = model.table(table).unwrap_or_else(|| panic!("no table {table}"));
    table.field(field).unwrap_or_else(|| panic!("no field {field}")).data_type.to_string()
}

#[test]
fn every_version_is_read() {
    let Some(Loaded { catalog, .. }) = data_models() else {
        return;
    };
    assert_eq!(catalog.models.len(), 65);
    let names = ["i2b2", "i2b2_pedsnet", "omop", "pcornet", "pedsnet", "pedsnet-bigint", "pedsnet-split"];
    assert_eq!(catalog.names(), names);
    let count = |of: fn(&Model) -> usize| catalog.models.iter().map(of).sum::<usize>();
    assert_eq!(count(|model| model.tables.len()), 1925);
    assert!(catalog.models.iter().all(|model| model.tables.iter().all(|table| !table.fields.is_empty())));
    let latest = catalog.find("pedsnet", "latest").unwrap();
    assert_eq!(latest.version.as_str(), "6.3.0");
    let to_concept = latest.references.iter().filter(|reference| reference.ref_table == "concept");
    assert_eq!(to_concept.count(), 102);
}

/// Rows that other readers drop, and much of their files with them.
#[test]
fn fields_in_malformed_rows_are_kept() {
    let Some(Loaded { catalog, .. }) = data_models() else {
        return;
    };
    let pcornet = catalog.find("pcornet", "5.0.0").unwrap();
    assert_eq!(field_type(pcornet, "diagnosis", "dx_date"), "date");
    assert_eq!(field_type(pcornet, "obs_gen", "obsgen_source"), "string");
    let omop = catalog.find("omop", "5.1").unwrap();
    for field in ["preceding_visit_occurrence_id", "admitting_source_value", "discharge_to_source_value"] {
        assert!(omop.table("visit_occurrence").unwrap().field(field).is_some(), "{field} is lost");
    }
}

/// The original leaves it out, too: the fields files decide.
#[test]
fn a_type_for_a_field_that_is_not_listed_makes_no_field() {
    let Some(Loaded { catalog, .. }) = data_models() else {
        return;
    };
    let relationship = catalog.find("omop", "4").unwrap().table("relationship").unwrap();
    assert!(relationship.field("reverse_relationship").is_none());
}

#[test]
fn the_known_faults_are_reported_where_they_are() {
    let Some(Loaded { diagnostics, .. }) = data_models() else {
        return;
    };
    let has = |code: &str, file: &str, line: u32| {
        diagnostics.iter().any(|found| {
            found.code.name == code
                && found.origin.file().is_some_and(|path| path.ends_with(file))
                && found.origin.line().unwrap_or_default() == line
        })
    };
    for (code, file, line) in [
        ("malformed-row", "pcornet/v5.0/definitions/diagnosis.csv", 19),
        ("malformed-row", "pcornet/v5.0/definitions/obs_gen.csv", 22),
        ("unclosed-quote", "omop/v5.1/definitions/visit_occurrence.csv", 16),
        ("orphan-schema-row", "omop/v4/schema/relationship.csv", 6),
        ("undecodable-bytes", "pedsnet/v5.0/definitions/location_fips.csv", 9),
        ("undecodable-bytes", "pedsnet/v5.1/definitions/location_fips.csv", 9),
        ("undecodable-bytes", "pcornet/v6.1/tables.csv", 23),
        ("undecodable-bytes", "mappings/pcornet_v1_omop_v4.csv", 6),
        ("undecodable-bytes", "mappings/pcornet_v1_pedsnet_v1.csv", 6),
        ("header-only-file", "pedsnet-bigint/v3.5/indexes.csv", 0),
        ("header-only-file", "pedsnet-bigint/v3.5/references.csv", 0),
        ("foreign-version", "pedsnet/v3.7/schema/measurement.csv", 3),
        ("foreign-model-name", "pcornet/v7.0/schema/vital.csv", 16),
    ] {
        assert!(has(code, file, line), "{code} is not reported at {file}:{line}");
    }
}
