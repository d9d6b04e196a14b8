//! What the databases' own command-line clients make of our scripts: exactly our statements, whatever a definition says.

mod lexers;

use super::tests::{bare, clinic};
use super::*;
use crate::dialect::{DIALECTS, find};
use crate::diff::Diff;
use crate::migrate::{self, Allow};
use crate::model::{Area, Renaming, control_character};
use crate::schema::Schema;
use lexers::{CLIENTS, Client};
use proptest::prelude::*;

/// What one client or another acts on.
const FRAGMENTS: &[&str] = &[
    "\n",
    "\r\n",
    "\n\n",
    "\n/\n",
    "\n.\n",
    "\n.shell touch x\n",
    "\n\\! touch x\n",
    "\nGO\n",
    "\ngo 2\n",
    "\n!!touch x\n",
    "\n:r x\n",
    "\nhost touch x\n",
    "\n@x\n",
    "\n#x\n",
    "\ndelimiter //\n",
    "\nsystem touch x\n",
    "\nEXIT\n",
    "\\! touch x",
    "\\",
    "\\\\",
    "\\'",
    "'",
    "''",
    "\"",
    "`",
    "]",
    "[",
    ";",
    ";\n",
    "--",
    "-",
    "-\n",
    "/*",
    "*/",
    "*/;",
    "&x",
    "&&",
    "$(x)",
    "$",
    "(",
    ")",
    ":x",
    ":'x'",
    "$dmsa$",
    "$dmsa_$",
    "$$",
    "#",
    "delimiter",
    "go",
    "quit",
    "\t",
    " ",
    "x",
    "é",
    "🙂",
    "\u{2028}",
    "\0",
    "\u{1b}[2J",
    "\u{16}",
];

fn hostile() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(FRAGMENTS), 0..7).prop_map(|parts| parts.concat())
}

/// Mostly without control characters, for which any definition is refused.
fn hostile_name() -> impl Strategy<Value = String> {
    prop_oneof![
        9 => hostile().prop_map(|name| name.chars().filter(|c| !c.is_control()).collect()),
        1 => hostile(),
    ]
}

/// Without those for which it is refused.
fn hostile_text() -> impl Strategy<Value = String> {
    let harmless = |text: String| text.chars().filter(|c| !matches!(c, '\0' | '\u{1b}' | '\u{16}')).collect();
    prop_oneof![9 => hostile().prop_map(harmless), 1 => hostile()]
}

/// The clinic with other names, defaults and descriptions.
fn model() -> impl Strategy<Value = Model> {
    let names = prop::collection::vec(hostile_name(), 6);
    let texts = prop::collection::vec(hostile_text(), 6);
    (names, texts).prop_map(|(names, texts)| {
        let mut model = clinic();
        let mut names = names.into_iter();
        let mut name = || names.next().unwrap_or_default();
        let mut texts = texts.into_iter();
        let mut text = || texts.next().unwrap_or_default();
        model.version = name().as_str().into();
        let field = name();
        model.tables[1].fields[4].name.clone_from(&field);
        model.indexes[1].fields[1].name = field;
        model.uniques[0].name = name();
        model.references[0].name = name();
        model.indexes[0].name = name();
        let table = name();
        for named in [&mut model.tables[0].name, &mut model.primary_keys[1].table, &mut model.references[1].ref_table] {
            named.clone_from(&table);
        }
        model.description = text();
        model.tables[1].description = text();
        model.tables[1].fields[1].description = text();
        model.tables[1].fields[4].default = text();
        model.tables[1].fields[1].default = text();
        model.tables[0].description = text().repeat(300);
        model
    })
}

/// The statements as the client sees them are the statements as we made them.
fn agree(client: &Client, script: &Script<'_>) -> Result<(), TestCaseError> {
    let seen = (client.statements)(script.text())
        .map_err(|why| TestCaseError::fail(format!("{}: {why}\n{}", client.name, script.text())))?;
    let made: Vec<&str> = script.statements().iter().map(|statement| script.sql(statement).trim()).collect();
    prop_assert_eq!(seen, made, "{}", client.name);
    let refused = |c: char| c.is_control() && !matches!(c, '\t' | '\n');
    prop_assert!(!script.text().contains(refused), "a control character in {:?}", script.text());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, max_shrink_iters: 30, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn clients_see_our_statements_and_nothing_else(
        model in model(), revision in hostile(), comments: bool, if_not_exists: bool
    ) {
        let options = Options { revision, comments, if_not_exists, ..Options::default() };
        let is_refused = control_character(&model).is_some();
        for client in CLIENTS {
            let dialect = find(client.dialect).unwrap();
            for operation in [Operation::Ddl, Operation::Drop, Operation::Delete] {
                match script(&model, dialect, operation, Elements::ALL, &options) {
                    Ok(script) => {
                        prop_assert!(!is_refused, "{} is not refused", model.name);
                        agree(client, &script)?;
                    }
                    Err(error) => prop_assert!(is_refused, "{error}"),
                }
            }
        }
    }
}

/// What a definition renames and which areas it has, too, in the script from one definition to another.
fn migrated_model() -> impl Strategy<Value = Model> {
    (model(), prop::collection::vec(hostile_name(), 3)).prop_map(|(mut model, names)| {
        let renaming = Renaming {
            source_version: names[0].clone(),
            source_table: names[1].clone(),
            table: model.tables[0].name.clone(),
            ..Renaming::default()
        };
        model.renamings.push(renaming);
        model.areas.push(Area { title: names[2].clone(), ..Area::default() });
        model
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 50, max_shrink_iters: 30, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn clients_see_the_statements_of_migrations_and_nothing_else(
        before in migrated_model(), after in migrated_model(), revision in hostile(), is_free: bool
    ) {
        let allow = if is_free { Allow::ALL.to_vec() } else { Vec::new() };
        let options = migrate::Options { allow, script: Options { revision, ..Options::default() } };
        let is_refused = [&before, &after].iter().any(|model| control_character(model).is_some());
        let (old, new) = (Schema::new(&before), Schema::new(&after));
        let diff = Diff::new(&old, &new, &[]);
        for client in CLIENTS {
            let dialect = find(client.dialect).unwrap();
            if dialect.alter().is_none() {
                continue;
            }
            match migrate::migrate(&diff, dialect, &options) {
                Ok(migration) => {
                    prop_assert!(!is_refused, "{} is not refused", after.name);
                    let text = migration.text();
                    let statements = migration.steps.iter().flat_map(|step| &step.statements);
                    let made: Vec<&str> = statements.map(|sql| sql.text.trim()).collect();
                    let seen = (client.statements)(&text);
                    let seen = seen.map_err(|why| TestCaseError::fail(format!("{}: {why}\n{text}", client.name)))?;
                    prop_assert_eq!(seen, made, "{}: {}", client.name, text);
                    let refused = |c: char| c.is_control() && !matches!(c, '\t' | '\n');
                    prop_assert!(!text.contains(refused), "a control character in {:?}", text);
                }
                Err(error) => prop_assert!(is_refused, "{error}"),
            }
        }
    }
}

#[test]
fn every_dialect_has_a_client() {
    for dialect in DIALECTS {
        assert!(CLIENTS.iter().any(|client| client.dialect == dialect.name()), "{}", dialect.name());
    }
}

/// The lexers know what they are there for.
#[test]
fn clients_act_on_what_is_not_written_for_them() {
    for (name, text) in [
        ("psql", "SELECT 1\n\\! touch x\n;"),
        ("psql", "SELECT ':x', :x;"),
        ("psql without standard strings", "SELECT 'a\\';\n\\! touch x\n'';"),
        ("mysql", "SELECT 1\n\\! touch x\n;"),
        ("mysql", "CREATE TABLE t (delimiter INT);"),
        ("sqlite3", "SELECT 1;\n.shell touch x\n"),
        ("SQL*Plus", "SELECT 'a\n\nhost touch x\n' FROM dual;"),
        ("SQL*Plus", "SELECT '&x' FROM dual;"),
        ("SQL*Plus", "HOST touch x\n"),
        ("sqlcmd", "SELECT '\n!!touch x\n';"),
        ("sqlcmd", "SELECT '\nGO\n';"),
        ("sqlcmd", "SELECT '$(HOME)';"),
    ] {
        let client = CLIENTS.iter().find(|client| client.name == name).unwrap();
        assert!((client.statements)(text).is_err(), "{name}: {text}");
    }
    for client in CLIENTS {
        assert!((client.statements)("CREATE TABLE t (a INT DEFAULT 'x\0');").is_err(), "{}", client.name);
        assert!((client.statements)("CREATE TABLE t (a INT DEFAULT 'x);").is_err(), "{}", client.name);
        let fine = "-- it's a comment\nCREATE TABLE t (\n\ta INT DEFAULT 'it''s; x'\n);\n\nDROP TABLE t;\n";
        let expected = ["CREATE TABLE t (\n\ta INT DEFAULT 'it''s; x'\n)", "DROP TABLE t"];
        assert_eq!((client.statements)(fine).unwrap(), expected, "{}", client.name);
    }
}

/// A definition that is refused says what is wrong and where.
#[test]
fn a_control_character_is_an_error() {
    let mut model = clinic();
    model.tables[1].fields[4].default = "x\0".into();
    for dialect in DIALECTS {
        let error = script(&model, *dialect, Operation::Drop, Elements::ALL, &bare()).err().unwrap();
        assert_eq!(
            error.to_string(),
            "clinic 1.0.0: the default of field person.note contains the control character U+0000; \
             remove it from the definition"
        );
    }
}
