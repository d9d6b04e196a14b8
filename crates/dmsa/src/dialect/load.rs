//! A file to load, as databases' own loaders need to know it.

use crate::model::TypeKind;

/// A file of CSV: a header, commas, quotes doubled within quotes, UTF-8, no value where a cell is empty.
#[derive(Debug)]
pub struct LoadFile<'a> {
    /// The table, quoted where it must be.
    pub table: &'a str,
    /// Where the file is, without control characters.
    pub path: &'a str,
    /// The columns in the order of the file, quoted where they must be, with the kinds of their values.
    pub columns: &'a [(String, TypeKind)],
    /// How its lines end: `\n` or `\r\n`.
    pub line_end: &'a str,
}

impl LoadFile<'_> {
    /// The columns, separated by commas.
    pub(super) fn column_list(&self) -> String {
        self.columns.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// The columns `c1`, `c2`, … of a table of text as values: an empty text is none, and words for true and false are
    /// numbers.
    pub(super) fn values(&self) -> String {
        let value = |(number, (_, kind)): (usize, &(String, TypeKind))| match kind {
            TypeKind::Boolean => format!(
                "CASE LOWER(c{number}) WHEN '' THEN NULL WHEN 'true' THEN 1 WHEN 't' THEN 1 WHEN 'false' THEN 0 WHEN 'f' \
                 THEN 0 ELSE c{number} END"
            ),
            _ => format!("NULLIF(c{number}, '')"),
        };
        (1..).zip(self.columns).map(value).collect::<Vec<_>>().join(", ")
    }

    /// The declarations of columns `c1`, `c2`, … of a table of text.
    pub(super) fn text_columns(&self, data_type: &str) -> String {
        (1..=self.columns.len()).map(|number| format!("c{number}{data_type}")).collect::<Vec<_>>().join(", ")
    }
}
