//! `dmsa check`.

use crate::support::{CLINIC, Folder, Ran, out, refused, run, run_in};
use insta::assert_snapshot;
use std::fs;

/// A definition with a mistake of each severity.
const FAULTY: &str = "\
model = \"mine\"
version = \"1.0\"

[tables.person]
primary_key = { xpk_person = [\"person_id\"] }

[tables.person.fields]
person_id = \"integer not null\"
site_id = \"integer -> site.site_id as fpk_person_site\"
mother_id = \"integer -> person.person_id as fpk_person_mother\"

[tables.person.indexes]
idx_person = [\"person_id\"]
";

fn check(text: &str, arguments: &str) -> Ran {
    let folder = Folder::new();
    fs::write(folder.path("mine.toml"), text).unwrap();
    let line = format!("check --source {} {arguments}", folder.text("mine.toml"));
    let mut ran = run(&line.split_whitespace().collect::<Vec<_>>());
    ran.out = ran.out.replace(&folder.text(""), "");
    ran
}

#[test]
fn faults_are_told_as_a_compiler_tells_them() {
    let ran = check(FAULTY, "");
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    assert_snapshot!(ran.out, @r#"
    error[dangling-reference]: `person.site_id` refers to table `site`, which does not exist
     --> mine.toml:9
      |
    9 | site_id = "integer -> site.site_id as fpk_person_site"
      |                       ^^^^
      = help: add it, or delete the reference

    note[unindexed-reference]: 1 referring field has no index that begins with it: 1 of `person`
      --> mine.toml:10
       |
    10 | mother_id = "integer -> person.person_id as fpk_person_mother"
       = help: add an index on each field by which rows are joined or deleted

    warning[redundant-index]: index `idx_person` is on the same fields of `person` as primary key `xpk_person` (line 5); Oracle refuses it
      --> mine.toml:13
       |
    13 | idx_person = ["person_id"]
       | ^^^^^^^^^^
       = help: delete the index: the database has one on these fields already

    1 error, 1 warning, 1 note in mine 1.0
    "#);
}

#[test]
fn nothing_wrong_is_fine() {
    assert_snapshot!(out(&format!("check --source {CLINIC}")), @r#"
    note[unindexed-reference]: 1 referring field has no index that begins with it: 1 of `person`
      --> tests/fixtures/clinic/1.10.0.toml:26
       |
    26 | mother_id = "integer -> person.person_id as fpk_person_mother"
       = help: add an index on each field by which rows are joined or deleted

    1 note in 2 versions
    "#);
}

#[test]
fn rules_decide_what_matters() {
    let codes = |rules: &str| {
        let ran = check(FAULTY, &format!("--format json {rules}"));
        let found: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let codes: Vec<String> =
            found.as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap().to_owned()).collect();
        (ran.code, codes)
    };
    let (code, all) = codes("");
    assert_eq!(code, 1);
    assert!(all.iter().any(|code| code == "dangling-reference"), "{all:?}");
    let (code, rest) = codes("--allow dangling-reference --allow notes");
    assert_eq!(code, 0);
    assert!(rest.len() < all.len() && !rest.contains(&"dangling-reference".to_owned()), "{rest:?}");
    assert_eq!(codes("--warn errors").0, 0);
    assert_eq!(codes("--allow dangling-reference --deny redundant-index").0, 1);
    assert_eq!(codes("--allow all"), (0, Vec::new()));
}

#[test]
fn a_definition_that_cannot_be_read_is_told_by_every_command() {
    let folder = Folder::new();
    let tf = folder.text("");
    fs::write(folder.path("mine.toml"), "model = \"mine\"\nversion = 2\n").unwrap();
    let good = "model = \"good\"\nversion = \"1\"\n[tables.t]\nprimary_key = { pk = [\"a\"] }\n                [tables.t.fields]\na = \"integer\"\n";
    fs::write(folder.path("good.toml"), good).unwrap();
    let run = |line: &str| run(&line.replace("TF", &tf).split(' ').collect::<Vec<_>>());
    let error = format!("error: {tf}mine.toml:2: version should be a string, not a number\n");
    for (line, code) in [
        ("models --source TF", 0),
        ("show --source TF good", 0),
        ("ddl -q --source TF good 1 sqlite", 0),
        ("ddl --source TF mine 2 sqlite", 1),
        ("convert -q --source TF --to toml good 1", 0),
        ("convert -q --source TF --to toml -o TFout", 0),
        ("models --source TFmine.toml", 1),
    ] {
        let ran = run(line);
        assert_eq!((ran.code, ran.err.matches(&error).count()), (code, 1), "{line}: {}", ran.err);
        fs::remove_dir_all(folder.path("out")).ok();
    }
    for (source, format, told) in [
        ("TF", "human", format!("1 error in {tf}\n")),
        ("TFmine.toml", "human", format!("1 error in {tf}mine.toml\n")),
        ("TFmine.toml", "json", "\"code\": \"unreadable-definition\"".to_owned()),
        ("TFmine.toml", "github", "::error file=".to_owned()),
    ] {
        let ran = run(&format!("check --source {source} --format {format}"));
        assert_eq!((ran.code, ran.err.as_str()), (1, ""), "{source} {format}");
        assert!(ran.out.contains(&told), "{source} {format}: {}", ran.out);
    }
}

#[test]
fn what_is_ignored_in_a_definition_is_told_by_every_command() {
    let folder = Folder::new();
    let file = folder.text("mine.toml");
    let text = "model = \"mine\"\nversion = \"1\"\n[tables.t.fields]\na = { is = \"integer\", lable = \"A\" }\n";
    fs::write(&file, text).unwrap();
    fs::write(folder.path("later.toml"), text.replace("\"1\"", "\"2\"").replace("lable", "label")).unwrap();
    fs::create_dir(folder.path("data")).unwrap();
    fs::write(folder.path("data/t.csv"), "a\n1\n").unwrap();
    for line in [
        "show SOURCE mine 1",
        "ddl SOURCE mine 1 sqlite",
        "erd SOURCE mine 1 -o FOLDERmine.svg",
        "sqlalchemy SOURCE mine 1",
        "json-schema SOURCE mine 1",
        "diff SOURCE mine 1 2",
        "migrate SOURCE mine 1 2 sqlite",
        "checks SOURCE mine 1 sqlite",
        "sample SOURCE mine 1 -o FOLDERsample",
        "load SOURCE mine 1 sqlite FOLDERdata",
        "validate SOURCE mine 1 FOLDERdata",
    ] {
        let source = format!("--source {}", folder.text(""));
        let line = line.replace("SOURCE", &source).replace("FOLDER", &folder.text(""));
        let ran = run(&line.split(' ').collect::<Vec<_>>());
        assert_eq!(ran.code, 0, "{line}: {}", ran.err);
        let told = format!("the key `lable` means nothing here; it is ignored\n --> {file}:4\n");
        assert_eq!(ran.err.matches(&told).count(), 1, "{line}: {}", ran.err);
    }
}

#[test]
fn github_gets_annotations() {
    let ran = check(FAULTY, "--format github");
    assert!(ran.out.lines().any(|line| line.starts_with("::error file=")), "{}", ran.out);
}

#[test]
fn codes_are_explained() {
    let page = out("check --explain dangling-reference");
    assert!(page.starts_with("dangling-reference (error): "), "{page}");
    assert!(page.contains("What to do"), "{page}");
    let all = out("check --explain");
    assert!(all.lines().count() > 20 && all.contains("\ndangling-reference "), "{all}");
    assert_snapshot!(refused(2, "check --explain dangling-refrence"), @r"
    error: there is no code `dangling-refrence`
    help: did you mean `dangling-reference`? `dmsa check --explain` lists them all
    ");
    assert_snapshot!(refused(2, "check --deny everything"), @r"
    error: there is no code `everything`
    help: `dmsa check --explain` lists them all
    ");
}

#[test]
fn one_model_or_version_can_be_checked() {
    let subject = |line: &str| run(&line.split(' ').collect::<Vec<_>>()).out.lines().last().unwrap().to_owned();
    assert!(subject("check omop 5.4").ends_with(" in omop 5.4.0"));
    assert!(subject("check omop").ends_with(" in 4 versions"));
    assert!(subject(&format!("check --source {CLINIC} clinic latest")).ends_with(" in clinic 1.10.0"));
    assert!(refused(1, "check clinic").starts_with("error: no model `clinic`\nhelp: the models are "));
}

#[test]
fn the_embedded_catalog_can_be_checked_whole() {
    let ran = run(&["check", "--source", "embedded"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    assert!(ran.out.ends_with(" in 65 versions\n"), "{}", ran.out.lines().last().unwrap());
}

#[test]
fn without_arguments_the_catalog_is_summarised() {
    let ran = run(&["check"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    assert!(ran.out.lines().count() < 75, "{}", ran.out);
    let version = ran.out.lines().find(|line| line.starts_with("pedsnet") && line.contains(" 6.3.0 ")).unwrap();
    let counts: usize = version.split_whitespace().skip(2).map(|count| count.parse::<usize>().unwrap()).sum();
    assert_eq!(counts, run(&["check", "pedsnet", "6.3.0"]).out.matches(" --> embedded:pedsnet/6.3.0.toml:").count());
    assert!(ran.out.contains("`dmsa check MODEL VERSION`"), "{}", ran.out);
}

#[test]
fn a_source_can_stand_before_model_and_version() {
    let subject = |line: &str| out(line).lines().last().unwrap().to_owned();
    assert!(subject(&format!("check {CLINIC} clinic latest")).ends_with(" in clinic 1.10.0"));
    assert_eq!(out(&format!("check {CLINIC}")), out(&format!("check --source {CLINIC}")));
    assert_snapshot!(refused(2, "check clinic latest too"), @r"
    error: `too` is one word too many: only a source stands before model and version
    help: a source is a folder, a file or a URL; `./name` is never a model
    ");
    assert!(refused(1, "check ./nothing-here").contains("nothing-here"));
}

/// A file of the user's has the name of a file of the catalog.
#[test]
fn findings_of_the_catalog_quote_the_catalog() {
    let folder = Folder::new();
    for path in ["catalog/omop", "embedded:omop", "omop"] {
        fs::create_dir_all(folder.path(path)).unwrap();
        fs::write(folder.path(path).join("5.4.0.toml"), "not this\n".repeat(5000)).unwrap();
    }
    let ran = run_in(&folder, &["check", "omop", "5.4.0"]);
    assert!(ran.out.contains(" --> embedded:omop/5.4.0.toml:") && !ran.out.contains("not this"), "{}", ran.out);
    assert!(ran.out.contains("help: the published definition says so"), "{}", ran.out);
    assert!(ran.out.contains("offset = "), "{}", ran.out);
}

/// Only the databases that are asked are heard, in one option or several.
#[test]
fn a_definition_is_judged_by_the_databases_that_are_asked() {
    let redundant = |arguments: &str| {
        let ran = check(FAULTY, arguments);
        ran.out.lines().find(|line| line.contains("redundant-index")).map(str::to_owned).unwrap_or_default()
    };
    assert!(redundant("").ends_with("(line 5); Oracle refuses it"));
    assert!(redundant("--dialect postgresql,snowflake").ends_with("(line 5)"));
    assert!(redundant("--dialect ORACLE --dialect duckdb").ends_with("(line 5); Oracle refuses it"));
    let ran = check(FAULTY, "--dialect postgres");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("a similar value exists: 'postgresql'"), "{}", ran.err);
}
