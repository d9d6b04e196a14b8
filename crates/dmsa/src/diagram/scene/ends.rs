//! The ends of lines: crow's feet, bars and circles that show how many.

use super::{Element, Ink, Paint, Step};

/// How many rows may be at an end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) many: bool,
    pub(super) or_none: bool,
}

/// The half of the height of a mark.
const HALF: f64 = 3.6;

/// Draws the mark where a line meets a table at (`x`, `y`), coming in from the side `towards` (-1: left, 1: right).
pub(super) fn mark((x, y): (f64, f64), towards: f64, count: Count, ink: Ink, elements: &mut Vec<Element>) {
    let at = |far: f64| x + towards * far;
    let bar = |far: f64| [Step::Move(at(far), y - HALF), Step::Line(at(far), y + HALF)];
    let mut steps = Vec::new();
    let next = if count.many {
        let tip = 9.0;
        steps.extend([Step::Move(at(0.0), y - HALF), Step::Line(at(tip), y), Step::Line(at(0.0), y + HALF)]);
        tip
    } else {
        steps.extend(bar(5.0));
        5.0
    };
    if count.or_none {
        let radius = 2.8;
        let paint = Paint::fill(Ink::Page).and_stroke(ink, 1.1);
        elements.push(Element::Circle { x: at(next + radius + 0.6), y, radius, paint });
    } else {
        steps.extend(bar(next + 3.5));
    }
    elements.push(Element::Path { steps, paint: Paint::stroke(ink, 1.2) });
}
