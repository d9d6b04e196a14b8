//! What fits a row and a key of InnoDB.

use crate::dialect::sizes::{number_size, string_length};
use crate::dialect::{Dialect, KeyField, KeyFields};
use crate::model::{FieldType, TypeKind};

/// Bytes of a character in utf8mb4, the servers' default.
const CHARACTER: usize = 4;

/// Bytes of an InnoDB index key.
const MAX_KEY: usize = 3072;

/// Bytes of a row, large objects aside.
const MAX_ROW: usize = 65_535;

/// Bytes of a row within its page, which InnoDB checks for columns that cannot move to another: measured on MariaDB
/// 10.11, which refuses more (error 1118).
const MAX_PAGE: usize = 8126;

/// Characters of VARCHAR that fit a row, and of TEXT.
pub(super) const MAX_VARCHAR: u32 = 16_383;

/// Bytes of a large object's pointer within a row.
const LARGE_OBJECT: usize = 12;

/// Bytes of a large object's pointer within a page, with its length.
const LARGE_OBJECT_IN_PAGE: usize = 21;

pub(super) fn too_wide(_dialect: &dyn Dialect, fields: &[&FieldType], in_key: &[bool]) -> Vec<usize> {
    let can_give_way = |at: &usize| !in_key.get(*at).copied().unwrap_or(false) && fields[*at].kind == TypeKind::String;
    let mut left: Vec<usize> = (0..fields.len()).filter(can_give_way).collect();
    let mut given_way = Vec::new();
    let nulls = fields.len() / 8 + 1;
    for (limit, overhead, bytes, of_large) in [
        (MAX_PAGE, 24 + nulls, page_bytes as fn(&FieldType) -> usize, LARGE_OBJECT_IN_PAGE),
        (MAX_ROW, nulls, row_bytes, LARGE_OBJECT),
    ] {
        let given: usize = given_way.len() * of_large;
        let others = (0..fields.len()).filter(|at| !given_way.contains(at)).map(|at| bytes(fields[at]));
        let mut width = overhead + given + others.sum::<usize>();
        left.sort_by_key(|at| bytes(fields[*at]));
        while width > limit
            && let Some(widest) = left.pop_if(|at| bytes(fields[*at]) > of_large)
        {
            width = width - bytes(fields[widest]) + of_large;
            given_way.push(widest);
        }
    }
    given_way
}

pub(super) fn shortens_key(_dialect: &dyn Dialect, data_type: &FieldType) -> bool {
    is_large(data_type) || (can_be_cut(data_type) && key_bytes(data_type) > MAX_KEY)
}

/// Keys are limited in bytes. What is too long is cut to prefixes that share the room evenly.
pub(super) fn key_fields(_dialect: &dyn Dialect, fields: &[KeyField<'_>]) -> Result<KeyFields, String> {
    let fixed: usize = fields.iter().filter(|f| !can_be_cut(f.data_type)).map(|f| value_bytes(f.data_type)).sum();
    let mut cuttable: Vec<usize> =
        fields.iter().filter(|f| can_be_cut(f.data_type)).map(|f| key_bytes(f.data_type)).collect();
    cuttable.sort_unstable();
    let mut room = MAX_KEY.saturating_sub(fixed);
    let mut share = room;
    for (done, bytes) in cuttable.iter().enumerate() {
        share = room / (cuttable.len() - done);
        if *bytes > share {
            break;
        }
        room -= bytes;
        share = *bytes;
    }
    let mut keys = KeyFields::default();
    for field in fields {
        if !keys.sql.is_empty() {
            keys.sql.push_str(", ");
        }
        keys.sql.push_str(field.name);
        let too_long = can_be_cut(field.data_type) && key_bytes(field.data_type) > share;
        if too_long || is_large(field.data_type) {
            let unit = if field.data_type.kind == TypeKind::Blob { 1 } else { CHARACTER };
            keys.sql.push_str(&format!("({})", share / unit));
            keys.shortened = true;
        }
        if field.descending {
            keys.sql.push_str(" DESC");
        }
    }
    Ok(keys)
}

pub(super) fn is_large(data_type: &FieldType) -> bool {
    match &data_type.kind {
        TypeKind::Text | TypeKind::Clob | TypeKind::Blob => true,
        TypeKind::String => string_length(data_type) > MAX_VARCHAR,
        _ => false,
    }
}

fn can_be_cut(data_type: &FieldType) -> bool {
    is_large(data_type) || data_type.kind == TypeKind::String
}

/// Bytes of the whole value in a key; of a large object, all there is room for.
fn key_bytes(data_type: &FieldType) -> usize {
    if is_large(data_type) { MAX_KEY } else { value_bytes(data_type) }
}

/// Bytes in a row, at the most, with the length of a string.
fn row_bytes(data_type: &FieldType) -> usize {
    match value_bytes(data_type) {
        bytes if can_be_cut(data_type) && !is_large(data_type) => bytes + if bytes > 255 { 2 } else { 1 },
        bytes => bytes,
    }
}

/// Bytes in a page, at the most. Strings that may be longer than 255 bytes can move to another.
fn page_bytes(data_type: &FieldType) -> usize {
    match value_bytes(data_type) {
        bytes if can_be_cut(data_type) && (is_large(data_type) || bytes > 255) => LARGE_OBJECT_IN_PAGE,
        bytes if can_be_cut(data_type) => bytes + 1,
        bytes => bytes,
    }
}

fn value_bytes(data_type: &FieldType) -> usize {
    match &data_type.kind {
        _ if is_large(data_type) => LARGE_OBJECT,
        TypeKind::String => string_length(data_type) as usize * CHARACTER,
        TypeKind::Number | TypeKind::Decimal => number_size(data_type).0.min(65) as usize / 2 + 4,
        TypeKind::Integer | TypeKind::Float => 4,
        TypeKind::Boolean => 1,
        _ => 8,
    }
}
