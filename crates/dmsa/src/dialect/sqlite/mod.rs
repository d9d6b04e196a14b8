//! SQLite 3.

mod alter;

use super::ansi::{ANSI, ansi_create_index, with_if_exists, with_if_not_exists};
use super::sizes::{numeric, sized, string_length};
use super::text::{Joined, control_code};
use super::{
    Capabilities, ColumnType, Definition, DeleteTable, Dialect, Literal, LoadFile, Name, Object, ObjectKind,
    ReservedWords, Scope, Sql, ansi::ansi_literal,
};
use crate::model::{FieldType, TypeKind};
use std::borrow::Cow;

const CAPABILITIES: Capabilities = Capabilities {
    max_columns: 2000,
    max_key_columns: 2000,
    alters_constraints: false,
    // Constraint names are kept but never compared.
    scopes: |kind| match kind {
        ObjectKind::Column => &[],
        ObjectKind::Table | ObjectKind::Index => &[Scope::Schema(0)],
        ObjectKind::PrimaryKey | ObjectKind::Unique | ObjectKind::Reference => &[],
    },
    ..ANSI.capabilities
};

pub(super) const SQLITE: Definition = Definition {
    name: "sqlite",
    label: "SQLite",
    client: "sqlite3 -bail FILE",
    alter: Some(&alter::ALTER),
    character_length: "LENGTH(",
    begin_load: ".bail on\nPRAGMA foreign_keys = ON;\nBEGIN;\nPRAGMA defer_foreign_keys = ON;",
    end_load: "COMMIT;",
    capabilities: CAPABILITIES,
    reserved_words: |_| &RESERVED,
    fold,
    refuses_name,
    data_type,
    string,
    literal,
    check,
    can_refer,
    reference_target,
    create_index,
    create_if_missing,
    drop_if_present,
    unkey_history,
    widen_history,
    before_history,
    column_comment,
    table_comment: column_comment,
    around_deletes,
    load_file,
    ..ANSI
};

/// Capital and small letters are the same in ASCII only.
fn fold<'a>(_dialect: &dyn Dialect, name: &'a str) -> Cow<'a, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// Names that begin with `sqlite_` are the database's own.
fn refuses_name(_dialect: &dyn Dialect, kind: ObjectKind, name: &str) -> bool {
    let own = name.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("sqlite_"));
    name.contains('\0') || (own && matches!(kind, ObjectKind::Table | ObjectKind::Index))
}

fn data_type(_dialect: &dyn Dialect, data_type: &FieldType) -> Option<ColumnType> {
    Some(match &data_type.kind {
        TypeKind::Integer => "INTEGER".into(),
        TypeKind::BigInteger => "BIGINT".into(),
        TypeKind::Number | TypeKind::Decimal => numeric(data_type, u32::MAX, u32::MAX),
        TypeKind::Float => "FLOAT".into(),
        TypeKind::String => sized("VARCHAR(", string_length(data_type), ")").into(),
        TypeKind::Text | TypeKind::Clob => "TEXT".into(),
        TypeKind::Date => "DATE".into(),
        TypeKind::DateTime | TypeKind::Timestamp => "DATETIME".into(),
        TypeKind::Time => "TIME".into(),
        TypeKind::Boolean => "BOOLEAN".into(),
        TypeKind::Blob => "BLOB".into(),
        TypeKind::Unknown(_) => return None,
    })
}

fn string(_dialect: &dyn Dialect, text: &str) -> String {
    let expression = |c, _: Option<char>| control_code(c).map(|code| format!("char({code})"));
    Joined { prefix: "", operator: "||", expression }.string(text)
}

/// A remark in the text of CREATE TABLE, which the database keeps as it is. On one line, because clients read line by line,
/// and without a semicolon, at which programs split.
fn column_comment(_dialect: &dyn Dialect, text: &str) -> Option<String> {
    Some(format!(" /* {} */", text.replace("*/", "* /").replace(';', ",")))
}

/// The words TRUE and FALSE are names before SQLite 3.23.
fn literal(dialect: &dyn Dialect, literal: &Literal, _data_type: &FieldType) -> String {
    match literal {
        Literal::Boolean(value) => i32::from(*value).to_string(),
        other => ansi_literal(dialect, other),
    }
}

fn check(_dialect: &dyn Dialect, column: &str, data_type: &FieldType) -> Option<String> {
    (data_type.kind == TypeKind::Boolean).then(|| format!("{column} IN (0, 1)"))
}

/// Values have types, columns do not: any two columns can be compared.
fn can_refer(_dialect: &dyn Dialect, _from: &FieldType, _to: &FieldType) -> bool {
    true
}

/// A reference cannot leave its database file, so no schema may be named.
fn reference_target<'a>(_dialect: &dyn Dialect, table: &'a Name<'_>) -> &'a str {
    &table.plain
}

/// The schema goes with the index; the table is looked for in the same one.
fn create_index(
    _dialect: &dyn Dialect,
    out: &mut String,
    index: &Name<'_>,
    table: &Name<'_>,
    unique: bool,
    fields: &str,
) {
    ansi_create_index(out, &index.qualified, &table.plain, unique, fields);
}

fn create_if_missing(_dialect: &dyn Dialect, _object: Object<'_>, create: String) -> Vec<Sql> {
    vec![with_if_not_exists(&create).into()]
}

fn drop_if_present(_dialect: &dyn Dialect, _object: Object<'_>, drop: String) -> Vec<Sql> {
    vec![with_if_exists(&drop).into()]
}

/// ALTER TABLE cannot take a key off; [`Dialect::before_history`] makes room instead.
fn unkey_history(_dialect: &dyn Dialect, _history: &Name<'_>, _schema: Option<&str>) -> Vec<Sql> {
    Vec::new()
}

/// Declared lengths are not enforced.
fn widen_history(_dialect: &dyn Dialect, _history: &Name<'_>, _column: &str, _data_type: &str) -> Option<String> {
    None
}

/// Rows of this very second get their number as a fraction of it, which no other row has.
fn before_history(_dialect: &dyn Dialect, history: &Name<'_>) -> Option<String> {
    Some(format!(
        "UPDATE {} SET datetime = datetime || '.' || substr('00000' || rowid, -6) WHERE datetime = CURRENT_TIMESTAMP",
        history.qualified
    ))
}

/// In one transaction, at the end of which references are checked.
fn around_deletes(_dialect: &dyn Dialect, tables: &[DeleteTable<'_>]) -> [Vec<String>; 2] {
    if tables.len() == 1 {
        return Default::default();
    }
    let before = ["SAVEPOINT dmsa", "PRAGMA defer_foreign_keys = ON"];
    [before.map(str::to_owned).to_vec(), vec!["RELEASE dmsa".to_owned()]]
}

/// `.import` knows no NULL: so it reads into a table of text, from which an INSERT takes the rows.
fn load_file(_dialect: &dyn Dialect, file: &LoadFile<'_>) -> Option<String> {
    let path = file.path.replace('\\', "\\\\").replace('"', "\\\"");
    Some(format!(
        "CREATE TEMP TABLE dmsa_load ({});\n.import --csv --skip 1 --schema temp \"{path}\" dmsa_load\nINSERT INTO {} \
         ({})\n  SELECT {} FROM temp.dmsa_load;\nDROP TABLE temp.dmsa_load;",
        file.text_columns(" TEXT"),
        file.table,
        file.column_list(),
        file.values(),
    ))
}

#[rustfmt::skip] // one word a line would be three hundred lines
static RESERVED: ReservedWords = ReservedWords::new(&[
    "add", "after", "all", "alter", "analyze", "and", "as", "asc", "attach", "autoincrement", "before", "begin",
    "between", "by", "cascade", "case", "cast", "check", "collate", "column", "commit", "conflict", "constraint",
    "create", "cross", "current_date", "current_time", "current_timestamp", "database", "default", "deferrable",
    "deferred", "delete", "desc", "detach", "distinct", "drop", "each", "else", "end", "escape", "except",
    "exclusive", "exists", "explain", "fail", "false", "for", "foreign", "from", "full", "glob", "group", "having",
    "if", "ignore", "immediate", "in", "index", "indexed", "initially", "inner", "insert", "instead", "intersect",
    "into", "is", "isnull", "join", "key", "left", "like", "limit", "match", "natural", "not", "nothing", "notnull",
    "null", "of", "offset", "on", "or", "order", "outer", "plan", "pragma", "primary", "query", "raise", "references",
    "reindex", "rename", "replace", "restrict", "returning", "right", "rollback", "row", "select", "set", "table",
    "temp", "temporary", "then", "to", "transaction", "trigger", "true", "union", "unique", "update", "using",
    "vacuum", "values", "view", "virtual", "when", "where",
]);
