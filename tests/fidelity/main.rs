//! Line for line, the scripts are those of dmsa 0.7.1, but for the corrections of `docs/differences.md`.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

mod context;
mod corrections;
mod diff;
mod edits;
mod explain;
mod history;
mod script;
mod tampered;

use context::Context;
use corrections::CORRECTIONS;
use dmsa::ddl::{Elements, Operation, Options, Scripts};
use dmsa::model::Model;
use dmsa::source::directory;
use dmsa_needs::shared;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn folders(path: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.file_stem().expect("a name").to_string_lossy().into_owned()
}

fn folder_name(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}

/// The fields of each definition that stand in a row with a cell too many or an open quote, or after it: a reader of
/// 0.7's time gave up there.
fn lost_fields(data_models: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let loaded = directory::read(&[data_models]).expect("the definitions can be read");
    let mut lost: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for note in loaded.diagnostics.iter().filter(|note| ["malformed-row", "unclosed-quote"].contains(&note.code.name)) {
        for model in &loaded.catalog.models {
            for table in &model.tables {
                let in_or_after = |field: &&dmsa::model::Field| {
                    field.origin.file() == note.origin.file() && field.origin.line() >= note.origin.line()
                };
                let fields = table.fields.iter().filter(in_or_after);
                let fields = fields.map(|field| format!("{}.{}", table.name, field.name));
                lost.entry(format!("{} {}", model.name, model.version)).or_default().extend(fields);
            }
        }
    }
    lost
}

struct Totals {
    files: usize,
    counts: BTreeMap<&'static str, usize>,
    failures: Vec<String>,
}

impl Totals {
    /// Compares all scripts of one model and dialect.
    fn compare(&mut self, model: &Model, folder: &Path, lost: &BTreeSet<String>) {
        let dialect = dmsa::dialect::find(&folder_name(folder)).expect("a dialect");
        let options = Options { revision: "1.0.4-beta".to_owned(), ..Options::default() };
        let scripts = Scripts::new(model, dialect, &options).expect("the model can be planned");
        let create = scripts.script(Operation::Ddl, Elements::ALL).expect("a script").into_text();
        let create = script::parse_new(&create, scripts.diagnostics());
        for file in folders(folder) {
            let name = name(&file);
            let (operation, part) = name.split_once('_').unwrap_or((&name, "all"));
            let operation = Operation::ALL.into_iter().find(|it| it.name() == operation).expect("an operation");
            let elements = Elements::named(part).expect("elements");
            let new = scripts.script(operation, elements).expect("a script").into_text();
            let old = fs::read_to_string(&file).expect("a script");
            assert!(new.lines().all(|line| line.trim_end() == line), "blanks at the end of a line of {name}");
            let context = Context {
                model,
                dialect,
                operation,
                notes: scripts.diagnostics(),
                create: &create,
                lost,
                old: &script::parse(&old),
                new: &script::parse_new(&new, scripts.diagnostics()),
            };
            self.files += 1;
            match explain::explain(&context) {
                Ok(counts) => {
                    counts.into_iter().for_each(|(name, count)| *self.counts.entry(name).or_default() += count)
                }
                Err(problems) => {
                    let file = format!("{} {} {} {name}", model.name, model.version, dialect.name());
                    self.failures.extend(problems.into_iter().map(|problem| format!("{file}: {problem}")));
                }
            }
        }
    }
}

#[test]
fn every_difference_is_one_of_the_corrections() {
    let (Some(golden), Some(data_models)) = (shared("golden"), shared("data-models")) else { return };
    let lost = lost_fields(&data_models);
    let catalog = dmsa::source::embedded::catalog();
    let mut totals = Totals { files: 0, counts: BTreeMap::new(), failures: Vec::new() };
    for folder in folders(&golden) {
        for version in folders(&folder) {
            let (name, version_name) = (folder_name(&folder), folder_name(&version));
            let model = catalog.find(&name, &version_name).expect("a version of the catalog");
            let lost = lost.get(&format!("{name} {version_name}")).cloned().unwrap_or_default();
            for dialect in folders(&version) {
                totals.compare(model, &dialect, &lost);
            }
        }
    }
    println!("{} scripts compared; lines that differ, by correction:", totals.files);
    for correction in &CORRECTIONS {
        println!("{:8}  {}", totals.counts.get(correction.name).copied().unwrap_or_default(), correction.name);
    }
    assert!(totals.files > 0, "nothing was compared");
    let shown = totals.failures.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(totals.failures.is_empty(), "{} differences are not explained:\n{shown}", totals.failures.len());
}

#[test]
fn the_corrections_are_those_of_the_page() {
    let page: PathBuf = [env!("CARGO_MANIFEST_DIR"), "..", "docs", "differences.md"].iter().collect();
    let page = fs::read_to_string(page).expect("the page");
    let headings: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    assert_eq!(headings, CORRECTIONS.map_names());
}

/// The names of all corrections.
trait Names {
    fn map_names(&self) -> Vec<&'static str>;
}

impl Names for [corrections::Correction] {
    fn map_names(&self) -> Vec<&'static str> {
        self.iter().map(|correction| correction.name).collect()
    }
}
