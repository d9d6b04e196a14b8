//! The reserved words of the dialects against the engines themselves.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

use dmsa::dialect::{DIALECTS, ObjectKind};
use dmsa_proof::engine::{Engine, Run, mariadb, postgresql, sqlite};
use std::collections::BTreeSet;

/// A word that cannot be a name as it is must be one that the dialect quotes.
fn quotes_what_it_must(engine: Option<&'static dyn Engine>, keywords: Option<&str>) {
    let Some(engine) = engine else { return };
    let database = engine.database("words");
    let mut words: BTreeSet<String> =
        DIALECTS.iter().flat_map(|dialect| dialect.reserved_words().words()).map(|word| (*word).to_owned()).collect();
    if let Some(query) = keywords {
        let known = database.value(query).expect("the engine knows its keywords");
        words.extend(known.split_whitespace().map(str::to_lowercase));
    }
    words.retain(|word| word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'));
    assert!(words.len() > 400, "only {} words were tried", words.len());
    let names: Vec<_> = words.iter().map(|word| engine.dialect().quote(word)).collect();
    let each = |write: &dyn Fn(&str) -> String| names.iter().map(|name| write(name)).collect::<String>();
    let scripts = [
        each(&|name| format!("CREATE TABLE {name} (a INTEGER);\nDROP TABLE {name};\n")),
        each(&|name| format!("CREATE TABLE a ({name} INTEGER);\nDROP TABLE a;\n")),
        words.iter().zip(&names).map(|(word, name)| index(engine, word, name)).collect(),
    ];
    for script in scripts {
        if let Err(reason) = database.run(&script, Run::Plain) {
            panic!("{reason}");
        }
    }
}

/// An index of this name, if the engine can have one.
fn index(engine: &dyn Engine, word: &str, name: &str) -> String {
    if engine.dialect().refuses_name(ObjectKind::Index, word) {
        return String::new();
    }
    format!(
        "CREATE TABLE a (b INTEGER, CONSTRAINT {name} UNIQUE (b));\nDROP TABLE a;\n\
         CREATE TABLE a (b INTEGER);\nCREATE INDEX {name} ON a (b);\nDROP TABLE a;\n"
    )
}

#[test]
fn postgresql_can_have_every_word_for_a_name() {
    quotes_what_it_must(postgresql(), Some("SELECT string_agg(word, ' ') FROM pg_get_keywords()"));
}

#[test]
fn mariadb_can_have_every_word_for_a_name() {
    let query = "SET group_concat_max_len = 1000000; \
                 SELECT GROUP_CONCAT(word SEPARATOR ' ') FROM information_schema.keywords";
    quotes_what_it_must(mariadb(), Some(query));
}

#[test]
fn sqlite_can_have_every_word_for_a_name() {
    quotes_what_it_must(sqlite(), None);
}
