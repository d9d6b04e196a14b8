//! A test that is skipped is seen, and with `CI=true` fails.

#![allow(clippy::expect_used, reason = "a test fails by panicking, in its helpers too")]

use std::process::{Command, Output};

/// Run by the other tests, in a process of its own.
#[test]
#[ignore = "it asks for something that is nowhere"]
fn asks_for_what_is_missing() {
    assert_eq!(dmsa_needs::shared("no such folder"), None);
}

fn ask(variables: &[(&str, &str)]) -> Output {
    let program = std::env::current_exe().expect("a test program knows where it is");
    let mut command = Command::new(program);
    command.args(["--exact", "--ignored", "asks_for_what_is_missing"]).env_remove("CI").env_remove("DMSA_WITHOUT");
    command.envs(variables.iter().copied()).output().expect("the test program starts again")
}

#[test]
fn what_is_skipped_is_told_though_the_test_passes() {
    let output = ask(&[]);
    assert!(output.status.success(), "{output:?}");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.starts_with("SKIPPED: ") && told.contains("no such folder is not there"), "{told}");
}

#[test]
fn nothing_is_skipped_in_ci() {
    let output = ask(&[("CI", "true")]);
    assert!(!output.status.success(), "{output:?}");
}

#[test]
fn the_folder_beside_the_repository_may_be_declared_missing_in_ci() {
    let output = ask(&[("CI", "true"), ("DMSA_WITHOUT", "shared")]);
    assert!(output.status.success(), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("SKIPPED: "), "{output:?}");
}
