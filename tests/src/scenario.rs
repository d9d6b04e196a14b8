//! What is done with every definition on every engine.

use crate::compare::{HISTORY, compare};
use crate::engine::{Database, Engine, Outcome, Run};
use crate::expect::vocabulary;
use crate::schema::Schema;
use dmsa::ddl::{Elements, Operation, Options, Scripts};
use dmsa::model::Model;

/// A definition on its way through a database.
pub struct Trial<'a> {
    engine: &'a dyn Engine,
    model: &'a Model,
    scripts: Scripts<'a>,
    database: Box<dyn Database>,
    schema: Option<&'a str>,
}

impl<'a> Trial<'a> {
    /// Plans the scripts and makes a database for them.
    pub fn new(engine: &'a dyn Engine, model: &'a Model, options: &'a Options) -> Outcome<Self> {
        let scripts = Scripts::new(model, engine.dialect(), options).map_err(|error| error.to_string())?;
        let database = engine.database(&model.name);
        Ok(Self { engine, model, scripts, database, schema: options.schema.as_deref() })
    }

    /// Another database for the same scripts.
    pub fn start_again(&mut self) {
        self.database = self.engine.database(&self.model.name);
    }

    /// Makes the schema that the options name.
    pub fn create_schema(&self) -> Outcome<()> {
        self.database.create_schema(self.schema.unwrap_or_default())
    }

    /// The database.
    pub fn database(&self) -> &dyn Database {
        self.database.as_ref()
    }

    fn text(&self, operation: Operation, part: &str) -> Outcome<String> {
        let elements = Elements::named(part).ok_or_else(|| format!("no elements {part}"))?;
        let script = self.scripts.script(operation, elements).map_err(|error| error.to_string())?;
        Ok(script.into_text())
    }

    /// Runs a script, or several as one.
    pub fn run(&self, steps: &[(Operation, &str)], how: Run) -> Outcome<()> {
        let mut text = String::new();
        for (operation, part) in steps {
            text.push_str(&self.text(*operation, part)?);
        }
        let names: Vec<String> = steps.iter().map(|(operation, part)| format!("{operation} {part}")).collect();
        self.database.run(&text, how).map_err(|reason| format!("{}: {reason}", names.join(", ")))
    }

    /// Compares what is there with the definition.
    pub fn compare(&self) -> Outcome<()> {
        let vocabulary = vocabulary(self.engine.dialect_name());
        let found = self.database.read(self.schema)?;
        let problems = compare(self.model, self.scripts.diagnostics(), vocabulary, self.database(), found);
        if problems.is_empty() { Ok(()) } else { Err(problems.join("\n    ")) }
    }

    /// Whether a drop has left nothing but the history.
    pub fn is_empty(&self) -> Outcome<()> {
        let Schema { mut tables, others } = self.database.read(self.schema)?;
        tables.remove(HISTORY);
        if tables.is_empty() && others.is_empty() {
            return Ok(());
        }
        Err(format!("drop leaves {:?} {others:?}", tables.keys()))
    }

    /// Makes the history as dmsa 0.7.1 did, with a row of this moment.
    pub fn make_former_history(&self) -> Outcome<()> {
        let script = match self.engine.dialect_name() {
            "postgresql" => former_history("TIMESTAMP WITHOUT TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL"),
            "mysql" => former_history("DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP"),
            _ => former_history("DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL"),
        };
        self.database.run(&script, Run::Plain)
    }

    /// The names of all parts, in the order in which they can be dropped.
    pub fn drop_order(&self) -> [&'static str; 3] {
        if self.engine.dialect().capabilities().references_hold_indexes {
            ["constraints", "indexes", "tables"]
        } else {
            ["indexes", "constraints", "tables"]
        }
    }

    /// Puts a row into every table; the values are all the same, so that every reference holds.
    pub fn fill(&self) -> Outcome<()> {
        let found = self.database.read(self.schema)?;
        let dialect = self.engine.dialect();
        let mut script = String::from(match self.engine.dialect_name() {
            "postgresql" => "SET session_replication_role = replica;\n",
            "mysql" => "SET foreign_key_checks = 0;\nSET sql_mode = '';\n",
            _ => "PRAGMA foreign_keys = OFF;\n",
        });
        for (name, table) in found.tables.iter().filter(|(name, _)| *name != HISTORY) {
            let columns: Vec<String> =
                table.columns.iter().map(|column| dialect.quote(&column.name).into_owned()).collect();
            let values: Vec<&str> = table.columns.iter().map(|column| value_of(&column.data_type)).collect();
            script.push_str(&format!(
                "INSERT INTO {} ({}) VALUES ({});\n",
                dialect.quote(name),
                columns.join(", "),
                values.join(", ")
            ));
        }
        self.database.run(&script, Run::Plain)
    }

    /// Deletes all rows, while the database checks references.
    pub fn delete(&self, how: Run) -> Outcome<()> {
        if self.engine.dialect_name() == "sqlite" {
            self.database.run("PRAGMA foreign_keys = ON;", Run::Plain)?;
        }
        let script = self.text(Operation::Delete, "all")?;
        self.database.run(&script, how).map_err(|reason| format!("delete: {reason}"))
    }

    /// Whether no table has a row.
    pub fn has_no_rows(&self) -> Outcome<()> {
        match self.rows()? {
            0 => Ok(()),
            rows => Err(format!("{rows} rows are not deleted")),
        }
    }

    /// How many rows all tables have.
    pub fn rows(&self) -> Outcome<usize> {
        let found = self.database.read(self.schema)?;
        let dialect = self.engine.dialect();
        let counts: Vec<String> = found
            .tables
            .keys()
            .filter(|name| *name != HISTORY)
            .map(|name| format!("(SELECT COUNT(*) FROM {})", dialect.quote(name)))
            .collect();
        let mut total = 0;
        for counts in counts.chunks(50) {
            let rows = self.database.value(&format!("SELECT {}", counts.join(" + ")))?;
            total += rows.parse::<usize>().map_err(|error| format!("{rows}: {error}"))?;
        }
        Ok(total)
    }
}

/// The table as scripts of dmsa 0.7.1 make it.
fn former_history(datetime: &str) -> String {
    format!(
        "CREATE TABLE IF NOT EXISTS version_history (\n\tdatetime {datetime}, \n\toperation VARCHAR(100), \n\t\
         model VARCHAR(16), \n\tmodel_version VARCHAR(50), \n\tdms_version VARCHAR(50), \n\tdmsa_version VARCHAR(50), \
         \n\tPRIMARY KEY (datetime)\n);\n\nINSERT INTO version_history (operation, model, model_version, dms_version, \
         dmsa_version) VALUES ('create tables', 'pcornet', '3.1.0', '1.0.4-beta', '0.7.1');\n"
    )
}

fn value_of(data_type: &str) -> &'static str {
    let data_type = data_type.to_lowercase();
    match data_type.as_str() {
        "date" => "'2001-01-01'",
        "boolean" => "TRUE",
        it if it.starts_with("timestamp") || it.starts_with("datetime") => "'2001-01-01 01:01:01'",
        it if it.starts_with("time") => "'01:01:01'",
        it if it.starts_with("numeric") || it.starts_with("decimal") => "0",
        it if it.contains("char") || it.contains("text") || it == "bytea" || it == "blob" => "'1'",
        _ => "1",
    }
}

/// Everything, from an empty database on: see each step.
pub fn whole_life(engine: &dyn Engine, model: &Model) -> Outcome<()> {
    use Operation::{Ddl, Drop};
    let options = Options { revision: "1.0.4-beta".to_owned(), ..Options::default() };
    let mut trial = Trial::new(engine, model, &options)?;
    // All within one second, and within one transaction where there is such a thing.
    trial.run(&[(Ddl, "all"), (Drop, "all"), (Ddl, "all")], Run::OneTransaction)?;
    trial.compare()?;
    trial.run(&[(Drop, "all")], Run::OneTransaction)?;
    trial.is_empty()?;

    trial.start_again();
    trial.make_former_history()?;
    trial.run(&[(Ddl, "tables")], Run::Plain)?;
    trial.run(&[(Ddl, "constraints"), (Ddl, "indexes")], Run::Plain)?;
    trial.compare()?;
    // Where references are checked at the end of a transaction, rows of a cycle can be deleted only within one.
    let is_deferred = !engine.dialect().constraint_suffix().is_empty();
    let ways: &[Run] = if is_deferred { &[Run::OneTransaction] } else { &[Run::Plain, Run::OneTransaction] };
    for how in ways.iter().copied() {
        trial.fill()?;
        trial.delete(how)?;
        trial.has_no_rows()?;
    }
    for part in trial.drop_order() {
        trial.run(&[(Drop, part)], Run::Plain)?;
    }
    trial.is_empty()
}

/// Create, drop and create again, compared with the definition.
pub fn short_life(engine: &dyn Engine, model: &Model) -> Outcome<()> {
    use Operation::{Ddl, Drop};
    let options = Options::default();
    let trial = Trial::new(engine, model, &options)?;
    trial.run(&[(Ddl, "all"), (Drop, "all"), (Ddl, "all")], Run::OneTransaction)?;
    trial.compare()?;
    trial.run(&[(Drop, "all")], Run::OneTransaction)?;
    trial.is_empty()
}
