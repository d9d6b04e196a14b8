//! Google BigQuery, in GoogleSQL.
//!
//! Sources: <https://cloud.google.com/bigquery/docs/reference/standard-sql/data-definition-language>,
//! <https://cloud.google.com/bigquery/docs/primary-foreign-keys> (keys are not enforced; there are no unique constraints),
//! <https://cloud.google.com/bigquery/docs/reference/standard-sql/data-types>,
//! <https://cloud.google.com/bigquery/docs/reference/standard-sql/lexical>,
//! <https://cloud.google.com/bigquery/docs/reference/standard-sql/dml-syntax> (DELETE needs WHERE).

use super::ansi::{ANSI, with_added};
use super::sizes::{number_size, sized, string_length};
use super::text::backslashed;
use super::{
    Capabilities, ColumnType, Definition, Dialect, Group, Length, Literal, Object, ObjectKind, ReservedWords, Scope,
    Sql, Support, ansi::ansi_literal, text::hex,
};
use crate::fold::fold;
use crate::model::{FieldType, TypeKind};

pub(super) const BIGQUERY: Definition = Definition {
    name: "bigquery",
    label: "Google BigQuery",
    also_known_as: &["googlebigquery", "googlesql", "bq"],
    group: Group::Warehouse,
    client: "bq query --use_legacy_sql=false --dataset_id=PROJECT:DATASET",
    capabilities: Capabilities {
        max_identifier: Length::Characters(300),
        max_table_comment: Length::Characters(16_384),
        max_column_comment: Length::Characters(1024),
        max_columns: 10_000,
        max_key_columns: 16,
        primary_keys: Support::NotEnforced,
        uniques: Support::None,
        references: Support::NotEnforced,
        // There are search and vector indexes only.
        indexes: false,
        generated_keys: false,
        named_primary_keys: false,
        transactional_ddl: false,
        scopes: |kind| match kind {
            ObjectKind::Table => &[Scope::Schema(0)],
            ObjectKind::Reference => &[Scope::Table(0)],
            ObjectKind::Column | ObjectKind::PrimaryKey | ObjectKind::Unique | ObjectKind::Index => &[],
        },
        ..ANSI.capabilities
    },
    reserved_words: |_| &RESERVED,
    quotes_dollar: true,
    quotes: ('`', '`'),
    refuses_name,
    primary_key_suffix: " NOT ENFORCED",
    constraint_suffix: " NOT ENFORCED",
    // Of columns; tables whose names differ in case only would confuse people too.
    fold: |_, name| fold(name),
    data_type,
    string: |_, text| backslashed(text),
    literal,
    delete_rows: |_, table| format!("DELETE FROM {} WHERE TRUE", table.qualified),
    create_if_missing,
    drop_if_present,
    column_comment: options,
    table_comment: options,
    ..ANSI
};

/// Letters, digits and a few others; no primary key has a name.
fn refuses_name(_dialect: &dyn Dialect, _kind: ObjectKind, name: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '$');
    name.is_empty() || !name.chars().all(allowed) || name.ends_with(' ')
}

fn data_type(_dialect: &dyn Dialect, data_type: &FieldType) -> Option<ColumnType> {
    Some(match &data_type.kind {
        TypeKind::Integer | TypeKind::BigInteger => "INT64".into(),
        TypeKind::Number | TypeKind::Decimal => decimal(data_type),
        TypeKind::Float => "FLOAT64".into(),
        TypeKind::String => sized("STRING(", string_length(data_type), ")").into(),
        TypeKind::Text | TypeKind::Clob => "STRING".into(),
        TypeKind::Date => "DATE".into(),
        TypeKind::DateTime | TypeKind::Timestamp => "DATETIME".into(),
        TypeKind::Time => "TIME".into(),
        TypeKind::Boolean => "BOOL".into(),
        TypeKind::Blob => "BYTES".into(),
        TypeKind::Unknown(_) => return None,
    })
}

/// NUMERIC has up to 29 digits before the point and 9 after it, BIGNUMERIC 38 and 38.
fn decimal(data_type: &FieldType) -> ColumnType {
    let (precision, scale) = number_size(data_type);
    let whole = precision.saturating_sub(scale);
    if scale > precision {
        return ColumnType::with_loss("BIGNUMERIC", format!("{data_type} has more digits after the point than in all"));
    }
    match (whole, scale) {
        (0..=29, 0..=9) => format!("NUMERIC({precision}, {scale})").into(),
        (0..=38, 0..=38) => format!("BIGNUMERIC({precision}, {scale})").into(),
        _ => ColumnType::with_loss("BIGNUMERIC", format!("{data_type} is too large")),
    }
}

/// A default must be of the type of its column.
fn literal(dialect: &dyn Dialect, literal: &Literal, _data_type: &FieldType) -> String {
    match literal {
        Literal::Date(text) => format!("DATE '{text}'"),
        Literal::DateTime(text) => format!("DATETIME '{text}'"),
        Literal::Time(text) => format!("TIME '{text}'"),
        Literal::Bytes(bytes) => format!("FROM_HEX('{}')", hex(bytes)),
        Literal::Now("CURRENT_TIMESTAMP") => "CURRENT_DATETIME()".to_owned(),
        Literal::Now(function) => format!("{function}()"),
        other => ansi_literal(dialect, other),
    }
}

fn create_if_missing(_dialect: &dyn Dialect, object: Object<'_>, create: String) -> Vec<Sql> {
    vec![match object.kind {
        ObjectKind::Table => super::ansi::with_if_not_exists(&create).into(),
        _ => with_added(&object, &create, &format!("ADD CONSTRAINT IF NOT EXISTS {}", object.name.plain)).into(),
    }]
}

fn drop_if_present(_dialect: &dyn Dialect, object: Object<'_>, drop: String) -> Vec<Sql> {
    vec![match object.kind {
        ObjectKind::Table => super::ansi::with_if_exists(&drop).into(),
        _ => format!("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {}", object.table.qualified, object.name.plain).into(),
    }]
}

/// A description has at most 1,024 characters on a column, and many more on a table.
fn options(dialect: &dyn Dialect, text: &str) -> Option<String> {
    Some(format!(" OPTIONS (description = {})", dialect.string(text)))
}

#[rustfmt::skip] // one word a line would be a hundred lines
static RESERVED: ReservedWords = ReservedWords::new(&[
    "aggregate", "all", "and", "any", "array", "as", "asc", "assert_rows_modified", "at", "between", "by", "case",
    "cast", "collate", "contains", "create", "cross", "cube", "current", "default", "define", "desc", "distinct",
    "else", "end", "enum", "escape", "except", "exclude", "exists", "extract", "false", "fetch", "following", "for",
    "from", "full", "group", "grouping", "groups", "hash", "having", "if", "ignore", "in", "inner", "intersect",
    "interval", "into", "is", "join", "lateral", "left", "like", "limit", "lookup", "merge", "natural", "new", "no",
    "not", "null", "nulls", "of", "on", "or", "order", "outer", "over", "partition", "preceding", "proto", "qualify",
    "range", "recursive", "respect", "right", "rollup", "rows", "select", "set", "some", "struct", "tablesample",
    "then", "to", "treat", "true", "unbounded", "union", "unnest", "using", "when", "where", "window", "with", "within",
]);
