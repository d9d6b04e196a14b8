//! A definition without findings, and for each code a change that causes it and one that does not.

use crate::check::codes;
use crate::diagnostic::Code;
use crate::model::{
    Area, Field, FieldType, Index, IndexField, Key, KeyField, Model, NotNull, Origin, Reference, Renaming, Table,
    TypeKind,
};

/// A field as `name type length`, `name type precision scale` or `name type=default`.
pub(super) fn field(text: &str) -> Field {
    let (text, default) = text.split_once('=').unwrap_or((text, ""));
    let words: Vec<&str> = text.split(' ').collect();
    let kind = TypeKind::parse(words.get(1).copied().unwrap_or(""));
    let sizes: Vec<u32> = words.iter().skip(2).map(|size| size.parse().unwrap()).collect();
    let mut data_type = FieldType::from(kind);
    match (&data_type.kind, sizes.as_slice()) {
        (TypeKind::String, [length]) => data_type.length = Some(*length),
        (_, [precision]) => data_type.precision = Some(*precision),
        (_, [precision, scale]) => (data_type.precision, data_type.scale) = (Some(*precision), Some(*scale)),
        _ => {}
    }
    Field { name: words[0].to_owned(), data_type, default: default.to_owned(), ..Field::default() }
}

pub(super) fn table(name: &str, fields: &[&str]) -> Table {
    Table { name: name.into(), fields: fields.iter().map(|text| field(text)).collect(), ..Table::default() }
}

pub(super) fn key(name: &str, table: &str, fields: &[&str]) -> Key {
    let field = |name: &&str| KeyField { name: (*name).into(), origin: Origin::default() };
    Key { name: name.into(), table: table.into(), fields: fields.iter().map(field).collect(), ..Key::default() }
}

pub(super) fn index(name: &str, table: &str, fields: &[&str]) -> Index {
    let field = |name: &&str| IndexField { name: (*name).into(), ..IndexField::default() };
    Index { name: name.into(), table: table.into(), fields: fields.iter().map(field).collect(), ..Index::default() }
}

/// A reference as `table.field -> table.field`.
pub(super) fn reference(name: &str, ends: &str) -> Reference {
    let parts: Vec<String> = ends.split([' ', '-', '>', '.']).filter(|p| !p.is_empty()).map(str::to_owned).collect();
    let [table, field, ref_table, ref_field] = parts.try_into().unwrap();
    Reference::single(name, (&table, &field), (&ref_table, &ref_field))
}

pub(super) fn not_null(table: &str, field: &str) -> NotNull {
    NotNull { table: table.into(), field: field.into(), origin: Origin::default() }
}

pub(super) fn area(title: &str, tables: &[&str]) -> Area {
    let tables = tables.iter().map(|&table| table.to_owned()).collect();
    Area { title: title.into(), tables, ..Area::default() }
}

pub(super) fn renaming(table: &str, field: &str) -> Renaming {
    Renaming { source_version: "v0".into(), table: table.into(), field: field.into(), ..Renaming::default() }
}

/// A definition in which nothing is wrong.
pub(super) fn good() -> Model {
    Model {
        name: "mine".into(),
        version: "1.0.0".into(),
        tables: vec![
            table("person", &["person_id integer", "name string 50", "weight number 5 2", "note text"]),
            table("visit", &["visit_id integer", "person_id integer", "visit_date date=1900-01-01"]),
        ],
        primary_keys: vec![key("xpk_person", "person", &["person_id"]), key("xpk_visit", "visit", &["visit_id"])],
        uniques: vec![key("uq_person", "person", &["name"])],
        not_nulls: vec![not_null("visit", "person_id")],
        references: vec![reference("fpk_visit_person", "visit.person_id -> person.person_id")],
        indexes: vec![index("idx_visit_person", "visit", &["person_id"])],
        renamings: vec![renaming("visit", "visit_date"), renaming("visit", "")],
        ..Model::default()
    }
}

pub(super) type Change = fn(&mut Model);

/// For every code a change of the good definition that it finds, and one near to it that it does not.
pub(super) static CASES: &[(&Code, Change, Change)] = &[
    (
        &codes::TABLE_WITHOUT_FIELDS,
        |m| m.tables.push(table("empty", &[])),
        |m| m.tables.push(table("narrow", &["a integer"])),
    ),
    (
        &codes::UNMATCHED_AREA,
        |m| m.areas.push(area("Stays", &["person", "visits"])),
        |m| m.areas.push(area("Stays", &["PERSON", "visit*"])),
    ),
    (
        &codes::DANGLING_RENAMING,
        |m| m.renamings.push(renaming("visit", "stop")),
        |m| m.renamings.push(renaming("visit", "visit_id")),
    ),
    (
        &codes::UNKNOWN_TYPE,
        |m| m.tables[0].fields.push(field("a integr")),
        |m| m.tables[0].fields.push(field("a INTEGER")),
    ),
    (&codes::MISSING_TYPE, |m| m.tables[0].fields.push(field("a")), |m| m.tables[0].fields.push(field("a blob"))),
    (
        &codes::IMPOSSIBLE_SIZE,
        |m| m.tables[0].fields.extend([field("a string 0"), field("b number 0"), field("c number 3 5")]),
        |m| m.tables[0].fields.extend([field("a string 1"), field("b number 1"), field("c number 5 5")]),
    ),
    (
        &codes::EXCESSIVE_SIZE,
        |m| m.tables[0].fields.push(field("a number 50 2")),
        |m| m.tables[0].fields.push(field("a number 38 30")),
    ),
    (
        &codes::IGNORED_SIZE,
        |m| {
            m.tables[0].fields.push(field("a date 8"));
            m.tables[0].fields[2].data_type.length = Some(7);
        },
        |m| m.tables[0].fields[2].data_type.scale = None,
    ),
    (
        &codes::INVALID_DEFAULT,
        |m| m.tables[0].fields.extend([field("a integer=none"), field("b string 3=long")]),
        |m| m.tables[0].fields.extend([field("a integer='1'"), field("b string 4=long"), field("c string=none")]),
    ),
    (
        &codes::DEFAULT_ON_KEY,
        |m| m.tables[0].fields[0].default = "0".into(),
        |m| {
            m.primary_keys[0].fields.push(KeyField { name: "note".into(), ..KeyField::default() });
            m.tables[0].fields[0].default = "0".into();
        },
    ),
    (
        &codes::DANGLING_CONSTRAINT,
        |m| {
            m.primary_keys.push(key("xpk_place", "place", &["place_id"]));
            m.uniques.push(key("uq_visit", "visit", &["visit_dates"]));
            m.not_nulls.push(not_null("persons", "name"));
        },
        |m| m.not_nulls.push(not_null("person", "name")),
    ),
    (
        &codes::DANGLING_INDEX,
        |m| m.indexes.push(index("idx_visit_stop", "visit", &["visit_date", "stop"])),
        |m| m.indexes.push(index("idx_visit_start", "visit", &["visit_date"])),
    ),
    (
        &codes::SEVERAL_PRIMARY_KEYS,
        |m| m.primary_keys.push(key("xpk_other", "person", &["name"])),
        |m| m.primary_keys[0] = key("xpk_person", "person", &["name", "person_id"]),
    ),
    (&codes::NO_PRIMARY_KEY, |m| m.tables.push(table("log", &["line string 80"])), |_| {}),
    (&codes::EMPTY_KEY, |m| m.indexes.push(index("idx_visit_nothing", "visit", &[])), |_| {}),
    (
        &codes::REPEATED_KEY_FIELD,
        |m| m.indexes.push(index("idx_visit_start", "visit", &["visit_date", "VISIT_DATE"])),
        |m| m.indexes.push(index("idx_visit_start", "visit", &["visit_date", "visit_id"])),
    ),
    (&codes::TOO_MANY_KEY_FIELDS, |m| wide_index(m, 17), |m| wide_index(m, 16)),
    (
        &codes::UNINDEXABLE_FIELD,
        |m| m.indexes.push(index("idx_person_note", "person", &["weight", "note"])),
        |m| m.indexes.push(index("idx_person_weight", "person", &["weight"])),
    ),
    (
        &codes::TOO_LONG_KEY,
        |m| {
            m.tables[0].fields.extend([field("one string 800"), field("two string 801")]);
            m.indexes.push(index("idx_long", "person", &["one", "two"]));
        },
        |m| {
            m.tables[0].fields.extend([field("one string 700"), field("two string 800")]);
            m.indexes.push(index("idx_long", "person", &["one", "two"]));
        },
    ),
    (&codes::TOO_MANY_FIELDS, |m| wide_table(m, 1001), |m| wide_table(m, 1000)),
    (
        &codes::SHORTENED_KEY,
        |m| m.tables[0].fields[1].data_type.length = Some(769),
        |m| m.tables[0].fields[1].data_type.length = Some(768),
    ),
    (
        &codes::REPEATED_CONSTRAINT,
        |m| {
            m.uniques.push(key("uq_again", "visit", &["visit_id"]));
            m.not_nulls.push(not_null("visit", "person_id"));
            m.references.push(reference("fpk_again", "visit.person_id -> person.person_id"));
        },
        |m| {
            m.uniques.push(key("uq_more", "visit", &["visit_id", "person_id"]));
            m.not_nulls.push(not_null("visit", "visit_id"));
            m.references.push(reference("fpk_self", "visit.person_id -> visit.visit_id"));
        },
    ),
    (
        &codes::DANGLING_REFERENCE,
        |m| {
            m.references.push(reference("fpk_visit_place", "visit.place_id -> places.place_id"));
            m.references.push(reference("fpk_visit_name", "visit.visit_id -> person.name_id"));
        },
        |m| m.references.push(reference("fpk_visit_self", "visit.visit_id -> visit.visit_id")),
    ),
    (
        &codes::MISMATCHED_REFERENCE,
        |m| {
            m.tables[1].fields[1].data_type = TypeKind::BigInteger.into();
            m.references.push(reference("fpk_visit_start", "visit.visit_date -> person.person_id"));
        },
        |m| {
            m.tables[1].fields[1].data_type = TypeKind::BigInteger.into();
            m.tables[0].fields[0].data_type = TypeKind::BigInteger.into();
        },
    ),
    (
        &codes::REFERENCE_TO_NONUNIQUE,
        |m| {
            m.primary_keys[0].fields.push(KeyField { name: "name".into(), ..KeyField::default() });
            m.tables.push(table("log", &["line integer"]));
            m.references.push(reference("fpk_log", "person.person_id -> log.line"));
        },
        |m| m.primary_keys[0].name = "other".into(),
    ),
    (
        &codes::FORGOTTEN_REFERENCE,
        |m| {
            m.tables[1].fields.extend([field("other_person_id integer"), field("nurse_person_id integer")]);
            m.references.push(reference("fpk_visit_other", "visit.other_person_id -> person.person_id"));
            m.indexes.push(index("idx_visit_other", "visit", &["other_person_id"]));
        },
        |m| m.tables[1].fields.extend([field("other_person_id integer"), field("person_id_text string 9")]),
    ),
    (
        &codes::UNSIZED_STRING,
        |m| m.tables[1].fields.extend([field("site string"), field("ward string 0")]),
        |m| m.tables[1].fields.extend([field("site string 256"), field("ward text")]),
    ),
    (
        &codes::FRACTIONAL_KEY,
        |m| {
            m.tables[1].fields[0].data_type = crate::model::FieldType { precision: Some(38), ..TypeKind::Number.into() }
        },
        |m| m.tables[1].fields.push(field("cost number")),
    ),
    (
        &codes::UNINDEXED_REFERENCE,
        |m| m.indexes.clear(),
        |m| m.indexes = vec![index("idx_visit_more", "visit", &["person_id", "visit_date"])],
    ),
    (
        &codes::REDUNDANT_INDEX,
        |m| {
            m.indexes.push(index("idx_person_id", "person", &["person_id"]));
            m.indexes.push(index("idx_visit_again", "visit", &["person_id"]));
        },
        |m| {
            m.indexes.push(index("idx_visit_down", "visit", &["person_id"]));
            m.indexes[1].fields[0].descending = true;
        },
    ),
    (
        &codes::COVERED_INDEX,
        |m| m.indexes.push(index("idx_visit_both", "visit", &["person_id", "visit_date"])),
        |m| m.indexes.push(index("idx_visit_both", "visit", &["visit_date", "person_id"])),
    ),
    (
        &codes::DUPLICATE_NAME,
        |m| {
            m.tables.push(table("Visit", &["visit_id integer", "Visit_ID integer"]));
            m.references.push(reference("xpk_person", "person.person_id -> visit.visit_id"));
            m.indexes.push(index("idx_visit_person", "person", &["weight"]));
        },
        |m| m.tables[1].fields.push(field("name string")),
    ),
    (
        &codes::UNUSABLE_NAME,
        |m| m.tables[0].fields.push(field(" integer")),
        |m| m.tables[0].fields.push(field("é integer")),
    ),
    (
        &codes::CONTROL_CHARACTER,
        |m| {
            m.tables[0].fields.extend([field("a\tb integer"), field("note text=x\0")]);
            m.tables[1].description = "\u{1b}[2J".into();
        },
        |m| m.tables[0].fields.push(field("note text=two\n\tlines")),
    ),
    (
        &codes::STRAY_CHARACTER,
        |m| m.tables[0].description = "\u{16}Somebody".into(),
        |m| m.tables[0].description = "Somebody\r\n\tor other".into(),
    ),
    (&codes::LONG_NAME, |m| m.indexes[0].name = "i".repeat(130), |m| m.indexes[0].name = "i".repeat(63)),
    (
        &codes::RESERVED_WORD,
        |m| {
            m.tables.push(table("order", &["offset integer"]));
            m.tables[0].fields.push(field("offset integer"));
        },
        |m| m.tables[0].fields.push(field("order_offset integer")),
    ),
    (
        &codes::QUOTED_NAME,
        |m| m.tables.push(table("Place", &["1st integer", "_id integer"])),
        |m| m.tables.push(table("place", &["place_id2 integer"])),
    ),
    (
        &codes::QUOTED_CELL,
        |m| m.tables.push(table("place", &["\"offset\" integer", "“site” integer", "[nr] integer"])),
        |m| m.tables.push(table("place", &["offset's integer"])),
    ),
    (
        &codes::UNNAMED_CONSTRAINT,
        |m| {
            m.uniques[0].name.clear();
            m.indexes.extend([index("", "visit", &["visit_date"]), index("", "visit", &["visit_date", "visit_id"])]);
        },
        |_| {},
    ),
];

pub(super) fn wide_table(model: &mut Model, fields: usize) {
    let fields: Vec<String> = (0..fields).map(|number| format!("f{number} integer")).collect();
    model.tables.push(table("wide", &fields.iter().map(String::as_str).collect::<Vec<_>>()));
    model.primary_keys.push(key("xpk_wide", "wide", &["f0"]));
}

pub(super) fn wide_index(model: &mut Model, fields: usize) {
    let names: Vec<String> = (0..fields).map(|number| format!("f{number}")).collect();
    model.tables[0].fields.extend(names.iter().map(|name| field(&format!("{name} integer"))));
    model.indexes.push(index("idx_wide", "person", &names.iter().map(String::as_str).collect::<Vec<_>>()));
}
