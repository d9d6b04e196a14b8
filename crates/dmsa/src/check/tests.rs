use super::*;
use crate::dialect::USUAL;
use crate::model::{
    Area, Field, FieldType, Index, IndexField, Key, KeyField, NotNull, Origin, Reference, Renaming, Table, TypeKind,
};
use std::collections::BTreeSet;
use std::fmt::Write;

/// A field as `name type length`, `name type precision scale` or `name type=default`.
fn field(text: &str) -> Field {
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

fn table(name: &str, fields: &[&str]) -> Table {
    Table { name: name.into(), fields: fields.iter().map(|text| field(text)).collect(), ..Table::default() }
}

fn key(name: &str, table: &str, fields: &[&str]) -> Key {
    let field = |name: &&str| KeyField { name: (*name).into(), origin: Origin::default() };
    Key { name: name.into(), table: table.into(), fields: fields.iter().map(field).collect(), ..Key::default() }
}

fn index(name: &str, table: &str, fields: &[&str]) -> Index {
    let field = |name: &&str| IndexField { name: (*name).into(), ..IndexField::default() };
    Index { name: name.into(), table: table.into(), fields: fields.iter().map(field).collect(), ..Index::default() }
}

/// A reference as `table.field -> table.field`.
fn reference(name: &str, ends: &str) -> Reference {
    let parts: Vec<String> = ends.split([' ', '-', '>', '.']).filter(|p| !p.is_empty()).map(str::to_owned).collect();
    let [table, field, ref_table, ref_field] = parts.try_into().unwrap();
    Reference::single(name, (&table, &field), (&ref_table, &ref_field))
}

fn not_null(table: &str, field: &str) -> NotNull {
    NotNull { table: table.into(), field: field.into(), origin: Origin::default() }
}

fn area(title: &str, tables: &[&str]) -> Area {
    let tables = tables.iter().map(|&table| table.to_owned()).collect();
    Area { title: title.into(), tables, ..Area::default() }
}

fn renaming(table: &str, field: &str) -> Renaming {
    Renaming { source_version: "v0".into(), table: table.into(), field: field.into(), ..Renaming::default() }
}

/// A definition in which nothing is wrong.
fn good() -> Model {
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

type Change = fn(&mut Model);

/// For every code a change of the good definition that it finds, and one near to it that it does not.
static CASES: &[(&Code, Change, Change)] = &[
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

fn wide_table(model: &mut Model, fields: usize) {
    let fields: Vec<String> = (0..fields).map(|number| format!("f{number} integer")).collect();
    model.tables.push(table("wide", &fields.iter().map(String::as_str).collect::<Vec<_>>()));
    model.primary_keys.push(key("xpk_wide", "wide", &["f0"]));
}

fn wide_index(model: &mut Model, fields: usize) {
    let names: Vec<String> = (0..fields).map(|number| format!("f{number}")).collect();
    model.tables[0].fields.extend(names.iter().map(|name| field(&format!("{name} integer"))));
    model.indexes.push(index("idx_wide", "person", &names.iter().map(String::as_str).collect::<Vec<_>>()));
}

fn changed(change: Change) -> Vec<Diagnostic> {
    let mut changed = good();
    change(&mut changed);
    super::model(&changed, USUAL)
}

#[test]
fn a_good_definition_has_no_findings() {
    assert_eq!(super::model(&good(), USUAL), []);
    assert_eq!(super::model(&Model::default(), USUAL), []);
}

#[test]
fn every_code_is_found_and_not_found_nearby() {
    let mut told = String::new();
    for (code, bad, near) in CASES {
        let found: Vec<_> = changed(*bad).into_iter().filter(|found| found.code == *code).collect();
        assert!(!found.is_empty(), "{} is not found", code.name);
        for found in &found {
            assert_eq!(found.model.as_deref(), Some("mine 1.0.0"));
            let help = found.help.as_deref().unwrap_or_else(|| panic!("{} has no help", code.name));
            writeln!(told, "{}[{}]: {}\n    {help}", found.severity, code.name, found.message).unwrap();
        }
        let near = changed(*near);
        assert!(near.iter().all(|found| found.code != *code), "{} is found nearby: {near:#?}", code.name);
    }
    insta::assert_snapshot!(told);
}

/// Checks and scripts look names up by one rule.
#[test]
fn a_name_in_another_case_is_the_same_name() {
    let mut model = good();
    model.primary_keys[0].fields[0].name = "PERSON_ID".into();
    model.indexes[0].table = "Visit".into();
    assert_eq!(super::model(&model, USUAL), []);
}

/// Every code that a check can find has a case, and every code about the definition has a check.
#[test]
fn every_code_has_a_check_and_a_case() {
    let names = |codes: &mut dyn Iterator<Item = &'static Code>| codes.map(|code| code.name).collect::<BTreeSet<_>>();
    let cases = names(&mut CASES.iter().map(|(code, ..)| *code));
    let checked = names(&mut CHECKS.iter().flat_map(|check| check.finds.iter().copied()));
    assert_eq!(cases, checked);
    let defined = names(&mut codes::definition::DEFINITION.iter().copied());
    assert!(defined.is_subset(&checked), "{:?}", defined.difference(&checked));
}

#[test]
fn renamings_are_followed_to_the_version_they_start_from() {
    let mut later = good();
    later.version = "2.0.0".into();
    later.renamings = vec![renaming("visit", "visit_date"), renaming("visit", "visit_id"), renaming("visit", "")];
    later.renamings[0].source_version = "v1".into();
    later.renamings[0].source_table = "visit".into();
    later.renamings[0].source_field = "begin".into();
    later.renamings[1].source_version = "1".into();
    later.renamings[1].source_table = "VISIT".into();
    later.renamings[1].source_field = "Visit_Date".into();
    later.renamings[2].source_version = "1.0.0".into();
    later.renamings[2].source_table = "encounter".into();
    let both = [good(), later];
    let found = models(&both, USUAL);
    let told: Vec<_> = found.iter().map(|found| (found.code.name, found.model.as_deref().unwrap())).collect();
    assert_eq!(told, [("dangling-renaming", "mine 2.0.0"); 2]);
    assert!(found[0].message.contains("`visit.begin`") && found[1].message.contains("table `encounter`"));
}

#[test]
fn of_several_of_one_name_all_but_the_first_are_told() {
    let mut model = good();
    model.indexes.extend(["person", "person"].map(|table| index("idx_visit_person", table, &["weight"])));
    let found: Vec<_> =
        super::model(&model, USUAL).into_iter().filter(|found| found.code == &codes::DUPLICATE_NAME).collect();
    let tables: Vec<_> = found.iter().filter_map(|found| found.table.as_deref()).collect();
    assert_eq!(tables, ["person", "visit"], "in the order of tables, whatever that of the definition");
}

/// What is advised about the first finding of this code in a model with such a field.
fn advice(code: &'static Code, field: &str) -> String {
    let mut changed = good();
    changed.tables.push(table("place", &["place_id integer", field]));
    let found = super::model(&changed, USUAL).into_iter().find(|found| found.code == code);
    found.and_then(|found| found.help).unwrap_or_else(|| panic!("`{field}` has no {}", code.name))
}

#[test]
fn capital_letters_are_told_once() {
    let quoted = |names: &[&str]| {
        let mut changed = good();
        let fields: Vec<String> = names.iter().map(|name| format!("{name} integer")).collect();
        changed.tables.push(table("place", &fields.iter().map(String::as_str).collect::<Vec<_>>()));
        let found = super::model(&changed, USUAL).into_iter().filter(|found| found.code == &codes::QUOTED_NAME);
        found.map(|found| found.message).collect::<Vec<_>>()
    };
    let found = quoted(&["PLACE_ID", "NAME2", "CITY", "DATE"]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("4 names, such as `PLACE_ID`, have capital letters, which"), "{found:?}");
    assert!(found[0].contains("PostgreSQL") && !found[0].contains("Oracle"), "{found:?}");
    assert!(!found[0].contains("MySQL") && !found[0].contains("SQLite"), "{found:?}");
    // What is in mixed case is not what Oracle makes of it without quotes.
    assert!(quoted(&["PlaceId"])[0].contains("Oracle"), "{found:?}");
    assert_eq!(quoted(&["City", "the-city"]).len(), 2);
    assert_eq!(quoted(&["place_id", "date"]), [""; 0]);
}

#[test]
fn types_of_databases_are_translated() {
    let advice = |kind: &str| advice(&codes::UNKNOWN_TYPE, &format!("x {kind}"));
    assert_eq!(advice("varchar(50)"), "did you mean `string`, length 50?");
    assert_eq!(advice("NUMERIC(10,2)"), "did you mean `number`, precision 10, scale 2?");
    assert_eq!(advice("INT"), "did you mean `integer`?");
    assert_eq!(advice("strng"), "did you mean `string`?");
}

#[test]
fn functions_for_the_present_are_translated() {
    let advice = |field: &str| advice(&codes::INVALID_DEFAULT, field);
    for default in ["now()", "getdate()", "SYSDATE", "(sysdatetime())", "clock_timestamp()"] {
        assert_eq!(advice(&format!("x datetime={default}")), "the present is `CURRENT_TIMESTAMP`", "{default}");
        assert!(advice(&format!("x date={default}")).starts_with("today is `CURRENT_DATE`"), "{default}");
    }
    for plain in ["x date=12/31/2099", "x date=73050", "x integer=many", "x datetime=2000-02-29 24:00"] {
        assert!(advice(plain).starts_with("write the plain value"), "{plain}");
    }
}

#[test]
fn what_follows_from_a_file_is_told_once() {
    let at = |code, field: &str| Diagnostic::new(code, &Origin::default(), "x").table("person").field(field);
    let of_files = vec![at(&codes::MISSING_SCHEMA_ROW, "a")];
    let of_definitions = vec![at(&codes::MISSING_TYPE, "a"), at(&codes::MISSING_TYPE, "b")];
    let told: Vec<_> =
        join(of_files, of_definitions).iter().map(|found| (found.code.name, found.field.clone().unwrap())).collect();
    assert_eq!(told, [("missing-schema-row", "a".to_owned()), ("missing-type", "b".to_owned())]);
}

/// A database that has no indexes, or no lengths, finds no fault with any; one that reserves a word says so only if it is
/// asked.
#[test]
fn only_the_databases_that_are_asked_are_heard() {
    let asked = |names: &[&str], model: &Model| {
        let dialects: Vec<&'static dyn Dialect> =
            names.iter().map(|name| crate::dialect::find(name).expect("a dialect")).collect();
        super::model(model, &dialects).into_iter().map(|found| (found.code.name, found.message)).collect::<Vec<_>>()
    };
    let with = |change: fn(&mut Model)| {
        let mut changed = good();
        change(&mut changed);
        changed
    };
    let reserved = with(|model| model.tables[0].fields[0].name = "qualify".to_owned());
    let about = |names: &[&str]| asked(names, &reserved).into_iter().find(|(code, _)| *code == "reserved-word");
    assert_eq!(about(&["postgresql", "oracle"]), None);
    let (_, message) = about(&["snowflake", "postgresql"]).expect("a finding");
    assert!(message.starts_with("Snowflake reserves the word `qualify`"), "{message}");
    let (_, message) = about(&["snowflake", "bigquery"]).expect("a finding");
    assert!(message.starts_with("every database reserves"), "{message}");
    let indexed = with(|model| {
        model.tables[0].fields[0].data_type = TypeKind::Clob.into();
        let (table, field) = (model.tables[0].name.clone(), model.tables[0].fields[0].name.clone());
        let fields = vec![IndexField { name: field, ..IndexField::default() }];
        model.indexes.push(Index { name: "ix_text".to_owned(), table, fields, ..Index::default() });
    });
    let refused = |names: &[&str]| {
        let found = asked(names, &indexed).into_iter();
        found.filter(|(code, message)| *code == "unindexable-field" && message.contains("ix_text")).count()
    };
    assert_eq!((refused(&["oracle"]), refused(&["snowflake", "bigquery", "databricks"])), (1, 0));
}
