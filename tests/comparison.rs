//! The comparison of databases with definitions sees what it is there to see: each of these faults, made by hand.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

use dmsa::ddl::{Operation, Options};
use dmsa::model::{Field, FieldType, Index, IndexField, Key, KeyField, Model, NotNull, Reference, Table, TypeKind};
use dmsa_proof::engine::{Engine, Run, mariadb, postgresql, sqlite};
use dmsa_proof::scenario::Trial;

fn field(name: &str, kind: TypeKind, default: &str) -> Field {
    let data_type = FieldType { length: (kind == TypeKind::String).then_some(20), ..kind.into() };
    Field { name: name.into(), data_type, default: default.into(), ..Field::default() }
}

fn key(name: &str, table: &str, field: &str) -> Key {
    let fields = vec![KeyField { name: field.into(), ..KeyField::default() }];
    Key { name: name.into(), table: table.into(), fields, ..Key::default() }
}

/// Two tables with one of everything.
fn model() -> Model {
    let city = vec![field("city_id", TypeKind::Integer, ""), field("name", TypeKind::String, "here")];
    let person = vec![
        field("born", TypeKind::Date, "31-Dec-1999"),
        field("city_id", TypeKind::Integer, "7"),
        field("person_id", TypeKind::String, ""),
    ];
    let table = |name: &str, fields| Table { name: name.into(), fields, ..Table::default() };
    let index_field = |name: &str, descending| IndexField { name: name.into(), descending, ..IndexField::default() };
    Model {
        name: "small".into(),
        version: "1".into(),
        tables: vec![table("city", city), table("person", person)],
        primary_keys: vec![key("pk_city", "city", "city_id"), key("pk_person", "person", "person_id")],
        uniques: vec![key("uq_name", "city", "name")],
        not_nulls: vec![NotNull { table: "person".into(), field: "born".into(), ..NotNull::default() }],
        references: vec![Reference::single("fk_city", ("person", "city_id"), ("city", "city_id"))],
        indexes: vec![Index {
            name: "ix_born".into(),
            table: "person".into(),
            unique: false,
            fields: vec![index_field("born", true), index_field("person_id", false)],
            ..Index::default()
        }],
        ..Model::default()
    }
}

/// Makes the database of [`model`] anew for each of these statements, and wants the comparison to say these words.
fn sees(engine: Option<&'static dyn Engine>, faults: &[(&str, &str)]) {
    let Some(engine) = engine else { return };
    let (model, options) = (model(), Options::default());
    for (fault, words) in [("", "")].iter().chain(faults) {
        let trial = Trial::new(engine, &model, &options).expect("the model can be planned");
        trial.run(&[(Operation::Ddl, "all")], Run::Plain).expect("the script runs");
        trial.database().run(fault, Run::Plain).expect("the fault can be made");
        match trial.compare() {
            Ok(()) => assert_eq!(*fault, "", "nothing is seen of {fault}"),
            Err(seen) => assert!(!fault.is_empty() && seen.contains(words), "{fault}: {seen}"),
        }
    }
}

#[test]
fn faults_are_seen_on_postgresql() {
    sees(
        postgresql(),
        &[
            ("DROP TABLE person;", "person: the table is missing"),
            ("CREATE TABLE other (a INTEGER);", "other: the definition has no such thing"),
            ("CREATE VIEW other AS SELECT 1;", "other: the definition has no such thing"),
            ("CREATE SEQUENCE other;", "other: the definition has no such thing"),
            ("ALTER TABLE person ADD COLUMN other INTEGER;", "no such field: other"),
            ("ALTER TABLE person DROP COLUMN born;", "field born is missing"),
            ("ALTER TABLE person ALTER COLUMN person_id TYPE VARCHAR(21);", "varying(21) and not"),
            ("ALTER TABLE person ALTER COLUMN born DROP NOT NULL;", "it is false that it must have a value"),
            ("ALTER TABLE person ALTER COLUMN city_id SET NOT NULL;", "it is true that it must have a value"),
            ("ALTER TABLE person ALTER COLUMN born SET DEFAULT '2000-01-01';", "is 2000-01-01 and not 1999-12-31"),
            ("ALTER TABLE person ALTER COLUMN born DROP DEFAULT;", "has the default None"),
            ("ALTER TABLE person ALTER COLUMN person_id SET DEFAULT 'x';", "has the default Some"),
            ("ALTER TABLE city ALTER COLUMN city_id DROP DEFAULT;", "it is false that its values are made up"),
            ("ALTER TABLE person DROP CONSTRAINT pk_person;", "primary key pk_person is missing"),
            ("ALTER TABLE person RENAME CONSTRAINT pk_person TO pk;", "is named pk"),
            ("ALTER TABLE city DROP CONSTRAINT uq_name;", "unique constraint uq_name is missing"),
            ("ALTER TABLE person ADD CONSTRAINT other UNIQUE (born);", "no such unique constraint"),
            ("ALTER TABLE person ADD CHECK (born IS NOT NULL);", "constraint person_born_check: the definition"),
            ("ALTER TABLE person DROP CONSTRAINT fk_city;", "reference fk_city is missing"),
            (
                "ALTER TABLE person ADD CONSTRAINT again FOREIGN KEY (city_id) REFERENCES city (city_id);",
                "no such reference",
            ),
            ("DROP INDEX ix_born;", "index ix_born is missing"),
            ("DROP INDEX ix_born; CREATE INDEX ix_born ON person (born, person_id);", "index ix_born is missing"),
            ("DROP INDEX ix_born; CREATE INDEX ix_born ON person (person_id, born DESC);", "ix_born is missing"),
            ("DROP INDEX ix_born; CREATE UNIQUE INDEX ix_born ON person (born DESC, person_id);", "is missing"),
            ("CREATE INDEX other ON person (born);", "no such index"),
        ],
    );
}

#[test]
fn faults_are_seen_on_mariadb() {
    sees(
        mariadb(),
        &[
            ("CREATE TABLE other (a INTEGER);", "other: the definition has no such thing"),
            ("ALTER TABLE person MODIFY born DATETIME NOT NULL DEFAULT '1999-12-31';", "is datetime and not date"),
            ("ALTER TABLE person MODIFY born DATE DEFAULT '1999-12-31';", "it is false that it must have a value"),
            ("ALTER TABLE person DROP PRIMARY KEY;", "primary key pk_person is missing"),
            ("ALTER TABLE city DROP INDEX uq_name;", "unique constraint uq_name is missing"),
            ("ALTER TABLE person DROP FOREIGN KEY fk_city;", "reference fk_city is missing"),
            ("ALTER TABLE person DROP INDEX ix_born;", "index ix_born is missing"),
            (
                "ALTER TABLE person DROP INDEX ix_born, ADD INDEX ix_born (born DESC, person_id(3));",
                "covers only the beginnings",
            ),
            ("CREATE INDEX other ON person (born);", "no such index"),
        ],
    );
}

#[test]
fn faults_are_seen_on_sqlite() {
    sees(
        sqlite(),
        &[
            ("CREATE TABLE other (a INTEGER);", "other: the definition has no such thing"),
            ("CREATE VIEW other AS SELECT 1;", "other: the definition has no such thing"),
            ("DROP TABLE person;", "person: the table is missing"),
            (
                "PRAGMA foreign_keys = OFF; DROP TABLE city; CREATE TABLE city (city_id INTEGER NOT NULL PRIMARY KEY, \
                 name VARCHAR(20) DEFAULT 'here');",
                "unique constraint uq_name is missing",
            ),
            ("DROP INDEX ix_born; CREATE INDEX ix_born ON person (born, person_id);", "index ix_born is missing"),
            ("CREATE INDEX other ON person (born);", "no such index"),
        ],
    );
}
