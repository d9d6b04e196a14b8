//! The JSON that the library writes against real answers of the data models service.

#![allow(clippy::expect_used, reason = "a test fails by panicking, in its helpers too")]

use dmsa::check::codes;
use dmsa::model::Model;
use dmsa::source::{Catalog, SourceFile, directory, json};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

/// The definitions as their authors publish them, read once for all tests.
static PUBLISHED: LazyLock<Option<Catalog>> = LazyLock::new(|| {
    let folder = dmsa_needs::shared("data-models")?;
    Some(directory::read(&[&folder]).expect("the definitions can be read").catalog)
});

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("this is JSON")
}

fn file(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).expect("the file can be read")
}

/// Every fact of a document by its path, with the things in lists that have no order by their names.
fn facts(value: &Value) -> BTreeMap<String, String> {
    let mut facts = BTreeMap::new();
    collect("", value, &mut facts);
    facts
}

fn collect(path: &str, value: &Value, facts: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(entries) => {
            entries.iter().for_each(|(key, value)| collect(&format!("{path}.{key}"), value, facts))
        }
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                let of = |key: &str| item.get(key).and_then(Value::as_str);
                let table = of("table").or(of("source_table")).map(|table| format!("{table} "));
                let version = of("version").map(|version| format!(" {version}"));
                let named = of("name")
                    .map(|name| format!("{}{name}{}", table.unwrap_or_default(), version.unwrap_or_default()));
                match (named, item.is_object()) {
                    (Some(name), _) => collect(&format!("{path}[{name}]"), item, facts),
                    (None, true) => collect(&format!("{path}[{item}]"), &Value::Bool(true), facts),
                    (None, false) => collect(&format!("{path}[{i}]"), item, facts),
                }
            }
        }
        leaf => {
            facts.insert(path.to_owned(), leaf.to_string());
        }
    }
}

/// The paths at which two documents differ.
fn differences(ours: &Value, theirs: &Value) -> Vec<String> {
    let (ours, theirs) = (facts(ours), facts(theirs));
    let mut paths: Vec<_> =
        ours.keys().chain(theirs.keys()).filter(|path| ours.get(*path) != theirs.get(*path)).collect();
    paths.sort();
    paths.dedup();
    paths.iter().map(|path| format!("{path}: {:?} / {:?}", ours.get(*path), theirs.get(*path))).collect()
}

#[test]
fn schemata_documents_equal_the_services() {
    let (Some(catalog), Some(folder)) = (PUBLISHED.as_ref(), dmsa_needs::shared("service-json")) else {
        return;
    };
    for (name, version) in [("omop", "5.0.0"), ("pedsnet", "5.8.0"), ("pedsnet-bigint", "3.5.0")] {
        let theirs = file(&folder, &format!("schemata_{name}_{version}.json"));
        let ours = json::schemata(catalog.find(name, version).expect("it is in the catalog"));
        assert!(facts(&parsed(&theirs)).len() > 100);
        assert_eq!(differences(&parsed(&ours), &parsed(&theirs)), [""; 0], "{name} {version}");
    }
}

/// Where the service lost or garbled something, and we do not.
const EXPLAINED: &[(&str, &str)] = &[
    ("[omop 5.1.0].tables[visit_occurrence].fields[preceding_visit_occurrence_id].description", "an unclosed quote"),
    ("[omop 5.1.0].tables[visit_occurrence].fields[admitting_source_value]", "swallowed by it"),
    ("[omop 5.1.0].tables[visit_occurrence].fields[discharge_to_source_value]", "swallowed by it"),
    ("[pcornet 5.0.0].tables[diagnosis].fields[dx_date]", "a row with a cell too many"),
    ("[pcornet 5.0.0].tables[obs_gen].fields[obsgen_source]", "a row with a cell too many"),
    ("[pcornet 5.1.0].tables[diagnosis].fields[dx_date].description", "an unclosed quote"),
    ("[pcornet 6.0.0].tables[diagnosis].fields[dx_date].description", "an unclosed quote"),
    ("[pcornet 6.1.0].tables[diagnosis].fields[dx_date].description", "an unclosed quote"),
    ("[pcornet 3.0.0].tables[condition].fields[onset_date].description", "cells in columns without a name"),
    ("[pcornet 4.0.0].tables[obs_clin].fields[obsclin_result_modifier].description", "a cell without a column name"),
    ("[pcornet 4.1.0].tables[obs_clin].fields[obsclin_result_modifier].description", "a cell without a column name"),
    ("[pcornet 5.0.0].tables[obs_clin].fields[obsclin_result_modifier].description", "a cell without a column name"),
    ("[pcornet 5.1.0].tables[obs_clin].fields[obsclin_result_modifier].description", "a cell without a column name"),
    ("[pcornet 6.0.0].tables[obs_clin].fields[obsclin_result_modifier].description", "a cell without a column name"),
    ("[pcornet 6.1.0].tables[obs_clin].fields[obsclin_result_modifier].description", "a cell without a column name"),
    ("[pcornet 7.0.0].tables[obs_clin].fields[obsclin_result_modifier].description", "a cell without a column name"),
    ("[pcornet 6.1.0].tables[obs_gen].description", "cells without column names"),
    ("[pcornet 7.0.0].tables[obs_gen].description", "cells without column names"),
    ("[pcornet 6.1.0].tables[vital].description", "bytes that are not UTF-8"),
    ("[pedsnet 5.0.0].tables[location_fips].fields[geocode_year].description", "bytes that are not UTF-8"),
    ("[pedsnet 5.1.0].tables[location_fips].fields[geocode_year].description", "bytes that are not UTF-8"),
];

#[test]
fn the_list_equals_the_services_where_that_lost_nothing() {
    let (Some(catalog), Some(folder)) = (PUBLISHED.as_ref(), dmsa_needs::shared("service-json")) else {
        return;
    };
    let theirs = parsed(&file(&folder, "models.json"));
    let ours = parsed(&json::models(&catalog.models));
    assert_eq!(theirs.as_array().map(Vec::len), Some(65));
    let differences = differences(&ours, &theirs);
    let unexplained: Vec<_> = differences
        .iter()
        .filter(|difference| !EXPLAINED.iter().any(|(path, _)| difference.starts_with(path)))
        .collect();
    assert!(unexplained.is_empty(), "{unexplained:#?}");
    for (path, why) in EXPLAINED {
        assert!(differences.iter().any(|difference| difference.starts_with(path)), "{path} does not differ by {why}");
    }
}

#[test]
fn the_services_documents_are_read() {
    let Some(folder) = dmsa_needs::shared("service-json") else {
        return;
    };
    let loaded = directory::read(&[&folder]).expect("the documents can be read");
    let whole = [("omop", "5.0.0"), ("pedsnet", "5.8.0"), ("pedsnet-bigint", "3.5.0")];
    assert_eq!(loaded.catalog.models.len(), 65);
    assert_eq!(loaded.diagnostics.len(), 65 - whole.len());
    assert!(loaded.diagnostics.iter().all(|finding| finding.code == &codes::LISTED_ONLY));
    for (name, version) in whole {
        let theirs = file(&folder, &format!("schemata_{name}_{version}.json"));
        let ours = json::schemata(loaded.catalog.find(name, version).expect("it is in the documents"));
        assert_eq!(differences(&parsed(&ours), &parsed(&theirs)), [""; 0], "{name} {version}");
    }
}

#[test]
fn every_definition_survives_the_complete_document() {
    let Some(catalog) = PUBLISHED.as_ref() else {
        return;
    };
    let file = |model: &Model| SourceFile {
        path: format!("{}-{}.json", model.name, model.version),
        bytes: json::complete(model).into_bytes(),
    };
    let loaded = directory::read_files(&catalog.models.iter().map(file).collect::<Vec<_>>());
    assert_eq!(loaded.diagnostics, []);
    assert!(loaded.catalog.models == catalog.models);
}
