use super::*;
use crate::source::{SourceFile, directory};

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
indexes = { ix_born = ["born"], ix_sex = ["sex"] }
[tables.person.fields]
person_id = "integer not null"
born = "date"
sex = "string(1)"
weight = "number(5, 1)"
[tables.stay]
[tables.stay.fields]
person_id = "integer -> person.person_id as fk_person"
[tables.gone.fields]
x = "integer"
"#;

const AFTER: &str = r#"
model = "clinic"
version = "2.0.0"
[tables.person]
primary_key = { pk_person = ["person_id"] }
indexes = { ix_birth = ["birth_date"], ix_sex = ["sex", "born_in"] }
[tables.person.fields]
person_id = "biginteger not null"
birth_date = "datetime not null"
sex = "string(1) required"
born_in = "string not null"
[tables.visit]
[tables.visit.fields]
person_id = "biginteger -> person.person_id as fk_visit_person"
[tables.new.fields]
x = "integer"
[[renamings]]
from = "v1"
fields = ["stay -> visit", "person.born -> person.birth_date"]
"#;

#[test]
fn every_kind_of_change_is_told() {
    let (before, after) = (model(BEFORE), model(AFTER));
    let diff = Diff::new(&Schema::new(&before), &Schema::new(&after), &[]);
    insta::assert_snapshot!("text", FORMATS[0].write(&diff));
    insta::assert_snapshot!("markdown", FORMATS[1].write(&diff));
    insta::assert_snapshot!("json", FORMATS[2].write(&diff));
    let back = Diff::new(&Schema::new(&after), &Schema::new(&before), &[]);
    insta::assert_snapshot!("back", FORMATS[0].write(&back));
}

#[test]
fn a_definition_equals_itself() {
    let clinic = model(BEFORE);
    let diff = Diff::new(&Schema::new(&clinic), &Schema::new(&clinic), &[]);
    assert_eq!(diff.changes, []);
    assert_eq!(FORMATS[0].write(&diff), "clinic 1.0.0 → 1.0.0: NOTHING CHANGED\n");
}

#[test]
fn case_and_punctuation_are_no_change() {
    let before = model(BEFORE);
    let mut after = model(&BEFORE.replace("person", "Person").replace("born", "BORN"));
    after.tables[0].description = "A person -- alive".into();
    let mut described = before.clone();
    described.tables[0].description = "a person, alive".into();
    let diff = Diff::new(&Schema::new(&described), &Schema::new(&after), &[]);
    assert_eq!(diff.changes, []);
    after.tables[0].description = "Somebody".into();
    let diff = Diff::new(&Schema::new(&described), &Schema::new(&after), &[]);
    assert_eq!(diff.counts(), Counts { wording: 1, ..Counts::default() });
    assert!(FORMATS[0].write(&diff).contains("NOTHING TO DO"));
}

fn version(version: &str, table: &str, field: &str, renaming: &str) -> Model {
    model(&format!("model = \"m\"\nversion = \"{version}\"\n[tables.{table}.fields]\n{field} = \"date\"\n{renaming}"))
}

#[test]
fn renamings_are_followed_over_several_versions_both_ways() {
    let versions = [
        version("1.0", "a", "x", ""),
        version("2.0", "b", "x", "[[renamings]]\nfrom = \"1\"\nfields = [\"a -> b\"]"),
        version("3.0", "b", "y", "[[renamings]]\nfrom = \"2\"\nfields = [\"b.x -> b.y\"]"),
        version("4.0", "c", "z", "[[renamings]]\nfrom = \"v3\"\nfields = [\"b -> c\", \"b.y -> c.z\"]"),
    ];
    let [first, .., last] = &versions;
    for (before, after) in [(first, last), (last, first)] {
        let others = between(&versions, before, after);
        let diff = Diff::new(&Schema::new(before), &Schema::new(after), &others);
        let kinds: Vec<_> = diff.changes.iter().map(|change| change.kind.clone()).collect();
        let (table, field) = (before.tables[0].name.clone(), before.tables[0].fields[0].name.clone());
        assert_eq!(kinds[0], ChangeKind::TableRenamed { before: table });
        assert_eq!(kinds[1..], [ChangeKind::FieldRenamed { before: field }], "{}", FORMATS[0].write(&diff));
    }
    assert_eq!(
        Diff::new(&Schema::new(first), &Schema::new(last), &[]).counts().tables_removed,
        1,
        "nobody tells what happened in between"
    );
}

#[test]
fn names_cannot_leave_their_place() {
    let mut after = model(BEFORE);
    after.version = "2".into();
    after.tables[0].name = "a`*<b>\u{1b}[31m\n# x".into();
    let before = model(BEFORE);
    let diff = Diff::new(&Schema::new(&before), &Schema::new(&after), &[]);
    let (text, markdown) = (FORMATS[0].write(&diff), FORMATS[1].write(&diff));
    assert!(!text.contains('\u{1b}') && text.contains("a`*<b> [31m # x: new table"));
    assert!(markdown.contains("### a\\`\\*\\<b\\> \\[31m \\# x\n"), "{markdown}");
}
