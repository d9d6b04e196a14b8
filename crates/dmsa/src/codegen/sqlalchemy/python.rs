//! Python source, laid out as `ruff format` lays it out.

use crate::model::single_line;

/// The longest line, in characters.
const WIDTH: usize = 88;

/// An expression that can be broken into lines.
pub(super) enum Expr {
    /// Code that stays on one line.
    Code(String),
    /// A value after what names it: `name=value`, `"key": value`.
    Named(String, Box<Expr>),
    /// Items between brackets: a call, a list, a tuple, a dictionary.
    Group { open: String, items: Vec<Expr>, close: &'static str, is_tuple: bool },
}

impl Expr {
    pub(super) fn code(text: impl Into<String>) -> Self {
        Expr::Code(text.into())
    }

    pub(super) fn string(text: &str) -> Self {
        Expr::Code(string(text))
    }

    pub(super) fn keyword(name: &'static str, value: impl Into<Expr>) -> Self {
        Expr::Named(format!("{name}="), Box::new(value.into()))
    }

    pub(super) fn call(function: &str, items: Vec<Expr>) -> Self {
        Expr::Group { open: format!("{function}("), items, close: ")", is_tuple: false }
    }

    pub(super) fn list(items: Vec<Expr>) -> Self {
        Expr::Group { open: "[".to_owned(), items, close: "]", is_tuple: false }
    }

    pub(super) fn tuple(items: Vec<Expr>) -> Self {
        Expr::Group { open: "(".to_owned(), items, close: ")", is_tuple: true }
    }

    pub(super) fn dictionary(entries: Vec<(&str, Expr)>) -> Self {
        let items = entries.into_iter().map(|(key, value)| Expr::Named(format!("{}: ", string(key)), Box::new(value)));
        Expr::Group { open: "{".to_owned(), items: items.collect(), close: "}", is_tuple: false }
    }

    /// How many characters the expression has on one line.
    fn width(&self) -> usize {
        match self {
            Expr::Code(code) => characters(code),
            Expr::Named(name, value) => characters(name) + value.width(),
            Expr::Group { open, items, close, .. } => {
                characters(open) + joined_width(items) + usize::from(self.ends_with_comma()) + close.len()
            }
        }
    }

    /// Writes the expression on one line.
    fn write_flat(&self, out: &mut String) {
        match self {
            Expr::Code(code) => out.push_str(code),
            Expr::Named(name, value) => {
                out.push_str(name);
                value.write_flat(out);
            }
            Expr::Group { open, items, close, .. } => {
                out.push_str(open);
                write_joined(out, items);
                out.extend([if self.ends_with_comma() { "," } else { "" }, close]);
            }
        }
    }

    /// A comma makes a tuple of one item; without it the brackets only group.
    fn ends_with_comma(&self) -> bool {
        matches!(self, Expr::Group { items, is_tuple: true, .. } if items.len() == 1)
    }

    /// Writes the expression where `column` characters stand on the line already and `tail` more follow.
    fn write(&self, out: &mut String, indent: usize, column: usize, tail: usize) {
        let fits = column + self.width() + tail <= WIDTH;
        match self {
            Expr::Named(name, value) if !fits => {
                out.push_str(name);
                value.write(out, indent, column + characters(name), tail);
            }
            Expr::Group { open, items, close, is_tuple } if !fits && !items.is_empty() => {
                let inner = indent + 4;
                out.push_str(open);
                let alone = items.len() == 1 && !is_tuple;
                // Only the arguments of a call may share a line of their own.
                let may_share = alone || *close == ")" && !is_tuple;
                if may_share && inner + joined_width(items) <= WIDTH {
                    start_line(out, inner);
                    write_joined(out, items);
                } else {
                    for item in items {
                        start_line(out, inner);
                        item.write(out, inner, inner, usize::from(!alone));
                        out.push_str(if alone { "" } else { "," });
                    }
                }
                start_line(out, indent);
                out.push_str(close);
            }
            _ => self.write_flat(out),
        }
    }
}

impl<T: Into<String>> From<T> for Expr {
    fn from(code: T) -> Self {
        Expr::Code(code.into())
    }
}

fn joined_width(items: &[Expr]) -> usize {
    items.iter().map(Expr::width).sum::<usize>() + 2 * items.len().saturating_sub(1)
}

fn write_joined(out: &mut String, items: &[Expr]) {
    for (place, item) in items.iter().enumerate() {
        out.push_str(if place == 0 { "" } else { ", " });
        item.write_flat(out);
    }
}

fn characters(text: &str) -> usize {
    // Counting bytes is much faster, and nearly all text is ASCII.
    if text.is_ascii() { text.len() } else { text.chars().count() }
}

fn start_line(out: &mut String, indent: usize) {
    out.push('\n');
    margin(out, indent);
}

fn margin(out: &mut String, indent: usize) {
    for _ in 0..indent {
        out.push(' ');
    }
}

/// Writes `target = value` as a line, or as several.
pub(super) fn assign(out: &mut String, indent: usize, target: &str, value: &Expr) {
    margin(out, indent);
    out.extend([target, " = "]);
    value.write(out, indent, indent + characters(target) + 3, 0);
    out.push('\n');
}

/// Writes an expression that is a statement.
pub(super) fn statement(out: &mut String, expression: &Expr) {
    expression.write(out, 0, 0, 0);
    out.push('\n');
}

/// Writes the attribute `name: Mapped[annotation] = value` of a class.
pub(super) fn assign_annotated(out: &mut String, name: &str, annotation: &str, value: &Expr) {
    let target = format!("{name}: Mapped[{annotation}]");
    let opening = match value {
        Expr::Group { open, .. } => open.chars().count(),
        _ => 0,
    };
    if 4 + target.chars().count() + 3 + opening <= WIDTH {
        assign(out, 4, &target, value);
        return;
    }
    if 4 + target.chars().count() + 4 <= WIDTH {
        out.extend(["    ", &target, " = (\n        "]);
        value.write(out, 8, 8, 0);
        out.push_str("\n    )\n");
        return;
    }
    out.extend(["    ", name, ": Mapped[\n        ", annotation, "\n    ] = "]);
    value.write(out, 4, 8, 0);
    out.push('\n');
}

/// Writes `target = first.second().third()`, broken before the points where it is too long, and a remark for type
/// checkers, which does not count as a part of the line.
pub(super) fn assign_chain(out: &mut String, target: &str, first: &str, calls: &[String], remark: &str) {
    let line = format!("{target} = {first}{}", calls.concat());
    if line.chars().count() <= WIDTH || calls.is_empty() {
        out.extend([&line, remark, "\n"]);
        return;
    }
    out.extend([target, " = (\n    ", first]);
    let fits = 4 + first.chars().count() + calls.concat().chars().count() <= WIDTH;
    for call in calls {
        out.extend([if fits { "" } else { "\n    " }, call]);
    }
    out.extend([if fits { remark } else { "" }, "\n)", if fits { "" } else { remark }, "\n"]);
}

/// Writes `from module import names`, the names sorted as import sorters want them.
pub(super) fn import(out: &mut String, module: &str, names: impl IntoIterator<Item = &'static str>) {
    let mut names: Vec<&str> = names.into_iter().collect();
    names.sort_by_key(|name| (name.starts_with(|c: char| c.is_lowercase()), name.to_lowercase()));
    let line = format!("from {module} import {}", names.join(", "));
    if line.len() <= WIDTH {
        out.extend([&line, "\n"]);
        return;
    }
    out.extend(["from ", module, " import (\n"]);
    for name in names {
        out.extend(["    ", name, ",\n"]);
    }
    out.push_str(")\n");
}

/// A string, in the quotes that need fewer escapes.
pub(super) fn string(text: &str) -> String {
    let count = |quote: u8| text.bytes().filter(|byte| *byte == quote).count();
    let quote = if count(b'"') > count(b'\'') { '\'' } else { '"' };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'\\' && byte != quote as u8) {
        out.extend([text, if quote == '"' { "\"" } else { "'" }]);
        return out;
    }
    for character in text.chars() {
        match character {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            _ if character == quote => out.extend(['\\', quote]),
            _ => escape(&mut out, character),
        }
    }
    out.push(quote);
    out
}

/// Writes a docstring of whole lines.
pub(super) fn docstring(out: &mut String, indent: usize, paragraphs: &[&str]) {
    let paragraphs: Vec<String> = paragraphs.iter().map(|text| in_docstring(text)).collect();
    let margin = " ".repeat(indent);
    if let [only] = paragraphs.as_slice()
        && indent + only.chars().count() + 6 <= WIDTH
    {
        out.extend([&margin, "\"\"\"", only, "\"\"\"\n"]);
        return;
    }
    for (place, paragraph) in paragraphs.iter().enumerate() {
        out.push_str(if place == 0 { "" } else { "\n" });
        let first = if place == 0 { "\"\"\"" } else { "" };
        for (number, line) in wrapped(paragraph, WIDTH - indent - 3).iter().enumerate() {
            out.extend([margin.as_str(), if number == 0 { first } else { "" }, line, "\n"]);
        }
    }
    out.extend([&margin, "\"\"\"\n"]);
}

/// Text on one line that can stand in a docstring.
fn in_docstring(text: &str) -> String {
    let line = single_line(text);
    let mut out = String::with_capacity(line.len());
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => out.push_str("\\\\"),
            // Three quotes in a row end the string, and so does one before the closing ones.
            '"' if characters.peek().is_none_or(|next| *next == '"') => out.push_str("\\\""),
            _ => escape(&mut out, character),
        }
    }
    out
}

/// Characters that do not print, or that change the direction of what follows, by their numbers.
fn escape(out: &mut String, character: char) {
    let hidden = character.is_control()
        || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    if hidden {
        out.push_str(&format!("\\u{:04x}", character as u32));
    } else {
        out.push(character);
    }
}

/// Comment lines.
pub(super) fn comment(out: &mut String, indent: usize, text: &str) {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for line in wrapped(&line, WIDTH - indent - 2) {
        out.extend([&" ".repeat(indent), "# ", &line, "\n"]);
    }
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => line.extend([" ", word]),
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_come_back_as_they_were() {
        for (text, expected) in [
            ("plain", "\"plain\""),
            ("it's", "\"it's\""),
            ("say \"so\"", "'say \"so\"'"),
            ("'\"", "\"'\\\"\""),
            ("a\\b\nc", "\"a\\\\b\\nc\""),
            ("\u{0}\u{202e}", "\"\\u0000\\u202e\""),
        ] {
            assert_eq!(string(text), expected);
        }
    }

    #[test]
    fn docstrings_end_where_they_should() {
        let written = |text: &str| {
            let mut out = String::new();
            docstring(&mut out, 4, &[text]);
            out
        };
        assert_eq!(written("A \"quoted\""), "    \"\"\"A \"quoted\\\"\"\"\"\n");
        assert_eq!(written("\"\"\" \\"), "    \"\"\"\\\"\\\"\" \\\\\"\"\"\n");
        assert_eq!(written("x\"\"\""), "    \"\"\"x\\\"\\\"\\\"\"\"\"\n");
        assert_eq!(written("\\\""), "    \"\"\"\\\\\\\"\"\"\"\n");
        assert!(written(&"word ".repeat(40)).lines().all(|line| line.len() <= WIDTH));
    }

    #[test]
    fn long_calls_are_broken_at_their_brackets() {
        let long = |count: usize| "x".repeat(count);
        let mut out = String::new();
        assign(&mut out, 0, "a", &Expr::call("f", vec![Expr::string(&long(40)), Expr::string(&long(40))]));
        assert_eq!(out, format!("a = f(\n    \"{0}\",\n    \"{0}\",\n)\n", long(40)));
        out.clear();
        assign(&mut out, 0, "a", &Expr::call("f", vec![Expr::string(&long(38)), Expr::string(&long(38))]));
        assert_eq!(out, format!("a = f(\n    \"{0}\", \"{0}\"\n)\n", long(38)));
        out.clear();
        assign(&mut out, 0, "a", &Expr::tuple(vec![Expr::string(&long(80))]));
        assert_eq!(out, format!("a = (\n    \"{}\",\n)\n", long(80)));
    }
}
