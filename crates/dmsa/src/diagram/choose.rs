//! Which tables are shown.

use super::areas::Group;
use super::content::Content;
use super::options::Options;
use super::{Error, hubs};
use crate::glob;
use crate::schema::position;
use crate::suggest::suggest;
use std::collections::VecDeque;

/// The places of the tables that are shown, in order.
pub(super) fn tables(content: &Content, groups: &[Group], options: &Options) -> Result<Vec<usize>, Error> {
    let tables = &content.tables;
    let names = || tables.iter().map(|table| table.name.as_str());
    if let Some(pattern) = glob::unmatched(&options.tables, &options.exclude, names()) {
        let pattern = pattern.to_string();
        let suggestion = suggest(&pattern, names()).map(str::to_owned);
        return Err(Error::UnmatchedPattern { pattern, suggestion });
    }
    let mut shown: Vec<bool> = names().map(|name| glob::chooses(&options.tables, &options.exclude, name)).collect();
    if let Some(title) = &options.area {
        let titles = groups.iter().map(|group| group.title.as_str());
        let Some(group) = position(titles, title.trim()).and_then(|place| groups.get(place)) else {
            let known = groups.iter().map(|group| group.title.clone()).filter(|title| !title.is_empty()).collect();
            return Err(Error::UnknownArea { title: title.clone(), known });
        };
        for (place, shown) in shown.iter_mut().enumerate() {
            *shown &= group.tables.contains(&place);
        }
    }
    if let Some(around) = &options.around {
        let Some(centre) = centre(content, options) else {
            let suggestion = suggest(around, names()).map(str::to_owned);
            return Err(Error::UnknownTable { name: around.clone(), suggestion });
        };
        let near = distances(content, centre);
        for (shown, distance) in shown.iter_mut().zip(near) {
            *shown &= distance.is_some_and(|distance| distance <= options.distance.unwrap_or(1));
        }
    }
    let chosen: Vec<usize> = shown.iter().enumerate().filter(|(_, shown)| **shown).map(|(place, _)| place).collect();
    if chosen.is_empty() && !tables.is_empty() { Err(Error::NothingChosen) } else { Ok(chosen) }
}

/// The place of the table that the diagram is drawn around.
pub(super) fn centre(content: &Content, options: &Options) -> Option<usize> {
    position(content.tables.iter().map(|table| table.name.as_str()), options.around.as_ref()?.trim())
}

/// How many references each table is away from `centre`. A way may not lead on through a hub: nearly every table is one
/// reference away from it.
fn distances(content: &Content, centre: usize) -> Vec<Option<usize>> {
    let count = content.tables.len();
    let pairs: Vec<(usize, usize)> =
        content.references.iter().filter_map(|r| Some((r.from, *r.to.as_ref().ok()?))).collect();
    let mut neighbours = vec![Vec::new(); count];
    for &(a, b) in &pairs {
        neighbours[a].push(b);
        neighbours[b].push(a);
    }
    let mut ends_here = vec![false; count];
    for hub in hubs::find(count, &pairs, Some(centre)) {
        ends_here[hub] = true;
    }
    let mut distance = vec![None; count];
    distance[centre] = Some(0);
    let mut queue = VecDeque::from([(centre, 0)]);
    while let Some((table, steps)) = queue.pop_front() {
        if ends_here[table] {
            continue;
        }
        for &next in &neighbours[table] {
            if distance[next].is_none() {
                distance[next] = Some(steps + 1);
                queue.push_back((next, steps + 1));
            }
        }
    }
    distance
}
