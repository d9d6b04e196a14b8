//! What is drawn: the chosen tables with their rows, the references as lines or as marks, the subject areas.

use super::choose::{self, same_name};
use super::facts::{Change, Facts, FieldFact, RefFact, TableFact};
use super::options::{Before, Detail, Hubs, Limit, Options, Order};
use super::{Error, areas, hubs};
use crate::model::{Model, control_character, printable};
use std::collections::{BTreeMap, BTreeSet};

/// A diagram before it has a shape.
#[derive(Debug, Clone, Default)]
pub(super) struct Graph {
    pub(super) title: String,
    pub(super) subtitle: String,
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
    pub(super) areas: Vec<Area>,
    pub(super) compares: bool,
}

/// A table.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) rows: Vec<Row>,
    /// Fields that the detail leaves out.
    pub(super) hidden: usize,
    /// References folded into marks, if the table is a hub.
    pub(super) folded: usize,
    pub(super) area: usize,
    /// The colour of its area.
    pub(super) hue: u8,
    pub(super) change: Change,
}

/// A field that is shown.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) type_text: String,
    pub(super) primary: bool,
    /// Whether this field alone is unique.
    pub(super) unique: bool,
    /// The unique keys of several fields that it is a part of, by their numbers in the table.
    pub(super) unique_keys: Vec<usize>,
    pub(super) not_null: bool,
    pub(super) refers: bool,
    pub(super) marks: Vec<Mark>,
    pub(super) change: Change,
}

impl Row {
    /// What a picture shows of keys, side by side: all key words but `FK`.
    pub(super) fn key_badges(&self) -> Vec<String> {
        let mut words = self.key_words();
        words.retain(|word| word != "FK");
        words
    }

    /// `PK`, `UQ`, `U1` for the first unique key of several fields, and `FK`, as far as they apply.
    pub(super) fn key_words(&self) -> Vec<String> {
        let words = [("PK", self.primary), ("UQ", self.unique && !self.primary)];
        let mut words: Vec<String> =
            words.into_iter().filter(|(_, applies)| *applies).map(|(word, _)| word.to_owned()).collect();
        words.extend(self.unique_keys.iter().map(|number| format!("U{number}")));
        words.extend(self.refers.then(|| "FK".to_owned()));
        words
    }
}

impl Node {
    /// The unique keys of several fields, as far as these are shown: the key's number and the rows.
    pub(super) fn unique_keys(&self) -> BTreeMap<usize, Vec<&Row>> {
        let mut keys: BTreeMap<usize, Vec<&Row>> = BTreeMap::new();
        for row in &self.rows {
            for &number in &row.unique_keys {
                keys.entry(number).or_default().push(row);
            }
        }
        keys
    }
}

/// A reference that is not a line.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub(super) table: String,
    /// The field referred to; empty if there is none of the name.
    pub(super) field: String,
    pub(super) target: Target,
    pub(super) change: Change,
}

/// Where a mark points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// To a hub of this diagram, by its node.
    Hub(usize),
    /// To a table that this diagram does not show.
    Elsewhere,
    /// To a table that does not exist.
    Missing,
}

/// A reference that is a line.
#[derive(Debug, Clone)]
pub(super) struct Edge {
    pub(super) from: End,
    pub(super) to: End,
    /// Whether several rows may refer to the same one.
    pub(super) many: bool,
    /// Whether a row may refer to none.
    pub(super) optional: bool,
    pub(super) change: Change,
}

/// One end of a line; without a row it is at the table's header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    pub(super) node: usize,
    pub(super) row: Option<usize>,
}

/// A subject area.
#[derive(Debug, Clone)]
pub(super) struct Area {
    /// Empty: the region is not drawn.
    pub(super) title: String,
    pub(super) hue: u8,
    pub(super) nodes: Vec<usize>,
}

impl Graph {
    /// Gives each area the colour of its place in `hues`.
    pub(super) fn colour(&mut self, hues: &[u8]) {
        for (area, &hue) in self.areas.iter_mut().zip(hues) {
            area.hue = hue;
            for &node in &area.nodes {
                if let Some(node) = self.nodes.get_mut(node) {
                    node.hue = hue;
                }
            }
        }
    }

    /// What `options` choose of `model`.
    pub(super) fn of(model: &Model, options: &Options) -> Result<Self, Error> {
        Self::of_tables(model, options, None)
    }

    /// The same, if `only` names tables, without all others.
    pub(super) fn of_tables(model: &Model, options: &Options, only: Option<&[String]>) -> Result<Self, Error> {
        for model in std::iter::once(model).chain(options.before()) {
            if let Some(found) = control_character(model) {
                return Err(Error::ControlCharacter(Box::new(found)));
            }
        }
        let mut facts = Facts::of(model, options.types);
        if let Some(Before::Version(version)) = &options.compare {
            return Err(Error::NothingToCompare { version: version.clone() });
        }
        if let Some(old) = options.before() {
            facts = facts.compared_with(Facts::of(old, options.types));
        }
        let groups = areas::find(&facts, &model.areas);
        let mut chosen = choose::tables(&facts, &groups, options)?;
        if let Some(only) = only {
            chosen.retain(|&table| only.contains(&facts.tables[table].name));
        }
        let builder = Builder::new(&facts, &chosen, options);
        builder.check(options.limit)?;
        Ok(builder.build(model, &groups, options))
    }
}

/// Which references to a table are marks instead of lines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fold {
    None,
    /// Those from other areas.
    Far,
    All,
}

impl Fold {
    fn applies(self, from_area: usize, to_area: usize) -> bool {
        match self {
            Fold::None => false,
            Fold::Far => from_area != to_area,
            Fold::All => true,
        }
    }
}

struct Builder<'a> {
    facts: &'a Facts,
    /// Table to node.
    node_of: Vec<Option<usize>>,
    /// Table and field to row.
    row_of: Vec<Vec<Option<usize>>>,
    nodes: Vec<Node>,
    /// Whether so many tables stand around one that only that one can show more than its keys.
    crowded: bool,
}

/// More tables than this around one show their keys only.
const AROUND: usize = 12;
/// The most lines in a picture of what stands around a table; the other references are marks.
const LINES_AROUND: usize = 40;

fn is_centre(table: &str, options: &Options) -> bool {
    options.around.as_ref().is_some_and(|around| same_name(table, around))
}

impl<'a> Builder<'a> {
    fn new(facts: &'a Facts, chosen: &[usize], options: &Options) -> Self {
        let mut builder = Self {
            crowded: options.around.is_some() && options.detail == Detail::All && chosen.len() > AROUND + 1,
            facts,
            node_of: vec![None; facts.tables.len()],
            row_of: vec![Vec::new(); facts.tables.len()],
            nodes: Vec::with_capacity(chosen.len()),
        };
        for &place in chosen {
            let Some(table) = facts.tables.get(place) else {
                continue;
            };
            builder.node_of[place] = Some(builder.nodes.len());
            builder.add_node(place, table, options);
        }
        builder
    }

    fn add_node(&mut self, place: usize, table: &TableFact, options: &Options) {
        let detail = if self.crowded && !is_centre(&table.name, options) { Detail::Keys } else { options.detail };
        let shown = |field: &FieldFact| match detail {
            Detail::Names => false,
            Detail::Auto | Detail::Keys => {
                field.primary || field.in_unique_key() || field.refers || field.change != Change::None
            }
            Detail::All => true,
        };
        let mut fields: Vec<usize> = (0..table.fields.len()).filter(|&f| shown(&table.fields[f])).collect();
        if options.order == Order::KeysFirst {
            fields.sort_by_key(|&f| {
                let field = &table.fields[f];
                (!field.primary, !field.in_unique_key(), !field.refers)
            });
        }
        self.row_of[place] = vec![None; table.fields.len()];
        for (row, &field) in fields.iter().enumerate() {
            self.row_of[place][field] = Some(row);
        }
        let row = |&f: &usize| {
            let field = &table.fields[f];
            Row {
                name: field.name.clone(),
                type_text: field.type_text.clone(),
                primary: field.primary,
                unique: field.unique,
                unique_keys: field.unique_keys.clone(),
                not_null: field.not_null,
                refers: field.refers,
                marks: Vec::new(),
                change: field.change,
            }
        };
        self.nodes.push(Node {
            name: table.name.clone(),
            description: printable(&table.description).into_owned(),
            hidden: table.fields.len() - fields.len(),
            rows: fields.iter().map(row).collect(),
            folded: 0,
            area: 0,
            hue: 0,
            change: table.change,
        });
    }

    /// Refuses what is too much.
    fn check(&self, limit: Limit) -> Result<(), Error> {
        let tables = self.nodes.len();
        let fields = self.nodes.iter().map(|node| node.rows.len()).sum();
        let shown = |reference: &&RefFact| self.node_of[reference.from].is_some();
        let references = self.facts.references.iter().filter(shown).count();
        match tables + fields + references {
            all if all > limit.things => Err(Error::TooLarge { tables, fields, references, limit: limit.things }),
            _ => Ok(()),
        }
    }

    fn build(mut self, model: &Model, groups: &[areas::Group], options: &Options) -> Graph {
        let areas = self.areas(groups);
        let folds = self.folds(options);
        let mut edges = Vec::new();
        let mut count = 0;
        let lines = self.lines_around(&folds, options);
        for (place, reference) in self.facts.references.iter().enumerate() {
            let Some(from) = self.node_of[reference.from] else {
                continue;
            };
            let left_out = lines.as_ref().is_some_and(|lines| !lines.contains(&place));
            count += 1;
            let row = reference.from_field.and_then(|field| self.row_of[reference.from][field]);
            let source = reference.from_field.and_then(|field| self.facts.tables[reference.from].fields.get(field));
            let to_fields = reference.to.as_ref().ok().map(|&to| &self.facts.tables[to].fields);
            let referred = to_fields.zip(reference.to_field).and_then(|(fields, field)| fields.get(field));
            let mark = match &reference.to {
                Err(name) => (name.clone(), Target::Missing),
                Ok(to) => {
                    let name = self.facts.tables[*to].name.clone();
                    match self.node_of[*to] {
                        None => (name, Target::Elsewhere),
                        Some(node) if left_out || folds[node].applies(self.nodes[from].area, self.nodes[node].area) => {
                            self.nodes[node].folded += 1;
                            (name, Target::Hub(node))
                        }
                        Some(node) => {
                            let to_row = reference.to_field.and_then(|field| self.row_of[*to][field]);
                            edges.push(Edge {
                                from: End { node: from, row },
                                to: End { node, row: to_row },
                                many: !source.is_some_and(|field| field.identifies),
                                optional: !source.is_some_and(|field| field.not_null),
                                change: reference.change,
                            });
                            continue;
                        }
                    }
                }
            };
            if let Some(row) = row.and_then(|row| self.nodes[from].rows.get_mut(row)) {
                let (table, target) = mark;
                let field = referred.map_or_else(String::new, |field| field.name.clone());
                if !row.marks.iter().any(|known| known.table == table) {
                    row.marks.push(Mark { table, field, target, change: reference.change });
                }
            }
        }
        let folded: usize = self.nodes.iter().map(|node| node.folded).sum();
        let plural = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
        let mut subtitle = format!("{} {}", model.name, model.version);
        if let Some(old) = options.before() {
            let name = if old.name == model.name { "" } else { model.name.as_str() };
            subtitle = format!("{} {} → {name} {}", old.name, old.version, model.version).replace("  ", " ");
        }
        subtitle.push_str(&format!(" · {}", plural(self.nodes.len(), "table")));
        if count > 0 {
            subtitle.push_str(&format!(" · {}", plural(count, "reference")));
        }
        if folded > 0 {
            let shown = options.detail != Detail::Names;
            subtitle
                .push_str(&format!(", {folded} of them {}", if shown { "shown as marks" } else { "without a line" }));
        }
        if options.compare.is_some() {
            subtitle.push_str(&self.changes());
        }
        let title = if model.label.is_empty() { model.name.clone() } else { printable(&model.label).into_owned() };
        Graph { title, subtitle, nodes: self.nodes, edges, areas, compares: options.compare.is_some() }
    }

    /// How many tables changed, and how.
    fn changes(&self) -> String {
        let count = |change: Change| self.nodes.iter().filter(|node| node.change == change).count();
        let kinds = [(Change::Added, "added"), (Change::Removed, "removed"), (Change::Changed, "changed")];
        let told: Vec<String> = (kinds.into_iter())
            .map(|(change, word)| (count(change), word))
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        if told.is_empty() { " · nothing changed".to_owned() } else { format!(" · tables: {}", told.join(", ")) }
    }

    /// Which references to each node are folded.
    fn folds(&self, options: &Options) -> Vec<Fold> {
        let count = self.nodes.len();
        let mut folds = vec![Fold::None; count];
        if options.hubs == Hubs::Draw {
            return folds;
        }
        let node = |table: usize| self.node_of.get(table).copied().flatten();
        let mut pairs: Vec<(usize, usize)> = (self.facts.references.iter())
            .filter_map(|reference| Some((node(reference.from)?, node(*reference.to.as_ref().ok()?)?)))
            .collect();
        let centre =
            options.around.as_ref().and_then(|around| self.nodes.iter().position(|node| same_name(&node.name, around)));
        for hub in hubs::find(count, &pairs, centre) {
            folds[hub] = Fold::All;
        }
        pairs.retain(|&(_, to)| folds[to] == Fold::None);
        for table in hubs::find_far(count, &pairs, |node| self.nodes[node].area, centre) {
            folds[table] = Fold::Far;
        }
        folds
    }

    /// The references that are lines around a table, where they would be too many: first those of the table, and of those
    /// from one table to another the first.
    fn lines_around(&self, folds: &[Fold], options: &Options) -> Option<BTreeSet<usize>> {
        let centre = self.nodes.iter().position(|node| is_centre(&node.name, options))?;
        let mut pairs = BTreeSet::new();
        let mut lines: Vec<(bool, bool, usize)> = Vec::new();
        for (place, reference) in self.facts.references.iter().enumerate() {
            let ends = (self.node_of[reference.from], reference.to.as_ref().ok().and_then(|&to| self.node_of[to]));
            let (Some(from), Some(to)) = ends else {
                continue;
            };
            if !folds[to].applies(self.nodes[from].area, self.nodes[to].area) {
                lines.push((from != centre && to != centre, !pairs.insert((from, to)), place));
            }
        }
        if lines.len() <= LINES_AROUND {
            return None;
        }
        lines.sort_unstable();
        Some(lines.into_iter().take(LINES_AROUND).map(|(_, _, place)| place).collect())
    }

    fn areas(&mut self, groups: &[areas::Group]) -> Vec<Area> {
        let mut areas = Vec::new();
        for group in groups {
            let nodes: Vec<usize> = group.tables.iter().filter_map(|&table| self.node_of[table]).collect();
            if nodes.is_empty() {
                continue;
            }
            for &node in &nodes {
                self.nodes[node].area = areas.len();
                self.nodes[node].hue = group.hue as u8;
            }
            areas.push(Area { title: group.title.clone(), hue: group.hue as u8, nodes });
        }
        areas
    }
}
