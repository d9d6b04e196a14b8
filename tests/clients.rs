//! Definitions that try to make the databases' own clients run commands, given to the real clients.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

use dmsa::ddl::{Elements, Operation, Options, script};
use dmsa::dialect::Dialect;
use dmsa::diff::Diff;
use dmsa::migrate::{self, Allow};
use dmsa::model::{Field, Model, Table, TypeKind};
use dmsa::schema::Schema;
use dmsa_data::Rules;
use dmsa_data::sql::Checks;
use dmsa_proof::engine::{Engine, Shell, mariadb, postgresql};
use std::path::Path;

/// Texts that contain a command for one client or another, which would make the file `mark`.
fn hostile_texts(mark: &Path) -> Vec<String> {
    let mark = mark.display();
    let commands = [
        format!("\\! touch {mark}"),
        format!(".shell touch {mark}"),
        format!(".system touch {mark}"),
        format!("system touch {mark}"),
        format!("!!touch {mark}"),
        format!("host touch {mark}"),
        "delimiter //".to_owned(),
        "\\q".to_owned(),
        "GO".to_owned(),
        "/".to_owned(),
    ];
    let frames = [
        "{}",
        "\n{}\nx",
        "\n\n{}\n\nx",
        "';\n{}\n--x",
        "\\';\n{}\n--x",
        "\\'\\;\n{}\n\\x",
        "*/;\n{}\n/*x",
        "\r\n{}\r\nx",
    ];
    commands.iter().flat_map(|command| frames.map(|frame| frame.replace("{}", command))).collect()
}

fn definition(texts: &[String]) -> Model {
    let field = |(number, text): (usize, &String)| Field {
        name: format!("f{number}"),
        data_type: TypeKind::Text.into(),
        default: text.clone(),
        description: text.clone(),
        ..Field::default()
    };
    let fields = texts.iter().enumerate().map(field).collect();
    let description = texts.join(" ");
    let table = Table { name: "hostile".into(), description, fields, ..Table::default() };
    Model { name: "hostile".into(), version: "1".into(), tables: vec![table], ..Model::default() }
}

/// The same table one version later: every text is another one's default, a field's name is hostile, and one field is gone.
fn next_version(model: &Model, texts: &[String]) -> Model {
    let mut next = Model { version: "2; \\! x".into(), ..model.clone() };
    let fields = &mut next.tables[0].fields;
    let defaults: Vec<_> = fields.iter().map(|field| field.default.clone()).rev().collect();
    for (field, default) in fields.iter_mut().zip(defaults) {
        field.default = default;
    }
    fields.pop();
    let printable = |text: &String| text.chars().filter(|c| !c.is_control()).take(30).collect();
    let named = |text| Field { name: printable(text), data_type: TypeKind::Integer.into(), ..Field::default() };
    fields.extend(texts.iter().step_by(8).map(named));
    next
}

/// The script from one version to the next, and the checks of the next, in which each field of text may have the hostile values.
fn later_scripts(model: &Model, texts: &[String], dialect: &dyn Dialect) -> [String; 2] {
    let next = next_version(model, texts);
    let (before, after) = (Schema::new(model), Schema::new(&next));
    let options = migrate::Options { allow: Allow::ALL.to_vec(), ..migrate::Options::default() };
    let migration = migrate::migrate(&Diff::new(&before, &after, &[]), dialect, &options).expect("a migration");
    let mut checked = next.clone();
    let is_text = |field: &&mut Field| matches!(field.data_type.kind, TypeKind::String | TypeKind::Text);
    for field in checked.tables[0].fields.iter_mut().filter(is_text) {
        field.allowed_values = texts.to_vec();
    }
    [migration.text(), Checks::new(&Rules::new(&checked), dialect, None).script()]
}

fn text(model: &Model, dialect: &dyn Dialect, operation: Operation) -> String {
    let options = Options { comments: true, revision: "\n\\! x\n".into(), ..Options::default() };
    script(model, dialect, operation, Elements::ALL, &options).expect("a script").into_text()
}

/// The client runs the scripts, the defaults are what the definition says, and no command was run.
fn survives(
    dialect: &dyn Dialect,
    run: impl Fn(&str) -> Result<(), String>,
    value: impl Fn(&str) -> Result<String, String>,
) {
    let folder = tempfile::tempdir().expect("a folder");
    let mark = folder.path().join("mark");
    let texts = hostile_texts(&mark);
    // Fewer at a time, because the default of a whole row has its limits.
    for texts in texts.chunks(16) {
        let model = definition(texts);
        run(&text(&model, dialect, Operation::Ddl)).unwrap_or_else(|why| panic!("{}: {why}", dialect.label()));
        run("INSERT INTO hostile (f0) VALUES ('given');").expect("a row");
        for (number, text) in texts.iter().enumerate().skip(1) {
            let kept = value(&format!("SELECT f{number} FROM hostile")).expect("a value");
            assert_eq!(kept, *text, "{}", dialect.label());
        }
        for script in later_scripts(&model, texts, dialect) {
            run(&script).unwrap_or_else(|why| panic!("{}: {why}\n{script}", dialect.label()));
        }
        run(&text(&model, dialect, Operation::Delete)).expect("a script that deletes");
        run(&text(&model, dialect, Operation::Drop)).expect("a script that drops");
        assert!(!mark.exists(), "{}: a command of {texts:?} was run", dialect.label());
    }
}

fn survives_on(engine: Option<&'static dyn Engine>) {
    let Some(engine) = engine else { return };
    let database = engine.database("hostile");
    let run = |script: &str| database.run(script, dmsa_proof::engine::Run::OneTransaction);
    survives(engine.dialect(), run, |query| database.value(query));
}

#[test]
fn psql_runs_no_command_of_a_definition() {
    survives_on(postgresql());
}

#[test]
fn the_client_of_mariadb_runs_no_command_of_a_definition() {
    survives_on(mariadb());
}

#[test]
fn the_shell_of_sqlite_runs_no_command_of_a_definition() {
    let shell = match Shell::find() {
        Ok(shell) => shell,
        Err(reason) => return dmsa_needs::skipped(&format!("the shell of SQLite is not here: {reason}")),
    };
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("database");
    let dialect = dmsa::dialect::find("sqlite").expect("a dialect");
    let value = |query: &str| {
        let connection = rusqlite::Connection::open(&file).map_err(|error| error.to_string())?;
        connection.query_row(query, [], |row| row.get(0)).map_err(|error| error.to_string())
    };
    survives(dialect, |script| shell.run(&file, script), value);
}
