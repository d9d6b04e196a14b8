//! The style sheet: how the controls look, and the diagram's own fonts and colours.

use crate::diagram::format::svg;
use crate::diagram::scene::Ink;
use std::fmt::Write;

/// The whole sheet.
pub(super) fn sheet() -> String {
    let mut out = String::with_capacity(64 * 1024);
    svg::write_fonts(true, &mut out);
    out.push_str(include_str!("page/controls.css"));
    out.push_str(include_str!("page/panels.css"));
    out.push_str(include_str!("page/diagram.css"));
    let _ = writeln!(out, ".dmsa svg{{\n{}", svg::TEXT_RULES);
    for ink in Ink::every() {
        let (fill, stroke) = (svg::fill_class(ink), svg::stroke_class(ink));
        let color = format!("light-dark({},{})", svg::hex(ink.color(false)), svg::hex(ink.color(true)));
        let _ = write!(out, ".{fill}{{fill:{color}}}.{stroke}{{stroke:{color}}}");
    }
    out.push_str("\n}\n");
    out
}
