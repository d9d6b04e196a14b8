//! Any model there could be, for property tests.

use crate::model::{
    Area, Check, Field, FieldType, Index, IndexField, Key, KeyField, Model, NotNull, Origin, Reference,
    ReferenceAction, ReferenceField, Release, Renaming, Table, TypeKind, Version,
};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;

/// Names that clash often, and ones with what a format may stumble over.
pub(super) fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::sample::select(vec!["a", "b", "person", "person_id"]).prop_map(str::to_owned),
        2 => proptest::sample::select(vec![
            "A", "", " ", "a b", "a.b", "a,b", "a desc", "desc", "unique", "as", "null", "not", "?", "'", "\"", "\\", "''", "a'b",
            "->", "é", "名前", "\u{feff}", "\u{a0}x", "a\nb", "\r", "\t", "\0", "\u{7f}", "\u{85}", "# x", "=", "[x]", "a 2", "0",
            "true", "1979-05-27",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

/// Prose, or none.
pub(super) fn text() -> impl Strategy<Value = String> {
    prop_oneof![2 => Just(String::new()), 1 => name(), 1 => any::<String>()]
}

/// A name or version that a definition may have.
pub(super) fn identity() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z][a-z0-9.-]{0,8}", "[0-9]\\.[0-9]{1,2}(\\.0)?", "\\PC{1,20}"]
        .prop_filter("a name is not blank", |name| !name.trim().is_empty() && !name.chars().any(char::is_control))
}

pub(super) fn data_type() -> impl Strategy<Value = FieldType> {
    let kind = prop_oneof![
        4 => proptest::sample::select(TypeKind::ALL.to_vec()),
        1 => name().prop_map(|name| TypeKind::parse(&name)),
        1 => Just(TypeKind::Unknown(String::new())),
    ];
    let size = || option::weighted(0.3, prop_oneof![Just(0), 0..50_u32, any::<u32>()]);
    (kind, size(), size(), size()).prop_map(|(kind, length, precision, scale)| FieldType {
        kind,
        length,
        precision,
        scale,
    })
}

fn field() -> impl Strategy<Value = Field> {
    let extra = btree_map(name(), text(), 0..3);
    let values = prop_oneof![3 => Just(Vec::new()), 1 => vec(text(), 0..3)];
    (name(), text(), text(), any::<bool>(), data_type(), text(), values, extra).prop_map(
        |(name, label, description, required, data_type, default, allowed_values, extra)| Field {
            name,
            label,
            description,
            required,
            data_type,
            default,
            allowed_values,
            extra,
            origin: Origin::default(),
            type_origin: Origin::default(),
        },
    )
}

fn table() -> impl Strategy<Value = Table> {
    (name(), text(), text(), vec(field(), 0..5)).prop_map(|(name, label, description, fields)| Table {
        name,
        label,
        description,
        fields,
        origin: Origin::default(),
    })
}

fn key() -> impl Strategy<Value = Key> {
    (name(), name(), vec(name(), 0..3)).prop_map(|(name, table, fields)| Key {
        name,
        table,
        fields: fields.into_iter().map(|name| KeyField { name, ..KeyField::default() }).collect(),
        origin: Origin::default(),
    })
}

fn index() -> impl Strategy<Value = Index> {
    (name(), name(), any::<bool>(), vec((name(), any::<bool>()), 0..3)).prop_map(|(name, table, unique, fields)| {
        Index {
            name,
            table,
            unique,
            fields: fields
                .into_iter()
                .map(|(name, descending)| IndexField { name, descending, origin: Origin::default() })
                .collect(),
            origin: Origin::default(),
        }
    })
}

fn not_null() -> impl Strategy<Value = NotNull> {
    (name(), name()).prop_map(|(table, field)| NotNull { table, field, origin: Origin::default() })
}

fn reference() -> impl Strategy<Value = Reference> {
    let fields = prop_oneof![3 => vec((name(), name()), 1..2), 1 => vec((name(), name()), 0..4)];
    (name(), name(), fields, name(), action(), action()).prop_map(
        |(name, table, fields, ref_table, on_delete, on_update)| Reference {
            name,
            table,
            fields: fields
                .into_iter()
                .map(|(field, ref_field)| ReferenceField { field, ref_field, origin: Origin::default() })
                .collect(),
            ref_table,
            on_delete,
            on_update,
            origin: Origin::default(),
        },
    )
}

fn action() -> impl Strategy<Value = ReferenceAction> {
    prop_oneof![3 => Just(ReferenceAction::NoAction), 1 => proptest::sample::select(ReferenceAction::ALL)]
}

fn check() -> impl Strategy<Value = Check> {
    (name(), name(), text()).prop_map(|(name, table, expression)| Check {
        name,
        table,
        expression,
        origin: Origin::default(),
    })
}

fn renaming() -> impl Strategy<Value = Renaming> {
    (name(), name(), name(), name(), name()).prop_map(|(source_version, source_table, source_field, table, field)| {
        Renaming { source_version, source_table, source_field, table, field, origin: Origin::default() }
    })
}

/// Any model whose name and version can be used: tables twice, keys on nothing, odd letters everywhere.
pub(super) fn model() -> impl Strategy<Value = Model> {
    let about = (identity(), identity(), text(), text(), text(), text(), text());
    let lists = (vec(key(), 0..4), vec(key(), 0..4), vec(not_null(), 0..5), vec(reference(), 0..5), vec(index(), 0..4));
    let checks = prop_oneof![3 => Just(Vec::new()), 1 => vec(check(), 0..3)];
    let areas = btree_map(name(), vec(name(), 0..3), 0..3);
    (about, vec(table(), 0..4), lists, checks, vec(renaming(), 0..4), areas).prop_map(
        |((name, version, label, description, url, level, serial), tables, lists, checks, renamings, areas)| {
            let (primary_keys, uniques, not_nulls, references, indexes) = lists;
            Model {
                name,
                version: Version::from(version.as_str()),
                label,
                description,
                url,
                release: Release { level, serial },
                tables,
                primary_keys,
                uniques,
                not_nulls,
                references,
                checks,
                indexes,
                renamings,
                areas: areas.into_iter().map(|(title, tables)| Area { title, tables, ..Area::default() }).collect(),
            }
        },
    )
}
