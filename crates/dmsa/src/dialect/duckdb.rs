//! DuckDB 1.0 and later.
//!
//! Tried on DuckDB 2.0.1. Sources: <https://duckdb.org/docs/stable/sql/constraints>,
//! <https://duckdb.org/docs/stable/sql/statements/alter_table>, <https://duckdb.org/docs/stable/sql/indexes>; the reserved
//! words are those of `duckdb_keywords()`.

use super::ansi::ANSI;
use super::sizes::{numeric, string_length};
use super::{
    Capabilities, ColumnType, Definition, Dialect, Literal, LoadFile, Name, ObjectKind, ReservedWords, Scope, Sql,
    ansi::ansi_literal, text::hex,
};
use crate::fold::fold;
use crate::model::{FieldType, TypeKind};

pub(super) const DUCKDB: Definition = Definition {
    name: "duckdb",
    label: "DuckDB",
    client: "duckdb -bail FILE",
    capabilities: Capabilities {
        // ALTER TABLE adds no foreign key, and a foreign key points at a table that exists.
        alters_constraints: false,
        refers_forward: false,
        // A row is refused whose target is inserted by the same statement, even if it is itself: tried.
        refers_to_itself: false,
        // Sequences would have to be created and dropped beside the tables.
        generated_keys: false,
        lengths: false,
        // Two tables can have constraints of one name.
        scopes: |kind| match kind {
            ObjectKind::Table | ObjectKind::Index => &[Scope::Schema(0)],
            ObjectKind::Column | ObjectKind::PrimaryKey | ObjectKind::Unique | ObjectKind::Reference => &[],
        },
        ..ANSI.capabilities
    },
    reserved_words: |_| &RESERVED,
    // Capital and small letters are the same, quoted or not.
    fold: |_, name| fold(name),
    data_type,
    literal,
    comment_on,
    begin_load: ".bail on\nBEGIN TRANSACTION;",
    end_load: "COMMIT;",
    load_file,
    ..ANSI
};

/// DECIMAL has at most 38 digits.
fn data_type(_dialect: &dyn Dialect, data_type: &FieldType) -> Option<ColumnType> {
    Some(match &data_type.kind {
        TypeKind::Integer => "INTEGER".into(),
        TypeKind::BigInteger => "BIGINT".into(),
        TypeKind::Number | TypeKind::Decimal => numeric(data_type, 38, 38),
        TypeKind::Float => "DOUBLE".into(),
        TypeKind::String => super::sizes::sized("VARCHAR(", string_length(data_type), ")").into(),
        TypeKind::Text | TypeKind::Clob => "TEXT".into(),
        TypeKind::Date => "DATE".into(),
        TypeKind::DateTime | TypeKind::Timestamp => "TIMESTAMP".into(),
        TypeKind::Time => "TIME".into(),
        TypeKind::Boolean => "BOOLEAN".into(),
        TypeKind::Blob => "BLOB".into(),
        TypeKind::Unknown(_) => return None,
    })
}

fn literal(dialect: &dyn Dialect, literal: &Literal, _data_type: &FieldType) -> String {
    match literal {
        Literal::Bytes(bytes) => format!("from_hex('{}')", hex(bytes)),
        // The functions with a zone would be cast, which a default is not.
        Literal::Now("CURRENT_TIME") => "CAST(CURRENT_TIME AS TIME)".to_owned(),
        other => ansi_literal(dialect, other),
    }
}

fn comment_on(
    _dialect: &dyn Dialect,
    table: &Name<'_>,
    column: Option<&Name<'_>>,
    _schema: Option<&str>,
    text: &str,
) -> Option<Sql> {
    // COMMENT takes a literal only.
    let text = super::text::quoted(text);
    Some(match column {
        None => format!("COMMENT ON TABLE {} IS {text}", table.qualified).into(),
        Some(column) => format!("COMMENT ON COLUMN {}.{} IS {text}", table.qualified, column.plain).into(),
    })
}

/// COPY reads the file where the client is.
fn load_file(_dialect: &dyn Dialect, file: &LoadFile<'_>) -> Option<String> {
    Some(format!(
        "COPY {} ({}) FROM {} (FORMAT csv, HEADER true, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NULL '', AUTO_DETECT false);",
        file.table,
        file.column_list(),
        super::text::quoted(file.path),
    ))
}

#[rustfmt::skip] // one word a line would be a hundred lines
static RESERVED: ReservedWords = ReservedWords::new(&[
    "all", "analyse", "analyze", "and", "anti", "any", "array", "as", "asc", "asof", "asymmetric", "at",
    "authorization", "binary", "both", "by", "case", "cast", "check", "collate", "collation", "column", "columns",
    "concurrently", "constraint", "create", "cross", "default", "deferrable", "desc", "describe", "distinct", "do",
    "else", "end", "except", "false", "fetch", "for", "foreign", "freeze", "from", "full", "generated", "glob", "group",
    "having", "ilike", "in", "initially", "inner", "intersect", "into", "is", "isnull", "join", "lambda", "lateral",
    "leading", "left", "like", "limit", "map", "natural", "not", "notnull", "null", "offset", "on", "only", "or",
    "order", "outer", "overlaps", "pivot", "pivot_longer", "pivot_wider", "placing", "positional", "primary", "qualify",
    "references", "returning", "right", "select", "semi", "show", "similar", "some", "struct", "summarize", "symmetric",
    "table", "tablesample", "then", "to", "trailing", "true", "try_cast", "tuple", "union", "unique", "unpack",
    "unpivot", "using", "variadic", "verbose", "when", "where", "window", "with",
]);
