//! The options of scripts, on every engine at hand.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

use dmsa::ddl::{ColumnOrder, Operation, Options};
use dmsa::model::Model;
use dmsa_proof::definitions;
use dmsa_proof::engine::{Engine, Run, mariadb, postgresql, sqlite};
use dmsa_proof::scenario::Trial;

/// A large version of the catalog, and definitions that need care.
fn models() -> Vec<Model> {
    let mut models = definitions::all();
    models.retain(|model| ["names", "keys", "types"].contains(&model.name.as_str()));
    models.push(dmsa::source::embedded::find("pedsnet", "latest").expect("the latest version"));
    models
}

fn engines() -> impl Iterator<Item = &'static dyn Engine> {
    [postgresql(), mariadb(), sqlite()].into_iter().flatten()
}

/// Says which model and engine failed at what.
fn must(model: &Model, engine: &dyn Engine, result: Result<(), String>) {
    if let Err(reason) = result {
        panic!("{} on {}: {reason}", model.name, engine.dialect_name());
    }
}

#[test]
fn a_schema_stands_in_front_of_every_name() {
    for engine in engines() {
        for model in models() {
            let options = Options { schema: Some("Of Its Own".to_owned()), ..Options::default() };
            let trial = Trial::new(engine, &model, &options).expect("the model can be planned");
            must(&model, engine, trial.create_schema());
            let all = [(Operation::Ddl, "all"), (Operation::Drop, "all"), (Operation::Ddl, "all")];
            must(&model, engine, trial.run(&all, Run::OneTransaction));
            must(&model, engine, trial.compare());
            must(&model, engine, trial.run(&[(Operation::Delete, "all"), (Operation::Drop, "all")], Run::Plain));
            must(&model, engine, trial.is_empty());
        }
    }
}

#[test]
fn careful_scripts_can_be_repeated() {
    for engine in engines() {
        for model in models() {
            let options = Options { if_not_exists: true, comments: true, ..Options::default() };
            let trial = Trial::new(engine, &model, &options).expect("the model can be planned");
            for _ in 0..2 {
                must(&model, engine, trial.run(&[(Operation::Ddl, "all")], Run::Plain));
                must(&model, engine, trial.compare());
            }
            for _ in 0..2 {
                must(&model, engine, trial.run(&[(Operation::Drop, "all")], Run::Plain));
                must(&model, engine, trial.is_empty());
            }
        }
    }
}

#[test]
fn some_tables_can_be_chosen() {
    let model = dmsa::source::embedded::find("pedsnet", "latest").expect("the latest version");
    for engine in engines() {
        let glob = |text: &str| text.parse().expect("a pattern");
        let tables = vec![glob("person"), glob("*concept*"), glob("visit_*")];
        let options = Options { tables, exclude: vec![glob("*_synonym")], ..Options::default() };
        let trial = Trial::new(engine, &model, &options).expect("the model can be planned");
        must(&model, engine, trial.run(&[(Operation::Ddl, "all")], Run::OneTransaction));
        let found = trial.database().read(None).expect("the catalog can be read");
        let names: Vec<&str> = found.tables.keys().map(String::as_str).filter(|it| *it != "version_history").collect();
        let mut wanted: Vec<&str> = model.tables.iter().map(|table| table.name.as_str()).collect();
        wanted.retain(|name| *name == "person" || name.contains("concept") || name.starts_with("visit_"));
        wanted.retain(|name| !name.ends_with("_synonym"));
        wanted.sort_unstable();
        assert_eq!(names, wanted);
        assert!(names.len() > 4);
        must(&model, engine, trial.run(&[(Operation::Drop, "all")], Run::OneTransaction));
        must(&model, engine, trial.is_empty());
    }
}

#[test]
fn keys_and_columns_are_as_asked_for() {
    let model = dmsa::source::embedded::find("pedsnet", "latest").expect("the latest version");
    for engine in engines() {
        let options = Options {
            no_identity: true,
            no_history: true,
            column_order: ColumnOrder::Definition,
            ..Options::default()
        };
        let trial = Trial::new(engine, &model, &options).expect("the model can be planned");
        must(&model, engine, trial.run(&[(Operation::Ddl, "all")], Run::OneTransaction));
        let found = trial.database().read(None).expect("the catalog can be read");
        assert!(!found.tables.contains_key("version_history"), "there is a history");
        for table in &model.tables {
            let columns = &found.tables[&table.name].columns;
            assert!(columns.iter().all(|column| !column.generated), "{} makes up values", table.name);
            let names = columns.iter().map(|column| &column.name);
            assert!(names.eq(table.fields.iter().map(|field| &field.name)), "{} is in another order", table.name);
        }
        must(&model, engine, trial.run(&[(Operation::Drop, "all")], Run::OneTransaction));
    }
}

#[test]
fn descriptions_are_kept() {
    let mut model = dmsa::source::embedded::find("pcornet", "latest").expect("the latest version");
    let text = "It's \\ a \"description\"; of\n\ttwo -- /* lines */ and é 100%";
    for table in &mut model.tables {
        text.clone_into(&mut table.description);
        table.fields.iter_mut().for_each(|field| text.clone_into(&mut field.description));
    }
    // More than a database keeps, which MariaDB would refuse.
    let long = "Die Größe ".repeat(600);
    let first = &mut model.tables[0];
    long.clone_into(&mut first.description);
    long.clone_into(&mut first.fields[0].description);
    for engine in engines() {
        let options = Options { comments: true, ..Options::default() };
        let trial = Trial::new(engine, &model, &options).expect("the model can be planned");
        must(&model, engine, trial.run(&[(Operation::Ddl, "all")], Run::OneTransaction));
        must(&model, engine, trial.compare());
        let query = match engine.dialect_name() {
            "postgresql" => "SELECT obj_description('vital'::regclass) || col_description('vital'::regclass, 1)",
            "mysql" => {
                "SELECT CONCAT(table_comment, column_comment) FROM information_schema.tables \
                 JOIN information_schema.columns USING (table_schema, table_name) \
                 WHERE table_schema = DATABASE() AND table_name = 'vital' AND ordinal_position = 1"
            }
            _ => "SELECT sql FROM sqlite_schema WHERE name = 'vital'",
        };
        let kept = trial.database().value(query).expect("the description can be read");
        // Programs split scripts at semicolons, so a comment of a script has none.
        let expected = match engine.dialect_name() {
            "sqlite" => "It's \\ a \"description\", of",
            _ => "It's \\ a \"description\"; of",
        };
        assert!(kept.matches(expected).count() > 1, "{kept}");
        must(&model, engine, trial.run(&[(Operation::Drop, "all")], Run::OneTransaction));
    }
}
