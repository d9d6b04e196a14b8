//! Oracle Database 12.2 and later.

mod alter;

use super::ansi::{ANSI, ansi_create_index, ansi_key_fields};
use super::sizes::{number_size, sized, string_length};
use super::text::{Joined, control_code, quoted};
use super::{
    Capabilities, ColumnType, Definition, Dialect, KeyField, KeyFields, Length, Literal, Name, Object, ObjectKind,
    ReservedWords, Scope, Sql, ansi::ansi_literal, text::hex,
};
use crate::model::{FieldType, TypeKind};
use std::borrow::Cow;

const CAPABILITIES: Capabilities = Capabilities {
    max_identifier: Length::Bytes(128),
    max_table_comment: Length::Bytes(4000),
    max_column_comment: Length::Bytes(4000),
    max_columns: 1000,
    max_key_columns: 32,
    // ORA-01408 for an index, ORA-02261 for a unique constraint, ORA-02275 for a reference.
    refuses_repetition: true,
    logging: true,
    transactional_ddl: false,
    scopes: |kind| match kind {
        ObjectKind::Column => &[],
        ObjectKind::Table => &[Scope::Schema(0)],
        ObjectKind::Index => &[Scope::Schema(1)],
        ObjectKind::PrimaryKey | ObjectKind::Unique => &[Scope::Schema(1), Scope::Schema(2)],
        ObjectKind::Reference => &[Scope::Schema(2)],
    },
    ..ANSI.capabilities
};

/// The longest VARCHAR2 without MAX_STRING_SIZE = EXTENDED.
const MAX_VARCHAR2: u32 = 4000;

/// Bytes of a key in an index of blocks of 8 KB, the default.
const MAX_KEY: usize = 6398;

/// Bytes of a comment with which its statement fits a line of SQL*Plus, which reads 2,499.
const MAX_LINE: usize = 2000;

/// The most digits NUMBER keeps exactly.
const MAX_NUMBER: u32 = 38;

pub(super) const ORACLE: Definition = Definition {
    name: "oracle",
    label: "Oracle",
    also_known_as: &["plsql", "ora"],
    client: "{ echo 'WHENEVER SQLERROR EXIT FAILURE'; cat; } | sqlplus -L USER@SERVICE",
    refused_initials: b"_",
    constraint_suffix: " DEFERRABLE INITIALLY DEFERRED",
    after_history: Some("COMMIT"),
    alter: Some(&alter::ALTER),
    character_length: "LENGTH(",
    capabilities: CAPABILITIES,
    reserved_words: |_| &RESERVED,
    refuses_name,
    fold,
    data_type,
    sqlalchemy_type,
    string,
    literal,
    check,
    cannot_index,
    key_fields,
    can_refer,
    create_index,
    create_if_missing,
    drop_if_present,
    unkey_history,
    widen_history,
    comment_on,
    ..ANSI
};

/// A name cannot hold a quote, and every table has a ROWID already.
fn refuses_name(_dialect: &dyn Dialect, kind: ObjectKind, name: &str) -> bool {
    name.is_empty()
        || name.bytes().any(|byte| matches!(byte, 0 | b'"' | b'&'))
        || (kind == ObjectKind::Column && name == "ROWID")
}

/// An unquoted name is in capital letters, so it is the same as a quoted one in capital letters.
fn fold<'a>(dialect: &dyn Dialect, name: &'a str) -> Cow<'a, str> {
    if name.bytes().any(|byte| byte.is_ascii_lowercase()) {
        return Cow::Borrowed(name);
    }
    let unquoted = name.to_ascii_lowercase();
    if matches!(dialect.quote(&unquoted), Cow::Borrowed(_)) { Cow::Owned(unquoted) } else { Cow::Borrowed(name) }
}

fn data_type(_dialect: &dyn Dialect, data_type: &FieldType) -> Option<ColumnType> {
    Some(match &data_type.kind {
        TypeKind::Integer => "NUMBER(10)".into(),
        TypeKind::BigInteger => "NUMBER(19)".into(),
        TypeKind::Number | TypeKind::Decimal => match number_size(data_type) {
            (precision, _) if precision > MAX_NUMBER => {
                ColumnType::with_loss("NUMBER", format!("{data_type} has more than {MAX_NUMBER} digits"))
            }
            _ => "NUMBER".into(),
        },
        TypeKind::Float => "FLOAT".into(),
        TypeKind::String => match string_length(data_type) {
            length if length > MAX_VARCHAR2 => "CLOB".into(),
            length => sized("VARCHAR2(", length, " CHAR)").into(),
        },
        TypeKind::Text | TypeKind::Clob => "CLOB".into(),
        // There is no type for a time of day alone; DATE holds one to the second.
        TypeKind::Date | TypeKind::Time => "DATE".into(),
        TypeKind::DateTime | TypeKind::Timestamp => "TIMESTAMP".into(),
        TypeKind::Boolean => "SMALLINT".into(),
        TypeKind::Blob => "BLOB".into(),
        TypeKind::Unknown(_) => return None,
    })
}

fn sqlalchemy_type(_dialect: &dyn Dialect, data_type: &FieldType) -> Option<String> {
    let name = match data_type.kind {
        TypeKind::Integer => "NUMBER(10)",
        TypeKind::Number | TypeKind::Decimal => "NUMBER",
        TypeKind::String if string_length(data_type) > MAX_VARCHAR2 => "CLOB",
        TypeKind::DateTime | TypeKind::Timestamp => "TIMESTAMP",
        TypeKind::Time => "DATE",
        _ => return None,
    };
    Some(name.to_owned())
}

/// SQL*Plus asks for a value at every `&`, even within a string.
fn string(_dialect: &dyn Dialect, text: &str) -> String {
    let expression = |c, _: Option<char>| match c {
        '&' => Some("CHR(38)".to_owned()),
        _ => control_code(c).map(|code| format!("CHR({code})")),
    };
    Joined { prefix: "", operator: "||", expression }.string(text)
}

fn literal(dialect: &dyn Dialect, literal: &Literal, _data_type: &FieldType) -> String {
    match literal {
        Literal::Boolean(value) => i32::from(*value).to_string(),
        Literal::Date(text) => format!("DATE '{text}'"),
        Literal::DateTime(text) => format!("TIMESTAMP '{text}'"),
        Literal::Time(text) => {
            let whole_seconds = text.split('.').next().unwrap_or(text);
            format!("TO_DATE('1970-01-01 {whole_seconds}', 'YYYY-MM-DD HH24:MI:SS')")
        }
        Literal::Bytes(bytes) => format!("HEXTORAW('{}')", hex(bytes)),
        Literal::Now("CURRENT_TIME") => "CURRENT_DATE".to_owned(),
        other => ansi_literal(dialect, other),
    }
}

fn check(_dialect: &dyn Dialect, column: &str, data_type: &FieldType) -> Option<String> {
    (data_type.kind == TypeKind::Boolean).then(|| format!("{column} IN (0, 1)"))
}

fn cannot_index(_dialect: &dyn Dialect, data_type: &FieldType) -> bool {
    is_large(data_type)
}

/// A key must fit into a block of the index (ORA-01450).
fn key_fields(dialect: &dyn Dialect, fields: &[KeyField<'_>]) -> Result<KeyFields, String> {
    let keys = ansi_key_fields(dialect, fields)?;
    match fields.iter().map(|field| key_bytes(field.data_type)).sum::<usize>() {
        bytes if bytes > MAX_KEY => Err(format!("it takes up to {bytes} bytes, and a key of Oracle {MAX_KEY}")),
        _ => Ok(keys),
    }
}

/// The data types must be the same; the sizes need not (ORA-02267).
fn can_refer(_dialect: &dyn Dialect, from: &FieldType, to: &FieldType) -> bool {
    family(from).is_some() && family(from) == family(to)
}

fn create_index(
    _dialect: &dyn Dialect,
    out: &mut String,
    index: &Name<'_>,
    table: &Name<'_>,
    unique: bool,
    fields: &str,
) {
    ansi_create_index(out, &index.qualified, &table.qualified, unique, fields);
}

/// The name is taken (955), there is a primary key (2260), unique constraint (2261), constraint of this name (2264),
/// reference (2275) or index on these columns (1408) already.
fn create_if_missing(_dialect: &dyn Dialect, object: Object<'_>, create: String) -> Vec<Sql> {
    let codes: &[i32] = match object.kind {
        ObjectKind::Table => &[-955],
        ObjectKind::Index => &[-955, -1408],
        _ => &[-2260, -2261, -2264, -2275],
    };
    vec![tolerant_block(&create, codes)]
}

/// There is no such table (942), index (1418) or constraint (2443).
fn drop_if_present(_dialect: &dyn Dialect, object: Object<'_>, drop: String) -> Vec<Sql> {
    let codes: &[i32] = match object.kind {
        ObjectKind::Table => &[-942],
        ObjectKind::Index => &[-1418],
        _ => &[-942, -2443],
    };
    vec![tolerant_block(&drop, codes)]
}

/// The key's own name is made up by the database. Where there is none (2441), all is well.
fn unkey_history(_dialect: &dyn Dialect, history: &Name<'_>, _schema: Option<&str>) -> Vec<Sql> {
    vec![tolerant_block(&format!("ALTER TABLE {} DROP PRIMARY KEY", history.qualified), &[-2441])]
}

fn widen_history(_dialect: &dyn Dialect, history: &Name<'_>, column: &str, data_type: &str) -> Option<String> {
    Some(format!("ALTER TABLE {} MODIFY ({column} {data_type})", history.qualified))
}

fn comment_on(
    dialect: &dyn Dialect,
    table: &Name<'_>,
    column: Option<&Name<'_>>,
    _schema: Option<&str>,
    text: &str,
) -> Option<Sql> {
    let comment = match column {
        None => format!("COMMENT ON TABLE {} IS {}", table.qualified, quoted(text)),
        Some(column) => format!("COMMENT ON COLUMN {}.{} IS {}", table.qualified, column.plain, quoted(text)),
    };
    // COMMENT takes a literal only, which SQL*Plus would not read as it is.
    if text.contains('&') || text.len() > MAX_LINE {
        let block = format!("BEGIN\nEXECUTE IMMEDIATE {};\nEND;", dialect.string(&comment));
        return Some(Sql { text: block, block: true });
    }
    Some(comment.into())
}

/// Runs a statement and lets these errors pass.
pub(in crate::dialect) fn tolerant_block(statement: &str, codes: &[i32]) -> Sql {
    let tests: Vec<String> = codes.iter().map(|code| format!("SQLCODE = {code}")).collect();
    let text = format!(
        "BEGIN\nEXECUTE IMMEDIATE {};\nEXCEPTION\nWHEN OTHERS THEN\nIF {} THEN NULL;\nELSE RAISE;\nEND IF;\nEND;",
        quoted(statement),
        tests.join(" OR ")
    );
    Sql { text, block: true }
}

fn is_large(data_type: &FieldType) -> bool {
    match &data_type.kind {
        TypeKind::Text | TypeKind::Clob | TypeKind::Blob => true,
        TypeKind::String => string_length(data_type) > MAX_VARCHAR2,
        _ => false,
    }
}

/// Bytes of a value in a key, at the most, in AL32UTF8, the default. No VARCHAR2 has more than 4000.
fn key_bytes(data_type: &FieldType) -> usize {
    match &data_type.kind {
        TypeKind::String => (string_length(data_type).saturating_mul(4)).min(MAX_VARCHAR2) as usize,
        TypeKind::DateTime | TypeKind::Timestamp => 11,
        TypeKind::Date | TypeKind::Time => 7,
        _ => 22,
    }
}

/// Types that are one to a reference; none for those that cannot be in a key.
fn family(data_type: &FieldType) -> Option<&'static str> {
    match &data_type.kind {
        _ if is_large(data_type) => None,
        TypeKind::Integer
        | TypeKind::BigInteger
        | TypeKind::Number
        | TypeKind::Decimal
        | TypeKind::Float
        | TypeKind::Boolean => Some("NUMBER"),
        TypeKind::String => Some("VARCHAR2"),
        TypeKind::Date | TypeKind::Time => Some("DATE"),
        TypeKind::DateTime | TypeKind::Timestamp => Some("TIMESTAMP"),
        TypeKind::Text | TypeKind::Clob | TypeKind::Blob | TypeKind::Unknown(_) => None,
    }
}

#[rustfmt::skip] // one word a line would be three hundred lines
static RESERVED: ReservedWords = ReservedWords::new(&[
    "access", "add", "all", "alter", "and", "any", "as", "asc", "audit", "between", "by", "char", "check", "cluster",
    "column", "column_value", "comment", "compress", "connect", "create", "current", "date", "decimal", "default",
    "delete", "desc", "distinct", "drop", "else", "exclusive", "exists", "file", "float", "for", "from", "grant",
    "group", "having", "identified", "immediate", "in", "increment", "index", "initial", "insert", "integer",
    "intersect", "into", "is", "level", "like", "lock", "long", "maxextents", "minus", "mlslabel", "mode", "modify",
    "nested_table_id", "noaudit", "nocompress", "not", "nowait", "null", "number", "of", "offline", "on", "online",
    "option", "or", "order", "pctfree", "prior", "public", "raw", "rename", "resource", "revoke", "row", "rowid",
    "rownum", "rows", "select", "session", "set", "share", "size", "smallint", "start", "successful", "synonym",
    "sysdate", "table", "then", "to", "trigger", "uid", "union", "unique", "update", "user", "validate", "values",
    "varchar", "varchar2", "view", "whenever", "where", "with",
]);
