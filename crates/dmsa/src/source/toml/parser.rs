//! Reads the short notation word by word, and says where in a line something is wrong.

use std::iter::Peekable;
use std::ops::Range;
use std::str::CharIndices;

/// What is wrong with a line, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) message: String,
    /// In bytes; empty at the end, where something is missing.
    pub(super) at: Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Bare(String),
    Quoted(String),
    Arrow,
    Mark(char),
}

impl Token {
    pub(super) fn shown(&self) -> String {
        match self {
            Token::Bare(word) => format!("`{word}`"),
            Token::Quoted(text) => quoted(text),
            Token::Arrow => "`->`".to_owned(),
            Token::Mark(mark) => format!("`{mark}`"),
        }
    }

    /// Whether it is this word of the notation, in any case.
    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(self, Token::Bare(text) if text.eq_ignore_ascii_case(word))
    }
}

/// Whether a name needs no quotes for this character.
pub(super) fn is_bare(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// A text in single quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn tokens(text: &str) -> Result<Vec<(Token, Range<usize>)>, Fault> {
    let mut tokens = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let token = match c {
            c if c.is_whitespace() => continue,
            '\'' => Token::Quoted(quoted_text(start, &mut chars)?),
            '-' if chars.next_if(|(_, c)| *c == '>').is_some() => Token::Arrow,
            '.' | ',' | '(' | ')' | '?' => Token::Mark(c),
            c if is_bare(c) => {
                let mut word = String::from(c);
                while let Some((_, c)) = chars.next_if(|(_, c)| is_bare(*c)) {
                    word.push(c);
                }
                Token::Bare(word)
            }
            c => {
                let message = format!("{c:?} is not expected here; names with such characters stand in single quotes");
                return Err(Fault { message, at: start..start + c.len_utf8() });
            }
        };
        let end = chars.peek().map_or(text.len(), |(at, _)| *at);
        tokens.push((token, start..end));
    }
    Ok(tokens)
}

fn quoted_text(start: usize, chars: &mut Peekable<CharIndices<'_>>) -> Result<String, Fault> {
    let mut text = String::new();
    while let Some((_, c)) = chars.next() {
        match c {
            '\'' if chars.next_if(|(_, c)| *c == '\'').is_some() => text.push('\''),
            '\'' => return Ok(text),
            c => text.push(c),
        }
    }
    Err(Fault { message: format!("the quote in front of {text:?} is not closed"), at: start..start + 1 })
}

pub(super) struct Parser {
    tokens: Peekable<std::vec::IntoIter<(Token, Range<usize>)>>,
    /// Where the line ends.
    end: usize,
}

impl Parser {
    pub(super) fn new(text: &str) -> Result<Self, Fault> {
        Ok(Self { tokens: tokens(text)?.into_iter().peekable(), end: text.trim_end().len() })
    }

    /// The next token, and where it stands.
    pub(super) fn next(&mut self) -> Option<(Token, Range<usize>)> {
        self.tokens.next()
    }

    pub(super) fn peek(&mut self) -> Option<&Token> {
        self.tokens.peek().map(|(token, _)| token)
    }

    /// Where the next token stands.
    pub(super) fn here(&mut self) -> Range<usize> {
        self.tokens.peek().map_or(self.end..self.end, |(_, at)| at.clone())
    }

    pub(super) fn take(&mut self, token: &Token) -> bool {
        self.tokens.next_if(|(next, _)| next == token).is_some()
    }

    pub(super) fn take_word(&mut self, word: &str) -> bool {
        self.tokens.next_if(|(next, _)| next.is_word(word)).is_some()
    }

    pub(super) fn expect(&mut self, token: &Token) -> Result<(), Fault> {
        if self.take(token) { Ok(()) } else { Err(self.unexpected(&token.shown())) }
    }

    pub(super) fn word(&mut self, word: &str) -> Result<(), Fault> {
        if self.take_word(word) { Ok(()) } else { Err(self.unexpected(&format!("`{word}`"))) }
    }

    pub(super) fn name(&mut self, what: &str) -> Result<String, Fault> {
        match self.tokens.next_if(|(token, _)| matches!(token, Token::Bare(_) | Token::Quoted(_))) {
            Some((Token::Bare(text) | Token::Quoted(text), _)) => Ok(text),
            _ => Err(self.unexpected(what)),
        }
    }

    pub(super) fn end(&mut self) -> Result<(), Fault> {
        if self.peek().is_none() { Ok(()) } else { Err(self.unexpected("the end")) }
    }

    /// That something else was expected where the next token is.
    pub(super) fn unexpected(&mut self, expected: &str) -> Fault {
        let message = match self.peek() {
            Some(token) => format!("expected {expected}, not {}", token.shown()),
            None => format!("expected {expected} at the end"),
        };
        Fault { message, at: self.here() }
    }

    pub(super) fn field(&mut self) -> Result<(String, String), Fault> {
        let table = self.name("a table")?;
        self.expect(&Token::Mark('.'))?;
        Ok((table, self.name("a field")?))
    }

    pub(super) fn table_or_field(&mut self) -> Result<(String, String), Fault> {
        let table = self.name("a table")?;
        let field = if self.take(&Token::Mark('.')) { self.name("a field")? } else { String::new() };
        Ok((table, field))
    }

    pub(super) fn alias(&mut self) -> Result<String, Fault> {
        if self.take_word("as") { self.name("a name") } else { Ok(String::new()) }
    }

    /// Names (of `what`) in parentheses, of which `item` makes what they are to be.
    pub(super) fn list<T>(
        &mut self,
        what: &str,
        mut item: impl FnMut(&mut Self, String, Range<usize>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        self.expect(&Token::Mark('('))?;
        let mut items = Vec::new();
        while !self.take(&Token::Mark(')')) {
            if !items.is_empty() && !self.take(&Token::Mark(',')) {
                return Err(self.unexpected("`,` or `)`"));
            }
            let at = self.here();
            let name = self.name(what)?;
            items.push(item(self, name, at)?);
        }
        Ok(items)
    }
}
