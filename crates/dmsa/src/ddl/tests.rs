use super::*;
use crate::dialect::{DIALECTS, find};
use crate::model::*;
use insta::assert_snapshot;

fn field(name: &str, data_type: impl Into<FieldType>) -> Field {
    Field { name: name.into(), data_type: data_type.into(), ..Field::default() }
}

fn with_default(field: Field, default: &str) -> Field {
    Field { default: default.into(), ..field }
}

fn table(name: &str, fields: Vec<Field>) -> Table {
    Table { name: name.into(), fields, ..Table::default() }
}

fn key(name: &str, table: &str, fields: &[&str]) -> Key {
    let fields = fields.iter().map(|name| KeyField { name: (*name).into(), ..KeyField::default() }).collect();
    Key { name: name.into(), table: table.into(), fields, ..Key::default() }
}

fn index(name: &str, table: &str, fields: &[&str]) -> Index {
    let fields = fields.iter().map(|name| IndexField { name: (*name).into(), ..IndexField::default() }).collect();
    Index { name: name.into(), table: table.into(), fields, ..Index::default() }
}

fn reference(name: &str, table: &str, field: &str, ref_table: &str, ref_field: &str) -> Reference {
    Reference::single(name, (table, field), (ref_table, ref_field))
}

fn string(length: u32) -> FieldType {
    FieldType { length: Some(length), ..TypeKind::String.into() }
}

/// Two tables that refer to each other, with a bit of everything.
pub(super) fn clinic() -> Model {
    let mut person = table(
        "person",
        vec![
            field("person_id", TypeKind::BigInteger),
            field("site", string(20)),
            with_default(field("Consent", TypeKind::Boolean), "yes"),
            with_default(field("valid_until", TypeKind::Date), "31-Dec-2099"),
            with_default(field("note", TypeKind::Text), "it's a\\b"),
            field("offset", TypeKind::Time),
            field("main_visit_id", TypeKind::Integer),
        ],
    );
    person.description = "Somebody; anybody".into();
    person.fields[1].description = "Where from".into();
    let visit = table(
        "visit",
        vec![field("visit_id", TypeKind::Integer), field("site", string(20)), field("days", TypeKind::Number)],
    );
    Model {
        name: "clinic".into(),
        version: "1.0.0".into(),
        tables: vec![visit, person],
        primary_keys: vec![key("pk_person", "person", &["person_id"]), key("", "visit", &["visit_id"])],
        uniques: vec![key("uq_site", "person", &["site"]), key("", "visit", &["days", "site"])],
        not_nulls: vec![NotNull { table: "person".into(), field: "site".into(), ..NotNull::default() }],
        references: vec![
            reference("fk_visit_site", "visit", "site", "person", "site"),
            reference("fk_main_visit", "person", "main_visit_id", "visit", "visit_id"),
        ],
        indexes: vec![
            Index { unique: true, ..index("ix_days", "visit", &["days"]) },
            index("", "person", &["valid_until", "site"]),
        ],
        ..Model::default()
    }
}

fn text(model: &Model, dialect: &str, operation: Operation, elements: &str, options: &Options) -> String {
    let dialect = find(dialect).unwrap();
    script(model, dialect, operation, Elements::named(elements).unwrap(), options).unwrap().into_text()
}

pub(super) fn bare() -> Options {
    Options { no_history: true, ..Options::default() }
}

#[test]
fn every_dialect_creates_and_drops_in_its_own_way() {
    for dialect in DIALECTS {
        let create = text(&clinic(), dialect.name(), Operation::Ddl, "all", &bare());
        let drop = text(&clinic(), dialect.name(), Operation::Drop, "all", &bare());
        assert_snapshot!(format!("clinic_{}", dialect.name()), format!("{create}---\n{drop}"));
    }
}

/// A database that has nearly nothing gets every version of the catalog, and the script says once what it leaves out.
#[test]
fn a_database_that_has_nearly_nothing_gets_every_version() {
    let toy = &crate::dialect::toy::TOY;
    let catalog = crate::source::embedded::catalog();
    let options = Options::default();
    assert!(!catalog.models.is_empty());
    for model in &catalog.models {
        for operation in [Operation::Ddl, Operation::Drop, Operation::Delete] {
            let script = script(model, toy, operation, Elements::ALL, &options).unwrap();
            for word in [" REFERENCES ", " UNIQUE ", " INDEX ", " DEFAULT "] {
                assert!(!script.statements().iter().any(|statement| script.sql(statement).contains(word)), "{word}");
            }
        }
    }
    assert_snapshot!(script(&clinic(), toy, Operation::Ddl, Elements::ALL, &bare()).unwrap().into_text());
}

#[test]
fn what_is_too_long_or_too_wide_for_a_database_is_left_out_there() {
    let mut model = clinic();
    model.tables[0].fields.extend([field("street", string(800)), field("town", string(801))]);
    model.indexes.push(index("ix_place", "visit", &["street", "town"]));
    let fields = (0..1001).map(|number| field(&format!("answer_{number}"), TypeKind::Boolean)).collect();
    model.tables.push(table("survey", fields));
    let left_out = |dialect: &str| {
        let create = text(&model, dialect, Operation::Ddl, "all", &bare());
        create.lines().filter(|line| line.starts_with("-- Left out:")).map(str::to_owned).collect::<Vec<_>>()
    };
    let of_oracle = [
        "-- Left out: table survey: it has 1001 fields, and a table of Oracle at most 1000",
        "-- Left out: index ix_place of table visit: it takes up to 6404 bytes, and a key of Oracle 6398",
    ];
    assert_eq!(left_out("oracle"), of_oracle);
    assert_eq!(left_out("mssql"), [""; 0]);
}

/// A string of which only the beginning is in an index makes room for others, and stays in the index.
#[test]
fn long_strings_in_indexes_give_way() {
    let mut model = clinic();
    let fields = vec![field("note", string(16_383)), field("code", string(10))];
    model.tables.push(table("letter", fields));
    model.indexes.push(index("ix_note", "letter", &["note", "code"]));
    let create = text(&model, "mysql", Operation::Ddl, "all", &bare());
    assert!(create.contains("\tcode VARCHAR(10),\n\tnote TEXT\n"), "{create}");
    assert!(create.contains("CREATE INDEX ix_note ON letter (note(758), code);\n"), "{create}");
}

#[test]
fn history_is_kept_wherever_it_began() {
    let mut model = clinic();
    model.name = "a_model_with_a_very_long_name".into();
    let options = Options { revision: "it's revision 1".into(), ..Options::default() };
    for dialect in DIALECTS {
        let delete = text(&model, dialect.name(), Operation::Delete, "all", &options);
        assert_snapshot!(format!("history_{}", dialect.name()), delete);
    }
}

#[test]
fn options_change_only_what_they_say() {
    let options = Options {
        schema: Some("My Data".into()),
        if_not_exists: true,
        column_order: ColumnOrder::Definition,
        no_identity: true,
        comments: true,
        ..bare()
    };
    for dialect in DIALECTS {
        let create = text(&clinic(), dialect.name(), Operation::Ddl, "all", &options);
        let drop = text(&clinic(), dialect.name(), Operation::Drop, "all", &options);
        assert_snapshot!(format!("options_{}", dialect.name()), format!("{create}---\n{drop}"));
    }
}

#[test]
fn logging_names_indexes_not_their_tables() {
    let script = text(&clinic(), "oracle", Operation::Nologging, "all", &bare());
    assert_eq!(
        script,
        "ALTER TABLE person NOLOGGING;\nALTER TABLE visit NOLOGGING;\n\n\
         ALTER INDEX ix_person_valid_until NOLOGGING;\nALTER INDEX ix_days NOLOGGING;\n\n"
    );
    let model = clinic();
    let options = bare();
    let error = super::script(&model, find("mysql").unwrap(), Operation::Logging, Elements::ALL, &options).err();
    assert_eq!(error.unwrap().to_string(), "MySQL has no such thing as logging; Oracle has");
}

/// A definition with every fault that a database would refuse.
fn faulty() -> Model {
    let long = "observation_".repeat(12);
    let mut model = clinic();
    model.tables.push(table("empty", Vec::new()));
    model.tables.push(table("person", vec![field("again", TypeKind::Integer)]));
    model.tables.push(table(
        &long,
        vec![with_default(field("a", TypeKind::Integer), "abc"), field("a", TypeKind::Date), field("b", string(9000))],
    ));
    model.primary_keys.push(key("pk_gone", "gone", &["id"]));
    model.uniques.push(key("uq_nowhere", "gone", &["id"]));
    model.references.push(reference("fk_nowhere", "gone", "id", "person", "person_id"));
    model.indexes.push(index("ix_nowhere", "gone", &["id"]));
    model.primary_keys.push(key("uq_site", &long, &["a", "a"]));
    model.uniques.push(key("uq_gone", "visit", &["gone"]));
    model.uniques.push(key("uq_b", &long, &["b"]));
    model.not_nulls.push(NotNull { table: "visit".into(), field: "gone".into(), ..NotNull::default() });
    model.references.push(reference("fk_gone", "visit", "days", "gone", "id"));
    model.references.push(reference("fk_loose", "visit", "days", "visit", "days"));
    model.references.push(reference("fk_type", "visit", "days", "person", "person_id"));
    model.references.push(reference("fk_main_visit", "visit", "visit_id", "visit", "visit_id"));
    model.indexes.push(index("ix_gone", "visit", &["gone"]));
    model.indexes.push(index("ix_days", "person", &["site"]));
    model.indexes.push(index("person", "visit", &["site"]));
    model.indexes.push(index("ix_b", &long, &["b", "a", "b"]));
    model
}

#[test]
fn what_a_database_would_refuse_is_left_out_and_said() {
    let model = faulty();
    for dialect in DIALECTS {
        let options = bare();
        let script = script(&model, *dialect, Operation::Ddl, Elements::ALL, &options).unwrap();
        let findings: Vec<String> =
            script.diagnostics().iter().map(|found| format!("{}: {}", found.code.name, found.message)).collect();
        assert_snapshot!(
            format!("faulty_{}", dialect.name()),
            format!("{}\n---\n{}", findings.join("\n"), script.text())
        );
    }
}

/// A script of indexes does not speak of columns, and one that drops tables not of what they never had.
#[test]
fn the_findings_of_a_script_are_its_comments() {
    let model = faulty();
    let options = bare();
    for dialect in DIALECTS {
        let scripts = Scripts::new(&model, *dialect, &options).unwrap();
        for operation in [Operation::Ddl, Operation::Drop, Operation::Delete] {
            for (name, elements) in Elements::NAMED {
                let script = scripts.script(operation, elements).unwrap();
                let mut told: Vec<String> = script.diagnostics().iter().map(|found| found.message.clone()).collect();
                let comments = script.text().lines().filter_map(|line| line.strip_prefix("-- "));
                let messages = comments.filter_map(|comment| comment.split_once(": "));
                let mut written: Vec<String> = messages.map(|(_, message)| message.to_owned()).collect();
                told.sort();
                written.sort();
                assert_eq!(told, written, "{operation} {name} for {}", dialect.name());
            }
        }
    }
}

#[test]
fn comments_never_end_a_statement() {
    let mut model = clinic();
    model.indexes.push(index("a;&b$(c)", "person", &["gone;-"]));
    let script = text(&model, "postgresql", Operation::Ddl, "indexes", &bare());
    assert!(script.contains("-- Left out: index a,+b$ (c) of table person: there is no field gone,-.\n"), "{script}");
}

#[test]
fn the_model_and_its_order_do_not_matter_to_each_other() {
    let options = Options::default();
    for dialect in DIALECTS {
        let model = faulty();
        let once = text(&model, dialect.name(), Operation::Ddl, "all", &options);
        assert_eq!(once, text(&model, dialect.name(), Operation::Ddl, "all", &options));
        assert_eq!(model, faulty());
    }
}

#[test]
fn selections_leave_references_to_the_rest_out() {
    let options = Options { tables: vec!["vis*".parse().unwrap()], ..bare() };
    let script = text(&clinic(), "postgresql", Operation::Ddl, "all", &options);
    assert!(script.contains("CREATE TABLE visit (") && !script.contains("CREATE TABLE person"));
    assert!(script.contains("-- Left out: reference fk_visit_site of table visit: table person is not part"));
    let model = clinic();
    let refused = |options: Options| {
        super::script(&model, find("sqlite").unwrap(), Operation::Drop, Elements::ALL, &options)
            .err()
            .unwrap()
            .to_string()
    };
    let mistyped = Options { exclude: vec!["visits".parse().unwrap()], ..bare() };
    assert_eq!(refused(mistyped), "no table of clinic 1.0.0 matches `visits`; did you mean `visit`?");
    let everything = Options { exclude: vec!["*".parse().unwrap()], ..bare() };
    assert!(refused(everything).starts_with("no table of clinic 1.0.0 is left"));
}

#[test]
fn made_up_names_never_take_a_name_of_the_definition() {
    let mut model = clinic();
    model.indexes.push(index("ix_person_valid_until", "visit", &["site"]));
    model.indexes.push(index("", "person", &["valid_until"]));
    let script = text(&model, "postgresql", Operation::Ddl, "indexes", &bare());
    for created in [
        "ix_person_valid_until ON visit (site)",
        "ix_person_valid_until_2 ON person (valid_until, site)",
        "ix_person_valid_until_3 ON person (valid_until)",
    ] {
        assert!(script.contains(&format!("CREATE INDEX {created};")), "{script}");
    }
}

#[test]
fn names_that_the_database_makes_up_are_not_given_away() {
    let mut model = clinic();
    model.indexes.push(index("visit_pkey", "person", &["site"]));
    model.indexes.push(index("visit_visit_id_seq", "person", &["note"]));
    let script = text(&model, "postgresql", Operation::Ddl, "indexes", &bare());
    assert_eq!(script.matches("-- Left out: index visit_").count(), 2, "{script}");
}

#[test]
fn a_field_that_gives_way_keeps_its_default() {
    let fields = (0..70).map(|at| with_default(field(&format!("f{at}"), string(256)), "x")).collect();
    let model = Model { name: "wide".into(), tables: vec![table("wide", fields)], ..Model::default() };
    let script = text(&model, "mysql", Operation::Ddl, "tables", &bare());
    let text_with_default = script.lines().filter(|line| line.contains("TEXT DEFAULT ('x')")).count();
    assert_eq!(text_with_default, script.matches("because the row would be too wide").count(), "{script}");
    assert!(text_with_default > 5);
}

#[test]
fn tables_that_are_not_selected_are_not_spoken_of() {
    let mut model = clinic();
    model.not_nulls.push(NotNull { table: "visit".into(), field: "gone".into(), ..NotNull::default() });
    let options = Options { exclude: vec!["visit".parse().unwrap()], ..bare() };
    let script = script(&model, find("sqlite").unwrap(), Operation::Ddl, Elements::ALL, &options).unwrap();
    let findings: Vec<_> = script.diagnostics().iter().map(|found| found.message.as_str()).collect();
    assert_eq!(findings, ["1 reference to tables that are not part of the script left out"]);
}

#[test]
fn unknown_types_are_an_error_that_says_where() {
    let mut model = clinic();
    model.tables[0].fields[2].data_type = TypeKind::Unknown("varchar2".into()).into();
    let options = bare();
    let error = script(&model, find("oracle").unwrap(), Operation::Ddl, Elements::ALL, &options).err().unwrap();
    let expected =
        "clinic 1.0.0: field visit.days has the unknown type `varchar2`; give it one of integer, biginteger,";
    assert!(error.to_string().starts_with(expected), "{error}");
}

#[test]
fn json_has_one_object_a_statement() {
    let model = clinic();
    let options = bare();
    let script = script(&model, find("postgresql").unwrap(), Operation::Ddl, Elements::ALL, &options).unwrap();
    assert_snapshot!("clinic_json", script.to_json());
    let parsed: serde_json::Value = serde_json::from_str(&script.to_json()).unwrap();
    assert_eq!(parsed.as_array().unwrap().len(), script.statements().len());
    let statements: Vec<&str> = script.statements().iter().map(|statement| script.sql(statement)).collect();
    assert_eq!(statements.join(";") + ";", script.text().replace("\n\n\n", "\n\n").replace(";\n\n", ";"));
}
