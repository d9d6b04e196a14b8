use super::*;
use crate::ddl::plan::{ConstraintPlan, Rule, TablePlan};

impl Writer<'_, '_> {
    pub(super) fn drop_tables(&mut self) {
        for (at, table) in self.plan.selected().rev() {
            let object = table_object(self.plan, &table.name);
            self.guarded(StatementKind::DropTable, ObjectAt::Table(at), object, |out| {
                out.extend(["DROP TABLE ", &table.name.qualified]);
            });
        }
        self.record("drop tables");
    }

    pub(super) fn drop_indexes(&mut self) {
        let plan = self.plan;
        let schema = plan.options.schema.as_deref();
        for (at, table) in plan.selected().rev() {
            for (place, planned) in table.indexes.iter().enumerate().rev() {
                let index = match planned {
                    Planned::LeftOut(remark) => {
                        self.left_out(remark);
                        continue;
                    }
                    Planned::Ready { object, .. } => object,
                };
                let object = Object { kind: ObjectKind::Index, name: &index.name, table: &table.name, schema };
                self.guarded(StatementKind::DropIndex, ObjectAt::Index(at, place), object, |out| {
                    plan.dialect.drop_index(out, &index.name, &table.name);
                });
            }
        }
        self.record("drop indexes");
        self.part();
    }

    /// Constraints that others need come after all others.
    pub(super) fn drop_constraints(&mut self) {
        let plan = self.plan;
        let hold = plan.dialect.capabilities().references_hold_indexes;
        for needed in [false, true] {
            for (at, table) in plan.selected().rev() {
                for (place, planned) in table.constraints.iter().enumerate().rev() {
                    match planned {
                        Planned::LeftOut(remark) if !needed => self.left_out(remark),
                        Planned::Ready { object, .. } if is_needed(table, object, hold) == needed => {
                            self.drop_constraint((at, place), table, object);
                        }
                        _ => {}
                    }
                }
            }
        }
        self.record("drop constraints");
        self.part();
    }

    fn drop_constraint(&mut self, (at, place): (usize, usize), table: &TablePlan<'_>, constraint: &ConstraintPlan<'_>) {
        let plan = self.plan;
        let kind = match constraint.rule {
            Rule::Unique { .. } => StatementKind::DropUnique,
            Rule::Reference { .. } => StatementKind::DropReference,
        };
        let schema = plan.options.schema.as_deref();
        let object = Object { kind: constraint.kind(), name: &constraint.name, table: &table.name, schema };
        self.guarded(kind, ObjectAt::Constraint(at, place), object, |out| {
            let verb = plan.dialect.drop_constraint(constraint.kind());
            out.extend(["ALTER TABLE ", &table.name.qualified, " ", verb, &constraint.name.plain]);
        });
    }
}

/// Whether a reference points at a unique constraint, or (`hold`) may use its index.
fn is_needed(table: &TablePlan<'_>, constraint: &ConstraintPlan<'_>, hold: bool) -> bool {
    let Rule::Unique { key, referenced } = &constraint.rule else { return false };
    let used = || {
        table.constraints.iter().filter_map(|planned| planned.ready()).any(|other| match &other.rule {
            Rule::Reference { columns, .. } => key.begins_with(columns),
            Rule::Unique { .. } => false,
        })
    };
    *referenced || (hold && used())
}
