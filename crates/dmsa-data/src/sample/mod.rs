//! Made-up data for a definition: clean by all its rules, the same for the same seed, and not realistic.
//!
//! A cell is a function of its table, column and row, so that a reference needs no memory of other tables: it takes the
//! value that the row it refers to has. Circles of references and references to the same table need nothing else.

mod values;

use self::values::{capacity, clock, date, decimal, distinct, text};
use crate::csv::write_cell;
use crate::rules::{Column, ReferenceRule, Rules, TableRules, Target};
use crate::value::ValueType;
use std::borrow::Cow;
use std::collections::HashMap;

/// Makes rows for the tables of a definition.
#[derive(Debug)]
pub struct Sample<'r> {
    rules: &'r Rules,
    seed: u64,
    /// How many rows each table has.
    rows: Vec<u64>,
    /// For each column of each table where its values come from.
    sources: Vec<Vec<Source>>,
}

/// Where the values of a column come from.
#[derive(Debug, Clone, Copy)]
enum Source {
    /// A column of its own.
    Own {
        /// Whether each row has another value: it is the column that makes a key different.
        distinct: bool,
        /// Whether it may be without a value.
        nullable: bool,
    },
    /// Another table's column, by the row that a walk through that table's rows comes to.
    Other { table: usize, column: usize, walk: Walk, nullable: bool },
}

/// How a reference chooses rows.
#[derive(Debug, Clone, Copy)]
enum Walk {
    /// Any, for the group of columns of this number.
    Any(u64),
    /// So that the columns of a key are never together the same: the row's number, divided by this.
    Counting(u64),
}

/// So many rows have values at the limits of their types.
const LIMIT_ROWS: u64 = 4;

impl<'r> Sample<'r> {
    /// Data with so many rows a table, or as many as its key allows.
    pub fn new(rules: &'r Rules, seed: u64, rows: u64) -> Self {
        let mut sample = Self { rules, seed, rows: vec![rows; rules.tables.len()], sources: Vec::new() };
        sample.sources = rules.tables.iter().enumerate().map(|(at, table)| sample.table_sources(at, table)).collect();
        // The rows of a table may depend on those of others, which become fewer in turn.
        for _ in 0..=rules.tables.len() {
            let counts: Vec<u64> = (0..rules.tables.len()).map(|table| sample.most_rows(table, rows)).collect();
            if counts == sample.rows {
                break;
            }
            sample.rows = counts;
        }
        sample.count_walks();
        sample
    }

    /// How many rows a table has.
    pub fn rows(&self, table: usize) -> u64 {
        self.rows[table]
    }

    /// Writes the header of a table.
    pub fn header(&self, table: usize, out: &mut String) {
        let names = self.rules.tables[table].columns.iter().map(|column| Some(Cow::Borrowed(column.name.as_str())));
        line(names, out);
    }

    /// Writes a row of a table.
    pub fn row(&self, table: usize, row: u64, out: &mut String) {
        let columns = self.rules.tables[table].columns.len();
        line((0..columns).map(|column| self.value(table, column, row).map(Cow::Owned)), out);
    }

    /// The value of a cell.
    pub fn value(&self, table: usize, column: usize, row: u64) -> Option<String> {
        let (mut table, mut column, mut row) = (table, column, row);
        // As many steps as there are columns: then it goes round in a circle, and the value is the column's own.
        for _ in 0..self.sources.iter().map(Vec::len).sum() {
            match self.sources[table][column] {
                Source::Own { .. } => break,
                Source::Other { nullable: true, .. } if self.random(table, column, row, 9).is_multiple_of(5) => {
                    return None;
                }
                Source::Other { table: other, column: to, walk, .. } => {
                    let count = self.count(table, column, other);
                    row = match walk {
                        Walk::Any(group) => self.random(table, group as usize, row, 1) % count,
                        Walk::Counting(divisor) => row / divisor.max(1) % count,
                    };
                    (table, column) = (other, to);
                }
            }
        }
        let rules = &self.rules.tables[table].columns[column];
        match self.sources[table][column] {
            Source::Own { distinct: true, .. } => Some(distinct(rules, row)),
            Source::Own { nullable: true, .. } if row % LIMIT_ROWS == 3 => None,
            _ => Some(self.any(rules, table, column, row)),
        }
    }

    fn table_sources(&self, at: usize, table: &TableRules) -> Vec<Source> {
        let in_key = |column: usize| table.keys.iter().any(|key| key.columns.contains(&column));
        let mut sources: Vec<Source> = table
            .columns
            .iter()
            .enumerate()
            .map(|(place, column)| Source::Own {
                distinct: false,
                nullable: !column.not_null && !column.required && !in_key(place),
            })
            .collect();
        let mut groups = Groups::new(table.columns.len());
        for reference in &table.references {
            reference.columns.iter().for_each(|column| groups.join(reference.columns[0], *column));
        }
        for reference in &table.references {
            let Some(target) = made_from(reference) else { continue };
            for (from, to) in reference.columns.iter().zip(&target.columns) {
                let itself = target.table == at && from == to;
                if itself || !matches!(sources[*from], Source::Own { .. }) {
                    continue;
                }
                let group = groups.find(*from);
                let mut members = (0..table.columns.len()).filter(|column| groups.find(*column) == group);
                let nullable = members.all(|column| {
                    let rules = &table.columns[column];
                    !rules.not_null && !rules.required && !in_key(column)
                });
                let single = reference.columns.len() == 1;
                sources[*from] = Source::Other {
                    table: target.table,
                    column: *to,
                    walk: Walk::Any(group as u64),
                    nullable: nullable && single,
                };
            }
        }
        for key in &table.keys {
            // One column of its own, with enough values, makes the key different.
            let own = key.columns.iter().filter(|column| matches!(sources[**column], Source::Own { .. }));
            if let Some(column) = own.max_by_key(|column| capacity(&table.columns[**column])) {
                sources[*column] = Source::Own { distinct: true, nullable: false };
            }
        }
        // What others refer to is different too: a database asks for that.
        for other in &self.rules.tables {
            for target in other.references.iter().filter_map(made_from) {
                if let [column] = target.columns[..]
                    && target.table == at
                    && let Source::Own { .. } = sources[column]
                {
                    sources[column] = Source::Own { distinct: true, nullable: false };
                }
            }
        }
        sources
    }

    /// How many rows a table can have: its keys must be different.
    fn most_rows(&self, table: usize, rows: u64) -> u64 {
        let rules = &self.rules.tables[table];
        let mut most = rows;
        for (column, source) in self.sources[table].iter().enumerate() {
            if let Source::Own { distinct: true, .. } = source {
                most = most.min(capacity(&rules.columns[column]));
            }
        }
        for key in &rules.keys {
            let has_own = |column: &usize| matches!(self.sources[table][*column], Source::Own { distinct: true, .. });
            if !key.columns.iter().any(has_own) {
                let counts = key.columns.iter().map(|column| self.choices(table, *column));
                most = most.min(counts.fold(1, u64::saturating_mul));
            }
        }
        most
    }

    /// How many values a column of a key without a column of its own can have.
    fn choices(&self, table: usize, column: usize) -> u64 {
        match self.sources[table][column] {
            Source::Own { .. } => 1,
            Source::Other { table: other, .. } => self.count(table, column, other),
        }
    }

    /// Makes the references of keys that have nothing else walk so that no two rows are the same.
    fn count_walks(&mut self) {
        let rules = self.rules;
        for (table, rules) in rules.tables.iter().enumerate() {
            let mut keys: Vec<_> = rules.keys.iter().collect();
            keys.sort_by_key(|key| key.columns.len());
            for key in keys {
                let own = |column: &usize| matches!(self.sources[table][*column], Source::Own { distinct: true, .. });
                if key.columns.iter().any(own) {
                    continue;
                }
                let mut divisor = 1_u64;
                for column in &key.columns {
                    let choices = self.choices(table, *column);
                    if let Source::Other { walk: Walk::Any(group), .. } = self.sources[table][*column] {
                        self.count_group(table, group, divisor);
                        divisor = divisor.saturating_mul(choices);
                    }
                }
            }
        }
    }

    /// Columns that take their values from one row walk together.
    fn count_group(&mut self, table: usize, wanted: u64, divisor: u64) {
        for source in &mut self.sources[table] {
            if let Source::Other { walk, nullable, .. } = source
                && matches!(walk, Walk::Any(group) if *group == wanted)
            {
                *walk = Walk::Counting(divisor);
                *nullable = false;
            }
        }
    }

    /// How many rows of the other table a column can refer to: the value must be in every table it refers to.
    fn count(&self, table: usize, column: usize, other: usize) -> u64 {
        let references = self.rules.tables[table].references.iter();
        let with = references.filter(|reference| reference.columns.contains(&column));
        let targets = with.filter_map(made_from);
        targets.map(|target| self.rows[target.table]).fold(self.rows[other], u64::min).max(1)
    }

    fn random(&self, table: usize, column: usize, row: u64, salt: u64) -> u64 {
        let mut state = self.seed ^ salt.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for part in [table as u64, column as u64, row] {
            state = mix(state.wrapping_add(part).wrapping_add(0x9e37_79b9_7f4a_7c15));
        }
        state
    }

    /// Some value; the first rows have those at the limits of the type.
    fn any(&self, column: &Column, table: usize, place: usize, row: u64) -> String {
        let random = self.random(table, place, row, 2);
        if !column.allowed.is_empty() {
            return column.allowed[(random % column.allowed.len() as u64) as usize].clone();
        }
        match ValueType::of(&column.data_type) {
            Some(ValueType::Integer(min, max)) => match row {
                0 => max.to_string(),
                1 => min.to_string(),
                _ => (random % 10_000).to_string(),
            },
            Some(ValueType::Decimal(precision, scale)) => decimal(precision, scale, row, random),
            Some(ValueType::Float) => match row {
                0 => "-1.5".to_owned(),
                _ => format!("{}.25", random % 1000),
            },
            Some(ValueType::Date) => date(row, random),
            Some(ValueType::DateTime) => format!("{} {}", date(row, random), clock(random)),
            Some(ValueType::Time) => clock(random),
            Some(ValueType::Boolean) => (random % 2).to_string(),
            Some(ValueType::Text) | None => text(column, row, random),
        }
    }
}

/// The columns whose values a reference takes.
fn made_from(reference: &ReferenceRule) -> Option<&Target> {
    reference.target.as_ref().ok().or(reference.numbers_as_text.as_ref())
}

/// The finishing step of SplitMix64.
fn mix(mut state: u64) -> u64 {
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

fn line<'a>(cells: impl Iterator<Item = Option<Cow<'a, str>>>, out: &mut String) {
    let start = out.len();
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            out.push(',');
        }
        write_cell(out, cell.as_deref());
    }
    debug_assert!(out.len() > start || cfg!(not(test)), "a table has columns");
    out.push('\n');
}

/// Columns that must take their values from one row.
struct Groups(HashMap<usize, usize>);

impl Groups {
    fn new(columns: usize) -> Self {
        Self((0..columns).map(|column| (column, column)).collect())
    }

    fn find(&self, column: usize) -> usize {
        let parent = self.0.get(&column).copied().unwrap_or(column);
        if parent == column { column } else { self.find(parent) }
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        self.0.insert(b, a);
    }
}
