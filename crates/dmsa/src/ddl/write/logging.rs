use super::*;

impl Writer<'_, '_> {
    /// Constraints have nothing to log.
    pub(super) fn logging(&mut self, elements: Elements, mode: &'static str) {
        let plan = Arc::clone(self.plan);
        if elements.tables {
            self.record(&format!("table {}", mode.to_ascii_lowercase()));
            for (at, table) in plan.selected() {
                self.alter(StatementKind::TableLogging, ObjectAt::Table(at), ["TABLE", &table.name.qualified, mode]);
            }
            self.part();
        }
        if elements.indexes {
            self.record(&format!("index {}", mode.to_ascii_lowercase()));
            for (at, table) in plan.selected() {
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
            self.part();
        }
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
