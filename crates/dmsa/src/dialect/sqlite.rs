//! SQLite 3.

use super::ansi::{ansi_create_index, with_if_exists, with_if_not_exists};
use super::sizes::{numeric, sized, string_length};
use super::text::{Joined, control_code};
use super::{
    Alter, Capabilities, ColumnType, CommentForm, DeleteTable, Dialect, Length, Literal, LoadFile, Name, Object,
    ObjectKind, ReservedWords, Scope, Sql, alter, ansi_literal,
};
use crate::model::{FieldType, TypeKind};
use std::borrow::Cow;

pub(super) struct Sqlite;

static CAPABILITIES: Capabilities = Capabilities {
    max_identifier: Length::Unlimited,
    max_columns: 2000,
    max_key_columns: 2000,
    max_indexes: usize::MAX,
    alters_constraints: false,
    references_hold_indexes: false,
    refuses_repetition: false,
    logging: false,
    // Constraint names are kept but never compared.
    scopes: |kind| match kind {
        ObjectKind::Column => &[],
        ObjectKind::Table | ObjectKind::Index => &[Scope::Schema(0)],
        ObjectKind::PrimaryKey | ObjectKind::Unique | ObjectKind::Reference => &[],
    },
};

impl Dialect for Sqlite {
    fn name(&self) -> &'static str {
        "sqlite"
    }

    fn label(&self) -> &'static str {
        "SQLite"
    }

    fn client(&self) -> &'static str {
        "sqlite3 -bail FILE"
    }

    fn capabilities(&self) -> &'static Capabilities {
        &CAPABILITIES
    }

    fn alter(&self) -> &'static dyn Alter {
        &alter::SQLITE
    }

    fn reserved_words(&self) -> &'static ReservedWords {
        &RESERVED
    }

    /// Capital and small letters are the same in ASCII only.
    fn fold<'a>(&self, name: &'a str) -> Cow<'a, str> {
        if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(name.to_ascii_lowercase())
        } else {
            Cow::Borrowed(name)
        }
    }

    /// Names that begin with `sqlite_` are the database's own.
    fn refuses_name(&self, kind: ObjectKind, name: &str) -> bool {
        let own = name.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("sqlite_"));
        name.contains('\0') || (own && matches!(kind, ObjectKind::Table | ObjectKind::Index))
    }

    fn data_type(&self, data_type: &FieldType) -> Option<ColumnType> {
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

    fn string(&self, text: &str) -> String {
        let expression = |c, _: Option<char>| control_code(c).map(|code| format!("char({code})"));
        Joined { prefix: "", operator: "||", expression }.string(text)
    }

    /// The words TRUE and FALSE are names before SQLite 3.23.
    fn literal(&self, literal: &Literal, _data_type: &FieldType) -> String {
        match literal {
            Literal::Boolean(value) => i32::from(*value).to_string(),
            other => ansi_literal(self, other),
        }
    }

    fn check(&self, column: &str, data_type: &FieldType) -> Option<String> {
        (data_type.kind == TypeKind::Boolean).then(|| format!("{column} IN (0, 1)"))
    }

    /// Values have types, columns do not: any two columns can be compared.
    fn can_refer(&self, _from: &FieldType, _to: &FieldType) -> bool {
        true
    }

    /// A reference cannot leave its database file, so no schema may be named.
    fn reference_target<'a>(&self, table: &'a Name<'_>) -> &'a str {
        &table.plain
    }

    /// The schema goes with the index; the table is looked for in the same one.
    fn create_index(&self, out: &mut String, index: &Name<'_>, table: &Name<'_>, unique: bool, fields: &str) {
        ansi_create_index(out, &index.qualified, &table.plain, unique, fields);
    }

    fn create_if_missing(&self, _object: Object<'_>, create: String) -> Vec<Sql> {
        vec![with_if_not_exists(&create).into()]
    }

    fn drop_if_present(&self, _object: Object<'_>, drop: String) -> Vec<Sql> {
        vec![with_if_exists(&drop).into()]
    }

    /// ALTER TABLE cannot take a key off; [`Dialect::before_history`] makes room instead.
    fn unkey_history(&self, _history: &Name<'_>, _schema: Option<&str>) -> Vec<Sql> {
        Vec::new()
    }

    /// Declared lengths are not enforced.
    fn widen_history(&self, _history: &Name<'_>, _column: &str, _data_type: &str) -> Option<String> {
        None
    }

    /// Rows of this very second get their number as a fraction of it, which no other row has.
    fn before_history(&self, history: &Name<'_>) -> Option<String> {
        Some(format!(
            "UPDATE {} SET datetime = datetime || '.' || substr('00000' || rowid, -6) WHERE datetime = CURRENT_TIMESTAMP",
            history.qualified
        ))
    }

    /// In one transaction, at the end of which references are checked.
    fn around_deletes(&self, tables: &[DeleteTable<'_>]) -> [Vec<String>; 2] {
        if tables.len() == 1 {
            return Default::default();
        }
        let before = ["SAVEPOINT dmsa", "PRAGMA defer_foreign_keys = ON"];
        [before.map(str::to_owned).to_vec(), vec!["RELEASE dmsa".to_owned()]]
    }

    fn comment_form(&self) -> CommentForm {
        CommentForm::Remark
    }

    fn character_length(&self) -> &'static str {
        "LENGTH("
    }

    /// `.import` knows no NULL: so it reads into a table of text, from which an INSERT takes the rows.
    fn load_file(&self, file: &LoadFile<'_>) -> Option<String> {
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

    fn begin_load(&self) -> &'static str {
        ".bail on\nPRAGMA foreign_keys = ON;\nBEGIN;\nPRAGMA defer_foreign_keys = ON;"
    }

    fn end_load(&self) -> &'static str {
        "COMMIT;"
    }
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
