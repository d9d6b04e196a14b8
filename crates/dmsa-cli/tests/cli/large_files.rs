//! Files without an end: each is read up to a limit, and the error names it.

use crate::support::{Folder, refused};
use std::fs;

#[test]
fn what_has_no_end_is_read_up_to_a_limit() {
    for (line, limit) in [
        ("validate --from-results /dev/zero omop 5.4", "64 MiB"),
        ("validate --thresholds /dev/zero omop 5.4 tests/fixtures/person.csv --allow-not-checked", "16 MiB"),
        ("serve --config /dev/zero", "1 MiB"),
    ] {
        let told = refused(1, line);
        assert!(told.contains(&format!("`/dev/zero`: it is larger than {limit}")), "{line}: {told}");
    }
}

/// Lines of a file are shown beside findings only if it is an ordinary one.
#[test]
fn what_is_no_file_is_no_definition() {
    let folder = Folder::new();
    let pipe = folder.text("models.csv");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    fs::write(folder.path("clinic.toml"), fs::read_to_string("tests/fixtures/clinic/1.0.0.toml").unwrap()).unwrap();
    let ran = crate::support::run(&["check", "--source", &folder.text("")]);
    assert!(ran.out.contains("not a regular file") || ran.err.contains("not a regular file"), "{ran:?}");
}
