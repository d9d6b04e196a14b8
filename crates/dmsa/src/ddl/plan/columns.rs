use super::*;
use crate::dialect::{ColumnType, Length, Literal};
use crate::model::{FieldType, TypeKind, single_line};
use hashbrown::HashSet;
use names::Claim;

impl<'m> Planner<'_, 'm> {
    /// Gives every table with fields a place, in the order of names.
    pub(super) fn plan_tables(&mut self) {
        let schema = &self.prepared.schema;
        for sorted in &self.prepared.tables {
            let table = schema.table(sorted.id);
            let about = About { what: What::Table, table: &table.name, field: None, origin: &table.origin };
            let selected = self.options.selects(&table.name);
            if let Some(why) = self.cannot_be_a_table(table.fields.len()) {
                if selected {
                    self.leave_out(&about, &why);
                }
                continue;
            }
            let is_first = schema.find_table(&table.name) == Some(sorted.id);
            let claim =
                is_first.then(|| self.names.claim(ObjectKind::Table, self.tables.len(), Cow::Borrowed(&table.name)));
            match claim {
                None | Some(Claim::Taken(_)) if selected => {
                    let comment = self.remarks.left_out(&about, "there is another table of this name");
                    self.without_table.push((about.what.element(), comment));
                }
                None | Some(Claim::Taken(_)) => {}
                Some(Claim::Granted { name, cut }) => {
                    let mut remarks = Vec::new();
                    if cut && selected {
                        remarks.push(self.remarks.changed(&about, &renamed(&name)));
                    }
                    let limit = self.dialect.capabilities().max_table_comment;
                    let (comment, cut) = self.comment(&table.description, limit, &about);
                    remarks.extend(cut.filter(|_| selected));
                    self.table_places[sorted.id.index()] = Some(self.tables.len());
                    self.tables.push(TablePlan {
                        table,
                        name,
                        selected,
                        comment,
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

    fn cannot_be_a_table(&self, fields: usize) -> Option<String> {
        match (fields, self.dialect.capabilities().max_columns) {
            (0, _) => Some("it has no fields".to_owned()),
            (fields, most) if fields > most => {
                Some(format!("it has {fields} fields, and a table of {} at most {most}", self.dialect.label()))
            }
            _ => None,
        }
    }

    pub(super) fn plan_columns(&mut self) -> Result<(), DdlError> {
        let schema = &self.prepared.schema;
        for sorted in &self.prepared.tables {
            let Some(at) = self.table_places[sorted.id.index()] else { continue };
            // Only where two names might be one to the database are they compared.
            let mut taken = (!sorted.plainly_distinct).then(HashSet::new);
            let table = schema.table(sorted.id);
            let ids: Vec<FieldId> = schema.fields(sorted.id).collect();
            for position in 0..table.fields.len() {
                let place = match self.options.column_order {
                    ColumnOrder::Name => sorted.by_name[position],
                    ColumnOrder::Definition => position,
                };
                let field = &table.fields[place];
                let (name, cut) = self.names.column(&field.name);
                let about = About {
                    what: What::Field(&field.name),
                    table: &table.name,
                    field: Some(&field.name),
                    origin: &field.origin,
                };
                if cut && taken.is_none() {
                    let before = self.tables[at].columns.iter();
                    taken = Some(before.map(|column| names::fold(self.dialect, &column.name.raw)).collect());
                }
                if taken.as_mut().is_some_and(|taken| !taken.insert(names::fold(self.dialect, &name.raw))) {
                    self.tables[at].note(self.remarks.left_out(&about, "there is another field of this name"));
                    continue;
                }
                if cut {
                    self.tables[at].note(self.remarks.changed(&about, &renamed(&name)));
                }
                let column = self.plan_column(at, field, name, &about)?;
                self.column_places[schema.number(ids[place])] = Some(self.tables[at].columns.len());
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
        if !field.default.is_empty() && self.dialect.capabilities().defaults {
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
        let limit = self.dialect.capabilities().max_column_comment;
        let (comment, cut) = self.comment(&field.description, limit, about);
        self.tables[at].remarks.extend(cut);
        Ok(ColumnPlan { field, name, data_type, not_null: false, default, check, generated: false, comment })
    }

    /// A description as the script writes it, and the remark that it was cut.
    fn comment(&mut self, description: &str, limit: Length, about: &About<'_>) -> (Option<String>, Option<String>) {
        if !self.options.comments {
            return (None, None);
        }
        let whole = single_line(description);
        let kept = limit.shorten(&whole);
        let cut = (kept.len() < whole.len()).then(|| {
            let length = whole.chars().count();
            let how =
                format!("its description has {length} characters and is cut to the {limit} that the database keeps");
            self.remarks.changed(about, &how)
        });
        (Some(kept.into_owned()).filter(|comment| !comment.is_empty()), cut)
    }

    fn plan_not_nulls(&mut self) {
        for looked in self.prepared.schema.not_nulls() {
            let not_null = looked.not_null;
            match self.find_field(looked.field, &not_null.table, &not_null.field) {
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

    /// Columns that make a row wider than the database allows become text; those in keys and indexes must stay, but for
    /// those so long that only their beginning is in there anyway.
    pub(super) fn narrow_rows(&mut self) {
        let mut keyed = None;
        for at in 0..self.tables.len() {
            let table = &self.tables[at];
            let fields: Vec<&FieldType> = table.columns.iter().map(|column| &column.field.data_type).collect();
            if self.dialect.too_wide(&fields, &[]).is_empty() {
                continue;
            }
            let keyed = keyed.get_or_insert_with(|| fields_in_keys(self.model));
            let is_keyed = |column: &ColumnPlan<'_>| {
                keyed.contains(&(table.table.name.as_str(), column.field.name.as_str()))
                    && !self.dialect.shortens_key(&column.field.data_type)
            };
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
        match self.place(about.table) {
            Some(table) => self.tables[table].note(comment),
            None => self.without_table.push((about.what.element(), comment)),
        }
    }

    /// The place of the table of this name, if there is one.
    pub(super) fn place(&self, table: &str) -> Option<usize> {
        self.prepared.schema.find_table(table).and_then(|id| self.table_place(id))
    }

    /// The place of a table that the database is given.
    pub(super) fn table_place(&self, table: TableId) -> Option<usize> {
        self.table_places[table.index()]
    }

    /// The place of a column that the database is given.
    pub(super) fn column_place(&self, field: FieldId) -> Option<usize> {
        self.column_places[self.prepared.schema.number(field)]
    }

    /// The places of a field that was looked up, or why it cannot be used.
    fn find_field(&self, found: Result<FieldId, Missing>, table: &str, field: &str) -> Result<(usize, usize), String> {
        let no_table = || format!("there is no table {table}");
        let no_field = || format!("there is no field {field}");
        match found {
            Err(Missing::Table) => Err(no_table()),
            Err(Missing::Field { .. }) => Err(no_field()),
            Ok(found) => {
                let place = self.table_place(found.table()).ok_or_else(no_table)?;
                Ok((place, self.column_place(found).ok_or_else(no_field)?))
            }
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
    let referring = (model.references.iter())
        .flat_map(|reference| reference.field_names().map(|field| (reference.table.as_str(), field)));
    keyed.chain(indexed).chain(referring).collect()
}

impl TablePlan<'_> {
    pub(super) fn note(&mut self, comment: String) {
        self.remarks.push(comment);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ddl::{self, Elements, Operation};
    use crate::dialect::DIALECTS;

    /// Where a database keeps less of a description, the script has whole words of it and says so.
    #[test]
    fn descriptions_that_are_too_long_are_cut_at_a_word() {
        let words = "Größe 😀 of it ".repeat(1500);
        let mut model = Model { name: "clinic".into(), ..Model::default() };
        let number = Field { name: "a".into(), data_type: TypeKind::Integer.into(), ..Field::default() };
        model.tables.push(Table { name: "visit".into(), fields: vec![number], ..Table::default() });
        words.clone_into(&mut model.tables[0].description);
        words.clone_into(&mut model.tables[0].fields[0].description);
        let options = Options { comments: true, ..Options::default() };
        for dialect in DIALECTS {
            let script = ddl::script(&model, *dialect, Operation::Ddl, Elements::ALL, &options).unwrap();
            let told: Vec<_> =
                script.diagnostics().iter().filter(|found| found.message.contains("its description")).collect();
            let limits = [dialect.capabilities().max_table_comment, dialect.capabilities().max_column_comment];
            let cuts = limits.iter().filter(|limit| **limit != Length::Unlimited).count();
            assert_eq!(told.len(), cuts, "{}: {told:?}", dialect.name());
            assert_eq!(script.text().matches("is cut to the").count(), cuts);
            for limit in limits.into_iter().filter(|limit| *limit != Length::Unlimited) {
                let kept = limit.shorten(words.trim());
                let (beginning, mark) = kept.split_at(kept.len() - 4);
                assert!(limit.holds(&kept) && !limit.holds(&format!("{kept}{}", "Größe 😀".repeat(2))), "{limit}");
                assert_eq!((mark, words.as_bytes()[beginning.len()]), (" ...", b' '), "{limit}: {beginning}");
            }
            // Without descriptions in the script there is nothing to cut.
            let options = Options::default();
            let script = ddl::script(&model, *dialect, Operation::Ddl, Elements::ALL, &options).unwrap();
            assert!(!script.text().contains("is cut to the"));
        }
    }
}
