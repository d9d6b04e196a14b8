use super::*;
use crate::dialect::DIALECTS;
use crate::model::Model;
use crate::schema::Schema;
use crate::source::{SourceFile, directory};

fn model(text: &str) -> Model {
    let file = SourceFile { path: "m.toml".into(), bytes: text.into() };
    let loaded = directory::read_files(&[file]);
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    loaded.catalog.models.into_iter().next().unwrap()
}

const BEFORE: &str = r#"
model = "clinic"
version = "1.0.0"
[tables.person]
primary_key = { pk_person = ["person_id"] }
indexes = { ix_born = ["born"] }
[tables.person.fields]
person_id = "integer not null"
born = "date"
sex = "string(10)"
note = "text"
[tables.gone.fields]
x = "integer"
"#;

const AFTER: &str = r#"
model = "clinic"
version = "2.0.0"
[tables.person]
primary_key = { pk_person = ["person_id"] }
indexes = { ix_birth = ["birth_date"] }
[tables.person.fields]
person_id = "biginteger not null"
birth_date = "datetime not null"
sex = "string(5)"
born_in = "string(30) not null"
[tables.new.fields]
person_id = "biginteger -> person.person_id as fk_new_person"
[[renamings]]
from = "v1"
fields = ["person.born -> person.birth_date"]
"#;

#[test]
fn what_is_gone_goes_only_if_allowed() {
    let (before, after) = (model(BEFORE), model(AFTER));
    let diff = Diff::new(&Schema::new(&before), &Schema::new(&after), &[]);
    for dialect in DIALECTS.iter().filter(|dialect| dialect.alter().is_some()) {
        let careful = migrate(&diff, *dialect, &Options::default()).unwrap();
        let loses = |migration: &Migration| migration.steps.iter().filter(|step| step.risk == Risk::LosesData).count();
        assert_eq!(loses(&careful), 0, "{}", careful.text());
        let kept: Vec<_> = careful.diagnostics().iter().filter(|found| found.code.name == "kept").collect();
        assert_eq!(kept.len(), 2, "{kept:?}");
        let options = Options { allow: Allow::ALL.to_vec(), ..Options::default() };
        let free = migrate(&diff, *dialect, &options).unwrap();
        assert!(loses(&free) >= 2, "{}", free.text());
        assert!(free.diagnostics().iter().all(|found| found.code.name != "kept"));
    }
}

#[test]
fn equal_definitions_need_no_step() {
    let clinic = model(BEFORE);
    let diff = Diff::new(&Schema::new(&clinic), &Schema::new(&clinic), &[]);
    for dialect in DIALECTS.iter().filter(|dialect| dialect.alter().is_some()) {
        let migration = migrate(&diff, *dialect, &Options::default()).unwrap();
        assert!(migration.is_empty(), "{}", migration.text());
        assert!(migration.text().contains("-- Nothing to do: "));
    }
}

#[test]
fn scripts_are_the_same_each_time() {
    let (before, after) = (model(BEFORE), model(AFTER));
    let diff = Diff::new(&Schema::new(&before), &Schema::new(&after), &[]);
    for dialect in DIALECTS.iter().filter(|dialect| dialect.alter().is_some()) {
        let text = || migrate(&diff, *dialect, &Options::default()).unwrap().text();
        assert_eq!(text(), text());
    }
}

#[test]
fn hostile_names_stay_in_their_comments() {
    let before = model(BEFORE);
    let mut after = model(AFTER);
    after.version = "2; DROP TABLE person; --".into();
    let diff = Diff::new(&Schema::new(&before), &Schema::new(&after), &[]);
    let script = crate::ddl::Options { no_history: true, ..Default::default() };
    let options = Options { allow: Vec::new(), script };
    for dialect in DIALECTS.iter().filter(|dialect| dialect.alter().is_some()) {
        let text = migrate(&diff, *dialect, &options).unwrap().text();
        let comments = text.lines().filter(|line| line.starts_with("--"));
        assert!(comments.clone().all(|line| !line.contains(';')), "{text}");
        assert!(!text.lines().any(|line| line.starts_with("; DROP")), "{text}");
    }
}

#[test]
fn a_database_without_migrations_says_which_have_them() {
    let clinic = model(BEFORE);
    let error = migrate(
        &Diff::new(&Schema::new(&clinic), &Schema::new(&clinic), &[]),
        &crate::dialect::toy::TOY,
        &Options::default(),
    );
    let message = error.unwrap_err().to_string();
    assert_eq!(message, "Toy has no migrations yet; PostgreSQL, MySQL, Oracle, MS SQL Server, SQLite, MariaDB have");
}
