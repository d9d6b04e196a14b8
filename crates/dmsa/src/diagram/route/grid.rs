//! The columns with their tables, top to bottom.

use crate::diagram::boxes::{HEADER, ROW, Shape};
use crate::diagram::place::Stack;

pub(crate) struct Grid {
    pub(super) columns: Vec<Column>,
    /// The column of each table.
    pub(super) column_of: Vec<usize>,
    /// The provisional top of each table.
    pub(super) tops: Vec<f64>,
    /// The first column of each strip; one more at the end.
    pub(super) strips: Vec<usize>,
}

pub(super) struct Column {
    pub(super) width: f64,
    pub(super) items: Vec<Item>,
    /// The provisional height of each gap; gap `i` is above item `i`.
    pub(super) gaps: Vec<f64>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    pub(super) table: usize,
    pub(super) band: usize,
}

impl Grid {
    pub(crate) fn of(stack: &Stack, shapes: &[Shape]) -> Self {
        let mut columns: Vec<Column> =
            (stack.widths.iter()).map(|&width| Column { width, items: Vec::new(), gaps: Vec::new() }).collect();
        for (table, spot) in stack.spots.iter().enumerate() {
            columns[spot.column].items.push(Item { table, band: spot.band });
        }
        let tops: Vec<f64> = stack.spots.iter().map(|spot| spot.y).collect();
        for column in &mut columns {
            column.items.sort_by(|a, b| f64::total_cmp(&tops[a.table], &tops[b.table]));
            let mut above = -40.0;
            for item in &column.items {
                column.gaps.push((above + tops[item.table]) / 2.0);
                above = tops[item.table] + shapes[item.table].height();
            }
            column.gaps.push(above.max(stack.height) + 20.0);
        }
        let mut strips = stack.strips.clone();
        strips.push(columns.len());
        Self { columns, column_of: stack.spots.iter().map(|spot| spot.column).collect(), tops, strips }
    }

    /// The provisional height of a row's middle.
    pub(super) fn port(&self, (table, row): (usize, Option<usize>)) -> f64 {
        self.tops[table] + row.map_or(HEADER / 2.0, |row| HEADER + (row as f64 + 0.5) * ROW)
    }
}
