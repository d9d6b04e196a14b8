//! What the formats that other tools draw have in common.

use super::Format;
use crate::diagram::graph::Graph;
use crate::diagram::{Detail, Error, Hubs, Options, Types};
use crate::model::Model;

/// A format of text, which some other tool lays out.
pub(super) struct TextFormat {
    pub(super) name: &'static str,
    pub(super) summary: &'static str,
    pub(super) media_type: &'static str,
    /// What becomes of hubs, if the format does not leave that to the options. Such a format holds data for other tools
    /// rather than a picture, so it has every field unless another detail is asked for.
    pub(super) hubs: Option<Hubs>,
    pub(super) write: fn(&Graph) -> String,
}

impl Format for TextFormat {
    fn name(&self) -> &'static str {
        self.name
    }

    fn summary(&self) -> &'static str {
        self.summary
    }

    fn media_type(&self) -> &'static str {
        self.media_type
    }

    fn knows(&self) -> &'static [&'static str] {
        if self.hubs.is_none() { &["hubs"] } else { &[] }
    }

    fn usual_detail(&self) -> Detail {
        if self.hubs.is_some() { Detail::All } else { Detail::Keys }
    }

    fn render(&self, model: &Model, options: &Options) -> Result<Vec<u8>, Error> {
        let graph = match self.hubs {
            Some(hubs) => {
                let detail = if options.detail == Detail::Auto { self.usual_detail() } else { options.detail };
                // A tool's types are those of SQL.
                let types = if options.types == Types::Logical { Types::Standard } else { options.types };
                Graph::of(model, &Options { hubs, detail, types, ..options.clone() })
            }
            None => Graph::of(model, options),
        };
        Ok((self.write)(&graph?).into_bytes())
    }
}

/// Text on one line: a space for each control character and for each character that some tool takes for the end of a line.
pub(super) fn on_one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect()
}

/// Text on one line in which `escape` writes each character that a tool could take for more than itself: all but
/// letters, digits, single underlines and the characters in `harmless`. Blank text becomes a question mark.
pub(super) fn escaped(text: &str, harmless: &str, escape: impl Fn(&mut String, char)) -> String {
    let text = on_one_line(text);
    if text.trim().is_empty() {
        return "?".to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut before = '_';
    for c in text.chars() {
        // Two underlines, or one at the beginning, are a mark for underlined text or for a ruled line.
        if c.is_alphanumeric() || harmless.contains(c) || (c == '_' && before != '_') {
            out.push(c);
        } else {
            escape(&mut out, c);
        }
        before = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_characters_stand_for_themselves() {
        let escape = |text: &str| escaped(text, " ,", |out, c| out.push_str(&format!("<{}>", c as u32)));
        assert_eq!(escape("person_id, ä 9"), "person_id, ä 9");
        assert_eq!(escape("%getenv('X')"), "<37>getenv<40><39>X<39><41>");
        assert_eq!(escape("__a__"), "<95><95>a_<95>");
        assert_eq!((escape(""), escape("\n"), escape("a\r\nb\u{2028}c")), ("?".into(), "?".into(), "a  b c".into()));
    }
}
