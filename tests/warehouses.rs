//! The scripts for warehouses: run on DuckDB itself, parsed with the grammars of sqlfluff for those that cannot be had.
//!
//! What the grammars do not know is told in `docs/testing.md`.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

use dmsa::ddl::{Elements, Operation, Options, Scripts};
use dmsa::model::{Field, Key, KeyField, Model, Reference, Table, TypeKind};
use dmsa_proof::engine::guard::feed;
use dmsa_proof::shapes::without_names;
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

/// What the witness says of each item; nothing where all is well. `None` where `scripts/install-grammars` was not run.
fn judge(dialect: &str, items: &impl Serialize) -> Option<Vec<Option<String>>> {
    let tests = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folder = tests.join("../target/grammars");
    if !folder.join("complete").is_file() {
        dmsa_needs::skipped("the grammars are not installed (scripts/install-grammars), so NO warehouse was tried");
        return None;
    }
    let mut program = Command::new(folder.join("python/bin/python"));
    program.arg(tests.join("grammars/warehouses.py")).arg(dialect);
    let items = serde_json::to_string(items).expect("strings");
    let output = feed(&mut program, &items).expect("the witness runs");
    Some(serde_json::from_slice(&output.stdout).expect("a list of findings"))
}

fn statements(model: &Model, dialect: &str, operation: Operation, options: &Options) -> Vec<String> {
    let dialect = dmsa::dialect::find(dialect).expect("a dialect");
    let scripts = Scripts::new(model, dialect, options).expect("the model can be planned");
    let script = scripts.script(operation, Elements::ALL).expect("a script");
    script.statements().iter().map(|statement| script.sql(statement).to_owned()).collect()
}

/// Creates, drops, creates again with descriptions, creates what is missing, deletes, and drops: the last version of each
/// model, all of them with `DMSA_EXHAUSTIVE=1`.
#[test]
fn scripts_run_on_duckdb() {
    let catalog = dmsa::source::embedded::catalog();
    let usual = Options::default();
    let careful = Options { if_not_exists: true, comments: true, ..Options::default() };
    let models: Vec<&Model> = catalog
        .models
        .chunk_by(|a, b| a.name == b.name)
        .flat_map(|versions| if dmsa_needs::exhaustive() { versions } else { &versions[versions.len() - 1..] })
        .collect();
    let lives: Vec<Vec<String>> = models
        .iter()
        .map(|model| {
            let run = |operation, options| statements(model, "duckdb", operation, options);
            [
                run(Operation::Ddl, &usual),
                run(Operation::Drop, &usual),
                run(Operation::Ddl, &careful),
                run(Operation::Ddl, &careful),
                run(Operation::Delete, &usual),
                run(Operation::Drop, &careful),
                run(Operation::Drop, &careful),
            ]
            .concat()
        })
        .collect();
    let Some(findings) = judge("duckdb", &lives) else { return };
    assert_eq!(findings.len(), models.len());
    for (model, finding) in models.iter().zip(findings) {
        assert_eq!(finding, None, "{} {}", model.name, model.version);
    }
}

/// Keys and references are really there, and tables come in the order of references, whatever their names.
#[test]
fn duckdb_enforces_what_a_definition_says() {
    let field = |name: &str| Field { name: name.into(), data_type: TypeKind::Integer.into(), ..Field::default() };
    let table = |name: &str, fields: &[&str]| Table {
        name: name.into(),
        fields: fields.iter().map(|name| field(name)).collect(),
        ..Table::default()
    };
    let key = KeyField { name: "id".into(), ..KeyField::default() };
    let model = Model {
        name: "order".into(),
        tables: vec![table("a", &["b_id"]), table("b", &["id"])],
        primary_keys: vec![Key { table: "b".into(), fields: vec![key], ..Key::default() }],
        references: vec![Reference::single("fk_b", ("a", "b_id"), ("b", "id"))],
        ..Model::default()
    };
    let create = statements(&model, "duckdb", Operation::Ddl, &Options::default());
    let with = |inserts: &[&str]| {
        let inserts = inserts.iter().map(|insert| (*insert).to_owned());
        create.iter().cloned().chain(inserts).collect::<Vec<_>>()
    };
    let lives = [
        with(&["INSERT INTO b VALUES (1)", "INSERT INTO a VALUES (1)"]),
        with(&["INSERT INTO a VALUES (1)"]),
        with(&["INSERT INTO b VALUES (1)", "INSERT INTO b VALUES (1)"]),
    ];
    let Some(findings) = judge("duckdb", &lives) else { return };
    assert_eq!(findings[0], None);
    assert!(findings[1].as_deref().is_some_and(|finding| finding.contains("foreign key")), "{findings:?}");
    assert!(findings[2].as_deref().is_some_and(|finding| finding.contains("Duplicate key")), "{findings:?}");
}

/// What would be wrong in any of our scripts is refused, so that what is accepted means something.
#[test]
fn broken_statements_are_refused() {
    let broken = |dialect: &str, statements: &[&str]| {
        let lives: Vec<Vec<&str>> = statements.iter().map(|statement| vec![*statement]).collect();
        let findings = if dialect == "duckdb" { judge(dialect, &lives) } else { judge(dialect, &statements) };
        let Some(findings) = findings else { return };
        for (statement, finding) in statements.iter().zip(findings) {
            assert!(finding.is_some(), "{dialect} accepts {statement}");
        }
    };
    broken(
        "duckdb",
        &[
            "CREATE TABLE t (a INTEGER b DATE)",
            "CREATE TABLE t (order INTEGER)",
            "CREATE TABLE t (a FOOTYPE)",
            "CREATE TABLE t (a INTEGER, FOREIGN KEY (a) REFERENCES nosuch (a))",
            "CREATE TABLE t (a INTEGER) FROBNICATE BY (a)",
            "CREATE TABLE t (a INTEGER, PRIMARY KEY (nosuch))",
        ],
    );
    let of_grammars = [
        "CREATE TABLE t (a INTEGER b DATE)",
        "CREATE TABLE t (a INTEGER,, b DATE)",
        "CREATE TABLE t (a INTEGER) FROBNICATE BY (a)",
        "ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES (b)",
    ];
    for dialect in ["snowflake", "redshift", "bigquery", "databricks", "trino"] {
        broken(dialect, &of_grammars);
    }
}

/// The statements that have a line of a new shape, names aside: all of them with `DMSA_EXHAUSTIVE=1`.
fn shapes(dialect: &str) -> Vec<String> {
    let exhaustive = dmsa_needs::exhaustive();
    let catalog = dmsa::source::embedded::catalog();
    let mut known = BTreeSet::new();
    let mut found = Vec::new();
    for options in [
        Options::default(),
        Options { if_not_exists: true, comments: true, schema: Some("My_Data".to_owned()), ..Options::default() },
    ] {
        for model in &catalog.models {
            for operation in [Operation::Ddl, Operation::Drop, Operation::Delete] {
                for statement in statements(model, dialect, operation, &options) {
                    let shapes = statement.lines().map(without_names).collect::<Vec<_>>();
                    if shapes.into_iter().filter(|shape| known.insert(shape.clone())).count() > 0 || exhaustive {
                        found.push(statement);
                    }
                }
            }
        }
    }
    found
}

fn parses(dialect: &str) {
    let statements = shapes(dialect);
    let Some(findings) = judge(dialect, &statements) else { return };
    assert_eq!(findings.len(), statements.len());
    let refused: Vec<String> = statements
        .iter()
        .zip(findings)
        .filter_map(|(statement, finding)| Some(format!("{}\n{statement}", finding?)))
        .collect();
    let shown = refused.iter().take(10).cloned().collect::<Vec<_>>().join("\n\n");
    assert!(refused.is_empty(), "{} of {} statements are refused:\n{shown}", refused.len(), statements.len());
}

#[test]
fn snowflake_scripts_parse() {
    parses("snowflake");
}

#[test]
fn bigquery_scripts_parse() {
    parses("bigquery");
}

#[test]
fn redshift_scripts_parse() {
    parses("redshift");
}

#[test]
fn databricks_scripts_parse() {
    parses("databricks");
}

#[test]
fn trino_scripts_parse() {
    parses("trino");
}
