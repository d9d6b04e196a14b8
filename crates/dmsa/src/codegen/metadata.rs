//! The tables of a model as SQLAlchemy needs them, as data: for programs that build a `MetaData` instead of reading a module.

use super::Options;
pub use super::defaults::ColumnDefault;
use super::defaults::default;
pub use super::sqlalchemy::Variant;
use super::sqlalchemy::{Generic, circular, generic, must_not_be_generated, variants};
use crate::ddl::DdlError;
use crate::ddl::plan::{Plan, Planned, Rule, TablePlan};
use crate::diagnostic::Diagnostic;
use crate::dialect::{Dialect, NEUTRAL};
use crate::model::{FieldType, Model, single_line};
use serde::Serialize;

/// The tables of a model.
#[derive(Debug, Clone, Serialize)]
pub struct Metadata {
    /// The tables, in the order of their names.
    pub tables: Vec<TableMetadata>,
    /// The types of columns, which name them by position.
    pub types: Vec<TypeMetadata>,
    /// What is not as the definition says.
    #[serde(skip)]
    pub diagnostics: Vec<Diagnostic>,
}

/// A type of SQLAlchemy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TypeMetadata {
    /// The class for all databases: `Numeric`.
    pub class: &'static str,
    /// Its arguments.
    pub arguments: Vec<u32>,
    /// The types for databases that need another.
    pub variants: Vec<Variant>,
}

/// A table.
#[derive(Debug, Clone, Serialize)]
pub struct TableMetadata {
    /// The name.
    pub name: String,
    /// The description, on one line.
    pub comment: String,
    /// The columns.
    pub columns: Vec<ColumnMetadata>,
    /// The primary key.
    pub primary_key: Option<KeyMetadata>,
    /// Unique constraints and references, in the order of their names.
    pub constraints: Vec<ConstraintMetadata>,
    /// Indexes, in the order of their names.
    pub indexes: Vec<IndexMetadata>,
}

/// A column.
#[derive(Debug, Clone, Serialize)]
pub struct ColumnMetadata {
    /// The name.
    pub name: String,
    /// The place of its type in [`Metadata::types`].
    pub r#type: usize,
    /// Whether it must have a value.
    pub not_null: bool,
    /// Whether the database must not make up its values, where SQLAlchemy would let it.
    pub not_generated: bool,
    /// What the database sets where nothing is given.
    pub default: Option<ColumnDefault>,
    /// The description, on one line.
    pub comment: String,
}

/// A key.
#[derive(Debug, Clone, Serialize)]
pub struct KeyMetadata {
    /// The name; may be empty.
    pub name: String,
    /// The names of its columns.
    pub columns: Vec<String>,
}

/// A unique constraint or a reference.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum ConstraintMetadata {
    /// No two rows have the same values.
    Unique {
        /// The constraint.
        #[serde(flatten)]
        key: KeyMetadata,
        /// Whether databases that can check it when a transaction ends do so.
        deferred: bool,
    },
    /// The values of some columns are those of others.
    Reference {
        /// The name.
        name: String,
        /// The columns that refer.
        columns: Vec<String>,
        /// The table referred to.
        target: String,
        /// The columns referred to.
        target_columns: Vec<String>,
        /// Whether it is part of a circle of tables.
        circular: bool,
    },
}

/// An index.
#[derive(Debug, Clone, Serialize)]
pub struct IndexMetadata {
    /// The name.
    pub name: String,
    /// Its columns, and whether each is sorted downwards.
    pub columns: Vec<(String, bool)>,
    /// Whether no two rows have the same values.
    pub unique: bool,
}

/// A type as SQLAlchemy needs it.
pub fn data_type(data_type: &FieldType) -> TypeMetadata {
    let Generic { class, sizes, .. } = generic(data_type);
    TypeMetadata { class, arguments: sizes, variants: variants(data_type) }
}

/// The tables of a model as SQLAlchemy needs them: the same that a module for all databases says.
///
/// # Errors
///
/// A field of a selected table has an unknown type, or no table is selected.
pub fn metadata(model: &Model, options: &Options) -> Result<Metadata, DdlError> {
    let dialect: &dyn Dialect = &NEUTRAL;
    let plan_options = crate::ddl::Options { no_history: true, ..options.script.clone() };
    let plan = Plan::new(model, dialect, &plan_options)?;
    let circular = circular(&plan);
    let mut types = Vec::new();
    let mut tables = Vec::with_capacity(plan.tables.len());
    for (at, table) in plan.selected() {
        let name = |column: &usize| table.columns[*column].name.raw.to_string();
        let key = |name: &str, columns: &[usize]| KeyMetadata {
            name: name.to_owned(),
            columns: columns.iter().map(|column| table.columns[*column].name.raw.to_string()).collect(),
        };
        let constraints =
            table.constraints.iter().filter_map(Planned::ready).map(|constraint| match &constraint.rule {
                Rule::Unique { key: of, referenced } => {
                    let key = key(&constraint.name.raw, &of.columns);
                    ConstraintMetadata::Unique {
                        key,
                        deferred: !(*referenced && dialect.referenced_unique_is_immediate()),
                    }
                }
                Rule::Reference { columns, target, target_columns } => {
                    let target = &plan.tables[*target];
                    ConstraintMetadata::Reference {
                        name: constraint.name.raw.to_string(),
                        columns: columns.iter().map(name).collect(),
                        target: target.name.raw.to_string(),
                        target_columns: (target_columns.iter())
                            .map(|column| target.columns[*column].name.raw.to_string())
                            .collect(),
                        circular: circular.contains(&(at, constraint.name.raw.as_ref())),
                    }
                }
            });
        let indexes = table.indexes.iter().filter_map(Planned::ready).map(|index| IndexMetadata {
            name: index.name.raw.to_string(),
            columns: index.columns.iter().map(|(column, descending)| (name(column), *descending)).collect(),
            unique: index.unique,
        });
        let columns = (0..table.columns.len()).map(|column| column_metadata(table, column, &mut types)).collect();
        tables.push(TableMetadata {
            name: table.name.raw.to_string(),
            comment: single_line(&table.table.description),
            columns,
            primary_key: table.primary_key.as_ref().map(|of| key(&of.name.raw, &of.columns)),
            constraints: constraints.collect(),
            indexes: indexes.collect(),
        });
    }
    Ok(Metadata { tables, types, diagnostics: plan.diagnostics })
}

fn column_metadata(table: &TablePlan<'_>, column: usize, types: &mut Vec<TypeMetadata>) -> ColumnMetadata {
    let plan = &table.columns[column];
    let wanted = data_type(&plan.field.data_type);
    let place = types.iter().position(|known| *known == wanted).unwrap_or_else(|| {
        types.push(wanted);
        types.len() - 1
    });
    ColumnMetadata {
        name: plan.name.raw.to_string(),
        r#type: place,
        not_null: plan.not_null,
        not_generated: must_not_be_generated(table, column),
        default: default(plan),
        comment: single_line(&plan.field.description),
    }
}
