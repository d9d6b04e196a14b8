//! Trino, whichever connector holds the tables.
//!
//! Sources: <https://trino.io/docs/current/sql/create-table.html> (no keys, no references, no indexes; whether there are
//! defaults is up to the connector), <https://trino.io/docs/current/language/types.html>,
//! <https://trino.io/docs/current/language/reserved.html>, <https://trino.io/docs/current/sql/comment.html>.

use super::ansi::ANSI;
use super::sizes::{numeric, sized, string_length};
use super::text::quoted;
use super::{
    Capabilities, ColumnType, Definition, Dialect, Group, Literal, ObjectKind, ReservedWords, Scope, Support,
    ansi::ansi_literal, text::hex,
};
use crate::fold::fold;
use crate::model::{FieldType, TypeKind};

pub(super) const TRINO: Definition = Definition {
    name: "trino",
    label: "Trino",
    also_known_as: &["starburst", "athena"],
    group: Group::Lakehouse,
    client: "trino --catalog CATALOG --schema SCHEMA --file /dev/stdin",
    capabilities: Capabilities {
        primary_keys: Support::None,
        uniques: Support::None,
        references: Support::None,
        indexes: false,
        defaults: false,
        generated_keys: false,
        lengths: false,
        transactional_ddl: false,
        scopes: |kind| match kind {
            ObjectKind::Table => &[Scope::Schema(0)],
            _ => &[],
        },
        ..ANSI.capabilities
    },
    reserved_words: |_| &RESERVED,
    refused_initials: b"_",
    quotes_dollar: true,
    character_length: "LENGTH(",
    // Names are not told apart by case, quoted or not.
    fold: |_, name| fold(name),
    data_type,
    literal: |dialect, literal, _| match literal {
        Literal::DateTime(text) => format!("TIMESTAMP '{text}'"),
        Literal::Date(text) => format!("DATE '{text}'"),
        Literal::Time(text) => format!("TIME '{text}'"),
        Literal::Bytes(bytes) => format!("X'{}'", hex(bytes)),
        Literal::Now("CURRENT_TIMESTAMP") => "LOCALTIMESTAMP".to_owned(),
        Literal::Now("CURRENT_TIME") => "LOCALTIME".to_owned(),
        other => ansi_literal(dialect, other),
    },
    column_comment: |_, text| Some(format!(" COMMENT {}", quoted(text))),
    table_comment: |_, text| Some(format!("\nCOMMENT {}", quoted(text))),
    ..ANSI
};

fn data_type(_dialect: &dyn Dialect, data_type: &FieldType) -> Option<ColumnType> {
    Some(match &data_type.kind {
        TypeKind::Integer => "INTEGER".into(),
        TypeKind::BigInteger => "BIGINT".into(),
        TypeKind::Number | TypeKind::Decimal => {
            let numeric = numeric(data_type, 38, 38);
            ColumnType { sql: numeric.sql.replace("NUMERIC", "DECIMAL").into(), ..numeric }
        }
        TypeKind::Float => "DOUBLE".into(),
        TypeKind::String => sized("VARCHAR(", string_length(data_type), ")").into(),
        TypeKind::Text | TypeKind::Clob => "VARCHAR".into(),
        TypeKind::Date => "DATE".into(),
        TypeKind::DateTime | TypeKind::Timestamp => "TIMESTAMP(6)".into(),
        TypeKind::Time => "TIME(6)".into(),
        TypeKind::Boolean => "BOOLEAN".into(),
        TypeKind::Blob => "VARBINARY".into(),
        TypeKind::Unknown(_) => return None,
    })
}

#[rustfmt::skip] // one word a line would be a hundred lines
static RESERVED: ReservedWords = ReservedWords::new(&[
    "alter", "and", "as", "auto", "between", "by", "case", "cast", "constraint", "create", "cross", "cube",
    "current_catalog", "current_date", "current_path", "current_role", "current_schema", "current_time",
    "current_timestamp", "current_user", "deallocate", "delete", "describe", "distinct", "drop", "else", "end",
    "escape", "except", "execute", "exists", "extract", "false", "for", "from", "full", "group", "grouping", "having",
    "in", "inner", "insert", "intersect", "into", "is", "join", "json_array", "json_exists", "json_object",
    "json_query", "json_table", "json_value", "left", "like", "listagg", "localtime", "localtimestamp", "natural",
    "normalize", "not", "null", "on", "or", "order", "outer", "prepare", "primary", "recursive", "right", "rollup",
    "select", "skip", "table", "then", "trim", "true", "uescape", "union", "unnest", "using", "values", "when", "where",
    "with",
]);
