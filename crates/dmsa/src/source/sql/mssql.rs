//! What SQL Server says in its own way.

use super::storage::word;
use sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer};

/// Turns `ALTER TABLE t ADD CONSTRAINT c DEFAULT 0 FOR f` into the standard's `ALTER TABLE t ALTER COLUMN f SET DEFAULT 0`,
/// which the parser knows. Other statements stay as they are.
pub(super) fn default_of_column(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let words: Vec<_> = tokens.iter().map(|token| word(&token.token)).collect();
    let find = |wanted: &str| words.iter().position(|word| word == wanted);
    let (Some("ALTER"), Some(add), Some(default), Some(last)) =
        (words.first().map(String::as_str), find("ADD"), find("DEFAULT"), words.iter().rposition(|word| word == "FOR"))
    else {
        return tokens;
    };
    let is_named = default == add + 1 || (default == add + 3 && words[add + 1] == "CONSTRAINT");
    let column = last + 1;
    if !is_named || last < default || column >= tokens.len() || tokens.len() > column + 2 {
        return tokens;
    }
    let dialect = sqlparser::dialect::GenericDialect {};
    let words = |text: &str| Tokenizer::new(&dialect, text).tokenize_with_location().unwrap_or_default();
    let is_text = |token: &TokenWithSpan| !matches!(token.token, Token::Whitespace(_) | Token::EOF);
    let mut turned = tokens[..add].to_vec();
    turned.extend(words("ALTER COLUMN").into_iter().filter(is_text));
    turned.push(tokens[column].clone());
    turned.extend(words("SET DEFAULT").into_iter().filter(is_text));
    turned.extend_from_slice(&tokens[default + 1..last]);
    turned
}
