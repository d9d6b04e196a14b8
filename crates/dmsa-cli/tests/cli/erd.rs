//! `dmsa erd`: diagrams into files, in formats that their names tell.

use crate::support::{CLINIC, Folder, out, refused, run};
use insta::assert_snapshot;
use std::fs;
use std::path::Path;

/// `dmsa erd` on the small model, as text on standard output.
fn erd(arguments: &str) -> String {
    let line = format!("erd --source {CLINIC} -o - {arguments}");
    let ran = run(&line.split_whitespace().collect::<Vec<_>>());
    assert_eq!(ran.code, 0, "dmsa {line}\n{}", ran.err);
    ran.out
}

#[test]
fn the_name_of_the_file_tells_the_format() {
    let folder = Folder::new();
    let beginnings: [(&str, &[u8]); 5] = [
        ("a.svg", b"<svg "),
        ("a.PNG", b"\x89PNG\r\n"),
        ("a.pdf", b"%PDF-"),
        ("a.mmd", b"erDiagram\n"),
        ("a.b.dot", b"digraph "),
    ];
    for (name, beginning) in beginnings {
        let path = folder.text(name);
        assert_eq!(out(&format!("erd -o {path} omop 5.4")), "");
        assert!(fs::read(&path).unwrap().starts_with(beginning), "{name}");
    }
    let path = folder.text("drawing");
    assert_eq!(out(&format!("erd -o {path} --format svg omop 5.4")), "");
    assert_eq!(fs::read(&path).unwrap(), fs::read(folder.path("a.svg")).unwrap());
    assert_eq!(folder.names().len(), 6, "and nothing else");
}

#[test]
fn formats_that_do_not_exist_are_told_with_what_was_meant() {
    assert_snapshot!(refused(2, "erd -o a.sgv omop 5.4"), @r"
    error: no format `sgv`
    help: did you mean `svg`? the formats are svg, png, pdf, html, dot, mmd, dbml, puml, er
    ");
    assert_snapshot!(refused(2, "erd -o - omop 5.4"), @r"
    error: `-` has no extension that names a format
    help: add --format, one of svg, png, pdf, html, dot, mmd, dbml, puml, er
    ");
    assert!(refused(2, "erd omop 5.4").contains("--output <FILE>"));
}

#[test]
fn options_that_make_no_sense_are_refused() {
    assert_snapshot!(refused(2, "erd -o a.svg --scale 0 omop 5.4"), @r"
    error: --scale cannot be `0`
    help: expected a number above 0, such as `2` or `0.5`
    ");
    assert_snapshot!(refused(2, "erd -o a.svg --distance 2 omop 5.4"), @r"
    error: --distance says how far to go from a table
    help: name it with --around TABLE
    ");
    assert_snapshot!(refused(1, "erd -o a.svg --around persn omop 5.4"), @r"
    error: there is no table `persn` to draw around
    help: did you mean `person`?
    ");
    assert_snapshot!(refused(1, "erd -o a.svg --exclude=conceptt omop 5.4"), @r"
    error: no table matches `conceptt`
    help: did you mean `concept`?
    ");
    assert_snapshot!(refused(1, "erd -o a.svg --compare 9 omop 5.4"), @r"
    error: model `omop` has no version `9`
    help: the versions are 4.0.0, 5.0.0, 5.1.0, 5.4.0
    ");
    let error = refused(1, "erd -o a.png --scale 1000 omop 5.4");
    assert!(error.contains("pixels, which is too large; choose a smaller scale"), "{error}");
    assert!(
        refused(1, "erd -o a.svg --area visit omop 5.4").contains("help: did you mean `Visits`? the subject areas")
    );
}

#[test]
fn options_that_change_nothing_are_told() {
    let told = |arguments: &str| {
        let line = format!("erd --source {CLINIC} -o - {arguments} clinic 1.10.0");
        let ran = run(&line.split_whitespace().collect::<Vec<_>>());
        assert_eq!(ran.code, 0, "dmsa {line}\n{}", ran.err);
        ran.err
    };
    assert_snapshot!(told("--format mmd --page a3 --hubs draw --detail names --order definition"), @r"
    warning: --page changes nothing: mmd has no use for it, unlike pdf
    help: leave it out
    warning: --order changes nothing: no fields are shown
    help: leave it out
    ");
    assert_eq!(told("-q --format mmd --page a3"), "");
    assert_eq!(told("--format svg --aspect 4:3 --style dark --order definition"), "");
}

#[test]
fn text_goes_to_standard_output() {
    assert_snapshot!(erd("--format mmd --detail all clinic 1.10.0"));
}

#[test]
fn options_choose_what_is_drawn() {
    let person = erd("--format er --tables person,site --types oracle --detail all clinic 1.10.0");
    assert!(
        person.contains("[person]") && person.contains("VARCHAR2(100 CHAR)") && !person.contains("[visit]"),
        "{person}"
    );
    let near = erd("--format er --around SITE clinic 1.10.0");
    assert!(near.contains("[person]") && near.contains("[site]") && !near.contains("[visit]"), "{near}");
}

#[test]
fn two_versions_can_be_compared() {
    let text = erd("--format svg --compare 1.0.0 clinic 1.10.0");
    assert!(text.contains("clinic 1.0.0 → 1.10.0 · ") && text.contains(" · tables: "), "{text}");
}

/// `docs/pedsnet-6.3.0.svg`, which the README shows. `UPDATE_DOCS=1` brings it up to date.
#[test]
fn the_picture_in_the_readme_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/pedsnet-6.3.0.svg");
    let current = out("erd -o - --format svg pedsnet 6.3.0");
    assert!(current.len() < 200_000, "it grew to {} bytes", current.len());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &current).unwrap();
    } else {
        let shown = fs::read_to_string(&path).unwrap();
        assert!(shown == current, "docs/pedsnet-6.3.0.svg is out of date: run this test with UPDATE_DOCS=1");
    }
}
