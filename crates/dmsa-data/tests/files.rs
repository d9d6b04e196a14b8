//! What can be wrong with a file as a whole, and the forms a file can have.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use dmsa::source::{SourceFile, directory};
use dmsa_data::manifest;
use dmsa_data::previous::{Stable, compare};
use dmsa_data::report;
use dmsa_data::result::Verdict;
use dmsa_data::{Inputs, Options, Report, Rules, validate};
use std::fs;
use std::io::Write;
use std::sync::atomic::AtomicU64;

const MODEL: &str = r#"
model = "m"
version = "1"
[tables.person]
primary_key = { pk = ["id"] }
[tables.person.fields]
id = "integer not null"
name = "string(5)"
[tables.visit.fields]
person = "integer -> person.id as fk"
"#;

fn rules() -> Rules {
    let file = SourceFile { path: "m.toml".into(), bytes: MODEL.into() };
    Rules::new(&directory::read_files(&[file]).catalog.models[0])
}

fn check(files: &[(&str, &[u8])], options: &Options) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        paths.push(path.to_str().unwrap().to_owned());
    }
    validate(&rules(), &Inputs::find(&paths).unwrap(), &Inputs::default(), options, &AtomicU64::new(0)).unwrap()
}

/// Each failed check: its code, field, failures and lines.
fn failed(report: &Report) -> Vec<String> {
    let failed = report.checks.iter().filter(|check| check.verdict == Verdict::Fail);
    failed
        .map(|check| {
            let lines: Vec<_> = check.samples.iter().map(|sample| sample.line.to_string()).collect();
            let field = check.field.as_deref().unwrap_or("-");
            format!("{} {field} {} at {}", check.check, check.failures, lines.join(" "))
        })
        .collect()
}

#[test]
fn rows_that_cannot_be_read_are_counted_and_the_others_checked() {
    let person = b"name,id\r\nAnn,1\r\nBob\r\nEve,2,x\r\n5\" pipe,3\r\n\xff,4\r\na\0b,5\r\nTOOLONG,6\r\nAnn,1\r\n";
    let report = check(&[("person.csv", person)], &Options::default());
    assert_eq!(
        failed(&report),
        [
            "cell-count - 2 at 3 4",
            "quotes - 1 at 5",
            "encoding - 1 at 6",
            "nul - 1 at 7",
            "length name 1 at 8",
            "primary-key id 1 at 9"
        ]
    );
    assert_eq!((report.rows(), report.failed_rows()), (8, 7));
}

#[test]
fn columns_and_tables_are_known_once_each() {
    let files: [(&str, &[u8]); 2] = [("person.csv", b"id,nmae,id\n1,x,2\n"), ("persons.csv", b"id\n1\n")];
    let report = check(&files, &Options::default());
    assert_eq!(
        failed(&report),
        ["table - 1 at 1", "column-unknown nmae 1 at 1", "column-twice id 1 at 1", "column-missing name 1 at 1"]
    );
    let unknown = report.checks.iter().find(|check| check.check == "table").unwrap();
    assert_eq!(unknown.reason.as_deref(), Some("m 1 has no such table; did you mean `person`?"));
}

#[test]
fn what_was_not_read_never_passes() {
    let report = check(&[("person.csv", b"id,name\n1,\"open\n2,x\n")], &Options::default());
    assert_eq!(failed(&report), ["file - 1 at 1", "quotes - 1 at 2"]);
    let report = check(&[("visit.csv", b"person\n1\n")], &Options::default());
    let reference = report.checks.iter().find(|check| check.check == "reference").unwrap();
    assert_eq!(reference.verdict, Verdict::NotChecked);
    assert_eq!(report.verdict, Verdict::Fail);
    let allowed = Options { allow_not_checked: true, ..Options::default() };
    assert_eq!(check(&[("visit.csv", b"person\n1\n")], &allowed).verdict, Verdict::Pass);
    assert_eq!(check(&[("person.csv", b"")], &Options::default()).verdict, Verdict::Fail);
    let report = check(&[("person.csv", b"id,name\n")], &Options::default());
    assert_eq!(report.verdict, Verdict::Pass);
    assert!(report.checks.iter().all(|check| check.verdict == Verdict::NotApplicable));
    let damaged = check(&[("person.csv.gz", b"\x1f\x8b\x08\x00garbage")], &Options::default());
    assert_eq!(damaged.verdict, Verdict::Fail);
}

#[test]
fn compressed_files_are_the_same_files() {
    let text = b"id,name\n1,a\n1,b\n";
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(text).unwrap();
    let zst = zstd::encode_all(&text[..], 1).unwrap();
    for (name, bytes) in [("person.csv.gz", gz.finish().unwrap()), ("Person.CSV.zst", zst)] {
        assert_eq!(failed(&check(&[(name, &bytes)], &Options::default())), ["primary-key id 1 at 3"]);
    }
}

#[test]
fn keys_beyond_the_memory_give_the_same_result() {
    let mut person = String::from("id,name\n");
    let mut visit = String::from("person\n");
    for id in 0..150_000_u64 {
        let id = if id == 149_999 { 7 } else { id * 1_000 + 1 };
        person.push_str(&format!("{id},x\n"));
        visit.push_str(&format!("{}\n", if id == 7 { 2 } else { id }));
    }
    let files: [(&str, &[u8]); 2] = [("person.csv", person.as_bytes()), ("visit.csv", visit.as_bytes())];
    let whole = check(&files, &Options::default());
    assert_eq!(failed(&whole), ["reference person 1 at 150001"]);
    let spilled = check(&files, &Options { memory: 0, ..Options::default() });
    assert_eq!(failed(&spilled), failed(&whole));
}

#[test]
fn no_report_shows_a_value_unless_it_was_asked_for() {
    let person = b"id,name\nSECRET1,SECRET2\n1,SECRET-SECRET\n";
    let report = check(&[("person.csv", person)], &Options::default());
    let shown = check(&[("person.csv", person)], &Options { show_values: true, ..Options::default() });
    for format in report::FORMATS {
        assert!(!(format.write)(&report, false).contains("SECRET"), "{}", format.name);
        assert!((format.write)(&shown, false).contains("SECRET1") || format.name == "sarif", "{}", format.name);
    }
}

#[test]
fn hostile_names_stay_text_in_every_report() {
    let report = check(&[("person.csv", b"id,name,<script>alert(1)</script>\x1b[2J\n1,a,b\n")], &Options::default());
    for format in report::FORMATS {
        let text = (format.write)(&report, false);
        assert!(!text.contains('\x1b'), "{}", format.name);
        assert!(!matches!(format.name, "html" | "junit") || !text.contains("<script>alert"), "{}", format.name);
    }
}

/// A packed folder, after something was done to it.
fn verified(change: &dyn Fn(&std::path::Path)) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("person.csv"), "id,name\n1,a\n").unwrap();
    fs::create_dir(folder.path().join("visit")).unwrap();
    fs::write(folder.path().join("visit/1.csv"), "person\n1\n").unwrap();
    let submission = manifest::Submission { organization: "A \"B\", C".into(), ..Default::default() };
    let inputs = Inputs::folder(folder.path()).unwrap();
    let text = manifest::describe(&rules(), folder.path(), &inputs, &submission).unwrap();
    fs::write(folder.path().join(manifest::FILE), text).unwrap();
    change(folder.path());
    let inputs = Inputs::folder(folder.path()).unwrap();
    let report = validate(&rules(), &inputs, &Inputs::default(), &Options::default(), &AtomicU64::new(0)).unwrap();
    let checks = report.checks.iter().filter(|check| check.check == "checksum");
    checks
        .map(|check| {
            let problem = check.reason.as_deref().unwrap_or(check.verdict.name());
            format!("{} {}: {problem}", check.table, check.field.as_deref().unwrap_or("-"))
        })
        .collect()
}

#[test]
fn a_description_of_the_files_is_written_and_compared() {
    let edit = |folder: &std::path::Path, from: &str, to: &str| {
        let path = folder.join(manifest::FILE);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from));
        fs::write(&path, text.replace(from, to)).unwrap();
    };
    assert_eq!(verified(&|_| {}), ["person person.csv: pass", "visit visit/1.csv: pass"]);
    let other = "the file is not the one that metadata.csv describes: its SHA-256 is another";
    assert_eq!(
        verified(&|folder| fs::write(folder.join("person.csv"), "id,name\n2,a\n").unwrap()),
        [format!("person person.csv: {other}"), "visit visit/1.csv: pass".to_owned()]
    );
    assert_eq!(
        verified(&|folder| fs::remove_file(folder.join("visit/1.csv")).unwrap())[1],
        "visit visit/1.csv: a file that metadata.csv names cannot be read: there is no such file"
    );
    assert_eq!(
        verified(&|folder| fs::write(folder.join("visit/2.csv"), "person\n1\n").unwrap())[2],
        "visit visit/2.csv: metadata.csv does not name the file"
    );
    assert_eq!(
        verified(&|folder| edit(folder, "\"1\",\"visit\"", "\"2\",\"visit\""))[1],
        "visit visit/1.csv: metadata.csv says cdm-version 2, not 1"
    );
    assert_eq!(
        verified(&|folder| edit(folder, "\"visit\"", "\"person\""))[1],
        "person visit/1.csv: metadata.csv says table person, not visit"
    );
    assert_eq!(
        verified(&|folder| edit(folder, "visit/1.csv", "../visit/1.csv"))[1..],
        [
            "visit ../visit/1.csv: metadata.csv names a file that is not below its folder",
            "visit visit/1.csv: metadata.csv does not name the file"
        ]
    );
    assert_eq!(
        verified(&|folder| edit(folder, "visit/1.csv", "person.csv"))[1..],
        [format!("visit person.csv: {other}"), "visit visit/1.csv: metadata.csv does not name the file".to_owned()]
    );
    assert_eq!(
        verified(&|folder| edit(folder, "\"A ", "A \"")),
        ["metadata -: cannot be read: line 2: its quotes are wrong"]
    );
}

#[test]
fn the_submission_before_is_compared_in_memory_and_on_disk() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    // Of 70,000 persons 10 go, 20 come, and two change their ids with each other.
    let person = |ids: std::ops::Range<u32>, other: &dyn Fn(u32) -> u32| {
        ids.fold("id,name\n".to_owned(), |text, id| format!("{text}{},{id}\n", other(id)))
    };
    fs::write(folders[0].path().join("person.csv"), person(0..70_000, &|id| id)).unwrap();
    fs::write(folders[0].path().join("visit.csv"), "person\n1\n").unwrap();
    let now = person(10..70_020, &|id| match id {
        20 => 30,
        30 => 20,
        id => id,
    });
    fs::write(folders[1].path().join("person.csv"), now).unwrap();
    let [before, now] = [0, 1].map(|at| Inputs::folder(folders[at].path()).unwrap());
    let rules = rules();
    let stable = [Stable::read("Person.ID=name", &rules).unwrap()];
    for memory in [1 << 30, 0] {
        let options = Options { memory, allow_not_checked: true, ..Options::default() };
        let mut report = validate(&rules, &now, &Inputs::default(), &options, &AtomicU64::new(0)).unwrap();
        assert_eq!(report.verdict, Verdict::Pass);
        compare(&rules, &now, &before, &stable, &options, &mut report).unwrap();
        assert_eq!(failed(&report), ["stable-id id 2 at "]);
        assert_eq!(report.verdict, Verdict::Fail);
        let changes: Vec<String> = report.changes.iter().map(ToString::to_string).collect();
        assert_eq!(changes, ["person: 70010 rows, 70000 before; 20 keys gained, 10 lost"]);
        let missing = "visit: not compared, because one submission has no file of it that can be read".to_owned();
        assert!(report.notes.contains(&missing));
    }
    for (text, error) in [
        ("person", "`person` is not of the form TABLE.ID=SOURCE, such as `person.person_id=person_source_value`"),
        ("nobody.id=name", "the model has no table `nobody`"),
        ("person.id=nmae", "table person has no field `nmae`"),
    ] {
        assert_eq!(Stable::read(text, &rules).unwrap_err().to_string(), error);
    }
}
