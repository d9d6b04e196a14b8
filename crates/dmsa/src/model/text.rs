//! Control characters in a definition.
//!
//! Command-line clients of databases cut a line at NUL, and terminals obey others. A script, a diagram or generated code
//! therefore has no control character but tab and newline: [`control_character`] finds those that make a definition
//! unusable, and [`printable`] replaces those that word processors leave in prose.

use super::{Model, Origin, Reference};
use std::borrow::Cow;
use std::fmt;

/// A control character where none can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlCharacter {
    /// What contains it, in words: `the default of field visit.a`.
    pub place: String,
    /// The character.
    pub character: char,
    /// The table concerned.
    pub table: Option<String>,
    /// The field concerned.
    pub field: Option<String>,
    /// Where the definition says it.
    pub origin: Origin,
}

impl fmt::Display for ControlCharacter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} contains the control character {}", self.place, code_point(self.character))
    }
}

/// The character as Unicode writes it: `U+0000`.
pub(crate) fn code_point(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}

/// The first control character for which the definition is refused: any in a name, a version or a default (a default may
/// have tabs and newlines), and one that clients or terminals act on in a description or a label.
pub fn control_character(model: &Model) -> Option<ControlCharacter> {
    let mut found = None;
    visit(model, &mut |place| {
        if found.is_none()
            && let Some(character) = place.refused()
        {
            found = Some(place.finding(character));
        }
    });
    found
}

/// Every text of the definition that has a control character for which it is refused.
pub(crate) fn control_characters(model: &Model) -> Vec<ControlCharacter> {
    let mut found = Vec::new();
    visit(model, &mut |place| found.extend(place.refused().map(|character| place.finding(character))));
    found
}

/// Every description or label with a control character that outputs replace by a space.
pub(crate) fn replaced_characters(model: &Model) -> Vec<ControlCharacter> {
    let mut found = Vec::new();
    visit(model, &mut |place| {
        if place.kind == Kind::Prose && place.refused().is_none() && may_have_control(place.text) {
            let replaced = place.text.chars().find(|c| c.is_control() && !is_layout(*c));
            found.extend(replaced.map(|character| place.finding(character)));
        }
    });
    found
}

/// A text without control characters but tab and newline: others become a space, line ends of any kind a newline.
///
/// ```
/// use dmsa::model::printable;
///
/// assert_eq!(printable("one\r\ntwo\u{16} three"), "one\ntwo  three");
/// ```
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n')) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    Cow::Owned(text.chars().map(|c| if c.is_control() && !is_layout(c) { ' ' } else { c }).collect())
}

/// A description on one line, as databases keep it.
pub(crate) fn single_line(text: &str) -> String {
    printable(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A name or a version.
    Name,
    /// A default.
    Value,
    /// A description or a label.
    Prose,
}

/// A text of a definition and what it is.
struct Place<'m> {
    kind: Kind,
    text: &'m str,
    what: &'static str,
    table: Option<&'m str>,
    field: Option<&'m str>,
    origin: &'m Origin,
}

impl Place<'_> {
    fn refused(&self) -> Option<char> {
        if !may_have_control(self.text) {
            return None;
        }
        let refuses = match self.kind {
            Kind::Name => char::is_control,
            Kind::Value => |c: char| c.is_control() && !is_layout(c),
            Kind::Prose => acts,
        };
        self.text.chars().find(|c| refuses(*c))
    }

    fn finding(&self, character: char) -> ControlCharacter {
        let of = match (self.table, self.field) {
            (Some(table), Some(field)) => format!(" of field {table}.{field}"),
            (Some(table), None) => format!(" of table {table}"),
            (None, _) => String::new(),
        };
        ControlCharacter {
            place: visible(&format!("the {}{of}", self.what)),
            character,
            table: self.table.map(visible),
            field: self.field.map(visible),
            origin: self.origin.clone(),
        }
    }
}

/// A text in which a control character can be seen.
fn visible(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// Whether a text needs a closer look. Nearly none does, and this sees it without decoding.
fn may_have_control(text: &str) -> bool {
    // The characters from U+0080 to U+009F begin with the byte C2.
    text.bytes().any(|byte| byte < b' ' || byte == 0x7f || byte == 0xc2)
}

/// The control characters that lay a text out.
fn is_layout(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r')
}

/// NUL, at which clients cut a line; backspace, escape, delete and the control sequence introducer, which terminals obey.
fn acts(character: char) -> bool {
    matches!(character, '\0' | '\u{8}' | '\u{1b}' | '\u{7f}' | '\u{9b}')
}

/// Goes through every text of a definition.
fn visit<'m>(model: &'m Model, look: &mut dyn FnMut(&Place<'m>)) {
    static NOWHERE: Origin = Origin::unknown();
    let mut of_model = |kind, text, what| {
        look(&Place { kind, text, what, table: None, field: None, origin: &NOWHERE });
    };
    of_model(Kind::Name, &model.name, "name of the model");
    of_model(Kind::Name, model.version.as_str(), "version of the model");
    of_model(Kind::Prose, &model.label, "label of the model");
    of_model(Kind::Prose, &model.description, "description of the model");
    of_model(Kind::Prose, &model.url, "URL of the model");
    for table in &model.tables {
        let mut of_table = |kind, text, what| {
            look(&Place { kind, text, what, table: Some(&table.name), field: None, origin: &table.origin });
        };
        of_table(Kind::Name, &table.name, "name");
        of_table(Kind::Prose, &table.label, "label");
        of_table(Kind::Prose, &table.description, "description");
        for field in &table.fields {
            let mut of_field = |kind, text, what, origin| {
                look(&Place { kind, text, what, table: Some(&table.name), field: Some(&field.name), origin });
            };
            of_field(Kind::Name, &field.name, "name", &field.origin);
            of_field(Kind::Value, &field.default, "default", field.type_origin());
            for value in &field.allowed_values {
                of_field(Kind::Value, value, "allowed values", &field.origin);
            }
            of_field(Kind::Prose, &field.label, "label", &field.origin);
            of_field(Kind::Prose, &field.description, "description", &field.origin);
            for (key, value) in &field.extra {
                of_field(Kind::Prose, key, "attributes", &field.origin);
                of_field(Kind::Prose, value, "attributes", &field.origin);
            }
        }
    }
    for (keys, what) in [(&model.primary_keys, "primary key"), (&model.uniques, "unique constraint")] {
        for key in keys {
            let names = [key.name.as_str(), &key.table].into_iter().chain(key.field_names());
            visit_names(names, what, &key.table, &key.origin, look);
        }
    }
    for not_null in &model.not_nulls {
        visit_names([not_null.field.as_str()].into_iter(), "not-null", &not_null.table, &not_null.origin, look);
    }
    for reference in &model.references {
        let Reference { name, table, fields, ref_table, origin, .. } = reference;
        let of_fields = fields.iter().flat_map(|field| [&field.field, &field.ref_field]);
        let names = [name, table, ref_table].into_iter().chain(of_fields).map(String::as_str);
        visit_names(names, "reference", table, origin, look);
    }
    for check in &model.checks {
        visit_names([check.name.as_str(), &check.table].into_iter(), "check", &check.table, &check.origin, look);
        look(&Place {
            kind: Kind::Value,
            text: &check.expression,
            what: "check",
            table: Some(&check.table),
            field: None,
            origin: &check.origin,
        });
    }
    for index in &model.indexes {
        let names = [index.name.as_str(), &index.table].into_iter();
        let names = names.chain(index.fields.iter().map(|field| field.name.as_str()));
        visit_names(names, "index", &index.table, &index.origin, look);
    }
    for area in &model.areas {
        let names = [area.title.as_str()].into_iter().chain(area.tables.iter().map(String::as_str));
        for text in names {
            look(&Place {
                kind: Kind::Name,
                text,
                what: "subject area",
                table: None,
                field: None,
                origin: &area.origin,
            });
        }
    }
}

/// The names of an object of a table.
fn visit_names<'m>(
    names: impl Iterator<Item = &'m str>,
    what: &'static str,
    table: &'m str,
    origin: &'m Origin,
    look: &mut dyn FnMut(&Place<'m>),
) {
    for text in names {
        look(&Place { kind: Kind::Name, text, what, table: Some(table), field: None, origin });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Field, Table};

    fn with(change: impl FnOnce(&mut Model)) -> Model {
        let field = Field { name: "a".into(), ..Field::default() };
        let table = Table { name: "visit".into(), fields: vec![field], ..Table::default() };
        let mut model = Model { name: "clinic".into(), version: "1".into(), tables: vec![table], ..Model::default() };
        change(&mut model);
        model
    }

    fn refused(change: impl FnOnce(&mut Model)) -> Option<String> {
        control_character(&with(change)).map(|found| found.to_string())
    }

    #[test]
    fn every_kind_of_text_is_looked_at() {
        let nul = || "x\0".to_owned();
        assert_eq!(refused(|_| {}), None);
        for (change, place) in [
            (Box::new(|model: &mut Model| model.name = nul()) as Box<dyn Fn(&mut Model)>, "the name of the model"),
            (Box::new(|model| model.version = nul().as_str().into()), "the version of the model"),
            (Box::new(|model| model.label = nul()), "the label of the model"),
            (Box::new(|model| model.description = nul()), "the description of the model"),
            (Box::new(|model| model.url = nul()), "the URL of the model"),
            (Box::new(|model| model.tables[0].name = nul()), "the name of table x\u{fffd}"),
            (Box::new(|model| model.tables[0].label = nul()), "the label of table visit"),
            (Box::new(|model| model.tables[0].description = nul()), "the description of table visit"),
            (Box::new(|model| model.tables[0].fields[0].name = nul()), "the name of field visit.x\u{fffd}"),
            (Box::new(|model| model.tables[0].fields[0].default = nul()), "the default of field visit.a"),
            (Box::new(|model| model.tables[0].fields[0].label = nul()), "the label of field visit.a"),
            (Box::new(|model| model.tables[0].fields[0].description = nul()), "the description of field visit.a"),
        ] {
            let expected = format!("{place} contains the control character U+0000");
            assert_eq!(refused(change), Some(expected));
        }
    }

    #[test]
    fn names_have_none_and_other_texts_those_that_lay_them_out() {
        for character in ["\t", "\n", "\r"] {
            assert!(refused(|model| model.tables[0].name.push_str(character)).is_some());
            assert_eq!(refused(|model| model.tables[0].fields[0].default.push_str(character)), None);
            assert_eq!(refused(|model| model.tables[0].description.push_str(character)), None);
        }
    }

    /// Published descriptions have such characters, left by word processors.
    #[test]
    fn stray_characters_of_prose_are_replaced() {
        for character in ["\u{b}", "\u{16}", "\u{92}"] {
            assert!(refused(|model| model.tables[0].fields[0].default.push_str(character)).is_some());
            assert_eq!(refused(|model| model.tables[0].description.push_str(character)), None);
            let found = replaced_characters(&with(|model| model.tables[0].description.push_str(character)));
            assert_eq!(found.len(), 1);
            assert_eq!(printable(&format!("a{character}b")), "a b");
        }
        assert!(refused(|model| model.tables[0].description.push('\u{1b}')).is_some());
    }
}
