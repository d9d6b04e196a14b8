//! `dmsa convert`.

use crate::support::{CLINIC, Folder, out, refused, run};
use std::fs;

fn convert(line: &str) -> String {
    let ran = run(&format!("convert --source {CLINIC} {line}").split_whitespace().collect::<Vec<_>>());
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.out
}

#[test]
fn every_layout_gives_the_same_definitions_back() {
    let as_toml = |source: &str| out(&format!("convert --to toml --source {source} clinic 1.10"));
    let expected = as_toml(CLINIC);
    for layout in ["toml", "csv", "json"] {
        let folder = Folder::new();
        convert(&format!("--to {layout} -o {}", folder.text("all")));
        assert_eq!(as_toml(&folder.text("all")), expected, "{layout}");
        assert_eq!(out(&format!("models --source {}", folder.text("all"))), out(&format!("models --source {CLINIC}")));
    }
}

#[test]
fn one_version_goes_where_it_is_told_to() {
    let folder = Folder::new();
    convert(&format!("--to toml -o {} clinic 1.0", folder.text("mine.toml")));
    assert_eq!(fs::read_to_string(folder.path("mine.toml")).unwrap(), convert("--to toml clinic 1.0"));
    convert(&format!("--to csv -o {} clinic 1.0", folder.text("csv")));
    let told = |line: &str| {
        let line = format!("convert --source {CLINIC} --to toml -o {} clinic {line}", folder.text("told"));
        run(&line.split_whitespace().collect::<Vec<_>>()).err
    };
    fs::create_dir(folder.path("told")).unwrap();
    assert!(told("1.0").starts_with("wrote 1 file to "));
    assert!(told("").starts_with("wrote 2 files to "));
    assert!(folder.path("csv/models.csv").is_file());
    convert(&format!("--to service-json -o {} clinic 1.0", folder.text("schemata.json")));
    let answer: serde_json::Value = serde_json::from_slice(&fs::read(folder.path("schemata.json")).unwrap()).unwrap();
    assert_eq!((&answer["model"], &answer["version"]), (&"clinic".into(), &"1.0.0".into()));
}

#[test]
fn a_service_answers_with_a_list_and_with_definitions() {
    let folder = Folder::new();
    convert(&format!("--to service-json -o {}", folder.text("answers")));
    for file in ["models.json", "schemata/clinic/1.0.0.json", "schemata/clinic/1.10.0.json"] {
        assert!(folder.path("answers").join(file).is_file(), "{file}");
    }
    let from_answers = format!("ddl -q --history none --source {} clinic 1.10 oracle", folder.text("answers"));
    assert_eq!(out(&from_answers), out(&format!("ddl -q --history none --source {CLINIC} clinic 1.10 oracle")));
}

#[test]
fn nothing_is_mixed_with_what_was_there() {
    let folder = Folder::new();
    let line = format!("--to csv -o {}", folder.text("all"));
    convert(&line);
    convert(&line);
    fs::write(folder.path("all/clinic/1.0.0/extra.csv"), "a,b\n").unwrap();
    let error = refused(1, &format!("convert --source {CLINIC} {line}"));
    assert!(error.contains("extra.csv` is in the way"), "{error}");
}

#[test]
fn names_do_not_lead_out_of_the_folder() {
    let folder = Folder::new();
    fs::create_dir(folder.path("in")).unwrap();
    fs::write(folder.path("in/x.toml"), "model = \"../../x\"\nversion = \"1\"\n[tables.t.fields]\na = \"integer\"\n")
        .unwrap();
    let error = refused(1, &format!("convert --to csv --source {} -o {}", folder.text("in"), folder.text("out")));
    assert!(error.contains("cannot be the name of a file"), "{error}");
    assert_eq!(folder.names(), ["in"]);
}

#[test]
fn several_files_need_a_folder() {
    insta::assert_snapshot!(refused(2, &format!("convert --to toml --source {CLINIC}")), @r"
    error: several files cannot be written to standard output
    help: name a folder for them with -o, or one model and version
    ");
    insta::assert_snapshot!(refused(2, &format!("convert --to csv --source {CLINIC} clinic 1.0")), @r"
    error: several files cannot be written to standard output
    help: name a folder for them with -o, or one model and version
    ");
    insta::assert_snapshot!(refused(2, "convert --to yaml"), @r"
    error: invalid value 'yaml' for '--to <LAYOUT>'
      [possible values: toml, csv, json, service-json]

    For more information, try '--help'.
    ");
}
