//! Neat tables: columns aligned, two spaces apart, nothing drawn around them.

use crate::terminal::{Terminal, printable};
use anstyle::Style;
use unicode_width::UnicodeWidthStr;

/// Blanks between columns.
const GAP: usize = 2;

/// The least room a broken column is given.
const NARROWEST: usize = 20;

/// A table on its way to a person.
#[derive(Debug, Default)]
pub(crate) struct Table {
    headings: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these columns. A heading that begins with `#` is a column of numbers: aligned to the right, and
    /// written without the mark.
    pub(crate) fn new(headings: &[&'static str]) -> Self {
        Self { headings: headings.to_vec(), rows: Vec::new() }
    }

    /// Adds a row, as many cells as there are headings.
    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        debug_assert_eq!(N, self.headings.len(), "a row has a cell a column");
        self.rows.push(cells.iter().map(|cell| printable(cell).replace('\n', " ")).collect());
    }

    /// Whether there are no rows.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table as text. Columns that are empty in every row are left out; where the width of the screen is known, the
    /// last column is broken to fit in.
    pub(crate) fn render(&self, terminal: &Terminal) -> String {
        self.render_within(terminal.width(), terminal.out().heading)
    }

    fn render_within(&self, width: Option<usize>, heading: Style) -> String {
        let columns: Vec<Column> = self
            .headings
            .iter()
            .enumerate()
            .filter(|(place, _)| self.rows.iter().any(|row| row.get(*place).is_some_and(|cell| !cell.is_empty())))
            .map(|(place, heading)| self.column(place, heading))
            .collect();
        let before: usize = columns.iter().rev().skip(1).map(|column| column.width + GAP).sum();
        let room = width.map_or(usize::MAX, |width| width.saturating_sub(before).max(NARROWEST));
        let mut text = format!("{heading}{}{heading:#}\n", line(&columns, |column| column.heading));
        for row in &self.rows {
            let last = columns.last().and_then(|column| row.get(column.place)).map_or("", String::as_str);
            for (n, part) in broken(last, room).into_iter().enumerate() {
                text.push_str(&line(&columns, |column| match columns.last() {
                    Some(last) if last.place == column.place => part,
                    _ if n > 0 => "",
                    _ => row.get(column.place).map_or("", String::as_str),
                }));
                text.push('\n');
            }
        }
        text
    }

    fn column(&self, place: usize, heading: &'static str) -> Column {
        let numeric = heading.starts_with('#');
        let heading = heading.trim_start_matches('#');
        let cells = self.rows.iter().filter_map(|row| row.get(place)).map(|cell| cell.width());
        Column { place, heading, numeric, width: cells.chain([heading.width()]).max().unwrap_or_default() }
    }
}

struct Column {
    place: usize,
    heading: &'static str,
    numeric: bool,
    width: usize,
}

fn line<'a>(columns: &[Column], cell: impl Fn(&Column) -> &'a str) -> String {
    let mut line = String::new();
    for (n, column) in columns.iter().enumerate() {
        let cell = cell(column);
        let padding = " ".repeat(column.width.saturating_sub(cell.width()));
        if n > 0 {
            line.push_str(&" ".repeat(GAP));
        }
        if column.numeric {
            line.push_str(&padding);
            line.push_str(cell);
        } else {
            line.push_str(cell);
            line.push_str(&padding);
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// The text in pieces that are no wider than that, broken at blanks.
fn broken(text: &str, width: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while rest.width() > width {
        let blank = rest.match_indices(' ').map(|(at, _)| at).take_while(|at| rest[..*at].width() <= width).last();
        let Some(at) = blank.or_else(|| rest.find(' ')) else {
            break;
        };
        pieces.push(&rest[..at]);
        rest = &rest[at + 1..];
    }
    pieces.push(rest);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_empty_ones_left_out() {
        let mut table = Table::new(&["name", "#count", "note", "who"]);
        table.row(["a".into(), "7".into(), String::new(), "x".into()]);
        table.row(["crème\tbrûlée".into(), "1234567".into(), String::new(), String::new()]);
        insta::assert_snapshot!(table.render_within(None, Style::new()), @r"
        name            count  who
        a                   7  x
        crème�brûlée  1234567
        ");
    }

    #[test]
    fn the_last_column_is_broken_to_fit() {
        let mut table = Table::new(&["a", "words"]);
        table.row(["x".into(), "one two three four five six seven".into()]);
        table.row(["y".into(), "unbreakablyunbreakablyunbreakably long".into()]);
        insta::assert_snapshot!(table.render_within(Some(10), Style::new()), @r"
        a  words
        x  one two three four
           five six seven
        y  unbreakablyunbreakablyunbreakably
           long
        ");
    }
}
