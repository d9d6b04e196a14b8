//! The definitions as their authors publish them, checked.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

use dmsa::check;
use dmsa::ddl::{Options, Scripts};
use dmsa::diagnostic::{Diagnostic, Severity};
use dmsa::dialect::{DIALECTS, USUAL};
use dmsa::source::directory;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// What is found; read once for all tests.
fn findings() -> Option<&'static [Diagnostic]> {
    static FOUND: LazyLock<Option<Vec<Diagnostic>>> = LazyLock::new(|| {
        let folder = dmsa_needs::shared("data-models")?;
        let loaded = directory::read(&[&folder]).expect("the definitions can be read");
        Some(check::join(loaded.diagnostics, check::models(&loaded.catalog.models, USUAL)))
    });
    FOUND.as_deref()
}

#[test]
fn the_known_faults_are_found_where_they_are() {
    let Some(findings) = findings() else {
        return;
    };
    for (code, file, line, name) in [
        ("reference-to-nonunique", "omop/v5.4/references.csv", 4, "cohort_definition"),
        ("mismatched-reference", "omop/v5.4/references.csv", 151, "cost_domain_id"),
        ("mismatched-reference", "pcornet/v5.0/constraints/foreign_keys.csv", 36, "hash_token"),
        ("mismatched-reference", "pcornet/v5.1/constraints/foreign_keys.csv", 36, "hash_token"),
        ("duplicate-name", "omop/v5.4/references.csv", 161, "fpk_visit_disch_concept"),
        ("dangling-constraint", "pedsnet/v4.4/constraints/not_nulls.csv", 149, "immunization.body_site_concept_id"),
        ("dangling-constraint", "pcornet/v6.0/constraints/not_nulls.csv", 41, "pro_cm.pro_response"),
        ("too-many-key-fields", "i2b2/i2b2_pedsnet/v2/data/indexes.csv", 17, "observation_fact"),
        ("dangling-renaming", "pedsnet/renamings.csv", 5, "drug_exposure"),
        ("repeated-constraint", "pcornet/v5.1/constraints/not_nulls.csv", 97, "immunization.vx_status"),
        ("redundant-index", "pedsnet/v2/indexes.csv", 4, "idx_concept_concept_id"),
        ("impossible-size", "pedsnet/v4.6/schema/drug_strength.csv", 10, "numerator_value"),
    ] {
        let found = findings.iter().any(|found| {
            found.code.name == code
                && found.origin.file().is_some_and(|path| path.ends_with(file))
                && found.origin.line() == Some(line)
                && found.message.contains(name)
        });
        assert!(found, "{code} is not reported at {file}:{line}");
    }
}

#[test]
fn keys_and_indexes_on_missing_fields_are_all_found() {
    let Some(findings) = findings() else {
        return;
    };
    let dangling: Vec<_> =
        findings.iter().filter(|f| ["dangling-constraint", "dangling-index"].contains(&f.code.name)).collect();
    let versions: BTreeSet<_> = dangling.iter().filter_map(|found| found.model.as_deref()).collect();
    assert_eq!((dangling.len(), versions.len()), (70, 41));
}

/// Real definitions are good ones on the whole: what is told about them must be worth reading.
#[test]
fn real_definitions_are_not_flooded() {
    let Some(findings) = findings() else {
        return;
    };
    let mut by_version: BTreeMap<_, usize> = BTreeMap::new();
    for found in findings {
        *by_version.entry(found.model.as_deref()).or_default() += 1;
        assert!(found.origin.file().is_some(), "{found:#?}");
        assert!(found.origin.line().is_some() || found.table.is_none(), "{found:#?}");
    }
    let most = by_version.iter().max_by_key(|(_, count)| **count);
    assert!(most.is_some_and(|(_, count)| *count <= 70), "{most:?}");
    let errors = findings.iter().filter(|found| found.severity == Severity::Error).count();
    assert_eq!(errors, 76, "one more or less is a change in what we call an error");
}

/// Kinds of object, by the words with which remarks on them begin, and the codes that say that a database refuses one.
const REFUSALS: &[(&[&str], &[&str])] = &[
    (
        &["reference "],
        &[
            "dangling-reference",
            "mismatched-reference",
            "reference-to-nonunique",
            "repeated-constraint",
            "duplicate-name",
        ],
    ),
    (
        &["index ", "an index "],
        &[
            "dangling-index",
            "redundant-index",
            "duplicate-name",
            "empty-key",
            "too-many-key-fields",
            "unindexable-field",
        ],
    ),
    (
        &["primary key ", "a primary key ", "unique constraint ", "a unique constraint "],
        &[
            "dangling-constraint",
            "several-primary-keys",
            "repeated-constraint",
            "duplicate-name",
            "empty-key",
            "too-many-key-fields",
            "unindexable-field",
        ],
    ),
    (&["not null "], &["dangling-constraint"]),
    (&["default "], &["invalid-default"]),
    (&["field ", "table "], &["duplicate-name", "table-without-fields"]),
];

/// Whether a finding says of the same object, by its name or else by its field and place, that it cannot be had.
fn explains(found: &Diagnostic, left_out: &Diagnostic) -> bool {
    let (_, codes) = REFUSALS
        .iter()
        .find(|(words, _)| words.iter().any(|words| left_out.message.starts_with(words)))
        .unwrap_or_else(|| panic!("a remark on something unknown: {}", left_out.message));
    // A finding about one field of an object, or about the whole of it, need not stand where the object begins.
    let name = left_out.message.split_once(" of ").and_then(|(object, _)| object.rsplit(' ').next());
    let names_it = name.is_some_and(|name| found.message.contains(&format!("`{name}`")));
    codes.contains(&found.code.name)
        && found.table == left_out.table
        && (names_it || (found.field == left_out.field && found.origin == left_out.origin))
}

/// A script that differs from the definition must not come as a surprise to who has checked it.
#[test]
fn what_scripts_leave_out_was_told_by_a_check() {
    let Some(folder) = dmsa_needs::shared("data-models") else {
        return;
    };
    let loaded = directory::read(&[&folder]).expect("the definitions can be read");
    let mut left_out = 0;
    let mut surprises = Vec::new();
    for model in &loaded.catalog.models {
        let found = check::model(model, USUAL);
        // A cycle of tables is no fault: a database that adds no reference later says itself what it leaves out.
        for dialect in DIALECTS.iter().copied().filter(|dialect| dialect.capabilities().refers_forward) {
            let options = Options::default();
            let scripts = Scripts::new(model, dialect, &options).expect("every type is known");
            for change in scripts.diagnostics().iter().filter(|change| change.code.name == "left-out") {
                left_out += 1;
                if !found.iter().any(|found| explains(found, change)) {
                    surprises.push(format!("{} {} {}: {}", model.name, model.version, dialect.name(), change.message));
                }
            }
        }
    }
    assert!(surprises.is_empty(), "{} surprises:\n{}", surprises.len(), surprises.join("\n"));
    assert!(left_out > 100, "{left_out}");
}

/// What these networks' own people report most often: fields that look like references and are none.
#[test]
fn forgotten_references_are_found_and_no_others() {
    let Some(findings) = findings() else {
        return;
    };
    let fields = |model: &str| -> Vec<String> {
        let of_model = findings
            .iter()
            .filter(|found| found.code.name == "forgotten-reference" && found.model.as_deref() == Some(model));
        of_model.filter_map(|found| Some(format!("{}.{}", found.table.as_deref()?, found.field.as_deref()?))).collect()
    };
    let pedsnet = fields("pedsnet 6.3.0");
    assert_eq!(pedsnet.len(), 3, "{pedsnet:?}");
    assert!(pedsnet.contains(&"provider.specialty_source_concept_id".to_owned()), "{pedsnet:?}");
    let omop = fields("omop 5.4.0");
    assert_eq!(omop.len(), 8, "{omop:?}");
}
