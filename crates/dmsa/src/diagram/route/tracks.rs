//! The tracks of the upright pieces in each channel, the widths of the channels, and so every place on the page.

use super::global::{Net, Piece, Side};
use super::grid::Grid;
use super::{Heights, Routed};
use crate::diagram::boxes::Shape;
use crate::diagram::place::plan::REGION_PAD;

/// Between two upright lines.
const PITCH: f64 = 8.0;
/// Between a table and the nearest upright line: room for the line's end mark, and for the region's edge.
const STUB: f64 = 22.0;
/// Between two columns that no line runs between.
const NARROWEST: f64 = 28.0;
/// Between two regions side by side.
const REGION_APART: f64 = 14.0;
/// Two upright pieces on one track are at least so far from one another.
const APART: f64 = 14.0;
/// With more pieces than this in a channel, their order is not searched for.
const SEARCHED: usize = 250;

/// A piece that needs a track: its line and its number in the line.
struct Upright {
    net: usize,
    number: usize,
    piece: Piece,
}

pub(super) fn draw(
    grid: &Grid,
    shapes: &[Shape],
    nets: &[Net],
    heights: Heights,
    areas: &[usize],
    regions: bool,
) -> Routed {
    let mut channels: Vec<Vec<Upright>> = (0..=grid.columns.len()).map(|_| Vec::new()).collect();
    for (n, net) in nets.iter().enumerate() {
        for (number, &channel) in net.channels.iter().enumerate() {
            let piece = net.piece(number);
            // Level lines need no track.
            if piece.low() < piece.high() {
                channels[channel].push(Upright { net: n, number, piece });
            }
        }
    }
    let mut track_of: Vec<Vec<Option<usize>>> = nets.iter().map(|net| vec![None; net.channels.len()]).collect();
    let mut counts = Vec::with_capacity(channels.len());
    for uprights in channels {
        let uprights = sort(uprights);
        let tracks = assign(&uprights);
        for (upright, track) in uprights.iter().zip(&tracks) {
            track_of[upright.net][upright.number] = Some(*track);
        }
        counts.push(tracks.iter().map(|track| track + 1).max().unwrap_or(0));
    }
    let (lefts, firsts, width) = across(grid, &counts, areas, regions);
    let lines = (nets.iter().zip(&track_of)).map(|(net, tracks)| corners(grid, net, tracks, &lefts, &firsts)).collect();
    let tables: Vec<[f64; 4]> = (0..shapes.len())
        .map(|table| {
            let column = grid.column_of[table];
            [lefts[column], heights.tops[table], grid.columns[column].width, heights.heights[table]]
        })
        .collect();
    let mut boxes: Vec<[f64; 4]> = Vec::new();
    boxes.resize(areas.iter().max().map_or(0, |last| last + 1), [f64::INFINITY, f64::INFINITY, 0.0, 0.0]);
    if regions {
        for (table, &area) in areas.iter().enumerate() {
            let [left, top, width, height] = tables[table];
            let bottom = top + height + REGION_PAD;
            let top = heights.bands[table];
            let [l, t, r, b] = boxes[area];
            boxes[area] = [l.min(left - REGION_PAD), t.min(top), r.max(left + width + REGION_PAD), b.max(bottom)];
        }
    }
    Routed { tables, rows: heights.rows, lines, regions: boxes, width, height: heights.bottom }
}

/// Puts the pieces of a channel in an order from left to right with few crossings: each piece is moved to the best place
/// among the others until nothing is gained.
fn sort(mut uprights: Vec<Upright>) -> Vec<Upright> {
    let aim = |upright: &Upright| {
        let from_left = upright.piece.ends.iter().filter(|(_, side)| *side == Side::Left).count();
        (2 - from_left) as f64 * 1e6 + upright.piece.high() - upright.piece.low()
    };
    uprights.sort_by(|a, b| aim(a).total_cmp(&aim(b)).then((a.net, a.number).cmp(&(b.net, b.number))));
    if uprights.len() > SEARCHED {
        return uprights;
    }
    // gains[a][b]: the crossings saved by having a left of b rather than right of it.
    let gains: Vec<Vec<i32>> = (uprights.iter())
        .map(|a| {
            let crossings = |a: &Upright, b: &Upright| a.piece.crossings_left_of(&b.piece) as i32;
            uprights.iter().map(|b| crossings(b, a) - crossings(a, b)).collect()
        })
        .collect();
    let mut order: Vec<usize> = (0..uprights.len()).collect();
    for _ in 0..8 {
        let mut changed = false;
        for (piece, gain) in gains.iter().enumerate() {
            let Some(at) = order.iter().position(|&other| other == piece) else {
                continue;
            };
            let (mut best, mut best_at, mut saved) = (0, at, 0);
            for (place, &other) in order.iter().enumerate().skip(at + 1) {
                saved -= gain[other];
                if saved > best {
                    (best, best_at) = (saved, place);
                }
            }
            saved = 0;
            for (place, &other) in order.iter().enumerate().take(at).rev() {
                saved += gain[other];
                if saved > best {
                    (best, best_at) = (saved, place);
                }
            }
            if best > 0 {
                order.remove(at);
                order.insert(best_at, piece);
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let mut unsorted: Vec<Option<Upright>> = uprights.into_iter().map(Some).collect();
    order.into_iter().filter_map(|piece| unsorted[piece].take()).collect()
}

/// Gives each piece the leftmost track that keeps the order among pieces that pass one another.
fn assign(uprights: &[Upright]) -> Vec<usize> {
    let mut tracks: Vec<usize> = Vec::with_capacity(uprights.len());
    for (i, upright) in uprights.iter().enumerate() {
        let piece = &upright.piece;
        let left = uprights[..i]
            .iter()
            .zip(&tracks)
            .filter(|(other, _)| other.piece.low() < piece.high() + APART && piece.low() < other.piece.high() + APART);
        tracks.push(left.map(|(_, track)| track + 1).max().unwrap_or(0));
    }
    tracks
}

/// The left edge of each column, the place of the first track of each channel, and the page's width.
fn across(grid: &Grid, counts: &[usize], areas: &[usize], regions: bool) -> (Vec<f64>, Vec<f64>, f64) {
    let mut x = 0.0;
    let (mut lefts, mut firsts) = (Vec::new(), Vec::new());
    for (channel, &count) in counts.iter().enumerate() {
        let tracks = count.saturating_sub(1) as f64 * PITCH;
        let outer = channel == 0 || channel == grid.columns.len();
        let border = regions && (outer || !same_areas(grid, channel, areas));
        let needed = if count > 0 { 2.0 * STUB + tracks } else { 0.0 };
        let least = match (outer, border) {
            (true, true) => REGION_PAD,
            (true, false) => 0.0,
            (false, true) => 2.0 * REGION_PAD + REGION_APART,
            (false, false) => NARROWEST,
        };
        let width = match (outer, count) {
            (true, 0) => least,
            (true, _) => STUB + tracks + 4.0,
            (false, _) => f64::max(needed, least),
        };
        let first = if channel == 0 {
            4.0
        } else if outer {
            STUB
        } else {
            (width - tracks) / 2.0
        };
        firsts.push((x + first).round());
        x += width.ceil();
        if let Some(column) = grid.columns.get(channel) {
            lefts.push(x);
            x += column.width;
        }
    }
    (lefts, firsts, x)
}

/// Whether the columns on both sides of a channel hold the same areas only.
fn same_areas(grid: &Grid, channel: usize, areas: &[usize]) -> bool {
    let set = |column: usize| {
        let mut set: Vec<usize> = grid.columns[column].items.iter().map(|item| areas[item.table]).collect();
        set.sort_unstable();
        set.dedup();
        set
    };
    set(channel - 1) == set(channel)
}

fn corners(grid: &Grid, net: &Net, tracks: &[Option<usize>], lefts: &[f64], firsts: &[f64]) -> Vec<(f64, f64)> {
    let edge = |stub: usize, channel: usize| {
        let column = net.stubs[stub].column;
        let right = if column < channel { grid.columns[column].width } else { 0.0 };
        (lefts[column] + right, net.stubs[stub].y)
    };
    let mut points = Vec::with_capacity(net.stubs.len() * 2);
    points.push(edge(0, net.channels[0]));
    for (i, (&channel, track)) in net.channels.iter().zip(tracks).enumerate() {
        if let Some(track) = track {
            let x = firsts[channel] + *track as f64 * PITCH;
            points.push((x, net.stubs[i].y));
            points.push((x, net.stubs[i + 1].y));
        }
    }
    let last = net.channels.len();
    points.push(edge(last, net.channels[last - 1]));
    points
}
