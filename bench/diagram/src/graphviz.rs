//! The same boxes and lines laid out by Graphviz.

use crate::judge::{Drawing, Point};
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::process::{Command, Stdio};

/// Points an inch, in Graphviz.
const INCH: f64 = 72.0;
/// Straight pieces that stand for one curve.
const PIECES: usize = 8;

/// Lays out boxes of these sizes and lines between them with `dot`, given its graph attributes.
///
/// # Errors
///
/// If `dot` cannot be run.
pub(crate) fn dot(sizes: &[(f64, f64)], lines: &[(usize, usize)], attributes: &str) -> io::Result<Drawing> {
    let mut text = format!("digraph {{ graph [{attributes}] node [shape=box fixedsize=true label=\"\"]\n");
    for (i, (width, height)) in sizes.iter().enumerate() {
        let _ = writeln!(text, "n{i} [width={} height={}]", width / INCH, height / INCH);
    }
    for (from, to) in lines {
        let _ = writeln!(text, "n{from} -> n{to}");
    }
    text.push('}');
    let mut child = Command::new("dot")
        .arg("-Tplain")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(text.as_bytes())?;
    }
    let output = child.wait_with_output()?;
    Ok(read(&String::from_utf8_lossy(&output.stdout), sizes.len()))
}

/// Reads the `plain` format: inches, from the bottom left.
fn read(plain: &str, count: usize) -> Drawing {
    let mut drawing = Drawing { boxes: vec![[0.0; 4]; count], ..Drawing::default() };
    for line in plain.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let number = |i: usize| words.get(i).and_then(|word| word.parse::<f64>().ok()).unwrap_or(0.0) * INCH;
        match words.first() {
            Some(&"graph") => (drawing.width, drawing.height) = (number(2), number(3)),
            Some(&"node") => {
                let place = words.get(1).and_then(|name| name.strip_prefix('n')?.parse::<usize>().ok());
                if let Some(place) = place.and_then(|place| drawing.boxes.get_mut(place)) {
                    let (x, y, width, height) = (number(2), number(3), number(4) / 2.0, number(5) / 2.0);
                    *place = [x - width, y - height, x + width, y + height];
                }
            }
            Some(&"edge") => {
                let points = (number(3) / INCH) as usize;
                let controls: Vec<Point> = (0..points).map(|i| (number(4 + 2 * i), number(5 + 2 * i))).collect();
                drawing.lines.push(flattened(&controls));
            }
            _ => {}
        }
    }
    drawing
}

/// A chain of cubic curves as straight pieces; where a curve is straight, as one piece.
fn flattened(controls: &[Point]) -> Vec<Point> {
    let mut points: Vec<Point> = controls.first().copied().into_iter().collect();
    for curve in controls.windows(4).step_by(3) {
        let straight = (1..3).all(|i| {
            let (a, b, p) = (curve[0], curve[3], curve[i]);
            ((b.0 - a.0) * (p.1 - a.1) - (b.1 - a.1) * (p.0 - a.0)).abs() < 1.0
        });
        if straight {
            points.push(curve[3]);
            continue;
        }
        for piece in 1..=PIECES {
            let t = piece as f64 / PIECES as f64;
            let blend = |a: f64, b: f64, c: f64, d: f64| {
                let s = 1.0 - t;
                a * s * s * s + 3.0 * b * s * s * t + 3.0 * c * s * t * t + d * t * t * t
            };
            let [a, b, c, d] = [curve[0], curve[1], curve[2], curve[3]];
            points.push((blend(a.0, b.0, c.0, d.0), blend(a.1, b.1, c.1, d.1)));
        }
    }
    points
}
