//! Names of tables and fields as scripts write them, with or without a schema.

use sqlparser::ast::ObjectName;

/// The last part of a name: the table without its schema, the field without its table.
pub(super) fn last(name: &ObjectName) -> &str {
    name.0.last().and_then(|part| part.as_ident()).map(|ident| ident.value.as_str()).unwrap_or_default()
}

/// The schema in the name of a table; empty if it has none.
pub(super) fn schema(name: &ObjectName) -> &str {
    let parts = name.0.len();
    let part = parts.checked_sub(2).and_then(|place| name.0[place].as_ident());
    part.map(|ident| ident.value.as_str()).unwrap_or_default()
}
