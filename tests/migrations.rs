//! Migrations between the versions of the catalog on every engine at hand.
//!
//! Each change tries the pairs of neighbouring versions, up and down, that differ in a way no pair before them did, and a
//! few distant pairs. `DMSA_EXHAUSTIVE=1` tries all ordered pairs of versions of each model.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

use dmsa::diff::{ChangeKind, Diff, between};
use dmsa::migrate::{Allow, StepKind};
use dmsa::model::Model;
use dmsa::schema::Schema;
use dmsa::source::{SourceFile, directory};
use dmsa_proof::engine::{Engine, Run, mariadb, postgresql, sqlite};
use dmsa_proof::generate;
use dmsa_proof::migration::{Journey, differences, how};
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, TestCaseError, TestError, TestRng, TestRunner};
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Ordered pairs of versions of one model.
fn pairs(models: &[Model]) -> Vec<(&Model, &Model)> {
    let exhaustive = dmsa_needs::exhaustive();
    let mut pairs = Vec::new();
    for versions in models.chunk_by(|a, b| a.name == b.name) {
        for (i, before) in versions.iter().enumerate() {
            for (j, after) in versions.iter().enumerate() {
                let far = (i * 7 + j) % 251 == 0 || (i, j) == (0, versions.len() - 1);
                if i != j && (exhaustive || i.abs_diff(j) == 1 || far) {
                    pairs.push((before, after));
                }
            }
        }
    }
    if exhaustive {
        return pairs;
    }
    let mut seen = BTreeSet::new();
    pairs.retain(|(before, after)| {
        let others = between(models, before, after);
        let shapes = Diff::new(&Schema::new(before), &Schema::new(after), &others)
            .changes
            .into_iter()
            .map(|change| shape(&change.kind));
        let new: Vec<String> = shapes.filter(|shape| !seen.contains(shape)).collect();
        let is_new = !new.is_empty();
        seen.extend(new);
        is_new
    });
    pairs
}

/// What kind of change it is, with the types where these change.
fn shape(kind: &ChangeKind) -> String {
    match kind {
        ChangeKind::TypeChanged { before, after, .. } => {
            let word = |text: &str| text.split('(').next().unwrap_or_default().to_owned();
            format!("{} to {}", word(before), word(after))
        }
        ChangeKind::FieldAdded(facts) => format!("field added, not null: {}", facts.not_null),
        ChangeKind::ObjectAdded(object) => format!("added {}", object.kind_name()),
        ChangeKind::ObjectRemoved(object) => format!("removed {}", object.kind_name()),
        ChangeKind::ObjectRenamed { object, .. } => format!("renamed {}", object.kind_name()),
        ChangeKind::ObjectChanged { after, .. } => format!("changed {}", after.kind_name()),
        ChangeKind::Reworded { .. } => "wording".to_owned(),
        ChangeKind::RequiredChanged { .. } | ChangeKind::AllowedValuesChanged { .. } => "requirement".to_owned(),
        other => format!("{other:?}").split([' ', '(']).next().unwrap_or_default().to_owned(),
    }
}

/// Proves the pairs, two at a time, and tells of all that fail.
fn every_pair(engine: Option<&'static dyn Engine>) {
    let Some(engine) = engine else { return };
    let catalog = dmsa::source::embedded::catalog();
    let pairs = pairs(&catalog.models);
    assert!(pairs.len() > 10, "only {} pairs", pairs.len());
    let (next, rows) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let failures = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((before, after)) = pairs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    match Journey::new(&catalog.models, before, after).prove(engine) {
                        Ok(count) => _ = rows.fetch_add(count, Ordering::Relaxed),
                        Err(reason) => {
                            let failure = format!("{} {} → {}: {reason}", before.name, before.version, after.version);
                            failures.lock().expect("no thread panics").push(failure);
                        }
                    }
                }
            });
        }
    });
    let mut failures = failures.into_inner().expect("no thread panics");
    failures.sort();
    assert!(failures.is_empty(), "{} of {} pairs fail:\n{}", failures.len(), pairs.len(), failures.join("\n\n"));
    println!("{}: {} pairs, {} rows kept", engine.dialect_name(), pairs.len(), rows.load(Ordering::Relaxed));
}

#[test]
fn versions_migrate_on_postgresql() {
    every_pair(postgresql());
}

#[test]
fn versions_migrate_on_mariadb() {
    every_pair(mariadb());
}

#[test]
fn versions_migrate_on_sqlite() {
    every_pair(sqlite());
}

const BEFORE: &str = r#"
model = "clinic"
version = "1.0.0"
[tables.person]
primary_key = { pk_person = ["person_id"] }
uniques = { uq_person_code = ["code"] }
indexes = { ix_born = ["born"], ix_sex = ["sex"] }
[tables.person.fields]
person_id = "integer not null"
code = "string(10) not null"
born = "date"
sex = "string(10)"
weight = "number(5, 1)"
alive = "boolean"
note = "text"
[tables.stay]
primary_key = { pk_stay = ["stay_id"] }
[tables.stay.fields]
stay_id = "integer not null"
person_id = "integer not null -> person.person_id as fk_stay_person"
person_code = "string(10) -> person.code as fk_stay_code"
[tables.gone.fields]
x = "integer"
"#;

const AFTER: &str = r#"
model = "clinic"
version = "2.0.0"
[tables.person]
primary_key = { pk_person = ["person_id"] }
uniques = { uq_code = ["code"] }
indexes = { ix_birth = ["birth_date"], ix_sex = ["sex", "born_in"], ix_note = ["weight"] }
[tables.person.fields]
person_id = "biginteger not null"
code = "string(20) not null"
birth_date = "datetime not null"
sex = "integer"
weight = "number(8, 1) not null"
alive = "string(5)"
born_in = "string(30) not null"
[tables.visit]
primary_key = { pk_visit = ["visit_id", "person_id"] }
[tables.visit.fields]
visit_id = "integer not null"
person_id = "biginteger not null -> person.person_id as fk_visit_person"
person_code = "string(20) -> person.code as fk_stay_code"
[tables.new]
primary_key = { pk_new = ["new_id"] }
[tables.new.fields]
new_id = "integer not null"
person_id = "biginteger -> person.person_id as fk_new_person"
[[renamings]]
from = "v1"
fields = ["stay -> visit", "stay.stay_id -> visit.visit_id", "person.born -> person.birth_date"]
"#;

fn model(text: &str) -> Model {
    let file = SourceFile { path: "m.toml".into(), bytes: text.into() };
    let loaded = directory::read_files(&[file]);
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    loaded.catalog.models.into_iter().next().expect("a definition")
}

fn engines() -> Vec<&'static dyn Engine> {
    [postgresql(), sqlite(), mariadb()].into_iter().flatten().collect()
}

#[test]
fn every_kind_of_change_is_made_up_and_down() {
    let (before, after) = (model(BEFORE), model(AFTER));
    for engine in engines() {
        for (from, to) in [(&before, &after), (&after, &before)] {
            if let Err(reason) = Journey::new(&[], from, to).prove(engine) {
                let script = Journey::new(&[], from, to).migration(engine).expect("a script").text();
                panic!("{} {} → {}: {reason}\n{script}", engine.dialect_name(), from.version, to.version);
            }
        }
    }
}

/// Each statement of the script is where somebody pulls the plug; then it is run again.
#[test]
fn a_script_that_stopped_goes_on_where_each_statement_is_final() {
    let Some(engine) = mariadb() else { return };
    let (before, after) = (model(BEFORE), model(AFTER));
    for (from, to) in [(&before, &after), (&after, &before)] {
        let journey = Journey::new(&[], from, to);
        let migration = journey.migration(engine).expect("a script");
        let expected = journey.expected(engine).expect("a database");
        let statements: Vec<&str> =
            migration.steps.iter().flat_map(|step| &step.statements).map(|sql| sql.text.as_str()).collect();
        for cut in 0..=statements.len() {
            // What only prepares a statement changes nothing.
            let prepares = |sql: &&str| sql.starts_with("PREPARE") || sql.starts_with("SET @");
            if cut > 0 && statements.get(cut - 1).is_some_and(prepares) {
                continue;
            }
            let trial = journey.start(engine, true).expect("a database");
            let part: String = statements[..cut].iter().map(|sql| format!("{sql};\n")).collect();
            trial.database().run(&part, Run::Plain).expect("the first part runs");
            if let Err(reason) = trial.database().run(&migration.text(), Run::Plain) {
                panic!("cut after {cut} statements, the script fails: {reason}\n{part}");
            }
            let found = trial.database().read(None).expect("a catalog");
            let problems = differences(found, expected.clone());
            assert!(problems.is_empty(), "cut after {cut} statements: {}\n{part}", problems.join("\n"));
        }
    }
}

/// A step that could be left out unnoticed would be one that is not proven.
#[test]
fn no_step_can_be_left_out() {
    let Some(engine) = postgresql() else { return };
    let (before, after) = (model(BEFORE), model(AFTER));
    let journey = Journey::new(&[], &before, &after);
    let migration = journey.migration(engine).expect("a script");
    let expected = journey.expected(engine).expect("a database");
    let kept: Vec<usize> = (0..migration.steps.len())
        .filter(|at| {
            let kind = migration.steps[*at].kind;
            // Values that are there and fit need no update.
            !matches!(kind, StepKind::Frame | StepKind::Check | StepKind::History | StepKind::UpdateData)
        })
        .collect();
    assert!(kept.len() > 15);
    for left_out in kept {
        let mut mutant = migration.clone();
        let step = mutant.steps.remove(left_out);
        let trial = journey.start(engine, true).expect("a database");
        let survived = trial.database().run(&mutant.text(), how(&mutant)).is_ok()
            && differences(trial.database().read(None).expect("a catalog"), expected.clone()).is_empty();
        assert!(!survived, "nobody notices that this is left out: {:?}", step.statements);
    }
}

/// Without leave, the script keeps what is gone, and stops before its first change where rows stand against it.
#[test]
fn nothing_is_lost_unasked() {
    let (before, after) = (model(BEFORE), model(AFTER));
    for engine in engines() {
        let journey = Journey::new(&[], &before, &after).allowing(&[]);
        let migration = journey.migration(engine).expect("a script");
        let trial = journey.start(engine, true).expect("a database");
        let untouched = trial.database().read(None).expect("a catalog");
        let reason = trial.database().run(&migration.text(), how(&migration)).expect_err("rows stand against it");
        assert!(reason.contains("rows: "), "{}: {reason}", engine.dialect_name());
        if engine.dialect_name() == "sqlite" {
            trial.database().run("ROLLBACK", Run::Plain).expect("a transaction is open");
        }
        let found = trial.database().read(None).expect("a catalog");
        assert_eq!(found, untouched, "{}", engine.dialect_name());

        let journey = Journey::new(&[], &before, &after).allowing(&[Allow::Fill, Allow::Retype]);
        let migration = journey.migration(engine).expect("a script");
        let trial = journey.start(engine, true).expect("a database");
        if let Err(reason) = trial.database().run(&migration.text(), how(&migration)) {
            panic!("{}: {reason}\n{}", engine.dialect_name(), migration.text());
        }
        let found = trial.database().read(None).expect("a catalog");
        assert!(found.tables.contains_key("gone"), "{}", engine.dialect_name());
        assert!(found.tables["person"].columns.iter().any(|column| column.name == "note" && !column.not_null));
        let noted = migration.diagnostics().iter().filter(|found| found.code.name == "kept").count();
        assert_eq!(noted, 2, "{:?}", migration.diagnostics());
    }
}

/// Any definition becomes any other.
fn random_pairs(engine: Option<&'static dyn Engine>, cases: u32) {
    let Some(engine) = engine else { return };
    let config = Config { cases, max_shrink_iters: 300, failure_persistence: None, ..Config::default() };
    let seed = TestRng::deterministic_rng(config.rng_algorithm);
    let mut runner = TestRunner::new_with_rng(config, seed);
    let definitions = (vec(any::<u8>(), 0..200), vec(any::<u8>(), 0..200));
    let result = runner.run(&definitions, |(a, b)| {
        let (mut before, mut after) = (generate::model(&a), generate::model(&b));
        (before.version, after.version) = ("1".into(), "2".into());
        let trial = || -> Result<(), String> {
            let journey = Journey::new(&[], &before, &after);
            let trial = journey.start(engine, false)?;
            let migration = journey.migration(engine)?;
            let run = trial.database().run(&migration.text(), how(&migration));
            run.map_err(|reason| format!("{reason}\n{}", migration.text()))?;
            let problems = differences(trial.database().read(None)?, journey.expected(engine)?);
            if problems.is_empty() { Ok(()) } else { Err(format!("{}\n{}", problems.join("\n"), migration.text())) }
        };
        trial().map_err(|reason| {
            let texts = [&before, &after].map(dmsa::source::toml::write).join("\n----\n");
            TestCaseError::fail(format!("{reason}\n{texts}"))
        })
    });
    match result {
        Ok(()) => {}
        Err(TestError::Fail(reason, _)) => panic!("{reason}"),
        Err(abort) => panic!("{abort}"),
    }
}

#[test]
fn any_definition_becomes_any_other_on_sqlite() {
    random_pairs(sqlite(), 300);
}

#[test]
fn any_definition_becomes_any_other_on_postgresql() {
    random_pairs(postgresql(), 25);
}
