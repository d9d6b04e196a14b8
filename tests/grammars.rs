//! The scripts for Oracle and SQL Server, which cannot be started here, parsed with two grammars each.
//!
//! What the grammars do not know is told in `docs/testing.md`.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

use dmsa::ddl::{Elements, Operation, Options, Scripts};
use dmsa::model::Model;
use dmsa_proof::engine::guard::feed;
use dmsa_proof::shapes::{is_of_name, without_names};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

/// Where `scripts/install-grammars` puts them.
fn folder() -> Option<PathBuf> {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "..", "target", "grammars"].iter().collect();
    if folder.join("complete").is_file() {
        return Some(folder);
    }
    dmsa_needs::skipped("the grammars are not installed (scripts/install-grammars), so NOTHING was parsed");
    None
}

/// What each of two grammars says of each statement; nothing where all is well.
fn parse(dialect: &str, statements: &[String]) -> Option<[Vec<Option<String>>; 2]> {
    let folder = folder()?;
    let programs = folder.join("python").join("bin");
    let grammars: PathBuf = [env!("CARGO_MANIFEST_DIR"), "grammars"].iter().collect();
    let mut antlr = Command::new(programs.join("node"));
    antlr.env("NODE_PATH", folder.join("node_modules")).arg(grammars.join("antlr.js"));
    let mut fluff = Command::new(programs.join("python"));
    fluff.arg(grammars.join("fluff.py"));
    let statements = serde_json::to_string(statements).expect("strings");
    let findings = std::thread::scope(|scope| {
        [antlr, fluff]
            .map(|mut program| {
                let statements = &statements;
                scope.spawn(move || feed(program.arg(dialect), statements))
            })
            .map(|thread| thread.join().expect("no panic").expect("the grammar runs"))
    });
    Some(findings.map(|output| serde_json::from_slice(&output.stdout).expect("a list of findings")))
}

/// Statements of every script: each word of any script is in one of them, and each line too, names aside.
fn statements<'m>(models: impl Iterator<Item = &'m Model>, dialect: &str, options: &Options) -> Vec<String> {
    let dialect = dmsa::dialect::find(dialect).expect("a dialect");
    let mut known = BTreeSet::new();
    let mut found = Vec::new();
    for model in models {
        let scripts = Scripts::new(model, dialect, options).expect("the model can be planned");
        for operation in Operation::ALL {
            let Ok(script) = scripts.script(operation, Elements::ALL) else { continue };
            for statement in script.statements() {
                let sql = script.sql(statement);
                let Some(sql) = with_its_new_lines(sql, &mut known) else { continue };
                // A block ends with its own semicolon.
                let end = if sql.ends_with(';') { "" } else { ";" };
                found.push(format!("{sql}{end}"));
            }
        }
    }
    found
}

/// Of a table that has no comments, the first and the last line, and those between that have something new; other statements whole.
fn with_its_new_lines(sql: &str, known: &mut BTreeSet<String>) -> Option<String> {
    // All of them are to be known, so this must not stop at the first.
    let mut is_new = |line: &str| {
        let words = line.split(|c: char| !is_of_name(c)).map(str::to_owned);
        words.chain([without_names(line)]).filter(|part| known.insert(part.clone())).count() > 0
    };
    let lines: Vec<&str> = sql.lines().collect();
    let new: Vec<bool> = lines.iter().map(|line| is_new(line)).collect();
    if !new.contains(&true) {
        return None;
    }
    let is_table = sql.starts_with("CREATE TABLE ") && lines.first()?.ends_with('(') && lines.last()?.starts_with(')');
    if !is_table || sql.contains("--") || dmsa_needs::exhaustive() {
        return Some(sql.to_owned());
    }
    let between = lines[1..lines.len() - 1].iter().zip(&new[1..]);
    let mut kept: Vec<&str> =
        between.filter(|(_, is_new)| **is_new).map(|(line, _)| line.trim_end_matches(',')).collect();
    if kept.is_empty() {
        kept.push(lines[1].trim_end_matches(','));
    }
    Some(format!("{}\n{}\n{}", lines[0], kept.join(",\n"), lines[lines.len() - 1]))
}

/// What sqlfluff's grammar of Oracle lacks: ALTER TABLE … LOGGING, which it knows of indexes only, and a literal of a
/// date as a default.
fn is_unknown_to_sqlfluff(statement: &str) -> bool {
    let logging = statement.starts_with("ALTER TABLE ") && statement.ends_with("LOGGING;");
    logging || statement.contains(" DEFAULT DATE '")
}

/// What ANTLR's grammar of T-SQL lacks: switching a constraint off and on, which Microsoft documents at
/// <https://learn.microsoft.com/sql/t-sql/statements/alter-table-transact-sql>.
fn is_unknown_to_antlr(statement: &str) -> bool {
    let switches = [" NOCHECK CONSTRAINT ", " WITH CHECK CHECK CONSTRAINT "];
    statement.starts_with("ALTER TABLE ") && switches.iter().any(|switch| statement.contains(switch))
}

fn all_parse(dialect: &str) {
    let catalog = dmsa::source::embedded::catalog();
    let mut all = statements(catalog.models.iter(), dialect, &Options::default());
    let options = Options {
        schema: Some("My Data".to_owned()),
        if_not_exists: true,
        comments: true,
        no_identity: true,
        ..Options::default()
    };
    let latest = catalog.find("pedsnet", "latest").expect("the latest version");
    all.extend(statements(std::iter::once(latest), dialect, &options));
    let Some(findings) = parse(dialect, &all) else { return };
    println!("{} statements for {dialect}", all.len());
    let mut refused = Vec::new();
    for (grammar, findings) in ["ANTLR", "sqlfluff"].iter().zip(findings) {
        assert_eq!(findings.len(), all.len(), "{grammar} has not said something of each statement");
        for (statement, finding) in all.iter().zip(findings) {
            let is_unknown = if *grammar == "sqlfluff" { is_unknown_to_sqlfluff } else { is_unknown_to_antlr };
            if is_unknown(statement) {
                continue;
            }
            refused.extend(finding.map(|finding| format!("{grammar}: {finding}\n{statement}")));
        }
    }
    let shown = refused.iter().take(20).cloned().collect::<Vec<_>>().join("\n\n");
    assert!(refused.is_empty(), "{} statements are refused:\n{shown}", refused.len());
}

/// Each of these is refused by one grammar at least, so that what is accepted means something.
fn broken_is_refused(dialect: &str, broken: &[&str]) {
    let statements: Vec<String> = broken.iter().map(|text| (*text).to_owned()).collect();
    let Some([antlr, fluff]) = parse(dialect, &statements) else { return };
    for ((statement, antlr), fluff) in statements.iter().zip(antlr).zip(fluff) {
        assert!(antlr.is_some() || fluff.is_some(), "no grammar minds {statement}");
    }
}

#[test]
fn oracle_scripts_parse() {
    all_parse("oracle");
}

#[test]
fn sql_server_scripts_parse() {
    all_parse("mssql");
}

#[test]
fn broken_oracle_is_refused() {
    broken_is_refused(
        "oracle",
        &[
            "CREATE TABLE t (a INTEGER,);",
            "CREATE TABLE t (a INTEGER b DATE);",
            "CREATE TABLE t (a VARCHAR2(10 CHARS));",
            "CREATE TABLE t (table NUMBER);",
            "CREATE TABLE t (comment VARCHAR2(2 CHAR));",
            "CREATE TABLE _t (a NUMBER);",
            "CREATE TABLE \"a\"b\" (a NUMBER);",
            "CREATE TABLE t (a NUMBER NOT NULL DEFAULT 1);",
            "CREATE TABLE t (a DATE DEFAULT DATE 2099-12-31);",
            "CREATE TABLE t (a NUMBER CHECK (a IN (0,1));",
            "CREATE TABLE t (a NUMBER) ENGINE=InnoDB;",
            "CREATE TABLE IF NOT EXISTS t (a NUMBER);",
            "ALTER TABLE t ADD CONSTRAINT a FOREIGN KEY(x) REFERENCES (y);",
            "ALTER TABLE t ADD CONSTRAINT c UNIQUE (a) DEFERRABLE INITIALY DEFERRED;",
            "CREATE INDEX ON t (a);",
            "DROP INDEX a ON b;",
            "ALTER INDEX x LOGGINGG;",
        ],
    );
}

#[test]
fn broken_sql_server_is_refused() {
    broken_is_refused(
        "mssql",
        &[
            "CREATE TABLE t (a INTEGER b DATE);",
            "CREATE TABLE t (a VARCHAR(10 CHAR));",
            "CREATE TABLE t (table INT);",
            "CREATE TABLE t (user INT);",
            "CREATE TABLE [a]b] (x INT);",
            "CREATE TABLE `t` (a INT);",
            "CREATE TABLE t (a INT IDENTITY(1,1,1));",
            "CREATE TABLE t (a INT AUTO_INCREMENT);",
            "CREATE TABLE t (a DATE DEFAULT DATE '2099-12-31');",
            "CREATE TABLE t (a INT CHECK (a IN (0,1));",
            "CREATE TABLE IF NOT EXISTS t (a INT);",
            "ALTER TABLE t ADD CONSTRAINT a FOREIGN KEY(x) REFERENCES (y);",
            "CREATE INDEX ON t (a);",
            "DROP INDEX a;",
            "DELETE FORM t WHERE;",
        ],
    );
}
