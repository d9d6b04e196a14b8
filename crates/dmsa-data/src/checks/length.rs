//! A string must not have more characters than its column.

use super::{CellCheck, ColumnSql, Test};
use crate::options::Options;
use crate::rules::Column;

pub(super) struct Length;

impl CellCheck for Length {
    fn code(&self) -> &'static str {
        "length"
    }

    fn problem(&self, column: &Column) -> String {
        format!("longer than {} characters", column.max_length().unwrap_or_default())
    }

    fn test(&self, column: &Column, _options: &Options) -> Option<Test> {
        let max = column.max_length()? as usize;
        Some(Test::Value(Box::new(move |value| value.len() > max && characters(value) > max)))
    }

    fn sql(&self, column: &Column, sql: &ColumnSql<'_>) -> Option<String> {
        column.max_length().map(|max| format!("{}{}) > {max}", sql.length, sql.name))
    }
}

/// The characters of UTF-8: bytes that continue one do not count.
fn characters(value: &[u8]) -> usize {
    value.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_count_not_bytes() {
        for text in ["", "abc", "é漢😀"] {
            assert_eq!(characters(text.as_bytes()), text.chars().count());
        }
    }
}
