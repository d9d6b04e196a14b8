//! A laid-out graph as a picture.

use super::ends::{self, Count};
use super::palette::Kind;
use super::table::{self, Frame, hue};
use super::{Element, Group, Ink, Paint, Scene, legend, rounded};
use crate::diagram::boxes::{Shape, area_title_size};
use crate::diagram::content::Change;
use crate::diagram::graph::{Edge, End, Graph};
use crate::diagram::place::plan::REGION_PAD;
use crate::diagram::route::Routed;
use crate::diagram::text::{Weight, fit, width};

const MARGIN: f64 = 12.0;
/// The sizes of the title and of what stands below it, over that of the titles of areas.
const TITLE: f64 = 1.6;
const SUBTITLE: f64 = 13.0 / 15.0;
const CORNER: f64 = 6.0;
/// The radius of the sign of a change on a line.
const SIGN: f64 = 6.0;
const NARROWEST: f64 = 420.0;

/// Draws a graph that was laid out.
pub(crate) fn draw(graph: &Graph, shapes: &[Shape], routed: &Routed) -> Scene {
    let (title, subtitle) = heading_sizes(graph);
    let heading = width(&graph.title, title, Weight::Bold).max(width(&graph.subtitle, subtitle, Weight::Regular));
    let inner = routed.width.max(heading).max(NARROWEST);
    let (left, top) = (MARGIN + (inner - routed.width) / 2.0, MARGIN + title + subtitle + 18.0);
    let left = left.round();
    let mut groups = vec![head(graph)];
    groups.extend(regions(graph, routed, left, top));
    let mut signs = Vec::new();
    for (edge, points) in graph.edges.iter().zip(&routed.lines) {
        let points: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x + left, y + top)).collect();
        groups.push(line(graph, edge, &points, &mut signs));
    }
    let frames = routed.tables.iter().zip(&routed.rows).zip(shapes);
    for (node, (([x, y, width, height], rows), shape)) in graph.nodes.iter().zip(frames) {
        let frame =
            Frame { left: x + left, top: y + top, width: *width, rows, height: *height, columns: shape.columns };
        groups.push(table::draw(graph, node, &frame));
    }
    let foot = top + routed.height + 12.0;
    let (legend, height) = legend::draw(graph, MARGIN, foot, inner);
    groups.push(legend);
    Scene {
        width: (inner + 2.0 * MARGIN).ceil(),
        height: (foot + height + MARGIN - 6.0).ceil(),
        hues: graph.areas.iter().map(|area| area.hue).collect(),
        title: graph.title.clone(),
        description: format!("Entity relationship diagram: {}", graph.subtitle),
        groups,
    }
}

fn heading_sizes(graph: &Graph) -> (f64, f64) {
    let size = area_title_size(graph.nodes.len());
    (size * TITLE, size * SUBTITLE)
}

fn head(graph: &Graph) -> Group {
    let (size, small) = heading_sizes(graph);
    let title = Element::text(MARGIN, MARGIN + size * 0.75, size, Weight::Bold, Ink::Text, &graph.title);
    let below = MARGIN + size + small * 0.9;
    let subtitle = Element::text(MARGIN, below, small, Weight::Regular, Ink::Muted, &graph.subtitle);
    Group { kind: "title", elements: vec![title, subtitle], ..Group::default() }
}

fn regions(graph: &Graph, routed: &Routed, left: f64, top: f64) -> Vec<Group> {
    let size = area_title_size(graph.nodes.len());
    let titled = graph.areas.iter().zip(&routed.regions).filter(|(area, _)| !area.title.is_empty());
    titled
        .map(|(area, &[l, t, r, b])| {
            let n = area.hue;
            let (x, y) = (l + left, t + top);
            let paint = Paint::fill(Ink::Region(n)).and_stroke(Ink::RegionEdge(n), 1.0);
            let ground = Element::Rect { x, y, width: r - l, height: b - t, radius: 10.0, paint };
            let title = fit(&area.title, size, Weight::Bold, r - l - 2.0 * REGION_PAD);
            let text = Element::text(x + REGION_PAD, y + size + 6.0, size, Weight::Bold, Ink::RegionTitle(n), title);
            let label = format!("Subject area {}", area.title);
            Group { kind: "region", name: area.title.clone(), label, elements: vec![ground, text], ..Group::default() }
        })
        .collect()
}

/// `signs` are the places of the signs of changes so far.
fn line(graph: &Graph, edge: &Edge, points: &[(f64, f64)], signs: &mut Vec<(f64, f64)>) -> Group {
    let ink = if graph.compares { Ink::Change(Kind::of(edge.change)) } else { Ink::Line(hue(graph, edge.to.node)) };
    let paint = Paint::stroke(ink, if edge.change == Change::None { 1.25 } else { 1.8 });
    let paint = if edge.change == Change::Removed { paint.dashed() } else { paint };
    let (from, to) = (end_name(graph, edge.from), end_name(graph, edge.to));
    let elements = vec![Element::Path { steps: rounded(points, CORNER), paint }];
    let name = format!("{from} {to}");
    let label = match several(graph, edge) {
        Some([from, to]) => format!("{from} refers to {to}"),
        None => format!("{from} refers to {to}"),
    };
    let mut group = Group { kind: "line", name, label, elements, ..Group::default() };
    if let [first, second, ..] = points {
        let count = Count { many: edge.many, or_none: true };
        let towards = (second.0 - first.0).signum();
        group.part("from", &from, |group| ends::mark(*first, towards, count, ink, &mut group.elements));
    }
    if let [.., before, last] = points {
        let count = Count { many: false, or_none: edge.optional };
        let towards = (before.0 - last.0).signum();
        group.part("to", &to, |group| ends::mark(*last, towards, count, ink, &mut group.elements));
    }
    let elements = &mut group.elements;
    if let (true, Some(point)) = (edge.change != Change::None, free_place(points, signs)) {
        signs.push(point);
        let kind = Kind::of(edge.change);
        elements.push(Element::Circle { x: point.0, y: point.1, radius: SIGN, paint: Paint::fill(Ink::Change(kind)) });
        let sign = Element::text(point.0, point.1 + 4.2, 12.0, Weight::Bold, Ink::Page, kind.sign());
        elements.push(sign.anchored(super::Anchor::Middle));
    }
    group
}

/// A place on a line that is not on any of `signs`: as near as can be to the middle of its longest piece, else on the next
/// longest. Where there is none, as many lines run side by side, the place farthest from the others.
fn free_place(points: &[(f64, f64)], signs: &[(f64, f64)]) -> Option<(f64, f64)> {
    let length = |pair: &&[(f64, f64)]| (pair[0].0 - pair[1].0).abs() + (pair[0].1 - pair[1].1).abs();
    let mut pieces: Vec<&[(f64, f64)]> = points.windows(2).collect();
    pieces.sort_by(|a, b| length(b).total_cmp(&length(a)));
    let room = |place: (f64, f64)| {
        signs.iter().map(|sign| (sign.0 - place.0).hypot(sign.1 - place.1)).fold(f64::INFINITY, f64::min)
    };
    let places = pieces.iter().flat_map(|piece| {
        let steps = (length(piece) / 2.0 / SIGN).floor() as i32;
        // From the middle outwards, away from the marks at the ends.
        (0..steps).map(move |step| {
            let off = f64::from((step + 1) / 2) * if step % 2 == 0 { SIGN } else { -SIGN };
            let share = 0.5 + off / length(piece).max(1.0);
            let along = |a: f64, b: f64| a + (b - a) * share;
            (along(piece[0].0, piece[1].0), along(piece[0].1, piece[1].1))
        })
    });
    let mut best: Option<(f64, (f64, f64))> = None;
    for place in places {
        let room = room(place);
        if room >= 2.0 * SIGN + 1.0 {
            return Some(place);
        }
        if best.is_none_or(|(most, _)| room > most) {
            best = Some((room, place));
        }
    }
    best.map(|(_, place)| place)
}

/// The ends of a reference of several fields, if all of them are shown: `visit (site, person_id)`.
fn several(graph: &Graph, edge: &Edge) -> Option<[String; 2]> {
    if edge.more.is_empty() {
        return None;
    }
    let (from, to) = (graph.nodes.get(edge.from.node)?, graph.nodes.get(edge.to.node)?);
    let fields = from.row_names(edge.pairs().map(|(row, _)| row))?;
    let targets = to.row_names(edge.pairs().map(|(_, row)| row))?;
    Some([format!("{} ({})", from.name, fields.join(", ")), format!("{} ({})", to.name, targets.join(", "))])
}

fn end_name(graph: &Graph, end: End) -> String {
    let Some(node) = graph.nodes.get(end.node) else {
        return String::new();
    };
    match end.row.and_then(|row| node.rows.get(row)) {
        Some(row) => format!("{}.{}", node.name, row.field.name),
        None => node.name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_lines_side_by_side_are_apart() {
        let mut signs: Vec<(f64, f64)> = Vec::new();
        for line in 0..6 {
            let x = 100.0 + 8.0 * f64::from(line);
            let points = [(80.0, 10.0), (x, 10.0), (x, 200.0), (180.0, 200.0)];
            let place = free_place(&points, &signs).unwrap();
            assert!((10.0..=200.0).contains(&place.1));
            assert!(signs.iter().all(|sign| (sign.0 - place.0).hypot(sign.1 - place.1) > 2.0 * SIGN), "{signs:?}");
            signs.push(place);
        }
        assert_eq!(free_place(&[(0.0, 0.0), (100.0, 0.0)], &[]), Some((50.0, 0.0)));
    }
}
