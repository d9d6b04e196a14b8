//! SQLAlchemy: typed classes, or plain tables.

mod core;
mod declarative;
mod imports;
mod names;
mod python;
mod table;
mod types;

use super::options::{self, Keyless, Options, Style};
use super::{Generated, Target};
use crate::ddl::plan::{Plan, Rule, TablePlan};
use crate::ddl::{AsScript, DdlError};
use crate::dialect::{NEUTRAL, USUAL};
use crate::model::{Model, single_line};
use crate::settings::{Setting, UnusedOption};
use python::Expr;
use std::collections::HashSet;
use table::{CONVENTION, ready};
use types::Types;

pub(super) use table::must_not_be_generated;
pub use types::Variant;
pub(super) use types::{Generic, generic, variants};

/// Modules for SQLAlchemy.
pub(super) struct SqlAlchemy;

static SETTINGS: &[Setting<Options>] = &[
    Options::TABLES,
    Options::EXCLUDE,
    options::STYLE,
    options::COLLECTIONS,
    options::KEYLESS,
    options::DIALECT,
    Options::SCHEMA,
    Options::COLUMN_ORDER,
    Options::IDENTITY,
];

impl Target for SqlAlchemy {
    fn name(&self) -> &'static str {
        "sqlalchemy"
    }

    fn label(&self) -> &'static str {
        "SQLAlchemy"
    }

    fn about(&self) -> &'static str {
        "Write a Python module with SQLAlchemy models"
    }

    fn notes(&self) -> &'static str {
        "\
The module needs SQLAlchemy 2 and Python 3.10; plain tables (`--style core`) do with SQLAlchemy 1.4. Its tables are those \
of `dmsa ddl`, whose names, keys and indexes it has. docs/python/sqlalchemy.md shows how to use it.

Examples:
  dmsa sqlalchemy pedsnet latest -o models.py      typed classes for all databases
  dmsa sqlalchemy pedsnet latest -o models/        the same as models/pedsnet_6_3_0.py
  dmsa sqlalchemy omop 5.4 --style core            plain tables
  dmsa sqlalchemy omop 5.4 --dialect oracle --schema cdm
  dmsa sqlalchemy pedsnet 6.3 --tables='person,visit*' --collections"
    }

    fn media_type(&self) -> &'static str {
        "text/x-python; charset=utf-8"
    }

    /// The name of a module that can be imported.
    fn file_name(&self, model: &Model) -> String {
        format!("{}.py", super::file_stem(model, |character| character.is_ascii_alphanumeric()))
    }

    fn settings(&self) -> &'static [Setting<Options>] {
        SETTINGS
    }

    fn unused_options(&self, options: &Options) -> Vec<UnusedOption> {
        let plain = options.style == Style::Core;
        UnusedOption::among([
            ("collections", "plain tables have none", plain && options.collections),
            ("keyless", "all tables are plain", plain && options.keyless != Keyless::default()),
        ])
    }

    fn generate(&self, model: &Model, options: &Options) -> Result<Generated, DdlError> {
        // Without a dialect, names stay those of the definition.
        let dialect = options.dialect.unwrap_or(&NEUTRAL);
        let plan_options = crate::ddl::Options { no_history: true, ..options.script.clone() };
        let plan = Plan::new(model, dialect, &plan_options)?;
        let module = Module::new(&plan, options);
        let mut body = String::new();
        match options.style {
            Style::Declarative => module.write_classes(&mut body),
            Style::Core => module.write_tables(&mut body),
        }
        let mut text = String::with_capacity(body.len() + 2000);
        module.write_head(&mut text, &body);
        text.push_str(&body);
        Ok(Generated { text, diagnostics: plan.diagnostics })
    }
}

/// A module on its way.
struct Module<'a, 'm> {
    plan: &'a Plan<'m>,
    options: &'a Options,
    types: Types,
    /// References that are part of a circle of tables: the place of the table, and the name.
    circular: HashSet<(usize, &'a str)>,
}

impl<'a, 'm> Module<'a, 'm> {
    fn new(plan: &'a Plan<'m>, options: &'a Options) -> Self {
        let mut types = Types::new(options.dialect);
        for column in plan.selected().flat_map(|(_, table)| &table.columns) {
            types.add(&column.field.data_type);
        }
        Self { plan, options, types, circular: circular(plan) }
    }

    /// The tables, each with its place.
    fn tables(&self) -> impl Iterator<Item = (usize, &'a TablePlan<'m>)> {
        self.plan.selected()
    }

    /// Everything before the first table that depends on what the module is made of.
    fn write_head(&self, out: &mut String, body: &str) {
        let model = self.plan.model;
        let title = format!("{} {}", model.name, model.version);
        let first = match model.label.as_str() {
            "" => format!("SQLAlchemy models of {title}."),
            label => format!("SQLAlchemy models of {title} ({}).", single_line(label)),
        };
        let version = env!("CARGO_PKG_VERSION");
        let origin = format!("Written by dmsa {version}; write it again rather than change it.");
        let paragraphs: Vec<&str> = [first.as_str(), model.description.as_str(), origin.as_str()]
            .into_iter()
            .filter(|text| !text.trim().is_empty())
            .collect();
        python::docstring(out, 0, &paragraphs);
        out.push('\n');
        let mut middle = String::new();
        let mut used = imports::words(body);
        self.types.write(&mut middle);
        self.write_helpers(&mut middle, &used);
        used.extend(imports::words(&middle));
        imports::write(out, &used, self.options.style);
        out.push_str(&middle);
    }

    /// Constraints that only some databases check at the end of a transaction.
    fn write_helpers(&self, out: &mut String, used: &hashbrown::HashSet<&str>) {
        let classes = [("Reference", REFERENCE), ("CompositeReference", COMPOSITE_REFERENCE), ("Unique", UNIQUE)]
            .map(|(name, code)| (used.contains(name), name, code));
        if classes.iter().all(|(is_used, ..)| !is_used) {
            return;
        }
        for (_, _, code) in classes.iter().filter(|(is_used, ..)| *is_used) {
            // With names that have a point in them, a column stands for its name.
            let code = if self.has_late() {
                code.replace("referred: str,", "referred: str | Column[Any],")
                    .replace("referred: list[str],", "referred: list[str] | list[Column[Any]],")
            } else {
                (*code).to_owned()
            };
            out.push_str(&code);
        }
        out.push_str("\n\n");
        for (_, name, _) in classes.iter().filter(|(is_used, ..)| *is_used) {
            out.extend(["@compiles(", name, ")\n"]);
        }
        let mut deferring: Vec<&str> =
            USUAL.iter().filter(|d| !d.constraint_suffix().is_empty()).map(|d| d.name()).collect();
        deferring.sort_unstable();
        let names: Vec<_> = deferring.iter().map(|name| python::string(name)).collect();
        out.push_str(AT_ONCE);
        out.extend(["    if compiler.dialect.name in (", &names.join(", "), "):\n        return sql\n"]);
        out.push_str("    return sql.replace(\" DEFERRABLE INITIALLY DEFERRED\", \"\")\n");
        if self.options.style == Style::Core {
            // Two blank lines follow a function.
            out.push('\n');
        }
    }

    /// `MetaData(…)`.
    fn metadata(&self) -> Expr {
        let schema = self.options.script.schema.as_deref();
        let convention = CONVENTION.map(|(kind, name)| (kind, Expr::string(name)));
        let mut items: Vec<Expr> =
            schema.map(|schema| Expr::keyword("schema", python::string(schema))).into_iter().collect();
        items.push(Expr::keyword("naming_convention", Expr::dictionary(convention.into())));
        Expr::call("MetaData", items)
    }

    /// What is said of a table: what it is, and what it has not got as the definition says.
    fn write_remarks(&self, out: &mut String, indent: usize, table: &TablePlan<'_>) {
        use crate::ddl::plan::Planned;
        let of_constraints = table.constraints.iter().filter_map(|planned| match planned {
            Planned::LeftOut(remark) => Some(remark),
            Planned::Ready { .. } => None,
        });
        let of_indexes = table.indexes.iter().filter_map(|planned| match planned {
            Planned::LeftOut(remark) => Some(remark),
            Planned::Ready { .. } => None,
        });
        for remark in table.remarks.iter().chain(of_constraints).chain(of_indexes) {
            python::comment(out, indent, remark);
        }
    }
}

/// The references that stand in the way of making one table after the other.
pub(super) fn circular<'a>(plan: &'a Plan<'_>) -> HashSet<(usize, &'a str)> {
    let mut edges = Vec::new();
    let mut references = Vec::new();
    for (at, table) in plan.selected() {
        for constraint in ready(&table.constraints) {
            if let Rule::Reference { target, .. } = &constraint.rule {
                edges.push((at, *target));
                references.push((at, constraint.name.raw.as_ref()));
            }
        }
    }
    let circular = crate::cycles::in_cycles(plan.tables.len(), &edges);
    references.into_iter().zip(circular).filter(|(_, is)| *is).map(|(reference, _)| reference).collect()
}

const REFERENCE: &str = r#"

class Reference(ForeignKeyConstraint):
    """A reference, checked when a transaction ends where the database can."""

    def __init__(
        self,
        referring: str,
        referred: str,
        name: str | None = None,
        use_alter: bool = False,
    ) -> None:
        super().__init__(
            [referring],
            [referred],
            name=name,
            use_alter=use_alter,
            deferrable=True,
            initially="DEFERRED",
        )
"#;

const COMPOSITE_REFERENCE: &str = r#"

class CompositeReference(ForeignKeyConstraint):
    """A reference of several columns, checked when a transaction ends where the database can."""

    def __init__(
        self,
        referring: list[str],
        referred: list[str],
        name: str | None = None,
        use_alter: bool = False,
    ) -> None:
        super().__init__(
            referring,
            referred,
            name=name,
            use_alter=use_alter,
            deferrable=True,
            initially="DEFERRED",
        )
"#;

const UNIQUE: &str = r#"

class Unique(UniqueConstraint):
    """A unique constraint, checked when a transaction ends where the database can."""

    def __init__(self, *columns: str, name: str | None = None) -> None:
        super().__init__(*columns, name=name, deferrable=True, initially="DEFERRED")
"#;

const AT_ONCE: &str = r#"def at_once(constraint: Any, compiler: Any, **options: Any) -> str:
    """Leave out what only databases that can wait for the end understand."""
    visit = getattr(compiler, f"visit_{constraint.__visit_name__}")
    sql: str = visit(constraint, **options)
"#;
