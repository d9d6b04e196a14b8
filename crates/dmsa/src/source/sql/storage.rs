//! Takes out of a statement what says how a table, a key or an index is stored or checked. The parser does not know it for
//! every database, and a definition has no place for it.

use sqlparser::tokenizer::{Token, TokenWithSpan};

/// The tokens without `CLUSTERED`, `WITH (PAD_INDEX = OFF) ON [PRIMARY]`, `TABLESPACE users STORAGE (…)`, `ENABLE`, the
/// unit in `(50 BYTE)` and their like, and without blanks and comments.
pub(super) fn removed(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let tokens: Vec<_> = tokens.into_iter().filter(|token| !matches!(token.token, Token::Whitespace(_))).collect();
    let words: Vec<_> = tokens.iter().map(|token| word(&token.token)).collect();
    let is = |place: usize, wanted: &str| words.get(place).is_some_and(|word| word == wanted);
    let defines = is(0, "ALTER") || (is(0, "CREATE") && (1..5).any(|place| is(place, "TABLE") || is(place, "INDEX")));
    if !defines {
        return tokens;
    }
    let mut keep = vec![true; tokens.len()];
    let mut place = 0;
    while place < tokens.len() {
        let length = storage(&tokens, &words, place);
        keep[place..place + length].fill(false);
        place += length.max(1);
    }
    let mut keep = keep.into_iter();
    tokens.into_iter().filter(|_| keep.next().unwrap_or(true)).collect()
}

/// How many tokens from here on say how something is stored.
fn storage(tokens: &[TokenWithSpan], words: &[String], place: usize) -> usize {
    let token = |place: usize| tokens.get(place).map(|token| &token.token);
    let is = |place: usize, wanted: &[&str]| words.get(place).is_some_and(|word| wanted.contains(&word.as_str()));
    let before = place.checked_sub(1);
    let is_behind = |wanted: &Token| before.and_then(token) == Some(wanted);
    let ends = |place: usize| matches!(token(place), None | Some(Token::Comma | Token::RParen | Token::EOF));
    let behind_columns = is_behind(&Token::RParen);
    // Here stands the name of a column, whatever it is.
    let names_a_column = is_behind(&Token::LParen)
        || is_behind(&Token::Comma)
        || before.is_some_and(|before| is(before, &["ADD", "COLUMN", "MODIFY", "CHANGE"]));
    if names_a_column {
        return 0;
    }
    match words[place].as_str() {
        // SQL Server.
        "CLUSTERED" | "NONCLUSTERED" if before.is_some_and(|before| is(before, &["KEY", "UNIQUE", "CREATE"])) => 1,
        "ROWGUIDCOL" | "SPARSE" => 1,
        "WITH" if is(place + 1, &["CHECK", "NOCHECK"]) => 2,
        "WITH" if behind_columns && token(place + 1) == Some(&Token::LParen) => 1 + parenthesis(tokens, place + 1),
        "ON" if behind_columns && is_quoted(token(place + 1)) => 2,
        "TEXTIMAGE_ON" | "FILESTREAM_ON" if is_quoted(token(place + 1)) => 2,
        "NOT" if is(place + 1, &["FOR"]) && is(place + 2, &["REPLICATION"]) => 3,
        // Databricks.
        "USING" if behind_columns && is(place + 1, &["DELTA", "PARQUET", "ICEBERG"]) => 2,
        "TBLPROPERTIES" if token(place + 1) == Some(&Token::LParen) => 1 + parenthesis(tokens, place + 1),
        "RELY" | "NORELY" if ends(place + 1) => 1,
        // Oracle.
        "ENABLE" | "DISABLE" if ends(place + 1) => 1,
        "ENABLE" | "DISABLE" if is(place + 1, &["VALIDATE", "NOVALIDATE"]) => 2,
        "BYTE" | "CHAR" if matches!(before.and_then(token), Some(Token::Number(..))) => 1,
        "USING" if is(place + 1, &["INDEX"]) => rest_of_part(tokens, place),
        "TABLESPACE" | "PCTFREE" | "PCTUSED" | "INITRANS" | "MAXTRANS" | "COMPRESS" | "NOCOMPRESS" | "LOGGING"
        | "NOLOGGING" | "NOCACHE" | "NOPARALLEL" | "STORAGE" | "SEGMENT"
            if behind_columns =>
        {
            rest_of_part(tokens, place)
        }
        _ => 0,
    }
}

/// The word without quotes in upper case; empty for any other token.
pub(super) fn word(token: &Token) -> String {
    match token {
        Token::Word(word) if word.quote_style.is_none() => word.value.to_ascii_uppercase(),
        _ => String::new(),
    }
}

fn is_quoted(token: Option<&Token>) -> bool {
    matches!(token, Some(Token::Word(word)) if word.quote_style.is_some())
}

/// How many tokens stand in the parentheses that begin here, themselves included.
fn parenthesis(tokens: &[TokenWithSpan], start: usize) -> usize {
    if tokens.get(start).map(|token| &token.token) != Some(&Token::LParen) {
        return 0;
    }
    let mut depth = 0_usize;
    for (length, token) in tokens[start..].iter().enumerate() {
        match token.token {
            Token::LParen => depth += 1,
            Token::RParen if depth == 1 => return length + 1,
            Token::RParen => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    tokens.len() - start
}

/// How many tokens there are to the next comma or closing parenthesis of the part, or to the end.
fn rest_of_part(tokens: &[TokenWithSpan], start: usize) -> usize {
    let mut place = start;
    while let Some(token) = tokens.get(place) {
        match token.token {
            Token::Comma | Token::RParen | Token::EOF => break,
            Token::LParen => place += parenthesis(tokens, place),
            _ => place += 1,
        }
    }
    place - start
}

/// The tokens of a CREATE TABLE up to the end of its columns; `None` if that is all of it.
pub(super) fn columns_only(tokens: &[TokenWithSpan]) -> Option<&[TokenWithSpan]> {
    let start = tokens.iter().position(|token| token.token == Token::LParen)?;
    let end = start + parenthesis(tokens, start);
    let is_all = matches!(tokens.get(end).map(|token| &token.token), None | Some(Token::EOF));
    let creates = tokens.first().is_some_and(|token| word(&token.token) == "CREATE");
    (creates && !is_all).then(|| &tokens[..end])
}
