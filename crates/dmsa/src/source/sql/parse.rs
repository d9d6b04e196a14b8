//! One statement, parsed.

use super::dialect::Dialect;
use super::{mssql, storage};
use sqlparser::ast::Statement;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer};

/// Why a statement could not be parsed.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) message: String,
    /// The line in the statement, counted from 1.
    pub(super) line: u32,
}

/// How deep expressions may be nested. The parser tries what a parenthesis may mean, so time grows with the depth.
const DEPTH: usize = 24;

/// A statement that was parsed.
pub(super) struct Parsed {
    pub(super) statement: Statement,
    /// Whether what stands behind the columns of a table was left out, because it cannot be understood.
    pub(super) columns_only: bool,
}

/// The statement in the dialect, or in the first other dialect that has it.
pub(super) fn statement(text: &str, dialect: Dialect) -> Result<Parsed, Problem> {
    let mut first = None;
    for columns_only in [false, true] {
        for dialect in dialect.with_others() {
            match parsed(text, dialect, columns_only) {
                Ok(statement) => return Ok(Parsed { statement, columns_only }),
                Err(error) => {
                    first.get_or_insert(error);
                }
            }
        }
    }
    Err(problem(&first.map_or_else(String::new, |error| error.to_string())))
}

fn parsed(text: &str, dialect: Dialect, columns_only: bool) -> Result<Statement, ParserError> {
    let tokens = Tokenizer::new(dialect.parser(), text).tokenize_with_location().map_err(ParserError::from)?;
    let mut tokens = mssql::default_of_column(storage::removed(tokens));
    if columns_only {
        let nothing = || ParserError::ParserError("there is nothing behind the columns".to_owned());
        tokens = storage::columns_only(&tokens).ok_or_else(nothing)?.to_vec();
    }
    if longest_part(&tokens) > LONGEST_PART {
        return Err(ParserError::ParserError("a column or constraint of it is too long".to_owned()));
    }
    let mut parser = Parser::new(dialect.parser()).with_recursion_limit(DEPTH).with_tokens_with_locations(tokens);
    let statement = parser.parse_statement()?;
    parser.expect_token(&Token::EOF)?;
    Ok(statement)
}

/// The most tokens in a part of a statement: a column, a constraint. The tree of an expression is as deep as it is long.
const LONGEST_PART: usize = 2_000;

/// The tokens in the longest part of a statement. Commas in the parentheses of the statement part it.
fn longest_part(tokens: &[TokenWithSpan]) -> usize {
    let (mut depth, mut length, mut longest) = (0_u32, 0, 0);
    for token in tokens {
        match token.token {
            Token::LParen => depth = depth.saturating_add(1),
            Token::RParen => depth = depth.saturating_sub(1),
            Token::Comma if depth <= 1 => length = 0,
            _ => {}
        }
        length += 1;
        longest = longest.max(length);
    }
    longest
}

/// What the parser says, with the line taken out of it.
fn problem(message: &str) -> Problem {
    let message = message.trim_start_matches("sql parser error: ");
    let (message, place) = message.split_once(" at Line: ").unwrap_or((message, ""));
    let line = place.split(',').next().and_then(|line| line.trim().parse().ok()).unwrap_or(1);
    Problem { message: message.to_owned(), line }
}
