//! Everything that the OpenAPI document allows, and much that it does not.

use crate::service;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What schemathesis says of a run with these arguments besides; `None`, loudly, where it is not installed.
fn schemathesis(config: Option<&Path>, arguments: &[&str]) -> Option<String> {
    let program: PathBuf = [env!("CARGO_MANIFEST_DIR"), "..", "target/web/python/bin/schemathesis"].iter().collect();
    if !program.is_file() {
        dmsa_needs::skipped("schemathesis is not installed (scripts/install-web-tools), so a test checked NOTHING");
        return None;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let config = config.into_iter().flat_map(|config| ["--config-file".into(), config.to_path_buf()]);
    let output = Command::new(program)
        .current_dir(&folder)
        .args(config)
        .args(["run", &format!("http://{}/openapi.json", service()), "--checks", "all"])
        .args(["--phases", "examples,coverage,fuzzing,stateful", "--seed", "1", "--no-color"])
        // Several at a time make Python 3.11 lose count of its recursion now and then.
        .args(["--workers", "1"])
        .args(arguments)
        .output()
        .expect("schemathesis runs");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    // The document itself is where schemathesis begins.
    let others = dmsa_web::addresses().filter(|address| *address != "/openapi.json").count();
    assert!(told.contains(&format!("Tested: {others}")), "not all of {others} addresses were tried: {told}");
    Some(told)
}

#[test]
fn no_request_breaks_what_the_document_says() {
    // Which patterns match a table, and which titles there are, depends on the definition and is not in the document: that
    // a word out of the blue is refused says nothing. The other run has words that are there.
    schemathesis(None, &["--exclude-checks", "positive_data_acceptance", "--max-examples", "15"]);
}

#[test]
fn what_makes_sense_is_answered() {
    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/schemathesis.toml");
    let Some(told) = schemathesis(Some(&config), &["--mode", "positive", "--max-examples", "10"]) else { return };
    assert!(!told.contains("Missing test data"), "some addresses were never found: {told}");
}
