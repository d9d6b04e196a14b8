use super::*;
use crate::model::Index;
use crate::schema;

impl<'m> Planner<'_, 'm> {
    pub(super) fn plan_indexes(&mut self) {
        if !self.dialect.capabilities().indexes {
            return;
        }
        for number in &self.prepared.index_order {
            let looked = &self.prepared.schema.indexes()[*number];
            let index = looked.index;
            let about = about(index);
            let Some(table) = looked.table.and_then(|table| self.table_place(table)) else {
                self.leave_out(&about, &format!("there is no table {}", index.table));
                continue;
            };
            let planned = match self.try_index(looked, &about) {
                Ok((object, remarks)) => Planned::Ready { object, remarks },
                Err(why) => Planned::LeftOut(self.remarks.left_out(&about, &why)),
            };
            self.tables[table].indexes.push(planned);
        }
    }

    fn try_index(
        &mut self,
        looked: &schema::Index<'m>,
        about: &About<'_>,
    ) -> Result<(IndexPlan<'m>, Vec<String>), String> {
        let index = looked.index;
        let wanted = index.fields.iter().map(|field| (field.name.as_str(), field.descending));
        let found = self.find_fields(&index.table, looked.table, wanted.zip(looked.fields.iter().copied()))?;
        let fields = self.key_fields(found.table, &found.columns)?;
        self.refuse_repetition(found.table, &found.columns)?;
        self.count_index(found.table)?;
        let (name, mut remarks) = self.claim(ObjectKind::Index, found.table, &index.name, about)?;
        for remark in found.remarks(&fields) {
            remarks.push(self.remarks.changed(about, &remark));
        }
        self.indexed.insert((found.table, found.columns.clone()));
        Ok((IndexPlan { name, unique: index.unique, columns: found.columns, fields: fields.sql }, remarks))
    }
}

fn about(index: &Index) -> About<'_> {
    let field = index.fields.first().map(|field| field.name.as_str());
    About { what: What::Index(&index.name), table: &index.table, field, origin: &index.origin }
}
