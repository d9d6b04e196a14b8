//! A database that has nearly nothing, for tests: no indexes, no references, keys that are not enforced, no defaults.

use super::ansi::ANSI;
use super::{Capabilities, ColumnType, Definition, Dialect, Group, Support};
use crate::model::{FieldType, TypeKind};

pub(crate) static TOY: Definition = Definition {
    name: "toy",
    label: "Toy",
    group: Group::Warehouse,
    client: "toy",
    capabilities: Capabilities {
        primary_keys: Support::NotEnforced,
        uniques: Support::None,
        references: Support::None,
        indexes: false,
        defaults: false,
        generated_keys: false,
        transactional_ddl: false,
        ..ANSI.capabilities
    },
    primary_key_suffix: " NOT ENFORCED",
    data_type,
    ..ANSI
};

fn data_type(_dialect: &dyn Dialect, data_type: &FieldType) -> Option<ColumnType> {
    Some(match &data_type.kind {
        TypeKind::Unknown(_) => return None,
        TypeKind::Integer | TypeKind::BigInteger => "INT".into(),
        _ => "STRING".into(),
    })
}
