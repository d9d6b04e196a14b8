//! A migration as a list of steps, and the forms in which it is written.

use crate::ddl::one_line;
use crate::diagnostic::Diagnostic;
use crate::dialect::{Sql, Whole};
use serde_json::{Value, json};

/// What a statement may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Risk {
    /// No other session waits, and no row is written.
    Safe,
    /// Others wait while the table is locked.
    Locks,
    /// Every row is written anew, and others wait.
    Rewrites,
    /// Rows may stand against it.
    MayFail,
    /// Values are lost.
    LosesData,
}

impl Risk {
    /// Every risk, the smallest first.
    pub const ALL: [Risk; 5] = [Risk::Safe, Risk::Locks, Risk::Rewrites, Risk::MayFail, Risk::LosesData];

    /// The risk in words.
    pub fn name(self) -> &'static str {
        match self {
            Risk::Safe => "safe",
            Risk::Locks => "locks the table",
            Risk::Rewrites => "rewrites the table",
            Risk::MayFail => "may fail",
            Risk::LosesData => "loses data",
        }
    }
}

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StepKind {
    /// Begins or ends a transaction, or sets what the others need.
    Frame,
    /// Stops the script if data stand against it.
    Check,
    /// Drops a reference, a key, an index or a check.
    DropObject,
    /// Drops a table.
    DropTable,
    /// Drops a column.
    DropColumn,
    /// Gives a table, a column, a key or an index another name.
    Rename,
    /// Creates a table.
    CreateTable,
    /// Makes a table anew with its rows.
    RebuildTable,
    /// Adds a column.
    AddColumn,
    /// Changes a column.
    ChangeColumn,
    /// Changes values.
    UpdateData,
    /// Adds a key, a reference, an index or a check.
    AddObject,
    /// Records the migration in `version_history`.
    History,
}

impl StepKind {
    /// The kind in words.
    pub fn name(self) -> &'static str {
        match self {
            StepKind::Frame => "frame",
            StepKind::Check => "check",
            StepKind::DropObject => "drop object",
            StepKind::DropTable => "drop table",
            StepKind::DropColumn => "drop column",
            StepKind::Rename => "rename",
            StepKind::CreateTable => "create table",
            StepKind::RebuildTable => "rebuild table",
            StepKind::AddColumn => "add column",
            StepKind::ChangeColumn => "change column",
            StepKind::UpdateData => "update data",
            StepKind::AddObject => "add object",
            StepKind::History => "history",
        }
    }
}

/// A step: statements that belong together.
#[derive(Debug, Clone)]
pub struct Step {
    /// What it does.
    pub kind: StepKind,
    /// The table, as the database stores its name; empty for a step that is about none.
    pub table: String,
    /// The column, key, reference or index, where the step is about one.
    pub name: String,
    /// What it may cost.
    pub risk: Risk,
    /// Comments before it.
    pub remarks: Vec<String>,
    /// Its statements.
    pub statements: Vec<Sql>,
}

/// A migration script.
#[derive(Debug, Clone)]
pub struct Migration {
    /// The steps in their order.
    pub steps: Vec<Step>,
    /// Comments at its beginning.
    pub(super) head: Vec<String>,
    /// What the database does not get as the later definition says it.
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) whole: Whole,
}

impl Migration {
    /// Whether there is nothing to change.
    pub fn is_empty(&self) -> bool {
        self.steps.iter().all(|step| matches!(step.kind, StepKind::Frame | StepKind::History | StepKind::Check))
    }

    /// What stays, and what the database does not get as the later definition says it.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// What keeps the script from being left half done.
    pub fn whole(&self) -> Whole {
        self.whole
    }

    /// The script, ready for the database's own client.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for line in &self.head {
            out.push_str(&comment(line));
        }
        out.push('\n');
        for step in &self.steps {
            for remark in &step.remarks {
                out.push_str(&comment(remark));
            }
            for sql in &step.statements {
                out.push_str(&sql.text);
                out.push_str(if sql.block { "\n/\n" } else { ";\n" });
            }
            out.push('\n');
        }
        out
    }

    /// The steps as a JSON array, one object a step: `kind`, `table`, `name`, `risk`, `sql` (an array), `remarks`.
    pub fn to_json(&self) -> String {
        let mut out = String::from("[");
        for (place, step) in self.steps.iter().enumerate() {
            out.push_str(if place == 0 { "\n" } else { ",\n" });
            let sql: Vec<&str> = step.statements.iter().map(|sql| sql.text.as_str()).collect();
            let mut object: Value = json!({ "kind": step.kind.name(), "risk": step.risk.name(), "sql": sql });
            for (key, text) in [("table", &step.table), ("name", &step.name)] {
                if !text.is_empty() {
                    object[key] = json!(text);
                }
            }
            if !step.remarks.is_empty() {
                object["remarks"] = json!(step.remarks);
            }
            out.push_str(&object.to_string());
        }
        out.push_str("\n]\n");
        out
    }

    /// How many steps have each risk, in words: `3 safe, 1 loses data`.
    pub fn risks(&self) -> String {
        let count = |risk: Risk| self.changes().filter(|step| step.risk == risk).count();
        let counts = Risk::ALL.into_iter().map(|risk| (count(risk), risk)).filter(|(count, _)| *count > 0);
        counts.map(|(count, risk)| format!("{count} {}", risk.name())).collect::<Vec<_>>().join(", ")
    }

    fn changes(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| !matches!(step.kind, StepKind::Frame | StepKind::Check | StepKind::History))
    }
}

/// A comment, as scripts have it.
fn comment(text: &str) -> String {
    format!("-- {}\n", one_line(text))
}

/// A form in which a migration can be written.
#[derive(Debug)]
pub struct Format {
    /// Its name on the command line and in URLs.
    pub name: &'static str,
    /// What it is, in one line without a full stop.
    pub about: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// Writes it.
    pub write: fn(&Migration) -> String,
}

/// Every form, in the order people are shown them. The first is the usual one.
pub static FORMATS: &[Format] = &[
    Format {
        name: "sql",
        about: "For the database's own client",
        media_type: "text/plain; charset=utf-8",
        write: Migration::text,
    },
    Format {
        name: "json",
        about: "A JSON array with one object a step: kind, table, name, risk, statements",
        media_type: "application/json",
        write: Migration::to_json,
    },
];

impl Format {
    /// The form of this name.
    pub fn find(name: &str) -> Option<&'static Format> {
        FORMATS.iter().find(|format| format.name == name)
    }
}
