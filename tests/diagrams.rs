//! Diagrams as text, handed to the tools they are for: Graphviz, PlantUML, the parsers of Mermaid and DBML, ERAlchemy.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

use dmsa::check;
use dmsa::diagnostic::Severity;
use dmsa::diagram::{self, Detail, Hubs, Options, plane};
use dmsa::model::{Field, Model, Reference, Table};
use dmsa::source::embedded;
use dmsa_proof::engine::guard::feed;
use dmsa_proof::engine::{Run, postgresql};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// What a tool is given.
#[derive(Debug, Serialize)]
struct Document {
    format: &'static str,
    text: String,
    #[serde(skip)]
    expected: Answer,
}

/// What a tool makes of it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Answer {
    Error(String),
    #[serde(untagged)]
    Understood {
        tables: usize,
        lines: usize,
        /// The names of the tables in the order of the alphabet, of tools whose language can hold any name.
        names: Option<Vec<String>>,
    },
}

/// Names that tools could take for more than names: for code, files to read, formatted text, or the end of a name.
const HOSTILE: &[&str] = &[
    "a \"b\"",
    "c'd",
    "e\\f",
    "g{h}",
    "[i]",
    "j|k",
    "l<m>",
    "n&o",
    "#p",
    "order",
    "9q",
    "ä",
    "r`s`",
    "-",
    "->",
    "%getenv('ATTACK_SECRET')",
    "%load_json('inc.txt')",
    "!include inc.txt",
    "!$x = %getenv('ATTACK_SECRET')",
    "' /' comment",
    "%%{init: {'theme': 'dark'}}%%",
    "%% comment",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "<$sprite>",
    "<img:inc.txt>",
    "[[http://example.org link]]",
    "**bold** __under__ //slanted//",
    "@enduml",
    "--",
    "==",
    "..",
    "__",
    "x]>; y [image=\"inc.txt\"",
    "\\N \\G \\",
    "&lt;u&gt; &#65;",
    "#35; #lt;",
    "} Table z {",
    "$date",
    "~!x",
];

fn odd() -> Model {
    let field = |name: &&str| Field { name: (*name).into(), ..Field::default() };
    let table =
        |name: &&str| Table { name: (*name).into(), fields: HOSTILE.iter().map(field).collect(), ..Table::default() };
    let reference = |pair: &[&str]| Reference::single("", (pair[0], pair[0]), (pair[1], pair[1]));
    Model {
        name: "odd".into(),
        label: format!("An \"odd\" {{model}} 'of' names\n!include inc.txt\u{2028}[x] {}", HOSTILE.join(" ")),
        tables: HOSTILE.iter().map(table).collect(),
        references: HOSTILE.windows(2).map(reference).collect(),
        ..Model::default()
    }
}

/// The latest version of each model, and one with hostile names.
fn models() -> Vec<Model> {
    let mut latest: BTreeMap<&str, Model> = BTreeMap::new();
    for entry in embedded::entries() {
        latest.insert(entry.name, embedded::find(entry.name, entry.version).expect("it is in the catalog"));
    }
    latest.into_values().chain([odd()]).collect()
}

/// Each model with every field, once for each format.
fn documents(formats: &[&'static str]) -> Vec<Document> {
    let options = Options { detail: Detail::All, ..Options::default() };
    let mut documents = Vec::new();
    for model in models() {
        for &format in formats {
            let written = diagram::find(format).expect("a format").render(&model, &options).expect("it can be drawn");
            let text = String::from_utf8(written).expect("text");
            // DBML and er have no marks: they hold each reference.
            let hubs = if matches!(format, "dbml" | "er") { Hubs::Draw } else { Hubs::Fold };
            let plane = plane(&model, &Options { hubs, ..options.clone() }).expect("it can be drawn");
            // DBML has no references to fields that do not exist.
            let unsayable = text.matches("// Left out: ").count();
            let lines = plane.lines.len() - unsayable;
            let names = matches!(format, "mmd" | "dbml").then(|| {
                let mut names: Vec<String> = plane.tables.iter().map(|table| table.name.clone()).collect();
                names.sort_unstable();
                names
            });
            let expected = Answer::Understood { tables: plane.tables.len(), lines, names };
            documents.push(Document { format, text, expected });
        }
    }
    documents
}

/// Broken texts: a tool that takes these proves nothing.
fn broken(format: &'static str, text: &str) -> Document {
    Document { format, text: text.to_owned(), expected: Answer::Error(String::new()) }
}

fn judge(documents: &[Document], answers: &[Answer]) {
    assert_eq!(documents.len(), answers.len());
    for (document, answer) in documents.iter().zip(answers) {
        match (&document.expected, answer) {
            (Answer::Error(_), Answer::Error(_)) => {}
            (expected, answer) => assert_eq!(expected, answer, "{}:\n{}", document.format, document.text),
        }
    }
}

/// Where `scripts/install-diagram-tools` puts them.
fn tools() -> Option<PathBuf> {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "..", "target", "diagram-tools"].iter().collect();
    if folder.join("complete").is_file() {
        return Some(folder.canonicalize().expect("a folder"));
    }
    dmsa_needs::skipped(
        "the tools of diagrams are not installed (scripts/install-diagram-tools), so NOTHING was parsed",
    );
    None
}

fn ask(program: &str, script: &str, documents: &[Document]) {
    let Some(folder) = tools() else { return };
    let script: PathBuf = [env!("CARGO_MANIFEST_DIR"), "diagrams", script].iter().collect();
    let mut command = Command::new(folder.join("python/bin").join(program));
    command.arg(script).current_dir(&folder);
    let input = serde_json::to_string(documents).expect("strings");
    let output = feed(&mut command, &input).expect("the tool runs");
    let answers: Vec<Answer> = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    judge(documents, &answers);
}

#[test]
fn mermaid_and_dbml_are_understood_by_their_parsers() {
    let mut documents = documents(&["mmd", "dbml"]);
    documents.push(broken("mmd", "erDiagram\n a ||--|| \n"));
    documents.push(broken("dbml", "Table x {"));
    ask("node", "parse.mjs", &documents);
}

/// DBML builds the tables elsewhere: its own tool makes SQL of it, which the database runs. Definitions with errors are left out,
/// as a database refuses what is wrong in them.
#[test]
fn dbml_leads_to_tables_in_postgresql() {
    let (Some(folder), Some(engine)) = (tools(), postgresql()) else { return };
    let script: PathBuf = [env!("CARGO_MANIFEST_DIR"), "diagrams", "export.mjs"].iter().collect();
    let dbml = diagram::find("dbml").expect("a format");
    let is_sound =
        |model: &Model| check::model(model, dmsa::dialect::USUAL).iter().all(|found| found.severity != Severity::Error);
    let published = models().into_iter().filter(|model| embedded::find(&model.name, "latest").is_ok());
    let mut count = 0;
    for model in published.filter(is_sound) {
        let text = dbml.render(&model, &Options::default()).expect("it can be drawn");
        let mut command = Command::new(folder.join("python/bin/node"));
        command.arg(&script).current_dir(&folder);
        let sql = feed(&mut command, &String::from_utf8(text).expect("text")).expect("the tool runs");
        assert!(sql.status.success(), "{}: {}", model.name, String::from_utf8_lossy(&sql.stderr));
        let database = engine.database("dbml");
        let sql = String::from_utf8(sql.stdout).expect("text");
        database.run(&sql, Run::OneTransaction).unwrap_or_else(|why| panic!("{}: {why}", model.name));
        for (what, expected) in [
            ("tables WHERE table_schema = 'public'", model.tables.len()),
            (
                "table_constraints WHERE table_schema = 'public' AND constraint_type = 'FOREIGN KEY'",
                model.references.len(),
            ),
            (
                "table_constraints WHERE table_schema = 'public' AND constraint_type = 'PRIMARY KEY'",
                model.primary_keys.len(),
            ),
        ] {
            let found = database.value(&format!("SELECT count(*) FROM information_schema.{what}")).expect("a number");
            assert_eq!(found, expected.to_string(), "{}: {what}", model.name);
        }
        count += 1;
    }
    assert!(count > 2, "only {count} definitions are sound");
}

#[test]
fn er_is_understood_by_eralchemy() {
    let mut documents = documents(&["er"]);
    documents.push(broken("er", "[a]\nid\n\na *--1 \n=\n"));
    ask("python", "er.py", &documents);
}

/// Whether a program of the system is there.
fn has(program: &str, argument: &str) -> bool {
    let there = Command::new(program).arg(argument).output().is_ok_and(|output| output.status.success());
    if !there {
        dmsa_needs::skipped(&format!("{program} is not installed, so a test checked NOTHING"));
    }
    there
}

#[test]
fn dot_is_understood_by_graphviz() {
    if !has("nop", "-?") {
        return;
    }
    let mut documents = documents(&["dot"]);
    documents.push(broken("dot", "digraph { a -> }"));
    let answer = |document: &Document| {
        // Its own reader, without the layout, writes what it read.
        let output = match feed(&mut Command::new("nop"), &document.text) {
            Ok(output) if output.stderr.is_empty() => output,
            Ok(output) => return Answer::Error(String::from_utf8_lossy(&output.stderr).into_owned()),
            Err(message) => return Answer::Error(message),
        };
        let read = String::from_utf8_lossy(&output.stdout);
        Answer::Understood {
            tables: read.matches("[label=<<").count(),
            lines: read.matches("arrowtail=").count(),
            names: None,
        }
    };
    let answers: Vec<Answer> = documents.iter().map(answer).collect();
    judge(&documents, &answers);
}

#[test]
fn puml_is_understood_by_plantuml() {
    if !has("plantuml", "-version") {
        return;
    }
    let documents = documents(&["puml"]);
    let folder = tempfile::tempdir().expect("a folder");
    for (number, document) in documents.iter().enumerate() {
        fs::write(folder.path().join(format!("{number}.puml")), &document.text).expect("a file");
    }
    let check = |pattern: &str| {
        let output = Command::new("plantuml").arg("-checkonly").arg(folder.path().join(pattern)).output();
        let output = output.expect("plantuml runs");
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    assert_eq!(check("*.puml"), (true, String::new()));
    fs::write(folder.path().join("broken.puml"), "@startuml\nentity a {\n@enduml\n").expect("a file");
    assert!(!check("broken.puml").0, "it takes anything");
}

/// The texts of an SVG file, each as a reader sees it.
fn texts_of_svg(svg: &str) -> Vec<String> {
    let inner = svg.split("<text").skip(1).filter_map(|rest| rest.split_once('>')?.1.split_once("</text>"));
    inner.map(|(text, _)| decoded(text)).collect()
}

/// Text without XML's escapes, and with plain spaces.
fn decoded(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let (name, after) = after.split_once(';').expect("an escape ends");
        let number = name.strip_prefix("#x").map(|hex| u32::from_str_radix(hex, 16));
        let number = number.or_else(|| name.strip_prefix('#').map(str::parse));
        out.push(match (name, number) {
            (_, Some(number)) => char::from_u32(number.expect("a number")).expect("a character"),
            ("lt", _) => '<',
            ("gt", _) => '>',
            ("quot", _) => '"',
            ("amp", _) => '&',
            ("apos", _) => '\'',
            _ => panic!("&{name};"),
        });
        rest = after;
    }
    out.push_str(rest);
    out.replace('\u{a0}', " ")
}

/// Draws the hostile names by a tool and looks at what came out: each name as it is, and nothing of what they ask for.
fn names_stay_names(svg: &str, named: impl Fn(&[String], &str) -> bool) {
    let texts = texts_of_svg(svg);
    for name in HOSTILE {
        assert!(named(&texts, name), "{name} is not in {texts:#?}");
    }
    assert!(texts.iter().all(|text| !text.contains("STOLEN")), "{texts:#?}");
    for element in ["<image", "<a ", "<script"] {
        assert!(!svg.contains(element), "{element} in {svg}");
    }
}

/// The folder that the hostile names want to read from.
fn folder_with_a_secret() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("inc.txt"), "STOLEN").expect("a file");
    folder
}

fn drawn_as(format: &str) -> String {
    let options = Options { detail: Detail::All, ..Options::default() };
    let written = diagram::find(format).expect("a format").render(&odd(), &options).expect("it can be drawn");
    String::from_utf8(written).expect("text")
}

#[test]
fn plantuml_runs_nothing_that_names_ask_for() {
    if !has("plantuml", "-version") {
        return;
    }
    let folder = folder_with_a_secret();
    let file = folder.path().join("odd.puml");
    let draw = |text: &str| {
        fs::write(&file, text).expect("a file");
        let mut command = Command::new("plantuml");
        command.args(["-tsvg", "odd.puml"]).env("ATTACK_SECRET", "STOLEN").current_dir(folder.path());
        assert!(command.status().expect("plantuml runs").success(), "{text}");
        fs::read_to_string(folder.path().join("odd.svg")).expect("a picture")
    };
    let svg = draw(&drawn_as("puml"));
    // A row is the name, a colon and the type.
    names_stay_names(&svg, |texts, name| {
        let row = |text: &String| text.split_once(" : ").map_or(text.as_str(), |(row, _)| row) == name;
        texts.iter().any(row)
    });
    let stolen = draw("@startuml\nentity a {\n%getenv('ATTACK_SECRET')\n}\n@enduml\n");
    assert!(texts_of_svg(&stolen).iter().any(|text| text == "STOLEN"), "this PlantUML steals nothing");
}

#[test]
fn graphviz_runs_nothing_that_names_ask_for() {
    if !has("nop", "-?") {
        return;
    }
    let folder = folder_with_a_secret();
    let mut command = Command::new("dot");
    let output = feed(command.arg("-Tsvg").current_dir(folder.path()), &drawn_as("dot")).expect("dot runs");
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    names_stay_names(&String::from_utf8_lossy(&output.stdout), |texts, name| texts.iter().any(|text| text == name));
}
