//! How large a table is drawn, and where its columns of text stand. Lengths are in units: a pixel of a screen at scale 1.

use super::content::Change;
use super::graph::{Mark, Node};
use super::text::{Weight, width};

pub(super) const HEADER: f64 = 24.0;
pub(super) const ROW: f64 = 16.0;
pub(super) const BOTTOM: f64 = 4.0;
pub(super) const NAME_SIZE: f64 = 13.0;
pub(super) const FIELD_SIZE: f64 = 11.5;
pub(super) const TYPE_SIZE: f64 = 11.0;
pub(super) const MARK_SIZE: f64 = 11.0;
pub(super) const KEY_SIZE: f64 = 11.0;
const AREA_TITLE: f64 = 15.0;
/// A page of more tables than this is looked at from further away.
const NEAR: f64 = 50.0;
/// Between two lines that end at one row.
pub(super) const PORT_PITCH: f64 = 8.0;

const PAD: f64 = 8.0;
pub(super) const KEY_ROOM: f64 = 20.0;
/// The room for the sign of a change.
const SIGN_ROOM: f64 = 13.0;
const REFERENCE_ROOM: f64 = 16.0;
const DOT_ROOM: f64 = 9.0;
const NARROWEST: f64 = 96.0;

/// Where the texts of a table stand, from its left edge.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Columns {
    pub(super) key: f64,
    pub(super) reference: f64,
    pub(super) dot: f64,
    pub(super) name: f64,
    pub(super) type_text: f64,
}

/// The size of a table without lines.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Shape {
    pub(super) width: f64,
    pub(super) columns: Columns,
    pub(super) rows: usize,
}

impl Shape {
    pub(super) fn of(node: &Node) -> Self {
        let references = node.rows.iter().any(|row| row.field.refers);
        let changes = node.rows.iter().any(|row| row.field.change != Change::None);
        let badges = node.rows.iter().map(|row| row.key_badges().len()).max().unwrap_or(0);
        let key = PAD + if changes { SIGN_ROOM } else { 0.0 };
        let reference = key + badges as f64 * KEY_ROOM;
        let dot = reference + if references { REFERENCE_ROOM } else { 0.0 };
        let name = dot + DOT_ROOM;
        let widest = |measure: &dyn Fn(&super::graph::Row) -> f64| node.rows.iter().map(measure).fold(0.0, f64::max);
        let names = widest(&|row| {
            width(&row.field.name, FIELD_SIZE, Weight::Regular).max(width(&row.field.name, FIELD_SIZE, Weight::Bold))
        });
        let type_text = name + names + 9.0;
        let rest = widest(&|row| {
            let types = width(&row.field.type_text, TYPE_SIZE, Weight::Regular);
            types + row.marks.iter().map(|mark| mark_width(mark) + 5.0).sum::<f64>()
        });
        let body = if node.rows.is_empty() { 0.0 } else { type_text + rest + PAD };
        let sign = if node.change == Change::None { 0.0 } else { SIGN_ROOM };
        let header = sign
            + width(&node.name, NAME_SIZE, Weight::Bold)
            + header_note(node).map_or(0.0, |note| 14.0 + width(&note, TYPE_SIZE, Weight::Regular));
        let width = body.max(header + 2.0 * PAD + 4.0).max(NARROWEST).ceil();
        Self { width, columns: Columns { key, reference, dot, name, type_text }, rows: node.rows.len() }
    }

    /// The height with rows of their usual height.
    pub(super) fn height(&self) -> f64 {
        HEADER + self.rows as f64 * ROW + if self.rows > 0 { BOTTOM } else { 0.0 }
    }
}

/// The size of the titles of areas among so many tables: they are read first, by eyes that see the whole page.
pub(super) fn area_title_size(tables: usize) -> f64 {
    (AREA_TITLE * (tables as f64 / NEAR).sqrt().clamp(1.0, 3.0)).round()
}

/// The height of a row that `ports` lines end at, on the side where most end.
pub(super) fn row_height(usual: f64, ports: usize) -> f64 {
    usual.max(ports as f64 * PORT_PITCH + 4.0)
}

/// What the header says beside the name.
pub(super) fn header_note(node: &Node) -> Option<String> {
    match (node.folded, node.hidden) {
        (0, 0) => None,
        (0, hidden) => Some(format!("+{hidden}")),
        (folded, 0) => Some(format!("← {folded}")),
        (folded, hidden) => Some(format!("← {folded}  +{hidden}")),
    }
}

pub(super) fn mark_text(mark: &Mark) -> String {
    match mark.target {
        super::graph::Target::Missing => format!("? {}", mark.table),
        super::graph::Target::Hub(_) | super::graph::Target::Elsewhere => format!("→ {}", mark.table),
    }
}

pub(super) fn mark_width(mark: &Mark) -> f64 {
    width(&mark_text(mark), MARK_SIZE, Weight::Regular) + 10.0
}
