use super::*;
use crate::dialect::{ColumnType, Literal};
use crate::model::{FieldType, TypeKind};
use hashbrown::HashSet;
use names::Claim;

impl<'m> Planner<'m> {
    /// Gives every table with fields a place, in the order of names.
    pub(super) fn plan_tables(&mut self) {
        let mut tables: Vec<&'m Table> = self.model.tables.iter().collect();
        tables.sort_by(|a, b| a.name.cmp(&b.name));
        for table in tables {
            let about = About { what: What::Table, table: &table.name, field: None, origin: &table.origin };
            let selected = self.options.selects(&table.name);
            if table.fields.is_empty() {
                if selected {
                    self.homeless.push(self.remarks.left_out(&about, "it has no fields"));
                }
                continue;
            }
            match self.names.claim(ObjectKind::Table, self.tables.len(), Cow::Borrowed(&table.name)) {
                Claim::Taken(_) if selected => {
                    self.homeless.push(self.remarks.left_out(&about, "there is another table of this name"));
                }
                Claim::Taken(_) => {}
                Claim::Granted { name, cut } => {
                    let mut remarks = Vec::new();
                    if cut && selected {
                        remarks.push(self.remarks.changed(&about, &renamed(&name)));
                    }
                    self.places.insert(&table.name, self.tables.len());
                    self.tables.push(TablePlan {
                        table,
                        name,
                        selected,
                        columns: Vec::with_capacity(table.fields.len()),
                        primary_key: None,
                        index_count: 0,
                        constraints: Vec::new(),
                        definition_order: Vec::new(),
                        indexes: Vec::new(),
                        remarks,
                    });
                }
            }
        }
    }

    pub(super) fn plan_columns(&mut self) -> Result<(), DdlError> {
        let mut taken = HashSet::new();
        for at in 0..self.tables.len() {
            taken.clear();
            let table = self.tables[at].table;
            let mut fields: Vec<&'m Field> = table.fields.iter().collect();
            if self.options.column_order == ColumnOrder::Name {
                fields.sort_by(|a, b| a.name.cmp(&b.name));
            }
            for field in fields {
                let (name, cut) = self.names.column(&field.name);
                let about = About {
                    what: What::Field(&field.name),
                    table: &table.name,
                    field: Some(&field.name),
                    origin: &field.origin,
                };
                if !taken.insert(names::fold(self.dialect, &name.raw)) {
                    self.tables[at].note(self.remarks.left_out(&about, "there is another field of this name"));
                    continue;
                }
                if cut {
                    self.tables[at].note(self.remarks.changed(&about, &renamed(&name)));
                }
                let column = self.plan_column(at, field, name, &about)?;
                self.columns.insert((at, &field.name), self.tables[at].columns.len());
                self.tables[at].columns.push(column);
            }
        }
        self.plan_not_nulls();
        Ok(())
    }

    fn plan_column(
        &mut self,
        at: usize,
        field: &'m Field,
        name: Name<'m>,
        about: &About<'_>,
    ) -> Result<ColumnPlan<'m>, DdlError> {
        let data_type = match self.dialect.data_type(&field.data_type) {
            Some(data_type) => data_type,
            None if self.tables[at].selected => return Err(DdlError::unknown_type(self.model, about.table, field)),
            None => ColumnType::from(""),
        };
        if let Some(loss) = data_type.loss {
            self.tables[at].note(self.remarks.changed(about, &loss));
        }
        let mut default = None;
        if !field.default.is_empty() {
            match Literal::parse(&field.default, &field.data_type) {
                Some(literal) => default = Some(self.dialect.literal(&literal, &field.data_type)),
                None => {
                    let about = About { what: What::Default(&field.name), ..*about };
                    let why = format!("{} is not a value of type {}", field.default, field.data_type);
                    self.tables[at].note(self.remarks.left_out(&about, &why));
                }
            }
        }
        let check = self.dialect.check(&name.plain, &field.data_type);
        let data_type = data_type.sql;
        Ok(ColumnPlan { field, name, data_type, not_null: false, default, check, generated: false })
    }

    fn plan_not_nulls(&mut self) {
        for not_null in &self.model.not_nulls {
            match self.find_field(&not_null.table, &not_null.field) {
                Ok((table, column)) => self.tables[table].columns[column].not_null = true,
                Err(why) => {
                    let about = About {
                        what: What::NotNull(&not_null.field),
                        table: &not_null.table,
                        field: Some(&not_null.field),
                        origin: &not_null.origin,
                    };
                    self.leave_out(&about, &why);
                }
            }
        }
    }

    /// Columns that make a row wider than the database allows become text; those in keys and indexes must stay.
    pub(super) fn narrow_rows(&mut self) {
        let mut keyed = None;
        for at in 0..self.tables.len() {
            let table = &self.tables[at];
            let fields: Vec<&FieldType> = table.columns.iter().map(|column| &column.field.data_type).collect();
            if self.dialect.too_wide(&fields, &[]).is_empty() {
                continue;
            }
            let keyed = keyed.get_or_insert_with(|| fields_in_keys(self.model));
            let is_keyed =
                |column: &ColumnPlan<'_>| keyed.contains(&(table.table.name.as_str(), column.field.name.as_str()));
            let in_key: Vec<bool> = table.columns.iter().map(is_keyed).collect();
            for column in self.dialect.too_wide(&fields, &in_key) {
                let table = &mut self.tables[at];
                let field = table.columns[column].field;
                let about = About {
                    what: What::Field(&field.name),
                    table: &table.table.name,
                    field: Some(&field.name),
                    origin: &field.origin,
                };
                let text = FieldType::from(TypeKind::Text);
                if let Some(data_type) = self.dialect.data_type(&text) {
                    let how = format!("it is {} because the row would be too wide", data_type.sql);
                    let comment = self.remarks.changed(&about, &how);
                    let column = &mut table.columns[column];
                    column.data_type = data_type.sql;
                    if column.default.is_some() {
                        let literal = Literal::parse(&field.default, &text);
                        column.default = literal.map(|literal| self.dialect.literal(&literal, &text));
                    }
                    table.note(comment);
                }
            }
        }
    }

    /// Notes with its table, or with the model where there is no such table, what is left out.
    pub(super) fn leave_out(&mut self, about: &About<'_>, why: &str) {
        let comment = self.remarks.left_out(about, why);
        match self.places.get(about.table) {
            Some(table) => self.tables[*table].note(comment),
            None => self.homeless.push(comment),
        }
    }

    /// Where a field is, or why it cannot be used.
    pub(super) fn find_field(&self, table: &str, field: &str) -> Result<(usize, usize), String> {
        let Some(at) = self.places.get(table) else { return Err(format!("there is no table {table}")) };
        match self.columns.get(&(*at, field)) {
            Some(column) => Ok((*at, *column)),
            None => Err(format!("there is no field {field}")),
        }
    }
}

/// The tables and fields that are in a key, a reference or an index.
fn fields_in_keys(model: &Model) -> HashSet<(&str, &str)> {
    let keys = model.primary_keys.iter().chain(&model.uniques);
    let keyed = keys.flat_map(|key| key.field_names().map(|field| (key.table.as_str(), field)));
    let indexed = model
        .indexes
        .iter()
        .flat_map(|index| index.fields.iter().map(|field| (index.table.as_str(), field.name.as_str())));
    let referring = model.references.iter().map(|reference| (reference.table.as_str(), reference.field.as_str()));
    keyed.chain(indexed).chain(referring).collect()
}

impl TablePlan<'_> {
    pub(super) fn note(&mut self, comment: String) {
        self.remarks.push(comment);
    }
}
