//! Definitions made to break scripts, options, and reserved words, on every engine at hand.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

use dmsa_proof::definitions;
use dmsa_proof::engine::{Engine, mariadb, postgresql, sqlite};
use dmsa_proof::scenario::whole_life;

fn survive(engine: Option<&'static dyn Engine>) {
    let Some(engine) = engine else { return };
    let mut failures = Vec::new();
    for model in definitions::all() {
        if let Err(reason) = whole_life(engine, &model) {
            failures.push(format!("{}: {reason}", model.name));
        }
    }
    assert!(failures.is_empty(), "{} definitions fail:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn nasty_definitions_run_on_postgresql() {
    survive(postgresql());
}

#[test]
fn nasty_definitions_run_on_mariadb() {
    survive(mariadb());
}

#[test]
fn nasty_definitions_run_on_sqlite() {
    survive(sqlite());
}
