//! Judges the diagrams of every version in a folder of definitions, and those that Graphviz makes of the same boxes and
//! lines, and prints a table in Markdown:
//!
//! ```sh
//! cargo run --release -p dmsa-bench-diagram -- ../shared/data-models
//! ```
//!
//! `--hubs draw` draws every reference as a line; `--detail names|keys|all` chooses the detail; `--no-dot` leaves
//! Graphviz out. `--random N` judges N random models instead and prints their sums.

mod graphviz;
mod judge;
mod random;

use dmsa::diagram::{Detail, Hubs, Options, Page, Plane, plane};
use dmsa::source::directory;
use judge::{Drawing, Figures, judge};
use std::error::Error;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// What Graphviz is asked for: as it is, and with lines at right angles as ours.
const VARIANTS: [&str; 2] = ["", "splines=ortho"];
/// A3 across, less what printers cannot print beyond the picture's own margin, in points.
const PAPER: (f64, f64) = (1190.55 - 12.0, 841.89 - 12.0);

struct Row {
    name: String,
    tables: usize,
    lines: usize,
    ours: Figures,
    text: f64,
    time: Duration,
    dot: Vec<Figures>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut options = Options::default();
    let mut folder = PathBuf::from("../shared/data-models");
    let mut with_dot = true;
    let mut random = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--hubs" => {
                options.hubs = if arguments.next().as_deref() == Some("draw") { Hubs::Draw } else { Hubs::Fold };
            }
            "--detail" => {
                options.detail = match arguments.next().as_deref() {
                    Some("names") => Detail::Names,
                    Some("all") => Detail::All,
                    _ => Detail::Keys,
                }
            }
            "--no-dot" => with_dot = false,
            "--random" => random = arguments.next().and_then(|count| count.parse().ok()),
            _ => folder = argument.into(),
        }
    }
    if let Some(count) = random {
        return judge_random(count, &options);
    }
    let loaded = directory::read(&[&folder])?;
    let mut rows = Vec::new();
    for model in &loaded.catalog.models {
        let start = Instant::now();
        let drawn = plane(model, &options)?;
        let time = start.elapsed();
        let on_paper = plane(model, &Options { page: Page::A(3), ..options.clone() })?;
        let sizes: Vec<(f64, f64)> = drawn.tables.iter().map(|table| (table.width, table.height)).collect();
        let ends: Vec<(usize, usize)> = drawn.lines.iter().map(|line| (line.from, line.to)).collect();
        let mut dot = Vec::new();
        for variant in VARIANTS.iter().filter(|_| with_dot) {
            dot.push(judge(&graphviz::dot(&sizes, &ends, variant)?));
        }
        rows.push(Row {
            name: format!("{} {}", model.name, model.version),
            tables: sizes.len(),
            lines: ends.len(),
            ours: judge(&drawing(&drawn)),
            text: paper_text(&on_paper),
            time,
            dot,
        });
    }
    print(&rows);
    Ok(())
}

fn judge_random(count: u64, options: &Options) -> Result<(), Box<dyn Error>> {
    let mut sum = Figures::default();
    let (mut tables, mut lines) = (0, 0);
    for number in 0..count {
        let plane = plane(&random::numbered(number), options)?;
        let figures = judge(&drawing(&plane));
        tables += plane.tables.len();
        lines += plane.lines.len();
        sum.overlaps += figures.overlaps;
        sum.through += figures.through;
        sum.overlaid += figures.overlaid;
        sum.crossings += figures.crossings;
    }
    println!(
        "{count} random models with {tables} tables and {lines} lines: {} overlaps, {} lines through tables, {} overlaid lines, \
         {} crossings.",
        sum.overlaps, sum.through, sum.overlaid, sum.crossings
    );
    Ok(())
}

fn drawing(plane: &Plane) -> Drawing {
    Drawing {
        width: plane.width,
        height: plane.height,
        boxes: (plane.tables.iter()).map(|t| [t.left, t.top, t.left + t.width, t.top + t.height]).collect(),
        lines: plane.lines.iter().map(|line| line.points.clone()).collect(),
    }
}

/// The size in points of the smallest text on A3, of what was laid out for it.
fn paper_text(plane: &Plane) -> f64 {
    let scale = (PAPER.0 / plane.picture.0).min(PAPER.1 / plane.picture.1);
    plane.smallest_text * scale
}

fn print(rows: &[Row]) {
    println!(
        "| version | tables | lines | overlaps | through | overlaid | crossings | dot | dot ortho | bends | dot ortho | length/area | dot | area (M) | dot | dot ortho | aspect | white | dot | text on A3 | ms |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    let of = |row: &Row, variant: usize| row.dot.get(variant).copied().unwrap_or_default();
    // The sum of no lengths is a negative zero.
    let per = |figures: &Figures| 1000.0 * figures.length / figures.area.max(1.0) + 0.0;
    for row in rows {
        let (ours, dot, ortho) = (&row.ours, of(row, 0), of(row, 1));
        println!(
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {:.1} | {:.1} | {:.2} | {:.2} | {:.2} | {:.2} | {:.0}% | {:.0}% | {:.2} | {:.1} |",
            row.name,
            row.tables,
            row.lines,
            ours.overlaps,
            ours.through,
            ours.overlaid,
            ours.crossings,
            dot.crossings,
            ortho.crossings,
            ours.bends,
            ortho.bends,
            per(ours),
            per(&dot),
            ours.area / 1e6,
            dot.area / 1e6,
            ortho.area / 1e6,
            ours.aspect,
            ours.white * 100.0,
            dot.white * 100.0,
            row.text,
            row.time.as_secs_f64() * 1000.0,
        );
    }
    let sum = |pick: &dyn Fn(&Row) -> f64| rows.iter().map(pick).sum::<f64>();
    println!(
        "| **all** | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | | | {:.1} | {:.1} | {:.1} | | | | {:.1} | {:.0} |",
        sum(&|row| row.tables as f64),
        sum(&|row| row.lines as f64),
        sum(&|row| row.ours.overlaps as f64),
        sum(&|row| row.ours.through as f64),
        sum(&|row| row.ours.overlaid as f64),
        sum(&|row| row.ours.crossings as f64),
        sum(&|row| of(row, 0).crossings as f64),
        sum(&|row| of(row, 1).crossings as f64),
        sum(&|row| row.ours.bends as f64),
        sum(&|row| of(row, 1).bends as f64),
        sum(&|row| row.ours.area) / 1e6,
        sum(&|row| of(row, 0).area) / 1e6,
        sum(&|row| of(row, 1).area) / 1e6,
        rows.iter().map(|row| row.text).fold(f64::INFINITY, f64::min),
        sum(&|row| row.time.as_secs_f64() * 1000.0),
    );
    let worse = |pick: &dyn Fn(&Figures) -> f64| rows.iter().filter(|row| pick(&row.ours) > pick(&of(row, 0))).count();
    println!();
    println!(
        "Versions with more crossings than `dot`: {}; with a larger area: {}; of {}.",
        worse(&|figures| figures.crossings as f64),
        worse(&|figures| figures.area),
        rows.len()
    );
}
