//! The lines of a script, each with what it is about.

use dmsa::diagnostic::Diagnostic;
use std::collections::HashMap;

/// What a line is about. Names are unquoted, so that the same thing is the same subject however it is written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Subject {
    Blank,
    /// A line about `version_history`, told from others by its first words.
    History(String),
    /// The first or the last line of CREATE TABLE.
    Table {
        table: String,
        is_end: bool,
    },
    Column {
        table: String,
        name: String,
    },
    /// A primary key, unique constraint, reference or check in CREATE TABLE.
    Item {
        table: String,
        kind: &'static str,
        name: String,
    },
    AddConstraint {
        table: String,
        kind: &'static str,
        name: String,
    },
    DropConstraint {
        table: String,
        name: String,
    },
    CreateIndex {
        table: String,
        name: String,
    },
    DropIndex {
        name: String,
    },
    Comment(String),
    /// Any other statement, told from others by its words.
    Other(String),
}

/// A line.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    /// The text without blanks at the end.
    pub(crate) text: &'a str,
    pub(crate) subject: Subject,
}

impl Line<'_> {
    /// The text, without the comma that only says that another item follows.
    pub(crate) fn content(&self) -> &str {
        match self.subject {
            Subject::Column { .. } | Subject::Item { .. } => self.text.strip_suffix(',').unwrap_or(self.text),
            Subject::History(_) if self.text.starts_with('\t') => self.text.strip_suffix(',').unwrap_or(self.text),
            _ => self.text,
        }
    }

    pub(crate) fn tokens(&self) -> Vec<&str> {
        tokens(self.content())
    }

    /// Whether it is an item of CREATE TABLE.
    pub(crate) fn is_item(&self) -> bool {
        self.text.starts_with('\t')
    }
}

/// The lines of a script, all with their subjects.
pub(crate) fn parse(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut table: Option<String> = None;
    let mut in_history = false;
    let texts: Vec<&str> = text.split('\n').map(|line| line.trim_end_matches([' ', '\t', '\r'])).collect();
    for (at, text) in texts.iter().copied().enumerate() {
        in_history |= starts_history(&texts[at..]);
        let subject = if text.is_empty() {
            Subject::Blank
        } else if in_history {
            Subject::History(history_key(text))
        } else if let Some(comment) = text.strip_prefix("-- ") {
            Subject::Comment(comment.to_owned())
        } else if let Some(current) = &table {
            item(current, text)
        } else {
            statement(text)
        };
        match &subject {
            Subject::Blank => in_history = false,
            Subject::Table { table: name, is_end: false } => table = Some(name.clone()),
            Subject::Table { is_end: true, .. } => table = None,
            _ => {}
        }
        lines.push(Line { text, subject });
    }
    lines
}

/// The lines of a new script, with the names in subjects that the script says it had to cut.
pub(crate) fn parse_new<'a>(text: &'a str, notes: &[Diagnostic]) -> Vec<Line<'a>> {
    let whole: HashMap<&str, &str> = notes.iter().filter_map(|note| cut_name(&note.message)).collect();
    let mut lines = parse(text);
    for line in &mut lines {
        let names = match &mut line.subject {
            Subject::Table { table, .. } => [Some(table), None],
            Subject::DropIndex { name } => [Some(name), None],
            Subject::Column { table, name }
            | Subject::Item { table, name, .. }
            | Subject::AddConstraint { table, name, .. }
            | Subject::DropConstraint { table, name }
            | Subject::CreateIndex { table, name } => [Some(table), Some(name)],
            Subject::Blank | Subject::History(_) | Subject::Comment(_) | Subject::Other(_) => [None, None],
        };
        for name in names.into_iter().flatten() {
            if let Some(own) = whole.get(name.as_str()) {
                *name = (*own).to_owned();
            }
        }
    }
    lines
}

/// The cut name and the whole one, where a note is about that: `index long_name of table a: its name becomes long_1`.
fn cut_name(message: &str) -> Option<(&str, &str)> {
    let (about, cut) = message.split_once(": its name becomes ")?;
    if let Some(table) = about.strip_prefix("table ") {
        return Some((cut, table));
    }
    let (what, _) = about.rsplit_once(" of table ")?;
    let kinds = ["field ", "primary key ", "unique constraint ", "reference ", "index "];
    Some((cut, kinds.iter().find_map(|kind| what.strip_prefix(kind))?))
}

/// Whether these lines begin with a statement, or a block of one, about the history.
fn starts_history(lines: &[&str]) -> bool {
    let first = lines.first().copied().unwrap_or_default();
    let is_about_it = |line: &str| tokens(line).iter().any(|token| token.trim_matches('\'') == "version_history");
    let dmsa = ["PREPARE dmsa FROM @dmsa;", "EXECUTE dmsa;", "DEALLOCATE PREPARE dmsa;"];
    match first {
        "BEGIN" => lines.get(1).is_some_and(|line| line.contains(" version_history")),
        line if dmsa.contains(&line) => true,
        line => !line.starts_with("--") && (is_about_it(line) || line.contains("version_history")),
    }
}

/// The row's operation for an insert, the first word of other lines, their text where that says little.
fn history_key(text: &str) -> String {
    let words = tokens(text);
    if text.starts_with("INSERT") {
        return words.iter().find(|word| word.starts_with('\'')).map_or(text, |word| word).to_owned();
    }
    match words.first() {
        Some(word) if text.starts_with('\t') => (*word).to_owned(),
        _ if text.contains("CREATE TABLE") => "CREATE TABLE".to_owned(),
        _ => text.to_owned(),
    }
}

fn item(table: &str, text: &str) -> Subject {
    let table = table.to_owned();
    if !text.starts_with('\t') {
        return Subject::Table { table, is_end: true };
    }
    let words = tokens(text);
    let (name, rest) = match words.as_slice() {
        ["CONSTRAINT", name, rest @ ..] => (unquoted(name), rest),
        all => (String::new(), all),
    };
    let kind = match rest {
        ["PRIMARY", "KEY", ..] => "primary key",
        ["UNIQUE", "(", ..] => "unique constraint",
        ["FOREIGN", "KEY", ..] => "reference",
        ["CHECK", "(", ..] => "check",
        _ => return Subject::Column { table, name: unquoted(words.first().copied().unwrap_or_default()) },
    };
    // Without a name, the words tell one from another.
    let name =
        if name.is_empty() && kind != "primary key" { rest.join(" ").trim_end_matches(" ,").to_owned() } else { name };
    Subject::Item { table, kind, name }
}

fn statement(text: &str) -> Subject {
    let words = tokens(text);
    match words.as_slice() {
        ["CREATE", "TABLE", table, "("] => Subject::Table { table: unquoted(table), is_end: false },
        ["ALTER", "TABLE", table, "ADD", rest @ ..] => {
            let (name, rest) = match rest {
                ["CONSTRAINT", name, rest @ ..] => (unquoted(name), rest),
                _ => (rest.join(" "), rest),
            };
            let kind = match rest.first() {
                Some(&"UNIQUE") => "unique constraint",
                Some(&"CHECK") => "check",
                _ => "reference",
            };
            Subject::AddConstraint { table: unquoted(table), kind, name }
        }
        ["ALTER", "TABLE", table, "DROP", .., name, ";"] => {
            Subject::DropConstraint { table: unquoted(table), name: unquoted(name) }
        }
        ["CREATE", "UNIQUE", "INDEX", name, "ON", table, ..] | ["CREATE", "INDEX", name, "ON", table, ..] => {
            Subject::CreateIndex { table: unquoted(table), name: unquoted(name) }
        }
        ["DROP", "INDEX", name, ..] => Subject::DropIndex { name: unquoted(name) },
        all => Subject::Other(all.iter().map(|word| unquoted(word)).collect::<Vec<_>>().join(" ")),
    }
}

/// A name without its quotes.
pub(crate) fn unquoted(name: &str) -> String {
    for (open, close) in [('"', '"'), ('`', '`'), ('[', ']')] {
        if let Some(inner) = name.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) {
            return inner.replace(&format!("{close}{close}"), &close.to_string());
        }
    }
    name.to_owned()
}

/// Words, numbers, quoted names, strings and single signs.
pub(crate) fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' | '"' | '`' => quoted_length(rest, first),
            '[' => quoted_length(rest, ']'),
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        tokens.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    tokens
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || "_$#@.".contains(c)
}

/// Bytes of a quoted thing; within it the closing sign is doubled.
fn quoted_length(text: &str, close: char) -> usize {
    let mut signs = text.char_indices().skip(1).peekable();
    while let Some((at, sign)) = signs.next() {
        if sign == close && signs.next_if(|(_, next)| *next == close).is_none() {
            return at + close.len_utf8();
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_know_what_they_are_about() {
        let script = "CREATE TABLE a (\n\t\"x\" INTEGER, \n\tCONSTRAINT u UNIQUE (\"x\")\n);\n\nDROP INDEX `i` ON a;\n";
        let subjects: Vec<Subject> = parse(script).into_iter().map(|line| line.subject).collect();
        let a = || "a".to_owned();
        assert_eq!(
            subjects,
            [
                Subject::Table { table: a(), is_end: false },
                Subject::Column { table: a(), name: "x".into() },
                Subject::Item { table: a(), kind: "unique constraint", name: "u".into() },
                Subject::Table { table: a(), is_end: true },
                Subject::Blank,
                Subject::DropIndex { name: "i".into() },
                Subject::Blank,
            ]
        );
    }

    #[test]
    fn tokens_keep_quotes_together() {
        assert_eq!(
            tokens("a VARCHAR(2) DEFAULT 'it''s; no',"),
            ["a", "VARCHAR", "(", "2", ")", "DEFAULT", "'it''s; no'", ","]
        );
        assert_eq!(unquoted("[a]]b]"), "a]b");
    }
}
