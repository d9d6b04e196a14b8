use super::*;
use crate::dialect::{KeyField, KeyFields, Support};
use crate::model::{Key, TypeKind};
use crate::schema;
use names::Claim;

impl<'m> Planner<'_, 'm> {
    /// Of several primary keys of a table the last one counts, as it does in the original.
    pub(super) fn plan_primary_keys(&mut self) {
        if self.dialect.capabilities().primary_keys == Support::None {
            return;
        }
        let schema = &self.prepared.schema;
        for looked in schema.primary_keys() {
            let key = looked.key;
            let about = key_about(What::PrimaryKey(&key.name), key);
            let counting = looked.table.and_then(|table| schema.primary_key(table));
            let planned = if counting.is_some_and(|counting| !std::ptr::eq(counting, looked)) {
                Err("the table has another one".to_owned())
            } else {
                self.plan_key(looked)
            };
            match planned {
                Ok((table, mut plan, changes)) => {
                    for how in changes {
                        let comment = self.remarks.changed(&about, &how);
                        self.tables[table].note(comment);
                    }
                    self.name_primary_key(table, key, &mut plan, &about);
                    for column in &plan.columns {
                        self.tables[table].columns[*column].not_null = true;
                    }
                    self.generate_key(table, &plan, looked);
                    self.reserve_implied_names(table, &plan);
                    self.tables[table].primary_key = Some(plan);
                    self.tables[table].index_count += 1;
                }
                Err(why) => self.leave_out(&about, &why),
            }
        }
    }

    /// A primary key whose name is taken does without one: better than a table without a key.
    fn name_primary_key(&mut self, table: usize, key: &'m Key, plan: &mut KeyPlan<'m>, about: &About<'_>) {
        if key.name.is_empty() || !self.dialect.capabilities().named_primary_keys {
            return;
        }
        let how = match self.names.claim(ObjectKind::PrimaryKey, table, Cow::Borrowed(&key.name)) {
            Claim::Granted { name, cut } => {
                plan.name = name;
                cut.then(|| renamed(&plan.name))
            }
            Claim::Taken(kind) => {
                Some(format!("it has no name, because there is another {} of this name", kind.label()))
            }
        };
        if let Some(how) = how {
            let comment = self.remarks.changed(about, &how);
            self.tables[table].note(comment);
        }
    }

    /// The database makes up the values of a single integer primary key, unless it refers to something or has a default.
    fn generate_key(&mut self, table: usize, key: &KeyPlan<'m>, looked: &schema::Key<'_>) {
        let [column] = key.columns.as_slice() else { return };
        let Prepared { schema, referring, .. } = self.prepared;
        let refers = looked.fields.iter().flatten().any(|field| referring[schema.number(*field)]);
        let column = &mut self.tables[table].columns[*column];
        let integer = matches!(column.field.data_type.kind, TypeKind::Integer | TypeKind::BigInteger);
        column.generated = self.dialect.capabilities().generated_keys
            && integer
            && !refers
            && column.field.default.is_empty()
            && !self.options.no_identity;
    }

    fn reserve_implied_names(&mut self, table: usize, key: &KeyPlan<'m>) {
        let plan = &self.tables[table];
        let generated = plan.columns.iter().find(|column| column.generated).map(|column| &column.name);
        let names = self.dialect.implied_names(&plan.name, key.name.raw.is_empty(), generated);
        self.names.reserve(ObjectKind::PrimaryKey, table, names);
    }

    /// A primary key or unique constraint without its name, and what the database changes about it; or why it refuses
    /// it.
    pub(super) fn plan_key(&self, looked: &schema::Key<'m>) -> Result<(usize, KeyPlan<'m>, Vec<String>), String> {
        let key = looked.key;
        let names = key.field_names().map(|field| (field, false));
        let found = self.find_fields(&key.table, looked.table, names.zip(looked.fields.iter().copied()))?;
        let fields = self.key_fields(found.table, &found.columns)?;
        let changes = found.remarks(&fields);
        let columns = found.columns.into_iter().map(|(column, _)| column).collect();
        let KeyFields { sql, shortened } = fields;
        Ok((found.table, KeyPlan { name: Name::default(), fields: sql, columns, shortened }, changes))
    }

    /// The places of a key's or an index's fields.
    pub(super) fn find_fields<'a>(
        &self,
        table: &str,
        looked: Option<TableId>,
        fields: impl Iterator<Item = ((&'a str, bool), Option<FieldId>)>,
    ) -> Result<FoundFields<'a>, String> {
        let Some(at) = looked.and_then(|table| self.table_place(table)) else {
            return Err(format!("there is no table {table}"));
        };
        let mut found = FoundFields { table: at, columns: Vec::new(), repeated: Vec::new() };
        for ((field, descending), looked) in fields {
            let Some(column) = looked.and_then(|field| self.column_place(field)) else {
                return Err(format!("there is no field {field}"));
            };
            if found.columns.iter().any(|(known, _)| *known == column) {
                found.repeated.push(field);
            } else {
                found.columns.push((column, descending));
            }
        }
        let most = self.dialect.capabilities().max_key_columns;
        match found.columns.len() {
            0 => Err("it has no fields".to_owned()),
            count if count > most => Err(format!("it has {count} fields, and the database allows {most}")),
            _ => Ok(found),
        }
    }

    /// Counts one more index of a table, if the database allows that many.
    pub(super) fn count_index(&mut self, table: usize) -> Result<(), String> {
        let (most, count) = (self.dialect.capabilities().max_indexes, &mut self.tables[table].index_count);
        if *count >= most {
            return Err(format!("the table has {count} keys and indexes, and the database allows no more"));
        }
        *count += 1;
        Ok(())
    }

    pub(super) fn key_fields(&self, table: usize, columns: &[(usize, bool)]) -> Result<KeyFields, String> {
        let fields: Vec<KeyField<'_>> = columns
            .iter()
            .map(|(column, descending)| {
                let column = &self.tables[table].columns[*column];
                KeyField { name: &column.name.plain, data_type: &column.field.data_type, descending: *descending }
            })
            .collect();
        self.dialect.key_fields(&fields)
    }
}

/// The fields of a key or an index by position.
pub(super) struct FoundFields<'a> {
    pub(super) table: usize,
    /// Columns and whether they are sorted downwards.
    pub(super) columns: Vec<(usize, bool)>,
    /// Fields that were named again.
    repeated: Vec<&'a str>,
}

impl FoundFields<'_> {
    /// What is not as the definition says.
    pub(super) fn remarks(&self, fields: &KeyFields) -> Vec<String> {
        let repeated = self.repeated.iter().map(|field| format!("the field {field} is in it once, not twice"));
        let shortened = fields.shortened.then(|| format!("it covers {}, the beginnings of long values", fields.sql));
        repeated.chain(shortened).collect()
    }
}

/// A primary key or a unique constraint, as `what` says.
pub(super) fn key_about<'a>(what: What<'a>, key: &'a Key) -> About<'a> {
    About { what, table: &key.table, field: key.field_names().next(), origin: &key.origin }
}
