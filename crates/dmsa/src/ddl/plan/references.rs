use super::keys::key_about;
use super::*;
use crate::ddl::outline::{Constraint, ReferenceOutline, TableOutline, constraint};
use crate::model::{Key, Reference};
use hashbrown::HashSet;
use names::Claim;
use std::borrow::Cow;

impl<'m> Constraint<'m> {
    fn about(self) -> About<'m> {
        match self {
            Constraint::Unique(key) => key_about(What::Unique(&key.name), key),
            Constraint::Reference(reference) => {
                let field = reference.field_names().next();
                let what = What::Reference(&reference.name, field.unwrap_or_default());
                About { what, table: &reference.table, field, origin: &reference.origin }
            }
        }
    }
}

impl<'m> Planner<'_, 'm> {
    pub(super) fn plan_constraints(&mut self) {
        let (model, outline) = (self.model, self.outline);
        let absent = outline.tables.iter().zip(&self.table_places).filter(|(_, place)| place.is_none());
        let homeless = absent.flat_map(|(table, _)| &table.constraints).chain(&outline.homeless_constraints);
        for number in homeless.copied().collect::<Vec<_>>() {
            let constraint = constraint(model, number);
            self.leave_out(&constraint.about(), &format!("there is no table {}", constraint.table()));
        }
        let places: Vec<(usize, &TableOutline<'m>)> =
            self.table_places.iter().zip(&outline.tables).filter_map(|(at, table)| Some(((*at)?, table))).collect();
        // By number, until references know which unique constraints there are.
        let mut planned: Vec<Option<Planned<ConstraintPlan<'m>>>> = Vec::new();
        planned.resize_with(outline.references.len() + outline.uniques.len(), || None);
        for number in places.iter().flat_map(|(_, table)| &table.constraints).copied() {
            if let Constraint::Unique(key) = constraint(model, number) {
                planned[number] = Some(self.plan_unique(key, &outline.uniques[number - outline.references.len()]));
            }
        }
        let targets = self.targets(&planned);
        let mut referenced = HashSet::new();
        for number in places.iter().flat_map(|(_, table)| &table.constraints).copied() {
            if let Constraint::Reference(reference) = constraint(model, number) {
                let at = &outline.references[number];
                planned[number] = Some(self.plan_reference(reference, at, &targets, &mut referenced));
            }
        }
        for (at, table) in places {
            self.tables[at].definition_order.clone_from(&table.definition_order);
            self.tables[at].constraints.reserve_exact(table.constraints.len());
            for number in &table.constraints {
                let Some(mut constraint) = planned[*number].take() else { continue };
                if let Planned::Ready {
                    object: ConstraintPlan { rule: Rule::Unique { key, referenced: is }, .. },
                    ..
                } = &mut constraint
                {
                    *is = matches!(key.columns.as_slice(), [column] if referenced.contains(&(at, *column)));
                }
                self.tables[at].constraints.push(constraint);
            }
        }
        self.narrow_rows();
    }

    fn plan_unique(&mut self, key: &'m Key, outline: &KeyOutline) -> Planned<ConstraintPlan<'m>> {
        let about = key_about(What::Unique(&key.name), key);
        match self.try_unique(key, outline, &about) {
            Ok((name, key, remarks)) => {
                let rule = Rule::Unique { key: Box::new(key), referenced: false };
                Planned::Ready { object: ConstraintPlan { name, rule }, remarks }
            }
            Err(why) => Planned::LeftOut(self.remarks.left_out(&about, &why)),
        }
    }

    fn try_unique(
        &mut self,
        key: &'m Key,
        outline: &KeyOutline,
        about: &About<'_>,
    ) -> Result<(Name<'m>, KeyPlan<'m>, Vec<String>), String> {
        let (table, plan, changes) = self.plan_key(key, outline)?;
        let columns: Vec<_> = plan.columns.iter().map(|column| (*column, false)).collect();
        self.refuse_repetition(table, &columns)?;
        self.count_index(table)?;
        let (name, mut remarks) = self.claim(ObjectKind::Unique, table, &key.name, about)?;
        remarks.extend(changes.iter().map(|how| self.remarks.changed(about, how)));
        self.indexed.insert((table, columns));
        Ok((name, plan, remarks))
    }

    /// The columns that references can point at, and whether a unique constraint makes them so.
    fn targets(&self, planned: &[Option<Planned<ConstraintPlan<'m>>>]) -> HashMap<(usize, usize), bool> {
        let mut targets = HashMap::with_capacity(self.tables.len());
        for (outline, planned) in self.outline.uniques.iter().zip(&planned[self.outline.references.len()..]) {
            if let Some(Planned::Ready { object: ConstraintPlan { rule: Rule::Unique { key, .. }, .. }, .. }) = planned
                && let [column] = key.columns.as_slice()
                && !key.shortened
                && let Some(table) = outline.table.and_then(|place| self.table_places[place])
            {
                targets.insert((table, *column), true);
            }
        }
        for (table, plan) in self.tables.iter().enumerate() {
            if let Some(KeyPlan { columns, shortened: false, .. }) = &plan.primary_key
                && let [column] = columns.as_slice()
            {
                targets.insert((table, *column), false);
            }
        }
        targets
    }

    fn plan_reference(
        &mut self,
        reference: &'m Reference,
        outline: &ReferenceOutline,
        targets: &HashMap<(usize, usize), bool>,
        referenced: &mut HashSet<(usize, usize)>,
    ) -> Planned<ConstraintPlan<'m>> {
        let about = Constraint::Reference(reference).about();
        if self.options.selects(&reference.table) && !self.options.selects(&reference.ref_table) {
            self.unselected_targets += 1;
            return Planned::LeftOut(Remarks::unselected(&about, &reference.ref_table));
        }
        match self.try_reference(reference, outline, targets, &about) {
            Ok((object, remarks)) => {
                if let Rule::Reference { target, target_column, .. } = object.rule
                    && targets.get(&(target, target_column)) == Some(&true)
                {
                    referenced.insert((target, target_column));
                }
                Planned::Ready { object, remarks }
            }
            Err(why) => Planned::LeftOut(self.remarks.left_out(&about, &why)),
        }
    }

    fn try_reference(
        &mut self,
        reference: &'m Reference,
        outline: &ReferenceOutline,
        targets: &HashMap<(usize, usize), bool>,
        about: &About<'_>,
    ) -> Result<(ConstraintPlan<'m>, Vec<String>), String> {
        let (table, column) =
            self.find_field(outline.from, &reference.table, reference.field_names().next().unwrap_or_default())?;
        let (ref_table, ref_field) = (&reference.ref_table, reference.ref_field_names().next().unwrap_or_default());
        let (target, target_column) = self.find_field(outline.to, ref_table, ref_field).map_err(|why| {
            let is_there = self.place(ref_table).is_some();
            if is_there { format!("{why} in table {ref_table}") } else { why }
        })?;
        if !targets.contains_key(&(target, target_column)) {
            return Err(format!("nothing makes {ref_table}.{ref_field} unique"));
        }
        let from = &self.tables[table].columns[column].field.data_type;
        let to = &self.tables[target].columns[target_column].field.data_type;
        if !self.dialect.can_refer(from, to) {
            let database = self.dialect.label();
            return Err(format!("it is {from}, {ref_table}.{ref_field} is {to}, and {database} wants one type"));
        }
        if self.dialect.shortens_key(from) {
            return Err(format!("its values are too long for a key of {}", self.dialect.label()));
        }
        let meaning = (table, column, target, target_column);
        if self.dialect.capabilities().refuses_repetition && self.repeated.contains(&meaning) {
            return Err("another reference says the same".to_owned());
        }
        let is_indexed = self.tables[table].primary_key.as_ref().is_some_and(|key| key.begins_with(column));
        if self.dialect.capabilities().references_hold_indexes && !is_indexed {
            self.count_index(table)?;
        }
        let (name, remarks) = self.claim(ObjectKind::Reference, table, &reference.name, about)?;
        self.repeated.insert(meaning);
        Ok((ConstraintPlan { name, rule: Rule::Reference { column, target, target_column } }, remarks))
    }

    /// Some databases refuse a second index, or constraint with an index, over the same columns.
    pub(super) fn refuse_repetition(&self, table: usize, columns: &[(usize, bool)]) -> Result<(), String> {
        if !self.dialect.capabilities().refuses_repetition {
            return Ok(());
        }
        if let Some(key) = &self.tables[table].primary_key
            && key.columns.iter().map(|column| (*column, false)).eq(columns.iter().copied())
        {
            return Err("the primary key has an index over the same fields".to_owned());
        }
        if self.indexed.contains(&(table, columns.to_vec())) {
            return Err("there is another index over the same fields".to_owned());
        }
        Ok(())
    }

    /// An object's own name, with the comment if it had to be changed. What has none gets one when all own names are
    /// given away.
    pub(super) fn claim(
        &mut self,
        kind: ObjectKind,
        table: usize,
        own: &'m str,
        about: &About<'_>,
    ) -> Result<(Name<'m>, Vec<String>), String> {
        if own.is_empty() {
            return Ok((Name::default(), Vec::new()));
        }
        match self.names.claim(kind, table, Cow::Borrowed(own)) {
            Claim::Granted { name, cut } => {
                let how = cut.then(|| renamed(&name));
                Ok((name, how.map(|how| self.remarks.changed(about, &how)).into_iter().collect()))
            }
            Claim::Taken(other) => Err(format!("there is another {} of this name", other.label())),
        }
    }
}
