//! The short notation of a field, a key, a reference, an index and a renaming in one line.
//!
//! ```text
//! integer not null required -> location.location_id as fpk_person_location
//! person.location_id -> location.location_id as fpk_person_location
//! unique person (location_id, birth_date desc) as idx_person
//! ```
//!
//! A name with anything but letters, digits, `_` and `$` in it stands in single quotes, and a quote in it is doubled.

use crate::model::{FieldType, Index, IndexField, Key, KeyField, NotNull, Origin, Reference, Renaming, TypeKind};
use std::iter::Peekable;
use std::str::Chars;

/// What a field's line says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FieldLine {
    pub(super) data_type: FieldType,
    pub(super) not_null: bool,
    pub(super) required: bool,
    pub(super) default: String,
    /// References by table, field and name.
    pub(super) references: Vec<(String, String, String)>,
}

impl FieldLine {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut parser = Parser::new(text)?;
        let mut line = Self { data_type: parser.data_type()?, ..Self::default() };
        while let Some(token) = parser.next() {
            match token {
                Token::Bare(word) if word == "not" => {
                    parser.word("null")?;
                    line.not_null = true;
                }
                Token::Bare(word) if word == "required" => line.required = true,
                Token::Bare(word) if word == "default" => line.default = parser.name("a default in quotes")?,
                Token::Arrow => {
                    let (table, field) = parser.field()?;
                    line.references.push((table, field, parser.alias()?));
                }
                other => {
                    let expected = "`not null`, `required`, `default` or `->`";
                    return Err(format!("expected {expected}, not {}", other.shown()));
                }
            }
        }
        Ok(line)
    }

    pub(super) fn write(&self) -> String {
        let mut text = match &self.data_type.kind {
            TypeKind::Unknown(name) if name.is_empty() => "?".to_owned(),
            kind => name(kind.name()),
        };
        // The type in words is its name and then its sizes.
        text.push_str(self.data_type.to_string().strip_prefix(self.data_type.kind.name()).unwrap_or_default());
        if self.not_null {
            text.push_str(" not null");
        }
        if self.required {
            text.push_str(" required");
        }
        if !self.default.is_empty() {
            text.push_str(" default ");
            text.push_str(&quoted(&self.default));
        }
        for (table, field, alias) in &self.references {
            text.push_str(&format!(" -> {}.{}", name(table), name(field)));
            write_alias(&mut text, alias);
        }
        text
    }
}

pub(super) fn parse_not_null(text: &str, origin: Origin) -> Result<NotNull, String> {
    let mut parser = Parser::new(text)?;
    let (table, field) = parser.field()?;
    parser.end()?;
    Ok(NotNull { table, field, origin })
}

pub(super) fn write_not_null(not_null: &NotNull) -> String {
    format!("{}.{}", name(&not_null.table), name(&not_null.field))
}

pub(super) fn parse_reference(text: &str, origin: Origin) -> Result<Reference, String> {
    let mut parser = Parser::new(text)?;
    let (table, field) = parser.field()?;
    parser.expect(&Token::Arrow)?;
    let (ref_table, ref_field) = parser.field()?;
    let name = parser.alias()?;
    parser.end()?;
    Ok(Reference { name, table, field, ref_table, ref_field, origin })
}

pub(super) fn write_reference(reference: &Reference) -> String {
    let Reference { table, field, ref_table, ref_field, .. } = reference;
    let mut text = format!("{}.{} -> {}.{}", name(table), name(field), name(ref_table), name(ref_field));
    write_alias(&mut text, &reference.name);
    text
}

pub(super) fn parse_key(text: &str, origin: Origin) -> Result<Key, String> {
    let mut parser = Parser::new(text)?;
    let table = parser.name("a table")?;
    let fields = parser.list(|_, name| Ok(KeyField { name, origin: origin.clone() }))?;
    let name = parser.alias()?;
    parser.end()?;
    Ok(Key { name, table, fields, origin })
}

pub(super) fn write_key(key: &Key) -> String {
    let fields: Vec<_> = key.field_names().map(name).collect();
    let mut text = format!("{} ({})", name(&key.table), fields.join(", "));
    write_alias(&mut text, &key.name);
    text
}

pub(super) fn parse_index(text: &str, origin: Origin) -> Result<Index, String> {
    let mut parser = Parser::new(text)?;
    let first = parser.name("a table")?;
    // A table may be called `unique`, and then a list follows it and no name.
    let unique = first == "unique" && matches!(parser.peek(), Some(Token::Bare(_) | Token::Quoted(_)));
    let table = if unique { parser.name("a table")? } else { first };
    let fields = parser.list(|parser, name| {
        let descending = parser.take_word("desc");
        Ok(IndexField { name, descending, origin: origin.clone() })
    })?;
    let name = parser.alias()?;
    parser.end()?;
    Ok(Index { name, table, unique, fields, origin })
}

pub(super) fn write_index(index: &Index) -> String {
    let field = |field: &IndexField| name(&field.name) + if field.descending { " desc" } else { "" };
    let fields: Vec<_> = index.fields.iter().map(field).collect();
    let unique = if index.unique { "unique " } else { "" };
    let mut text = format!("{unique}{} ({})", name(&index.table), fields.join(", "));
    write_alias(&mut text, &index.name);
    text
}

/// A renaming of a field, or, without fields, of a table.
pub(super) fn parse_renaming(text: &str, source_version: &str, origin: Origin) -> Result<Renaming, String> {
    let mut parser = Parser::new(text)?;
    let (source_table, source_field) = parser.table_or_field()?;
    parser.expect(&Token::Arrow)?;
    let (table, field) = parser.table_or_field()?;
    parser.end()?;
    Ok(Renaming { source_version: source_version.to_owned(), source_table, source_field, table, field, origin })
}

pub(super) fn write_renaming(renaming: &Renaming) -> String {
    let end = |table: &str, field: &str| {
        if field.is_empty() { name(table) } else { format!("{}.{}", name(table), name(field)) }
    };
    let (from, to) = (end(&renaming.source_table, &renaming.source_field), end(&renaming.table, &renaming.field));
    format!("{from} -> {to}")
}

fn write_alias(text: &mut String, alias: &str) {
    if !alias.is_empty() {
        text.push_str(" as ");
        text.push_str(&name(alias));
    }
}

fn is_bare(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

fn name(text: &str) -> String {
    if !text.is_empty() && text.chars().all(is_bare) { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Bare(String),
    Quoted(String),
    Arrow,
    Mark(char),
}

impl Token {
    fn shown(&self) -> String {
        match self {
            Token::Bare(word) => format!("`{word}`"),
            Token::Quoted(text) => quoted(text),
            Token::Arrow => "`->`".to_owned(),
            Token::Mark(mark) => format!("`{mark}`"),
        }
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            c if c.is_whitespace() => {}
            '\'' => tokens.push(Token::Quoted(quoted_text(&mut chars)?)),
            '-' if chars.next_if_eq(&'>').is_some() => tokens.push(Token::Arrow),
            '.' | ',' | '(' | ')' | '?' => tokens.push(Token::Mark(c)),
            c if is_bare(c) => {
                let mut word = String::from(c);
                while let Some(c) = chars.next_if(|c| is_bare(*c)) {
                    word.push(c);
                }
                tokens.push(Token::Bare(word));
            }
            c => return Err(format!("{c:?} is not expected here; names with such characters stand in single quotes")),
        }
    }
    Ok(tokens)
}

fn quoted_text(chars: &mut Peekable<Chars<'_>>) -> Result<String, String> {
    let mut text = String::new();
    while let Some(c) = chars.next() {
        match c {
            '\'' if chars.next_if_eq(&'\'').is_some() => text.push('\''),
            '\'' => return Ok(text),
            c => text.push(c),
        }
    }
    Err(format!("the quote in front of {text:?} is not closed"))
}

struct Parser {
    tokens: Peekable<std::vec::IntoIter<Token>>,
}

impl Parser {
    fn new(text: &str) -> Result<Self, String> {
        Ok(Self { tokens: tokens(text)?.into_iter().peekable() })
    }

    fn next(&mut self) -> Option<Token> {
        self.tokens.next()
    }

    fn peek(&mut self) -> Option<&Token> {
        self.tokens.peek()
    }

    fn take(&mut self, token: &Token) -> bool {
        self.tokens.next_if_eq(token).is_some()
    }

    fn take_word(&mut self, word: &str) -> bool {
        self.tokens.next_if(|token| matches!(token, Token::Bare(text) if text == word)).is_some()
    }

    fn expect(&mut self, token: &Token) -> Result<(), String> {
        if self.take(token) { Ok(()) } else { Err(self.unexpected(&token.shown())) }
    }

    fn word(&mut self, word: &str) -> Result<(), String> {
        if self.take_word(word) { Ok(()) } else { Err(self.unexpected(&format!("`{word}`"))) }
    }

    fn name(&mut self, what: &str) -> Result<String, String> {
        match self.tokens.next_if(|token| matches!(token, Token::Bare(_) | Token::Quoted(_))) {
            Some(Token::Bare(text) | Token::Quoted(text)) => Ok(text),
            _ => Err(self.unexpected(what)),
        }
    }

    fn end(&mut self) -> Result<(), String> {
        if self.peek().is_none() { Ok(()) } else { Err(self.unexpected("the end")) }
    }

    fn unexpected(&mut self, expected: &str) -> String {
        match self.peek() {
            Some(token) => format!("expected {expected}, not {}", token.shown()),
            None => format!("expected {expected} at the end"),
        }
    }

    fn field(&mut self) -> Result<(String, String), String> {
        let table = self.name("a table")?;
        self.expect(&Token::Mark('.'))?;
        Ok((table, self.name("a field")?))
    }

    fn table_or_field(&mut self) -> Result<(String, String), String> {
        let table = self.name("a table")?;
        let field = if self.take(&Token::Mark('.')) { self.name("a field")? } else { String::new() };
        Ok((table, field))
    }

    fn alias(&mut self) -> Result<String, String> {
        if self.take_word("as") { self.name("a name") } else { Ok(String::new()) }
    }

    fn list<T>(&mut self, mut item: impl FnMut(&mut Self, String) -> Result<T, String>) -> Result<Vec<T>, String> {
        self.expect(&Token::Mark('('))?;
        let mut items = Vec::new();
        while !self.take(&Token::Mark(')')) {
            if !items.is_empty() {
                self.expect(&Token::Mark(','))?;
            }
            let name = self.name("a field")?;
            items.push(item(self, name)?);
        }
        Ok(items)
    }

    fn data_type(&mut self) -> Result<FieldType, String> {
        let name = if self.take(&Token::Mark('?')) { String::new() } else { self.name("a type, or `?` for none")? };
        let mut data_type = FieldType::from(TypeKind::parse(&name));
        if self.peek() == Some(&Token::Mark('(')) {
            let mut sizes = Vec::new();
            self.list(|parser, first| {
                let size = if parser.peek().is_some_and(|token| matches!(token, Token::Bare(_))) {
                    (Some(first), parser.name("a number")?)
                } else {
                    (None, first)
                };
                sizes.push(size);
                Ok(())
            })?;
            set_sizes(&mut data_type, &sizes)?;
        }
        Ok(data_type)
    }
}

/// Sizes stand in their usual order, or behind their names.
fn set_sizes(data_type: &mut FieldType, sizes: &[(Option<String>, String)]) -> Result<(), String> {
    let usual: &[&str] = if data_type.kind == TypeKind::String { &["length"] } else { &["precision", "scale"] };
    for (position, (size, number)) in sizes.iter().enumerate() {
        let slot = match size.as_deref().or(usual.get(position).copied()) {
            Some("length") => &mut data_type.length,
            Some("precision") => &mut data_type.precision,
            Some("scale") => &mut data_type.scale,
            Some(other) => return Err(format!("`{other}` is no size; expected length, precision or scale")),
            None => return Err(format!("too many sizes for the type `{}`", data_type.kind.name())),
        };
        *slot = Some(number.parse().map_err(|_| format!("the size `{number}` is not a whole number"))?);
    }
    Ok(())
}

#[cfg(test)]
#[path = "line_tests.rs"]
mod tests;
