//! Snowflake, its standard tables.
//!
//! Sources: <https://docs.snowflake.com/en/sql-reference/constraints-overview> (keys are not enforced),
//! <https://docs.snowflake.com/en/sql-reference/sql/create-table-constraint>,
//! <https://docs.snowflake.com/en/sql-reference/data-types-text>,
//! <https://docs.snowflake.com/en/sql-reference/identifiers-syntax>,
//! <https://docs.snowflake.com/en/sql-reference/reserved-keywords>.

use super::ansi::{ANSI, with_if_exists, with_if_not_exists};
use super::sizes::{numeric, sized, string_length};
use super::text::escaped;
use super::{
    Capabilities, ColumnType, Definition, Dialect, Group, Length, Literal, Object, ObjectKind, ReservedWords, Scope,
    Sql, Support, ansi::ansi_literal, text::hex,
};
use crate::model::{FieldType, TypeKind};
use std::borrow::Cow;

pub(super) const SNOWFLAKE: Definition = Definition {
    name: "snowflake",
    label: "Snowflake",
    group: Group::Warehouse,
    client: "snow sql --stdin",
    capabilities: Capabilities {
        max_identifier: Length::Characters(255),
        primary_keys: Support::NotEnforced,
        uniques: Support::NotEnforced,
        references: Support::NotEnforced,
        // Only hybrid tables have indexes.
        indexes: false,
        generated_keys: false,
        // Each statement that creates or drops commits.
        transactional_ddl: false,
        scopes: |kind| match kind {
            ObjectKind::Table => &[Scope::Schema(0)],
            ObjectKind::Column | ObjectKind::Index => &[],
            ObjectKind::PrimaryKey | ObjectKind::Unique | ObjectKind::Reference => &[Scope::Table(0)],
        },
        ..ANSI.capabilities
    },
    reserved_words: |_| &RESERVED,
    fold,
    data_type,
    string: |_, text| format!("'{}'", escaped(text)),
    literal,
    create_if_missing,
    drop_if_present,
    column_comment: |dialect, text| Some(format!(" COMMENT {}", dialect.string(text))),
    table_comment: |dialect, text| Some(format!(" COMMENT = {}", dialect.string(text))),
    ..ANSI
};

/// The longest VARCHAR(n).
const MAX_VARCHAR: u32 = 16_777_216;

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
        // Both are NUMBER(38, 0).
        TypeKind::Integer => "INTEGER".into(),
        TypeKind::BigInteger => "BIGINT".into(),
        TypeKind::Number | TypeKind::Decimal => numeric(data_type, 38, 37),
        TypeKind::Float => "FLOAT".into(),
        TypeKind::String => match string_length(data_type) {
            length if length > MAX_VARCHAR => "VARCHAR".into(),
            length => sized("VARCHAR(", length, ")").into(),
        },
        TypeKind::Text | TypeKind::Clob => "VARCHAR".into(),
        TypeKind::Date => "DATE".into(),
        TypeKind::DateTime | TypeKind::Timestamp => "TIMESTAMP_NTZ".into(),
        TypeKind::Time => "TIME".into(),
        TypeKind::Boolean => "BOOLEAN".into(),
        TypeKind::Blob => "BINARY".into(),
        TypeKind::Unknown(_) => return None,
    })
}

/// A default must be of the type of its column: a string is not converted.
fn literal(dialect: &dyn Dialect, literal: &Literal, _data_type: &FieldType) -> String {
    match literal {
        Literal::Date(text) => format!("CAST('{text}' AS DATE)"),
        Literal::DateTime(text) => format!("CAST('{text}' AS TIMESTAMP_NTZ)"),
        Literal::Time(text) => format!("CAST('{text}' AS TIME)"),
        Literal::Bytes(bytes) => format!("TO_BINARY('{}', 'HEX')", hex(bytes)),
        Literal::Now("CURRENT_TIMESTAMP") => "CAST(CURRENT_TIMESTAMP AS TIMESTAMP_NTZ)".to_owned(),
        other => ansi_literal(dialect, other),
    }
}

/// ALTER TABLE knows no IF NOT EXISTS for constraints; a block lets the failure pass.
fn create_if_missing(dialect: &dyn Dialect, object: Object<'_>, create: String) -> Vec<Sql> {
    vec![match object.kind {
        ObjectKind::Table => with_if_not_exists(&create).into(),
        _ => tolerant(dialect, &create),
    }]
}

fn drop_if_present(dialect: &dyn Dialect, object: Object<'_>, drop: String) -> Vec<Sql> {
    vec![match object.kind {
        ObjectKind::Table => with_if_exists(&drop).into(),
        _ => tolerant(dialect, &drop),
    }]
}

fn tolerant(dialect: &dyn Dialect, statement: &str) -> Sql {
    let block = format!("BEGIN {statement}; EXCEPTION WHEN STATEMENT_ERROR THEN NULL; END");
    format!("EXECUTE IMMEDIATE {}", dialect.string(&block)).into()
}

#[rustfmt::skip] // one word a line would be a hundred lines
static RESERVED: ReservedWords = ReservedWords::new(&[
    "account", "all", "alter", "and", "any", "as", "asc", "between", "by", "case", "cast", "check", "column", "connect",
    "connection", "constraint", "create", "cross", "current", "current_date", "current_time", "current_timestamp",
    "current_user", "database", "default", "delete", "desc", "distinct", "drop", "else", "exists", "false", "following",
    "for", "from", "full", "grant", "group", "gscluster", "having", "ilike", "in", "increment", "inner", "insert",
    "intersect", "into", "is", "issue", "join", "lateral", "left", "like", "localtime", "localtimestamp", "minus",
    "natural", "not", "null", "of", "on", "or", "order", "organization", "qualify", "regexp", "revoke", "right",
    "rlike", "row", "rows", "sample", "schema", "select", "set", "some", "start", "table", "tablesample", "then", "to",
    "trigger", "true", "try_cast", "union", "unique", "update", "using", "values", "view", "when", "whenever", "where",
    "with",
]);
