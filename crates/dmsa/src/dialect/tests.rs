use super::*;
use crate::model::{FieldType, TypeKind};
use hashbrown::HashSet;

#[test]
fn every_dialect_is_registered_once_and_described() {
    let names: HashSet<_> = DIALECTS.iter().map(|dialect| dialect.name()).collect();
    assert_eq!(names.len(), DIALECTS.len());
    for dialect in DIALECTS {
        let name = dialect.name();
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase()), "{name}");
        assert!(!dialect.label().is_empty() && !dialect.client().is_empty(), "{name}");
        assert!(find(name).is_some_and(|found| found.name() == name));
        for other in dialect.also_known_as() {
            assert!(other.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()), "{other}");
            assert!(!names.contains(other), "{other} is a dialect");
            assert_eq!(DIALECTS.iter().filter(|dialect| dialect.also_known_as().contains(other)).count(), 1, "{other}");
        }
    }
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/dialect")).unwrap();
    let others = [
        "mod",
        "alter",
        "ansi",
        "capabilities",
        "hooks",
        "literal",
        "load",
        "parts",
        "reserved",
        "sizes",
        "tests",
        "text",
        "toy",
    ];
    let stems: HashSet<String> = files
        .map(|file| file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .filter(|stem| !others.contains(&stem.as_str()))
        .collect();
    assert_eq!(stems, names.iter().map(|name| (*name).to_owned()).collect(), "one file a dialect, all registered");
}

#[test]
fn reserved_words_can_be_searched() {
    for dialect in DIALECTS {
        let reserved = dialect.reserved_words();
        let words = reserved.words();
        assert!(words.len() > 50, "{}", dialect.name());
        assert!(words.is_sorted_by(|a, b| a < b), "{}", dialect.name());
        assert!(words.iter().all(|word| *word == word.to_ascii_lowercase()), "{}", dialect.name());
        assert!(reserved.contains("SELECT") && !reserved.contains("person"));
    }
}

#[test]
fn only_what_must_be_is_quoted() {
    let quoted = |name| USUAL.iter().map(|dialect| dialect.quote(name).into_owned()).collect::<Vec<_>>();
    assert_eq!(quoted("person_id"), ["person_id"; 5]);
    assert_eq!(quoted("Person"), ["\"Person\"", "`Person`", "\"Person\"", "[Person]", "\"Person\""]);
    assert_eq!(quoted("offset"), ["\"offset\"", "`offset`", "offset", "offset", "\"offset\""]);
    assert_eq!(quoted("_id"), ["_id", "_id", "\"_id\"", "_id", "_id"]);
    assert_eq!(quoted("1st"), ["\"1st\"", "`1st`", "\"1st\"", "[1st]", "\"1st\""]);
    assert_eq!(quoted("a\"`]"), ["\"a\"\"`]\"", "`a\"``]`", "\"a\"\"`]\"", "[a\"`]]]", "\"a\"\"`]\""]);
    assert_eq!(quoted(""), ["\"\"", "``", "\"\"", "[]", "\"\""]);
}

#[test]
fn every_known_type_has_sql_and_no_other() {
    for dialect in DIALECTS {
        for kind in TypeKind::ALL {
            assert!(dialect.data_type(&kind.clone().into()).is_some(), "{} {}", dialect.name(), kind.name());
        }
        assert_eq!(dialect.data_type(&TypeKind::Unknown("geometry".into()).into()), None);
    }
}

fn sized(kind: TypeKind, length: u32, precision: u32, scale: u32) -> FieldType {
    FieldType { kind, length: Some(length), precision: Some(precision), scale: Some(scale) }
}

fn sql(dialect: &str, data_type: &FieldType) -> String {
    find(dialect).unwrap().data_type(data_type).unwrap().sql.into_owned()
}

#[test]
fn numbers_are_sized_by_what_the_definition_says() {
    let number = |precision, scale| FieldType { kind: TypeKind::Number, length: None, precision, scale };
    for (precision, scale, expected) in [
        (None, None, "NUMERIC(20, 5)"),
        (Some(10), Some(2), "NUMERIC(10, 2)"),
        (Some(2), None, "NUMERIC(2, 0)"),
        (Some(5), None, "NUMERIC(5, 0)"),
        (Some(6), None, "NUMERIC(6, 5)"),
        (Some(4), Some(0), "NUMERIC(4, 0)"),
        (Some(0), None, "NUMERIC(20, 5)"),
        (None, Some(0), "NUMERIC(20, 0)"),
    ] {
        assert_eq!(sql("postgresql", &number(precision, scale)), expected, "{precision:?} {scale:?}");
    }
    assert_eq!(sql("mssql", &number(Some(50), Some(2))), "NUMERIC(38, 2)");
    assert_eq!(sql("mysql", &number(Some(70), Some(40))), "NUMERIC(65, 30)");
    assert!(find("mssql").unwrap().data_type(&number(Some(50), None)).unwrap().loss.is_some());
    assert!(find("mysql").unwrap().data_type(&number(Some(3), Some(9))).unwrap().loss.is_some());
}

#[test]
fn strings_beyond_the_limit_become_large() {
    let long = sized(TypeKind::String, 20_000, 0, 0);
    assert_eq!(sql("postgresql", &long), "VARCHAR(20000)");
    assert_eq!(sql("mysql", &long), "MEDIUMTEXT");
    assert_eq!(sql("oracle", &long), "CLOB");
    assert_eq!(sql("mssql", &long), "VARCHAR(max)");
    assert_eq!(sql("sqlite", &long), "VARCHAR(20000)");
}

#[test]
fn wide_rows_give_way_where_they_are_widest() {
    let mysql = find("mysql").unwrap();
    let (narrow, wide) = (sized(TypeKind::String, 100, 0, 0), sized(TypeKind::String, 16_000, 0, 0));
    assert_eq!(mysql.too_wide(&[&narrow, &wide, &narrow, &wide], &[false; 4]).len(), 1);
    assert_eq!(mysql.too_wide(&[&wide, &wide], &[true, false]), [1]);
    assert!(mysql.too_wide(&[&narrow; 100], &[false; 100]).is_empty());
    // MariaDB 10.11 takes 40 strings of 50 characters, 32 of 63, 253 of 64 and 63 of 256, and not one more.
    for (length, most) in [(50, 40), (63, 32), (64, 253), (256, 63)] {
        let field = sized(TypeKind::String, length, 0, 0);
        assert!(mysql.too_wide(&vec![&field; most], &[]).is_empty(), "{most} of {length}");
        assert!(!mysql.too_wide(&vec![&field; most + 1], &[]).is_empty(), "{} of {length}", most + 1);
    }
}

#[test]
fn long_keys_get_prefixes_that_fit() {
    let mysql = find("mysql").unwrap();
    let key = |types: &[FieldType]| {
        let fields: Vec<_> =
            types.iter().map(|data_type| KeyField { name: "a", data_type, descending: false }).collect();
        mysql.key_fields(&fields).unwrap().sql
    };
    let string = |length| sized(TypeKind::String, length, 0, 0);
    assert_eq!(key(&[string(256), string(256), string(256)]), "a, a, a");
    assert_eq!(key(&[string(256), string(256), string(256), string(10)]), "a(252), a(252), a(252), a");
    assert_eq!(key(&[string(1000)]), "a(768)");
    assert_eq!(key(&[TypeKind::Text.into(), TypeKind::Integer.into()]), "a(767), a");
    assert_eq!(key(&[TypeKind::Blob.into()]), "a(3072)");
}

/// A hook of the parent that calls another hook reaches the kin's.
#[test]
fn a_kin_is_asked_by_its_parent() {
    static KIN: Definition = Definition {
        name: "kin",
        string: |_, text| format!("<{text}>"),
        data_type: |_, _| Some("KIN".into()),
        ..super::postgresql::POSTGRESQL
    };
    let text = TypeKind::Text.into();
    assert_eq!(KIN.literal(&Literal::Text("x".into()), &text), "<x>");
    let name = Name { qualified: "t".into(), ..Name::default() };
    assert_eq!(KIN.comment_on(&name, None, None, "x").unwrap().text, "COMMENT ON TABLE t IS <x>");
    let mysql = Definition { data_type: KIN.data_type, ..super::mysql::MYSQL };
    assert!(mysql.can_refer(&TypeKind::Date.into(), &TypeKind::Integer.into()), "both are KIN");
}

#[test]
fn kin_are_small() {
    assert!(include_str!("mariadb.rs").lines().count() < 80);
}

#[test]
fn each_group_stands_together() {
    let groups: Vec<Group> = groups().map(|(group, _)| group).collect();
    assert_eq!(groups, [Group::Database, Group::Warehouse, Group::Lakehouse]);
}
