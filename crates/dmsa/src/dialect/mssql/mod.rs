//! Microsoft SQL Server 2016 and later.

mod alter;

use super::ansi::ANSI;
use super::sizes::{numeric, sized, string_length};
use super::text::{Joined, control_code, quoted};
use super::{
    Capabilities, Column, ColumnType, Definition, DeleteTable, Dialect, Length, Literal, Name, Object, ObjectKind,
    ReservedWords, Scope, Sql, ansi::ansi_literal, text::hex,
};
use crate::fold::fold;
use crate::model::{FieldType, TypeKind};

const CAPABILITIES: Capabilities = Capabilities {
    max_identifier: Length::Characters(128),
    max_table_comment: Length::Utf16(3750),
    max_column_comment: Length::Utf16(3750),
    max_columns: 1024,
    max_key_columns: 32,
    max_indexes: 999,
    // Constraints are objects of the schema as tables are; keys have an index of their name besides.
    scopes: |kind| match kind {
        ObjectKind::Column => &[],
        ObjectKind::Table | ObjectKind::Reference => &[Scope::Schema(0)],
        ObjectKind::PrimaryKey | ObjectKind::Unique => &[Scope::Schema(0), Scope::Table(0)],
        ObjectKind::Index => &[Scope::Table(0)],
    },
    ..ANSI.capabilities
};

/// How a string is written.
const JOINED: Joined = Joined {
    prefix: "",
    operator: "+",
    expression: |character, next| match (character, next) {
        ('$', Some('(')) => Some("CHAR(36)".to_owned()),
        _ => control_code(character).map(|code| format!("CHAR({code})")),
    },
};

/// The same for any character of Unicode.
const NATIONAL: Joined = Joined { prefix: "N", ..JOINED };

/// The longest VARCHAR(n); beyond it there is VARCHAR(max).
const MAX_VARCHAR: u32 = 8000;

pub(super) const MSSQL: Definition = Definition {
    name: "mssql",
    label: "MS SQL Server",
    also_known_as: &["sqlserver", "tsql", "transactsql", "azuresql"],
    client: "sqlcmd -b -I -x -d DATABASE",
    quotes: ('[', ']'),
    alter: Some(&alter::ALTER),
    character_length: "LEN(",
    capabilities: CAPABILITIES,
    reserved_words: |_| &RESERVED,
    refuses_name,
    // Capital and small letters are the same.
    fold: |_, name| fold(name),
    data_type,
    sqlalchemy_type,
    string,
    is_client_command,
    literal,
    column,
    cannot_index,
    can_refer,
    drop_index,
    create_if_missing,
    drop_if_present,
    unkey_history,
    widen_history,
    around_deletes,
    comment_on,
    update_statistics: |_, table| format!("UPDATE STATISTICS {table};"),
    ..ANSI
};

/// A table whose name begins with `#` is temporary.
fn refuses_name(_dialect: &dyn Dialect, kind: ObjectKind, name: &str) -> bool {
    name.is_empty()
        || name.contains('\0')
        || name.contains("$(")
        || (kind == ObjectKind::Table && name.starts_with('#'))
}

fn data_type(_dialect: &dyn Dialect, data_type: &FieldType) -> Option<ColumnType> {
    Some(match &data_type.kind {
        TypeKind::Integer => "INTEGER".into(),
        TypeKind::BigInteger => "BIGINT".into(),
        TypeKind::Number | TypeKind::Decimal => numeric(data_type, 38, 38),
        TypeKind::Float => "FLOAT".into(),
        TypeKind::String => match string_length(data_type) {
            length if length > MAX_VARCHAR => "VARCHAR(max)".into(),
            length => sized("VARCHAR(", length, ")").into(),
        },
        TypeKind::Text | TypeKind::Clob => "TEXT".into(),
        TypeKind::Date | TypeKind::DateTime | TypeKind::Timestamp => "DATETIME2".into(),
        TypeKind::Time => "DATETIME".into(),
        TypeKind::Boolean => "BIT".into(),
        TypeKind::Blob => "IMAGE".into(),
        TypeKind::Unknown(_) => return None,
    })
}

fn sqlalchemy_type(_dialect: &dyn Dialect, data_type: &FieldType) -> Option<String> {
    let name = match data_type.kind {
        TypeKind::String if string_length(data_type) > MAX_VARCHAR => "VARCHAR",
        TypeKind::Text | TypeKind::Clob => "TEXT",
        TypeKind::Date | TypeKind::DateTime | TypeKind::Timestamp => "DATETIME2",
        TypeKind::Time => "DATETIME",
        TypeKind::Blob => "IMAGE",
        _ => return None,
    };
    Some(name.to_owned())
}

/// sqlcmd puts the value of a variable in the place of `$(NAME)`, even within a string.
fn string(_dialect: &dyn Dialect, text: &str) -> String {
    JOINED.string(text)
}

/// sqlcmd knows these words without the colon, too. What stands after them in `go$` may make another word or not.
fn is_client_command(_dialect: &dyn Dialect, name: &str) -> bool {
    let word = name.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
    ["go", "reset", "ed", "exit", "quit"].iter().any(|command| word.eq_ignore_ascii_case(command))
}

fn literal(dialect: &dyn Dialect, literal: &Literal, _data_type: &FieldType) -> String {
    match literal {
        Literal::Boolean(value) => i32::from(*value).to_string(),
        Literal::Bytes(bytes) => format!("0x{}", hex(bytes)),
        // DATETIME knows milliseconds.
        Literal::Time(text) => format!("'{}'", text.get(..12).unwrap_or(text)),
        Literal::Now("CURRENT_DATE") => "CAST(CURRENT_TIMESTAMP AS DATE)".to_owned(),
        Literal::Now("CURRENT_TIME") => "CAST(CURRENT_TIMESTAMP AS TIME)".to_owned(),
        other => ansi_literal(dialect, other),
    }
}

fn column(_dialect: &dyn Dialect, out: &mut String, column: Column<'_>) {
    out.push_str(column.name);
    out.push(' ');
    out.push_str(column.data_type);
    out.push_str(if column.not_null { " NOT NULL" } else { " NULL" });
    if column.generated {
        out.push_str(" IDENTITY(1,1)");
    }
    if let Some(default) = column.default {
        out.push_str(" DEFAULT ");
        out.push_str(default);
    }
}

fn cannot_index(_dialect: &dyn Dialect, data_type: &FieldType) -> bool {
    is_large(data_type)
}

/// Type, length and scale must be the same (errors 1753 and 1778).
fn can_refer(dialect: &dyn Dialect, from: &FieldType, to: &FieldType) -> bool {
    !is_large(from) && dialect.data_type(from).is_some() && dialect.data_type(from) == dialect.data_type(to)
}

fn drop_index(_dialect: &dyn Dialect, out: &mut String, index: &Name<'_>, table: &Name<'_>) {
    for part in ["DROP INDEX ", &index.plain, " ON ", &table.qualified] {
        out.push_str(part);
    }
}

fn create_if_missing(dialect: &dyn Dialect, object: Object<'_>, create: String) -> Vec<Sql> {
    vec![format!("IF {} {create}", presence(dialect, object, "IS NULL", "NOT EXISTS")).into()]
}

fn drop_if_present(dialect: &dyn Dialect, object: Object<'_>, drop: String) -> Vec<Sql> {
    vec![format!("IF {} {drop}", presence(dialect, object, "IS NOT NULL", "EXISTS")).into()]
}

/// The key's name is made up by the server, so the statement has to be made up, too.
fn unkey_history(dialect: &dyn Dialect, history: &Name<'_>, _schema: Option<&str>) -> Vec<Sql> {
    let table = dialect.string(&history.qualified);
    let alter = quoted(&format!("ALTER TABLE {} DROP CONSTRAINT ", history.qualified));
    let drop = format!(
        "DECLARE @key NVARCHAR(300) = (SELECT QUOTENAME(name) FROM sys.key_constraints \
         WHERE parent_object_id = OBJECT_ID ({table}) AND type = 'PK') \
         EXEC ({alter} + @key)"
    );
    let has_key = format!("OBJECTPROPERTY(OBJECT_ID ({table}, 'U'), 'TableHasPrimaryKey') = 1");
    vec![format!("IF {has_key} EXEC ({})", quoted(&drop)).into()]
}

fn widen_history(_dialect: &dyn Dialect, history: &Name<'_>, column: &str, data_type: &str) -> Option<String> {
    Some(format!("ALTER TABLE {} ALTER COLUMN {column} {data_type} NULL", history.qualified))
}

fn comment_on(
    dialect: &dyn Dialect,
    table: &Name<'_>,
    column: Option<&Name<'_>>,
    schema: Option<&str>,
    text: &str,
) -> Option<Sql> {
    let object = |schema: &str| {
        let column = column.map(|column| format!(", 'COLUMN', {}", dialect.string(&column.raw))).unwrap_or_default();
        format!("'SCHEMA', {schema}, 'TABLE', {}{column}", dialect.string(&table.raw))
    };
    // A procedure takes no function for an argument, so the schema has to be in a variable.
    let schema = schema.map_or_else(|| "SCHEMA_NAME()".to_owned(), |schema| dialect.string(schema));
    let add = format!(
        "DECLARE @schema sysname = {schema}, @text NVARCHAR(3750) = {} \
         EXEC sp_addextendedproperty 'MS_Description', @text, {}",
        NATIONAL.string(text),
        object("@schema")
    );
    let target = match column {
        None => format!("{}, NULL, NULL", object(&schema)),
        Some(_) => object(&schema),
    };
    let exists = format!("EXISTS (SELECT 1 FROM fn_listextendedproperty ('MS_Description', {target}))");
    Some(format!("IF NOT {exists} EXEC ({})", quoted(&add)).into())
}

fn presence(dialect: &dyn Dialect, object: Object<'_>, object_test: &str, rows_test: &str) -> String {
    match object.kind {
        ObjectKind::Table => format!("OBJECT_ID ({}, 'U') {object_test}", dialect.string(&object.name.qualified)),
        ObjectKind::Index => format!(
            "{rows_test} (SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID ({}) AND name = {})",
            dialect.string(&object.table.qualified),
            dialect.string(&object.name.raw)
        ),
        _ => {
            format!("OBJECT_ID ({}) {object_test}", dialect.string(&object.name.qualified))
        }
    }
}

fn is_large(data_type: &FieldType) -> bool {
    match &data_type.kind {
        TypeKind::Text | TypeKind::Clob | TypeKind::Blob => true,
        TypeKind::String => string_length(data_type) > MAX_VARCHAR,
        _ => false,
    }
}

/// The server checks references when a statement ends, so those of a cycle are switched off and on again.
fn around_deletes(_dialect: &dyn Dialect, tables: &[DeleteTable<'_>]) -> [Vec<String>; 2] {
    if tables.len() == 1 {
        return Default::default();
    }
    ["NOCHECK", "WITH CHECK CHECK"].map(|how| {
        let of_table = |table: &DeleteTable<'_>| {
            let alter = format!("ALTER TABLE {} {how} CONSTRAINT", table.table.qualified);
            table.references.iter().map(move |name| format!("{alter} {}", name.plain)).collect::<Vec<_>>()
        };
        tables.iter().flat_map(of_table).collect()
    })
}

#[rustfmt::skip] // one word a line would be three hundred lines
static RESERVED: ReservedWords = ReservedWords::new(&[
    "add", "all", "alter", "and", "any", "as", "asc", "authorization", "backup", "begin", "between", "break",
    "browse", "bulk", "by", "cascade", "case", "check", "checkpoint", "close", "clustered", "coalesce", "collate",
    "column", "commit", "compute", "constraint", "contains", "containstable", "continue", "convert", "create",
    "cross", "current", "current_date", "current_time", "current_timestamp", "current_user", "cursor", "database",
    "dbcc", "deallocate", "declare", "default", "delete", "deny", "desc", "disk", "distinct", "distributed", "double",
    "drop", "dump", "else", "end", "errlvl", "escape", "except", "exec", "execute", "exists", "exit", "external",
    "fetch", "file", "fillfactor", "for", "foreign", "freetext", "freetexttable", "from", "full", "function", "goto",
    "grant", "group", "having", "holdlock", "identity", "identity_insert", "identitycol", "if", "in", "index",
    "inner", "insert", "intersect", "into", "is", "join", "key", "kill", "left", "like", "lineno", "load", "merge",
    "national", "nocheck", "nonclustered", "not", "null", "nullif", "of", "off", "offsets", "on", "open",
    "opendatasource", "openquery", "openrowset", "openxml", "option", "or", "order", "outer", "over", "percent",
    "pivot", "plan", "precision", "primary", "print", "proc", "procedure", "public", "raiserror", "read", "readtext",
    "reconfigure", "references", "replication", "restore", "restrict", "return", "revert", "revoke", "right",
    "rollback", "rowcount", "rowguidcol", "rule", "save", "schema", "securityaudit", "select",
    "semantickeyphrasetable", "semanticsimilaritydetailstable", "semanticsimilaritytable", "session_user", "set",
    "setuser", "shutdown", "some", "statistics", "system_user", "table", "tablesample", "textsize", "then", "to",
    "top", "tran", "transaction", "trigger", "truncate", "try_convert", "tsequal", "union", "unique", "unpivot",
    "update", "updatetext", "use", "user", "values", "varying", "view", "waitfor", "when", "where", "while", "with",
    "writetext",
]);
