//! SQL scripts from a definition.
//!
//! A script is made in two steps: a plan of what the database is to be given (the model, less what the database would
//! refuse), then statements in their order. [`Scripts`] keeps the plan, for who wants several scripts of one model.
//!
//! ```
//! use dmsa::ddl::{Elements, Operation, Options, script};
//! use dmsa::model::{Field, Model, Table, TypeKind};
//!
//! let id = Field { name: "person_id".into(), data_type: TypeKind::Integer.into(), ..Field::default() };
//! let person = Table { name: "person".into(), fields: vec![id], ..Table::default() };
//! let model = Model { name: "mine".into(), tables: vec![person], ..Model::default() };
//! let options = Options { no_history: true, ..Options::default() };
//!
//! let dialect = dmsa::dialect::find("postgresql").unwrap();
//! let script = script(&model, dialect, Operation::Ddl, Elements::named("tables").unwrap(), &options)?;
//! assert_eq!(script.text(), "CREATE TABLE person (\n\tperson_id INTEGER\n);\n\n");
//! # Ok::<(), dmsa::ddl::DdlError>(())
//! ```

#[cfg(test)]
mod clients;
mod error;
mod format;
mod history;
mod options;
pub(crate) mod plan;
mod prepared;
mod remark;
mod script;
mod settings;
mod unused;
mod write;

#[cfg(test)]
mod tests;

pub use error::{DdlError, refuse_control_characters};
pub use format::{FORMATS, Format};
pub(crate) use options::Element;
pub use options::{ColumnOrder, Elements, Operation, Options};
pub use prepared::Prepared;
pub(crate) use remark::one_line;
pub use script::{Script, Statement, StatementKind};
pub(crate) use settings::AsScript;
pub use settings::{SETTINGS, Setting};
pub use unused::unused_options;
pub(crate) use write::{write_constraint, write_table, write_table_as};

use crate::diagnostic::Diagnostic;
use crate::dialect::Dialect;
pub use crate::glob::{EmptyGlob, Glob};
use crate::model::Model;
pub use crate::settings::{SettingError, SettingValue};
use plan::Plan;
use std::sync::{Arc, OnceLock};
use write::Chapter;

/// The scripts of one model for one database.
pub struct Scripts<'m> {
    plan: Arc<Plan<'m>>,
    /// By operation and element.
    chapters: [[OnceLock<Chapter>; 3]; Operation::ALL.len()],
}

impl<'m> Scripts<'m> {
    /// Plans what the database is to be given.
    ///
    /// # Errors
    ///
    /// A field of a selected table has an unknown type, or no table is selected.
    pub fn new(model: &'m Model, dialect: &'m dyn Dialect, options: &'m Options) -> Result<Self, DdlError> {
        Self::of(&Prepared::new(model), dialect, options)
    }

    /// Plans what the database is to be given; what was prepared serves all databases.
    ///
    /// # Errors
    ///
    /// As [`Scripts::new`].
    pub fn of(prepared: &Prepared<'m>, dialect: &'m dyn Dialect, options: &'m Options) -> Result<Self, DdlError> {
        Ok(Self { plan: Arc::new(Plan::of(prepared, dialect, options)?), chapters: Default::default() })
    }

    /// One of the scripts.
    ///
    /// # Errors
    ///
    /// The database has no logging to switch.
    pub fn script(&self, operation: Operation, elements: Elements) -> Result<Script<'m>, DdlError> {
        if operation.needs_logging() && !self.plan.dialect.capabilities().logging {
            return Err(DdlError::no_logging(self.plan.dialect, operation.name()));
        }
        let known = &self.chapters[operation as usize];
        let chapter = |element| known[element as usize].get_or_init(|| write::chapter(&self.plan, operation, element));
        let chapters: Vec<&Chapter> = write::chapters(&self.plan, operation, elements).map(chapter).collect();
        Ok(write::script(&self.plan, operation, elements, &chapters))
    }

    /// What the database is not given the way the definition says it.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.plan.diagnostics
    }
}

/// The script of one model, database and operation.
///
/// # Errors
///
/// See [`Scripts::new`] and [`Scripts::script`].
pub fn script<'m>(
    model: &'m Model,
    dialect: &'m dyn Dialect,
    operation: Operation,
    elements: Elements,
    options: &'m Options,
) -> Result<Script<'m>, DdlError> {
    Scripts::new(model, dialect, options)?.script(operation, elements)
}
