//! Databricks SQL: Delta tables in Unity Catalog.
//!
//! Sources: <https://docs.databricks.com/sql/language-manual/sql-ref-syntax-ddl-create-table-constraint.html>,
//! <https://docs.databricks.com/tables/constraints.html> (keys are not enforced),
//! <https://docs.databricks.com/sql/language-manual/sql-ref-datatypes.html>,
//! <https://docs.databricks.com/delta/default-columns.html>,
//! <https://docs.databricks.com/sql/language-manual/sql-ref-names.html>; the reserved words are those of Spark's ANSI mode.

use super::ansi::{ANSI, with_if_exists, with_if_not_exists};
use super::sizes::{numeric, sized, string_length};
use super::text::backslashed;
use super::{
    Capabilities, ColumnType, Definition, Dialect, Group, Length, Literal, Object, ObjectKind, ReservedWords, Scope,
    Sql, Support, ansi::ansi_literal, text::hex,
};
use crate::fold::fold;
use crate::model::{FieldType, TypeKind};

pub(super) const DATABRICKS: Definition = Definition {
    name: "databricks",
    label: "Databricks",
    also_known_as: &["delta", "deltalake", "spark", "sparksql", "unitycatalog"],
    group: Group::Lakehouse,
    client: "dbsqlcli -e /dev/stdin",
    capabilities: Capabilities {
        max_identifier: Length::Characters(255),
        primary_keys: Support::NotEnforced,
        // Known to the newest runtimes only.
        uniques: Support::None,
        references: Support::NotEnforced,
        indexes: false,
        generated_keys: false,
        transactional_ddl: false,
        scopes: |kind| match kind {
            ObjectKind::Table => &[Scope::Schema(0)],
            ObjectKind::Column | ObjectKind::Index => &[],
            // Unique within the schema.
            ObjectKind::PrimaryKey | ObjectKind::Unique | ObjectKind::Reference => &[Scope::Schema(1)],
        },
        ..ANSI.capabilities
    },
    reserved_words: |_| &RESERVED,
    quotes_dollar: true,
    quotes: ('`', '`'),
    refuses_name,
    primary_key_suffix: " NOT ENFORCED",
    constraint_suffix: " NOT ENFORCED",
    fold: |_, name| fold(name),
    data_type,
    string: |_, text| backslashed(text),
    literal,
    // Defaults are a feature of the table.
    table_options: |_, _| "\nUSING DELTA\nTBLPROPERTIES ('delta.feature.allowColumnDefaults' = 'supported')".to_owned(),
    create_if_missing,
    drop_if_present,
    column_comment: |dialect, text| Some(format!(" COMMENT {}", dialect.string(text))),
    table_comment: |dialect, text| Some(format!("\nCOMMENT {}", dialect.string(text))),
    ..ANSI
};

/// The longest VARCHAR(n).
const MAX_VARCHAR: u32 = 65_535;

/// Delta's columns, and what Unity Catalog refuses in names of tables.
fn refuses_name(_dialect: &dyn Dialect, _kind: ObjectKind, name: &str) -> bool {
    name.is_empty()
        || name.contains(|c: char| {
            c.is_control() || matches!(c, ' ' | ',' | ';' | '{' | '}' | '(' | ')' | '=' | '.' | '/')
        })
}

fn data_type(_dialect: &dyn Dialect, data_type: &FieldType) -> Option<ColumnType> {
    Some(match &data_type.kind {
        TypeKind::Integer => "INT".into(),
        TypeKind::BigInteger => "BIGINT".into(),
        TypeKind::Number | TypeKind::Decimal => {
            let numeric = numeric(data_type, 38, 38);
            ColumnType { sql: numeric.sql.replace("NUMERIC", "DECIMAL").into(), ..numeric }
        }
        TypeKind::Float => "DOUBLE".into(),
        TypeKind::String => match string_length(data_type) {
            length if length > MAX_VARCHAR => "STRING".into(),
            length => sized("VARCHAR(", length, ")").into(),
        },
        TypeKind::Text | TypeKind::Clob => "STRING".into(),
        TypeKind::Date => "DATE".into(),
        TypeKind::DateTime | TypeKind::Timestamp => "TIMESTAMP_NTZ".into(),
        TypeKind::Time => {
            ColumnType::with_loss("STRING", "Databricks has no type for a time of day, so it is a string")
        }
        TypeKind::Boolean => "BOOLEAN".into(),
        TypeKind::Blob => "BINARY".into(),
        TypeKind::Unknown(_) => return None,
    })
}

fn literal(dialect: &dyn Dialect, literal: &Literal, _data_type: &FieldType) -> String {
    match literal {
        Literal::Date(text) => format!("DATE '{text}'"),
        Literal::DateTime(text) => format!("TIMESTAMP_NTZ '{text}'"),
        Literal::Bytes(bytes) => format!("X'{}'", hex(bytes)),
        Literal::Now("CURRENT_TIMESTAMP") => "CAST(CURRENT_TIMESTAMP() AS TIMESTAMP_NTZ)".to_owned(),
        Literal::Now("CURRENT_TIME") => "DATE_FORMAT(CURRENT_TIMESTAMP(), 'HH:mm:ss')".to_owned(),
        Literal::Now(function) => format!("{function}()"),
        other => ansi_literal(dialect, other),
    }
}

/// ALTER TABLE knows no IF NOT EXISTS for constraints. They hold no data, so one that exists is added anew.
fn create_if_missing(_dialect: &dyn Dialect, object: Object<'_>, create: String) -> Vec<Sql> {
    vec![match object.kind {
        ObjectKind::Table => with_if_not_exists(&create).into(),
        _ => {
            let (table, name) = (&object.table.qualified, &object.name.plain);
            return vec![format!("ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}").into(), create.into()];
        }
    }]
}

fn drop_if_present(_dialect: &dyn Dialect, object: Object<'_>, drop: String) -> Vec<Sql> {
    vec![match object.kind {
        ObjectKind::Table => with_if_exists(&drop).into(),
        _ => format!("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {}", object.table.qualified, object.name.plain).into(),
    }]
}

#[rustfmt::skip] // one word a line would be a hundred lines
static RESERVED: ReservedWords = ReservedWords::new(&[
    "all", "and", "anti", "any", "as", "authorization", "both", "case", "cast", "check", "collate", "column",
    "constraint", "create", "cross", "current_date", "current_time", "current_timestamp", "current_user", "default",
    "distinct", "else", "end", "escape", "except", "false", "fetch", "filter", "for", "foreign", "from", "full",
    "grant", "group", "having", "in", "inner", "intersect", "into", "is", "join", "lateral", "leading", "left", "minus",
    "natural", "not", "null", "offset", "on", "only", "or", "order", "outer", "overlaps", "primary", "references",
    "right", "select", "semi", "session_user", "some", "table", "then", "time", "to", "trailing", "true", "union",
    "unique", "unknown", "user", "using", "when", "where", "with", "within",
]);
