//! What to do with the rows of each table: the slots that findings go to, the keys to collect, the references to look up.

use crate::checks::{CELL_CHECKS, CellCheck, Test, ValueTest};
use crate::options::Options;
use crate::result::Severity;
use crate::rules::{Column, Rules};
use crate::value::ValueType;

/// The checks of whole rows and files; see [`describe`].
pub(crate) mod row {
    pub(crate) const CELL_COUNT: usize = 0;
    pub(crate) const QUOTES: usize = 1;
    pub(crate) const ENCODING: usize = 2;
    pub(crate) const NUL: usize = 3;
    pub(crate) const CHECKS: [(&str, &str); 4] = [
        ("cell-count", "the row has too few or too many cells"),
        ("quotes", "a quote is not closed, or stands in a cell without quotes, or something stands behind it"),
        ("encoding", "a cell is not UTF-8"),
        ("nul", "a cell has a character NUL, which databases refuse"),
    ];
}

/// A check of a table, a field or a key: what findings are counted for.
pub(crate) struct Slot {
    pub(crate) code: &'static str,
    pub(crate) field: Option<String>,
    pub(crate) severity: Severity,
    /// What is wrong with a row that fails.
    pub(crate) problem: String,
    /// Columns it needs.
    pub(crate) columns: Vec<usize>,
    /// Why it is not checked.
    pub(crate) not_checked: Option<String>,
}

/// A test for values.
pub(crate) struct ValuePlan {
    pub(crate) slot: usize,
    pub(crate) test: ValueTest,
    /// Whether a value that fails cannot be compared with others.
    pub(crate) spoils: bool,
}

/// What is asked of the cells of a column.
#[derive(Default)]
pub(crate) struct ColumnPlan {
    pub(crate) no_value: Vec<usize>,
    pub(crate) value: Vec<ValuePlan>,
}

/// Values of a table that are collected, because they are a key or are referred to.
pub(crate) struct SetPlan {
    pub(crate) columns: Vec<usize>,
    pub(crate) types: Vec<ValueType>,
    /// Where repeated ones are findings.
    pub(crate) unique: Option<usize>,
}

/// Whether values of these types are single whole numbers.
pub(crate) fn is_number(types: &[ValueType]) -> bool {
    matches!(types, [ValueType::Integer(..)])
}

/// A reference to look up.
pub(crate) struct LookupPlan {
    pub(crate) slot: usize,
    pub(crate) columns: Vec<usize>,
    pub(crate) types: Vec<ValueType>,
    /// The table referred to and which of its sets.
    pub(crate) target: (usize, usize),
}

/// All that is to be done with a table.
#[derive(Default)]
pub(crate) struct TablePlan {
    pub(crate) slots: Vec<Slot>,
    pub(crate) columns: Vec<ColumnPlan>,
    pub(crate) sets: Vec<SetPlan>,
    pub(crate) lookups: Vec<LookupPlan>,
}

/// Plans for all tables, as the rules have them.
pub(crate) fn plans(rules: &Rules, options: &Options) -> Vec<TablePlan> {
    let mut plans: Vec<TablePlan> = rules.tables.iter().map(|_| TablePlan::default()).collect();
    for (plan, table) in plans.iter_mut().zip(&rules.tables) {
        for (code, problem) in row::CHECKS {
            plan.slot(code, None, Severity::Error, problem.to_owned(), Vec::new());
        }
        for (place, column) in table.columns.iter().enumerate() {
            let mut column_plan = ColumnPlan::default();
            for check in CELL_CHECKS {
                plan.add_cell_check(*check, column, place, options, &mut column_plan);
            }
            plan.columns.push(column_plan);
        }
        for key in &table.keys {
            let code = if key.primary { "primary-key" } else { "unique" };
            let field = Some(table.names(&key.columns));
            let problem = "an earlier row has the same key".to_owned();
            let slot = plan.slot(code, field, Severity::Error, problem, key.columns.clone());
            let types: Option<Vec<_>> = key.columns.iter().map(|at| table.columns[*at].key_type()).collect();
            match types {
                Some(types) => plan.sets.push(SetPlan { columns: key.columns.clone(), types, unique: Some(slot) }),
                None => plan.slots[slot].not_checked = Some("a field of the key has an unknown type".to_owned()),
            }
        }
    }
    for (from, table) in rules.tables.iter().enumerate() {
        for reference in &table.references {
            let field = Some(table.names(&reference.columns));
            let slot = plans[from].slot(
                "reference",
                field,
                Severity::Error,
                match &reference.target {
                    Ok(target) => {
                        let table = &rules.tables[target.table];
                        format!("there is no such row in {}: {}", table.name, table.names(&target.columns))
                    }
                    Err(_) => String::new(),
                },
                reference.columns.clone(),
            );
            let target = match &reference.target {
                Ok(target) => target,
                Err(reason) => {
                    plans[from].slots[slot].not_checked = Some(reason.clone());
                    continue;
                }
            };
            let pairs = reference.columns.iter().zip(&target.columns);
            let columns = pairs.map(|(a, b)| (&table.columns[*a], &rules.tables[target.table].columns[*b]));
            let types: Vec<_> = columns.filter_map(|(a, b)| a.key_type()?.common(b.key_type()?)).collect();
            let set = plans[target.table].set(&target.columns, &types);
            let columns = reference.columns.clone();
            plans[from].lookups.push(LookupPlan { slot, columns, types, target: (target.table, set) });
        }
    }
    for (plan, table) in plans.iter_mut().zip(&rules.tables) {
        for condition in &table.conditions {
            let slot = plan.slot("condition", Some(condition.name.clone()), Severity::Error, String::new(), Vec::new());
            plan.slots[slot].not_checked =
                Some("only a database can check its SQL, when the rows are loaded".to_owned());
        }
    }
    // What the definition makes impossible is no fault of the data.
    for slot in plans.iter_mut().flat_map(|plan| &mut plan.slots).filter(|slot| slot.not_checked.is_some()) {
        slot.severity = Severity::Warning;
    }
    plans
}

impl TablePlan {
    /// A plan that collects keys and checks nothing but whether rows can be read.
    pub(crate) fn for_keys(columns: usize, sets: Vec<SetPlan>) -> Self {
        let mut plan = Self { sets, ..Self::default() };
        plan.columns.resize_with(columns, ColumnPlan::default);
        for (code, problem) in row::CHECKS {
            plan.slot(code, None, Severity::Error, problem.to_owned(), Vec::new());
        }
        plan
    }

    fn slot(
        &mut self,
        code: &'static str,
        field: Option<String>,
        severity: Severity,
        problem: String,
        columns: Vec<usize>,
    ) -> usize {
        self.slots.push(Slot { code, field, severity, problem, columns, not_checked: None });
        self.slots.len() - 1
    }

    fn add_cell_check(
        &mut self,
        check: &dyn CellCheck,
        column: &Column,
        place: usize,
        options: &Options,
        plan: &mut ColumnPlan,
    ) {
        let Some(test) = check.test(column, options) else { return };
        let severity = if check.only_warns(options) { Severity::Warning } else { Severity::Error };
        let slot = self.slot(check.code(), Some(column.name.clone()), severity, check.problem(column), vec![place]);
        match test {
            Test::NoValue => plan.no_value.push(slot),
            Test::Value(test) => plan.value.push(ValuePlan { slot, test, spoils: check.spoils_value() }),
            Test::Impossible(why) => self.slots[slot].not_checked = Some(why),
        }
    }

    /// The set of these columns and types, which is added if there is none.
    fn set(&mut self, columns: &[usize], types: &[ValueType]) -> usize {
        let same = |set: &SetPlan| set.columns == columns && set.types == types;
        self.sets.iter().position(same).unwrap_or_else(|| {
            self.sets.push(SetPlan { columns: columns.to_vec(), types: types.to_vec(), unique: None });
            self.sets.len() - 1
        })
    }
}

/// The tables in an order in which those that are referred to come first, as far as references are not in circles.
pub(crate) fn order(plans: &[TablePlan]) -> Vec<usize> {
    let mut order = Vec::with_capacity(plans.len());
    let mut seen = vec![false; plans.len()];
    // A stack of its own: a definition may have a chain of references of any length.
    for start in 0..plans.len() {
        let mut stack = vec![(start, 0)];
        while let Some((table, next)) = stack.pop() {
            if next == 0 {
                if seen[table] {
                    continue;
                }
                seen[table] = true;
            }
            match plans[table].lookups.get(next) {
                Some(lookup) => {
                    stack.push((table, next + 1));
                    if !seen[lookup.target.0] {
                        stack.push((lookup.target.0, 0));
                    }
                }
                None => order.push(table),
            }
        }
    }
    order
}
