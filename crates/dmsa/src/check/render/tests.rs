use super::*;
use crate::check::{self, codes};
use crate::model::Origin;
use crate::source::{SourceFile, directory};
use hashbrown::HashSet;

/// A small bad definition: its files, which are read and checked.
fn files() -> Vec<(&'static str, String)> {
    let text = |lines: &[&str]| lines.join("\n") + "\n";
    vec![
        ("v1/models.csv", text(&["model,version,label,description,url", "mine,1.0.0,Mine,,"])),
        (
            "v1/fields.csv",
            text(&[
                "model,version,table,field,description",
                "mine,v1,person,person_id,Who it is",
                "mine,v1,person,name,The name, if known",
                "mine,v1,visit,visit_id,\"Which visit it is; a long text that goes on and on and on, and on and on\"",
                "mine,v1,visit,persn_id,Whose visit it is",
            ]),
        ),
        (
            "v1/schema.csv",
            text(&[
                "model,version,table,field,type,length,precision,scale,default",
                "mine,v1,person,person_id,integer,,,,",
                "mine,v1,person,name,varchar,50,,,",
                "mine,v1,visit,visit_id,integer,,,,",
                "mine,v1,visit,persn_id,integer,,,,none",
            ]),
        ),
        (
            "v1/keys.csv",
            text(&[
                "model,version,table,field,type,name",
                "mine,v1,person,person_id,primary key,xpk_person",
                "mine,v1,visit,visit_id,primary key,xpk_visit",
                "mine,v1,visit,visit_date,not null,",
            ]),
        ),
        (
            "v1/refs.csv",
            text(&[
                "version,table,field,ref_table,ref_field,name",
                "v1,visit,persn_id,person,persn_id,fpk_visit_person",
            ]),
        ),
    ]
}

fn findings() -> Vec<Diagnostic> {
    let files: Vec<_> =
        files().into_iter().map(|(path, text)| SourceFile { path: path.into(), bytes: text.into() }).collect();
    let loaded = directory::read_files(&files);
    check::join(loaded.diagnostics, check::models(&loaded.catalog.models, crate::dialect::USUAL))
}

fn rendered(format: &str, diagnostics: &[Diagnostic], color: bool) -> String {
    let read = |path: &str| files().into_iter().find(|(file, _)| *file == path).map(|(_, text)| text);
    let report = Report { diagnostics, subject: "mine 1.0.0", read: &read, color };
    let mut out = String::new();
    find(format).unwrap().render(&report, &mut out).unwrap();
    out
}

#[test]
fn people_see_the_row_and_the_words_at_fault() {
    insta::assert_snapshot!(rendered("human", &findings(), false));
}

#[test]
fn programs_get_every_key_of_every_finding() {
    let text = rendered("json", &findings(), false);
    let parsed: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_str(&text).unwrap();
    assert_eq!(parsed.len(), findings().len());
    let keys: HashSet<Vec<&String>> = parsed.iter().map(|object| object.keys().collect()).collect();
    assert_eq!(keys.len(), 1, "{keys:?}");
    assert_eq!(serde_json::from_str::<Vec<()>>(&rendered("json", &[], false)).unwrap(), []);
    insta::assert_snapshot!(text);
}

#[test]
fn github_gets_annotations() {
    insta::assert_snapshot!(rendered("github", &findings(), false));
}

#[test]
fn what_is_told_to_github_stays_in_its_line() {
    let origin = Origin::new("a,b:c%.csv".into(), 7);
    let odd = Diagnostic::new(&codes::LONG_NAME, &origin, "100%\nof it::error::");
    assert_eq!(
        rendered("github", &[odd], false),
        "::warning file=a%2Cb%3Ac%25.csv,line=7,title=long-name::100%25%0Aof it::error::\n"
    );
    let mut nowhere = Diagnostic::new(&codes::NO_PRIMARY_KEY, &Origin::default(), "no key");
    nowhere.model = Some("mine 1.0.0".into());
    assert_eq!(rendered("github", &[nowhere], false), "::notice title=no-primary-key::mine 1.0.0: no key\n");
}

#[test]
fn a_finding_without_a_file_names_the_version() {
    let mut nowhere = Diagnostic::new(&codes::NO_PRIMARY_KEY, &Origin::default(), "no \u{1b}[2J key").table("log");
    nowhere.model = Some("mine 1.0.0".into());
    assert_eq!(
        rendered("human", &[nowhere], false),
        "note[no-primary-key]: no \u{FFFD}[2J key\n--> mine 1.0.0, log\n\n1 note in mine 1.0.0\n"
    );
    assert_eq!(rendered("human", &[], false), "nothing to report in mine 1.0.0\n");
}

#[test]
fn colour_changes_nothing_but_the_colour() {
    let colored = rendered("human", &findings(), true);
    assert!(colored.contains("\u{1b}[1;31merror[dangling-reference]\u{1b}[0m"));
    let mut plain = String::new();
    for part in colored.split('\u{1b}') {
        plain.push_str(part.strip_prefix('[').and_then(|rest| rest.split_once('m')).map_or(part, |(_, text)| text));
    }
    assert_eq!(plain, rendered("human", &findings(), false));
}

#[test]
fn formats_are_named_once_and_described() {
    let names: HashSet<_> = FORMATS.iter().map(|format| format.name()).collect();
    assert_eq!(names.len(), FORMATS.len());
    for format in FORMATS {
        assert!(format.name().bytes().all(|byte| byte.is_ascii_lowercase()) && !format.summary().is_empty());
        assert!(find(format.name()).is_some_and(|found| found.summary() == format.summary()));
    }
}
