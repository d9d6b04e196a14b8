//! What a module must import, found from the words of its code.

use super::python;
use crate::codegen::Style;
use hashbrown::HashSet;

/// Modules and the names that generated code may use of them, in the order of import sorters.
static MODULES: &[(&str, &[&str])] = &[
    ("decimal", &["Decimal"]),
    ("types", &["MappingProxyType"]),
    ("typing", &["Any"]),
    (
        "sqlalchemy",
        &[
            "BigInteger",
            "Boolean",
            "Column",
            "Date",
            "DateTime",
            "Float",
            "ForeignKeyConstraint",
            "Index",
            "Integer",
            "LargeBinary",
            "MetaData",
            "Numeric",
            "PrimaryKeyConstraint",
            "String",
            "Table",
            "Text",
            "Time",
            "UniqueConstraint",
            "column",
            "false",
            "text",
            "true",
        ],
    ),
    ("sqlalchemy.dialects", &["mssql", "mysql", "oracle", "postgresql", "sqlite"]),
    ("sqlalchemy.ext.compiler", &["compiles"]),
    ("sqlalchemy.orm", &["DeclarativeBase", "Mapped", "mapped_column", "relationship"]),
];

/// Writes the imports of a module that uses these words.
pub(super) fn write(out: &mut String, words: &HashSet<&str>, style: Style) {
    if style == Style::Core {
        // Python 3.9 cannot say `str | None` otherwise.
        out.push_str("from __future__ import annotations\n\n");
    }
    let mut of_python = String::new();
    let mut of_sqlalchemy = String::new();
    if words.contains("dt") {
        of_python.push_str("import datetime as dt\n");
    }
    for (module, names) in MODULES {
        let used: Vec<&'static str> = names.iter().copied().filter(|name| words.contains(*name)).collect();
        let group = if module.starts_with("sqlalchemy") { &mut of_sqlalchemy } else { &mut of_python };
        if !used.is_empty() {
            python::import(group, module, used);
        }
    }
    let blank = if of_python.is_empty() { "" } else { "\n" };
    out.extend([&of_python, blank, &of_sqlalchemy]);
}

/// The words of code, those in strings and comments left out.
pub(super) fn words(text: &str) -> HashSet<&str> {
    code(text).into_iter().flat_map(|code| code.split(|c: char| !c.is_alphanumeric() && c != '_')).collect()
}

/// The stretches of code between strings and comments.
fn code(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(['"', '\'', '#']) {
        let (before, from) = rest.split_at(start);
        found.push(before);
        let quote = ["\"\"\"", "\"", "'"].into_iter().find(|quote| from.starts_with(quote));
        rest = match quote {
            None => from.find('\n').map_or("", |end| &from[end..]),
            Some(quote) => after_string(&from[quote.len()..], quote),
        };
    }
    found.push(rest);
    found
}

/// What follows a string whose opening quote is gone.
fn after_string<'a>(text: &'a str, quote: &str) -> &'a str {
    let mut escaped = false;
    for (place, character) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if character == '\\' {
            escaped = true;
        } else if let Some(rest) = text[place..].strip_prefix(quote) {
            return rest;
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_strings_and_comments_do_not_count() {
        let found = words("a = \"text \\\" Date\" + 'Table'  # Index\n\"\"\"Any \"x\" Time\"\"\"\nfalse()");
        assert!(["a", "false"].iter().all(|word| found.contains(word)));
        assert!(!["text", "Date", "Table", "Index", "Any", "Time", "x"].iter().any(|word| found.contains(word)));
    }
}
