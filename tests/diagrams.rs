//! Diagrams as text, handed to the tools they are for: Graphviz, PlantUML, the parsers of Mermaid and DBML, ERAlchemy.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

use dmsa::diagram::{self, Detail, Hubs, Options, plane};
use dmsa::model::{Field, Model, Reference, Table};
use dmsa::source::embedded;
use dmsa_proof::engine::guard::feed;
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
    },
}

/// The latest version of each model, and one with names that formats may stumble over.
fn models() -> Vec<Model> {
    let mut latest: BTreeMap<&str, Model> = BTreeMap::new();
    for entry in embedded::entries() {
        latest.insert(entry.name, embedded::find(entry.name, entry.version).expect("it is in the catalog"));
    }
    let names =
        ["a \"b\"", "c'd", "e\\f", "g{h}", "[i]", "j|k", "l<m>", "n&o", "#p", "order", "9q", "ä", "r`s`", "-", "->"];
    let field = |name: &&str| Field { name: (*name).into(), ..Field::default() };
    let table =
        |name: &&str| Table { name: (*name).into(), fields: names.iter().map(field).collect(), ..Table::default() };
    let reference = |pair: &[&str]| Reference::single("", (pair[0], pair[0]), (pair[1], pair[1]));
    let odd = Model {
        name: "odd".into(),
        label: "An \"odd\" {model} 'of' names".into(),
        tables: names.iter().map(table).collect(),
        references: names.windows(2).map(reference).collect(),
        ..Model::default()
    };
    latest.into_values().chain([odd]).collect()
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
            documents.push(Document {
                format,
                text,
                expected: Answer::Understood { tables: plane.tables.len(), lines },
            });
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
        Answer::Understood { tables: read.matches("[label=<<").count(), lines: read.matches("arrowtail=").count() }
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
