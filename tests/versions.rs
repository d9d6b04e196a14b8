//! The versions of the catalog on every engine at hand: as many as together have every shape of line, all of them with
//! `DMSA_EXHAUSTIVE=1`.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

use dmsa::ddl::{Elements, Operation, Options};
use dmsa::model::Model;
use dmsa_proof::engine::guard::roomy_folder;
use dmsa_proof::engine::{Engine, Shell, mariadb, postgresql, sqlite};
use dmsa_proof::scenario::whole_life;
use dmsa_proof::shapes;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Tries versions, two at a time, and tells of all that fail.
fn every_version(engine: Option<&'static dyn Engine>) {
    let Some(engine) = engine else { return };
    let mut catalog = dmsa::source::embedded::catalog();
    assert!(catalog.models.len() >= 65, "the catalog has lost versions");
    if let Ok(only) = std::env::var("DMSA_PROOF_ONLY") {
        dmsa_needs::skipped(&format!("all versions but {only}, as DMSA_PROOF_ONLY says"));
        catalog.models.retain(|model| format!("{} {}", model.name, model.version) == only);
    } else {
        catalog.models = shapes::models(catalog.models, engine.dialect());
    }
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(model) = catalog.models.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(reason) = try_version(engine, model) {
                        let failure = format!("{} {}: {reason}", model.name, model.version);
                        failures.lock().expect("no thread panics").push(failure);
                    }
                }
            });
        }
    });
    let mut failures = failures.into_inner().expect("no thread panics");
    failures.sort();
    assert!(failures.is_empty(), "{} versions fail:\n{}", failures.len(), failures.join("\n"));
}

fn try_version(engine: &dyn Engine, model: &Model) -> Result<(), String> {
    // A name far too long for the history of dmsa 0.7.1.
    let mut model = model.clone();
    model.name = format!("{}{}", model.name, "_of_a_very_long_name".repeat(9));
    whole_life(engine, &model)
}

#[test]
fn every_version_runs_on_postgresql() {
    every_version(postgresql());
}

#[test]
fn every_version_runs_on_mariadb() {
    every_version(mariadb());
}

#[test]
fn every_version_runs_on_sqlite() {
    every_version(sqlite());
}

/// With the shell, as people run scripts, on a file.
#[test]
fn every_version_runs_in_the_shell_of_sqlite() {
    let shell = match Shell::find() {
        Ok(shell) => shell,
        Err(reason) => return dmsa_needs::skipped(&format!("{reason}, so a test checked NOTHING with it")),
    };
    let folder = tempfile::tempdir_in(roomy_folder()).expect("a temporary folder");
    let dialect = dmsa::dialect::find("sqlite").expect("a dialect");
    let options = Options::default();
    for model in shapes::models(dmsa::source::embedded::catalog().models, dialect) {
        let file = folder.path().join(format!("{}_{}.db", model.name, model.version));
        for operation in [Operation::Ddl, Operation::Drop, Operation::Ddl] {
            let script = dmsa::ddl::script(&model, dialect, operation, Elements::ALL, &options).expect("a script");
            if let Err(reason) = shell.run(&file, script.text()) {
                panic!("{} {} {operation}: {reason}", model.name, model.version);
            }
        }
    }
}
