//! ANSI SQL, which dialects fall back on.

use super::text::{Joined, control_code, hex};
use super::{
    Capabilities, Column, Definition, Dialect, Group, KeyField, KeyFields, Length, Literal, Object, ObjectKind,
    ReservedWords, Scope, Support,
};
use std::borrow::Cow;

static RESERVED: ReservedWords = ReservedWords::new(&[]);

/// What root dialects start from. Types and references are always stated.
pub(super) const ANSI: Definition = Definition {
    name: "",
    label: "",
    also_known_as: &[],
    group: Group::Database,
    client: "",
    capabilities: Capabilities {
        max_identifier: Length::Unlimited,
        max_table_comment: Length::Unlimited,
        max_column_comment: Length::Unlimited,
        max_columns: usize::MAX,
        max_key_columns: usize::MAX,
        max_indexes: usize::MAX,
        primary_keys: Support::Enforced,
        uniques: Support::Enforced,
        references: Support::Enforced,
        named_primary_keys: true,
        indexes: true,
        defaults: true,
        generated_keys: true,
        lengths: true,
        alters_constraints: true,
        refers_forward: true,
        refers_to_itself: true,
        transactional_ddl: true,
        references_hold_indexes: false,
        refuses_repetition: false,
        logging: false,
        scopes: |kind| match kind {
            ObjectKind::Table | ObjectKind::Index => &[Scope::Schema(0)],
            ObjectKind::Column => &[],
            ObjectKind::PrimaryKey | ObjectKind::Unique | ObjectKind::Reference => &[Scope::Table(0)],
        },
    },
    reserved_words: |_| &RESERVED,
    refused_initials: b"",
    quotes_dollar: false,
    quotes: ('"', '"'),
    primary_key_suffix: "",
    constraint_suffix: "",
    referenced_unique_is_immediate: false,
    after_history: None,
    alter: None,
    character_length: "CHAR_LENGTH(",
    begin_load: "",
    end_load: "",
    is_client_command: |_, _| false,
    refuses_name: |_, _, name| name.is_empty() || name.contains('\0'),
    implied_names: |_, _, _, _| Vec::new(),
    fold: |_, name| Cow::Borrowed(name),
    data_type: |_, _| None,
    sqlalchemy_type: |_, _| None,
    too_wide: |_, _, _| Vec::new(),
    string: |_, text| {
        let expression = |c, _: Option<char>| control_code(c).map(|code| format!("CHR({code})"));
        Joined { prefix: "", operator: "||", expression }.string(text)
    },
    literal: |dialect, literal, _| ansi_literal(dialect, literal),
    column: ansi_column,
    check: |_, _, _| None,
    cannot_index: |_, _| false,
    shortens_key: |_, _| false,
    key_fields: ansi_key_fields,
    can_refer: |dialect, from, to| {
        dialect.data_type(from).is_some() && dialect.data_type(from) == dialect.data_type(to)
    },
    reference_target: |_, table| &table.qualified,
    create_index: |_, out, index, table, unique, fields| {
        ansi_create_index(out, &index.plain, &table.qualified, unique, fields);
    },
    drop_index: |_, out, index, _| out.extend(["DROP INDEX ", &index.qualified]),
    drop_constraint: |_, _| "DROP CONSTRAINT ",
    delete_rows: |_, table| format!("DELETE FROM {}", table.qualified),
    around_deletes: |_, _| Default::default(),
    refuse_unresolved: |_, _, _| String::new(),
    table_options: |_, _| String::new(),
    create_if_missing: |_, _, create| vec![with_if_not_exists(&create).into()],
    drop_if_present: |_, _, drop| vec![with_if_exists(&drop).into()],
    unkey_history: |_, _, _| Vec::new(),
    widen_history: |_, _, _, _| None,
    before_history: |_, _| None,
    column_comment: |_, _| None,
    table_comment: |_, _| None,
    comment_on: |_, _, _, _, _| None,
    load_file: |_, _| None,
    update_statistics: |_, table| format!("ANALYZE {table};"),
};

/// A column with its default, then NOT NULL.
fn ansi_column(_dialect: &dyn Dialect, out: &mut String, column: Column<'_>) {
    out.extend([column.name, " ", column.data_type]);
    if let Some(default) = column.default {
        out.extend([" DEFAULT ", default]);
    }
    if column.not_null {
        out.push_str(" NOT NULL");
    }
}

/// The literal in ANSI SQL, strings as the dialect writes them.
pub(super) fn ansi_literal(dialect: &dyn Dialect, literal: &Literal) -> String {
    match literal {
        Literal::Number(digits) => digits.clone(),
        Literal::Boolean(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        Literal::Text(text) => dialect.string(text),
        Literal::Date(text) | Literal::DateTime(text) | Literal::Time(text) => format!("'{text}'"),
        Literal::Bytes(bytes) => format!("X'{}'", hex(bytes)),
        Literal::Now(function) => (*function).to_owned(),
    }
}

pub(super) fn ansi_create_index(out: &mut String, index: &str, table: &str, unique: bool, fields: &str) {
    out.push_str(if unique { "CREATE UNIQUE INDEX " } else { "CREATE INDEX " });
    for part in [index, " ON ", table, " (", fields, ")"] {
        out.push_str(part);
    }
}

/// `CREATE TABLE x` as `CREATE TABLE IF NOT EXISTS x`; likewise for indexes, unique ones too.
pub(super) fn with_if_not_exists(create: &str) -> String {
    for verb in ["CREATE TABLE ", "CREATE UNIQUE INDEX ", "CREATE INDEX "] {
        if let Some(rest) = create.strip_prefix(verb) {
            return format!("{verb}IF NOT EXISTS {rest}");
        }
    }
    create.to_owned()
}

/// `ALTER TABLE x ADD CONSTRAINT y …` with these words in the place of `ADD CONSTRAINT y`.
pub(super) fn with_added(object: &Object<'_>, create: &str, added: &str) -> String {
    let (table, name) = (&object.table.qualified, &object.name.plain);
    match create.strip_prefix(&*format!("ALTER TABLE {table} ADD CONSTRAINT {name}")) {
        Some(rest) => format!("ALTER TABLE {table} {added}{rest}"),
        None => create.to_owned(),
    }
}

/// `DROP TABLE x` as `DROP TABLE IF EXISTS x`; likewise for indexes.
pub(super) fn with_if_exists(drop: &str) -> String {
    for verb in ["DROP TABLE ", "DROP INDEX "] {
        if let Some(rest) = drop.strip_prefix(verb) {
            return format!("{verb}IF EXISTS {rest}");
        }
    }
    drop.to_owned()
}

/// The fields with their directions, if all of them can be indexed.
pub(super) fn ansi_key_fields(dialect: &dyn Dialect, fields: &[KeyField<'_>]) -> Result<KeyFields, String> {
    let mut sql = String::new();
    for field in fields {
        if dialect.cannot_index(field.data_type) {
            return Err(format!("{} cannot index {}, a large object", dialect.label(), field.name));
        }
        let comma = if sql.is_empty() { "" } else { ", " };
        let direction = if field.descending { " DESC" } else { "" };
        sql.extend([comma, field.name, direction]);
    }
    Ok(KeyFields { sql, shortened: false })
}
