use super::*;
use crate::source::{SourceFile, directory};
use insta::assert_snapshot;
use std::collections::BTreeSet;

/// A bit of everything: circles, names that Python has taken, defaults, a table without a key, two ways to one table.
const CLINIC: &str = r#"
model = "clinic"
version = "1.0.0"

[tables.person]
primary_key = { pk_person = ["person_id"] }
uniques = { uq_site = ["site", "class"] }
indexes = { ix_born = ["born desc"], ix_site = { fields = ["site"], unique = true } }

[tables.person.fields]
person_id = "biginteger not null"
site = "string(20) not null default 'CHOP'"
class = "string(70000)"
Consent = "boolean default yes"
born = "date default '31-Dec-2099'"
int = "number(8, 2) default '1.5'"
note = "text"
main_visit_id = "integer -> visit.visit_id as fk_person_visit"
mother_id = "biginteger -> person.person_id"

[tables.visit]
primary_key = { pk_visit = ["visit_id"] }

[tables.visit.fields]
visit_id = "integer not null"
person_id = "biginteger not null -> person.person_id as fk_visit_person"
referrer_id = "biginteger -> person.person_id as fk_visit_referrer"
started = "datetime not null default CURRENT_TIMESTAMP"

[tables.import]

[tables.import.fields]
visit_id = "integer -> visit.visit_id"
at = "time"
raw = "blob"

[tables.date]
primary_key = { pk_date = ["day"] }

[tables.date.fields]
day = "date"
gone_id = "integer -> nowhere.id as fk_gone"
"#;

fn clinic() -> Model {
    let file = SourceFile { path: "clinic.toml".into(), bytes: CLINIC.into() };
    let loaded = directory::read_files(&[file]);
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    let mut model = loaded.catalog.find("clinic", "latest").expect("it is there").clone();
    model.description = "A clinic.".into();
    for table in model.tables.iter_mut().filter(|table| table.name == "person") {
        table.description = "Somebody who \"comes\"; anybody".into();
        for field in table.fields.iter_mut().filter(|field| field.name == "site") {
            field.description = "Where\nfrom".into();
        }
    }
    model
}

fn set(target: &dyn Target, settings: &[(&str, &str)]) -> Options {
    let mut options = Options::default();
    for (name, value) in settings {
        let setting = target.settings().iter().find(|setting| setting.name == *name).expect("a setting");
        setting.set(&mut options, value).expect("a value of it");
    }
    options
}

fn written(target: &str, settings: &[(&str, &str)]) -> String {
    let target = find(target).expect("a target");
    target.generate(&clinic(), &set(target, settings)).expect("it can be written").text
}

#[test]
fn targets_are_well_formed() {
    let names: BTreeSet<_> = TARGETS.iter().map(|target| target.name()).collect();
    assert_eq!(names.len(), TARGETS.len());
    for target in TARGETS {
        assert!(target.name().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'));
        assert!(!target.about().is_empty() && !target.about().ends_with('.'));
        assert!(target.notes().contains(&format!("dmsa {}", target.name())));
        let settings: BTreeSet<_> = target.settings().iter().map(|setting| setting.name).collect();
        assert_eq!(settings.len(), target.settings().len());
        assert!(target.file_name(&clinic()).starts_with("clinic_1"));
    }
}

#[test]
fn every_target_is_deterministic_and_takes_every_version() {
    for model in crate::source::embedded::catalog().models {
        for target in TARGETS {
            let write = || target.generate(&model, &Options::default()).expect("it can be written").text;
            let text = write();
            assert_eq!(text, write());
            assert!(model.tables.iter().all(|table| text.contains(&format!("\"{}\"", table.name))));
        }
    }
}

#[test]
fn options_are_idle_where_they_change_no_byte() {
    let target = find("sqlalchemy").unwrap();
    for style in ["declarative", "core"] {
        for change in [("collections", ""), ("keyless", "mapped"), ("identity", "none"), ("schema", "s")] {
            let settings = [("style", style), change];
            let changes_nothing = written("sqlalchemy", &settings) == written("sqlalchemy", &settings[..1]);
            let unused = target.unused_options(&set(target, &settings));
            assert_eq!(unused.iter().any(|unused| unused.option == change.0), changes_nothing, "{settings:?}");
        }
    }
}

#[test]
fn classes() {
    assert_snapshot!(written("sqlalchemy", &[]));
}

#[test]
fn tables() {
    assert_snapshot!(written("sqlalchemy", &[("style", "core")]));
}

#[test]
fn classes_for_one_database_with_everything_mapped() {
    assert_snapshot!(written(
        "sqlalchemy",
        &[
            ("dialect", "oracle"),
            ("schema", "cdm"),
            ("keyless", "mapped"),
            ("collections", ""),
            ("identity", "none"),
            ("column-order", "definition"),
        ]
    ));
}

/// What a script lacks besides tables is nothing that documents have.
#[test]
fn documents_miss_no_reference() {
    let told = |target: &str| find(target).unwrap().generate(&clinic(), &Options::default()).unwrap().diagnostics;
    let of_reference = |found: &Diagnostic| found.message.contains("fk_gone");
    assert!(told("sqlalchemy").iter().any(of_reference) && !told("json-schema").iter().any(of_reference));
}

#[test]
fn schema_of_documents() {
    assert_snapshot!(written("json-schema", &[]));
}

#[test]
fn wrong_dialects_say_what_is_right() {
    let dialect =
        find("sqlalchemy").and_then(|t| t.settings().iter().find(|s| s.name == "dialect")).expect("a setting");
    let mut options = Options::default();
    let error = dialect.set(&mut options, "oracel").expect_err("no such dialect");
    assert_eq!(
        error.to_string(),
        "`dialect` cannot be `oracel`: did you mean `oracle`? expected one of any, postgresql, mysql, oracle, mssql, sqlite, \
         mariadb, duckdb, snowflake, bigquery, redshift, databricks, trino"
    );
    dialect.set(&mut options, "any").expect("the default");
    assert!(options.dialect.is_none());
}

/// Names are those of the definition, what some database would refuse too, unless that database is asked for.
#[test]
fn names_are_those_of_the_definition() {
    let long = "a".repeat(70);
    let mut model = clinic();
    for name in ["xmin", &long] {
        let field = crate::model::Field {
            name: name.to_owned(),
            data_type: crate::model::TypeKind::Integer.into(),
            ..crate::model::Field::default()
        };
        model.tables[0].fields.push(field);
    }
    for target in TARGETS {
        let text = |options: &Options| target.generate(&model, options).unwrap().text;
        let [neutral, postgresql] =
            [Options::default(), Options { dialect: crate::dialect::find("postgresql"), ..Options::default() }];
        // PostgreSQL's names are cut to 63 bytes, of which a code and the `_` before it take 9.
        for (name, cut) in [("xmin", "xmin"), (&long, &long[..54])] {
            let is_name = |word: &str| word == name;
            let words = |c: char| !c.is_alphanumeric() && c != '_';
            assert!(text(&neutral).split(words).any(is_name), "{} {name}", target.name());
            assert!(!text(&neutral).contains(&format!("{cut}_")), "{} {name}", target.name());
            assert!(text(&postgresql).contains(&format!("\"{cut}_")), "{} {name}", target.name());
        }
    }
}
