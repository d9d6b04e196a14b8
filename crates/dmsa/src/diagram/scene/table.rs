//! A table: header, rows, marks.

use super::palette::Kind;
use super::{Anchor, Element, Group, Ink, Paint, Step, cap};
use crate::diagram::boxes::{
    Columns, FIELD_SIZE, KEY_ROOM, KEY_SIZE, MARK_SIZE, NAME_SIZE, TYPE_SIZE, header_note, mark_text, mark_width,
};
use crate::diagram::content::Change;
use crate::diagram::graph::{Graph, Mark, Node, Row, Target};
use crate::diagram::text::Weight;

const RADIUS: f64 = 5.0;
const PAD: f64 = 8.0;

/// Where a table is drawn.
pub(super) struct Frame<'a> {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    /// The heights of the header and the rows.
    pub(super) rows: &'a [f64],
    pub(super) height: f64,
    pub(super) columns: Columns,
}

/// The hue of a node's area.
pub(super) fn hue(graph: &Graph, node: usize) -> u8 {
    graph.nodes.get(node).map_or(0, |node| node.hue)
}

pub(super) fn draw(graph: &Graph, node: &Node, frame: &Frame<'_>) -> Group {
    let elements = Vec::with_capacity(node.rows.len() * 4 + 4);
    let mut group = Group { kind: "table", name: node.name.clone(), label: label(node), elements, ..Group::default() };
    let elements = &mut group.elements;
    let kind = Kind::of(node.change);
    let (head, edge) = if graph.compares {
        (Ink::Change(kind), Ink::Change(kind))
    } else {
        (Ink::Head(node.hue), Ink::Head(node.hue))
    };
    let &Frame { left, top, width, height, .. } = frame;
    let paint = Paint::fill(Ink::Box).and_stroke(edge, 1.0);
    let paint = if node.change == Change::Removed { paint.dashed() } else { paint };
    elements.push(Element::Rect { x: left, y: top, width, height, radius: RADIUS, paint });
    let header = frame.rows.first().copied().unwrap_or(0.0);
    if node.rows.is_empty() {
        elements.push(Element::Rect { x: left, y: top, width, height, radius: RADIUS, paint: Paint::fill(head) });
    } else {
        elements.push(Element::Path { steps: cap(left, top, width, header, RADIUS), paint: Paint::fill(head) });
    }
    let sign = if kind == Kind::Same { String::new() } else { format!("{} ", kind.sign()) };
    let baseline = top + header / 2.0 + NAME_SIZE * 0.34;
    let name = format!("{sign}{}", node.name);
    let mut title = Element::text(left + PAD + 2.0, baseline, NAME_SIZE, Weight::Bold, ink_on_head(graph), name);
    if let Element::Text { struck, .. } = &mut title {
        *struck = node.change == Change::Removed;
    }
    elements.push(title);
    if let Some(note) = header_note(node) {
        let ink = if graph.compares { Ink::HeadText } else { Ink::HeadNote };
        elements.push(
            Element::text(left + width - PAD - 2.0, baseline, TYPE_SIZE, Weight::Regular, ink, note)
                .anchored(Anchor::End),
        );
    }
    let mut y = top + header;
    let keys = node.rows.iter().take_while(|row| row.field.primary).count();
    for (i, (row, &height)) in node.rows.iter().zip(frame.rows.iter().skip(1)).enumerate() {
        if i == keys && keys > 0 {
            let steps = vec![Step::Move(left + 1.0, y + 0.5), Step::Line(left + width - 1.0, y + 0.5)];
            group.elements.push(Element::Path { steps, paint: Paint::stroke(Ink::Rule, 1.0) });
        }
        group.part("row", &row.field.name, |group| draw_row(graph, row, frame, y, height, group));
        y += height;
    }
    group
}

fn ink_on_head(graph: &Graph) -> Ink {
    if graph.compares { Ink::Page } else { Ink::HeadText }
}

/// The table in a sentence, for people who do not see it.
fn label(node: &Node) -> String {
    let mut label = node.name.clone();
    if !node.description.is_empty() {
        label = format!("{label}: {}", node.description);
    }
    label
}

fn draw_row(graph: &Graph, row: &Row, frame: &Frame<'_>, y: f64, height: f64, group: &mut Group) {
    let elements = &mut group.elements;
    let &Frame { left, width, columns, .. } = frame;
    let middle = y + height / 2.0;
    let text_y = middle + FIELD_SIZE * 0.33;
    let kind = Kind::of(row.field.change);
    if row.field.change != Change::None {
        let paint = Paint::fill(Ink::ChangeGround(kind));
        elements.push(Element::Rect { x: left + 0.5, y, width: width - 1.0, height, radius: 0.0, paint });
        // In the middle between the edge and the keys.
        let sign_x = left + columns.key / 2.0 + 1.0;
        let sign = Element::text(sign_x, text_y, NAME_SIZE, Weight::Bold, Ink::Change(kind), kind.sign());
        elements.push(sign.anchored(Anchor::Middle));
    }
    for (place, word) in row.key_badges().iter().enumerate() {
        key(left + columns.key + place as f64 * KEY_ROOM, middle, word, elements);
    }
    if row.field.refers {
        let text_y = middle + KEY_SIZE * 0.34;
        elements.push(Element::text(left + columns.reference, text_y, KEY_SIZE, Weight::Bold, Ink::Muted, "FK"));
    }
    dot(left + columns.dot, middle, row.field.not_null, elements);
    let weight = if row.field.primary { Weight::Bold } else { Weight::Regular };
    let mut name = Element::text(left + columns.name, text_y, FIELD_SIZE, weight, Ink::Text, &row.field.name);
    if let Element::Text { struck, .. } = &mut name {
        *struck = row.field.change == Change::Removed;
    }
    elements.push(name);
    let type_y = middle + TYPE_SIZE * 0.35;
    elements.push(Element::text(
        left + columns.type_text,
        type_y,
        TYPE_SIZE,
        Weight::Regular,
        Ink::Muted,
        &row.field.type_text,
    ));
    let mut right = left + width - PAD + 2.0;
    for mark in row.marks.iter().rev() {
        let room = mark_width(mark);
        group.part("mark", &mark.table, |group| draw_mark(graph, mark, right - room, middle, &mut group.elements));
        right -= room + 5.0;
    }
}

/// The badge of a primary key, of a unique field, or of a key or reference of several fields.
pub(super) fn key(x: f64, middle: f64, word: &str, elements: &mut Vec<Element>) {
    let primary = word == "PK";
    let paint = if primary { Paint::fill(Ink::Key) } else { Paint::stroke(Ink::Key, 0.9) };
    elements.push(Element::Rect { x, y: middle - 6.0, width: 17.0, height: 12.0, radius: 2.5, paint });
    let ink = if primary { Ink::Box } else { Ink::Key };
    let text = Element::text(x + 8.5, middle + KEY_SIZE * 0.34, KEY_SIZE, Weight::Bold, ink, word);
    elements.push(text.anchored(Anchor::Middle));
}

/// Filled: must have a value.
pub(super) fn dot(x: f64, middle: f64, filled: bool, elements: &mut Vec<Element>) {
    let (radius, paint) = if filled { (2.4, Paint::fill(Ink::Text)) } else { (2.1, Paint::stroke(Ink::Muted, 0.9)) };
    elements.push(Element::Circle { x: x + 3.0, y: middle, radius, paint });
}

pub(super) fn draw_mark(graph: &Graph, mark: &Mark, x: f64, middle: f64, elements: &mut Vec<Element>) {
    let (paint, ink) = match mark.target {
        _ if mark.change != Change::None => {
            let kind = Kind::of(mark.change);
            (Paint::fill(Ink::ChangeGround(kind)).and_stroke(Ink::Change(kind), 0.9), Ink::Change(kind))
        }
        Target::Hub(node) => {
            let hue = hue(graph, node);
            (Paint::fill(Ink::Mark(hue)).and_stroke(Ink::RegionEdge(hue), 0.8), Ink::MarkText(hue))
        }
        Target::Elsewhere => (Paint::stroke(Ink::Rule, 0.9), Ink::Muted),
        Target::Missing => (Paint::stroke(Ink::Muted, 0.9).dashed(), Ink::Muted),
    };
    let width = mark_width(mark);
    elements.push(Element::Rect { x, y: middle - 7.0, width, height: 14.0, radius: 7.0, paint });
    let text_y = middle + MARK_SIZE * 0.35;
    let mut text = Element::text(x + 5.0, text_y, MARK_SIZE, Weight::Regular, ink, mark_text(mark));
    if let Element::Text { struck, .. } = &mut text {
        *struck = mark.change == Change::Removed;
    }
    elements.push(text);
}
