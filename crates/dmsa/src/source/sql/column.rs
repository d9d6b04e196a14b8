//! The columns of a table, and what is said of them where they are defined.

use super::draft::{Draft, Unread, reference_action};
use super::types;
use super::value::{self, Default as Found};
use crate::model::{Check, Field, Key, KeyField, NotNull, Origin, Reference, ReferenceField};
use sqlparser::ast::{ColumnOption, ColumnOptionDef, Expr, Ident};

/// Takes a column into a table, or says it anew if the table has it.
pub(super) fn take(
    draft: &mut Draft,
    name: &Ident,
    meaning: types::Meaning,
    options: &[ColumnOptionDef],
    origin: &Origin,
) -> Unread {
    let mut field = Field {
        name: name.value.clone(),
        data_type: meaning.data_type,
        allowed_values: meaning.allowed_values,
        origin: origin.clone(),
        ..Field::default()
    };
    let mut unread = Vec::new();
    for option in options {
        let named = option.name.as_ref().map(|name| name.value.clone()).unwrap_or_default();
        apply(draft, &mut field, &option.option, named, &mut unread);
    }
    match draft.field(&field.name) {
        Some(place) => draft.table.fields[place] = field,
        None => draft.table.fields.push(field),
    }
    unread
}

fn apply(draft: &mut Draft, field: &mut Field, option: &ColumnOption, named: String, unread: &mut Unread) {
    let origin = field.origin.clone();
    let key = |name: String| Key {
        name,
        table: String::new(),
        fields: vec![KeyField { name: field.name.clone(), origin: origin.clone() }],
        origin: origin.clone(),
    };
    let name_or = |own: &Option<Ident>| own.as_ref().map_or(named.clone(), |name| name.value.clone());
    match option {
        ColumnOption::NotNull => {
            draft.not_nulls.push(NotNull { table: String::new(), field: field.name.clone(), origin });
        }
        ColumnOption::PrimaryKey(constraint) => draft.primary_key = Some(key(name_or(&constraint.name))),
        ColumnOption::Unique(constraint) => draft.uniques.push(key(name_or(&constraint.name))),
        ColumnOption::ForeignKey(constraint) => {
            let ref_field = constraint.referred_columns.first().map(|name| name.value.clone()).unwrap_or_default();
            let reference = Reference {
                name: name_or(&constraint.name),
                fields: vec![ReferenceField { field: field.name.clone(), ref_field, origin: origin.clone() }],
                on_delete: reference_action(constraint.on_delete),
                on_update: reference_action(constraint.on_update),
                origin,
                ..Reference::default()
            };
            draft.references.push((constraint.foreign_table.clone(), reference));
        }
        ColumnOption::Check(constraint) => draft.checks.push(Check {
            name: name_or(&constraint.name),
            table: String::new(),
            expression: constraint.expr.to_string(),
            origin,
        }),
        ColumnOption::Default(expression) => set_default(field, expression, unread),
        ColumnOption::Comment(text) => field.description.clone_from(text),
        ColumnOption::Generated { generation_expr: Some(expression), .. } => {
            unread
                .push((field.origin.clone(), format!("the values of `{}` are computed by `{expression}`", field.name)));
        }
        ColumnOption::Materialized(expression) | ColumnOption::Alias(expression) => {
            unread
                .push((field.origin.clone(), format!("the values of `{}` are computed by `{expression}`", field.name)));
        }
        _ => {}
    }
}

/// Sets the default of a field.
pub(super) fn set_default(field: &mut Field, expression: &Expr, unread: &mut Unread) {
    match value::default(expression, &field.data_type) {
        Found::None => field.default.clear(),
        Found::Value(text) => field.default = text,
        Found::Expression => {
            field.default.clear();
            unread.push((
                field.origin.clone(),
                format!("the default of `{}` is an expression, `{expression}`", field.name),
            ));
        }
    }
}
