//! A script as statements, each with its first line. Commands of clients and rows of data are passed over.

use super::dialect::Dialect;
use std::str::Lines;

/// A statement of a script.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Statement<'t> {
    /// The text without the semicolon.
    pub(super) text: &'t str,
    /// The line that it begins on, counted from 1.
    pub(super) line: u32,
}

impl Statement<'_> {
    /// Whether it begins with these words, in any case.
    pub(super) fn begins_with(&self, words: &str) -> bool {
        let mut own = self.text.split_ascii_whitespace();
        words.split(' ').all(|word| own.next().is_some_and(|own| own.eq_ignore_ascii_case(word)))
    }

    /// Whether it may say something about tables, keys or indexes.
    pub(super) fn defines_tables(&self) -> bool {
        let begins = |beginnings: &[&str]| beginnings.iter().any(|words| self.begins_with(words));
        // SQL Server checks a constraint, or a trigger is switched: `ALTER TABLE visit CHECK CONSTRAINT fk`.
        let switches = || {
            let mut words = self.text.split_ascii_whitespace().skip(3);
            let is = |word: Option<&str>, wanted: &[&str]| {
                word.is_some_and(|word| wanted.contains(&word.to_ascii_uppercase().as_str()))
            };
            is(words.next(), &["CHECK", "NOCHECK", "ENABLE", "DISABLE"]) && is(words.next(), &["CONSTRAINT", "TRIGGER"])
        };
        begins(DEFINING) && !begins(OTHER) && !switches()
    }
}

/// How statements begin that define tables, keys, indexes or types of columns.
const DEFINING: &[&str] = &["create", "alter table", "alter foreign table", "comment", "drop table"];

/// How statements begin that create something else.
const OTHER: &[&str] = &[
    "create view",
    "create or replace view",
    "create materialized",
    "create or replace force",
    "create function",
    "create or replace function",
    "create procedure",
    "create or replace procedure",
    "create trigger",
    "create or replace trigger",
    "create constraint trigger",
    "create sequence",
    "create schema",
    "create database",
    "create extension",
    "create role",
    "create user",
    "create login",
    "create or replace package",
    "create rule",
    "create aggregate",
    "create operator",
    "create cast",
    "create collation",
    "create policy",
    "create publication",
    "create subscription",
    "create server",
    "create event",
    "create statistics",
    "create temporary",
    "create temp",
    "create global temporary",
    "create local",
    "create synonym",
    "create public synonym",
    "create language",
    "create tablespace",
    "create definer",
    "create algorithm",
    "create or replace algorithm",
    "create or replace editionable",
    "create text",
    "create or replace public",
    "create access",
    "create foreign data",
    "create recursive",
    "create or alter",
];

/// The statements of a script.
pub(super) fn of(script: &str, dialect: Dialect) -> Vec<Statement<'_>> {
    let mut reader = Reader { script, at: 0, line: 1, dialect, delimiter: ";" };
    let mut statements = Vec::new();
    while let Some(statement) = reader.next_statement() {
        let is_copy = statement.begins_with("copy")
            && statement.text.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("stdin"));
        if is_copy {
            reader.skip_rows();
        }
        if !statement.text.is_empty() {
            statements.push(statement);
        }
    }
    statements
}

struct Reader<'t> {
    script: &'t str,
    /// How many bytes were read.
    at: usize,
    line: u32,
    dialect: Dialect,
    delimiter: &'t str,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.script[self.at..]
    }

    /// Goes on by so many bytes.
    fn skip(&mut self, bytes: usize) {
        let end = (self.at + bytes).min(self.script.len());
        let lines = self.script.as_bytes()[self.at..end].iter().filter(|byte| **byte == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.at = end;
    }

    fn skip_line(&mut self) {
        self.skip(self.rest().find('\n').map_or(self.rest().len(), |end| end + 1));
    }

    /// The rest of the line.
    fn rest_of_line(&self) -> &'t str {
        Lines::next(&mut self.rest().lines()).unwrap_or_default()
    }

    /// Passes over the rows of a `COPY … FROM stdin`, which end at a line `\.`.
    fn skip_rows(&mut self) {
        self.skip_line();
        while !self.rest().is_empty() {
            let is_end = self.rest_of_line().trim_end() == "\\.";
            self.skip_line();
            if is_end {
                break;
            }
        }
    }

    /// Passes over blanks, comments and commands of clients before a statement. `DELIMITER` is obeyed.
    fn skip_to_statement(&mut self) {
        loop {
            let rest = self.rest();
            let blanks = rest.len() - rest.trim_start().len();
            self.skip(blanks);
            let rest = self.rest();
            if let Some(length) = comment(rest, self.dialect) {
                self.skip(length);
                continue;
            }
            let line = self.rest_of_line().trim();
            let mut words = line.split_ascii_whitespace();
            let first = words.next().unwrap_or_default().to_ascii_lowercase();
            if first == "delimiter" {
                self.delimiter = words.next().unwrap_or(";");
                self.skip_line();
            } else if !rest.is_empty() && is_of_client(line, &first) {
                self.skip_line();
            } else {
                return;
            }
        }
    }

    fn next_statement(&mut self) -> Option<Statement<'t>> {
        self.skip_to_statement();
        if self.rest().is_empty() {
            return None;
        }
        let (start, line) = (self.at, self.line);
        let is_block = self.dialect.has_blocks() && is_block(self.rest());
        loop {
            let rest = self.rest();
            let statement = |end: usize| Statement { text: self.script[start..end].trim(), line };
            let Some(first) = rest.chars().next() else { return Some(statement(self.at)) };
            if !is_block && rest.starts_with(self.delimiter) {
                let statement = statement(self.at);
                self.skip(self.delimiter.len());
                return Some(statement);
            }
            if first == '\n' && is_end_of_batch(rest[1..].lines().next().unwrap_or_default()) {
                let statement = statement(self.at);
                self.skip(1);
                self.skip_line();
                return Some(statement);
            }
            let length = comment(rest, self.dialect).or_else(|| quoted(rest, self.dialect));
            self.skip(length.unwrap_or_else(|| first.len_utf8()));
        }
    }
}

/// Whether a line is a command of a client, which ends with the line: psql, sqlite3, SQL*Plus, mysql, sqlcmd.
fn is_of_client(line: &str, first: &str) -> bool {
    const COMMANDS: &[&str] = &[
        "set", "prompt", "rem", "remark", "whenever", "spool", "exit", "quit", "connect", "conn", "define", "undefine",
        "column", "show", "host", "use", "source", "pause", "clear", "print", "accept",
    ];
    is_end_of_batch(line)
        || line.starts_with(['\\', '.', '@', '!', ':'])
        || (COMMANDS.contains(&first) && !line.ends_with(';'))
}

/// `GO` of sqlcmd, with a count or without, or `/` of SQL*Plus.
fn is_end_of_batch(line: &str) -> bool {
    let line = line.trim();
    let is_go = line.get(..2).is_some_and(|word| word.eq_ignore_ascii_case("go"));
    line == "/" || (is_go && line[2..].trim().trim_end_matches(';').bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether the statement has statements in it.
fn is_block(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let mut word = || words.next().unwrap_or_default().to_ascii_lowercase();
    let mut first = word();
    if first == "declare" {
        return true;
    }
    if first == "begin" {
        return !matches!(word().as_str(), "tran" | "transaction" | "work" | "");
    }
    if first != "create" && first != "alter" {
        return false;
    }
    first = word();
    while matches!(first.as_str(), "or" | "replace" | "alter" | "editionable" | "noneditionable") {
        first = word();
    }
    matches!(first.as_str(), "procedure" | "proc" | "function" | "trigger" | "package")
}

/// The length of the comment that the text begins with.
fn comment(text: &str, dialect: Dialect) -> Option<usize> {
    if text.starts_with("--") || (text.starts_with('#') && dialect.has_hash_comments()) {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    text.strip_prefix("/*").map(|rest| rest.find("*/").map_or(text.len(), |end| end + 4))
}

/// The length of the string or quoted name that the text begins with.
fn quoted(text: &str, dialect: Dialect) -> Option<usize> {
    let first = text.chars().next()?;
    let (start, close, escapes) = match first {
        'e' | 'E' if text[1..].starts_with('\'') => (2, '\'', true),
        '\'' => (1, '\'', dialect.has_backslashes()),
        '"' => (1, '"', dialect.has_backslashes()),
        '`' => (1, '`', false),
        '[' if dialect.has_brackets() => (1, ']', false),
        '$' if dialect.has_dollar_quotes() => {
            let tag = text[1..].find('$').map(|end| &text[..end + 2])?;
            let is_tag = tag[1..tag.len() - 1].chars().all(|c| c.is_alphanumeric() || c == '_');
            let end = is_tag.then(|| text[tag.len()..].find(tag))??;
            return Some(end + 2 * tag.len());
        }
        _ => return None,
    };
    let mut characters = text[start..].char_indices();
    while let Some((place, character)) = characters.next() {
        if character == close {
            return Some(start + place + close.len_utf8());
        }
        if character == '\\' && escapes {
            characters.next();
        }
    }
    Some(text.len())
}
