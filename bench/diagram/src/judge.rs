//! What can be counted and measured in any diagram of boxes and lines.

/// A point.
pub(crate) type Point = (f64, f64);

/// A diagram that someone laid out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Drawing {
    pub(crate) width: f64,
    pub(crate) height: f64,
    /// Left, top, right, bottom.
    pub(crate) boxes: Vec<[f64; 4]>,
    /// The corners of each line.
    pub(crate) lines: Vec<Vec<Point>>,
}

/// The figures.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Figures {
    /// Pairs of tables that overlap.
    pub(crate) overlaps: usize,
    /// Pairs of a line and a table it runs through.
    pub(crate) through: usize,
    /// Pairs of lines that run along one another less than [`DISTINCT`] apart.
    pub(crate) overlaid: usize,
    pub(crate) crossings: usize,
    /// Corners of lines.
    pub(crate) bends: usize,
    /// Total length of lines.
    pub(crate) length: f64,
    pub(crate) area: f64,
    pub(crate) aspect: f64,
    /// The share of the area without tables.
    pub(crate) white: f64,
}

/// Two lines nearer than this cannot be told apart.
const DISTINCT: f64 = 2.0;
/// As far two lines may run side by side without being taken for one.
const ALONG: f64 = 4.0;

type Segment = (Point, Point);

pub(crate) fn judge(drawing: &Drawing) -> Figures {
    let segments: Vec<Vec<Segment>> =
        drawing.lines.iter().map(|line| line.windows(2).map(|pair| (pair[0], pair[1])).collect()).collect();
    let mut figures = Figures { area: drawing.width * drawing.height, ..Figures::default() };
    figures.aspect = drawing.width / drawing.height.max(1.0);
    for (i, a) in drawing.boxes.iter().enumerate() {
        figures.overlaps += drawing.boxes[i + 1..].iter().filter(|b| overlap(a, b)).count();
        figures.through += segments.iter().filter(|line| line.iter().any(|s| runs_through(*s, a))).count();
    }
    for (i, a) in segments.iter().enumerate() {
        for b in &segments[i + 1..] {
            let mut along = 0.0;
            for &s in a {
                for &t in b {
                    figures.crossings += usize::from(cross(s, t));
                    along += together(s, t);
                }
            }
            figures.overlaid += usize::from(along > ALONG);
        }
    }
    figures.bends = drawing.lines.iter().map(|line| bends(line)).sum();
    figures.length = segments.iter().flatten().map(|(a, b)| (a.0 - b.0).hypot(a.1 - b.1)).sum();
    let tables: f64 = drawing.boxes.iter().map(|b| (b[2] - b[0]) * (b[3] - b[1])).sum();
    figures.white = 1.0 - tables / figures.area.max(1.0);
    figures
}

fn overlap(a: &[f64; 4], b: &[f64; 4]) -> bool {
    a[0] + 0.5 < b[2] && b[0] + 0.5 < a[2] && a[1] + 0.5 < b[3] && b[1] + 0.5 < a[3]
}

/// Whether a segment enters the inside of a box, by clipping it against the sides.
fn runs_through((a, b): Segment, sides: &[f64; 4]) -> bool {
    const INSIDE: f64 = 2.0;
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for (from, to, low, high) in
        [(a.0, b.0, sides[0] + INSIDE, sides[2] - INSIDE), (a.1, b.1, sides[1] + INSIDE, sides[3] - INSIDE)]
    {
        let way = to - from;
        if way.abs() < 1e-9 {
            if from <= low || from >= high {
                return false;
            }
        } else {
            let (x, y) = ((low - from) / way, (high - from) / way);
            enter = enter.max(x.min(y));
            leave = leave.min(x.max(y));
        }
    }
    enter < leave
}

fn side(a: Point, b: Point, c: Point) -> f64 {
    (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0)
}

fn cross((a, b): Segment, (c, d): Segment) -> bool {
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

/// How far two segments of nearly one direction run beside one another, too near to be told apart.
fn together((a, b): Segment, (c, d): Segment) -> f64 {
    let length = (b.0 - a.0).hypot(b.1 - a.1);
    let other = (d.0 - c.0).hypot(d.1 - c.1);
    if length < 1e-9 || other < 1e-9 {
        return 0.0;
    }
    let (ux, uy) = ((b.0 - a.0) / length, (b.1 - a.1) / length);
    let turned = ((d.0 - c.0) * uy - (d.1 - c.1) * ux).abs() / other;
    let apart = |p: Point| ((p.0 - a.0) * uy - (p.1 - a.1) * ux).abs();
    if turned > 0.05 || apart(c) >= DISTINCT || apart(d) >= DISTINCT {
        return 0.0;
    }
    let at = |p: Point| (p.0 - a.0) * ux + (p.1 - a.1) * uy;
    (at(c).max(at(d)).min(length) - at(c).min(at(d)).max(0.0)).max(0.0)
}

/// Corners, counting a curve of many short pieces by how far it turns: each right angle is one.
fn bends(line: &[Point]) -> usize {
    let direction = |pair: &[Point]| (pair[1].1 - pair[0].1).atan2(pair[1].0 - pair[0].0);
    let directions: Vec<f64> = line.windows(2).filter(|pair| pair[0] != pair[1]).map(direction).collect();
    let turn: f64 = (directions.windows(2))
        .map(|pair| {
            let turn = (pair[1] - pair[0]).abs();
            turn.min(std::f64::consts::TAU - turn)
        })
        .sum();
    (turn / std::f64::consts::FRAC_PI_2).round() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(boxes: &[[f64; 4]], lines: &[&[Point]]) -> Figures {
        let lines = lines.iter().map(|line| line.to_vec()).collect();
        judge(&Drawing { width: 100.0, height: 50.0, boxes: boxes.to_vec(), lines })
    }

    #[test]
    fn faults_are_found() {
        let found = figures(
            &[[0.0, 0.0, 20.0, 20.0], [10.0, 10.0, 30.0, 30.0]],
            &[&[(0.0, 40.0), (50.0, 40.0)], &[(10.0, 41.0), (40.0, 41.0)], &[(5.0, 15.0), (25.0, 15.0)]],
        );
        assert_eq!((found.overlaps, found.through, found.overlaid, found.crossings), (1, 2, 1, 0));
    }

    #[test]
    fn crossings_and_bends_are_counted() {
        let found = figures(&[], &[&[(0.0, 10.0), (50.0, 10.0), (50.0, 40.0)], &[(20.0, 0.0), (20.0, 45.0)]]);
        assert_eq!((found.crossings, found.bends, found.overlaid), (1, 1, 0));
        assert_eq!((found.area, found.aspect, found.length), (5000.0, 2.0, 125.0));
    }
}
