//! ANSI SQL, which dialects fall back on.

use super::{Dialect, KeyField, KeyFields};
use crate::model::printable;
use std::borrow::Cow;

/// See [`Dialect::quote`].
pub(super) fn ansi_quote<'n>(dialect: &(impl Dialect + ?Sized), name: &'n str) -> Cow<'n, str> {
    let refused = |byte: u8| byte.is_ascii_digit() || byte == b'$' || dialect.refused_initials().contains(&byte);
    let initial = name.bytes().next();
    let legal =
        initial.is_some_and(|initial| !refused(initial)) && name.bytes().all(|byte| UNQUOTED[usize::from(byte)]);
    if legal && !dialect.reserved_words().contains(name) && !dialect.is_client_command(name) {
        return Cow::Borrowed(name);
    }
    let (open, close) = dialect.quotes();
    let mut quoted = String::with_capacity(name.len() + 2);
    quoted.push(open);
    for character in name.chars() {
        quoted.push(character);
        if character == close {
            quoted.push(close);
        }
    }
    quoted.push(close);
    Cow::Owned(quoted)
}

/// The bytes of names that can go unquoted; a table, because every name of every script is looked at.
static UNQUOTED: [bool; 256] = {
    let mut table = [false; 256];
    let bytes = b"abcdefghijklmnopqrstuvwxyz0123456789_$";
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
};

pub(super) fn ansi_create_index(out: &mut String, index: &str, table: &str, unique: bool, fields: &str) {
    out.push_str(if unique { "CREATE UNIQUE INDEX " } else { "CREATE INDEX " });
    for part in [index, " ON ", table, " (", fields, ")"] {
        out.push_str(part);
    }
}

/// A description on one line: some clients end a statement at an empty one.
pub(crate) fn single_line(text: &str) -> String {
    printable(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `CREATE TABLE x` as `CREATE TABLE IF NOT EXISTS x`; likewise for indexes, unique ones too.
pub(super) fn with_if_not_exists(create: &str) -> String {
    for verb in ["CREATE TABLE ", "CREATE UNIQUE INDEX ", "CREATE INDEX "] {
        if let Some(rest) = create.strip_prefix(verb) {
            return format!("{verb}IF NOT EXISTS {rest}");
        }
    }
    create.to_owned()
}

/// `DROP TABLE x` as `DROP TABLE IF EXISTS x`; likewise for indexes.
pub(super) fn with_if_exists(drop: &str) -> String {
    for verb in ["DROP TABLE ", "DROP INDEX "] {
        if let Some(rest) = drop.strip_prefix(verb) {
            return format!("{verb}IF EXISTS {rest}");
        }
    }
    drop.to_owned()
}

/// The fields with their directions, if all of them can be indexed.
pub(super) fn ansi_key_fields(dialect: &(impl Dialect + ?Sized), fields: &[KeyField<'_>]) -> Result<KeyFields, String> {
    let mut sql = String::new();
    for field in fields {
        if dialect.cannot_index(field.data_type) {
            return Err(format!("{} cannot index {}, a large object", dialect.label(), field.name));
        }
        let comma = if sql.is_empty() { "" } else { ", " };
        let direction = if field.descending { " DESC" } else { "" };
        sql.extend([comma, field.name, direction]);
    }
    Ok(KeyFields { sql, shortened: false })
}
