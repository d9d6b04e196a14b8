use super::*;

impl Writer<'_, '_> {
    pub(super) fn log_tables(&mut self, mode: &'static str) {
        for (at, table) in self.plan.selected() {
            self.alter(StatementKind::TableLogging, ObjectAt::Table(at), ["TABLE", &table.name.qualified, mode]);
        }
        self.record(&format!("table {}", mode.to_ascii_lowercase()));
        self.part();
    }

    pub(super) fn log_indexes(&mut self, mode: &'static str) {
        for (at, table) in self.plan.selected() {
            for (place, index) in table.indexes.iter().enumerate() {
                match index {
                    Planned::Ready { object, .. } => {
                        let words = ["INDEX", &object.name.qualified, mode];
                        self.alter(StatementKind::IndexLogging, ObjectAt::Index(at, place), words);
                    }
                    Planned::LeftOut(remark) => self.remark(remark),
                }
            }
        }
        self.record(&format!("index {}", mode.to_ascii_lowercase()));
        self.part();
    }

    /// One line a statement, without blank lines between them.
    fn alter(&mut self, kind: StatementKind, object: ObjectAt, [what, name, mode]: [&str; 3]) {
        let start = self.text.len();
        self.text.extend(["ALTER ", what, " ", name, " ", mode]);
        let sql = start..self.text.len();
        self.text.push_str(";\n");
        self.statements.push(Statement { kind, object, remarks: std::mem::take(&mut self.remarks), sql });
    }
}
