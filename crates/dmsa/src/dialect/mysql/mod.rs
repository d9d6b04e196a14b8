//! MySQL 8 and MariaDB 10.6 and later.

mod alter;
mod sizes;

use super::ansi::{ANSI, with_if_exists, with_if_not_exists};
use super::sizes::{numeric, sized, string_length};
use super::text::escaped;
use super::{
    Capabilities, Column, ColumnType, Definition, DeleteTable, Dialect, Length, Literal, LoadFile, Name, Object,
    ObjectKind, ReservedWords, Scope, Sql, ansi::ansi_literal,
};
use crate::fold::fold;
use crate::model::{FieldType, TypeKind};
use sizes::{MAX_VARCHAR, is_large, key_fields, shortens_key, too_wide};

const CAPABILITIES: Capabilities = Capabilities {
    max_identifier: Length::Characters(64),
    max_table_comment: Length::Characters(2048),
    max_column_comment: Length::Characters(1024),
    // InnoDB's limit; other engines take more.
    max_columns: 1017,
    max_key_columns: 16,
    max_indexes: 64,
    transactional_ddl: false,
    references_hold_indexes: true,
    // A reference makes an index of its own name where its field has none.
    scopes: |kind| match kind {
        ObjectKind::Column => &[],
        ObjectKind::Table => &[Scope::Schema(0)],
        ObjectKind::PrimaryKey => &[],
        ObjectKind::Unique | ObjectKind::Index => &[Scope::Table(0)],
        ObjectKind::Reference => &[Scope::Schema(1), Scope::Table(0)],
    },
    ..ANSI.capabilities
};

/// Characters of MEDIUMTEXT.
const MAX_MEDIUMTEXT: u32 = 4_194_303;

pub(super) const MYSQL: Definition = Definition {
    name: "mysql",
    label: "MySQL",
    also_known_as: &["aurora"],
    client: "mysql DATABASE",
    quotes: ('`', '`'),
    alter: Some(&alter::ALTER),
    // The server checks references row by row, and would refuse a row that refers to a later one: the script checks them
    // when all rows are there.
    begin_load: "SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE');\n\
                 SET SESSION foreign_key_checks = 0;\nSTART TRANSACTION;",
    end_load: "COMMIT;\nSET SESSION foreign_key_checks = 1;",
    capabilities: CAPABILITIES,
    reserved_words: |_| &RESERVED,
    is_client_command,
    refuses_name,
    // Capital and small letters are the same.
    fold: |_, name| fold(name),
    data_type,
    sqlalchemy_type,
    too_wide,
    string,
    literal,
    column,
    check,
    shortens_key,
    key_fields,
    can_refer,
    drop_index,
    drop_constraint,
    create_if_missing,
    drop_if_present,
    unkey_history,
    widen_history,
    column_comment: |dialect, text| Some(format!(" COMMENT {}", dialect.string(text))),
    table_comment: |dialect, text| Some(format!(" COMMENT={}", dialect.string(text))),
    around_deletes,
    refuse_unresolved,
    load_file,
    update_statistics: |_, table| format!("ANALYZE TABLE {table};"),
    ..ANSI
};

/// The client changes its delimiter at this word wherever it stands outside of quotes.
fn is_client_command(_dialect: &dyn Dialect, name: &str) -> bool {
    name.contains("delimiter")
}

/// A name cannot end in a blank, nor an index or its constraint be called as the primary key is, or as the index
/// InnoDB makes where there is none.
fn refuses_name(_dialect: &dyn Dialect, kind: ObjectKind, name: &str) -> bool {
    let indexed = matches!(kind, ObjectKind::Unique | ObjectKind::Reference | ObjectKind::Index);
    name.is_empty()
        || name.ends_with(' ')
        // Clients of MySQL take a backslash before the closing quote for an escape.
        || name.ends_with('\\')
        || name.contains("\\`")
        // Characters beyond U+FFFF are those whose UTF-8 begins with such a byte.
        || name.bytes().any(|byte| byte == 0 || byte >= 0xf0)
        || (indexed && ["primary", "gen_clust_index"].iter().any(|own| name.eq_ignore_ascii_case(own)))
}

fn data_type(_dialect: &dyn Dialect, data_type: &FieldType) -> Option<ColumnType> {
    Some(match &data_type.kind {
        TypeKind::Integer => "INTEGER".into(),
        TypeKind::BigInteger => "BIGINT".into(),
        TypeKind::Number | TypeKind::Decimal => numeric(data_type, 65, 30),
        TypeKind::Float => "FLOAT".into(),
        TypeKind::String => match string_length(data_type) {
            length if length > MAX_MEDIUMTEXT => "LONGTEXT".into(),
            length if length > MAX_VARCHAR => "MEDIUMTEXT".into(),
            length => sized("VARCHAR(", length, ")").into(),
        },
        TypeKind::Text | TypeKind::Clob => "TEXT".into(),
        TypeKind::Date => "DATE".into(),
        TypeKind::DateTime | TypeKind::Timestamp => "DATETIME".into(),
        TypeKind::Time => "TIME".into(),
        TypeKind::Boolean => "BOOL".into(),
        TypeKind::Blob => "BLOB".into(),
        TypeKind::Unknown(_) => return None,
    })
}

fn sqlalchemy_type(_dialect: &dyn Dialect, data_type: &FieldType) -> Option<String> {
    let name = match string_length(data_type) {
        _ if data_type.kind != TypeKind::String => return None,
        length if length > MAX_MEDIUMTEXT => "LONGTEXT",
        length if length > MAX_VARCHAR => "MEDIUMTEXT",
        _ => return None,
    };
    Some(name.to_owned())
}

/// A backslash escapes in strings, too.
fn string(_dialect: &dyn Dialect, text: &str) -> String {
    format!("'{}'", escaped(text))
}

/// Only an expression in parentheses can be the default of a large object, or call anything but CURRENT_TIMESTAMP.
fn literal(dialect: &dyn Dialect, literal: &Literal, data_type: &FieldType) -> String {
    let sql = match literal {
        // A DATETIME knows seconds and would be rounded to the next one.
        Literal::DateTime(text) | Literal::Time(text) => format!("'{}'", text.split('.').next().unwrap_or(text)),
        other => ansi_literal(dialect, other),
    };
    let function = matches!(literal, Literal::Now(name) if *name != "CURRENT_TIMESTAMP");
    if function || is_large(data_type) { format!("({sql})") } else { sql }
}

fn column(_dialect: &dyn Dialect, out: &mut String, column: Column<'_>) {
    out.push_str(column.name);
    out.push(' ');
    out.push_str(column.data_type);
    if column.not_null {
        out.push_str(" NOT NULL");
    }
    if let Some(default) = column.default {
        out.push_str(" DEFAULT ");
        out.push_str(default);
    }
    if column.generated {
        out.push_str(" AUTO_INCREMENT");
    }
}

fn check(_dialect: &dyn Dialect, column: &str, data_type: &FieldType) -> Option<String> {
    (data_type.kind == TypeKind::Boolean).then(|| format!("{column} IN (0, 1)"))
}

/// The types must be the same; only the lengths of strings may differ.
fn can_refer(dialect: &dyn Dialect, from: &FieldType, to: &FieldType) -> bool {
    let is_string = |field: &FieldType| field.kind == TypeKind::String && !is_large(field);
    (is_string(from) && is_string(to))
        || (!is_large(from) && dialect.data_type(from).is_some() && dialect.data_type(from) == dialect.data_type(to))
}

fn drop_index(_dialect: &dyn Dialect, out: &mut String, index: &Name<'_>, table: &Name<'_>) {
    for part in ["DROP INDEX ", &index.plain, " ON ", &table.qualified] {
        out.push_str(part);
    }
}

fn drop_constraint(_dialect: &dyn Dialect, kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Reference => "DROP FOREIGN KEY ",
        _ => "DROP INDEX ",
    }
}

fn create_if_missing(dialect: &dyn Dialect, object: Object<'_>, create: String) -> Vec<Sql> {
    match object.kind {
        ObjectKind::Table => vec![with_if_not_exists(&create).into()],
        _ => conditionally(dialect, &is_present(dialect, object), "=", &create),
    }
}

fn drop_if_present(dialect: &dyn Dialect, object: Object<'_>, drop: String) -> Vec<Sql> {
    match object.kind {
        ObjectKind::Table => vec![with_if_exists(&drop).into()],
        _ => conditionally(dialect, &is_present(dialect, object), ">", &drop),
    }
}

fn unkey_history(dialect: &dyn Dialect, history: &Name<'_>, schema: Option<&str>) -> Vec<Sql> {
    let key = Name { raw: "PRIMARY".into(), ..Name::default() };
    let object = Object { kind: ObjectKind::PrimaryKey, name: &key, table: history, schema };
    let drop = format!("ALTER TABLE {} DROP PRIMARY KEY", history.qualified);
    conditionally(dialect, &is_present(dialect, object), ">", &drop)
}

fn widen_history(_dialect: &dyn Dialect, history: &Name<'_>, column: &str, data_type: &str) -> Option<String> {
    Some(format!("ALTER TABLE {} MODIFY {column} {data_type}", history.qualified))
}

/// The rows of the server's catalog that stand for the object: a FROM clause.
fn is_present(dialect: &dyn Dialect, object: Object<'_>) -> String {
    let (catalog, column) = match object.kind {
        ObjectKind::Reference => ("table_constraints", "constraint_name"),
        _ => ("statistics", "index_name"),
    };
    format!(
        "information_schema.{catalog} WHERE table_schema = {} AND table_name = {} AND {column} = {}",
        object.schema.map_or_else(|| "DATABASE()".to_owned(), |schema| dialect.string(schema)),
        dialect.string(&object.table.raw),
        dialect.string(&object.name.raw)
    )
}

/// Runs a statement if the number of these rows compares so to none. Statements know no IF; prepared ones are text.
pub(in crate::dialect) fn conditionally(
    dialect: &dyn Dialect,
    rows: &str,
    comparison: &str,
    statement: &str,
) -> Vec<Sql> {
    let statement = dialect.string(statement);
    vec![
        format!("SET @dmsa = (SELECT IF(COUNT(*) {comparison} 0, {statement}, 'DO 0') FROM {rows})").into(),
        "PREPARE dmsa FROM @dmsa".into(),
        "EXECUTE dmsa".into(),
        "DEALLOCATE PREPARE dmsa".into(),
    ]
}

/// The server checks references row by row. All rows that refer to others go too, so nothing needs to be checked.
fn around_deletes(_dialect: &dyn Dialect, _tables: &[DeleteTable<'_>]) -> [Vec<String>; 2] {
    let before = ["SET @dmsa = @@foreign_key_checks", "SET foreign_key_checks = 0"];
    [before.map(str::to_owned).to_vec(), vec!["SET foreign_key_checks = @dmsa".to_owned()]]
}

/// A column takes no NULL, and its name is what the error says.
fn refuse_unresolved(dialect: &dyn Dialect, what: &str, from: &str) -> String {
    let name: String = what.chars().take(64).collect();
    let column = dialect.quote(name.trim_end());
    format!(
        "CREATE TEMPORARY TABLE dmsa_load ({column} INTEGER NOT NULL);\nINSERT INTO dmsa_load\n  SELECT NULL {from} LIMIT 1;\n\
         DROP TEMPORARY TABLE dmsa_load;"
    )
}

/// LOAD DATA LOCAL makes warnings of errors and changes what does not fit: so it reads into a table of text, from which
/// an INSERT in strict mode takes the rows or none.
fn load_file(dialect: &dyn Dialect, file: &LoadFile<'_>) -> Option<String> {
    let names = file.text_columns("");
    Some(format!(
        "CREATE TEMPORARY TABLE dmsa_load ({});\nLOAD DATA LOCAL INFILE {} INTO TABLE dmsa_load CHARACTER SET utf8mb4\n  \
         FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '\"' ESCAPED BY ''\n  LINES TERMINATED BY '{}' IGNORE 1 LINES \
         ({names});\nINSERT INTO {} ({})\n  SELECT {} FROM dmsa_load;\nDROP TEMPORARY TABLE dmsa_load;",
        file.text_columns(" LONGTEXT"),
        dialect.string(file.path),
        file.line_end.replace('\r', "\\r").replace('\n', "\\n"),
        file.table,
        file.column_list(),
        file.values(),
    ))
}

#[rustfmt::skip] // one word a line would be three hundred lines
static RESERVED: ReservedWords = ReservedWords::new(&[
    "accessible", "action", "add", "admin", "all", "alter", "analyze", "and", "array", "as", "asc", "asensitive",
    "before", "between", "bigint", "binary", "blob", "both", "by", "call", "cascade", "case", "change", "char",
    "character", "check", "collate", "column", "columns", "condition", "constraint", "continue", "convert", "create",
    "cross", "cube", "cume_dist", "current_date", "current_role", "current_time", "current_timestamp", "current_user",
    "cursor", "database", "databases", "day_hour", "day_microsecond", "day_minute", "day_second", "dec", "decimal",
    "declare", "default", "delayed", "delete", "delete_domain_id", "dense_rank", "desc", "describe", "deterministic",
    "distinct", "distinctrow", "div", "do_domain_ids", "double", "drop", "dual", "each", "else", "elseif", "empty",
    "enclosed", "escaped", "except", "exists", "exit", "explain", "external", "false", "fetch", "fields",
    "first_value", "float", "float4", "float8", "for", "force", "foreign", "from", "fulltext", "function", "general",
    "generated", "get", "grant", "group", "grouping", "groups", "having", "high_priority", "hour_microsecond",
    "hour_minute", "hour_second", "if", "ignore", "ignore_domain_ids", "ignore_server_ids", "in", "index", "infile",
    "inner", "inout", "insensitive", "insert", "int", "int1", "int2", "int3", "int4", "int8", "integer", "intersect",
    "interval", "into", "io_after_gtids", "io_before_gtids", "is", "iterate", "join", "json_table", "key", "keys",
    "kill", "lag", "last_value", "lateral", "lead", "leading", "leave", "left", "level", "library", "like", "limit",
    "linear", "lines", "load", "localtime", "localtimestamp", "lock", "long", "longblob", "longtext", "loop",
    "low_priority", "manual", "master_bind", "master_demote_to_replica", "master_demote_to_slave",
    "master_heartbeat_period", "master_ssl_verify_server_cert", "match", "maxvalue", "mediumblob", "mediumint",
    "mediumtext", "member", "middleint", "minute_microsecond", "minute_second", "mod", "mode", "modifies", "natural",
    "no_write_to_binlog", "not", "nth_value", "ntile", "null", "numeric", "of", "offset", "on", "one_shot",
    "optimize", "optimizer_costs", "option", "optionally", "or", "order", "out", "outer", "outfile", "over",
    "page_checksum", "parallel", "parse_vcol_expr", "partition", "percent_rank", "persist", "persist_only", "portion",
    "precision", "primary", "privileges", "procedure", "purge", "qualify", "range", "rank", "read", "read_only",
    "read_write", "reads", "real", "recursive", "ref_system_id", "references", "regexp", "release", "rename",
    "repeat", "replace", "require", "resignal", "restrict", "return", "returning", "revoke", "right", "rlike", "role",
    "row", "row_number", "rows", "schema", "schemas", "second_microsecond", "select", "sensitive", "separator", "set",
    "show", "signal", "slow", "smallint", "soname", "spatial", "specific", "sql", "sql_after_gtids",
    "sql_before_gtids", "sql_big_result", "sql_calc_found_rows", "sql_small_result", "sqlexception", "sqlstate",
    "sqlwarning", "ssl", "starting", "stats_auto_recalc", "stats_persistent", "stats_sample_pages", "status",
    "stored", "straight_join", "system", "table", "tables", "tablesample", "terminated", "text", "then", "time",
    "tinyblob", "tinyint", "tinytext", "to", "trailing", "trigger", "true", "undo", "union", "unique", "unlock",
    "unsigned", "update", "usage", "use", "using", "utc_date", "utc_time", "utc_timestamp", "values", "varbinary",
    "varchar", "varcharacter", "varying", "virtual", "when", "where", "while", "window", "with", "write", "x509",
    "xor", "year_month", "zerofill",
]);
