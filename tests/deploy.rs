//! The AWS deployment: its rules, its tool, and its life against a stand-in for AWS. The tests are written in Python, in
//! `tests/deploy`, because what stands in for AWS is.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// What `scripts/install-deploy-tools` installs, if it did.
fn tools() -> Option<PathBuf> {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "..", "target", "deploy"].iter().collect();
    if !folder.join("complete").is_file() {
        dmsa_needs::skipped(
            "moto and checkov are not installed (scripts/install-deploy-tools), so the deployment was NOT tried",
        );
        return None;
    }
    if Command::new("terraform").arg("version").output().is_err() {
        dmsa_needs::skipped(
            "there is no terraform (get 1.11 or newer from HashiCorp), so the deployment was NOT tried",
        );
        return None;
    }
    Some(folder.join("python").join("bin").join("python"))
}

/// Runs one of the suites; what it says is told if it fails.
fn suite(name: &str) {
    let Some(python) = tools() else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy");
    let mut command = Command::new(python);
    command.current_dir(&folder).args(["-B", "-m", "unittest", name]);
    let output = command.output().expect("Python runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{}\n{said}", String::from_utf8_lossy(&output.stdout));
    println!("{said}");
}

#[test]
fn the_rules_hold() {
    suite("test_rules");
}

#[test]
fn every_broken_rule_is_noticed() {
    suite("test_mutants");
}

#[test]
fn the_policy_lets_releases_through_and_nothing_else() {
    suite("test_policy");
}

#[test]
fn the_tool_reads_tags_registries_and_answers() {
    suite("test_tool");
}

#[test]
fn an_instance_starts_the_image_and_nothing_else() {
    suite("test_init");
}

#[test]
fn a_deployment_lives_from_nothing_to_a_rollback() {
    suite("test_mock");
}

#[test]
fn nothing_is_destroyed_before_its_successor_is_verified() {
    suite("test_order");
}

#[test]
fn the_account_of_a_site_may_have_its_own_ways() {
    suite("test_accounts");
}

#[test]
fn an_existing_deployment_moves_over() {
    suite("test_adoption");
}

#[test]
fn the_walk_of_the_cookbook_is_as_printed() {
    suite("test_cookbook");
}
