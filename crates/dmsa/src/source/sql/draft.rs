//! A table in the making.

use super::name::last;
use crate::fold::fold;
use crate::model::{
    Check, Index, IndexField, Key, KeyField, NotNull, Origin, Reference, ReferenceAction, ReferenceField, Table,
};
use sqlparser::ast::{Expr, Ident, IndexColumn, ObjectName, OrderBySort, ReferentialAction, TableConstraint};

/// What definitions have no place for, each with its line.
pub(super) type Unread = Vec<(Origin, String)>;

/// A table with everything that is said about it.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// The schema that the script puts it in; may be empty.
    pub(super) schema: String,
    pub(super) table: Table,
    pub(super) primary_key: Option<Key>,
    pub(super) uniques: Vec<Key>,
    pub(super) not_nulls: Vec<NotNull>,
    /// Each with the table it refers to, as written.
    pub(super) references: Vec<(ObjectName, Reference)>,
    pub(super) checks: Vec<Check>,
    pub(super) indexes: Vec<Index>,
}

impl Draft {
    /// The place of a field.
    pub(super) fn field(&self, name: &str) -> Option<usize> {
        let name = fold(name);
        self.table.fields.iter().position(|field| fold(&field.name) == name)
    }

    /// The fields of an index in the spelling of the table; `None` if it is on an expression.
    pub(super) fn index_fields(&self, columns: &[IndexColumn], origin: &Origin) -> Option<Vec<IndexField>> {
        let field = |column: &IndexColumn| {
            let descending = matches!(column.column.options.sort, Some(OrderBySort::Desc));
            let name = match &column.column.expr {
                Expr::Identifier(name) => name.value.clone(),
                // MySQL: the first characters of a column, `name(10)`.
                Expr::Function(function) => {
                    let name = last(&function.name);
                    self.field(name).map(|place| self.table.fields[place].name.clone())?
                }
                _ => return None,
            };
            Some(IndexField { name, descending, origin: origin.clone() })
        };
        columns.iter().map(field).collect()
    }

    /// Takes in a constraint that stands apart from the columns.
    pub(super) fn constrain(&mut self, constraint: &TableConstraint, origin: &Origin, unread: &mut Unread) {
        let text = |name: &Option<Ident>| name.as_ref().map(|name| name.value.clone()).unwrap_or_default();
        let either =
            |name: &Option<Ident>, other: &Option<Ident>| if name.is_some() { text(name) } else { text(other) };
        let key = |name: String, columns: &[IndexColumn]| {
            let fields = self.index_fields(columns, origin)?;
            let fields = fields.into_iter().map(|field| KeyField { name: field.name, origin: field.origin }).collect();
            Some(Key { name, table: String::new(), fields, origin: origin.clone() })
        };
        match constraint {
            TableConstraint::PrimaryKey(it) => match key(text(&it.name), &it.columns) {
                Some(key) => self.primary_key = Some(key),
                None => unread.push((origin.clone(), format!("primary key `{}` is on an expression", text(&it.name)))),
            },
            TableConstraint::Unique(it) => match key(either(&it.name, &it.index_name), &it.columns) {
                Some(key) => self.uniques.push(key),
                None => {
                    unread.push((origin.clone(), format!("unique constraint `{}` is on an expression", text(&it.name))))
                }
            },
            TableConstraint::ForeignKey(it) => {
                let to =
                    it.referred_columns.iter().map(|name| name.value.clone()).chain(std::iter::repeat(String::new()));
                let pair = |(field, ref_field): (&Ident, String)| ReferenceField {
                    field: field.value.clone(),
                    ref_field,
                    origin: origin.clone(),
                };
                let reference = Reference {
                    name: either(&it.name, &it.index_name),
                    fields: it.columns.iter().zip(to).map(pair).collect(),
                    on_delete: reference_action(it.on_delete),
                    on_update: reference_action(it.on_update),
                    origin: origin.clone(),
                    ..Reference::default()
                };
                self.references.push((it.foreign_table.clone(), reference));
            }
            TableConstraint::Check(it) => self.checks.push(Check {
                name: text(&it.name),
                table: String::new(),
                expression: it.expr.to_string(),
                origin: origin.clone(),
            }),
            TableConstraint::Index(it) => match self.index_fields(&it.columns, origin) {
                Some(fields) => self.indexes.push(Index {
                    name: text(&it.name),
                    table: String::new(),
                    unique: false,
                    fields,
                    origin: origin.clone(),
                }),
                None => unread.push((origin.clone(), format!("index `{}` is on an expression", text(&it.name)))),
            },
            other => unread.push((origin.clone(), format!("`{other}` is a constraint of its own kind"))),
        }
    }
}

/// What happens to referring rows.
pub(super) fn reference_action(written: Option<ReferentialAction>) -> ReferenceAction {
    match written {
        None | Some(ReferentialAction::NoAction) => ReferenceAction::NoAction,
        Some(ReferentialAction::Restrict) => ReferenceAction::Restrict,
        Some(ReferentialAction::Cascade) => ReferenceAction::Cascade,
        Some(ReferentialAction::SetNull) => ReferenceAction::SetNull,
        Some(ReferentialAction::SetDefault) => ReferenceAction::SetDefault,
    }
}
