//! Which planned tables and columns of one definition are which of the other.

use super::options::{Allow, Options};
use crate::check::codes;
use crate::ddl::plan::{ColumnPlan, Plan};
use crate::diagnostic::Diagnostic;
use crate::diff::Diff;
use crate::model::{Field, Table};
use hashbrown::HashMap;

/// Which planned tables and columns of one definition are which of the other, by place in the plans.
pub(super) struct Pairs {
    pub(super) tables: Vec<Pair>,
    /// The pair of each table of the earlier plan.
    pub(super) of_before: Vec<usize>,
    /// The pair of each table of the later plan.
    pub(super) of_after: Vec<usize>,
}

/// A table of both plans, or of one.
#[derive(Default)]
pub(super) struct Pair {
    pub(super) before: Option<usize>,
    pub(super) after: Option<usize>,
    /// Columns in the earlier and in the later plan.
    pub(super) columns: Vec<(Option<usize>, Option<usize>)>,
}

impl Pair {
    /// The table in both plans.
    pub(super) fn both(&self) -> Option<(usize, usize)> {
        Some((self.before?, self.after?))
    }

    /// The later column that an earlier one becomes.
    pub(super) fn later(&self, column: usize) -> Option<usize> {
        self.columns.iter().find(|(before, _)| *before == Some(column))?.1
    }
}

/// Something that stays although the later definition does not have it.
pub(super) struct Kept {
    pub(super) remark: String,
    pub(super) diagnostic: Diagnostic,
}

impl Pairs {
    pub(super) fn new(diff: &Diff<'_>, before: &Plan<'_>, after: &Plan<'_>) -> Self {
        let (old, new) = (Places::of(before), Places::of(after));
        let mut tables = Vec::new();
        for matched in &diff.matching.tables {
            let old_table = matched.before.map(|place| &diff.before.tables[place]);
            let new_table = matched.after.map(|place| &diff.after.tables[place]);
            let mut pair = Pair {
                before: old_table.and_then(|table| old.table(table)),
                after: new_table.and_then(|table| new.table(table)),
                columns: Vec::new(),
            };
            if let (Some(old_table), Some(new_table), Some(_)) = (old_table, new_table, pair.both()) {
                for (earlier, later) in &matched.fields {
                    let earlier = earlier.and_then(|place| old.column(&old_table.fields[place]));
                    let later = later.and_then(|place| new.column(&new_table.fields[place]));
                    if earlier.is_some() || later.is_some() {
                        pair.columns.push((earlier, later));
                    }
                }
            }
            if pair.before.is_some() || pair.after.is_some() {
                tables.push(pair);
            }
        }
        let mut pairs = Self { tables, of_before: vec![0; before.tables.len()], of_after: vec![0; after.tables.len()] };
        for (place, pair) in pairs.tables.iter().enumerate() {
            if let Some(table) = pair.before {
                pairs.of_before[table] = place;
            }
            if let Some(table) = pair.after {
                pairs.of_after[table] = place;
            }
        }
        pairs
    }

    /// Adds to the later plan the columns that it does not have and that may not be dropped. They may be empty from now
    /// on. Tells what stays.
    pub(super) fn keep<'m>(&mut self, before: &Plan<'m>, after: &mut Plan<'m>, options: &Options) -> Vec<Kept> {
        let mut kept = Vec::new();
        let title = format!("{} {}", after.model.name, after.model.version);
        let mut keep = |what: String, allow: Allow, table: &Table, field: Option<&Field>| {
            let name = allow.name();
            let message = format!("{what} stays: {title} does not have it");
            let origin = field.map_or(&table.origin, |field| &field.origin);
            let mut diagnostic = Diagnostic::new(&codes::KEPT, origin, message.clone()).table(&table.name);
            diagnostic.field = field.map(|field| field.name.clone());
            diagnostic.model = Some(title.clone());
            diagnostic.help = Some(format!("`--allow {name}` drops it"));
            kept.push(Kept { remark: format!("Kept: {message} (--allow {name} drops it)"), diagnostic });
        };
        for pair in &mut self.tables {
            match (pair.before, pair.after) {
                (Some(old), None) if !options.allows(Allow::DropTable) => {
                    let table = before.tables[old].table;
                    keep(format!("table {}", table.name), Allow::DropTable, table, None);
                }
                (Some(old), Some(new)) if !options.allows(Allow::DropField) => {
                    let columns = &mut after.tables[new].columns;
                    for (earlier, later) in pair.columns.iter_mut().filter(|(_, later)| later.is_none()) {
                        let Some(column) = earlier.and_then(|place| before.tables[old].columns.get(place)) else {
                            continue;
                        };
                        *later = Some(columns.len());
                        columns.push(ColumnPlan {
                            field: column.field,
                            name: column.name.clone(),
                            data_type: column.data_type.clone(),
                            not_null: false,
                            default: column.default.clone(),
                            check: column.check.clone(),
                            generated: false,
                            comment: column.comment.clone(),
                        });
                        let table = before.tables[old].table;
                        let what = format!("field {} of table {}", column.field.name, table.name);
                        keep(what, Allow::DropField, table, Some(column.field));
                    }
                }
                _ => {}
            }
        }
        kept
    }
}

/// Finds what a plan made of a table or a field. Both plans borrow from the definitions, so an address tells which it is.
struct Places {
    tables: HashMap<*const Table, usize>,
    columns: HashMap<*const Field, usize>,
}

impl Places {
    fn of(plan: &Plan<'_>) -> Self {
        let tables = plan.tables.iter().enumerate().map(|(place, table)| (std::ptr::from_ref(table.table), place));
        let columns = plan.tables.iter().flat_map(|table| table.columns.iter().enumerate());
        let columns = columns.map(|(place, column)| (std::ptr::from_ref(column.field), place));
        Self { tables: tables.collect(), columns: columns.collect() }
    }

    fn table(&self, table: &Table) -> Option<usize> {
        self.tables.get(&std::ptr::from_ref(table)).copied()
    }

    fn column(&self, field: &Field) -> Option<usize> {
        self.columns.get(&std::ptr::from_ref(field)).copied()
    }
}
