//! SVG: text stays text, in a font that the file brings along.

use super::Format;
use crate::diagram::scene::{Anchor, Element, Group, Ink, Paint, Rgb, Scene, Step};
use crate::diagram::text::{
    BOLD_WEB, BOLD_WEB_MORE, REGULAR_WEB, REGULAR_WEB_MORE, Weight, is_common, is_known, width,
};
use crate::diagram::{Error, Options, Style, picture};
use crate::model::Model;
use data_encoding::BASE64;
use std::collections::BTreeSet;
use std::fmt::Write;

pub(super) struct Svg;

impl Format for Svg {
    fn name(&self) -> &'static str {
        "svg"
    }

    fn summary(&self) -> &'static str {
        "a picture that scales, for web pages and documents"
    }

    fn media_type(&self) -> &'static str {
        "image/svg+xml"
    }

    fn knows(&self) -> &'static [&'static str] {
        &["hubs", "aspect", "style"]
    }

    fn render(&self, model: &Model, options: &Options) -> Result<Vec<u8>, Error> {
        let scene = picture(model, options)?;
        Ok(write(&scene, options.style).into_bytes())
    }
}

/// The text of an SVG file.
pub(super) fn write(scene: &Scene, style: Style) -> String {
    let mut out = String::with_capacity(64 * 1024);
    let (width, height) = (number(scene.width), number(scene.height));
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         role=\"img\" aria-labelledby=\"title desc\">\n<title id=\"title\">{}</title>\n<desc id=\"desc\">{}</desc>\n",
        escaped(&scene.title),
        escaped(&scene.description)
    );
    style_sheet(scene, style, &mut out);
    write_body(scene, Sizes::ForFallback, &mut out);
    out.push_str("</svg>\n");
    out
}

/// What the attribute `font-size` of a text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sizes {
    /// The size.
    Real,
    /// A size at which the widest common font, DejaVu Sans, needs no more room than ours. Programs that know `@font-face`
    /// know `@supports` too, in which the style sheet gives the real size; the others draw with a font of their own.
    ForFallback,
}

impl Sizes {
    fn of(self, size: f64, weight: Weight) -> String {
        number(match (self, weight) {
            (Sizes::Real, _) => size,
            (Sizes::ForFallback, Weight::Regular) => size * 0.77,
            (Sizes::ForFallback, Weight::Bold) => size * 0.72,
        })
    }
}

/// What stands in the picture.
pub(super) fn write_body(scene: &Scene, sizes: Sizes, out: &mut String) {
    let _ = writeln!(out, "<rect class=\"{}\" width=\"100%\" height=\"100%\"/>", fill_class(Ink::Page));
    for group in &scene.groups {
        write_group(group, sizes, out);
    }
}

/// The real sizes of the texts.
fn write_sizes(scene: &Scene, out: &mut String) {
    let sizes: BTreeSet<(bool, String, String)> = (scene.groups.iter().flat_map(|group| &group.elements))
        .filter_map(|element| match element {
            Element::Text { size, weight, .. } => {
                Some((*weight == Weight::Bold, Sizes::ForFallback.of(*size, *weight), number(*size)))
            }
            _ => None,
        })
        .collect();
    out.push_str("@supports (display:block){");
    for (bold, given, real) in sizes {
        let class = if bold { ".b" } else { ":not(.b)" };
        let _ = write!(out, "text{class}[font-size=\"{given}\"]{{font-size:{real}px}}");
    }
    out.push_str("}\n");
}

/// How texts and lines look, colours aside.
pub(super) const TEXT_RULES: &str = "text{font-family:\"Dmsa Sans\",\"Dmsa Sans More\",\"Source Sans 3\",\"Source Sans Pro\",\"Segoe UI\",Arial,sans-serif;white-space:pre}
.b{font-weight:600}.m{text-anchor:middle}.e{text-anchor:end}.s{text-decoration:line-through}.n{fill:none}.d{stroke-dasharray:4 3}
";

/// The fonts as rules of a style sheet, with or without the rarer characters.
pub(super) fn write_fonts(more: bool, out: &mut String) {
    let usual = [("", REGULAR_WEB, 400), ("", BOLD_WEB, 600)];
    let rare = [(" More", REGULAR_WEB_MORE, 400), (" More", BOLD_WEB_MORE, 600)];
    for (name, bytes, weight) in usual.into_iter().chain(rare.into_iter().filter(|_| more)) {
        let _ = write!(
            out,
            "@font-face{{font-family:\"Dmsa Sans{name}\";font-weight:{weight};src:url(data:font/woff2;base64,"
        );
        BASE64.encode_append(bytes, out);
        out.push_str(") format(\"woff2\")}\n");
    }
}

fn style_sheet(scene: &Scene, style: Style, out: &mut String) {
    out.push_str("<style>\n");
    write_fonts(has_rare_characters(scene), out);
    out.push_str(TEXT_RULES);
    write_sizes(scene, out);
    let inks = inks(scene);
    let mut colors = |dark: bool| {
        for &ink in &inks {
            let color = hex(ink.color(dark));
            let _ = write!(out, ".{}{{fill:{color}}}.{}{{stroke:{color}}}", fill_class(ink), stroke_class(ink));
        }
        out.push('\n');
    };
    match style {
        Style::Light => colors(false),
        Style::Dark => colors(true),
        Style::Auto => {
            colors(false);
            out.push_str("@media screen and (prefers-color-scheme:dark){\n");
            for &ink in &inks {
                let color = hex(ink.color(true));
                let _ = write!(out, ".{}{{fill:{color}}}.{}{{stroke:{color}}}", fill_class(ink), stroke_class(ink));
            }
            out.push_str("}\n");
        }
    }
    out.push_str("</style>\n");
}

fn has_rare_characters(scene: &Scene) -> bool {
    let mut elements = scene.groups.iter().flat_map(|group| &group.elements);
    elements.any(|element| {
        matches!(element, Element::Text { text, .. } if !text.is_ascii() && text.chars().any(|c| !is_common(c) && is_known(c)))
    })
}

fn inks(scene: &Scene) -> BTreeSet<Ink> {
    let mut inks = BTreeSet::from([Ink::Page]);
    for element in scene.groups.iter().flat_map(|group| &group.elements) {
        match element {
            Element::Text { ink, .. } => {
                inks.insert(*ink);
            }
            Element::Rect { paint, .. } | Element::Circle { paint, .. } | Element::Path { paint, .. } => {
                inks.extend(paint.fill);
                inks.extend(paint.stroke.map(|(ink, _)| ink));
            }
        }
    }
    inks
}

/// A short name for an ink, the same in every file.
fn class(ink: Ink) -> String {
    match ink {
        Ink::Page => "pg".into(),
        Ink::Text => "tx".into(),
        Ink::Muted => "mu".into(),
        Ink::Rule => "ru".into(),
        Ink::Box => "bx".into(),
        Ink::Key => "ky".into(),
        Ink::Region(n) => format!("rg{n}"),
        Ink::RegionEdge(n) => format!("re{n}"),
        Ink::RegionTitle(n) => format!("rt{n}"),
        Ink::Head(n) => format!("hd{n}"),
        Ink::HeadText => "ht".into(),
        Ink::HeadNote => "hn".into(),
        Ink::Line(n) => format!("ln{n}"),
        Ink::Mark(n) => format!("mk{n}"),
        Ink::MarkText(n) => format!("mt{n}"),
        Ink::Change(kind) => format!("ch{}", kind as u8),
        Ink::ChangeGround(kind) => format!("cg{}", kind as u8),
    }
}

pub(super) fn fill_class(ink: Ink) -> String {
    format!("f-{}", class(ink))
}

pub(super) fn stroke_class(ink: Ink) -> String {
    format!("s-{}", class(ink))
}

fn write_group(group: &Group, sizes: Sizes, out: &mut String) {
    let _ = write!(out, "<g class=\"{}\"", group.kind);
    if !group.name.is_empty() {
        let _ = write!(out, " data-name=\"{}\"", escaped(&group.name));
    }
    out.push_str(">\n");
    if !group.label.is_empty() {
        let _ = writeln!(out, "<title>{}</title>", escaped(&group.label));
    }
    let mut parts = group.parts.iter().peekable();
    let mut ends = Vec::new();
    for (place, element) in group.elements.iter().enumerate() {
        while let Some(part) = parts.next_if(|part| part.elements.start <= place) {
            let _ = writeln!(out, "<g class=\"{}\" data-name=\"{}\">", part.kind, escaped(&part.name));
            ends.push(part.elements.end);
        }
        write_element(element, sizes, out);
        while ends.pop_if(|end| *end <= place + 1).is_some() {
            out.push_str("</g>\n");
        }
    }
    out.push_str("</g>\n");
}

fn write_element(element: &Element, sizes: Sizes, out: &mut String) {
    let _ = match element {
        Element::Rect { x, y, width, height, radius, paint } => {
            let rounded = if *radius > 0.0 { format!(" rx=\"{}\"", number(*radius)) } else { String::new() };
            let (x, y, width, height) = (number(*x), number(*y), number(*width), number(*height));
            writeln!(
                out,
                "<rect {} x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"{rounded}/>",
                painted(paint)
            )
        }
        Element::Circle { x, y, radius, paint } => {
            let (x, y, radius) = (number(*x), number(*y), number(*radius));
            writeln!(out, "<circle {} cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"/>", painted(paint))
        }
        Element::Path { steps, paint } => writeln!(out, "<path {} d=\"{}\"/>", painted(paint), path(steps)),
        Element::Text { x, y, size, weight, ink, anchor, text, struck } => {
            let mut class = fill_class(*ink);
            class.push_str(if *weight == Weight::Bold { " b" } else { "" });
            class.push_str(match anchor {
                Anchor::Start => "",
                Anchor::Middle => " m",
                Anchor::End => " e",
            });
            class.push_str(if *struck { " s" } else { "" });
            // Characters that the font lacks are drawn with some other, in the room that was left for them.
            let length = if text.is_ascii() || text.chars().all(is_known) {
                String::new()
            } else {
                let length = number(width(text, *size, *weight));
                format!(" textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\"")
            };
            let (x, y, size) = (number(*x), number(*y), sizes.of(*size, *weight));
            let text = escaped(text);
            writeln!(out, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{length}>{text}</text>")
        }
    };
}

fn painted(paint: &Paint) -> String {
    let mut class = paint.fill.map_or_else(|| "n".to_owned(), fill_class);
    let mut width = String::new();
    if let Some((ink, wide)) = paint.stroke {
        class = format!("{class} {}", stroke_class(ink));
        width = format!(" stroke-width=\"{}\"", number(wide));
    }
    if paint.dashed {
        class.push_str(" d");
    }
    format!("class=\"{class}\"{width}")
}

fn path(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        let _ = match step {
            Step::Move(x, y) => write!(path, "M{} {}", number(*x), number(*y)),
            Step::Line(x, y) => write!(path, "L{} {}", number(*x), number(*y)),
            Step::Curve(cx, cy, x, y) => {
                write!(path, "Q{} {} {} {}", number(*cx), number(*cy), number(*x), number(*y))
            }
            Step::Close => write!(path, "Z"),
        };
    }
    path
}

/// A number with at most two digits after the point.
pub(super) fn number(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    // The sum turns a negative zero into zero.
    format!("{}", rounded + 0.0)
}

pub(super) fn hex([r, g, b]: Rgb) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// Text that stands for itself in XML; characters that XML does not allow are left out.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        assert_eq!([1.0, 0.125, -0.001, 2.50].map(number), ["1", "0.13", "0", "2.5"]);
    }
}
