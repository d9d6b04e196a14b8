//! Random models on every engine at hand: the same ones each time, so that what fails is the doing of a change, or with
//! `DMSA_RANDOM=1` others, which find what nobody thought of.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

use dmsa_proof::engine::{Engine, mariadb, postgresql, sqlite};
use dmsa_proof::generate;
use dmsa_proof::scenario::short_life;
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, TestCaseError, TestError, TestRng, TestRunner};

/// Tries so many models, five times as many with `DMSA_EXHAUSTIVE=1`; the first that fails is made as small as can be.
fn live(engine: Option<&'static dyn Engine>, cases: u32, max_shrink_iters: u32) {
    let Some(engine) = engine else { return };
    let cases = if dmsa_needs::exhaustive() { 5 * cases } else { cases };
    let config = Config { cases, max_shrink_iters, failure_persistence: None, ..Config::default() };
    let mut runner = if std::env::var_os("DMSA_RANDOM").is_some() {
        TestRunner::new(config)
    } else {
        let seed = TestRng::deterministic_rng(config.rng_algorithm);
        TestRunner::new_with_rng(config, seed)
    };
    let result = runner.run(&vec(any::<u8>(), 0..300), |bytes| {
        let model = generate::model(&bytes);
        short_life(engine, &model)
            .map_err(|reason| TestCaseError::fail(format!("{reason}\n{}", dmsa::source::toml::write(&model))))
    });
    match result {
        Ok(()) => {}
        Err(TestError::Fail(reason, _)) => panic!("{reason}"),
        Err(abort) => panic!("{abort}"),
    }
}

#[test]
fn random_models_live_on_postgresql() {
    live(postgresql(), 30, 200);
}

#[test]
fn random_models_live_on_mariadb() {
    live(mariadb(), 60, 400);
}

#[test]
fn random_models_live_on_sqlite() {
    live(sqlite(), 1000, 4000);
}
