use super::keys::key_about;
use super::*;
use crate::ddl::prepared::{Constraint, SortedTable};
use crate::dialect::Support;
use crate::model::{Reference, ReferenceAction};
use crate::schema;
use hashbrown::HashSet;
use names::Claim;
use std::borrow::Cow;

impl<'m> Constraint<'m> {
    fn about(self) -> About<'m> {
        match self {
            Constraint::Unique(key) => key_about(What::Unique(&key.name), key),
            Constraint::Reference(reference) => About {
                what: What::Reference(reference),
                table: &reference.table,
                field: reference.field_names().next(),
                origin: &reference.origin,
            },
        }
    }
}

/// A key that references can point at.
struct Target {
    /// Its columns in its own order.
    columns: Vec<usize>,
    /// Whether it is a unique constraint.
    is_unique: bool,
}

/// Keys by their table and their columns, sorted.
type Targets = HashMap<(usize, Vec<usize>), Target>;

fn sorted(columns: &[usize]) -> Vec<usize> {
    let mut columns = columns.to_vec();
    columns.sort_unstable();
    columns
}

impl<'m> Planner<'_, 'm> {
    pub(super) fn plan_constraints(&mut self) {
        let (model, prepared) = (self.model, self.prepared);
        let absent = prepared.tables.iter().filter(|table| self.table_place(table.id).is_none());
        let of_absent = absent.flat_map(|table| &table.constraints).chain(&prepared.constraints_without_table);
        let capabilities = self.dialect.capabilities();
        let is_known = |number: &usize| match Constraint::numbered(model, *number) {
            Constraint::Unique(_) => capabilities.uniques != Support::None,
            Constraint::Reference(_) => capabilities.references != Support::None,
        };
        for number in of_absent.copied().filter(is_known).collect::<Vec<_>>() {
            let constraint = Constraint::numbered(model, number);
            self.leave_out(&constraint.about(), &format!("there is no table {}", constraint.table()));
        }
        let places: Vec<(usize, &SortedTable)> =
            prepared.tables.iter().filter_map(|table| Some((self.table_place(table.id)?, table))).collect();
        let (references, uniques) = (prepared.schema.references(), prepared.schema.uniques());
        // By number, until references know which unique constraints there are.
        let mut planned: Vec<Option<Planned<ConstraintPlan<'m>>>> = Vec::new();
        planned.resize_with(references.len() + uniques.len(), || None);
        for number in places.iter().flat_map(|(_, table)| &table.constraints).copied().filter(is_known) {
            if let Some(place) = number.checked_sub(references.len()) {
                planned[number] = Some(self.plan_unique(&uniques[place]));
            }
        }
        let targets = self.targets(&planned);
        let mut referenced = HashSet::new();
        for number in places.iter().flat_map(|(_, table)| &table.constraints).copied().filter(is_known) {
            if let Some(reference) = references.get(number) {
                planned[number] = Some(self.plan_reference(reference, &targets, &mut referenced));
            }
        }
        for (at, table) in places {
            self.tables[at].constraints.reserve_exact(table.constraints.len());
            // What the database does not have at all has no place.
            let mut places = vec![None; table.constraints.len()];
            for (number, place) in table.constraints.iter().zip(&mut places) {
                let Some(mut constraint) = planned[*number].take() else { continue };
                *place = Some(self.tables[at].constraints.len());
                if let Planned::Ready {
                    object: ConstraintPlan { rule: Rule::Unique { key, referenced: is }, .. },
                    ..
                } = &mut constraint
                {
                    *is = referenced.contains(&(at, key.columns.clone()));
                }
                self.tables[at].constraints.push(constraint);
            }
            self.tables[at].definition_order =
                table.definition_order.iter().filter_map(|place| places[*place]).collect();
        }
        self.narrow_rows();
    }

    /// Scripts have no CHECK constraints of the definition: their SQL may be of another database.
    pub(super) fn leave_out_checks(&mut self) {
        for check in &self.model.checks {
            let about =
                About { what: What::Check(&check.name), table: &check.table, field: None, origin: &check.origin };
            self.leave_out(&about, "scripts have no checks, because their SQL may be of another database");
        }
    }

    fn plan_unique(&mut self, looked: &schema::Key<'m>) -> Planned<ConstraintPlan<'m>> {
        let about = key_about(What::Unique(&looked.key.name), looked.key);
        match self.try_unique(looked, &about) {
            Ok((name, key, remarks)) => {
                let rule = Rule::Unique { key: Box::new(key), referenced: false };
                Planned::Ready { object: ConstraintPlan { name, rule }, remarks }
            }
            Err(why) => Planned::LeftOut(self.remarks.left_out(&about, &why)),
        }
    }

    fn try_unique(
        &mut self,
        looked: &schema::Key<'m>,
        about: &About<'_>,
    ) -> Result<(Name<'m>, KeyPlan<'m>, Vec<String>), String> {
        let (table, plan, changes) = self.plan_key(looked)?;
        let columns: Vec<_> = plan.columns.iter().map(|column| (*column, false)).collect();
        self.refuse_repetition(table, &columns)?;
        self.count_index(table)?;
        let (name, mut remarks) = self.claim(ObjectKind::Unique, table, &looked.key.name, about)?;
        remarks.extend(changes.iter().map(|how| self.remarks.changed(about, how)));
        self.indexed.insert((table, columns));
        Ok((name, plan, remarks))
    }

    /// The keys that references can point at.
    fn targets(&self, planned: &[Option<Planned<ConstraintPlan<'m>>>]) -> Targets {
        let mut targets = HashMap::with_capacity(self.tables.len());
        let (references, uniques) = (self.prepared.schema.references(), self.prepared.schema.uniques());
        for (looked, planned) in uniques.iter().zip(&planned[references.len()..]) {
            if let Some(Planned::Ready { object: ConstraintPlan { rule: Rule::Unique { key, .. }, .. }, .. }) = planned
                && !key.shortened
                && let Some(table) = looked.table.and_then(|table| self.table_place(table))
            {
                let target = Target { columns: key.columns.clone(), is_unique: true };
                targets.insert((table, sorted(&key.columns)), target);
            }
        }
        for (table, plan) in self.tables.iter().enumerate() {
            if let Some(KeyPlan { columns, shortened: false, .. }) = &plan.primary_key {
                targets.insert((table, sorted(columns)), Target { columns: columns.clone(), is_unique: false });
            }
        }
        targets
    }

    fn plan_reference(
        &mut self,
        looked: &schema::Reference<'m>,
        targets: &Targets,
        referenced: &mut HashSet<(usize, Vec<usize>)>,
    ) -> Planned<ConstraintPlan<'m>> {
        let reference = looked.reference;
        let about = Constraint::Reference(reference).about();
        if self.options.selects(&reference.table) && !self.options.selects(&reference.ref_table) {
            self.unselected_targets += 1;
            return Planned::LeftOut(Remarks::unselected(&about, &reference.ref_table));
        }
        match self.try_reference(looked, targets, &about) {
            Ok((object, remarks)) => {
                if let Rule::Reference { target, target_columns, .. } = &object.rule
                    && targets.get(&(*target, sorted(target_columns))).is_some_and(|target| target.is_unique)
                {
                    referenced.insert((*target, target_columns.clone()));
                }
                Planned::Ready { object, remarks }
            }
            Err(why) => Planned::LeftOut(self.remarks.left_out(&about, &why)),
        }
    }

    fn try_reference(
        &mut self,
        looked: &schema::Reference<'m>,
        targets: &Targets,
        about: &About<'_>,
    ) -> Result<(ConstraintPlan<'m>, Vec<String>), String> {
        let reference = looked.reference;
        let (table, columns, target, target_columns) = self.ends(looked)?;
        let ref_table = &reference.ref_table;
        let Some(key) = targets.get(&(target, sorted(&target_columns))) else {
            let of = match reference.fields.as_slice() {
                [only] => format!("{ref_table}.{}", only.ref_field),
                _ => format!("{ref_table} ({})", reference.ref_field_names().collect::<Vec<_>>().join(", ")),
            };
            return Err(format!("nothing makes {of} unique"));
        };
        for (place, pair) in reference.fields.iter().enumerate() {
            let from = &self.tables[table].columns[columns[place]].field.data_type;
            let to = &self.tables[target].columns[target_columns[place]].field.data_type;
            if !self.dialect.can_refer(from, to) {
                let field = if columns.len() == 1 { "it" } else { pair.field.as_str() };
                let (to_field, database) = (&pair.ref_field, self.dialect.label());
                return Err(format!(
                    "{field} is {from}, {ref_table}.{to_field} is {to}, and {database} wants one type"
                ));
            }
            if self.dialect.shortens_key(from) {
                return Err(format!("its values are too long for a key of {}", self.dialect.label()));
            }
        }
        if table == target && !self.dialect.capabilities().refers_to_itself {
            let database = self.dialect.label();
            return Err(format!("{database} takes no row together with one of the same table that it refers to"));
        }
        if self.closes_cycle(table, target) {
            let database = self.dialect.label();
            return Err(format!("tables would refer to each other in a cycle, and {database} adds no reference later"));
        }
        // In the order of the key, which is what every database takes.
        let in_key_order = |column: &usize| {
            let place = target_columns.iter().position(|target| target == column);
            place.map(|place| columns[place])
        };
        let columns: Vec<usize> = key.columns.iter().filter_map(in_key_order).collect();
        let target_columns = key.columns.clone();
        let capabilities = self.dialect.capabilities();
        let meaning = (table, columns.clone(), target, target_columns.clone());
        if capabilities.refuses_repetition && self.repeated.contains(&meaning) {
            return Err("another reference says the same".to_owned());
        }
        if capabilities.references_hold_indexes {
            let keyed: Vec<_> = columns.iter().map(|column| (*column, false)).collect();
            if columns.len() > 1 && self.key_fields(table, &keyed)?.shortened {
                return Err(format!("its values are too long for a key of {}", self.dialect.label()));
            }
            let is_indexed = self.tables[table].primary_key.as_ref().is_some_and(|key| key.begins_with(&columns));
            if !is_indexed {
                self.count_index(table)?;
            }
        }
        let (name, mut remarks) = self.claim(ObjectKind::Reference, table, &reference.name, about)?;
        for (event, action) in [("delete", reference.on_delete), ("update", reference.on_update)] {
            if action != ReferenceAction::NoAction {
                let how = format!("ON {} {} is left out", event.to_uppercase(), action.name().to_uppercase());
                remarks.push(self.remarks.changed(about, &how));
            }
        }
        self.repeated.insert(meaning);
        if !capabilities.refers_forward && table != target {
            self.targets_of.entry(table).or_default().push(target);
        }
        Ok((ConstraintPlan { name, rule: Rule::Reference { columns, target, target_columns } }, remarks))
    }

    /// Tables and columns of a reference, or why it cannot be used.
    fn ends(&self, looked: &schema::Reference<'m>) -> Result<(usize, Vec<usize>, usize, Vec<usize>), String> {
        let Reference { table, ref_table, fields, .. } = looked.reference;
        let place = |id: Option<TableId>, name: &str| {
            id.and_then(|id| self.table_place(id)).ok_or_else(|| format!("there is no table {name}"))
        };
        let column = |field: Option<FieldId>| field.and_then(|field| self.column_place(field));
        let from = place(looked.table, table)?;
        let mut columns = Vec::with_capacity(fields.len());
        for (pair, (field, _)) in fields.iter().zip(looked.known_pairs()) {
            columns.push(column(*field).ok_or_else(|| format!("there is no field {}", pair.field))?);
        }
        let to = place(looked.ref_table, ref_table)?;
        let mut targets = Vec::with_capacity(fields.len());
        for (pair, (_, field)) in fields.iter().zip(looked.known_pairs()) {
            let why = || format!("there is no field {} in table {ref_table}", pair.ref_field);
            targets.push(column(*field).ok_or_else(why)?);
        }
        if columns.is_empty() {
            return Err("it has no fields".to_owned());
        }
        if sorted(&columns).windows(2).any(|pair| pair[0] == pair[1]) {
            return Err("it names a field twice".to_owned());
        }
        Ok((from, columns, to, targets))
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
