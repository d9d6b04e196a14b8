//! The cells of a row by the names of their columns.

use super::header::{Column, Header};
use super::tokenizer::Row;
use std::borrow::Cow;

/// A row under its header.
///
/// A comma that should have been quoted makes a row longer than its header. It is nearly always a comma in the
/// description, so the surplus cells are taken to be parts of it, and the columns after it are counted from the end.
pub(super) struct Cells<'r, 'a> {
    header: &'r Header,
    row: &'r Row<'a>,
    /// The number of surplus cells, empty ones at the end apart.
    surplus: usize,
    /// Where they are put: at the description, or, without such a column, at the end.
    split: usize,
}

impl<'r, 'a> Cells<'r, 'a> {
    pub(super) fn new(header: &'r Header, row: &'r Row<'a>) -> Self {
        let filled = row.cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        let split = header.position(Column::Description).unwrap_or(header.width);
        Self { header, row, surplus: filled.saturating_sub(header.width), split }
    }

    /// The cell of a column; empty where the row or the header has none.
    pub(super) fn get(&self, column: Column) -> &'r str {
        self.header.position(column).map_or("", |position| self.at(position))
    }

    /// The cell of a column, to be kept beyond the row.
    pub(super) fn text_of(&self, column: Column) -> Cow<'a, str> {
        let cell = self.header.position(column).and_then(|position| self.row.cells.get(self.place(position)));
        cell.cloned().unwrap_or_default()
    }

    /// The row as written.
    pub(super) fn text(&self) -> &'a str {
        self.row.text
    }

    /// The description, with the cells put back that its commas cut off.
    pub(super) fn description(&self) -> Cow<'r, str> {
        let Some(start) = self.header.position(Column::Description) else {
            return Cow::Borrowed("");
        };
        let mut end = start + 1 + self.surplus;
        if self.header.named_width <= start + 1 {
            end = end.max(self.row.cells.len());
        }
        if end == start + 1 {
            return Cow::Borrowed(self.at(start));
        }
        let parts = self.row.cells.iter().take(end).skip(start);
        Cow::Owned(parts.filter(|cell| !cell.is_empty()).map(AsRef::as_ref).collect::<Vec<_>>().join(", "))
    }

    /// The cells of the columns without a meaning of their own, by column.
    pub(super) fn extra(&self) -> impl Iterator<Item = (&'r str, &'r str)> {
        // A short row ends the search, so that a wide header costs a short row nothing.
        let present = self.header.extra.iter().take_while(|(position, _)| *position < self.row.cells.len());
        let cells = present.map(|(position, name)| (name.as_str(), self.at(*position)));
        cells.filter(|(_, cell)| !cell.is_empty())
    }

    /// What is wrong with the number of cells, if anything.
    pub(super) fn complaint(&self) -> Option<String> {
        let (cells, width) = (self.row.cells.len(), self.header.width);
        if cells > width || cells < self.header.named_width {
            let plural = if cells == 1 { "cell" } else { "cells" };
            return Some(format!("{cells} {plural} where the header has {width}"));
        }
        let mut nameless = self.header.nameless.iter().take_while(|position| **position < cells);
        let stray = nameless.find(|position| self.row.cells.get(**position).is_some_and(|cell| !cell.is_empty()))?;
        Some(format!("cell {} has text, but its column has no name of its own", stray + 1))
    }

    fn at(&self, position: usize) -> &'r str {
        self.row.cells.get(self.place(position)).map_or("", AsRef::as_ref)
    }

    /// Where the cell of a column is in this row.
    fn place(&self, position: usize) -> usize {
        if position > self.split { position + self.surplus } else { position }
    }
}

pub(super) const TABLE: (Column, &str) = (Column::Table, "table");
pub(super) const FIELD: (Column, &str) = (Column::Field, "field");

#[cfg(test)]
mod tests {
    use super::super::tokenizer::Tokenizer;
    use super::*;

    /// Table, field and description of the row, and the complaint.
    fn read(header: &str, line: &str) -> (String, Option<String>) {
        let text = format!("{header}\n{line}");
        let mut tokenizer = Tokenizer::new(&text);
        let mut row = Row::default();
        assert!(tokenizer.read(&mut row));
        let header = Header::recognise(&row.cells).unwrap();
        assert!(tokenizer.read(&mut row));
        let cells = Cells::new(&header, &row);
        let text = format!("{}.{}: {}", cells.get(Column::Table), cells.get(Column::Field), cells.description());
        (text, cells.complaint())
    }

    #[test]
    fn a_comma_in_the_description_belongs_to_it() {
        let last = "model,version,table,field,description";
        assert_eq!(
            read(last, "m,1,person,dob,Birth, if known, or not"),
            ("person.dob: Birth, if known, or not".into(), Some("7 cells where the header has 5".into()))
        );
        let first = "description,model,version,table,field";
        assert_eq!(read(first, "Birth, if known,m,1,person,dob").0, "person.dob: Birth, if known");
    }

    #[test]
    fn an_empty_surplus_cell_moves_nothing() {
        let header = "description,model,version,table,field";
        assert_eq!(
            read(header, "Birth,m,1,person,dob,"),
            ("person.dob: Birth".into(), Some("6 cells where the header has 5".into()))
        );
    }

    #[test]
    fn missing_cells_are_empty() {
        let header = "model,version,table,field,description";
        assert_eq!(
            read(header, "m,1,person,dob"),
            ("person.dob: ".into(), Some("4 cells where the header has 5".into()))
        );
    }

    #[test]
    fn nameless_columns_may_be_missing_but_not_hold_text() {
        let header = "model,version,table,field,description,,";
        assert_eq!(read(header, "m,1,person,dob,Birth"), ("person.dob: Birth".into(), None));
        let (text, complaint) = read(header, "m,1,person,dob,Birth, if known,");
        assert_eq!(text, "person.dob: Birth, if known");
        assert_eq!(complaint.as_deref(), Some("cell 6 has text, but its column has no name of its own"));
    }
}
