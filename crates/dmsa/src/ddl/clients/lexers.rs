//! How clients read a script: where statements end, and what is a command of the client's own.

/// A command-line client.
pub(super) struct Client {
    pub(super) name: &'static str,
    pub(super) dialect: &'static str,
    /// The statements it would send, without their terminators and the comments between them; or what else it would do.
    pub(super) statements: fn(&str) -> Result<Vec<String>, String>,
}

pub(super) const CLIENTS: &[Client] = &[
    Client { name: "psql", dialect: "postgresql", statements: |text| tokens(text, &psql(false)) },
    // With `standard_conforming_strings = off`.
    Client {
        name: "psql without standard strings",
        dialect: "postgresql",
        statements: |text| tokens(text, &psql(true)),
    },
    Client { name: "mysql", dialect: "mysql", statements: |text| tokens(text, &mysql(false)) },
    // Older clients of MySQL, which take a backslash for an escape in a quoted name, too.
    Client { name: "older mysql", dialect: "mysql", statements: |text| tokens(text, &mysql(true)) },
    Client { name: "mariadb", dialect: "mariadb", statements: |text| tokens(text, &mysql(false)) },
    Client { name: "duckdb", dialect: "duckdb", statements: |text| tokens(text, &SQLITE) },
    Client { name: "snow", dialect: "snowflake", statements: |text| tokens(text, &BACKSLASHED) },
    Client { name: "bq", dialect: "bigquery", statements: |text| tokens(text, &BACKSLASHED) },
    Client { name: "psql for Redshift", dialect: "redshift", statements: |text| tokens(text, &psql(true)) },
    Client { name: "dbsqlcli", dialect: "databricks", statements: |text| tokens(text, &BACKSLASHED) },
    Client { name: "trino", dialect: "trino", statements: |text| tokens(text, &SQLITE) },
    Client { name: "sqlite3", dialect: "sqlite", statements: |text| tokens(text, &SQLITE) },
    Client { name: "SQL*Plus", dialect: "oracle", statements: sqlplus },
    Client { name: "sqlcmd", dialect: "mssql", statements: sqlcmd },
];

/// A client that reads tokens.
struct Tokens {
    /// Opening and closing quotes, and whether a backslash escapes within them.
    quotes: &'static [(char, char, bool)],
    /// Whether `E'…'` has escapes, and `$tag$…$tag$` quotes.
    is_psql: bool,
    /// What begins a comment up to the end of the line, besides `-- `.
    hash_comments: bool,
    /// Whether this is a command of the client where it stands outside of quotes; says which.
    command: fn(rest: &str, in_statement: bool, at_line_start: bool) -> Option<&'static str>,
}

const fn psql(escapes: bool) -> Tokens {
    Tokens {
        quotes: if escapes {
            &[('\'', '\'', true), ('"', '"', false)]
        } else {
            &[('\'', '\'', false), ('"', '"', false)]
        },
        is_psql: true,
        hash_comments: false,
        command: |rest, _, _| {
            let is_variable =
                |rest: &str| rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '\'' | '"' | '{' | '_'));
            match rest.chars().next() {
                Some('\\') => Some("a backslash command"),
                Some(':') if is_variable(&rest[1..]) => Some("a variable"),
                _ => None,
            }
        },
    }
}

const fn mysql(escapes_in_names: bool) -> Tokens {
    Tokens {
        quotes: if escapes_in_names {
            &[('\'', '\'', true), ('"', '"', true), ('`', '`', true)]
        } else {
            &[('\'', '\'', true), ('"', '"', true), ('`', '`', false)]
        },
        is_psql: false,
        hash_comments: true,
        command: |rest, in_statement, at_line_start| {
            const COMMANDS: [&str; 12] = [
                "system", "source", "use", "exit", "quit", "tee", "pager", "edit", "connect", "charset", "help",
                "clear",
            ];
            if rest.starts_with('\\') {
                return Some("a backslash command");
            }
            if starts_with_word(rest, "delimiter", false) {
                return Some("delimiter");
            }
            (at_line_start && !in_statement && COMMANDS.iter().any(|word| starts_with_word(rest, word, true)))
                .then_some("a command")
        },
    }
}

const SQLITE: Tokens = Tokens {
    quotes: &[('\'', '\'', false), ('"', '"', false), ('`', '`', false), ('[', ']', false)],
    is_psql: false,
    hash_comments: false,
    command: |rest, in_statement, at_line_start| {
        let line = rest.lines().next().unwrap_or_default().trim();
        let ends_statement = at_line_start && (line == "/" || line.eq_ignore_ascii_case("go"));
        let is_command = at_line_start && !in_statement && rest.starts_with(['.', '#']);
        (ends_statement || is_command).then_some("a dot command or the end of a statement")
    },
};

/// A client that only looks for the ends of statements, of a database whose strings have escapes.
const BACKSLASHED: Tokens = Tokens {
    quotes: &[('\'', '\'', true), ('"', '"', false), ('`', '`', false)],
    is_psql: false,
    hash_comments: false,
    command: |_, _, _| None,
};

fn starts_with_word(text: &str, word: &str, whole: bool) -> bool {
    let Some(start) = text.get(..word.len()) else { return false };
    let ends = !text[word.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
    start.eq_ignore_ascii_case(word) && (ends || !whole)
}

fn tokens(text: &str, client: &Tokens) -> Result<Vec<String>, String> {
    if text.contains('\0') {
        return Err("a line is cut at NUL".to_owned());
    }
    let mut statements = Vec::new();
    let mut statement = String::new();
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let rest = &text[at..];
        let at_line_start = at == 0 || text[..at].ends_with('\n');
        let in_statement = !statement.trim().is_empty();
        let mut length = character.len_utf8();
        let ends = |end: &str| rest.find(end).map_or(rest.len(), |place| place + end.len());
        if (rest.starts_with("--") && rest[2..].starts_with(char::is_whitespace))
            || (client.hash_comments && character == '#')
        {
            length = rest.find('\n').unwrap_or(rest.len());
            if in_statement {
                return Err("a comment within a statement".to_owned());
            }
            at += length;
            continue;
        }
        if let Some(command) = (client.command)(rest, in_statement, at_line_start) {
            return Err(format!("{command} at {:?}", rest.lines().next()));
        }
        // Within a name, `$` is a character like any other.
        let in_name = text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '$'));
        let tag = dollar_tag(rest).filter(|_| client.is_psql && !in_name);
        if rest.starts_with("/*") {
            length = ends("*/");
        } else if let Some(tag) = tag {
            length = rest[tag.len()..].find(tag).map(|place| place + 2 * tag.len()).ok_or("an open block")?;
        } else if let Some((_, close, escapes)) = client.quotes.iter().find(|(open, ..)| *open == character) {
            let is_escape = client.is_psql && character == '\'' && text[..at].ends_with(" E");
            length = quoted_length(rest, *close, *escapes || is_escape).ok_or("an open quote")?;
        } else if character == ';' {
            statements.push(std::mem::take(&mut statement).trim().to_owned());
            at += 1;
            continue;
        }
        statement.push_str(&rest[..length]);
        at += length;
    }
    if statement.trim().is_empty() { Ok(statements) } else { Err(format!("an open statement: {statement}")) }
}

/// `$tag$` at the beginning of a text.
fn dollar_tag(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('$')?;
    let end = inner.find('$')?;
    inner[..end].chars().all(|c| c.is_alphanumeric() || c == '_').then(|| &text[..end + 2])
}

/// Bytes of a quoted text that begins here, quotes included.
fn quoted_length(text: &str, close: char, escapes: bool) -> Option<usize> {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if escapes && character == '\\' {
            characters.next();
        } else if character == close {
            if characters.peek().is_some_and(|(_, next)| *next == close) {
                characters.next();
            } else {
                return Some(at + close.len_utf8());
            }
        }
    }
    None
}

/// SQL*Plus reads lines, and knows no quotes.
fn sqlplus(text: &str) -> Result<Vec<String>, String> {
    const STATEMENTS: [&str; 9] =
        ["CREATE ", "ALTER ", "DROP ", "INSERT ", "DELETE ", "UPDATE ", "COMMENT ", "COMMIT", "SELECT "];
    if text.contains(['\0', '&']) {
        return Err("NUL or a variable".to_owned());
    }
    let mut statements = Vec::new();
    let mut lines: Vec<&str> = Vec::new();
    let mut in_block = false;
    for line in text.split('\n') {
        if line.len() > 2499 && !line.starts_with("--") {
            return Err("a line is too long".to_owned());
        }
        if line.trim_end().ends_with('-') {
            return Err("a line is joined with the next".to_owned());
        }
        if lines.is_empty() {
            if line.trim().is_empty() || line.starts_with("-- ") {
                continue;
            }
            in_block = line.trim() == "BEGIN";
            if !in_block && !STATEMENTS.iter().any(|word| line.starts_with(word)) {
                return Err(format!("a command: {line}"));
            }
        } else if line.trim_start().starts_with('#') {
            return Err(format!("a command: {line}"));
        } else if in_block && line.trim() == "/" {
            statements.push(std::mem::take(&mut lines).join("\n"));
            continue;
        } else if ["/", "."].contains(&line.trim()) || (!in_block && line.trim().is_empty()) {
            return Err(format!("a statement ends early: {line:?}"));
        }
        match line.trim_end().strip_suffix(';') {
            Some(last) if !in_block => {
                lines.push(last);
                let statement = std::mem::take(&mut lines).join("\n");
                closed(&statement)?;
                statements.push(statement);
            }
            _ => lines.push(line),
        }
    }
    if lines.is_empty() { Ok(statements) } else { Err("an open statement".to_owned()) }
}

/// Whether the server finds all quotes closed.
fn closed(statement: &str) -> Result<(), String> {
    let mut at = 0;
    while let Some(place) = statement[at..].find(['\'', '"']) {
        let rest = &statement[at + place..];
        let close = if rest.starts_with('"') { '"' } else { '\'' };
        at += place + quoted_length(rest, close, false).ok_or("an open quote")?;
    }
    Ok(())
}

/// sqlcmd reads lines for its commands, and sends everything else; the server finds the statements.
fn sqlcmd(text: &str) -> Result<Vec<String>, String> {
    const COMMANDS: [&str; 5] = ["go", "reset", "ed", "exit", "quit"];
    if text.contains("$(") {
        return Err("a variable".to_owned());
    }
    for line in text.lines().map(str::trim_start) {
        if line.starts_with([':', '!']) || COMMANDS.iter().any(|word| starts_with_word(line, word, true)) {
            return Err(format!("a command: {line}"));
        }
    }
    let server = Tokens {
        quotes: &[('\'', '\'', false), ('"', '"', false), ('[', ']', false)],
        is_psql: false,
        hash_comments: false,
        command: |_, _, _| None,
    };
    tokens(text, &server)
}
