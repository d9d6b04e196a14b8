//! Subject areas: groups of tables that belong together, derived from the definition alone.
//!
//! Three facts speak for two tables to stand together: a reference between them, rare words their names share, and rare
//! field names they share. Words that health data uses for one subject (`themes.rs`) count as shared words.

mod affinity;
mod themes;

use super::content::Content;
use super::scene::HUES;
use crate::glob::Glob;
use crate::model::Area;
use affinity::{Affinity, written_words};
use hashbrown::HashMap;
use themes::THEMES;

/// A subject area: its title and the places of its tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// Empty where the model is too small to have areas, or where no name of a table can be read.
    pub(super) title: String,
    /// Its colour: the same for the same subject in every model.
    pub(super) hue: usize,
    pub(super) tables: Vec<usize>,
}

/// A model of fewer tables than this can be taken in without areas.
const SMALL: usize = 9;
/// An area of more tables than this does not help any more, unless there would be too many areas.
const LARGE: usize = 14;
/// A reader can distinguish this many areas; a large model has one for so many tables.
const AREAS: usize = 12;
const TABLES_PER_AREA: usize = 12;
/// More areas of a single table than this are one area.
const ALONE: usize = 2;
/// Groups less alike than this stay apart.
const ALIKE: f64 = 0.12;

/// Groups all tables: those of the areas that are `given`, then the others. Every table is in one group; titles that are not
/// empty differ.
pub(super) fn find(content: &Content, given: &[Area]) -> Vec<Group> {
    let count = content.tables.len();
    let mut groups: Vec<Group> = Vec::new();
    let mut taken = vec![false; count];
    for area in given {
        let patterns: Vec<Glob> = area.tables.iter().filter_map(|pattern| pattern.parse().ok()).collect();
        let member = |&t: &usize| patterns.iter().any(|pattern| pattern.matches(&content.tables[t].name));
        let tables: Vec<usize> = (0..count).filter(|&t| !taken[t]).filter(member).collect();
        for &table in &tables {
            taken[table] = true;
        }
        if !tables.is_empty() {
            groups.push(Group { title: area.title.clone(), hue: 0, tables });
        }
    }
    let rest: Vec<usize> = (0..count).filter(|&t| !taken[t]).collect();
    if groups.is_empty() && count < SMALL {
        return if rest.is_empty() { Vec::new() } else { vec![Group { title: String::new(), hue: 0, tables: rest }] };
    }
    let affinity = Affinity::of(content);
    groups.extend(derive(content, &affinity, rest));
    distinct_titles(&mut groups);
    choose_hues(&mut groups);
    groups
}

fn derive(content: &Content, affinity: &Affinity, tables: Vec<usize>) -> Vec<Group> {
    let mut by_theme: Vec<(Option<&'static str>, Vec<usize>)> = Vec::new();
    for table in tables {
        let theme = affinity.theme(table);
        match by_theme.iter_mut().find(|(known, _)| theme.is_some() && *known == theme) {
            Some((_, group)) => group.push(table),
            None => by_theme.push((theme, vec![table])),
        }
    }
    let (themes, groups): (Vec<_>, Vec<_>) = by_theme.into_iter().unzip();
    let large = LARGE + (content.tables.len() / 100).min(10);
    let merged = affinity.cluster(groups, &themes, large, ALIKE);
    let (mut groups, mut alone) = (Vec::new(), Vec::new());
    for (theme, mut tables) in merged {
        tables.sort_unstable();
        if tables.len() == 1 {
            alone.push((theme, tables[0]));
        } else {
            groups.push((theme, tables));
        }
    }
    let mut others = Vec::new();
    for (theme, table) in alone {
        let nearest = (groups.iter_mut())
            .filter(|(_, group)| group.len() < large)
            .map(|group| (affinity.between(&[table], &group.1), group))
            .filter(|(likeness, _)| *likeness > 0.0)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        match nearest {
            Some((_, (_, group))) if theme.is_none() => group.push(table),
            _ => others.push((theme, table)),
        }
    }
    let groups = affinity.gather(groups, AREAS.max(content.tables.len() / TABLES_PER_AREA), large);
    let mut named: Vec<Group> = (groups.into_iter())
        .map(|(theme, tables)| Group { title: title(content, affinity, theme, &tables), hue: 0, tables })
        .collect();
    // A few leftovers of themes of their own keep their titles; the others share a region, or there would be many of one.
    let themed = others.iter().filter(|(theme, _)| theme.is_some()).count();
    let keeps_title = |theme: Option<&'static str>| theme.filter(|_| themed <= ALONE);
    for &(theme, table) in &others {
        if let Some(title) = keeps_title(theme) {
            named.push(Group { title: title.to_owned(), hue: 0, tables: vec![table] });
        }
    }
    let rest: Vec<usize> =
        others.into_iter().filter(|(theme, _)| keeps_title(*theme).is_none()).map(|(_, table)| table).collect();
    if !rest.is_empty() {
        named.push(Group { title: "Other".to_owned(), hue: 0, tables: rest });
    }
    named
}

/// The theme; else the word that most of the names begin with, and few others have; else the name of the table most
/// referred to whose name can be read. Empty if none can.
fn title(content: &Content, affinity: &Affinity, theme: Option<&str>, tables: &[usize]) -> String {
    if let Some(theme) = theme {
        return theme.to_owned();
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for &table in tables {
        if let Some(word) = affinity.words(table).find(|word| is_readable(word)) {
            *counts.entry(word).or_default() += 1;
        }
    }
    let shared = (counts.into_iter())
        .filter(|&(word, count)| count * 2 > tables.len() && affinity.tables_with(word) <= count * 2)
        .max_by(|a, b| (a.1, std::cmp::Reverse(a.0)).cmp(&(b.1, std::cmp::Reverse(b.0))));
    match shared {
        Some((word, _)) => sentence(&[word.to_owned()]),
        None => {
            let readable = |table: usize| Some(readable_words(&content.tables[table].name)).filter(|w| !w.is_empty());
            let names = tables.iter().filter_map(|&table| Some((affinity.fan_in(table), table, readable(table)?)));
            let central = names.max_by_key(|(fan_in, table, _)| (*fan_in, std::cmp::Reverse(*table)));
            central.map_or_else(String::new, |(_, _, words)| sentence(&words))
        }
    }
}

/// The words of a table's name without short marks such as `d_`, `tbl_` and `dim_`; none if only marks and abbreviations
/// are left.
fn readable_words(name: &str) -> Vec<String> {
    let mut words = written_words(name);
    let mark = |word: &String| !is_readable(word) && word.chars().any(char::is_alphabetic);
    while words.len() > 1 && mark(&words[0]) {
        words.remove(0);
    }
    if words.iter().any(|word| is_readable(word)) { words } else { Vec::new() }
}

/// Whether this is probably a word rather than an abbreviation: four letters or more of which one is a vowel, or a short
/// syllable such as `car`.
fn is_readable(word: &str) -> bool {
    let vowel = |c: char| !c.is_ascii_lowercase() || matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
    match letters[..] {
        [a, b, c] => !vowel(a) && vowel(b) && !vowel(c) && !MARKS.contains(&word),
        [] | [_] | [_, _] => false,
        _ => letters.iter().any(|&c| vowel(c)) && !MARKS.contains(&word),
    }
}

/// Marks of a table's kind that look like words.
const MARKS: &[&str] = &["dim", "fact", "lookup", "temp", "type", "data", "view"];

/// `care`, `site` as people write it: `Care site`.
fn sentence(words: &[String]) -> String {
    let spaced = words.join(" ");
    let mut chars = spaced.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => spaced,
    }
}

fn distinct_titles(groups: &mut [Group]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for group in groups.iter_mut().filter(|group| !group.title.is_empty()) {
        let count = seen.entry(group.title.to_lowercase()).or_default();
        *count += 1;
        if *count > 1 {
            group.title = format!("{} {count}", group.title);
        }
    }
}

/// Known subjects have hues of their own; the others take those that are left, in turn.
fn choose_hues(groups: &mut [Group]) {
    let known = |group: &Group| THEMES.iter().position(|theme| theme.title == group.title);
    let taken: Vec<usize> = groups.iter().filter_map(known).collect();
    let mut free = (0..HUES).filter(|hue| !taken.contains(hue)).collect::<Vec<_>>();
    if free.is_empty() {
        free = (0..HUES).collect();
    }
    let mut next = free.into_iter().cycle();
    for group in groups {
        group.hue = known(group).or_else(|| next.next()).unwrap_or(0);
    }
}

/// The colours of areas in these regions (left, top, right, bottom): those of `hues`, but where there are more areas than
/// colours, another for an area that stands nearer than [`APART`] to one of its own colour.
pub(super) fn part_neighbours(hues: &[u8], regions: &[[f64; 4]]) -> Vec<u8> {
    let mut hues = hues.to_vec();
    let apart = |a: &[f64; 4], b: &[f64; 4]| {
        let between = |low: usize, high: usize| (a[low] - b[high]).max(b[low] - a[high]).max(0.0);
        between(0, 2).max(between(1, 3))
    };
    for (place, region) in regions.iter().enumerate().take(hues.len()) {
        let nearest = |hue: u8, hues: &[u8]| {
            let same =
                regions.iter().zip(hues).enumerate().filter(|(other, (_, known))| *other != place && **known == hue);
            same.map(|(_, (other, _))| apart(region, other)).fold(f64::INFINITY, f64::min)
        };
        if nearest(hues[place], &hues) < APART {
            let farthest = (0..HUES as u8).max_by(|&a, &b| nearest(a, &hues).total_cmp(&nearest(b, &hues)));
            hues[place] = farthest.unwrap_or(hues[place]);
        }
    }
    hues
}

/// Farther apart than this, two regions are no neighbours.
const APART: f64 = 400.0;

#[cfg(test)]
mod tests;
