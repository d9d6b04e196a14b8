//! Each correction explains what it is there for and nothing else.

use super::context::Context;
use super::corrections::CORRECTIONS;
use super::{Names, explain, script};
use dmsa::ddl::{Elements, Operation, Options, Scripts};
use dmsa::model::{Field, FieldType, Index, IndexField, Key, KeyField, Model, Reference, Table, TypeKind};
use std::collections::BTreeSet;

const LONG: &str = "uq_of_a_name_that_is_longer_than_the_sixty_three_bytes_of_postgresql";

fn field(name: &str, kind: TypeKind, size: u32, default: &str) -> Field {
    let length = (kind == TypeKind::String).then_some(size);
    let precision = (kind == TypeKind::Number).then_some(size);
    let data_type = FieldType { kind, length, precision, scale: None };
    Field { name: name.into(), data_type, default: default.into(), ..Field::default() }
}

fn key(name: &str, table: &str, field: &str) -> Key {
    let fields = vec![KeyField { name: field.into(), ..KeyField::default() }];
    Key { name: name.into(), table: table.into(), fields, ..Key::default() }
}

fn index(name: &str, field: &str, unique: bool, descending: bool) -> Index {
    let fields = vec![IndexField { name: field.into(), descending, ..IndexField::default() }];
    Index { name: name.into(), table: "person".into(), unique, fields, ..Index::default() }
}

const RECORD: &str = "INSERT INTO version_history (operation, model, model_version, dms_version, dmsa_version) \
                      VALUES ('create indexes', 'm', '1', 'a', 'b');\n\n";
const FIRST: &str = "CREATE INDEX ix_site ON person (site);\n\n";
const SECOND: &str = "CREATE INDEX ix_wide ON person (wide);\n\n";

/// A table with something for every correction.
fn model() -> Model {
    let person = vec![
        field("at", TypeKind::Time, 0, ""),
        field("born", TypeKind::Date, 0, "31-Dec-2099"),
        field("day", TypeKind::Number, 2, ""),
        field("offset", TypeKind::Integer, 0, ""),
        field("person_id", TypeKind::Integer, 0, ""),
        field("site", TypeKind::String, 20, ""),
        field("wide", TypeKind::String, 1000, ""),
    ];
    Model {
        name: "m".into(),
        version: "1".into(),
        tables: vec![Table { name: "person".into(), fields: person, ..Table::default() }],
        primary_keys: vec![key("pk_person", "person", "person_id")],
        uniques: vec![key("uq_site", "person", "site"), key(LONG, "person", "day")],
        references: vec![Reference::single("fk_offset", ("person", "offset"), ("person", "person_id"))],
        indexes: vec![
            index("ix_day", "day", true, false),
            index("ix_down", "born", false, true),
            index("ix_gone", "gone", false, false),
            index("ix_site", "site", false, false),
            index("ix_wide", "wide", false, false),
        ],
        ..Model::default()
    }
}

/// The corrections that explain the difference of these scripts; none if something is left unexplained.
fn causes(dialect: &str, operation: Operation, old: &str, new: &str) -> Vec<&'static str> {
    let (model, options) = (model(), Options::default());
    let dialect = dmsa::dialect::find(dialect).expect("a dialect");
    let scripts = Scripts::new(&model, dialect, &options).expect("the model can be planned");
    let create = scripts.script(Operation::Ddl, Elements::ALL).expect("a script").into_text();
    let context = Context {
        model: &model,
        dialect,
        operation,
        notes: scripts.diagnostics(),
        create: &script::parse_new(&create, scripts.diagnostics()),
        lost: &BTreeSet::from(["person.day".to_owned()]),
        old: &script::parse(old),
        new: &script::parse_new(new, scripts.diagnostics()),
    };
    explain::explain(&context).map(|counts| counts.into_keys().collect()).unwrap_or_default()
}

/// What PostgreSQL makes of the long name.
fn cut_name() -> String {
    let (model, options) = (model(), Options::default());
    let dialect = dmsa::dialect::find("postgresql").expect("a dialect");
    let scripts = Scripts::new(&model, dialect, &options).expect("the model can be planned");
    let text = scripts.script(Operation::Ddl, Elements::ALL).expect("a script").into_text();
    let start = text.find(&format!("ADD CONSTRAINT {}", &LONG[..40])).expect("the name");
    text[start..].split(' ').nth(2).expect("the name").to_owned()
}

struct Case {
    /// The number of the correction.
    number: usize,
    dialect: &'static str,
    operation: Operation,
    old: String,
    new: String,
    /// What the new script might say instead, wrongly.
    tampered: Vec<String>,
}

fn case(number: usize, dialect: &'static str, old: &str, new: &str, tampered: &[&str]) -> Case {
    let tampered = tampered.iter().map(|text| (*text).to_owned()).collect();
    Case { number, dialect, operation: Operation::Ddl, old: old.to_owned(), new: new.to_owned(), tampered }
}

/// Items of a table.
fn person(items: &[&str]) -> String {
    format!("CREATE TABLE person (\n\t{}\n);\n\n", items.join(",\n\t"))
}

fn column(number: usize, dialect: &'static str, old: &str, new: &str, tampered: &[&str]) -> Case {
    let tampered: Vec<String> = tampered.iter().map(|item| person(&[item])).collect();
    let texts: Vec<&str> = tampered.iter().map(String::as_str).collect();
    case(number, dialect, &person(&[old]), &person(&[new]), &texts)
}

fn row(operation: &str, version: &str) -> String {
    format!(
        "INSERT INTO version_history (operation, model, model_version, dms_version, dmsa_version) VALUES \
         ('{operation}', 'm', '1', 'r', '{version}');\n"
    )
}

fn cases() -> Vec<Case> {
    let id = "person_id INTEGER";
    let unique = "CONSTRAINT uq_site UNIQUE (site) DEFERRABLE INITIALLY DEFERRED";
    let other_unique = "CONSTRAINT uq_site UNIQUE (person_id) DEFERRABLE INITIALLY DEFERRED";
    let cut = cut_name();
    let of =
        |name: &str| format!("ALTER TABLE person ADD CONSTRAINT {name} UNIQUE (day) DEFERRABLE INITIALLY DEFERRED;\n");
    let (drop_index, drop_key) = ("DROP INDEX ix_day ON person;\n", "ALTER TABLE person DROP FOREIGN KEY fk_offset;\n");
    let gone = "-- Left out: index ix_gone of table person: there is no field gone\n\n";
    let version = env!("CARGO_PKG_VERSION");
    vec![
        case(
            1,
            "postgresql",
            &row("drop tables", "0.7.1"),
            &row("drop tables", version),
            &[&row("drop tables", "9"), ""],
        ),
        case(1, "postgresql", &row("drop tables", "0.7.1"), &row("drop tables", version), &[&row("drop all", version)]),
        case(
            2,
            "postgresql",
            &person(&[id, unique]),
            &person(&[id]),
            &[&person(&[unique]), &person(&[id, other_unique])],
        ),
        case(2, "postgresql", &person(&[unique, id]), &person(&[id]), &[""]),
        case(3, "sqlite", "ALTER TABLE person ADD CONSTRAINT uq_site UNIQUE (site);\n", "", &["DROP TABLE person;\n"]),
        Case {
            operation: Operation::Drop,
            ..case(
                4,
                "mysql",
                &format!("{drop_index}\n{drop_key}\nDROP TABLE a;\n\nDROP TABLE b;\n"),
                &format!("{drop_key}\n{drop_index}\nDROP TABLE a;\n\nDROP TABLE b;\n"),
                &[
                    &format!("{drop_index}\n{drop_key}\nDROP TABLE b;\n\nDROP TABLE a;\n"),
                    &format!("{drop_key}\nDROP TABLE a;\n\nDROP TABLE b;\n"),
                ],
            )
        },
        case(
            5,
            "postgresql",
            "CREATE INDEX ix_day ON person (day);\n\nCREATE INDEX ix_site ON person (site);\n",
            "CREATE UNIQUE INDEX ix_day ON person (day);\n\nCREATE INDEX ix_site ON person (site);\n",
            &[
                "CREATE INDEX ix_day ON person (day);\n\nCREATE UNIQUE INDEX ix_site ON person (site);\n",
                "CREATE UNIQUE INDEX ix_day ON person (site);\n\nCREATE INDEX ix_site ON person (site);\n",
            ],
        ),
        column(6, "mysql", "day NUMERIC(2, 5)", "day NUMERIC(2, 0)", &["day NUMERIC(2, 1)", "day NUMERIC(3, 0)"]),
        column(
            7,
            "mssql",
            "born DATE DEFAULT '31-Dec-2099'",
            "born DATE DEFAULT '2099-12-31'",
            &["born DATE DEFAULT '2099-12-30'", "born DATE", "born DATETIME DEFAULT '2099-12-31'"],
        ),
        column(
            7,
            "oracle",
            "born DATE DEFAULT '31-Dec-2099'",
            "born DATE DEFAULT DATE '2099-12-31'",
            &["born DATE DEFAULT '2099-12-31'"],
        ),
        column(8, "mysql", "offset INTEGER", "`offset` INTEGER", &["`offsets` INTEGER", "`offset` BIGINT"]),
        column(8, "postgresql", "offset INTEGER", "\"offset\" INTEGER", &["[offset] INTEGER"]),
        column(9, "oracle", "at TIME", "at DATE", &["at TIMESTAMP", "\"at\" TIMESTAMP"]),
        case(
            10,
            "mysql",
            "CREATE INDEX ix_wide ON person (wide);\n",
            "-- Changed: index ix_wide of table person: it covers wide(768), the beginnings of long values\n\
             CREATE INDEX ix_wide ON person (wide(768));\n",
            &["-- Changed: index ix_wide: whatever\nCREATE INDEX ix_wide ON person (wide(768));\n"],
        ),
        case(
            10,
            "mysql",
            "CREATE INDEX ix_wide ON person (wide);\n",
            "CREATE INDEX ix_wide ON person (wide(768));\n",
            &["CREATE INDEX ix_wide ON person (wide, day);\n", "CREATE UNIQUE INDEX ix_wide ON person (wide(768));\n"],
        ),
        Case {
            operation: Operation::Logging,
            ..case(
                11,
                "oracle",
                "ALTER INDEX person LOGGING;\n",
                "ALTER INDEX ix_down LOGGING;\n",
                &[
                    "ALTER INDEX ix_other LOGGING;\n",
                    "ALTER INDEX ix_down NOLOGGING;\n",
                    "ALTER INDEX ix_site LOGGING;\n",
                ],
            )
        },
        case(
            12,
            "postgresql",
            &of(LONG),
            &of(&cut),
            &[&of("uq_other_00000000"), &of(&LONG[..60]), &of(&format!("{cut}0"))],
        ),
        case(
            13,
            "postgresql",
            "CREATE INDEX ix_gone ON person (gone);\n",
            gone,
            &["-- Left out: index ix_gone of table person: for no reason\n\n"],
        ),
        case(
            13,
            "postgresql",
            "CREATE INDEX ix_gone ON person (gone);\n\nCREATE INDEX ix_site ON person (site);\n",
            "CREATE INDEX ix_site ON person (site);\n",
            &["CREATE INDEX ix_gone ON person (gone);\n", ""],
        ),
        case(
            14,
            "postgresql",
            &person(&[id]),
            &person(&["day NUMERIC(2, 0)", id]),
            &[&person(&["site VARCHAR(20)", id]), &person(&["day NUMERIC(2, 0)"])],
        ),
        case(
            15,
            "postgresql",
            "CREATE INDEX ix_down ON person (born);\n",
            "CREATE INDEX ix_down ON person (born DESC);\n",
            &["CREATE INDEX ix_down ON person (born ASC);\n", "CREATE INDEX ix_down ON person (day DESC);\n"],
        ),
        case(
            16,
            "postgresql",
            &format!("{RECORD}{FIRST}{SECOND}"),
            &format!("{FIRST}{SECOND}{RECORD}"),
            &[&format!("{SECOND}{FIRST}{RECORD}"), &format!("{FIRST}{RECORD}")],
        ),
        Case {
            operation: Operation::Delete,
            ..case(
                17,
                "postgresql",
                "DELETE FROM visit;\n\nDELETE FROM person;\n\nDELETE FROM care_site;\n",
                "DELETE FROM person;\n\nDELETE FROM visit;\n\nDELETE FROM care_site;\n",
                &["DELETE FROM person;\n\nDELETE FROM care_site;\n", "DELETE FROM person;\n\nDROP TABLE visit;\n"],
            )
        },
    ]
}

/// The number of a correction is its place in the list.
fn name(number: usize) -> &'static str {
    CORRECTIONS.map_names()[number - 1]
}

#[test]
fn every_correction_explains_its_own() {
    for case in cases() {
        let causes = causes(case.dialect, case.operation, &case.old, &case.new);
        assert_eq!(causes, [name(case.number)], "\n{}\n{}", case.old, case.new);
    }
    let mut tried: Vec<usize> = cases().iter().map(|case| case.number).collect();
    tried.dedup();
    assert_eq!(tried, (1..=CORRECTIONS.len()).collect::<Vec<_>>(), "a correction is not tried");
}

#[test]
fn no_correction_explains_a_tampered_line() {
    for case in cases() {
        for tampered in &case.tampered {
            let causes = causes(case.dialect, case.operation, &case.old, tampered);
            assert!(causes.is_empty(), "{causes:?} explain\n{}\n{tampered}", case.old);
        }
    }
}
