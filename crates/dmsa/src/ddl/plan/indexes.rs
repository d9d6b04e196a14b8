use super::*;
use crate::model::Index;

impl<'m> Planner<'_, 'm> {
    pub(super) fn plan_indexes(&mut self) {
        for (table, number) in &self.outline.index_order {
            let index = &self.model.indexes[*number];
            let about = about(index);
            let Some(table) = table.and_then(|place| self.table_places[place]) else {
                self.leave_out(&about, &format!("there is no table {}", index.table));
                continue;
            };
            let planned = match self.try_index(index, &self.outline.indexes[*number], &about) {
                Ok((object, remarks)) => Planned::Ready { object, remarks },
                Err(why) => Planned::LeftOut(self.remarks.left_out(&about, &why)),
            };
            self.tables[table].indexes.push(planned);
        }
    }

    fn try_index(
        &mut self,
        index: &'m Index,
        outline: &KeyOutline,
        about: &About<'_>,
    ) -> Result<(IndexPlan<'m>, Vec<String>), String> {
        let wanted = index.fields.iter().map(|field| (field.name.as_str(), field.descending));
        let found = self.find_fields(&index.table, outline, wanted)?;
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
