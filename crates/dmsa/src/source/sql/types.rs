//! Types of databases.

use super::dialect::Dialect;
use crate::fold::fold;
use crate::model::{FieldType, TypeKind};
use hashbrown::HashMap;
use sqlparser::ast::{ArrayElemTypeDef, DataType, EnumMember, ExactNumberInfo, ObjectName, TypeModifier};

/// A type as a definition has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Meaning {
    pub(super) data_type: FieldType,
    pub(super) allowed_values: Vec<String>,
}

impl Meaning {
    fn of(data_type: FieldType) -> Self {
        Self { data_type, allowed_values: Vec::new() }
    }

    /// A string that has one of these values.
    pub(super) fn one_of(values: Vec<String>) -> Self {
        let longest = values.iter().map(|value| value.chars().count()).max().unwrap_or_default();
        let length = u32::try_from(longest).ok().filter(|length| *length > 0);
        Self { data_type: FieldType { length, ..TypeKind::String.into() }, allowed_values: values }
    }
}

/// The types that a script defined itself, by their names in lower case.
pub(super) type Own = HashMap<String, Meaning>;

/// What a type means. One that definitions do not have is unknown, as it was written.
pub(super) fn meaning(written: &DataType, dialect: Dialect, own: &Own) -> Meaning {
    match written {
        DataType::Enum(members, _) => {
            let value = |member: &EnumMember| match member {
                EnumMember::Name(name) | EnumMember::NamedValue(name, _) => name.clone(),
            };
            Meaning::one_of(members.iter().map(value).collect())
        }
        DataType::Nullable(inner) | DataType::LowCardinality(inner) => meaning(inner, dialect, own),
        DataType::TinyInt(Some(1)) => Meaning::of(TypeKind::Boolean.into()),
        DataType::IntUnsigned(_) | DataType::IntegerUnsigned(_) | DataType::UnsignedInteger => {
            Meaning::of(TypeKind::BigInteger.into())
        }
        DataType::Custom(name, modifiers) => custom(name, modifiers, written, dialect, own),
        DataType::Numeric(ExactNumberInfo::None) if dialect == Dialect::BigQuery => {
            Meaning::of(FieldType { precision: Some(38), scale: Some(9), ..TypeKind::Number.into() })
        }
        DataType::Array(ArrayElemTypeDef::SquareBracket(..)) => unknown(written),
        other => known(&other.to_string(), dialect).unwrap_or_else(|| unknown(written)),
    }
}

fn custom(name: &ObjectName, modifiers: &[TypeModifier], written: &DataType, dialect: Dialect, own: &Own) -> Meaning {
    let last = name.0.last().and_then(|part| part.as_ident()).map(|ident| ident.value.as_str()).unwrap_or_default();
    if let Some(meaning) = own.get(fold(last).as_ref()) {
        return meaning.clone();
    }
    let modifier = |modifier: &TypeModifier| match modifier {
        TypeModifier::Identifier(ident) => ident.value.clone(),
        TypeModifier::Number(digits, _) => digits.clone(),
        TypeModifier::String(text) => text.clone(),
    };
    let modifiers: Vec<_> = modifiers.iter().map(modifier).collect();
    let text = if modifiers.is_empty() { last.to_owned() } else { format!("{last}({})", modifiers.join(",")) };
    known(&text, dialect).unwrap_or_else(|| unknown(written))
}

fn known(written: &str, dialect: Dialect) -> Option<Meaning> {
    let lower = written.to_ascii_lowercase();
    let bare = lower.trim_end_matches(" zerofill").trim_end_matches(" unsigned");
    let mut data_type = FieldType::from_sql(bare)?;
    if data_type.kind == TypeKind::String && data_type.length.is_none() {
        if matches!(bare, "char" | "character" | "nchar") {
            // The standard's CHAR is CHAR(1).
            data_type.length = Some(1);
        } else if dialect.has_unlimited_strings() {
            data_type = TypeKind::Text.into();
        }
    }
    let is_oracle_number = dialect == Dialect::Oracle && data_type.kind == TypeKind::Number;
    if is_oracle_number && data_type.scale.unwrap_or_default() == 0 {
        // Oracle has no integers of its own: NUMBER(10) holds one of 32 bits, NUMBER(19) one of 64.
        match data_type.precision {
            Some(..=10) => data_type = TypeKind::Integer.into(),
            Some(11..=19) => data_type = TypeKind::BigInteger.into(),
            _ => {}
        }
    }
    Some(Meaning::of(data_type))
}

fn unknown(written: &DataType) -> Meaning {
    Meaning::of(TypeKind::Unknown(written.to_string().to_lowercase()).into())
}
