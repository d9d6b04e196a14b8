use super::*;
use crate::ddl::plan::{ConstraintPlan, Rule, TablePlan};
use crate::dialect::Column;

impl Writer<'_, '_> {
    pub(super) fn create_tables(&mut self) {
        for (at, table) in self.plan.selected() {
            self.create_table(at, table);
        }
        self.record("create tables");
    }

    fn create_table(&mut self, at: usize, table: &TablePlan<'_>) {
        let plan = self.plan;
        for remark in &table.remarks {
            self.remark(remark);
        }
        let inline = !plan.dialect.capabilities().alters_constraints;
        if inline {
            for place in &table.definition_order {
                match &table.constraints[*place] {
                    Planned::LeftOut(remark) => self.remark(remark),
                    Planned::Ready { remarks, .. } => remarks.iter().for_each(|remark| self.remark(remark)),
                }
            }
        }
        let object = table_object(plan, &table.name);
        self.guarded(StatementKind::CreateTable, ObjectAt::Table(at), object, |out| {
            write_table(out, plan, table, inline);
        });
        self.describe(at, table);
    }

    fn describe(&mut self, at: usize, table: &TablePlan<'_>) {
        let plan = self.plan;
        let schema = plan.options.schema.as_deref();
        let of_columns = table.columns.iter().map(|column| (Some(&column.name), column.comment.as_deref()));
        for (column, comment) in [(None, table.comment.as_deref())].into_iter().chain(of_columns) {
            let sql = comment.and_then(|text| plan.dialect.comment_on(&table.name, column, schema, text));
            if let Some(sql) = sql {
                self.whole(StatementKind::Comment, ObjectAt::Table(at), &sql);
            }
        }
    }

    /// Constraints by table and name; those that references point at come before all others.
    pub(super) fn add_constraints(&mut self) {
        self.part();
        for wanted_first in [true, false] {
            for (at, table) in self.plan.selected() {
                for (place, planned) in table.constraints.iter().enumerate() {
                    if planned.ready().is_some_and(ConstraintPlan::is_referenced) == wanted_first
                        && let Some(constraint) = self.announce(planned)
                    {
                        self.add_constraint((at, place), table, constraint);
                    }
                }
            }
        }
        self.record("create constraints");
    }

    fn add_constraint(&mut self, (at, place): (usize, usize), table: &TablePlan<'_>, constraint: &ConstraintPlan<'_>) {
        let plan = self.plan;
        let kind = match constraint.rule {
            Rule::Unique { .. } => StatementKind::AddUnique,
            Rule::Reference { .. } => StatementKind::AddReference,
        };
        let schema = plan.options.schema.as_deref();
        let object = Object { kind: constraint.kind(), name: &constraint.name, table: &table.name, schema };
        self.guarded(kind, ObjectAt::Constraint(at, place), object, |out| {
            out.push_str("ALTER TABLE ");
            out.push_str(&table.name.qualified);
            out.push_str(" ADD ");
            write_constraint(out, plan, table, constraint);
        });
    }

    pub(super) fn create_indexes(&mut self) {
        self.part();
        let plan = self.plan;
        let schema = plan.options.schema.as_deref();
        for (at, table) in plan.selected() {
            for (place, planned) in table.indexes.iter().enumerate() {
                let Some(index) = self.announce(planned) else { continue };
                let object = Object { kind: ObjectKind::Index, name: &index.name, table: &table.name, schema };
                self.guarded(StatementKind::CreateIndex, ObjectAt::Index(at, place), object, |out| {
                    plan.dialect.create_index(out, &index.name, &table.name, index.unique, &index.fields);
                });
            }
        }
        self.record("create indexes");
    }
}

/// Writes CREATE TABLE; constraints and references are part of it if `inline` is set.
pub(crate) fn write_table(out: &mut String, plan: &Plan<'_>, table: &TablePlan<'_>, inline: bool) {
    write_table_as(out, plan, table, inline, &table.name.qualified);
}

/// As [`write_table`], under another name.
pub(crate) fn write_table_as(out: &mut String, plan: &Plan<'_>, table: &TablePlan<'_>, inline: bool, name: &str) {
    let dialect = plan.dialect;
    out.push_str("CREATE TABLE ");
    out.push_str(name);
    out.push_str(" (");
    let mut separator = "\n\t";
    for column in &table.columns {
        out.push_str(std::mem::replace(&mut separator, ",\n\t"));
        let parts = Column {
            name: &column.name.plain,
            field_type: &column.field.data_type,
            data_type: &column.data_type,
            not_null: column.not_null,
            default: column.default.as_deref(),
            generated: column.generated,
        };
        dialect.column(out, parts);
        if let Some(comment) = column.comment.as_deref().and_then(|text| dialect.column_comment(text)) {
            out.push_str(&comment);
        }
    }
    if let Some(key) = &table.primary_key {
        out.push_str(",\n\t");
        if !key.name.plain.is_empty() {
            out.extend(["CONSTRAINT ", &key.name.plain, " "]);
        }
        out.extend(["PRIMARY KEY (", &key.fields, ")", dialect.primary_key_suffix()]);
    }
    for check in table.columns.iter().filter_map(|column| column.check.as_deref()) {
        out.extend([",\n\tCHECK (", check, ")", dialect.constraint_suffix()]);
    }
    if inline {
        for place in &table.definition_order {
            if let Some(constraint) = table.constraints[*place].ready() {
                out.push_str(",\n\t");
                write_constraint(out, plan, table, constraint);
            }
        }
    }
    out.push_str("\n)");
    let key = table.primary_key.iter().flat_map(|key| &key.columns);
    let key: Vec<&str> = key.map(|column| &*table.columns[*column].name.plain).collect();
    out.push_str(&dialect.table_options(&key));
    if let Some(comment) = table.comment.as_deref().and_then(|text| dialect.table_comment(text)) {
        out.push_str(&comment);
    }
}

/// The names of columns, separated by commas.
fn write_names(out: &mut String, table: &TablePlan<'_>, columns: &[usize]) {
    for (place, column) in columns.iter().enumerate() {
        out.extend([if place == 0 { "" } else { ", " }, &table.columns[*column].name.plain]);
    }
}

/// Writes a unique constraint or a reference.
pub(crate) fn write_constraint(
    out: &mut String,
    plan: &Plan<'_>,
    table: &TablePlan<'_>,
    constraint: &ConstraintPlan<'_>,
) {
    out.extend(["CONSTRAINT ", &constraint.name.plain]);
    let mut suffix = plan.dialect.constraint_suffix();
    match &constraint.rule {
        Rule::Unique { key, referenced } => {
            out.extend([" UNIQUE (", &key.fields, ")"]);
            if *referenced && plan.dialect.referenced_unique_is_immediate() {
                suffix = "";
            }
        }
        Rule::Reference { columns, target, target_columns } => {
            let target = &plan.tables[*target];
            out.push_str(" FOREIGN KEY(");
            write_names(out, table, columns);
            out.extend([") REFERENCES ", plan.dialect.reference_target(&target.name), " ("]);
            write_names(out, target, target_columns);
            out.push(')');
        }
    }
    out.push_str(suffix);
}
