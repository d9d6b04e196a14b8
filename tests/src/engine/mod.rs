//! Private database engines, one of each kind for a test program.
//!
//! A server lives as long as the test program: see [`guard`]. Each test works in databases of its own, so tests may run
//! side by side.

pub mod guard;
mod mariadb;
mod postgresql;
mod sqlite;

pub use sqlite::Shell;

use crate::schema::Schema;
use dmsa::dialect::Dialect;
use std::sync::LazyLock;

/// What a statement's failure looks like: the engine's own words.
pub type Outcome<T> = Result<T, String>;

/// A database engine of a dialect.
pub trait Engine: Sync {
    /// The name of its dialect.
    fn dialect_name(&self) -> &'static str;

    /// A new, empty database; the name is for people and need not be unique.
    fn database(&self, name: &str) -> Box<dyn Database>;

    /// Its dialect.
    fn dialect(&self) -> &'static dyn Dialect {
        dmsa::dialect::find(self.dialect_name()).expect("an engine has a dialect")
    }
}

/// How a script is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Run {
    /// Each statement by itself.
    Plain,
    /// All statements in one transaction.
    OneTransaction,
}

/// A database of an engine; it is dropped with the value.
pub trait Database {
    /// Runs a script as users do, with the engine's own client. A warning is a failure, too; that something exists
    /// already or does not exist, where the script says that it may, is none.
    fn run(&self, script: &str, how: Run) -> Outcome<()>;

    /// What it holds, from the engine's own catalog. `None` is the schema that names without one are in.
    fn read(&self, schema: Option<&str>) -> Outcome<Schema>;

    /// The statements that make its tables, as the engine's own tool prints them.
    fn dump(&self) -> Outcome<String>;

    /// The single value of a query, as text.
    fn value(&self, query: &str) -> Outcome<String>;

    /// The variables with which a client finds it that is told nothing else.
    fn variables(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// Makes a schema of this name, which goes with the database.
    fn create_schema(&self, name: &str) -> Outcome<()>;
}

/// The engines, or for each the reason why it is not here.
pub static ENGINES: [LazyLock<Result<Box<dyn Engine + Send>, String>>; 3] = [
    LazyLock::new(|| postgresql::start().map(|engine| Box::new(engine) as _)),
    LazyLock::new(|| mariadb::start().map(|engine| Box::new(engine) as _)),
    LazyLock::new(|| sqlite::start().map(|engine| Box::new(engine) as _)),
];

/// An engine by its place in [`ENGINES`]. Where it cannot be started this says so loudly and gives `None`, but with
/// `CI=true` nothing may be missing.
fn get(place: usize, name: &str) -> Option<&'static dyn Engine> {
    match &*ENGINES[place] {
        Ok(engine) => Some(engine.as_ref()),
        Err(reason) => {
            dmsa_needs::skipped(&format!("{name} cannot be started, so a test checked NOTHING on it: {reason}"));
            None
        }
    }
}

/// A private PostgreSQL.
pub fn postgresql() -> Option<&'static dyn Engine> {
    get(0, "PostgreSQL")
}

/// A private MariaDB.
pub fn mariadb() -> Option<&'static dyn Engine> {
    get(1, "MariaDB")
}

/// SQLite.
pub fn sqlite() -> Option<&'static dyn Engine> {
    get(2, "SQLite")
}
