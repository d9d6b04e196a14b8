//! Data on the engines: the checks in SQL count what the scan of files counts, what passes loads with all constraints, and
//! what fails does not load.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

use dmsa::ddl::{self, Elements, Operation};
use dmsa::dialect::Dialect;
use dmsa::model::{FieldType, Model, TypeKind};
use dmsa::source::{SourceFile, directory, embedded};
use dmsa_data::csv::write_cell;
use dmsa_data::load::{Phase, script};
use dmsa_data::result::Verdict;
use dmsa_data::sample::Sample;
use dmsa_data::sql::Checks;
use dmsa_data::{Inputs, Options, Report, Rules, results, validate};
use dmsa_proof::engine::{Database, Engine, Run, Shell, mariadb, postgresql};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicU64;
use tempfile::TempDir;

type Rows = Vec<Vec<Option<String>>>;

fn sample(rules: &Rules, rows: u64) -> Vec<Rows> {
    let sample = Sample::new(rules, 3, rows);
    let row =
        |table: usize, row| (0..rules.tables[table].columns.len()).map(|at| sample.value(table, at, row)).collect();
    (0..rules.tables.len()).map(|table| (0..sample.rows(table)).map(|at| row(table, at)).collect()).collect()
}

fn write(rules: &Rules, tables: &[Rows], folder: &Path) {
    for (table, rows) in rules.tables.iter().zip(tables) {
        let mut text = String::new();
        let header: Vec<_> = table.columns.iter().map(|column| Some(column.name.clone())).collect();
        for row in [&header].into_iter().chain(rows) {
            for (place, cell) in row.iter().enumerate() {
                text.push_str(if place == 0 { "" } else { "," });
                write_cell(&mut text, cell.as_deref());
            }
            text.push('\n');
        }
        fs::write(folder.join(format!("{}.csv", table.name)), text).expect("a file is written");
    }
}

fn inputs(folder: &TempDir) -> Inputs {
    Inputs::find(&[folder.path().display().to_string()]).expect("the folder has files")
}

fn scan(rules: &Rules, folder: &TempDir) -> Report {
    validate(rules, &inputs(folder), &Inputs::default(), &Options::default(), &AtomicU64::new(0)).expect("a report")
}

/// Tables without any constraint, whose strings may be too long.
fn bare(rules: &Rules, dialect: &dyn Dialect) -> String {
    let column = |column: &dmsa_data::rules::Column| {
        let text = FieldType::from(TypeKind::Text);
        let kind = if column.max_length().is_some() { &text } else { &column.data_type };
        let data_type = dialect.data_type(kind).expect("the type is known").sql;
        format!("{} {data_type}", dialect.quote(&column.name))
    };
    let table = |table: &dmsa_data::rules::TableRules| {
        let columns: Vec<_> = table.columns.iter().map(column).collect();
        format!("CREATE TABLE {} ({});\n", dialect.quote(&table.name), columns.join(", "))
    };
    rules.tables.iter().map(table).collect()
}

/// Breaks every rule that tables without constraints let through.
fn spoil(rules: &Rules, tables: &mut [Rows]) {
    for (table, rows) in rules.tables.iter().zip(tables) {
        if rows.len() < 10 {
            continue;
        }
        rows[5] = rows[4].clone();
        rows[6] = rows[4].clone();
        for reference in &table.references {
            if let [column] = reference.columns[..] {
                let is_number = table.columns[column].max_length().is_none();
                rows[7][column] = Some(if is_number { "88888" } else { "~" }.to_owned());
            }
        }
        for (place, column) in table.columns.iter().enumerate() {
            rows[8][place] = None;
            if let Some(length) = column.max_length() {
                rows[9][place] = Some("é".repeat(length as usize + 1));
            }
        }
    }
}

/// The results of both ways are the same, check by check.
fn agree(rules: &Rules, local: &Report, rows: &str) {
    let text = format!("check_name,table_name,field_name,failures,row_count\n{rows}");
    let judged = results::judge(rules, text.as_bytes(), &Options::default()).expect("results are read");
    let mut failures = 0;
    for check in &judged.checks {
        let same = local
            .checks
            .iter()
            .find(|local| (&local.check, &local.table, &local.field) == (&check.check, &check.table, &check.field))
            .expect("the scan has the same checks");
        let name = format!("{} {} {:?}", check.check, check.table, check.field);
        assert_eq!((check.verdict, check.failures, check.rows), (same.verdict, same.failures, same.rows), "{name}");
        failures += check.failures;
    }
    assert!(failures > 100, "only {failures} failures were counted");
}

fn spoiled(model: &Model) -> (Rules, TempDir, Report) {
    let rules = Rules::new(model);
    let mut tables = sample(&rules, 20);
    spoil(&rules, &mut tables);
    let folder = tempfile::tempdir().expect("a folder");
    write(&rules, &tables, folder.path());
    let report = scan(&rules, &folder);
    assert_eq!(report.verdict, Verdict::Fail);
    (rules, folder, report)
}

/// A cell of CSV.
fn cell(text: &str) -> String {
    let mut out = String::new();
    write_cell(&mut out, Some(text));
    out
}

/// A load script without the statements that refuse unresolved references where the database does not check them at the end
/// of a transaction: wrong rows are loaded here, to be counted.
fn unchecked(load: &str) -> String {
    let mut kept = String::new();
    let mut is_check = false;
    for line in load.lines() {
        is_check |= line.starts_with("CREATE TEMPORARY TABLE dmsa_load ") && line.ends_with(" INTEGER NOT NULL);");
        if !is_check {
            kept.push_str(line);
            kept.push('\n');
        }
        is_check &= !line.starts_with("DROP TEMPORARY TABLE dmsa_load");
    }
    kept
}

fn counts_agree(engine: Option<&'static dyn Engine>, separator: char) {
    let Some(engine) = engine else { return };
    let (rules, folder, report) = spoiled(&embedded::find("pedsnet", "latest").expect("it is embedded"));
    let database = engine.database("checks");
    database.run(&bare(&rules, engine.dialect()), Run::Plain).expect("bare tables are created");
    let load = script(&rules, &inputs(&folder), engine.dialect(), None, &[Phase::Data]).expect("a script");
    database.run(&unchecked(&load), Run::Plain).expect("bare tables take the data");
    let mut rows = String::new();
    for statement in Checks::new(&rules, engine.dialect(), None).statements() {
        for line in database.value(&statement).expect("the statement runs").lines() {
            let cells: Vec<_> = line.split(separator).map(cell).collect();
            rows.push_str(&(cells.join(",") + "\n"));
        }
    }
    agree(&rules, &report, &rows);
}

#[test]
fn postgresql_counts_what_the_scan_counts() {
    counts_agree(postgresql(), '|');
}

#[test]
fn mariadb_counts_what_the_scan_counts() {
    counts_agree(mariadb(), '\t');
}

#[test]
fn sqlite_counts_what_the_scan_counts() {
    let shell = Shell::find().expect("sqlite3 is installed");
    let dialect = dmsa::dialect::find("sqlite").expect("the dialect");
    let (rules, folder, report) = spoiled(&embedded::find("pedsnet", "latest").expect("it is embedded"));
    let target = tempfile::tempdir().expect("a folder");
    let file = target.path().join("data.db");
    shell.run(&file, &bare(&rules, dialect)).expect("bare tables are created");
    let load = script(&rules, &inputs(&folder), dialect, None, &[Phase::Data]).expect("a script");
    shell.run(&file, &load).expect("bare tables take the data");
    let connection = rusqlite::Connection::open(&file).expect("the database opens");
    let mut rows = String::new();
    for statement in Checks::new(&rules, dialect, None).statements() {
        let mut statement = connection.prepare(&statement).expect("the statement is SQL");
        let mut found = statement.query([]).expect("the statement runs");
        while let Some(row) = found.next().expect("a row") {
            let text = |at: usize| cell(&row.get::<_, String>(at).expect("a text"));
            let count = |at: usize| row.get::<_, i64>(at).expect("a count");
            rows.push_str(&format!("{},{},{},{},{}\n", text(0), text(1), text(2), count(3), count(4)));
        }
    }
    agree(&rules, &report, &rows);
}

const CLINIC: &str = r#"
model = "clinic"
version = "1"
[tables.person]
primary_key = { pk_person = ["person_id"] }
[tables.person.fields]
person_id = "integer not null"
mother_id = "integer -> person.person_id as fk_mother"
name = "string(20)"
born = "date not null"
weight = "number(5, 2)"
seen = "datetime"
[tables.visit]
primary_key = { pk_visit = ["visit_id"] }
[tables.visit.fields]
visit_id = "biginteger not null"
person_id = "integer not null -> person.person_id as fk_visit_person"
"#;

/// A kind of fault: table, column, value. What SQLite and DuckDB do not refuse says so.
const FAULTS: [(&str, usize, usize, Option<&str>, bool); 7] = [
    ("not-null", 0, 3, None, false),
    ("primary-key", 0, 0, Some("1"), false),
    ("reference", 1, 1, Some("999"), false),
    ("type", 0, 3, Some("2023-02-30"), true),
    ("type", 0, 4, Some("12345.00"), true),
    ("type", 0, 0, Some("99999999999"), true),
    ("length", 0, 2, Some("longer than twenty characters"), true),
];

/// What passes loads with all constraints, what fails does not. `try_load` creates the tables and loads.
fn loads_what_passes(strict: bool, dialect: &dyn Dialect, try_load: &dyn Fn(&str, &str) -> Result<(), String>) {
    let file = SourceFile { path: "clinic.toml".into(), bytes: CLINIC.into() };
    let model = directory::read_files(&[file]).catalog.models.remove(0);
    let rules = Rules::new(&model);
    let options = ddl::Options::default();
    let create = ddl::script(&model, dialect, Operation::Ddl, Elements::ALL, &options).expect("a script");
    let clean = sample(&rules, 30);
    let attempt = |tables: &[Rows]| {
        let folder = tempfile::tempdir().expect("a folder");
        write(&rules, tables, folder.path());
        let load =
            script(&rules, &inputs(&folder), dialect, None, &[Phase::Data, Phase::Statistics]).expect("a script");
        (scan(&rules, &folder), try_load(create.text(), &load))
    };
    let (report, loaded) = attempt(&clean);
    assert_eq!(report.verdict, Verdict::Pass);
    loaded.expect("clean data loads");
    for (check, table, column, value, only_strict) in FAULTS {
        let place = rules.table(["person", "visit"][table]).expect("the table");
        let name =
            [["person_id", "mother_id", "name", "born", "weight", "seen"], ["visit_id", "person_id", "", "", "", ""]]
                [table][column];
        let column = rules.tables[place].column(name).expect("the column");
        let mut dirty = clean.clone();
        dirty[place][9][column] = value.map(str::to_owned);
        let (report, loaded) = attempt(&dirty);
        let failed: Vec<_> = report
            .checks
            .iter()
            .filter(|found| found.verdict == Verdict::Fail)
            .map(|found| found.check.as_str())
            .collect();
        assert!(failed.contains(&check), "{check} of {name}: {failed:?}");
        if strict || !only_strict {
            assert!(loaded.is_err(), "{} loaded what fails {check} of {name}", dialect.label());
        }
    }
}

/// Made-up data of every model's newest version loads with all constraints.
fn samples_load(dialect: &dyn Dialect, try_load: &dyn Fn(&str, &str) -> Result<(), String>) {
    let names: BTreeSet<&str> = embedded::entries().iter().map(|entry| entry.name).collect();
    for name in names {
        let model = embedded::find(name, "latest").expect("it is embedded");
        let rules = Rules::new(&model);
        let options = ddl::Options::default();
        let create = ddl::script(&model, dialect, Operation::Ddl, Elements::ALL, &options).expect("a script");
        let folder = tempfile::tempdir().expect("a folder");
        write(&rules, &sample(&rules, 12), folder.path());
        let load = script(&rules, &inputs(&folder), dialect, None, &[Phase::Data]).expect("a script");
        if let Err(reason) = try_load(create.text(), &load) {
            panic!("{name} on {}: {reason}", dialect.label());
        }
    }
}

fn load_into(engine: &dyn Engine, create: &str, load: &str) -> Result<Box<dyn Database>, String> {
    let database = engine.database("load");
    database.run(create, Run::Plain).expect("the tables are created");
    database.run(load, Run::Plain).map(|()| database)
}

fn engine_loads_what_passes(engine: Option<&'static dyn Engine>) {
    let Some(engine) = engine else { return };
    loads_what_passes(true, engine.dialect(), &|create, load| {
        let database = load_into(engine, create, load)?;
        assert_eq!(database.value("SELECT COUNT(*) FROM visit").expect("a count"), "30");
        Ok(())
    });
    samples_load(engine.dialect(), &|create, load| load_into(engine, create, load).map(drop));
}

#[test]
fn postgresql_loads_what_passes() {
    engine_loads_what_passes(postgresql());
}

#[test]
fn mariadb_loads_what_passes() {
    engine_loads_what_passes(mariadb());
}

#[test]
fn sqlite_loads_what_passes() {
    shell_loads_what_passes(&Shell::find().expect("sqlite3 is installed"), "sqlite");
}

#[test]
fn duckdb_loads_what_passes() {
    let Some(shell) = Shell::duckdb() else { return };
    shell_loads_what_passes(&shell, "duckdb");
}

fn shell_loads_what_passes(shell: &Shell, dialect: &str) {
    let dialect = dmsa::dialect::find(dialect).expect("the dialect");
    let try_load = |create: &str, load: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("data.db");
        shell.run(&file, create).expect("the tables are created");
        shell.run(&file, load)
    };
    loads_what_passes(false, dialect, &try_load);
    samples_load(dialect, &try_load);
}

/// Rows that DuckDB wrote as Parquet have the findings that they have as CSV.
#[test]
fn parquet_of_duckdb_has_the_findings_of_csv() {
    let Some(shell) = Shell::duckdb() else { return };
    let dialect = dmsa::dialect::find("duckdb").expect("the dialect");
    let (rules, folder, csv) = spoiled(&embedded::find("pedsnet", "latest").expect("it is embedded"));
    let target = tempfile::tempdir().expect("a folder");
    let file = target.path().join("data.db");
    shell.run(&file, &bare(&rules, dialect)).expect("bare tables are created");
    let load = script(&rules, &inputs(&folder), dialect, None, &[Phase::Data]).expect("a script");
    shell.run(&file, &load).expect("bare tables take the data");
    let written = tempfile::tempdir().expect("a folder");
    let codecs = ["snappy", "zstd", "gzip", "uncompressed", "lz4_raw"];
    let copy = |(table, codec): (&dmsa_data::rules::TableRules, &&str)| {
        let (name, path) = (dialect.quote(&table.name), written.path().join(format!("{}.parquet", table.name)));
        format!("COPY {name} TO '{}' (FORMAT parquet, COMPRESSION {codec}, ROW_GROUP_SIZE 8);\n", path.display())
    };
    let copies: String = rules.tables.iter().zip(codecs.iter().cycle()).map(copy).collect();
    shell.run(&file, &copies).expect("the tables are written");
    let parquet = scan(&rules, &written);
    let findings = |report: &Report| {
        let checks = report.checks.iter();
        checks
            .map(|check| (check.check.clone(), check.table.clone(), check.field.clone(), check.failures, check.rows))
            .collect::<Vec<_>>()
    };
    assert_eq!(findings(&parquet), findings(&csv));
    assert_eq!(parquet.failed_rows(), csv.failed_rows());
}
