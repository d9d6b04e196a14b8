//! Clean data passes; each rule broken once is found, on its line, and nothing else is. For the newest version of every
//! model of the catalog, and for definitions with what those do not have.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use dmsa::model::{Model, TypeKind};
use dmsa::source::{SourceFile, directory, embedded};
use dmsa_data::csv::write_cell;
use dmsa_data::result::{CheckReport, Severity, Verdict};
use dmsa_data::sample::Sample;
use dmsa_data::{Inputs, Options, Report, Rules, validate};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicU64;

const ROWS: u64 = 12;

/// The row that is changed, and its line: the header is line 1, and a row before it has a line end in a cell.
const ROW: usize = 6;

/// A submission in memory: header and rows of each table.
#[derive(Clone)]
struct Submission(Vec<Vec<Vec<Option<String>>>>);

impl Submission {
    fn new(rules: &Rules) -> Self {
        let sample = Sample::new(rules, 1, ROWS);
        let table = |table: usize| {
            let columns = rules.tables[table].columns.len();
            let row = |row| (0..columns).map(|column| sample.value(table, column, row)).collect();
            (0..sample.rows(table)).map(row).collect()
        };
        Self((0..rules.tables.len()).map(table).collect())
    }

    fn write(&self, rules: &Rules, folder: &Path, table: usize) {
        let mut text = String::new();
        let header: Vec<_> = rules.tables[table].columns.iter().map(|column| Some(column.name.clone())).collect();
        for row in [&header].into_iter().chain(&self.0[table]) {
            for (place, cell) in row.iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                write_cell(&mut text, cell.as_deref());
            }
            text.push('\n');
        }
        fs::write(folder.join(format!("{}.csv", rules.tables[table].name)), text).unwrap();
    }

    /// The line on which a row begins.
    fn line(&self, table: usize, row: usize) -> u64 {
        let ends = |cell: &Option<String>| cell.as_ref().map_or(0, |cell| cell.matches('\n').count() as u64);
        2 + self.0[table][..row].iter().map(|row| 1 + row.iter().map(ends).sum::<u64>()).sum::<u64>()
    }
}

fn run(rules: &Rules, folder: &Path) -> Report {
    let inputs = Inputs::find(&[folder.to_str().unwrap().to_owned()]).unwrap();
    validate(rules, &inputs, &Inputs::default(), &Options::default(), &AtomicU64::new(0)).unwrap()
}

/// What failed: check, table, field and lines.
fn failures(report: &Report) -> BTreeSet<(String, String, Option<String>, Vec<u64>)> {
    let is_impossible =
        |check: &&CheckReport| check.verdict == Verdict::NotChecked && check.severity == Severity::Warning;
    let wrong = |check: &&CheckReport| matches!(check.verdict, Verdict::Fail | Verdict::NotChecked);
    let failed = report.checks.iter().filter(wrong).filter(|check| !is_impossible(check));
    failed
        .map(|check| {
            let lines = check.samples.iter().map(|sample| sample.line).collect();
            (check.check.clone(), check.table.clone(), check.field.clone(), lines)
        })
        .collect()
}

fn newest() -> Vec<Model> {
    let names: BTreeSet<&str> = embedded::entries().iter().map(|entry| entry.name).collect();
    names.into_iter().map(|name| embedded::find(name, "latest").unwrap()).collect()
}

fn read(text: &str) -> Model {
    let file = SourceFile { path: "m.toml".into(), bytes: text.into() };
    directory::read_files(&[file]).catalog.models.remove(0)
}

/// What the catalog's newest versions do not have: circles, references to the same table, keys of references alone.
const CIRCLES: &str = r#"
model = "circles"
version = "1"
[tables.person]
primary_key = { pk = ["id"] }
[tables.person.fields]
id = "biginteger not null"
mother = "biginteger -> person.id as fk_mother"
home = "integer not null -> place.id as fk_home"
[tables.place]
primary_key = { pk_place = ["id"] }
[tables.place.fields]
id = "integer not null"
owner = "biginteger -> person.id as fk_owner"
code = "string(3) not null"
active = "boolean"
at = "time"
[tables.place.uniques]
uq_code = ["code"]
[tables.stay]
primary_key = { pk_stay = ["person", "place"] }
[tables.stay.fields]
person = "biginteger not null -> person.id as fk_p"
place = "integer not null -> place.id as fk_q"
amount = "number(8, 2)"
"#;

#[test]
fn clean_data_of_every_newest_version_passes() {
    for model in newest().iter().chain(&[read(CIRCLES)]) {
        let rules = Rules::new(model);
        let folder = tempfile::tempdir().unwrap();
        let submission = Submission::new(&rules);
        (0..rules.tables.len()).for_each(|table| submission.write(&rules, folder.path(), table));
        let report = run(&rules, folder.path());
        assert_eq!(failures(&report), BTreeSet::new(), "{} {}", model.name, model.version);
        assert_eq!(report.verdict, Verdict::Pass);
        assert!(report.rows() > 0);
        assert_eq!(report.failed_rows(), 0);
    }
}

#[test]
fn each_rule_broken_once_is_found_on_its_line_and_nothing_else() {
    let mut planted = 0;
    for model in newest().iter().chain(&[read(CIRCLES)]) {
        let rules = Rules::new(model);
        let folder = tempfile::tempdir().unwrap();
        let clean = Submission::new(&rules);
        (0..rules.tables.len()).for_each(|table| clean.write(&rules, folder.path(), table));
        let mut seen = BTreeSet::new();
        for (table, table_rules) in rules.tables.iter().enumerate() {
            if clean.0[table].len() <= ROW {
                continue;
            }
            // All faults of a table in one row each would hide one another: so one run for each kind.
            for fault in faults(&rules, table, &clean) {
                // Each kind of fault once a model; all of them in every table if `DMSA_EXHAUSTIVE` is set.
                if !seen.insert(fault.kind.clone()) && std::env::var_os("DMSA_EXHAUSTIVE").is_none() {
                    continue;
                }
                let mut dirty = clean.clone();
                dirty.0[table][ROW][fault.column] = fault.value;
                if let Some((from, column)) = fault.copy {
                    for column in column {
                        dirty.0[table][ROW][column] = dirty.0[table][from][column].clone();
                    }
                }
                dirty.write(&rules, folder.path(), table);
                let report = run(&rules, folder.path());
                let line = vec![dirty.line(table, ROW)];
                let expected =
                    BTreeSet::from([(fault.check.to_owned(), table_rules.name.clone(), Some(fault.field), line)]);
                let found = failures(&report);
                assert_eq!(found, expected, "{} {}", model.name, model.version);
                assert_eq!(report.failed_rows(), u64::from(fault.check != "required"));
                planted += 1;
            }
            clean.write(&rules, folder.path(), table);
        }
    }
    assert!(planted > 50, "{planted} faults were planted");
}

struct Fault {
    check: &'static str,
    /// Faults of one kind show the same.
    kind: String,
    field: String,
    column: usize,
    value: Option<String>,
    /// A row whose values of these columns are taken too.
    copy: Option<(usize, Vec<usize>)>,
}

/// Whether a column is in no key, refers to nothing and is not referred to: a fault there causes no other.
fn is_free(rules: &Rules, table: usize, column: usize) -> bool {
    let own = &rules.tables[table];
    let targets = rules.tables.iter().flat_map(|other| &other.references);
    let referred = targets
        .filter_map(|reference| reference.target.as_ref().ok())
        .any(|to| to.table == table && to.columns.contains(&column));
    let in_key = own.keys.iter().any(|key| key.columns.contains(&column));
    let refers = own.references.iter().any(|reference| reference.columns.contains(&column));
    !referred && !in_key && !refers
}

fn faults(rules: &Rules, table: usize, clean: &Submission) -> Vec<Fault> {
    let own = &rules.tables[table];
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    let mut add = |check: &'static str, column: usize, value: Option<&str>| {
        // One fault for each check and type of a table: others would show the same.
        if seen.insert((check, value.map(str::to_owned))) {
            let value = value.map(str::to_owned);
            let field = own.columns[column].name.clone();
            let sample = value.as_deref().filter(|_| check == "type").unwrap_or_default();
            let kind = format!("{check} {} {sample}", own.columns[column].data_type.kind.name());
            faults.push(Fault { check, kind, field, column, value, copy: None });
        }
    };
    for (place, column) in own.columns.iter().enumerate() {
        if let Some(max) = column.max_length()
            && is_free(rules, table, place)
        {
            add("length", place, Some(&"é".repeat(max as usize + 1)));
        }
        if !is_free(rules, table, place) {
            continue;
        }
        if column.not_null {
            add("not-null", place, None);
        } else if column.required {
            add("required", place, None);
        }
        let wrong: &[&str] = match column.data_type.kind {
            TypeKind::Integer => &["2147483648", "1.0", "one"],
            TypeKind::BigInteger => &["9223372036854775808", "1e3"],
            TypeKind::Number | TypeKind::Decimal => {
                &["1.123456789", "abc", "99999999999999999999999999999999999999999"]
            }
            TypeKind::Float => &["NaN", "1,5"],
            TypeKind::Date => &["2023-02-29", "01/02/2023", "2023-02-28 00:00:00"],
            TypeKind::DateTime | TypeKind::Timestamp => &["2023-02-28T10:00:00", "2023-02-28", "2023-02-28 25:00:00"],
            TypeKind::Time => &["24:00:00", "1:00"],
            TypeKind::Boolean => &["yes", "2"],
            _ => &[],
        };
        wrong.iter().for_each(|value| add("type", place, Some(value)));
    }
    let free_otherwise = |columns: &[usize]| {
        let targets = rules.tables.iter().flat_map(|other| &other.references);
        !targets
            .filter_map(|reference| reference.target.as_ref().ok())
            .any(|to| to.table == table && to.columns.iter().any(|column| columns.contains(column)))
    };
    for key in &own.keys {
        let once =
            own.keys.iter().filter(|other| other.columns.iter().any(|column| key.columns.contains(column))).count()
                == 1;
        if once && free_otherwise(&key.columns) {
            let column = key.columns[0];
            let value = clean.0[table][2][column].clone();
            let check = if key.primary { "primary-key" } else { "unique" };
            let copy = Some((2, key.columns.clone()));
            let kind = format!("{check} of {}", key.columns.len());
            faults.push(Fault { check, kind, field: own.names(&key.columns), column, value, copy });
        }
    }
    for reference in &own.references {
        let [column] = reference.columns[..] else { continue };
        let alone = own.references.iter().filter(|other| other.columns.contains(&column)).count() == 1;
        if alone && free_otherwise(&[column]) && reference.target.is_ok() {
            let value = Some(match own.columns[column].max_length() {
                Some(max) => "~".repeat(max.min(3) as usize),
                None => "77777".to_owned(),
            });
            let typed = own.columns[column].data_type.kind != TypeKind::Date;
            if typed {
                faults.push(Fault {
                    check: "reference",
                    kind: format!("reference {}", own.columns[column].data_type.kind.name()),
                    field: own.columns[column].name.clone(),
                    column,
                    value,
                    copy: None,
                });
            }
        }
    }
    faults
}
