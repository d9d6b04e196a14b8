use super::keys::key_about;
use super::*;
use crate::model::{Key, Reference};
use hashbrown::HashSet;
use names::Claim;
use std::borrow::Cow;

/// A unique constraint or a reference on its way into the plan.
enum Wanted<'m> {
    Unique(&'m Key),
    Reference(&'m Reference),
}

impl<'m> Wanted<'m> {
    fn table(&self) -> &'m str {
        match self {
            Wanted::Unique(key) => &key.table,
            Wanted::Reference(reference) => &reference.table,
        }
    }

    fn name(&self) -> &'m str {
        match self {
            Wanted::Unique(key) => &key.name,
            Wanted::Reference(reference) => &reference.name,
        }
    }

    fn about(&self) -> About<'m> {
        match self {
            Wanted::Unique(key) => key_about(What::Unique(&key.name), key),
            Wanted::Reference(reference) => {
                let what = What::Reference(&reference.name, &reference.field);
                About { what, table: &reference.table, field: Some(&reference.field), origin: &reference.origin }
            }
        }
    }
}

impl<'m> Planner<'m> {
    pub(super) fn plan_constraints(&mut self) {
        // References before unique constraints: the order in which the original has them inside CREATE TABLE.
        let references = self.model.references.iter().map(Wanted::Reference);
        let wanted: Vec<Wanted<'m>> = references.chain(self.model.uniques.iter().map(Wanted::Unique)).collect();
        let mut of_table: Vec<Vec<usize>> = vec![Vec::new(); self.tables.len()];
        for (place, constraint) in wanted.iter().enumerate() {
            match self.places.get(constraint.table()) {
                Some(table) => of_table[*table].push(place),
                None => self.leave_out(&constraint.about(), &format!("there is no table {}", constraint.table())),
            }
        }
        for places in &mut of_table {
            places.sort_by_key(|place| wanted[*place].name());
        }
        let mut planned: Vec<Option<Planned<ConstraintPlan<'m>>>> = wanted.iter().map(|_| None).collect();
        for place in of_table.iter().flatten().copied() {
            if let Wanted::Unique(key) = wanted[place] {
                planned[place] = Some(self.plan_unique(key));
            }
        }
        let targets = self.targets(&wanted, &planned);
        let mut referenced = HashSet::new();
        for place in of_table.iter().flatten().copied() {
            if let Wanted::Reference(reference) = wanted[place] {
                planned[place] = Some(self.plan_reference(reference, &targets, &mut referenced));
            }
        }
        for (table, places) in of_table.into_iter().enumerate() {
            let mut order: Vec<(usize, usize)> = places.iter().copied().zip(0..).collect();
            order.sort_unstable();
            self.tables[table].definition_order = order.into_iter().map(|(_, position)| position).collect();
            for place in places {
                let Some(mut constraint) = planned[place].take() else { continue };
                if let Planned::Ready {
                    object: ConstraintPlan { rule: Rule::Unique { key, referenced: is }, .. },
                    ..
                } = &mut constraint
                {
                    *is = matches!(key.columns.as_slice(), [column] if referenced.contains(&(table, *column)));
                }
                self.tables[table].constraints.push(constraint);
            }
        }
        self.narrow_rows();
    }

    fn plan_unique(&mut self, key: &'m Key) -> Planned<ConstraintPlan<'m>> {
        let about = key_about(What::Unique(&key.name), key);
        match self.try_unique(key, &about) {
            Ok((name, key, remarks)) => {
                let rule = Rule::Unique { key, referenced: false };
                Planned::Ready { object: ConstraintPlan { name, rule }, remarks }
            }
            Err(why) => Planned::LeftOut(self.remarks.left_out(&about, &why)),
        }
    }

    fn try_unique(&mut self, key: &'m Key, about: &About<'_>) -> Result<(Name<'m>, KeyPlan<'m>, Vec<String>), String> {
        let (table, plan) = self.plan_key(key, about)?;
        let columns: Vec<_> = plan.columns.iter().map(|column| (*column, false)).collect();
        self.refuse_repetition(table, &columns)?;
        self.count_index(table)?;
        let (name, remarks) = self.claim(ObjectKind::Unique, table, &key.name, about)?;
        self.indexed.insert((table, columns));
        Ok((name, plan, remarks))
    }

    /// The columns that references can point at, and whether a unique constraint makes them so.
    fn targets(
        &self,
        wanted: &[Wanted<'m>],
        planned: &[Option<Planned<ConstraintPlan<'m>>>],
    ) -> HashMap<(usize, usize), bool> {
        let mut targets = HashMap::new();
        for (wanted, planned) in wanted.iter().zip(planned) {
            if let Some(Planned::Ready { object: ConstraintPlan { rule: Rule::Unique { key, .. }, .. }, .. }) = planned
                && let [column] = key.columns.as_slice()
                && !key.shortened
                && let Some(table) = self.places.get(wanted.table())
            {
                targets.insert((*table, *column), true);
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
        targets: &HashMap<(usize, usize), bool>,
        referenced: &mut HashSet<(usize, usize)>,
    ) -> Planned<ConstraintPlan<'m>> {
        let about = Wanted::Reference(reference).about();
        if self.options.selects(&reference.table) && !self.options.selects(&reference.ref_table) {
            self.unselected_targets += 1;
            return Planned::LeftOut(Remarks::unselected(&about, &reference.ref_table));
        }
        match self.try_reference(reference, targets, &about) {
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
        targets: &HashMap<(usize, usize), bool>,
        about: &About<'_>,
    ) -> Result<(ConstraintPlan<'m>, Vec<String>), String> {
        let (table, column) = self.find_field(&reference.table, &reference.field)?;
        let (target, target_column) = self.find_field(&reference.ref_table, &reference.ref_field).map_err(|why| {
            if self.places.contains_key(reference.ref_table.as_str()) {
                format!("{why} in table {}", reference.ref_table)
            } else {
                why
            }
        })?;
        if !targets.contains_key(&(target, target_column)) {
            return Err(format!("nothing makes {}.{} unique", reference.ref_table, reference.ref_field));
        }
        let from = &self.tables[table].columns[column].field.data_type;
        let to = &self.tables[target].columns[target_column].field.data_type;
        if !self.dialect.can_refer(from, to) {
            let (database, ref_table, ref_field) = (self.dialect.label(), &reference.ref_table, &reference.ref_field);
            return Err(format!("it is {from}, {ref_table}.{ref_field} is {to}, and {database} wants one type"));
        }
        if self.key_fields(table, &[(column, false)])?.shortened {
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
