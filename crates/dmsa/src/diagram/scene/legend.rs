//! What the marks mean, at the foot of a picture.

use super::ends::{self, Count};
use super::palette::Kind;
use super::table::{dot, draw_mark, key};
use super::{Element, Group, Ink, Paint, Step};
use crate::diagram::boxes::{KEY_SIZE, mark_width};
use crate::diagram::content::Change;
use crate::diagram::graph::{Graph, Mark, Row, Target};
use crate::diagram::text::{Weight, width};
use std::cmp::Reverse;

const SIZE: f64 = 12.0;
const LINE: f64 = 22.0;
const APART: f64 = 22.0;

type Draw<'a> = Box<dyn Fn(f64, f64, &mut Vec<Element>) + 'a>;

/// One entry: its sign, drawn by a function of the place, the sign's width, and its meaning.
struct Entry<'a> {
    room: f64,
    meaning: String,
    draw: Draw<'a>,
}

/// The legend of what `graph` shows, from (`left`, `top`) on, no wider than `room` where that can be; and its height.
pub(super) fn draw(graph: &Graph, left: f64, top: f64, room: f64) -> (Group, f64) {
    let mut elements = Vec::new();
    let (mut x, mut middle) = (left, top + LINE / 2.0);
    let entries = entries(graph);
    for entry in &entries {
        let needed = entry.room + 7.0 + width(&entry.meaning, SIZE, Weight::Regular);
        if x > left && x + needed > left + room {
            (x, middle) = (left, middle + LINE);
        }
        (entry.draw)(x, middle, &mut elements);
        let text = Element::text(
            x + entry.room + 7.0,
            middle + SIZE * 0.34,
            SIZE,
            Weight::Regular,
            Ink::Muted,
            &entry.meaning,
        );
        elements.push(text);
        x += needed + APART;
    }
    let height = if entries.is_empty() { 0.0 } else { middle + LINE / 2.0 - top };
    (Group { kind: "legend", elements, ..Group::default() }, height)
}

#[derive(Default)]
struct Entries<'a>(Vec<Entry<'a>>);

impl<'a> Entries<'a> {
    fn add(&mut self, room: f64, meaning: impl Into<String>, draw: impl Fn(f64, f64, &mut Vec<Element>) + 'a) {
        self.0.push(Entry { room, meaning: meaning.into(), draw: Box::new(draw) });
    }

    fn add_text(&mut self, sign: &'static str, size: f64, meaning: &str) {
        self.add(width(sign, size, Weight::Bold), meaning, move |x, y, out| {
            out.push(Element::text(x, y + size * 0.34, size, Weight::Bold, Ink::Muted, sign));
        });
    }

    fn add_mark(&mut self, graph: &'a Graph, table: &str, target: Target, meaning: String) {
        let mark =
            Mark { table: table.to_owned(), field: String::new(), target, more: Vec::new(), change: Change::None };
        self.add(mark_width(&mark), meaning, move |x, y, out| draw_mark(graph, &mark, x, y, out));
    }
}

fn entries(graph: &Graph) -> Vec<Entry<'_>> {
    let any = |test: &dyn Fn(&Row) -> bool| graph.nodes.iter().flat_map(|node| &node.rows).any(test);
    let marks_to = |target: Target| any(&|row| row.marks.iter().any(|mark| mark.target == target));
    let mut entries = Entries::default();
    if any(&|row| row.field.primary) {
        entries.add(16.0, "primary key", |x, y, out| key(x, y, "PK", out));
    }
    if any(&|row| row.field.unique) {
        entries.add(16.0, "unique", |x, y, out| key(x, y, "UQ", out));
    }
    if any(&|row| !row.field.unique_keys.is_empty()) {
        entries.add(16.0, "unique together, by number", |x, y, out| key(x, y, "U1", out));
    }
    if any(&|row| !row.field.shared_references.is_empty()) {
        entries.add(16.0, "reference of several fields, by number", |x, y, out| key(x, y, "F1", out));
    }
    if any(&|row| row.field.refers) {
        entries.add_text("FK", KEY_SIZE, "reference");
    }
    if any(&|_| true) {
        entries.add(6.0, "must have a value", |x, y, out| dot(x, y, true, out));
        entries.add(6.0, "may be empty", |x, y, out| dot(x, y, false, out));
    }
    let ends = [
        (graph.edges.iter().any(|edge| edge.many), "any number", Count { many: true, or_none: true }),
        (graph.edges.iter().any(|edge| !edge.optional), "exactly one", Count { many: false, or_none: false }),
        (
            graph.edges.iter().any(|edge| edge.optional || !edge.many),
            "one or none",
            Count { many: false, or_none: true },
        ),
    ];
    for (_, meaning, count) in ends.into_iter().filter(|(shown, ..)| *shown) {
        entries.add(26.0, meaning, move |x, y, out| sample(x, y, count, out));
    }
    let hub = graph.nodes.iter().enumerate().max_by_key(|(place, node)| (node.folded, Reverse(*place)));
    if let Some((place, node)) = hub.filter(|(_, node)| node.folded > 0) {
        if marks_to(Target::Hub(place)) {
            entries.add_mark(
                graph,
                &node.name,
                Target::Hub(place),
                format!("reference to {}, without a line", node.name),
            );
        }
        entries.add_text("← 9", SIZE, "references that come here without a line");
    }
    if marks_to(Target::Elsewhere) {
        entries.add_mark(graph, "table", Target::Elsewhere, "reference to a table not shown".to_owned());
    }
    if marks_to(Target::Missing) {
        entries.add_mark(graph, "table", Target::Missing, "reference to a table that does not exist".to_owned());
    }
    if graph.nodes.iter().any(|node| node.hidden > 0) {
        entries.add_text("+9", SIZE, "more fields");
    }
    if graph.compares {
        let changes = [(Change::Added, "added"), (Change::Removed, "removed"), (Change::Changed, "changed")];
        for (change_kind, meaning) in changes.into_iter().filter(|(kind, _)| has_change(graph, *kind)) {
            let kind = Kind::of(change_kind);
            entries.add(16.0, meaning, move |x, y, out| change(x, y, kind, out));
        }
    }
    entries.0
}

/// Whether anything that is drawn changed in this way.
fn has_change(graph: &Graph, kind: Change) -> bool {
    let in_row = |row: &Row| row.field.change == kind || row.marks.iter().any(|mark| mark.change == kind);
    graph.edges.iter().any(|edge| edge.change == kind)
        || graph.nodes.iter().any(|node| node.change == kind || node.rows.iter().any(in_row))
}

/// The end of a line, at a bit of a table's edge.
fn sample(x: f64, y: f64, count: Count, out: &mut Vec<Element>) {
    let line = vec![Step::Move(x + 2.0, y), Step::Line(x + 26.0, y)];
    out.push(Element::Path { steps: line, paint: Paint::stroke(Ink::Muted, 1.2) });
    let edge = vec![Step::Move(x + 2.0, y - 7.0), Step::Line(x + 2.0, y + 7.0)];
    out.push(Element::Path { steps: edge, paint: Paint::stroke(Ink::Muted, 1.6) });
    ends::mark((x + 2.0, y), 1.0, count, Ink::Muted, out);
}

fn change(x: f64, y: f64, kind: Kind, out: &mut Vec<Element>) {
    let paint = Paint::fill(Ink::ChangeGround(kind)).and_stroke(Ink::Change(kind), 1.0);
    out.push(Element::Rect { x, y: y - 7.0, width: 16.0, height: 14.0, radius: 3.0, paint });
    let text = Element::text(x + 8.0, y + SIZE * 0.34, SIZE, Weight::Bold, Ink::Change(kind), kind.sign());
    out.push(text.anchored(super::Anchor::Middle));
}
