//! The short notation of a field, a key, a reference, an index and a renaming in one line.
//!
//! ```text
//! integer not null required -> location.location_id as fpk_person_location on delete cascade
//! person.location_id -> location.location_id as fpk_person_location
//! person (site, nr) -> location (site, nr) as fpk_person_location
//! unique person (location_id, birth_date desc) as idx_person
//! ```
//!
//! A name with anything but letters, digits, `_` and `$` in it stands in single quotes, and a quote in it is doubled.

use super::parser::{Fault, Parser, Token, is_bare, quoted};
use crate::model::{
    FieldType, Index, IndexField, Key, KeyField, NotNull, Origin, Reference, ReferenceAction, ReferenceField, Renaming,
    TypeKind,
};

/// What a field's line says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FieldLine {
    pub(super) data_type: FieldType,
    pub(super) not_null: bool,
    pub(super) required: bool,
    pub(super) default: String,
    pub(super) references: Vec<Target>,
}

/// Where a field's line says that the field refers to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) table: String,
    pub(super) field: String,
    /// The reference's name.
    pub(super) alias: String,
    pub(super) on_delete: ReferenceAction,
    pub(super) on_update: ReferenceAction,
}

impl FieldLine {
    pub(super) fn parse(text: &str) -> Result<Self, Fault> {
        let mut parser = Parser::new(text)?;
        let mut line = Self { data_type: data_type(&mut parser)?, ..Self::default() };
        while let Some((token, at)) = parser.next() {
            match token {
                token if token.is_word("not") => {
                    parser.word("null")?;
                    line.not_null = true;
                }
                token if token.is_word("required") => line.required = true,
                token if token.is_word("default") => {
                    line.default = parser.name("a default in quotes")?;
                    if parser.peek() == Some(&Token::Mark('.')) {
                        let message = "a default with a point in it stands in single quotes".to_owned();
                        return Err(Fault { message, at: parser.here() });
                    }
                }
                Token::Arrow => {
                    let (table, field) = parser.field()?;
                    let alias = parser.alias()?;
                    let (on_delete, on_update) = actions(&mut parser)?;
                    line.references.push(Target { table, field, alias, on_delete, on_update });
                }
                other => {
                    let expected = "`not null`, `required`, `default` or `->`";
                    return Err(Fault { message: format!("expected {expected}, not {}", other.shown()), at });
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
        for Target { table, field, alias, on_delete, on_update } in &self.references {
            text.push_str(&format!(" -> {}.{}", name(table), name(field)));
            write_alias(&mut text, alias);
            write_actions(&mut text, *on_delete, *on_update);
        }
        text
    }
}

pub(super) fn parse_not_null(text: &str, origin: Origin) -> Result<NotNull, Fault> {
    let mut parser = Parser::new(text)?;
    let (table, field) = parser.field()?;
    parser.end()?;
    Ok(NotNull { table, field, origin })
}

pub(super) fn write_not_null(not_null: &NotNull) -> String {
    format!("{}.{}", name(&not_null.table), name(&not_null.field))
}

/// A reference of a table that is known, which its line does not name: `site -> location.site`,
/// `(site, nr) -> location (site, nr)`.
pub(super) fn parse_reference_of(table: &str, text: &str, origin: Origin) -> Result<Reference, Fault> {
    let mut parser = Parser::new(text)?;
    let fields =
        if parser.peek() == Some(&Token::Mark('(')) { names(&mut parser)? } else { vec![parser.name("a field")?] };
    reference(&mut parser, table.to_owned(), fields, origin)
}

/// A reference with its table: `person.site -> location.site`, `person (site, nr) -> location (site, nr)`.
pub(super) fn parse_reference(text: &str, origin: Origin) -> Result<Reference, Fault> {
    let mut parser = Parser::new(text)?;
    let (table, fields) = table_and_fields(&mut parser)?;
    reference(&mut parser, table, fields, origin)
}

/// The rest of a line behind the referring fields.
fn reference(parser: &mut Parser, table: String, fields: Vec<String>, origin: Origin) -> Result<Reference, Fault> {
    parser.expect(&Token::Arrow)?;
    let at = parser.here();
    let (ref_table, ref_fields) = table_and_fields(parser)?;
    if fields.len() != ref_fields.len() {
        let message = format!("{} fields refer to {}", fields.len(), ref_fields.len());
        return Err(Fault { message, at });
    }
    let name = parser.alias()?;
    let (on_delete, on_update) = actions(parser)?;
    parser.end()?;
    let pair = |(field, ref_field)| ReferenceField { field, ref_field, origin: origin.clone() };
    let fields = fields.into_iter().zip(ref_fields).map(pair).collect();
    Ok(Reference { name, table, fields, ref_table, on_delete, on_update, origin })
}

/// `table.field` or `table (field, field)`.
fn table_and_fields(parser: &mut Parser) -> Result<(String, Vec<String>), Fault> {
    let table = parser.name("a table")?;
    if parser.peek() == Some(&Token::Mark('(')) {
        return Ok((table, names(parser)?));
    }
    parser.expect(&Token::Mark('.'))?;
    Ok((table, vec![parser.name("a field")?]))
}

fn names(parser: &mut Parser) -> Result<Vec<String>, Fault> {
    parser.list("a field", |_, name, _| Ok(name))
}

/// `on delete` and `on update` with what they do, in any order.
fn actions(parser: &mut Parser) -> Result<(ReferenceAction, ReferenceAction), Fault> {
    let mut actions = (ReferenceAction::NoAction, ReferenceAction::NoAction);
    while parser.take_word("on") {
        let of = if parser.take_word("delete") {
            &mut actions.0
        } else {
            if !parser.take_word("update") {
                return Err(parser.unexpected("`delete` or `update`"));
            }
            &mut actions.1
        };
        *of = action(parser)?;
    }
    Ok(actions)
}

fn action(parser: &mut Parser) -> Result<ReferenceAction, Fault> {
    if parser.take_word("restrict") {
        return Ok(ReferenceAction::Restrict);
    }
    if parser.take_word("cascade") {
        return Ok(ReferenceAction::Cascade);
    }
    if parser.take_word("no") {
        parser.word("action")?;
        return Ok(ReferenceAction::NoAction);
    }
    parser.word("set").map_err(|Fault { at, .. }| Fault {
        message: "expected `no action`, `restrict`, `cascade`, `set null` or `set default`".to_owned(),
        at,
    })?;
    if parser.take_word("default") {
        return Ok(ReferenceAction::SetDefault);
    }
    parser.word("null")?;
    Ok(ReferenceAction::SetNull)
}

fn write_actions(text: &mut String, on_delete: ReferenceAction, on_update: ReferenceAction) {
    for (event, action) in [("delete", on_delete), ("update", on_update)] {
        if action != ReferenceAction::NoAction {
            text.push_str(&format!(" on {event} {}", action.name()));
        }
    }
}

/// How a reference is called in the order of a table's references: by its field, or by the list of its fields.
pub(super) fn reference_key(reference: &Reference) -> String {
    match reference.fields.as_slice() {
        [only] if !only.field.starts_with('(') => only.field.clone(),
        _ => listed(reference.field_names()),
    }
}

/// Names in parentheses.
fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    format!("({})", names.map(name).collect::<Vec<_>>().join(", "))
}

/// The reference without its table, for the list of a table.
pub(super) fn write_reference_of(reference: &Reference) -> String {
    match reference.fields.as_slice() {
        [only] => write_rest(reference, name(&only.field)),
        _ => write_rest(reference, listed(reference.field_names())),
    }
}

pub(super) fn write_reference(reference: &Reference) -> String {
    let table = name(&reference.table);
    match reference.fields.as_slice() {
        [only] => write_rest(reference, format!("{table}.{}", name(&only.field))),
        _ => write_rest(reference, format!("{table} {}", listed(reference.field_names()))),
    }
}

fn write_rest(reference: &Reference, mut text: String) -> String {
    let target = name(&reference.ref_table);
    match reference.fields.as_slice() {
        [only] => text.push_str(&format!(" -> {target}.{}", name(&only.ref_field))),
        _ => text.push_str(&format!(" -> {target} {}", listed(reference.ref_field_names()))),
    }
    write_alias(&mut text, &reference.name);
    write_actions(&mut text, reference.on_delete, reference.on_update);
    text
}

pub(super) fn parse_key(text: &str, origin: Origin) -> Result<Key, Fault> {
    let mut parser = Parser::new(text)?;
    let table = parser.name("a table")?;
    let fields = parser.list("a field", |_, name, _| Ok(KeyField { name, origin: origin.clone() }))?;
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

pub(super) fn parse_index(text: &str, origin: Origin) -> Result<Index, Fault> {
    let mut parser = Parser::new(text)?;
    let first = parser.name("a table")?;
    // A table may be called `unique`, and then a list follows it and no name.
    let unique =
        first.eq_ignore_ascii_case("unique") && matches!(parser.peek(), Some(Token::Bare(_) | Token::Quoted(_)));
    let table = if unique { parser.name("a table")? } else { first };
    let fields = parser.list("a field", |parser, name, _| {
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
pub(super) fn parse_renaming(text: &str, source_version: &str, origin: Origin) -> Result<Renaming, Fault> {
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

fn name(text: &str) -> String {
    if !text.is_empty() && text.chars().all(is_bare) { text.to_owned() } else { quoted(text) }
}

fn data_type(parser: &mut Parser) -> Result<FieldType, Fault> {
    let name = if parser.take(&Token::Mark('?')) { String::new() } else { parser.name("a type, or `?` for none")? };
    let mut data_type = FieldType::from(TypeKind::parse(&name));
    if parser.peek() == Some(&Token::Mark('(')) {
        let mut position = 0;
        parser.list("a size", |parser, first, at| {
            let (size, number, number_at) = match parser.peek() {
                Some(Token::Bare(_)) => {
                    let number_at = parser.here();
                    (Some(first), parser.name("a number")?, number_at)
                }
                _ => (None, first, at.clone()),
            };
            let slot = slot(&mut data_type, size.as_deref(), position).map_err(|message| Fault { message, at })?;
            let whole = |_| Fault { message: format!("the size `{number}` is not a whole number"), at: number_at };
            *slot = Some(number.parse().map_err(whole)?);
            position += 1;
            Ok(())
        })?;
    }
    Ok(data_type)
}

/// Sizes stand in their usual order, or behind their names.
fn slot<'t>(data_type: &'t mut FieldType, size: Option<&str>, position: usize) -> Result<&'t mut Option<u32>, String> {
    let usual: &[&str] = if data_type.kind == TypeKind::String { &["length"] } else { &["precision", "scale"] };
    match size.or(usual.get(position).copied()) {
        Some("length") => Ok(&mut data_type.length),
        Some("precision") => Ok(&mut data_type.precision),
        Some("scale") => Ok(&mut data_type.scale),
        Some(other) => Err(format!("`{other}` is no size; expected length, precision or scale")),
        None => Err(format!("too many sizes for the type `{}`", data_type.kind.name())),
    }
}

#[cfg(test)]
#[path = "line_tests.rs"]
mod tests;
