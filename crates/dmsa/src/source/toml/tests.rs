use super::*;
use crate::diagnostic::{Diagnostic, Mark};
use crate::model::Model;
use crate::source::{arbitrary, normal};
use proptest::prelude::*;

fn read_text(text: &str) -> (Option<Model>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let definition = read("m.toml", text.as_bytes(), &mut diagnostics);
    (definition.map(|definition| definition.model), diagnostics)
}

/// The diagnostics as `place code: message (help)`.
fn findings(text: &str) -> Vec<String> {
    let (model, diagnostics) = read_text(text);
    let errors = diagnostics.iter().any(|found| found.code.name == "unreadable-definition");
    assert_eq!(model.is_none(), errors, "a definition is left out exactly when there is an error");
    let shown = |found: &Diagnostic| {
        let help = found.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        format!("{} {}: {}{help}", found.origin, found.code.name, found.message)
    };
    diagnostics.iter().map(shown).collect()
}

/// The definition in the module's documentation, which shows every feature.
fn example() -> String {
    let source = include_str!("mod.rs");
    let lines = source.lines().skip_while(|line| *line != "//! ```toml").skip(1).take_while(|line| *line != "//! ```");
    lines.map(|line| format!("{}\n", line.strip_prefix("//! ").unwrap_or_default())).collect()
}

#[test]
fn the_documented_example_is_what_would_be_written() {
    let (model, diagnostics) = read_text(&example());
    assert_eq!(diagnostics, []);
    assert_eq!(write(&model.unwrap()), example());
}

#[test]
fn facts_stand_where_they_were_written() {
    let (model, _) = read_text(&example());
    let model = model.unwrap();
    let person = model.table("person").unwrap();
    assert_eq!(person.origin.to_string(), "m.toml:11");
    assert_eq!(person.field("name").unwrap().origin.to_string(), "m.toml:18");
    assert_eq!(person.field("name").unwrap().label, "Name");
    assert_eq!(model.references[0].origin.to_string(), "m.toml:17");
    assert_eq!(model.indexes[0].fields[0].name, "born");
    assert!(model.indexes[0].fields[0].descending);
    assert_eq!(model.renamings[1].source_table, "place");
    assert_eq!(model.areas[1].title, "Health system");
    assert_eq!(model.areas[0].tables, ["person*", "death"]);
}

#[test]
fn errors_say_where_and_what_was_expected() {
    let head = "model = \"m\"\nversion = \"1\"\n";
    let found = |rest: &str| findings(&format!("{head}{rest}"));
    assert_eq!(
        findings("model = \"m\"\nversion = 1.0\n[tables]"),
        ["m.toml:2 unreadable-definition: version should be a string, not a number"]
    );
    assert_eq!(findings("model = \"m\"\n"), ["m.toml:1 unreadable-definition: the definition has no version"]);
    assert_eq!(
        found("[tables.t.fields]\na = \"integr (\"\nb = 7\n"),
        [
            "m.toml:4 unreadable-definition: the field t.a: expected a size at the end",
            "m.toml:5 unreadable-definition: the field t.b should be a string, not a number",
        ]
    );
    assert_eq!(
        found("[tables.t]\nprimary_key = \"id\"\n"),
        ["m.toml:4 unreadable-definition: the primary key of t should be a list, not a string"]
    );
    assert_eq!(
        found("[loose]\nnot_nulls = [\"x\"]\n"),
        ["m.toml:4 unreadable-definition: not_nulls: expected `.` at the end"]
    );
    let syntax = found("[tables.t\n");
    assert!(syntax[0].starts_with("m.toml:3 unreadable-definition: "), "{syntax:?}");
    assert_eq!(
        found("[areas]\nVisits = [\"visit*\", 1]\n"),
        ["m.toml:4 unreadable-definition: a table of an area should be a string, not a number"]
    );
    assert_eq!(found("[tables.t.indexes]\ni = { unique = true }\n").len(), 1);
}

/// The whole line, and below it what is wrong.
#[test]
fn errors_show_their_line_and_place() {
    let shown = |bytes: &[u8]| {
        let mut diagnostics = Vec::new();
        read("m.toml", bytes, &mut diagnostics);
        let found = diagnostics.first().unwrap();
        let row = found.row.clone().unwrap();
        match &found.mark {
            Some(Mark::Bytes(at)) => {
                format!("{}: {}[{}]{}", found.origin, &row[..at.start], &row[at.clone()], &row[at.end..])
            }
            mark => panic!("{mark:?}"),
        }
    };
    let head = "model = 'm'\nversion = '1'\n[tables.t.fields]\n";
    let in_field = |line: &str| shown(format!("{head}{line}").as_bytes());
    assert_eq!(shown(b"model = 'm'\nversion = 1.0 # x\n"), "m.toml:2: version = [1.0] # x");
    assert_eq!(in_field("a = \"integer nut\" # x\r\n"), "m.toml:4: a = \"integer [nut]\" # x");
    assert_eq!(in_field("a = \"string(1\"\n"), "m.toml:4: a = \"string(1[]\"");
    assert_eq!(in_field("a = \"x \\\"y\"\n"), "m.toml:4: a = [\"x \\\"y\"]");
    assert_eq!(in_field("a = \"\"\"\ninteger\n nut\n\"\"\"\n"), "m.toml:6:  [nut]");
    assert_eq!(in_field("a = { is = \"date\", lable = 'x' }\n"), "m.toml:4: a = { is = \"date\", [lable] = 'x' }");
    assert_eq!(in_field("[tables.u\n"), "m.toml:4: [tables.u[]");
    assert_eq!(in_field("[tables.u]\nprimary_key = [\n 1,\n]\n"), "m.toml:6:  [1],");
    assert_eq!(shown(b"model = 'm'\nlabel = '\xff'\n"), "m.toml:2: label = '[\u{fffd}]'");
}

#[test]
fn unknown_keys_are_told_and_ignored() {
    assert_eq!(
        findings("model = \"m\"\nversion = \"1\"\n[tables.t]\ndescripton = \"x\"\n[arias]\nx = 1\n"),
        [
            "m.toml:5 unknown-key: the key `arias` means nothing here; it is ignored (did you mean `areas`?)",
            "m.toml:4 unknown-key: the key `descripton` means nothing here; it is ignored (did you mean `description`?)",
        ]
    );
}

#[test]
fn other_toml_is_no_definition() {
    assert!(matches!(read_text("[package]\nname = \"x\"\n"), (None, found) if found.is_empty()));
    assert!(read("x.toml", b"model = \"a\xff\"", &mut Vec::new()).is_none());
}

proptest! {
    #[test]
    fn reading_what_was_written_gives_the_same_model(mut model in arbitrary::model()) {
        normal::normalise(&mut model);
        let text = write(&model);
        let (read, diagnostics) = read_text(&text);
        prop_assert_eq!(&diagnostics, &[], "{}", text);
        prop_assert_eq!(read.as_ref(), Some(&model), "{}", text);
    }
}

#[test]
fn only_what_has_no_table_or_no_room_is_loose() {
    let text = example().replace(
        "\n\n[[renamings]]",
        "\n\n[loose]\nreferences = [\n  \"person.x -> site.code\",\n  \"gone.x -> site.code\",\n]\n\n[[renamings]]",
    );
    let model = read_text(&text).0.unwrap();
    let mut shuffled = model.clone();
    shuffled.primary_keys.reverse();
    shuffled.not_nulls.reverse();
    let (table, loose) = write(&model).split_once("\n[loose]\n").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    assert_eq!(loose, "references = [\n  \"gone.x -> site.code\",\n]\n");
    assert!(table.contains("references = [\n  \"x -> site.code\",\n]\n"), "{table}");
    assert_eq!(write(&shuffled), write(&model), "order does not matter");
}

#[test]
fn composite_references_actions_checks_and_values_are_written() {
    let text = "model = \"m\"\nversion = \"1\"\n\n[tables.k]\nprimary_key = [\"a\", \"b\"]\n\n[tables.k.fields]\n\
        a = \"integer\"\nb = \"integer\"\n\n[tables.t]\nreferences = [\n  \
        \"(x, y) -> k (a, b) as fk on delete cascade on update set null\",\n]\n\n[tables.t.fields]\n\
        x = \"integer\"\ny = { is = \"integer\", values = [\"1\", \"2\"] }\n\
        z = \"integer -> t.z on delete no action\"\n\n[tables.t.checks]\nck_x = \"x > 0\"\n";
    let model = read_text(text).0.unwrap();
    assert_eq!(write(&model), text.replace(" on delete no action", ""));
    assert_eq!(read_text(&write(&model)).0.unwrap(), model);
}
