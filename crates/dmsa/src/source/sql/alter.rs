//! ALTER TABLE.

use super::build::{Builder, Outcome};
use super::column;
use super::draft::{Draft, Unread};
use super::name::last;
use super::types;
use crate::fold::fold;
use crate::model::{NotNull, Origin};
use sqlparser::ast::{
    AlterColumnOperation, AlterTable, AlterTableOperation, ColumnOption, ColumnOptionDef, Ident, ObjectName,
    RenameTableNameKind,
};

impl Builder {
    pub(super) fn alter_table(&mut self, alter: &AlterTable, origin: &Origin) -> Outcome {
        let (dialect, own) = (self.dialect, self.types.clone());
        let meaning = |written| types::meaning(written, dialect, &own);
        let mut unread = Vec::new();
        for operation in &alter.operations {
            if let AlterTableOperation::RenameTable {
                table_name: RenameTableNameKind::To(name) | RenameTableNameKind::As(name),
            } = operation
            {
                self.rename(&alter.name, last(name))?;
                continue;
            }
            // pg_dump gives sequences and views to their owners as tables.
            if matches!(operation, AlterTableOperation::OwnerTo { .. }) {
                continue;
            }
            let draft = self.table(&alter.name)?;
            match operation {
                AlterTableOperation::AddConstraint { constraint, .. } => {
                    draft.constrain(constraint, origin, &mut unread)
                }
                AlterTableOperation::AddColumn { column_def: it, .. } => {
                    unread.append(&mut column::take(draft, &it.name, meaning(&it.data_type), &it.options, origin));
                }
                AlterTableOperation::ModifyColumn { col_name: name, data_type, options, .. } => {
                    unread.append(&mut modify(draft, name, name, meaning(data_type), options, origin)?);
                }
                AlterTableOperation::ChangeColumn { old_name, new_name, data_type, options, .. } => {
                    unread.append(&mut modify(draft, old_name, new_name, meaning(data_type), options, origin)?);
                }
                AlterTableOperation::AlterColumn { column_name, op } => {
                    let place = draft.field(&column_name.value);
                    let place = place.ok_or_else(|| format!("table `{}` has no column `{column_name}`", alter.name))?;
                    let field = &mut draft.table.fields[place];
                    match op {
                        AlterColumnOperation::SetNotNull => {
                            let field = field.name.clone();
                            draft.not_nulls.push(NotNull { table: String::new(), field, origin: origin.clone() });
                        }
                        AlterColumnOperation::DropNotNull => {
                            let name = field.name.clone();
                            draft.not_nulls.retain(|it| it.field != name);
                        }
                        AlterColumnOperation::SetDefault { value } => column::set_default(field, value, &mut unread),
                        AlterColumnOperation::DropDefault => field.default.clear(),
                        AlterColumnOperation::SetDataType { data_type, .. } => {
                            let meaning = meaning(data_type);
                            (field.data_type, field.allowed_values) = (meaning.data_type, meaning.allowed_values);
                        }
                        _ => {}
                    }
                }
                AlterTableOperation::DropColumn { column_names, .. } => {
                    for name in column_names {
                        let name = fold(&name.value).into_owned();
                        draft.table.fields.retain(|field| fold(&field.name) != name);
                        draft.not_nulls.retain(|it| fold(&it.field) != name);
                    }
                }
                AlterTableOperation::DropConstraint { name, .. } | AlterTableOperation::DropForeignKey { name, .. } => {
                    let name = fold(&name.value).into_owned();
                    draft.primary_key.take_if(|key| fold(&key.name) == name);
                    draft.uniques.retain(|key| fold(&key.name) != name);
                    draft.references.retain(|(_, reference)| fold(&reference.name) != name);
                    draft.checks.retain(|check| fold(&check.name) != name);
                }
                AlterTableOperation::DropPrimaryKey { .. } => draft.primary_key = None,
                AlterTableOperation::RenameColumn { .. } | AlterTableOperation::RenameConstraint { .. } => {
                    return Err(format!("`{operation}` gives something another name, which is not followed"));
                }
                _ => {}
            }
        }
        Ok(unread)
    }

    pub(super) fn rename(&mut self, table: &ObjectName, name: &str) -> Result<(), String> {
        let place = self.place(table).ok_or_else(|| format!("the script creates no table `{table}`"))?;
        if let Some(places) = self.places.get_mut(fold(last(table)).as_ref()) {
            places.retain(|other| *other != place);
        }
        name.clone_into(&mut self.tables[place].table.name);
        self.places.entry(fold(name).into_owned()).or_default().push(place);
        Ok(())
    }
}

/// Says a column anew, as MySQL's MODIFY and CHANGE do.
fn modify(
    draft: &mut Draft,
    old: &Ident,
    name: &Ident,
    meaning: types::Meaning,
    options: &[ColumnOption],
    origin: &Origin,
) -> Result<Unread, String> {
    let place = draft.field(&old.value).ok_or_else(|| format!("table `{}` has no column `{old}`", draft.table.name))?;
    let field = &mut draft.table.fields[place];
    let (before, description) = (field.name.clone(), field.description.clone());
    field.name.clone_from(&name.value);
    draft.not_nulls.retain(|it| it.field != before);
    let options: Vec<_> = options.iter().map(|option| ColumnOptionDef { name: None, option: option.clone() }).collect();
    let unread = column::take(draft, name, meaning, &options, origin);
    let description_now = &mut draft.table.fields[place].description;
    if description_now.is_empty() {
        *description_now = description;
    }
    Ok(unread)
}
