//! The order in which a database can be changed.

use super::builder::Builder;
use super::script::{Migration, Risk, StepKind};
use crate::ddl::plan::Plan;
use crate::dialect::{Name, ObjectKind, Sql, Whole};

impl Builder<'_, '_> {
    fn frame(&mut self, statements: &[&str]) {
        let statements: Vec<Sql> = statements.iter().map(|sql| Sql::from(*sql)).collect();
        self.step(StepKind::Frame, &Name::default(), &Name::default(), Risk::Safe, statements);
    }

    /// All steps in their order.
    pub(super) fn build(mut self) -> Migration {
        let whole = self.alter.whole();
        if let Whole::Script { begin, .. } = whole {
            self.frame(begin);
        }
        self.check_data();
        self.frame(self.alter.begin());
        if self.alter.rebuilds() {
            self.rebuild_tables();
        } else {
            self.alter_tables();
        }
        self.record();
        if let Whole::Script { end, .. } = whole {
            self.frame(end);
        }
        self.finish(whole)
    }

    fn alter_tables(&mut self) {
        self.clear_the_way();
        self.drop_objects();
        self.drop_checks();
        self.drop_tables();
        self.rename_tables();
        self.rename_columns();
        self.rename_objects();
        self.drop_columns();
        self.create_tables();
        self.add_columns();
        self.change_columns();
        self.make_keys();
        self.generate_again();
        self.forget_orphans();
        self.make_objects(ObjectKind::Reference);
        self.make_objects(ObjectKind::Index);
    }

    /// The row in `version_history`, last of all.
    fn record(&mut self) {
        let dialect = self.after.dialect;
        let mut statements = self.after.history_statements.clone();
        let operation: String = format!("migrate from {}", self.before.model.version).chars().take(100).collect();
        let operation = dialect.string(&operation);
        for parts in self.after.recorder.iter().flat_map(|recorder| recorder.statements(&operation)) {
            statements.push(parts.concat().into());
        }
        let history = self.after.history.clone();
        self.step(StepKind::History, &history, &Name::default(), Risk::Safe, statements);
    }

    fn finish(self, whole: Whole) -> Migration {
        let (before, after) = (self.before, self.after);
        let title = |plan: &Plan<'_>| format!("{} {}", plan.model.name, plan.model.version);
        let mut head = vec![format!("From {} to {} on {}", title(before), title(after), after.dialect.label())];
        head.push(match whole {
            Whole::Client => format!("Run it in one transaction: {}", after.dialect.client()),
            Whole::Script { .. } => "The script is one transaction: all of it happens, or nothing".to_owned(),
            Whole::Repeat => {
                "Each statement is final. If the script stops, run it again: it goes on where it stopped".to_owned()
            }
        });
        let mut diagnostics: Vec<_> = self.kept.iter().map(|kept| kept.diagnostic.clone()).collect();
        diagnostics.extend_from_slice(&after.diagnostics);
        let mut migration = Migration { steps: self.steps, head: Vec::new(), diagnostics, whole };
        let risks = migration.risks();
        head.push(if risks.is_empty() {
            "Nothing to do: the structure is the same".to_owned()
        } else {
            format!("Steps: {risks}")
        });
        head.extend(self.kept.into_iter().map(|kept| kept.remark));
        migration.head = head;
        migration
    }
}
