//! A picture in terms of no format: rectangles, paths, circles and texts, in groups, in colours that have a meaning.

mod draw;
mod ends;
mod legend;
mod palette;
mod table;

pub(super) use draw::draw;
pub(super) use palette::{HUES, Ink, Rgb};

use super::text::Weight;
use std::ops::Range;

/// A picture. Lengths are in units, from the top left.
#[derive(Debug, Clone, Default)]
pub(super) struct Scene {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) groups: Vec<Group>,
    /// The colour of each area.
    pub(super) hues: Vec<u8>,
}

/// Things that belong together, bottom to top.
#[derive(Debug, Clone, Default)]
pub(super) struct Group {
    /// `region`, `line`, `table`, …
    pub(super) kind: &'static str,
    /// What it stands for, for programs: `person`, or `visit.person_id person.person_id`.
    pub(super) name: String,
    /// What it stands for, for people who do not see it.
    pub(super) label: String,
    pub(super) elements: Vec<Element>,
    /// Runs of elements that stand for something by themselves, in the order of their beginnings. They may be nested.
    pub(super) parts: Vec<Part>,
}

/// A run of elements of a group: a table's row, a mark in it, or an end of a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Part {
    /// `row`, `mark`, `from` or `to`.
    pub(super) kind: &'static str,
    /// The field, the table that the mark refers to, or where the line ends.
    pub(super) name: String,
    pub(super) elements: Range<usize>,
}

impl Group {
    /// Draws a part of the group.
    fn part(&mut self, kind: &'static str, name: &str, draw: impl FnOnce(&mut Self)) {
        let (place, from) = (self.parts.len(), self.elements.len());
        self.parts.push(Part { kind, name: name.to_owned(), elements: from..from });
        draw(self);
        let to = self.elements.len();
        if let Some(part) = self.parts.get_mut(place) {
            part.elements.end = to;
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Element {
    Rect {
        x: f64,
        y: f64,
        width: f64,
        height: f64,
        radius: f64,
        paint: Paint,
    },
    Circle {
        x: f64,
        y: f64,
        radius: f64,
        paint: Paint,
    },
    Path {
        steps: Vec<Step>,
        paint: Paint,
    },
    /// `y` is that of the baseline.
    Text {
        x: f64,
        y: f64,
        size: f64,
        weight: Weight,
        ink: Ink,
        anchor: Anchor,
        text: String,
        struck: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Step {
    Move(f64, f64),
    Line(f64, f64),
    /// A curve of second degree: its control point and its end.
    Curve(f64, f64, f64, f64),
    Close,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    /// The share of a text's width that stands left of its anchor.
    pub(super) fn share(self) -> f64 {
        match self {
            Anchor::Start => 0.0,
            Anchor::Middle => 0.5,
            Anchor::End => 1.0,
        }
    }
}

/// How an area and its edge are coloured.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Paint {
    pub(super) fill: Option<Ink>,
    pub(super) stroke: Option<(Ink, f64)>,
    pub(super) dashed: bool,
}

impl Paint {
    pub(super) fn fill(ink: Ink) -> Self {
        Self { fill: Some(ink), ..Self::default() }
    }

    pub(super) fn stroke(ink: Ink, width: f64) -> Self {
        Self { stroke: Some((ink, width)), ..Self::default() }
    }

    pub(super) fn and_stroke(mut self, ink: Ink, width: f64) -> Self {
        self.stroke = Some((ink, width));
        self
    }

    pub(super) fn dashed(mut self) -> Self {
        self.dashed = true;
        self
    }
}

impl Element {
    pub(super) fn text(x: f64, y: f64, size: f64, weight: Weight, ink: Ink, text: impl Into<String>) -> Self {
        Element::Text { x, y, size, weight, ink, anchor: Anchor::Start, text: text.into(), struck: false }
    }

    pub(super) fn anchored(mut self, to: Anchor) -> Self {
        if let Element::Text { anchor, .. } = &mut self {
            *anchor = to;
        }
        self
    }
}

/// A rectangle with the given radius at its upper corners only.
pub(super) fn cap(x: f64, y: f64, width: f64, height: f64, radius: f64) -> Vec<Step> {
    let (right, bottom) = (x + width, y + height);
    vec![
        Step::Move(x, bottom),
        Step::Line(x, y + radius),
        Step::Curve(x, y, x + radius, y),
        Step::Line(right - radius, y),
        Step::Curve(right, y, right, y + radius),
        Step::Line(right, bottom),
        Step::Close,
    ]
}

/// A line through `points` with rounded corners.
pub(super) fn rounded(points: &[(f64, f64)], radius: f64) -> Vec<Step> {
    let mut steps = Vec::with_capacity(points.len() * 2);
    for (i, &(x, y)) in points.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|i| points.get(i));
        match (before, points.get(i + 1)) {
            (None, _) => steps.push(Step::Move(x, y)),
            (_, None) => steps.push(Step::Line(x, y)),
            (Some(&before), Some(&after)) => {
                let room = distance(before, (x, y)).min(distance((x, y), after)) / 2.0;
                let radius = radius.min(room);
                let (from, to) = (towards((x, y), before, radius), towards((x, y), after, radius));
                steps.push(Step::Line(from.0, from.1));
                steps.push(Step::Curve(x, y, to.0, to.1));
            }
        }
    }
    steps
}

fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

/// The point `far` from `a` in the direction of `b`.
fn towards(a: (f64, f64), b: (f64, f64), far: f64) -> (f64, f64) {
    let length = distance(a, b).max(f64::MIN_POSITIVE);
    (a.0 + (b.0 - a.0) / length * far, a.1 + (b.1 - a.1) / length * far)
}
