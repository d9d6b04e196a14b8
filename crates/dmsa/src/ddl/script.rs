use super::options::{Elements, Operation};
use super::plan::{Plan, Rule};
use crate::check::codes;
use crate::diagnostic::Diagnostic;
use crate::dialect::ObjectKind;
use hashbrown::HashMap;
use serde_json::{Value, json};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A script: the text, its statements, and what it does not say as the definition does.
pub struct Script<'m> {
    pub(super) plan: Arc<Plan<'m>>,
    pub(super) operation: Operation,
    pub(super) elements: Elements,
    pub(super) text: String,
    pub(super) statements: Vec<Statement>,
    /// Chosen from those of the plan when they are asked for.
    pub(super) diagnostics: OnceLock<Vec<Diagnostic>>,
}

/// One statement of a script.
#[derive(Debug, Clone)]
pub struct Statement {
    /// What it does.
    pub kind: StatementKind,
    pub(super) object: ObjectAt,
    pub(super) remarks: Vec<String>,
    /// Where its SQL stands in the text, without the terminator.
    pub(super) sql: Range<usize>,
}

impl Statement {
    /// The same in a text that has `start` bytes before it.
    pub(super) fn after(&self, start: usize) -> Self {
        Self { sql: self.sql.start + start..self.sql.end + start, ..self.clone() }
    }
}

/// An object of the plan by position.
#[derive(Debug, Clone, Copy)]
pub(super) enum ObjectAt {
    History,
    Table(usize),
    Constraint(usize, usize),
    Index(usize, usize),
}

macro_rules! statement_kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// What a statement does.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum StatementKind {
            $($(#[$doc])* $variant,)*
        }

        impl StatementKind {
            /// Every kind.
            pub const ALL: &'static [StatementKind] = &[$(StatementKind::$variant),*];

            /// The kind in words, as `--format json` gives it.
            pub fn name(self) -> &'static str {
                match self {
                    $(StatementKind::$variant => $name,)*
                }
            }
        }
    };
}

statement_kinds! {
    /// Makes `version_history` or adds a row to it.
    History = "history",
    /// Creates a table with its primary key.
    CreateTable = "create table",
    /// Adds a unique constraint.
    AddUnique = "add unique",
    /// Adds a reference.
    AddReference = "add reference",
    /// Creates an index.
    CreateIndex = "create index",
    /// Describes a table or a column.
    Comment = "comment",
    /// Drops a table.
    DropTable = "drop table",
    /// Drops a unique constraint.
    DropUnique = "drop unique",
    /// Drops a reference.
    DropReference = "drop reference",
    /// Drops an index.
    DropIndex = "drop index",
    /// Deletes the rows of a table.
    DeleteData = "delete data",
    /// Logs, or does not log, changes to a table.
    TableLogging = "table logging",
    /// Logs, or does not log, changes to an index.
    IndexLogging = "index logging",
}

impl Script<'_> {
    /// The SQL, ready for the database's own client.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The SQL.
    pub fn into_text(self) -> String {
        self.text
    }

    /// What the script says otherwise than the definition does, or not at all. Each finding goes with a comment in it;
    /// there are none for scripts that create and drop nothing.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        self.diagnostics.get_or_init(|| {
            let Self { plan, operation, elements, .. } = self;
            let told = plan.diagnostics.iter().zip(&plan.diagnostic_elements);
            let told = told.filter(|(found, element)| {
                plan.has_remarks_on(*operation, *elements, **element, *found.code == codes::LEFT_OUT)
            });
            let limits = plan.limits.iter().filter(|_| *operation == Operation::Ddl).map(|(_, found)| found.clone());
            limits.chain(told.map(|(found, _)| found.clone())).collect()
        })
    }

    /// The statements, in order.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// The SQL of one of its statements, without the terminator.
    pub fn sql(&self, statement: &Statement) -> &str {
        self.text.get(statement.sql.clone()).unwrap_or_default()
    }

    /// The script as a JSON array with one object a statement, each on a line of its own:
    ///
    /// - `kind`: what it does, one of [`StatementKind`];
    /// - `table`: the table it is about; `name`: the object, where that is not the table itself;
    /// - `sql`: the statement without its terminator;
    /// - `depends_on`: objects (`kind`, `table`, `name`) that statements before it, or an earlier script, deal with;
    /// - `remarks`: what could not be said as the definition says it.
    pub fn to_json(&self) -> String {
        let pointing = self.references_by_target();
        let mut out = String::from("[");
        for (place, statement) in self.statements.iter().enumerate() {
            out.push_str(if place == 0 { "\n" } else { ",\n" });
            let mut object = self.describe(statement.object);
            object["kind"] = json!(statement.kind.name());
            object["sql"] = json!(self.sql(statement));
            object["depends_on"] = json!(self.depends_on(statement, &pointing));
            if !statement.remarks.is_empty() {
                object["remarks"] = json!(statement.remarks);
            }
            out.push_str(&object.to_string());
        }
        out.push_str("\n]\n");
        out
    }

    /// The references that point at each table: as constraints by position.
    fn references_by_target(&self) -> HashMap<usize, Vec<ObjectAt>> {
        let mut pointing: HashMap<usize, Vec<ObjectAt>> = HashMap::new();
        for (table, plan) in self.plan.selected() {
            for (place, constraint) in plan.constraints.iter().enumerate() {
                if let Some(Rule::Reference { target, .. }) = constraint.ready().map(|constraint| &constraint.rule) {
                    pointing.entry(*target).or_default().push(ObjectAt::Constraint(table, place));
                }
            }
        }
        pointing
    }

    fn depends_on(&self, statement: &Statement, pointing: &HashMap<usize, Vec<ObjectAt>>) -> Vec<Value> {
        let pointing_at = |table: usize| pointing.get(&table).into_iter().flatten().copied();
        let objects: Vec<ObjectAt> = match (statement.kind, statement.object) {
            (StatementKind::DropTable, ObjectAt::Table(table)) => pointing_at(table).collect(),
            (StatementKind::DeleteData, ObjectAt::Table(table)) => {
                let tables = pointing_at(table).filter_map(|reference| match reference {
                    ObjectAt::Constraint(other, _) if other != table => Some(ObjectAt::Table(other)),
                    _ => None,
                });
                tables.collect()
            }
            (StatementKind::AddReference, ObjectAt::Constraint(table, place)) => self.needs(table, place),
            (StatementKind::DropUnique, ObjectAt::Constraint(table, _)) => {
                pointing_at(table).chain(self.held_by(table)).collect()
            }
            (StatementKind::DropIndex, ObjectAt::Index(table, _)) => self.held_by(table).collect(),
            (StatementKind::CreateTable, _) => Vec::new(),
            (_, ObjectAt::Table(table) | ObjectAt::Constraint(table, _) | ObjectAt::Index(table, _)) => {
                vec![ObjectAt::Table(table)]
            }
            (_, ObjectAt::History) => Vec::new(),
        };
        let mut values: Vec<Value> = objects.into_iter().map(|object| self.identify(object)).collect();
        values.dedup();
        values
    }

    /// The references of a table, where the database needs indexes for them.
    fn held_by(&self, table: usize) -> impl Iterator<Item = ObjectAt> {
        let holds = self.plan.dialect.capabilities().references_hold_indexes;
        let constraints = self.plan.tables[table].constraints.iter().enumerate().filter(move |_| holds);
        constraints.filter_map(move |(place, constraint)| match constraint.ready()?.rule {
            Rule::Reference { .. } => Some(ObjectAt::Constraint(table, place)),
            Rule::Unique { .. } => None,
        })
    }

    /// The tables of a reference, and the unique constraint it points at where it does not point at a primary key.
    fn needs(&self, table: usize, place: usize) -> Vec<ObjectAt> {
        let mut needed = vec![ObjectAt::Table(table)];
        let constraint = self.plan.tables[table].constraints.get(place).and_then(|constraint| constraint.ready());
        if let Some(Rule::Reference { target, target_columns, .. }) = constraint.map(|constraint| &constraint.rule) {
            needed.push(ObjectAt::Table(*target));
            let unique = self.plan.tables[*target].constraints.iter().position(|candidate| {
                let rule = candidate.ready().map(|constraint| &constraint.rule);
                matches!(rule, Some(Rule::Unique { key, .. }) if key.columns == *target_columns)
            });
            let has_primary_key =
                self.plan.tables[*target].primary_key.as_ref().is_some_and(|k| k.columns == *target_columns);
            needed.extend(unique.filter(|_| !has_primary_key).map(|place| ObjectAt::Constraint(*target, place)));
        }
        needed
    }

    /// `table` and `name` of an object.
    fn describe(&self, object: ObjectAt) -> Value {
        let table = |at: usize| &self.plan.tables[at];
        match object {
            ObjectAt::History => json!({ "table": self.plan.history.raw }),
            ObjectAt::Table(at) => json!({ "table": table(at).name.raw }),
            ObjectAt::Constraint(at, place) => {
                let name = table(at).constraints.get(place).and_then(|c| c.ready()).map(|c| &*c.name.raw);
                json!({ "table": table(at).name.raw, "name": name })
            }
            ObjectAt::Index(at, place) => {
                let name = table(at).indexes.get(place).and_then(|i| i.ready()).map(|i| &*i.name.raw);
                json!({ "table": table(at).name.raw, "name": name })
            }
        }
    }

    fn identify(&self, object: ObjectAt) -> Value {
        let kind = match object {
            ObjectAt::History | ObjectAt::Table(_) => ObjectKind::Table,
            ObjectAt::Index(..) => ObjectKind::Index,
            ObjectAt::Constraint(at, place) => {
                let constraint = self.plan.tables[at].constraints.get(place).and_then(|constraint| constraint.ready());
                constraint.map_or(ObjectKind::Reference, |constraint| constraint.kind())
            }
        };
        let mut value = self.describe(object);
        value["kind"] = json!(kind.label());
        value
    }
}
