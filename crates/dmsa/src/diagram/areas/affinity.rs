//! How much two tables belong together, and groups of tables that do.

use super::themes::{CLINICAL, EVIDENCE, THEMES};
use crate::diagram::content::Content;
use hashbrown::{HashMap, HashSet};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// A word or field name that more tables than this share says nothing about any two of them.
const COMMON: usize = 24;

/// The weight of a theme's word that says little.
const FAINT: u32 = 1;

const REFERENCE: f64 = 0.5;
const NAME: f64 = 0.5;
const FIELDS: f64 = 0.3;

/// The affinities of the tables of one definition; pairs without any are not stored.
pub(super) struct Affinity {
    words: Vec<Vec<String>>,
    /// How many tables have a word in their names.
    spread: HashMap<String, usize>,
    themes: Vec<Option<&'static str>>,
    fan_in: Vec<usize>,
    near: Vec<BTreeMap<usize, f64>>,
}

impl Affinity {
    pub(super) fn of(content: &Content) -> Self {
        let count = content.tables.len();
        let words: Vec<Vec<String>> = content.tables.iter().map(|table| words(&table.name)).collect();
        let fields: Vec<Vec<String>> = (content.tables.iter())
            .map(|table| {
                let names: HashSet<String> = table.fields.iter().map(|field| field.name.to_lowercase()).collect();
                let mut names: Vec<String> = names.into_iter().collect();
                names.sort_unstable();
                names
            })
            .collect();
        let mut spread: HashMap<String, usize> = HashMap::new();
        for names in &words {
            for word in names.iter().collect::<HashSet<_>>() {
                *spread.entry_ref(word.as_str()).or_default() += 1;
            }
        }
        let (themes, fan_in, near) = (vec![None; count], vec![0; count], vec![BTreeMap::new(); count]);
        let mut affinity = Self { words, spread, themes, fan_in, near };
        let pairs: Vec<(usize, usize)> = (content.references.iter())
            .filter_map(|reference| Some((reference.from, *reference.to.as_ref().ok()?)))
            .filter(|(from, to)| from != to)
            .collect();
        for &(_, to) in &pairs {
            affinity.fan_in[to] += 1;
        }
        for &(from, to) in &pairs {
            let weight = REFERENCE / (affinity.fan_in[to] as f64).sqrt();
            affinity.add(from, to, weight);
        }
        let names = affinity.words.clone();
        affinity.add_shared(&names, NAME);
        affinity.add_shared(&fields, FIELDS);
        if affinity.is_clinical() {
            affinity.find_themes(&pairs);
        }
        affinity
    }

    pub(super) fn theme(&self, table: usize) -> Option<&'static str> {
        self.themes[table]
    }

    pub(super) fn words(&self, table: usize) -> impl Iterator<Item = &str> {
        self.words[table].iter().map(String::as_str)
    }

    /// How many tables have this word in their names.
    pub(super) fn tables_with(&self, word: &str) -> usize {
        self.spread.get(word).copied().unwrap_or(0)
    }

    pub(super) fn fan_in(&self, table: usize) -> usize {
        self.fan_in[table]
    }

    /// The mean affinity of the tables of one group to those of another.
    pub(super) fn between(&self, a: &[usize], b: &[usize]) -> f64 {
        let sum: f64 = a.iter().flat_map(|&x| b.iter().filter_map(move |y| self.near[x].get(y))).sum();
        sum / (a.len() * b.len()) as f64
    }

    fn add(&mut self, a: usize, b: usize, weight: f64) {
        for (x, y) in [(a, b), (b, a)] {
            let sum = self.near[x].entry(y).or_default();
            *sum = (*sum + weight).min(1.0);
        }
    }

    /// Adds what tables have in common, the rare more than the frequent, as a share of all they have.
    fn add_shared(&mut self, of_table: &[Vec<String>], weight: f64) {
        let mut tables_of: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (table, names) in of_table.iter().enumerate() {
            for name in names {
                tables_of.entry(name).or_default().push(table);
            }
        }
        let all = of_table.len() as f64;
        let rarity = |tables: usize| (all / tables as f64).ln().max(0.05);
        let totals: Vec<f64> = of_table
            .iter()
            .map(|names| names.iter().map(|name| rarity(tables_of[name.as_str()].len())).sum())
            .collect();
        let mut shared: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        for tables in tables_of.values().filter(|tables| tables.len() <= COMMON) {
            for (i, &a) in tables.iter().enumerate() {
                for &b in &tables[i + 1..] {
                    *shared.entry((a, b)).or_default() += rarity(tables.len());
                }
            }
        }
        for ((a, b), common) in shared {
            self.add(a, b, weight * common / (totals[a] + totals[b] - common).max(f64::MIN_POSITIVE));
        }
    }

    /// Whether this is health data by the names of its tables.
    fn is_clinical(&self) -> bool {
        CLINICAL.iter().filter(|word| self.spread.contains_key(**word)).count() >= EVIDENCE
    }

    /// The theme whose words weigh most in a name. A table that refers to tables of one theme only, twice or more, is
    /// theirs whatever its name.
    fn find_themes(&mut self, pairs: &[(usize, usize)]) {
        let mut weights = vec![0; self.words.len()];
        for (table, words) in self.words.iter().enumerate() {
            let weight = |words_of: &[(&str, u32)]| -> u32 {
                (words.iter())
                    .map(|w| words_of.iter().find(|(word, _)| word == w).map_or(0, |(_, weight)| *weight))
                    .sum()
            };
            let best = THEMES.iter().map(|theme| (weight(theme.words), theme)).rev().max_by_key(|(weight, _)| *weight);
            weights[table] = best.map_or(0, |(weight, _)| weight);
            self.themes[table] = best.filter(|(weight, _)| *weight > 0).map(|(_, theme)| theme.title);
        }
        self.follow_owners(pairs, &weights);
        let mut targets: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for &(from, to) in pairs {
            targets.entry(from).or_default().push(to);
        }
        let by_name = self.themes.clone();
        for (table, targets) in targets {
            if let [first, _, ..] = targets[..] {
                let theme = by_name[first];
                if theme.is_some() && by_name[table].is_none() && targets.iter().all(|&target| by_name[target] == theme)
                {
                    self.themes[table] = theme;
                }
            }
        }
    }

    /// A `surgery_note` goes where `surgery` goes, if there is such a table, and says so by a reference or has no other
    /// than a faint word for its theme.
    fn follow_owners(&mut self, pairs: &[(usize, usize)], weights: &[u32]) {
        let by_words: HashMap<&[String], usize> =
            self.words.iter().enumerate().map(|(t, w)| (w.as_slice(), t)).collect();
        let refers: HashSet<(usize, usize)> = pairs.iter().copied().collect();
        let by_name = self.themes.clone();
        for (table, words) in self.words.iter().enumerate() {
            let owner = (1..words.len()).filter_map(|most| by_words.get(&words[..most])).next();
            if let Some(&owner) = owner.filter(|&&owner| weights[table] <= FAINT || refers.contains(&(table, owner))) {
                self.themes[table] = by_name[owner];
            }
        }
    }

    /// Merges the most alike groups until none are alike, no group growing over `largest` tables. Groups of two
    /// different themes stay apart.
    pub(super) fn cluster(
        &self,
        groups: Vec<Vec<usize>>,
        themes: &[Option<&'static str>],
        largest: usize,
        alike: f64,
    ) -> Themed {
        let mut group_of: HashMap<usize, usize> = HashMap::new();
        for (group, tables) in groups.iter().enumerate() {
            group_of.extend(tables.iter().map(|&table| (table, group)));
        }
        let mut clusters: Vec<Option<Cluster>> = Vec::with_capacity(groups.len() * 2);
        for (tables, &theme) in groups.into_iter().zip(themes) {
            let mut near: BTreeMap<usize, f64> = BTreeMap::new();
            for &table in &tables {
                for (other, weight) in &self.near[table] {
                    if let Some(&group) = group_of.get(other).filter(|&&group| group != clusters.len()) {
                        *near.entry(group).or_default() += weight;
                    }
                }
            }
            clusters.push(Some(Cluster { theme, tables, near }));
        }
        let mut heap = BinaryHeap::new();
        for a in 0..clusters.len() {
            push_pairs(&clusters, a, &mut heap, |b| b > a);
        }
        while let Some(Pair { likeness, a, b }) = heap.pop() {
            let [Some(x), Some(y)] = [&clusters[a], &clusters[b]] else {
                continue;
            };
            if likeness < alike || x.tables.len() + y.tables.len() > largest || (x.theme.is_some() && y.theme.is_some())
            {
                continue;
            }
            let (Some(mut merged), Some(other)) = (clusters[a].take(), clusters[b].take()) else {
                continue;
            };
            merged.theme = merged.theme.or(other.theme);
            merged.tables.extend(other.tables);
            for (group, sum) in other.near {
                *merged.near.entry(group).or_default() += sum;
            }
            merged.near.retain(|group, _| *group != a && *group != b);
            let place = clusters.len();
            for (&group, &sum) in &merged.near {
                if let Some(neighbour) = clusters[group].as_mut() {
                    neighbour.near.remove(&a);
                    neighbour.near.remove(&b);
                    neighbour.near.insert(place, sum);
                }
            }
            clusters.push(Some(merged));
            push_pairs(&clusters, place, &mut heap, |_| true);
        }
        clusters.into_iter().flatten().map(|cluster| (cluster.theme, cluster.tables)).collect()
    }

    /// Joins groups without a theme to those they have most to do with, the smallest first, until there are no more than
    /// `most`. No group grows over `largest` tables.
    pub(super) fn gather(&self, groups: Themed, most: usize, largest: usize) -> Themed {
        let mut group_of = vec![None; self.near.len()];
        for (group, (_, tables)) in groups.iter().enumerate() {
            for &table in tables {
                group_of[table] = Some(group);
            }
        }
        let mut count = groups.len();
        let mut small: BTreeSet<(usize, usize)> = (groups.iter().enumerate())
            .filter(|(_, (theme, _))| theme.is_none())
            .map(|(group, (_, tables))| (tables.len(), group))
            .collect();
        let mut groups: Vec<Option<_>> = groups.into_iter().map(Some).collect();
        while let Some((size, group)) = small.pop_first().filter(|_| count > most) {
            let Some((theme, tables)) = groups[group].take() else {
                continue;
            };
            let mut sums: BTreeMap<usize, f64> = BTreeMap::new();
            for (other, weight) in tables.iter().flat_map(|&table| &self.near[table]) {
                if let Some(to) = group_of[*other].filter(|&to| to != group) {
                    *sums.entry(to).or_default() += weight;
                }
            }
            let size_of = |to: usize| groups[to].as_ref().map_or(usize::MAX, |(_, tables)| tables.len());
            let nearest = (sums.into_iter())
                .filter(|&(to, _)| size_of(to).saturating_add(size) <= largest)
                .max_by(|a, b| (a.1 / size_of(a.0) as f64).total_cmp(&(b.1 / size_of(b.0) as f64)).then(b.0.cmp(&a.0)));
            let Some((to, (to_theme, joined))) = nearest.and_then(|(to, _)| Some((to, groups[to].as_mut()?))) else {
                groups[group] = Some((theme, tables));
                continue;
            };
            if to_theme.is_none() {
                small.remove(&(joined.len(), to));
                small.insert((joined.len() + size, to));
            }
            for &table in &tables {
                group_of[table] = Some(to);
            }
            joined.extend(tables);
            joined.sort_unstable();
            count -= 1;
        }
        groups.into_iter().flatten().collect()
    }
}

/// Groups with their themes.
pub(super) type Themed = Vec<(Option<&'static str>, Vec<usize>)>;

struct Cluster {
    theme: Option<&'static str>,
    tables: Vec<usize>,
    /// The sum of affinities to each other group.
    near: BTreeMap<usize, f64>,
}

/// Two groups, ordered by how alike they are.
struct Pair {
    likeness: f64,
    a: usize,
    b: usize,
}

impl Ord for Pair {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.likeness.total_cmp(&other.likeness).then_with(|| (other.a, other.b).cmp(&(self.a, self.b)))
    }
}

impl PartialOrd for Pair {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Pair {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Pair {}

fn push_pairs(clusters: &[Option<Cluster>], a: usize, heap: &mut BinaryHeap<Pair>, with: impl Fn(usize) -> bool) {
    let Some(Some(cluster)) = clusters.get(a) else {
        return;
    };
    for (&b, sum) in &cluster.near {
        if let (true, Some(Some(other))) = (with(b), clusters.get(b)) {
            heap.push(Pair {
                likeness: sum / (cluster.tables.len() * other.tables.len()) as f64,
                a: a.min(b),
                b: a.max(b),
            });
        }
    }
}

/// The words of a name as they are written, in lower case: split at anything but letters and at `camelCase`.
pub(super) fn written_words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut before_was_lower = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && before_was_lower) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
        before_was_lower = c.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The words of a name without a plural `s`.
fn words(name: &str) -> Vec<String> {
    let mut words = written_words(name);
    for word in &mut words {
        if word.len() > 3
            && word.ends_with('s')
            && !word.ends_with("ss")
            && !word.ends_with("is")
            && !word.ends_with("us")
        {
            word.pop();
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn names_fall_into_words() {
        assert_eq!(words("visit_occurrences"), ["visit", "occurrence"]);
        assert_eq!(words("CareSite"), ["care", "site"]);
        assert_eq!(words("DIAGNOSIS"), ["diagnosis"]);
        assert_eq!(words("_x__y "), ["x", "y"]);
    }
}
