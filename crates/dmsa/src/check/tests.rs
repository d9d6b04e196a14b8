mod cases;

use super::*;
use crate::dialect::USUAL;
use crate::model::{Index, IndexField, Origin, TypeKind};
use cases::*;
use std::collections::BTreeSet;
use std::fmt::Write;

fn changed(change: Change) -> Vec<Diagnostic> {
    let mut changed = good();
    change(&mut changed);
    super::model(&changed, USUAL)
}

#[test]
fn a_good_definition_has_no_findings() {
    assert_eq!(super::model(&good(), USUAL), []);
    assert_eq!(super::model(&Model::default(), USUAL), []);
}

#[test]
fn every_code_is_found_and_not_found_nearby() {
    let mut report = String::new();
    for (code, bad, near) in CASES {
        let found: Vec<_> = changed(*bad).into_iter().filter(|found| found.code == *code).collect();
        assert!(!found.is_empty(), "{} is not found", code.name);
        for found in &found {
            assert_eq!(found.model.as_deref(), Some("mine 1.0.0"));
            let help = found.help.as_deref().unwrap_or_else(|| panic!("{} has no help", code.name));
            writeln!(report, "{}[{}]: {}\n    {help}", found.severity, code.name, found.message).unwrap();
        }
        let near = changed(*near);
        assert!(near.iter().all(|found| found.code != *code), "{} is found nearby: {near:#?}", code.name);
    }
    insta::assert_snapshot!(report);
}

/// Checks and scripts look names up by one rule.
#[test]
fn a_name_in_another_case_is_the_same_name() {
    let mut model = good();
    model.primary_keys[0].fields[0].name = "PERSON_ID".into();
    model.indexes[0].table = "Visit".into();
    assert_eq!(super::model(&model, USUAL), []);
}

/// Every code that a check can find has a case, and every code about the definition has a check.
#[test]
fn every_code_has_a_check_and_a_case() {
    let names = |codes: &mut dyn Iterator<Item = &'static Code>| codes.map(|code| code.name).collect::<BTreeSet<_>>();
    let cases = names(&mut CASES.iter().map(|(code, ..)| *code));
    let checked = names(&mut CHECKS.iter().flat_map(|check| check.finds.iter().copied()));
    assert_eq!(cases, checked);
    let defined = names(&mut codes::definition::DEFINITION.iter().copied());
    assert!(defined.is_subset(&checked), "{:?}", defined.difference(&checked));
}

#[test]
fn renamings_are_followed_to_the_version_they_start_from() {
    let mut later = good();
    later.version = "2.0.0".into();
    later.renamings = vec![renaming("visit", "visit_date"), renaming("visit", "visit_id"), renaming("visit", "")];
    later.renamings[0].source_version = "v1".into();
    later.renamings[0].source_table = "visit".into();
    later.renamings[0].source_field = "begin".into();
    later.renamings[1].source_version = "1".into();
    later.renamings[1].source_table = "VISIT".into();
    later.renamings[1].source_field = "Visit_Date".into();
    later.renamings[2].source_version = "1.0.0".into();
    later.renamings[2].source_table = "encounter".into();
    let both = [good(), later];
    let found = models(&both, USUAL);
    let reported: Vec<_> = found.iter().map(|found| (found.code.name, found.model.as_deref().unwrap())).collect();
    assert_eq!(reported, [("dangling-renaming", "mine 2.0.0"); 2]);
    assert!(found[0].message.contains("`visit.begin`") && found[1].message.contains("table `encounter`"));
}

#[test]
fn of_several_of_one_name_all_but_the_first_are_reported() {
    let mut model = good();
    model.indexes.extend(["person", "person"].map(|table| index("idx_visit_person", table, &["weight"])));
    let found: Vec<_> =
        super::model(&model, USUAL).into_iter().filter(|found| found.code == &codes::DUPLICATE_NAME).collect();
    let tables: Vec<_> = found.iter().filter_map(|found| found.table.as_deref()).collect();
    assert_eq!(tables, ["person", "visit"], "in the order of tables, whatever that of the definition");
}

/// What is advised about the first finding of this code in a model with such a field.
fn advice(code: &'static Code, field: &str) -> String {
    let mut changed = good();
    changed.tables.push(table("place", &["place_id integer", field]));
    let found = super::model(&changed, USUAL).into_iter().find(|found| found.code == code);
    found.and_then(|found| found.help).unwrap_or_else(|| panic!("`{field}` has no {}", code.name))
}

#[test]
fn capital_letters_are_reported_once() {
    let quoted = |names: &[&str]| {
        let mut changed = good();
        let fields: Vec<String> = names.iter().map(|name| format!("{name} integer")).collect();
        changed.tables.push(table("place", &fields.iter().map(String::as_str).collect::<Vec<_>>()));
        let found = super::model(&changed, USUAL).into_iter().filter(|found| found.code == &codes::QUOTED_NAME);
        found.map(|found| found.message).collect::<Vec<_>>()
    };
    let found = quoted(&["PLACE_ID", "NAME2", "CITY", "DATE"]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("4 names, such as `PLACE_ID`, have capital letters, which"), "{found:?}");
    assert!(found[0].contains("PostgreSQL") && !found[0].contains("Oracle"), "{found:?}");
    assert!(!found[0].contains("MySQL") && !found[0].contains("SQLite"), "{found:?}");
    // What is in mixed case is not what Oracle makes of it without quotes.
    assert!(quoted(&["PlaceId"])[0].contains("Oracle"), "{found:?}");
    assert_eq!(quoted(&["City", "the-city"]).len(), 2);
    assert_eq!(quoted(&["place_id", "date"]), [""; 0]);
}

#[test]
fn types_of_databases_are_translated() {
    let advice = |kind: &str| advice(&codes::UNKNOWN_TYPE, &format!("x {kind}"));
    assert_eq!(advice("varchar(50)"), "did you mean `string`, length 50?");
    assert_eq!(advice("NUMERIC(10,2)"), "did you mean `number`, precision 10, scale 2?");
    assert_eq!(advice("INT"), "did you mean `integer`?");
    assert_eq!(advice("strng"), "did you mean `string`?");
}

#[test]
fn functions_for_the_present_are_translated() {
    let advice = |field: &str| advice(&codes::INVALID_DEFAULT, field);
    for default in ["now()", "getdate()", "SYSDATE", "(sysdatetime())", "clock_timestamp()"] {
        assert_eq!(advice(&format!("x datetime={default}")), "the present is `CURRENT_TIMESTAMP`", "{default}");
        assert!(advice(&format!("x date={default}")).starts_with("today is `CURRENT_DATE`"), "{default}");
    }
    for plain in ["x date=12/31/2099", "x date=73050", "x integer=many", "x datetime=2000-02-29 24:00"] {
        assert!(advice(plain).starts_with("write the plain value"), "{plain}");
    }
}

#[test]
fn what_follows_from_a_file_is_reported_once() {
    let at = |code, field: &str| Diagnostic::new(code, &Origin::default(), "x").table("person").field(field);
    let of_files = vec![at(&codes::MISSING_SCHEMA_ROW, "a")];
    let of_definitions = vec![at(&codes::MISSING_TYPE, "a"), at(&codes::MISSING_TYPE, "b")];
    let reported: Vec<_> =
        join(of_files, of_definitions).iter().map(|found| (found.code.name, found.field.clone().unwrap())).collect();
    assert_eq!(reported, [("missing-schema-row", "a".to_owned()), ("missing-type", "b".to_owned())]);
}

/// A database that has no indexes, or no lengths, finds no fault with any; one that reserves a word says so only if it is
/// asked.
#[test]
fn only_the_chosen_databases_are_checked() {
    let asked = |names: &[&str], model: &Model| {
        let dialects: Vec<&'static dyn Dialect> =
            names.iter().map(|name| crate::dialect::find(name).expect("a dialect")).collect();
        super::model(model, &dialects).into_iter().map(|found| (found.code.name, found.message)).collect::<Vec<_>>()
    };
    let with = |change: fn(&mut Model)| {
        let mut changed = good();
        change(&mut changed);
        changed
    };
    let reserved = with(|model| model.tables[0].fields[0].name = "qualify".to_owned());
    let about = |names: &[&str]| asked(names, &reserved).into_iter().find(|(code, _)| *code == "reserved-word");
    assert_eq!(about(&["postgresql", "oracle"]), None);
    let (_, message) = about(&["snowflake", "postgresql"]).expect("a finding");
    assert!(message.starts_with("Snowflake reserves the word `qualify`"), "{message}");
    let (_, message) = about(&["snowflake", "bigquery"]).expect("a finding");
    assert!(message.starts_with("every database reserves"), "{message}");
    let indexed = with(|model| {
        model.tables[0].fields[0].data_type = TypeKind::Clob.into();
        let (table, field) = (model.tables[0].name.clone(), model.tables[0].fields[0].name.clone());
        let fields = vec![IndexField { name: field, ..IndexField::default() }];
        model.indexes.push(Index { name: "ix_text".to_owned(), table, fields, ..Index::default() });
    });
    let refused = |names: &[&str]| {
        let found = asked(names, &indexed).into_iter();
        found.filter(|(code, message)| *code == "unindexable-field" && message.contains("ix_text")).count()
    };
    assert_eq!((refused(&["oracle"]), refused(&["snowflake", "bigquery", "databricks"])), (1, 0));
}
