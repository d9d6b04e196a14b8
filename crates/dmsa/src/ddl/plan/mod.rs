//! What a database is to be given: the model, less what the database would refuse.
//!
//! A plan is made for the whole model, whatever the options select, so that an object has the same name in every script.

mod columns;
mod indexes;
mod keys;
mod limits;
mod names;
mod order;
mod references;
mod unnamed;

use super::DdlError;
use super::history::{self, Recorder};
use super::options::{ColumnOrder, Element, Elements, Operation, Options};
use super::prepared::Prepared;
use super::remark::{About, Remarks, What};
use crate::diagnostic::Diagnostic;
use crate::dialect::{Dialect, Name, ObjectKind, Sql};
use crate::model::{Field, Model, Table, printable};
use crate::schema::{FieldId, Missing, TableId};
use hashbrown::{HashMap, HashSet};
use names::Names;
use std::borrow::Cow;

/// The plan of a script for one model and one dialect.
pub(crate) struct Plan<'m> {
    pub(crate) model: &'m Model,
    pub(crate) dialect: &'m dyn Dialect,
    pub(crate) options: &'m Options,
    pub(crate) history: Name<'m>,
    /// What makes `version_history` ready, where it is wanted.
    pub(crate) history_statements: Vec<Sql>,
    /// What adds a row to it, where it is wanted.
    pub(crate) recorder: Option<Recorder>,
    /// In the order of their names.
    pub(crate) tables: Vec<TablePlan<'m>>,
    /// Places in `tables` in the order of CREATE TABLE.
    order: Vec<usize>,
    /// What the database does not have or enforce at all: a comment and a diagnostic.
    pub(crate) limits: Option<(String, Diagnostic)>,
    /// About tables that are left out whole, and what is said of tables that are not there.
    pub(crate) remarks: Vec<(Element, String)>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The element that each diagnostic is about.
    pub(crate) diagnostic_elements: Vec<Element>,
}

pub(crate) struct TablePlan<'m> {
    pub(crate) table: &'m Table,
    pub(crate) name: Name<'m>,
    pub(crate) selected: bool,
    /// Its description, as the script writes it.
    pub(crate) comment: Option<String>,
    pub(crate) columns: Vec<ColumnPlan<'m>>,
    pub(crate) primary_key: Option<KeyPlan<'m>>,
    /// How many indexes it has, those of keys and references included.
    index_count: usize,
    /// Unique constraints and references, in the order of their names.
    pub(crate) constraints: Vec<Planned<ConstraintPlan<'m>>>,
    /// Places in `constraints`, in the order of the definition.
    pub(crate) definition_order: Vec<usize>,
    /// In the order of their names.
    pub(crate) indexes: Vec<Planned<IndexPlan<'m>>>,
    /// About the table itself, its columns and its primary key.
    pub(crate) remarks: Vec<String>,
}

pub(crate) struct ColumnPlan<'m> {
    pub(crate) field: &'m Field,
    pub(crate) name: Name<'m>,
    pub(crate) data_type: Cow<'static, str>,
    pub(crate) not_null: bool,
    pub(crate) default: Option<String>,
    pub(crate) check: Option<String>,
    pub(crate) generated: bool,
    /// Its description, as the script writes it.
    pub(crate) comment: Option<String>,
}

/// An object with the comments about it, or the comment that stands in its place.
pub(crate) enum Planned<T> {
    Ready { object: T, remarks: Vec<String> },
    LeftOut(String),
}

impl<T> Planned<T> {
    pub(crate) fn ready(&self) -> Option<&T> {
        match self {
            Planned::Ready { object, .. } => Some(object),
            Planned::LeftOut(_) => None,
        }
    }
}

pub(crate) struct KeyPlan<'m> {
    /// Empty where the key has no name.
    pub(crate) name: Name<'m>,
    /// What stands between the parentheses.
    pub(crate) fields: String,
    /// The columns by position.
    pub(crate) columns: Vec<usize>,
    /// Whether it covers only the beginning of a value.
    shortened: bool,
}

impl KeyPlan<'_> {
    /// Whether its index can serve to look these columns up.
    pub(crate) fn begins_with(&self, columns: &[usize]) -> bool {
        self.columns.starts_with(columns)
    }
}

pub(crate) struct ConstraintPlan<'m> {
    pub(crate) name: Name<'m>,
    pub(crate) rule: Rule<'m>,
}

pub(crate) enum Rule<'m> {
    Unique {
        /// Boxed, because most constraints are references.
        key: Box<KeyPlan<'m>>,
        /// Whether references point at it.
        referenced: bool,
    },
    Reference {
        /// The referring columns, in the order of the key they refer to.
        columns: Vec<usize>,
        /// The table by position.
        target: usize,
        /// The columns referred to: those of a key, in its order.
        target_columns: Vec<usize>,
    },
}

impl ConstraintPlan<'_> {
    /// Whether it is a unique constraint that references point at.
    pub(crate) fn is_referenced(&self) -> bool {
        matches!(self.rule, Rule::Unique { referenced: true, .. })
    }

    pub(crate) fn kind(&self) -> ObjectKind {
        match self.rule {
            Rule::Unique { .. } => ObjectKind::Unique,
            Rule::Reference { .. } => ObjectKind::Reference,
        }
    }
}

pub(crate) struct IndexPlan<'m> {
    pub(crate) name: Name<'m>,
    pub(crate) unique: bool,
    /// The columns by position, and whether each is sorted downwards.
    pub(crate) columns: Vec<(usize, bool)>,
    pub(crate) fields: String,
}

/// Makes a plan, one kind of object after the other: names are given away in this order.
struct Planner<'o, 'm> {
    prepared: &'o Prepared<'m>,
    model: &'m Model,
    dialect: &'m dyn Dialect,
    options: &'m Options,
    names: Names<'m>,
    remarks: Remarks<'m>,
    /// Comments that belong to no table of the plan.
    without_table: Vec<(Element, String)>,
    tables: Vec<TablePlan<'m>>,
    /// Places in `tables` by places in the definition.
    table_places: Vec<Option<usize>>,
    /// Places in a table's columns by the number of the field.
    column_places: Vec<Option<usize>>,
    /// Where tables are created in the order of references: the other tables that each refers to.
    targets_of: HashMap<usize, Vec<usize>>,
    /// How many references point at tables that are not selected.
    unselected_targets: usize,
    /// Where repetition is refused: references by table, column and target.
    repeated: HashSet<(usize, Vec<usize>, usize, Vec<usize>)>,
    /// Where repetition is refused: unique constraints and indexes by table, columns and directions.
    indexed: HashSet<(usize, Vec<(usize, bool)>)>,
}

impl<'m> Plan<'m> {
    pub(crate) fn new(model: &'m Model, dialect: &'m dyn Dialect, options: &'m Options) -> Result<Self, DdlError> {
        Self::of(&Prepared::new(model), dialect, options)
    }

    pub(crate) fn of(
        prepared: &Prepared<'m>,
        dialect: &'m dyn Dialect,
        options: &'m Options,
    ) -> Result<Self, DdlError> {
        let model = prepared.schema.model();
        if let Some(found) = &prepared.control_character {
            return Err(DdlError::control_character(model, found));
        }
        let mut planner = Planner {
            prepared,
            model,
            dialect,
            options,
            names: Names::new(dialect, options.schema.as_deref(), objects(model)),
            remarks: Remarks::new(model, options),
            without_table: Vec::new(),
            tables: Vec::with_capacity(model.tables.len()),
            table_places: vec![None; prepared.tables.len()],
            column_places: vec![None; prepared.referring.len()],
            targets_of: HashMap::new(),
            unselected_targets: 0,
            repeated: HashSet::new(),
            indexed: HashSet::new(),
        };
        let history = planner.names.own_table(history::TABLE, !options.no_history);
        planner.plan_tables();
        if let Some(glob) = options.unmatched(model) {
            return Err(DdlError::unmatched(model, glob));
        }
        if !planner.tables.iter().any(|table| table.selected) && !options.is_unselective() {
            return Err(DdlError::NothingSelected { model: format!("{} {}", model.name, model.version) });
        }
        planner.plan_columns()?;
        planner.plan_primary_keys();
        planner.plan_constraints();
        planner.leave_out_checks();
        planner.plan_indexes();
        planner.name_the_unnamed();
        planner.remarks.sum_up_unselected(planner.unselected_targets);
        let (order, limits) = (planner.order(), planner.limits());
        let Planner { tables, remarks, without_table, .. } = planner;
        let (diagnostics, diagnostic_elements) = remarks.into_parts();
        let (history_statements, recorder) = if options.no_history {
            (Vec::new(), None)
        } else {
            let revision = &printable(&options.revision);
            let prepare = history::prepare(dialect, &history, options.schema.as_deref(), model, revision);
            (prepare, Some(Recorder::new(dialect, &history, model, revision)))
        };
        Ok(Self {
            model,
            dialect,
            options,
            history,
            history_statements,
            recorder,
            tables,
            order,
            limits,
            remarks: without_table,
            diagnostics,
            diagnostic_elements,
        })
    }

    /// The tables that the options select.
    pub(crate) fn selected(&self) -> impl DoubleEndedIterator<Item = (usize, &TablePlan<'m>)> {
        self.order.iter().map(|at| (*at, &self.tables[*at])).filter(|(_, table)| table.selected)
    }

    /// Whether a script has the comment that goes with a diagnostic about an element: where the element is created, and
    /// also, of what is `left_out`, where it would be dropped.
    pub(super) fn has_remarks_on(
        &self,
        operation: Operation,
        elements: Elements,
        element: Element,
        left_out: bool,
    ) -> bool {
        // Where a constraint stands inside CREATE TABLE, so does what is said about it.
        let inline = element == Element::Constraints && !self.dialect.capabilities().alters_constraints;
        let part = if inline { Element::Tables } else { element };
        match operation {
            Operation::Ddl => elements.has(part),
            Operation::Drop => left_out && part != Element::Tables && elements.has(part),
            Operation::Delete | Operation::Logging | Operation::Nologging => false,
        }
    }
}

/// How many names there may be to give away.
fn objects(model: &Model) -> usize {
    1 + model.tables.len()
        + model.primary_keys.len()
        + model.uniques.len()
        + model.references.len()
        + model.indexes.len()
}

/// The comment on a name that the database cannot hold.
fn renamed(name: &Name<'_>) -> String {
    format!("its name becomes {}", name.raw)
}
