//! `dmsa models`.

use crate::support::{CLINIC, command, out, ran, refused};
use insta::assert_snapshot;

#[test]
fn models_are_listed_with_their_versions_in_order() {
    assert_snapshot!(out(&format!("models --source {CLINIC}")), @r"
    model   latest  release  versions
    clinic  1.10.0  beta 2   1.0.0 1.10.0
    ");
}

#[test]
fn the_embedded_catalog_is_the_default() {
    let listed = out("models");
    for model in ["i2b2 ", "i2b2_pedsnet ", "omop ", "pcornet ", "pedsnet ", "pedsnet-bigint ", "pedsnet-split "] {
        assert!(listed.lines().any(|line| line.starts_with(model)), "{model} in\n{listed}");
    }
    assert_eq!(listed, out("models --source embedded"));
}

#[test]
fn programs_get_json() {
    assert_snapshot!(out(&format!("models --json --source {CLINIC}")), @r#"
    [
      {
        "name": "clinic",
        "version": "1.0.0",
        "label": "Clinic v1",
        "url": "https://example.org/clinic",
        "release": {
          "level": "final",
          "serial": "1"
        },
        "latest": false
      },
      {
        "name": "clinic",
        "version": "1.10.0",
        "label": "Clinic v1.10",
        "url": "https://example.org/clinic",
        "release": {
          "level": "beta",
          "serial": "2"
        },
        "latest": true
      }
    ]
    "#);
}

#[test]
fn several_sources_add_up_and_the_first_wins() {
    let both = out(&format!("models --source {CLINIC} --source embedded"));
    assert!(both.starts_with("model") && both.contains("\nclinic ") && both.contains("\nomop "), "{both}");
    assert_eq!(both, out(&format!("models --source={CLINIC} --source=embedded --source={CLINIC}")));
}

#[test]
fn the_environment_can_name_the_sources() {
    let with = |value: &str, arguments: &[&str]| {
        ran(command().args(arguments).env("DMSA_SOURCE", value).output().unwrap()).out
    };
    assert_eq!(with(CLINIC, &["models"]), out(&format!("models --source {CLINIC}")));
    assert_eq!(
        with(&format!("{CLINIC}, embedded"), &["models"]),
        out(&format!("models --source {CLINIC} --source embedded"))
    );
    assert_eq!(with(CLINIC, &["models", "--source", "embedded"]), out("models"));
    assert_eq!(with(" ", &["models"]), out("models"));
}

#[test]
fn a_source_that_is_not_there_is_told() {
    assert_snapshot!(refused(1, "models --source no/such/folder"), @r"
    error: cannot read `no/such/folder`: No such file or directory (os error 2)
    help: a source is `embedded`, a folder, a file or a URL
    ");
    assert_snapshot!(refused(1, "models --source example.org"), @r"
    error: cannot read `example.org`: No such file or directory (os error 2)
    help: a source is `embedded`, a folder, a file or a URL; the address of a service begins with https://
    ");
    assert_snapshot!(refused(1, "models --source ftp://example.org/"), @r"
    error: `ftp://example.org/` is not the URL of a service
    help: the address of a data models service looks like https://example.org/path/
    ");
}
