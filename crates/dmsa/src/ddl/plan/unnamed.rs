//! Names for what has none, so that it can be dropped. They are made up last: no name of the definition gives way.

use super::names::Claim;
use super::*;

impl<'m> Planner<'_, 'm> {
    pub(super) fn name_the_unnamed(&mut self) {
        // How often a name was made up, so that the next one is free at the first attempt.
        let mut uses: HashMap<String, usize> = HashMap::new();
        for at in 0..self.tables.len() {
            let mut table_constraints = std::mem::take(&mut self.tables[at].constraints);
            for constraint in table_constraints.iter_mut().filter_map(Planned::unnamed_constraint) {
                let wanted = self.constraint_name(at, constraint);
                constraint.name = self.make_up(constraint.kind(), at, wanted, &mut uses);
            }
            self.tables[at].constraints = table_constraints;
            let mut table_indexes = std::mem::take(&mut self.tables[at].indexes);
            for index in table_indexes.iter_mut().filter_map(Planned::unnamed_index) {
                let table = &self.tables[at];
                let first = index.columns.first().map_or("", |(column, _)| table.columns[*column].field.name.as_str());
                let wanted = format!("ix_{}_{first}", table.table.name);
                index.name = self.make_up(ObjectKind::Index, at, wanted, &mut uses);
            }
            self.tables[at].indexes = table_indexes;
        }
    }

    fn constraint_name(&self, at: usize, constraint: &ConstraintPlan<'m>) -> String {
        let table = &self.tables[at];
        let field = |column: &usize| table.columns[*column].field.name.as_str();
        match &constraint.rule {
            Rule::Unique { key, .. } => {
                format!("uq_{}_{}", table.table.name, key.columns.iter().map(field).collect::<Vec<_>>().join("_"))
            }
            Rule::Reference { columns, .. } => {
                format!("fk_{}_{}", table.table.name, columns.iter().map(field).collect::<Vec<_>>().join("_"))
            }
        }
    }

    /// This name, or this name and a number.
    fn make_up(&mut self, kind: ObjectKind, at: usize, wanted: String, uses: &mut HashMap<String, usize>) -> Name<'m> {
        let count = uses.entry(wanted.clone()).or_default();
        loop {
            *count += 1;
            let name = if *count == 1 { wanted.clone() } else { format!("{wanted}_{count}") };
            if let Claim::Granted { name, .. } = self.names.claim(kind, at, Cow::Owned(name)) {
                return name;
            }
        }
    }
}

impl<'m> Planned<ConstraintPlan<'m>> {
    fn unnamed_constraint(&mut self) -> Option<&mut ConstraintPlan<'m>> {
        match self {
            Planned::Ready { object, .. } if object.name.raw.is_empty() => Some(object),
            _ => None,
        }
    }
}

impl<'m> Planned<IndexPlan<'m>> {
    fn unnamed_index(&mut self) -> Option<&mut IndexPlan<'m>> {
        match self {
            Planned::Ready { object, .. } if object.name.raw.is_empty() => Some(object),
            _ => None,
        }
    }
}
