//! SQL with its words highlighted, for pages. Good enough for every dialect, as it changes nothing but colours.

use maud::{Markup, PreEscaped, Render};

/// The words that carry the structure of scripts.
const WORDS: &[&str] = &[
    "ADD",
    "ALTER",
    "AND",
    "AS",
    "ASC",
    "AUTO_INCREMENT",
    "BEGIN",
    "BIGINT",
    "BIGSERIAL",
    "BY",
    "BYTEA",
    "CHAR",
    "CHARACTER",
    "CHECK",
    "CLOB",
    "COLUMN",
    "COMMENT",
    "CONSTRAINT",
    "CREATE",
    "CURRENT_TIMESTAMP",
    "DATE",
    "DATETIME",
    "DATETIME2",
    "DECIMAL",
    "DEFAULT",
    "DEFERRABLE",
    "DEFERRED",
    "DELETE",
    "DESC",
    "DOUBLE",
    "DROP",
    "END",
    "EXECUTE",
    "EXISTS",
    "FLOAT",
    "FOREIGN",
    "FROM",
    "GO",
    "IDENTITY",
    "IF",
    "IMMEDIATE",
    "INDEX",
    "INITIALLY",
    "INSERT",
    "INTEGER",
    "INTO",
    "IS",
    "KEY",
    "LOGGING",
    "LONGTEXT",
    "NOLOGGING",
    "NOT",
    "NULL",
    "NUMBER",
    "NUMERIC",
    "NVARCHAR",
    "ON",
    "PRECISION",
    "PRIMARY",
    "REFERENCES",
    "SELECT",
    "SERIAL",
    "SET",
    "SMALLINT",
    "TABLE",
    "TEXT",
    "TIME",
    "TIMESTAMP",
    "TO",
    "TRUNCATE",
    "UNIQUE",
    "UPDATE",
    "VALUES",
    "VARCHAR",
    "VARCHAR2",
    "WHERE",
    "WITH",
    "WITHOUT",
    "ZONE",
];

/// The script as HTML.
pub(super) fn highlight(sql: &str) -> Markup {
    let mut out = String::with_capacity(sql.len() * 2);
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let (class, length) = token(rest, first);
        let (text, after) = rest.split_at(length);
        match class {
            Some(class) => {
                out.push_str("<span class=\"");
                out.push_str(class);
                out.push_str("\">");
                text.render_to(&mut out);
                out.push_str("</span>");
            }
            None => text.render_to(&mut out),
        }
        rest = after;
    }
    PreEscaped(out)
}

/// The kind of the first token of a text, and its length, which is never 0.
fn token(text: &str, first: char) -> (Option<&'static str>, usize) {
    let end = |end: Option<usize>| end.unwrap_or(text.len());
    let until = |is_end: &dyn Fn(char) -> bool| end(text.find(is_end));
    if text.starts_with("--") {
        return (Some("c"), until(&|c| c == '\n'));
    }
    match first {
        '\'' => (Some("s"), quoted(text, '\'')),
        '"' => (None, quoted(text, '"')),
        '`' => (None, quoted(text, '`')),
        c if c.is_ascii_digit() => (Some("n"), until(&|c| !(c.is_ascii_digit() || c == '.'))),
        c if c.is_alphabetic() || c == '_' => {
            let length = until(&|c| !(c.is_alphanumeric() || c == '_' || c == '$'));
            let word = text.get(..length).unwrap_or_default();
            (WORDS.binary_search(&word).is_ok().then_some("k"), length)
        }
        c => (None, c.len_utf8()),
    }
}

/// The length of a quoted text, its quotes included; a doubled quote is two texts, which look the same.
fn quoted(text: &str, quote: char) -> usize {
    let inside = text.get(1..).unwrap_or_default();
    inside.find(quote).map_or(text.len(), |end| end + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sorted() {
        assert!(WORDS.is_sorted());
    }

    #[test]
    fn words_texts_numbers_and_comments_are_told_apart() {
        let html = highlight("CREATE TABLE <t> (a VARCHAR(10) DEFAULT 'x''y'); -- left out\n\"KEY\" é").into_string();
        assert_eq!(
            html,
            "<span class=\"k\">CREATE</span> <span class=\"k\">TABLE</span> &lt;t&gt; (a \
             <span class=\"k\">VARCHAR</span>(<span class=\"n\">10</span>) <span class=\"k\">DEFAULT</span> \
             <span class=\"s\">'x'</span><span class=\"s\">'y'</span>); <span class=\"c\">-- left out</span>\n\
             &quot;KEY&quot; é"
        );
    }

    #[test]
    fn no_text_is_lost() {
        for text in ["'open", "\"", "`", "--", "1.", "é'é", ""] {
            let html = highlight(text).into_string();
            let plain: String =
                html.replace("&quot;", "\"").split('<').map(|part| part.rsplit('>').next().unwrap()).collect();
            assert_eq!(plain, text);
        }
    }
}
