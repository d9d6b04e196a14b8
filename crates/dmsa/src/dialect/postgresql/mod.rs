//! PostgreSQL 12 and later.

mod alter;

use super::ansi::{ANSI, with_if_exists, with_if_not_exists};
use super::sizes::{numeric, sized, string_length};
use super::text::{control_code, escaped, quoted};
use super::{
    Capabilities, Column, ColumnType, Definition, Dialect, Length, Literal, LoadFile, Name, Object, ObjectKind,
    ReservedWords, Scope, Sql, ansi::ansi_literal, text::hex,
};
use crate::model::{FieldType, TypeKind};

const CAPABILITIES: Capabilities = Capabilities {
    max_identifier: Length::Bytes(63),
    max_columns: 1600,
    max_key_columns: 32,
    // Tables, indexes and the indexes behind keys are all relations; constraints have a space in each table besides.
    scopes: |kind| match kind {
        ObjectKind::Column => &[],
        ObjectKind::Table | ObjectKind::Index => &[Scope::Schema(0)],
        ObjectKind::PrimaryKey | ObjectKind::Unique => &[Scope::Schema(0), Scope::Table(0)],
        ObjectKind::Reference => &[Scope::Table(0)],
    },
    ..ANSI.capabilities
};

/// The longest VARCHAR(n).
const MAX_VARCHAR: u32 = 10_485_760;

pub(super) const POSTGRESQL: Definition = Definition {
    name: "postgresql",
    label: "PostgreSQL",
    also_known_as: &["pg", "pgsql", "psql"],
    client: "psql -1 -v ON_ERROR_STOP=1",
    constraint_suffix: " DEFERRABLE INITIALLY DEFERRED",
    referenced_unique_is_immediate: true,
    alter: Some(&alter::ALTER),
    // A script that is read to its end whatever happens would commit half of the data.
    begin_load: "\\set ON_ERROR_STOP on\nBEGIN;",
    end_load: "COMMIT;",
    capabilities: CAPABILITIES,
    reserved_words: |_| &RESERVED,
    refuses_name,
    implied_names,
    data_type,
    sqlalchemy_type,
    string,
    literal,
    column,
    can_refer,
    create_if_missing,
    drop_if_present,
    unkey_history,
    widen_history,
    comment_on,
    load_file,
    ..ANSI
};

/// The columns that every table has already.
fn refuses_name(_dialect: &dyn Dialect, kind: ObjectKind, name: &str) -> bool {
    let system = ["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"];
    name.is_empty() || name.contains('\0') || (kind == ObjectKind::Column && system.contains(&name))
}

fn implied_names(
    _dialect: &dyn Dialect,
    table: &Name<'_>,
    unnamed_key: bool,
    generated: Option<&Name<'_>>,
) -> Vec<String> {
    let key = unnamed_key.then(|| format!("{}_pkey", table.raw));
    let sequence = generated.map(|column| format!("{}_{}_seq", table.raw, column.raw));
    key.into_iter().chain(sequence).collect()
}

fn data_type(_dialect: &dyn Dialect, data_type: &FieldType) -> Option<ColumnType> {
    Some(match &data_type.kind {
        TypeKind::Integer => "INTEGER".into(),
        TypeKind::BigInteger => "BIGINT".into(),
        TypeKind::Number | TypeKind::Decimal => numeric(data_type, 1000, 1000),
        TypeKind::Float => "FLOAT".into(),
        TypeKind::String => match string_length(data_type) {
            length if length > MAX_VARCHAR => "TEXT".into(),
            length => sized("VARCHAR(", length, ")").into(),
        },
        TypeKind::Text | TypeKind::Clob => "TEXT".into(),
        TypeKind::Date => "DATE".into(),
        TypeKind::DateTime | TypeKind::Timestamp => "TIMESTAMP WITHOUT TIME ZONE".into(),
        TypeKind::Time => "TIME WITHOUT TIME ZONE".into(),
        TypeKind::Boolean => "BOOLEAN".into(),
        TypeKind::Blob => "BYTEA".into(),
        TypeKind::Unknown(_) => return None,
    })
}

fn sqlalchemy_type(_dialect: &dyn Dialect, data_type: &FieldType) -> Option<String> {
    let long = data_type.kind == TypeKind::String && string_length(data_type) > MAX_VARCHAR;
    long.then(|| "TEXT".to_owned())
}

/// A backslash in plain quotes means different things with and without `standard_conforming_strings`.
fn string(_dialect: &dyn Dialect, text: &str) -> String {
    if text.contains(|c: char| c == '\\' || control_code(c).is_some()) {
        format!("E'{}'", escaped(text))
    } else {
        quoted(text)
    }
}

fn literal(dialect: &dyn Dialect, literal: &Literal, _data_type: &FieldType) -> String {
    match literal {
        Literal::Bytes(bytes) => dialect.string(&format!("\\x{}", hex(bytes))),
        other => ansi_literal(dialect, other),
    }
}

fn column(_dialect: &dyn Dialect, out: &mut String, column: Column<'_>) {
    let serial = match column.field_type.kind {
        TypeKind::BigInteger => "BIGSERIAL",
        _ => "SERIAL",
    };
    out.push_str(column.name);
    out.push(' ');
    out.push_str(if column.generated { serial } else { column.data_type });
    if let Some(default) = column.default {
        out.push_str(" DEFAULT ");
        out.push_str(default);
    }
    if column.not_null {
        out.push_str(" NOT NULL");
    }
}

/// A reference needs an `=` of the two types that the index of the key knows, or a cast to its type that is applied
/// without being asked for (chapter 5.5.5 and `pg_cast` of the manual).
fn can_refer(_dialect: &dyn Dialect, from: &FieldType, to: &FieldType) -> bool {
    use TypeKind::{
        BigInteger, Blob, Boolean, Clob, Date, DateTime, Decimal, Float, Integer, Number, String, Text, Time,
        Timestamp, Unknown,
    };
    match &to.kind {
        Integer | BigInteger => matches!(from.kind, Integer | BigInteger),
        Number | Decimal => matches!(from.kind, Integer | BigInteger | Number | Decimal),
        Float => matches!(from.kind, Integer | BigInteger | Number | Decimal | Float),
        String | Text | Clob => matches!(from.kind, String | Text | Clob),
        Date | DateTime | Timestamp => matches!(from.kind, Date | DateTime | Timestamp),
        Time | Boolean | Blob => from.kind == to.kind,
        Unknown(_) => false,
    }
}

fn create_if_missing(_dialect: &dyn Dialect, object: Object<'_>, create: String) -> Vec<Sql> {
    let text = match object.kind {
        ObjectKind::Table | ObjectKind::Index => with_if_not_exists(&create),
        _ => {
            let exists = "duplicate_object OR duplicate_table";
            let body = format!("BEGIN\n{create};\nEXCEPTION WHEN {exists} THEN NULL;\nEND");
            // The quotes of the block must not be in it, in a name.
            let mut tag = "$dmsa$".to_owned();
            while body.contains(&tag) {
                tag.insert(tag.len() - 1, '_');
            }
            format!("DO {tag} {body} {tag}")
        }
    };
    vec![text.into()]
}

fn drop_if_present(_dialect: &dyn Dialect, object: Object<'_>, drop: String) -> Vec<Sql> {
    let text = match object.kind {
        ObjectKind::Table | ObjectKind::Index => with_if_exists(&drop),
        _ => {
            format!("ALTER TABLE IF EXISTS {} DROP CONSTRAINT IF EXISTS {}", object.table.qualified, object.name.plain)
        }
    };
    vec![text.into()]
}

fn unkey_history(_dialect: &dyn Dialect, history: &Name<'_>, _schema: Option<&str>) -> Vec<Sql> {
    vec![format!("ALTER TABLE {} DROP CONSTRAINT IF EXISTS version_history_pkey", history.qualified).into()]
}

fn widen_history(_dialect: &dyn Dialect, history: &Name<'_>, column: &str, data_type: &str) -> Option<String> {
    Some(format!("ALTER TABLE {} ALTER COLUMN {column} TYPE {data_type}", history.qualified))
}

fn comment_on(
    dialect: &dyn Dialect,
    table: &Name<'_>,
    column: Option<&Name<'_>>,
    _schema: Option<&str>,
    text: &str,
) -> Option<Sql> {
    let text = dialect.string(text);
    let comment = match column {
        None => format!("COMMENT ON TABLE {} IS {text}", table.qualified),
        Some(column) => format!("COMMENT ON COLUMN {}.{} IS {text}", table.qualified, column.plain),
    };
    Some(comment.into())
}

/// `\\copy` reads the file where the client is.
fn load_file(_dialect: &dyn Dialect, file: &LoadFile<'_>) -> Option<String> {
    let (table, columns, path) = (file.table, file.column_list(), file.path.replace('\'', "''"));
    Some(format!(
        "\\copy {table} ({columns}) FROM '{path}' WITH (FORMAT csv, HEADER true, DELIMITER ',', NULL '', QUOTE '\"', \
         ESCAPE '\"', ENCODING 'UTF8')"
    ))
}

#[rustfmt::skip] // one word a line would be three hundred lines
static RESERVED: ReservedWords = ReservedWords::new(&[
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization", "between",
    "binary", "both", "case", "cast", "check", "collate", "collation", "column", "concurrently", "constraint",
    "create", "cross", "current_catalog", "current_date", "current_role", "current_schema", "current_time",
    "current_timestamp", "current_user", "default", "deferrable", "desc", "distinct", "do", "else", "end", "except",
    "false", "fetch", "for", "foreign", "freeze", "from", "full", "grant", "group", "having", "ilike", "in",
    "initially", "inner", "intersect", "into", "is", "isnull", "join", "lateral", "leading", "left", "like", "limit",
    "localtime", "localtimestamp", "natural", "new", "not", "notnull", "null", "of", "off", "offset", "old", "on",
    "only", "or", "order", "outer", "over", "overlaps", "placing", "primary", "references", "returning", "right",
    "select", "session_user", "similar", "some", "symmetric", "system_user", "table", "tablesample", "then", "to",
    "trailing", "true", "union", "unique", "user", "using", "variadic", "verbose", "when", "where", "window", "with",
]);
