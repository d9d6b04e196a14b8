//! Scripts as a source: what a database prints about itself makes the same database again.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

use dmsa::ddl::{Elements, Operation, Options, script};
use dmsa::dialect::{self, Dialect};
use dmsa::model::Model;
use dmsa::source::{SourceFile, embedded, sql};
use dmsa_proof::engine::{Engine, Outcome, Run, mariadb, postgresql, sqlite};

/// The newest version of each model; every version with `DMSA_EXHAUSTIVE=1`.
fn models() -> Vec<Model> {
    let catalog = embedded::catalog();
    if dmsa_needs::exhaustive() {
        return catalog.models;
    }
    let newest = |name: &&str| catalog.find(name, "latest").expect("a model has a version").clone();
    catalog.names().iter().map(newest).collect()
}

fn ddl(model: &Model, dialect: &dyn Dialect) -> Result<String, String> {
    let options = Options { no_history: true, ..Options::default() };
    let script = script(model, dialect, Operation::Ddl, Elements::ALL, &options).map_err(|error| error.to_string())?;
    Ok(script.into_text())
}

/// The definition that a script is.
fn read(text: &str, dialect: &str) -> Result<Model, String> {
    let file = SourceFile { path: format!("read-1.{dialect}.sql"), bytes: text.as_bytes().to_vec() };
    let loaded = sql::read(&file);
    match loaded.diagnostics.first() {
        Some(found) => Err(format!("{}: {}", found.origin, found.message)),
        None => loaded.catalog.models.into_iter().next().ok_or_else(|| "no model was read".to_owned()),
    }
}

fn every_model(engine: Option<&'static dyn Engine>) {
    let Some(engine) = engine else { return };
    for model in models() {
        if let Err(reason) = survives(engine, &model) {
            panic!("{} {}: {reason}", model.name, model.version);
        }
    }
}

/// Makes a database, has it print itself, reads that, makes another database of it and compares the two.
fn survives(engine: &dyn Engine, model: &Model) -> Outcome<()> {
    let first = engine.database("first");
    first.run(&ddl(model, engine.dialect())?, Run::Plain)?;
    let read = read(&first.dump()?, engine.dialect_name())?;
    let second = engine.database("second");
    second.run(&ddl(&read, engine.dialect())?, Run::Plain)?;
    let (expected, found) = (first.read(None)?, second.read(None)?);
    if expected == found { Ok(()) } else { Err(format!("expected {expected:#?}\nfound {found:#?}")) }
}

#[test]
fn what_postgresql_prints_makes_the_same_database() {
    every_model(postgresql());
}

#[test]
fn what_mariadb_prints_makes_the_same_database() {
    every_model(mariadb());
}

#[test]
fn what_sqlite_prints_makes_the_same_database() {
    every_model(sqlite());
}

/// The statements of a script, without what it says about things left out.
fn statements(script: &str) -> Vec<&str> {
    script.lines().filter(|line| !line.is_empty() && !line.starts_with("-- ")).collect()
}

/// Redshift counts the bytes of strings, four for each character of the definition, so lengths grow; MySQL cuts indexes over
/// long strings, which is not read back.
#[test]
fn a_script_of_ours_for_any_database_is_read_as_the_same_definition() {
    for dialect in dialect::DIALECTS.iter().copied().filter(|dialect| dialect.name() != "redshift") {
        for model in models() {
            let Ok(written) = ddl(&model, dialect) else { continue };
            let title = format!("{} {} for {}", model.name, model.version, dialect.name());
            let model = read(&written, dialect.name()).unwrap_or_else(|reason| panic!("{title}: {reason}"));
            let again = ddl(&model, dialect).unwrap_or_else(|reason| panic!("{title}: {reason}"));
            assert_eq!(statements(&written), statements(&again), "{title}");
        }
    }
}
