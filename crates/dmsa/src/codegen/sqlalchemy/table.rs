//! What classes and plain tables have in common: columns, constraints, indexes.

use super::Module;
use super::python::{self, Expr, string};
use crate::codegen::Style;
use crate::codegen::defaults::{self, ColumnDefault};
use crate::ddl::plan::{ColumnPlan, ConstraintPlan, IndexPlan, Planned, Rule, TablePlan};
use crate::model::{TypeKind, single_line};

/// The naming convention of a module: the names that our scripts make up for what has none.
pub(super) const CONVENTION: [(&str, &str); 3] = [
    ("fk", "fk_%(table_name)s_%(column_0_name)s"),
    ("ix", "ix_%(table_name)s_%(column_0_name)s"),
    ("uq", "uq_%(table_name)s_%(column_0_N_name)s"),
];

impl Module<'_, '_> {
    /// What follows the type in a column, in either style.
    pub(super) fn column_options(&self, table: &TablePlan<'_>, column: usize) -> Vec<Expr> {
        let mut options = Vec::new();
        let Some(plan) = table.columns.get(column) else { return options };
        if must_not_be_generated(table, column) {
            options.push(Expr::keyword("autoincrement", "False"));
        }
        options.extend(self.server_default(plan).map(|default| Expr::keyword("server_default", default)));
        if !plan.field.description.is_empty() {
            options.push(Expr::keyword("comment", string(&single_line(&plan.field.description))));
        }
        options
    }

    fn server_default(&self, column: &ColumnPlan<'_>) -> Option<Expr> {
        let sql = column.default.as_deref()?;
        let as_text = || Expr::call("text", vec![Expr::string(&sql.replace(':', "\\:"))]);
        if self.options.dialect.is_some() {
            return Some(as_text());
        }
        Some(match defaults::default(column)? {
            ColumnDefault::Boolean(value) => Expr::call(if value { "true" } else { "false" }, Vec::new()),
            ColumnDefault::String(text) => Expr::string(&text),
            ColumnDefault::Sql(_) => as_text(),
        })
    }

    /// The constraints and indexes of a table, then what keeps its description.
    pub(super) fn table_arguments(&self, at: usize) -> Vec<Expr> {
        let table = &self.plan.tables[at];
        let mut arguments = Vec::new();
        if let Some(key) = &table.primary_key {
            let mut items = columns(table, &key.columns);
            if !key.name.raw.is_empty() {
                items.push(Expr::keyword("name", string(&key.name.raw)));
            }
            arguments.push(Expr::call("PrimaryKeyConstraint", items));
        }
        let now = ready(&table.constraints).filter(|constraint| !self.is_late(constraint));
        arguments.extend(now.map(|constraint| self.constraint(at, constraint)));
        arguments.extend(ready(&table.indexes).map(|index| write_index(table, index)));
        arguments
    }

    fn constraint(&self, at: usize, constraint: &ConstraintPlan<'_>) -> Expr {
        let table = &self.plan.tables[at];
        let raw = |column: usize| &*table.columns[column].name.raw;
        match &constraint.rule {
            Rule::Unique { key, referenced } => {
                let mut items = columns(table, &key.columns);
                let names: Vec<_> = key.columns.iter().map(|column| raw(*column)).collect();
                let made_up = format!("uq_{}_{}", table.name.raw, names.join("_"));
                let name = (*constraint.name.raw != *made_up).then(|| string(&constraint.name.raw));
                items.extend(name.map(|name| Expr::keyword("name", name)));
                let deferred = self.defers() && !(*referenced && self.plan.dialect.referenced_unique_is_immediate());
                if deferred && self.options.dialect.is_none() {
                    return Expr::call("Unique", items);
                }
                items.extend(deferred.then(deferral).into_iter().flatten());
                Expr::call("UniqueConstraint", items)
            }
            Rule::Reference { columns: from, target, target_columns } => {
                let target = &self.plan.tables[*target];
                let is_late = self.is_late(constraint);
                let to = |column: &usize| {
                    let column = &*target.columns[*column].name.raw;
                    Expr::code(if is_late {
                        format!("{}.c[{}]", self.lookup(target), string(column))
                    } else {
                        string(&format!("{}.{column}", target.name.raw))
                    })
                };
                let mut to: Vec<Expr> = target_columns.iter().map(to).collect();
                let names: Vec<_> = from.iter().map(|column| raw(*column)).collect();
                let made_up = format!("fk_{}_{}", table.name.raw, names.join("_"));
                let name = (*constraint.name.raw != *made_up).then(|| string(&constraint.name.raw));
                let circular = self.circular.contains(&(at, constraint.name.raw.as_ref()));
                let of_both = name.map(|name| Expr::keyword("name", name)).into_iter();
                let of_both = of_both.chain(circular.then(|| Expr::keyword("use_alter", "True")));
                let mut from = columns(table, from);
                if self.options.dialect.is_none() {
                    let (class, ends) = if from.len() == 1 {
                        from.append(&mut to);
                        ("Reference", from)
                    } else {
                        ("CompositeReference", vec![Expr::list(from), Expr::list(to)])
                    };
                    return Expr::call(class, ends.into_iter().chain(of_both).collect());
                }
                let ends = [Expr::list(from), Expr::list(to)];
                let mut items: Vec<Expr> = ends.into_iter().chain(of_both).collect();
                items.extend(self.defers().then(deferral).into_iter().flatten());
                Expr::call("ForeignKeyConstraint", items)
            }
        }
    }

    /// Whether the constraint refers to a name with a point in it. In a string SQLAlchemy would take what stands before
    /// it for a schema, so the column itself must be there first.
    fn is_late(&self, constraint: &ConstraintPlan<'_>) -> bool {
        let Rule::Reference { target, target_columns, .. } = &constraint.rule else { return false };
        let target = &self.plan.tables[*target];
        let has_point = |column: &usize| target.columns[*column].name.raw.contains('.');
        target.name.raw.contains('.') || target_columns.iter().any(has_point)
    }

    /// Whether there are references that wait for all tables.
    pub(super) fn has_late(&self) -> bool {
        self.tables().any(|(_, table)| ready(&table.constraints).any(|constraint| self.is_late(constraint)))
    }

    /// Writes the references that wait for all tables.
    pub(super) fn write_late(&self, out: &mut String) {
        if !self.has_late() {
            return;
        }
        python::comment(out, 0, "SQLAlchemy would take what stands before a point in a string for a schema.");
        for (at, table) in self.tables() {
            for constraint in ready(&table.constraints).filter(|constraint| self.is_late(constraint)) {
                let append = format!("{}.append_constraint", self.lookup(table));
                python::statement(out, &Expr::call(&append, vec![self.constraint(at, constraint)]));
            }
        }
    }

    /// How a table is found when all are there.
    fn lookup(&self, table: &TablePlan<'_>) -> String {
        let base = if self.options.style == Style::Declarative { "Base." } else { "" };
        let key = match &self.options.script.schema {
            Some(schema) => format!("{schema}.{}", table.name.raw),
            None => table.name.raw.to_string(),
        };
        format!("{base}metadata.tables[{}]", string(&key))
    }

    /// Whether constraints are checked when a transaction ends, on some database or on the one it is for.
    pub(super) fn defers(&self) -> bool {
        self.options.dialect.is_none_or(|dialect| !dialect.constraint_suffix().is_empty())
    }
}

fn deferral() -> [Expr; 2] {
    [Expr::keyword("deferrable", "True"), Expr::keyword("initially", "\"DEFERRED\"")]
}

fn columns(table: &TablePlan<'_>, columns: &[usize]) -> Vec<Expr> {
    columns.iter().map(|column| Expr::string(&table.columns[*column].name.raw)).collect()
}

fn write_index(table: &TablePlan<'_>, index: &IndexPlan<'_>) -> Expr {
    let column = |(column, descending): &(usize, bool)| {
        let name = &table.columns[*column].name;
        if *descending {
            // A column by its name alone, so that each database quotes it in its own way.
            Expr::code(format!("column({}).desc()", string(&name.raw)))
        } else {
            Expr::string(&name.raw)
        }
    };
    let mut items = vec![Expr::string(&index.name.raw)];
    items.extend(index.columns.iter().map(column));
    items.extend(index.unique.then(|| Expr::keyword("unique", "True")));
    Expr::call("Index", items)
}

/// Whether SQLAlchemy would let the database make up the values of a column where our scripts do not.
pub(in crate::codegen) fn must_not_be_generated(table: &TablePlan<'_>, column: usize) -> bool {
    let plan = &table.columns[column];
    let integer = matches!(plan.field.data_type.kind, TypeKind::Integer | TypeKind::BigInteger);
    let is_key = table.primary_key.as_ref().is_some_and(|key| key.columns == [column]);
    let refers = ready(&table.constraints)
        .any(|constraint| matches!(&constraint.rule, Rule::Reference { columns, .. } if columns.contains(&column)));
    integer && is_key && !plan.generated && !refers && plan.default.is_none()
}

/// What is not left out.
pub(super) fn ready<T>(planned: &[Planned<T>]) -> impl Iterator<Item = &T> {
    planned.iter().filter_map(Planned::ready)
}
