//! Everything that the OpenAPI document allows, and much that it does not.

use crate::service;
use std::path::PathBuf;
use std::process::Command;

/// Which patterns match a table, and which titles there are, depends on the definition and is not in the document, so that a
/// refusal of such a value says nothing.
const EXCLUDED: &str = "positive_data_acceptance";

#[test]
fn no_request_breaks_what_the_document_says() {
    let program: PathBuf = [env!("CARGO_MANIFEST_DIR"), "..", "target/web/python/bin/schemathesis"].iter().collect();
    if !program.is_file() {
        dmsa_needs::skipped("schemathesis is not installed (scripts/install-web-tools), so a test checked NOTHING");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let output = Command::new(program)
        .current_dir(&folder)
        .args(["run", &format!("http://{}/openapi.json", service())])
        .args(["--checks", "all", "--exclude-checks", EXCLUDED, "--phases", "examples,coverage,fuzzing"])
        .args(["--max-examples", "15", "--seed", "1", "--workers", "2", "--no-color"])
        .output()
        .expect("schemathesis runs");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    // The document itself is where schemathesis begins.
    let others = dmsa_web::addresses().filter(|address| *address != "/openapi.json").count();
    assert!(told.contains(&format!("Tested: {others}")), "not all of {others} addresses were tried: {told}");
}
