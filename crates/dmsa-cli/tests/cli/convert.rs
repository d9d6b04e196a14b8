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
    convert(&format!("--to csv -o {} clinic 1.0", folder.text("new/../beside")));
    assert!(folder.path("beside/models.csv").is_file());
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

/// What is told on standard error, which goes well.
fn told(line: &str) -> String {
    let ran = run(&format!("convert {line}").split_whitespace().collect::<Vec<_>>());
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.err
}

#[test]
fn what_is_there_decides_where_one_definition_goes() {
    let folder = Folder::new();
    fs::create_dir(folder.path("there")).unwrap();
    fs::write(folder.path("there/Cargo.toml"), "[package]\n").unwrap();
    // A folder that exists is a place for many, whatever else is in it, and again.
    for _ in 0..2 {
        assert!(
            told(&format!("--source {CLINIC} --to toml -o {} clinic 1.0", folder.text("there")))
                .starts_with("wrote 1 file to ")
        );
    }
    assert!(folder.path("there/clinic/1.0.0.toml").is_file());
    // So is what ends in a slash; and what has the layout's extension is a file.
    told(&format!("--source {CLINIC} --to json -o {}/ clinic 1.0", folder.text("new")));
    assert!(folder.path("new/clinic/1.0.0.json").is_file());
    let source = folder.text("there/clinic");
    assert_eq!(told(&format!("--source {source} --to toml -o {}", folder.text("one.toml"))), "");
    assert!(folder.path("one.toml").is_file());
    assert_eq!(
        out(&format!("convert --source {source} --to toml -o -")),
        out(&format!("convert --source {source} --to toml"))
    );
    assert_eq!(folder.names(), ["new", "one.toml", "there"]);
}

#[test]
fn what_cannot_be_written_is_told_and_leaves_nothing() {
    let folder = Folder::new();
    fs::write(folder.path("file"), "mine").unwrap();
    let refused_at = |code, layout: &str, name: &str| {
        let line = format!("convert --source {CLINIC} --to {layout} -o {}", folder.text(name));
        refused(code, &line).replace(&folder.text(""), "")
    };
    insta::assert_snapshot!(refused_at(2, "toml", "all.toml"), @r"
    error: `all.toml` cannot hold 2 definitions
    help: name a folder, or one model and version
    ");
    insta::assert_snapshot!(refused_at(2, "csv", "all.csv"), @r"
    error: `all.csv` cannot hold a definition, which takes several files
    help: name a folder
    ");
    insta::assert_snapshot!(refused_at(1, "csv", "file"), @r"
    error: cannot write to `file`: it is no folder
    help: name a folder for the files
    ");
    // The last of the files has no room: none of them is there, nor their folders.
    fs::create_dir_all(folder.path("half/clinic/1.10.0.toml")).unwrap();
    assert!(refused_at(1, "toml", "half").starts_with("error: cannot write `half/clinic/1.10.0.toml`: it is a folder"));
    assert_eq!(fs::read_dir(folder.path("half/clinic")).unwrap().count(), 1);
    fs::create_dir_all(folder.path("new/models.json")).unwrap();
    assert!(refused_at(1, "service-json", "new/models.json/../../file").contains("it is no folder"));
    assert_eq!(
        (folder.names().as_slice(), fs::read(folder.path("file")).unwrap()),
        (["file", "half", "new"].map(String::from).as_slice(), b"mine".to_vec())
    );
}

#[test]
fn what_a_layout_cannot_hold_is_told() {
    let folder = Folder::new();
    let toml = "model = 'mine'\nversion = '1.0'\nlabel = 'Mine'\n[areas]\nStays = ['visit']\n\
        [tables.visit.fields]\nb = 'integer'\na = 'number(5, 0)'\n[tables.empty]\n[tables.later.fields]\na = 'date'\n";
    fs::write(folder.path("mine.toml"), toml).unwrap();
    let source = folder.text("mine.toml");
    let lost = |layout: &str, path: &str| {
        let told = told(&format!("--source {source} --to {layout} -o {} mine 1.0", folder.text(path)));
        told.lines().filter(|line| !line.starts_with("wrote ")).map(|line| format!("{line}\n")).collect::<String>()
    };
    insta::assert_snapshot!(lost("csv", "csv"), @r"
    warning: csv cannot hold all of mine 1.0; lost: subject areas (Stays), tables (empty)
    help: `--to toml` and `--to json` keep everything
    ");
    insta::assert_snapshot!(lost("service-json", "a.json"), @r"
    warning: service-json cannot hold all of mine 1.0; lost: labels (mine 1.0), subject areas (Stays), types and sizes (visit.a), the order of fields (visit), the order of tables (mine 1.0)
    help: `--to toml` and `--to json` keep everything
    ");
    assert_eq!(lost("toml", "again.toml") + &lost("json", "again.json"), "");
    let line = format!("convert -q --source {source} --to csv -o {}", folder.text("quiet"));
    assert_eq!(out(&line), "");
}

#[test]
fn a_folder_that_holds_a_definition_twice_is_told() {
    let folder = Folder::new();
    let all = folder.text("all");
    told(&format!("--source {CLINIC} --to csv -o {all}"));
    let again = told(&format!("--source {all} --to toml -o {all}"));
    assert!(again.contains(&format!("warning: `{all}` holds clinic 1.0.0 and 1 more twice now\n")), "{again}");
    // In its place it is there once.
    assert!(!told(&format!("--source {all}/clinic/1.0.0.toml --to toml -o {all}")).contains("twice"));
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
    help: name a folder for them with -o
    ");
    insta::assert_snapshot!(refused(2, "convert --to yaml"), @r"
    error: invalid value 'yaml' for '--to <LAYOUT>'
      [possible values: toml, csv, json, service-json]

    For more information, try '--help'.
    ");
}
