use super::*;

impl Writer<'_, '_> {
    pub(super) fn delete(&mut self) {
        self.record("delete data");
        for (at, table) in self.plan.selected().rev() {
            self.statement(StatementKind::DeleteData, ObjectAt::Table(at), |out| {
                out.extend(["DELETE FROM ", &table.name.qualified]);
            });
        }
    }
}
