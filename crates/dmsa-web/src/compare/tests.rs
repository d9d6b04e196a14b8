use super::*;
use dmsa::model::Renaming;
use dmsa::source::{SourceFile, directory};

fn model(text: &str) -> Model {
    let file = SourceFile { path: "m.toml".into(), bytes: text.into() };
    let loaded = directory::read_files(&[file]);
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    loaded.catalog.models.into_iter().next().unwrap()
}

const BEFORE: &str = r#"
model = "clinic"
version = "1.0.0"
[tables.person]
primary_key = { pk_person = ["person_id"] }
indexes = { ix_born = ["born"] }
[tables.person.fields]
person_id = "integer not null"
born = "date"
sex = "string(1)"
[tables.gone.fields]
x = "integer"
"#;

#[test]
fn nothing_changed_between_a_definition_and_itself() {
    let comparison = compare(&model(BEFORE), &model(BEFORE), &[]);
    assert_eq!(comparison.counts, Counts::default());
    assert!(comparison.counts.is_wording_only());
}

#[test]
fn every_kind_of_change_is_found() {
    let after = BEFORE
        .replace("born = \"date\"", "born = \"datetime not null\"\nborn_in = \"string\"")
        .replace("sex = \"string(1)\"\n", "")
        .replace("ix_born", "ix_birth")
        .replace("[tables.gone.", "[tables.visit.");
    let comparison = compare(&model(BEFORE), &model(&after), &[]);
    assert_eq!(comparison.tables_added, ["visit"]);
    assert_eq!(comparison.tables_removed, ["gone"]);
    let person = &comparison.tables_changed[0];
    assert_eq!((&person.fields_added[..], &person.fields_removed[..]), (&["born_in".into()][..], &["sex".into()][..]));
    assert_eq!(person.rules_added, ["index (born), named ix_birth"]);
    assert_eq!(person.rules_removed, ["index (born), named ix_born"]);
    let changes: Vec<_> =
        person.changes.iter().map(|c| (c.what.as_str(), c.before.as_str(), c.after.as_str())).collect();
    assert_eq!(changes, [("type", "date", "datetime"), ("not null", "no", "yes")]);
    assert_eq!(comparison.counts.structure, 4);
    assert!(!comparison.counts.is_wording_only());
}

#[test]
fn wording_is_told_apart() {
    let mut after = model(BEFORE);
    let mut before = model(BEFORE);
    before.tables[0].description = "A person, alive".into();
    after.tables[0].description = "a person -- ALIVE".into();
    assert_eq!(compare(&before, &after, &[]).counts.wording, 0);
    after.tables[0].description = "Somebody".into();
    let counts = compare(&before, &after, &[]).counts;
    assert!(counts.is_wording_only() && counts.wording == 1);
}

#[test]
fn renamings_are_understood() {
    let renaming = |table: &str, field: &str, now: &str| Renaming {
        source_version: "v1".into(),
        source_table: table.into(),
        source_field: field.into(),
        table: now.into(),
        field: if field.is_empty() { String::new() } else { "gender".into() },
        ..Renaming::default()
    };
    let mut after = model(&BEFORE.replace("sex =", "gender =").replace("tables.gone", "tables.here"));
    after.version = "2.0.0".into();
    after.renamings = vec![renaming("person", "sex", "person"), renaming("gone", "", "here")];
    let comparison = compare(&model(BEFORE), &after, &[]);
    assert_eq!(comparison.tables_renamed, [Renamed { before: "gone".into(), after: "here".into() }]);
    let person = &comparison.tables_changed[0];
    assert_eq!(person.fields_renamed, [Renamed { before: "sex".into(), after: "gender".into() }]);
    assert!(person.fields_added.is_empty() && person.fields_removed.is_empty());
}
