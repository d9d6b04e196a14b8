//! What a database must hold for a definition, said independently of the writer of scripts: a table of types for each
//! engine and a few rules.

use dmsa::model::{Field, FieldType, Model, TypeKind};

/// An engine's words for things.
pub struct Vocabulary {
    /// The type of a column as the engine's catalog gives it.
    pub data_type: fn(&FieldType) -> String,
    /// The type that a column may have instead, where a row would be too wide.
    pub unlimited: &'static str,
    /// Whether the engine keeps the names of keys and references.
    pub names_constraints: bool,
    /// Whether unique constraints are unique indexes and nothing more.
    pub uniques_are_indexes: bool,
    /// Whether a reference makes an index of its own name.
    pub references_make_indexes: bool,
    /// Whether the catalog says that a column's values are made up.
    pub knows_generated: bool,
    /// Bytes of an index, and of a character in it; beyond it, an index covers the beginnings of values.
    pub max_index: Option<(u32, u32)>,
}

/// The words of the engine of this dialect.
pub fn vocabulary(dialect: &str) -> &'static Vocabulary {
    match dialect {
        "postgresql" => &POSTGRESQL,
        "mysql" => &MARIADB,
        _ => &SQLITE,
    }
}

static POSTGRESQL: Vocabulary = Vocabulary {
    data_type: postgresql_type,
    unlimited: "text",
    names_constraints: true,
    uniques_are_indexes: false,
    references_make_indexes: false,
    knows_generated: true,
    max_index: None,
};

static MARIADB: Vocabulary = Vocabulary {
    data_type: mariadb_type,
    unlimited: "text",
    names_constraints: true,
    uniques_are_indexes: true,
    references_make_indexes: true,
    knows_generated: true,
    max_index: Some((3072, 4)),
};

static SQLITE: Vocabulary = Vocabulary {
    data_type: sqlite_type,
    unlimited: "TEXT",
    names_constraints: false,
    uniques_are_indexes: false,
    references_make_indexes: false,
    knows_generated: false,
    max_index: None,
};

/// Characters of a string: 256 unless the definition says more than nothing.
pub fn length(field: &FieldType) -> u32 {
    match field.length {
        None | Some(0) => 256,
        Some(length) => length,
    }
}

/// Digits of a number in all and after the point, within the engine's limits.
fn digits(field: &FieldType, most: u32, most_after_point: u32) -> String {
    let precision = match field.precision {
        None | Some(0) => 20,
        Some(precision) => precision,
    };
    let scale = match field.scale {
        Some(scale) => scale,
        None if precision <= 5 => 0,
        None => 5,
    };
    let precision = precision.min(most);
    format!("{precision},{}", scale.min(most_after_point).min(precision))
}

fn postgresql_type(field: &FieldType) -> String {
    match field.kind {
        TypeKind::Integer => "integer".into(),
        TypeKind::BigInteger => "bigint".into(),
        TypeKind::Number | TypeKind::Decimal => format!("numeric({})", digits(field, 1000, 1000)),
        TypeKind::Float => "double precision".into(),
        TypeKind::String if length(field) > 10_485_760 => "text".into(),
        TypeKind::String => format!("character varying({})", length(field)),
        TypeKind::Text | TypeKind::Clob => "text".into(),
        TypeKind::Date => "date".into(),
        TypeKind::DateTime | TypeKind::Timestamp => "timestamp without time zone".into(),
        TypeKind::Time => "time without time zone".into(),
        TypeKind::Boolean => "boolean".into(),
        TypeKind::Blob => "bytea".into(),
        TypeKind::Unknown(_) => String::new(),
    }
}

fn mariadb_type(field: &FieldType) -> String {
    match field.kind {
        TypeKind::Integer => "int(11)".into(),
        TypeKind::BigInteger => "bigint(20)".into(),
        TypeKind::Number | TypeKind::Decimal => format!("decimal({})", digits(field, 65, 30)),
        TypeKind::Float => "float".into(),
        TypeKind::String if length(field) > 4_194_303 => "longtext".into(),
        TypeKind::String if length(field) > 16_383 => "mediumtext".into(),
        TypeKind::String => format!("varchar({})", length(field)),
        TypeKind::Text | TypeKind::Clob => "text".into(),
        TypeKind::Date => "date".into(),
        TypeKind::DateTime | TypeKind::Timestamp => "datetime".into(),
        TypeKind::Time => "time".into(),
        TypeKind::Boolean => "tinyint(1)".into(),
        TypeKind::Blob => "blob".into(),
        TypeKind::Unknown(_) => String::new(),
    }
}

fn sqlite_type(field: &FieldType) -> String {
    match field.kind {
        TypeKind::Integer => "INTEGER".into(),
        TypeKind::BigInteger => "BIGINT".into(),
        TypeKind::Number | TypeKind::Decimal => {
            format!("NUMERIC({})", digits(field, u32::MAX, u32::MAX).replace(',', ", "))
        }
        TypeKind::Float => "FLOAT".into(),
        TypeKind::String => format!("VARCHAR({})", length(field)),
        TypeKind::Text | TypeKind::Clob => "TEXT".into(),
        TypeKind::Date => "DATE".into(),
        TypeKind::DateTime | TypeKind::Timestamp => "DATETIME".into(),
        TypeKind::Time => "TIME".into(),
        TypeKind::Boolean => "BOOLEAN".into(),
        TypeKind::Blob => "BLOB".into(),
        TypeKind::Unknown(_) => String::new(),
    }
}

/// Bytes of a field in an index whose characters have so many.
pub fn index_bytes(field: &FieldType, character: u32) -> u32 {
    match field.kind {
        TypeKind::String => length(field).saturating_mul(character),
        TypeKind::Text | TypeKind::Clob | TypeKind::Blob => u32::MAX,
        TypeKind::Number | TypeKind::Decimal => 34,
        _ => 8,
    }
}

/// Whether the database makes up the values of a field: a single integer primary key that is no reference and has no
/// default.
pub fn is_generated(model: &Model, table: &str, field: &Field, is_primary_key: bool) -> bool {
    matches!(field.data_type.kind, TypeKind::Integer | TypeKind::BigInteger)
        && is_primary_key
        && field.default.is_empty()
        && !model
            .references
            .iter()
            .any(|reference| reference.table == table && reference.field_names().any(|name| name == field.name))
}

/// The value of a default as an engine prints it, booleans as 0 and 1.
pub fn default_value(field: &Field) -> String {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let written = field.default.as_str();
    if field.data_type.kind == TypeKind::Blob {
        return written.to_owned();
    }
    if matches!(field.data_type.kind, TypeKind::String | TypeKind::Text | TypeKind::Clob) {
        // A string may be written as in SQL; a lone quote inside means that it is not.
        let inner = written.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
        return match inner.filter(|inner| !inner.replace("''", "").contains('\'')) {
            Some(inner) => inner.replace("''", "'"),
            None => written.to_owned(),
        };
    }
    let bare = written.trim().trim_matches('\'');
    match field.data_type.kind {
        TypeKind::Boolean => match bare.to_lowercase().as_str() {
            "true" | "yes" | "t" | "y" | "1" => "1".to_owned(),
            _ => "0".to_owned(),
        },
        TypeKind::Date | TypeKind::DateTime | TypeKind::Timestamp => {
            let parts: Vec<&str> = bare.splitn(3, '-').collect();
            let day = match parts.as_slice() {
                [day, month, year] if day.len() <= 2 && month.len() == 3 => {
                    let month = 1 + MONTHS.iter().position(|name| month.eq_ignore_ascii_case(name)).unwrap_or(98);
                    format!("{year}-{month:02}-{day:0>2}")
                }
                _ => bare.to_owned(),
            };
            if field.data_type.kind != TypeKind::Date && day.len() == 10 { day + " 00:00:00" } else { day }
        }
        TypeKind::Time if bare.matches(':').count() == 1 => format!("{bare}:00"),
        _ => bare.to_owned(),
    }
}
