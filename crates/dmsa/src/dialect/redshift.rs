//! Amazon Redshift, where it differs from PostgreSQL.
//!
//! Sources: <https://docs.aws.amazon.com/redshift/latest/dg/t_Defining_constraints.html> (keys are not enforced),
//! <https://docs.aws.amazon.com/redshift/latest/dg/c_unsupported-postgresql-features.html> (no indexes),
//! <https://docs.aws.amazon.com/redshift/latest/dg/r_names.html>,
//! <https://docs.aws.amazon.com/redshift/latest/dg/r_Character_types.html> (lengths are bytes, TEXT is VARCHAR(256)),
//! <https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_TABLE_NEW.html>,
//! <https://docs.aws.amazon.com/redshift/latest/dg/r_pg_keywords.html>.

use super::ansi::{ANSI, with_if_exists, with_if_not_exists};
use super::postgresql::POSTGRESQL;
use super::sizes::{numeric, sized, string_length};
use super::text::{Joined, control_code};
use super::{
    Capabilities, ColumnType, Definition, Dialect, Group, Length, Literal, ReservedWords, Support, ansi::ansi_literal,
    text::hex,
};
use crate::model::{FieldType, TypeKind};

pub(super) const REDSHIFT: Definition = Definition {
    name: "redshift",
    label: "Amazon Redshift",
    also_known_as: &["amazonredshift"],
    group: Group::Warehouse,
    client: "psql -v ON_ERROR_STOP=1 -h HOST -p 5439 DATABASE",
    capabilities: Capabilities {
        max_identifier: Length::Bytes(127),
        primary_keys: Support::NotEnforced,
        uniques: Support::NotEnforced,
        references: Support::NotEnforced,
        indexes: false,
        generated_keys: false,
        ..POSTGRESQL.capabilities
    },
    reserved_words: |_| &RESERVED,
    constraint_suffix: "",
    alter: None,
    begin_load: "",
    end_load: "",
    load_file: ANSI.load_file,
    // A name is folded even where it is quoted.
    fold: |_, name| crate::fold::fold(name),
    implied_names: |_, _, _, _| Vec::new(),
    data_type,
    sqlalchemy_type: |_, _| None,
    // Whether a backslash escapes depends on the server, so there is none in a string.
    string: |_, text| {
        let expression = |c, _: Option<char>| {
            let code = if c == '\\' { Some(92) } else { control_code(c) };
            code.map(|code| format!("CHR({code})"))
        };
        Joined { prefix: "", operator: "||", expression }.string(text)
    },
    literal: |dialect, literal, _| match literal {
        Literal::Bytes(bytes) => format!("FROM_HEX('{}')", hex(bytes)),
        Literal::Now("CURRENT_TIMESTAMP") => "GETDATE()".to_owned(),
        Literal::Now("CURRENT_TIME") => "CAST(GETDATE() AS TIME)".to_owned(),
        other => ansi_literal(dialect, other),
    },
    column: ANSI.column,
    create_if_missing: |_, _, create| vec![with_if_not_exists(&create).into()],
    drop_if_present: |_, _, drop| vec![with_if_exists(&drop).into()],
    // COMMENT takes a literal only.
    comment_on: |dialect, table, column, schema, text| {
        (POSTGRESQL.comment_on)(dialect, table, column, schema, &text.replace('\\', "/"))
    },
    unkey_history: ANSI.unkey_history,
    widen_history: ANSI.widen_history,
    ..POSTGRESQL
};

/// Bytes of the longest VARCHAR.
const MAX_VARCHAR: u32 = 65_535;

/// A length counts bytes, and a character of UTF-8 has up to four.
fn data_type(dialect: &dyn Dialect, data_type: &FieldType) -> Option<ColumnType> {
    match &data_type.kind {
        TypeKind::Number | TypeKind::Decimal => Some(numeric(data_type, 38, 37)),
        TypeKind::String => Some(match string_length(data_type).saturating_mul(4) {
            bytes if bytes > MAX_VARCHAR => "VARCHAR(MAX)".into(),
            bytes => sized("VARCHAR(", bytes, ")").into(),
        }),
        TypeKind::Text | TypeKind::Clob => Some("VARCHAR(MAX)".into()),
        TypeKind::Blob => Some("VARBYTE(1024000)".into()),
        _ => (POSTGRESQL.data_type)(dialect, data_type),
    }
}

#[rustfmt::skip] // one word a line would be a hundred lines
static RESERVED: ReservedWords = ReservedWords::new(&[
    "aes128", "aes256", "all", "allowoverwrite", "analyse", "analyze", "and", "any", "array", "as", "asc",
    "authorization", "az64", "backup", "between", "binary", "blanksasnull", "both", "bytedict", "bzip2", "case", "cast",
    "check", "collate", "column", "constraint", "create", "credentials", "cross", "current_date", "current_time",
    "current_timestamp", "current_user", "current_user_id", "datetime", "default", "deferrable", "deflate", "defrag", "delta",
    "delta32k", "desc", "disable", "distinct", "do", "else", "emptyasnull", "enable", "encode", "encrypt", "encryption",
    "end", "except", "explicit", "false", "for", "foreign", "freeze", "from", "full", "globaldict256", "globaldict64k",
    "grant", "group", "gzip", "having", "identity", "ignore", "ilike", "in", "initially", "inner", "intersect",
    "interval", "into", "is", "isnull", "join", "leading", "left", "like", "limit", "localtime", "localtimestamp",
    "lun", "luns", "lzo", "lzop", "minus", "mostly16", "mostly32", "mostly8", "natural", "new", "not", "notnull",
    "null", "nulls", "off", "offline", "offset", "oid", "old", "on", "only", "open", "or", "order", "outer", "overlaps",
    "parallel", "partition", "percent", "permissions", "pivot", "placing", "primary", "raw", "readratio", "recover",
    "references", "rejectlog", "resort", "respect", "restore", "right", "select", "session_user", "similar", "snapshot",
    "some", "sysdate", "system", "table", "tag", "tdes", "text255", "text32k", "then", "timestamp", "to", "top",
    "trailing", "true", "truncatecolumns", "union", "unique", "unnest", "unpivot", "user", "using", "verbose", "wallet",
    "when", "where", "with", "without",
]);
