//! Plain tables.

use super::Module;
use super::names::Scope;
use super::python::{self, Expr};
use crate::ddl::plan::TablePlan;
use crate::model::single_line;

impl Module<'_, '_> {
    /// Writes a variable for each table.
    pub(super) fn write_tables(&self, out: &mut String) {
        out.push('\n');
        python::assign(out, 0, "metadata", &self.metadata());
        let mut scope = Scope::module(self.types.names());
        for (at, table) in self.tables() {
            let variable = scope.claim_variable(&table.table.name);
            self.write_table(out, at, table, &variable, "metadata");
        }
        if self.has_late() {
            out.push('\n');
            self.write_late(out);
        }
    }

    /// Writes one table as a variable.
    pub(super) fn write_table(
        &self,
        out: &mut String,
        at: usize,
        table: &TablePlan<'_>,
        variable: &str,
        metadata: &str,
    ) {
        out.push('\n');
        self.write_remarks(out, 0, table);
        let mut items = vec![Expr::string(&table.name.raw), Expr::code(metadata)];
        for (place, column) in table.columns.iter().enumerate() {
            let mut parts = vec![Expr::string(&column.name.raw), self.types.expression(&column.field.data_type)];
            parts.extend(column.not_null.then(|| Expr::keyword("nullable", "False")));
            parts.extend(self.column_options(table, place));
            items.push(Expr::call("Column", parts));
        }
        items.extend(self.table_arguments(at));
        if !table.table.description.is_empty() {
            items.push(Expr::keyword("comment", python::string(&single_line(&table.table.description))));
        }
        python::assign(out, 0, variable, &Expr::call("Table", items));
    }
}
