//! Generated Python: every version's module is imported, checked by type checkers and linters, and made in databases;
//! what SQLAlchemy says of it agrees with our scripts. And the Python package.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

#[path = "python/shapes.rs"]
mod shapes;

use dmsa::codegen::{self, Options};
use dmsa::ddl::{self, Elements, Operation};
use dmsa::dialect::USUAL;
use dmsa::source::embedded;
use dmsa_proof::engine::postgresql;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use tempfile::TempDir;

/// Where `scripts/install-python` puts Python's packages.
fn environment(name: &str) -> Option<PathBuf> {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "..", "target", "python"].iter().collect();
    if folder.join("complete").is_file() {
        return Some(folder.join(name).join("bin"));
    }
    dmsa_needs::skipped("Python's packages are not installed (scripts/install-python), so NOTHING was tried in Python");
    None
}

/// The styles of modules, each a folder of that name, with what is asked for.
const STYLES: [(&str, &[(&str, &str)]); 4] = [
    ("declarative", &[]),
    ("collections", &[("collections", ""), ("keyless", "mapped"), ("column-order", "definition")]),
    ("core", &[("style", "core")]),
    ("declarative-sqlite", &[("dialect", "sqlite")]),
];

/// What is tried.
struct Written {
    folder: TempDir,
    /// The modules that programs try: together they have every distinct kind of line in every style.
    chosen: BTreeSet<String>,
}

/// Folders with a module for each version, in several styles; and the statements of scripts and a JSON Schema for each chosen one.
static WRITTEN: LazyLock<Written> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let target = codegen::find("sqlalchemy").expect("a target");
    let models = embedded::catalog().models;
    for (style, settings) in STYLES {
        let mut options = Options::default();
        for (name, value) in settings {
            let setting = target.settings().iter().find(|setting| setting.name == *name).expect("a setting");
            setting.set(&mut options, value).expect("a value of it");
        }
        for model in &models {
            let module = target.generate(model, &options).expect("a module").text;
            write(&folder.path().join(style).join(target.file_name(model)), &module);
        }
    }
    let mut chosen: BTreeSet<String> =
        STYLES.iter().flat_map(|(style, _)| shapes::chosen(&folder.path().join(style))).collect();
    // The one that alembic_diff.py changes.
    chosen.insert("pedsnet_6_3_0.py".to_owned());
    println!("{} of {} versions are tried", chosen.len(), models.len());
    let schemas = codegen::find("json-schema").expect("a target");
    for model in models.iter().filter(|model| chosen.contains(&target.file_name(model))) {
        let schema = schemas.generate(model, &Options::default()).expect("a schema").text;
        write(&folder.path().join("schemas").join(schemas.file_name(model)), &schema);
        for dialect in USUAL {
            let options = ddl::Options { no_history: true, ..ddl::Options::default() };
            let script = ddl::script(model, *dialect, Operation::Ddl, Elements::ALL, &options).expect("a script");
            let name = target.file_name(model).replace(".py", ".json");
            write(&folder.path().join("scripts").join(dialect.name()).join(name), &script.to_json());
        }
    }
    Written { folder, chosen }
});

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
    fs::write(path, text).expect("the file is written");
}

/// Runs a program to its end; what it says is told if it fails.
fn succeeds(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = String::from_utf8_lossy(&output.stdout);
    let erred = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{said}\n{erred}");
    println!("{}", said.lines().last().unwrap_or_default());
}

fn python(environment: &Path, program: &str) -> Command {
    let programs: PathBuf = [env!("CARGO_MANIFEST_DIR"), "python"].iter().collect();
    let mut command = Command::new(environment.join("python"));
    let chosen: Vec<&str> = WRITTEN.chosen.iter().map(String::as_str).collect();
    command.arg("-B").arg(programs.join(program)).arg(WRITTEN.folder.path()).env("DMSA_MODULES", chosen.join(" "));
    command
}

#[test]
fn classes_are_imported_and_mapped_in_silence() {
    let Some(newest) = environment("newest") else { return };
    succeeds(python(&newest, "imports.py").arg("declarative"));
    succeeds(python(&newest, "imports.py").arg("collections"));
}

#[test]
fn plain_tables_are_imported_under_old_and_new() {
    let (Some(newest), Some(old)) = (environment("newest"), environment("1.4")) else { return };
    succeeds(python(&newest, "imports.py").arg("core"));
    succeeds(python(&old, "imports.py").arg("core"));
}

#[test]
fn sqlalchemy_writes_the_same_statements() {
    let Some(newest) = environment("newest") else { return };
    succeeds(&mut python(&newest, "statements.py"));
}

#[test]
fn sqlite_reads_back_the_same() {
    let Some(newest) = environment("newest") else { return };
    succeeds(python(&newest, "reflection.py").arg("sqlite://"));
}

#[test]
fn postgresql_reads_back_the_same() {
    on_postgresql("reflection.py");
}

#[test]
fn alembic_finds_what_is_different_on_postgresql_and_nothing_else() {
    on_postgresql("alembic_diff.py");
}

#[test]
fn alembic_leads_from_an_empty_database_to_the_model() {
    on_postgresql("alembic_revision.py");
}

/// Runs a program with the URL of a database of its own.
fn on_postgresql(program: &str) {
    let (Some(newest), Some(engine)) = (environment("newest"), postgresql()) else { return };
    let database = engine.database(program.trim_end_matches(".py"));
    let socket = database.value("SHOW unix_socket_directories").expect("it is somewhere");
    let name = database.value("SELECT current_database()").expect("it has a name");
    succeeds(python(&newest, program).arg(format!("postgresql+psycopg2://dmsa@/{name}?host={socket}")));
}

#[test]
fn json_schemas_take_good_rows_and_refuse_bad_ones() {
    let Some(newest) = environment("newest") else { return };
    succeeds(&mut python(&newest, "schemas.py"));
}

#[test]
fn the_examples_of_the_documentation_run() {
    let Some(newest) = environment("newest") else { return };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let pages = ["docs/python/sqlalchemy.md", "docs/python/from-0.7.md", "docs/python/package.md", "python/README.md"]
        .map(|page| root.join(page));
    succeeds(python(&newest, "guide.py").args(pages));
}

#[test]
fn linters_and_type_checkers_find_nothing() {
    let Some(newest) = environment("newest") else { return };
    let folder = WRITTEN.folder.path();
    let styles = ["declarative", "collections", "core"];
    succeeds(
        Command::new(newest.join("ruff")).current_dir(folder).args(["format", "--isolated", "--check"]).args(styles),
    );
    succeeds(Command::new(newest.join("ruff")).current_dir(folder).args(["check", "--isolated"]).args(styles));
    for style in ["declarative", "core"] {
        let mut mypy = Command::new(newest.join("mypy"));
        mypy.current_dir(folder.join(style)).args(["--strict", "--config-file="]);
        succeeds(mypy.args(shapes::chosen(&folder.join(style))));
    }
    let mut pyright = Command::new(newest.join("pyright"));
    pyright.current_dir(folder.join("declarative")).env("PYRIGHT_PYTHON_IGNORE_WARNINGS", "1");
    succeeds(pyright.arg("--pythonpath").arg(newest.join("python")).args(shapes::chosen(&folder.join("declarative"))));
}

#[test]
fn the_package_does_what_it_says() {
    let (Some(newest), Some(old)) = (environment("newest"), environment("1.4")) else { return };
    let package: PathBuf = [env!("CARGO_MANIFEST_DIR"), "..", "python"].iter().collect();
    for environment in [&newest, &old] {
        let mut pytest = Command::new(environment.join("python"));
        // From where the sources of the package cannot be taken for the package.
        pytest.current_dir(package.join("tests")).args(["-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "."]);
        succeeds(&mut pytest);
    }
    succeeds(Command::new(newest.join("ruff")).current_dir(&package).args(["format", "--check", "--no-cache", "."]));
    succeeds(Command::new(newest.join("ruff")).current_dir(&package).args(["check", "--no-cache", "."]));
    let mut mypy = Command::new(newest.join("mypy"));
    succeeds(mypy.current_dir(&package).args(["--cache-dir=/dev/null", "-p", "dmsa"]).env("PYTHONPATH", &package));
}
