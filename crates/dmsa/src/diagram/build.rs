//! From a definition to what is drawn of it.

use super::choose;
use super::comparison::compared;
use super::content::{Change, Content, Field, Reference, Table};
use super::graph::{Area, Edge, End, Graph, Mark, Node, Row, Target};
use super::options::{Before, Detail, Hubs, Limit, Options, Order};
use super::{Error, areas, hubs};
use crate::model::{Model, control_character, printable};
use crate::schema::Schema;
use std::collections::BTreeSet;

impl Graph {
    /// What `options` choose of `model`.
    pub(super) fn of(model: &Model, options: &Options) -> Result<Self, Error> {
        Self::of_tables(model, options, None)
    }

    /// The same, if `only` names tables, without all others.
    pub(super) fn of_tables(model: &Model, options: &Options, only: Option<&[String]>) -> Result<Self, Error> {
        let before = options.before();
        for model in std::iter::once(model).chain(before.iter().map(|(model, _)| *model)) {
            if let Some(found) = control_character(model) {
                return Err(Error::ControlCharacter(Box::new(found)));
            }
        }
        if let Some(Before::Version(version)) = &options.compare {
            return Err(Error::NothingToCompare { version: version.clone() });
        }
        let schema = Schema::new(model);
        let content = match before {
            Some((old, others)) => compared(&Schema::new(old), &schema, &others, options.types),
            None => Content::of(&schema, options.types),
        };
        let groups = areas::find(&content, &model.areas);
        let mut chosen = choose::tables(&content, &groups, options)?;
        if let Some(only) = only {
            chosen.retain(|&table| only.contains(&content.tables[table].name));
        }
        let builder = Builder::new(&content, &chosen, options);
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
    content: &'a Content,
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

impl<'a> Builder<'a> {
    fn new(content: &'a Content, chosen: &[usize], options: &Options) -> Self {
        let mut builder = Self {
            crowded: options.around.is_some() && options.detail == Detail::All && chosen.len() > AROUND + 1,
            content,
            node_of: vec![None; content.tables.len()],
            row_of: vec![Vec::new(); content.tables.len()],
            nodes: Vec::with_capacity(chosen.len()),
        };
        for &place in chosen {
            let Some(table) = content.tables.get(place) else {
                continue;
            };
            builder.node_of[place] = Some(builder.nodes.len());
            builder.add_node(place, table, options);
        }
        builder
    }

    /// The node of the table that the diagram is drawn around.
    fn centre(&self, options: &Options) -> Option<usize> {
        self.node_of.get(choose::centre(self.content, options)?).copied().flatten()
    }

    fn add_node(&mut self, place: usize, table: &Table, options: &Options) {
        let detail = if self.crowded && choose::centre(self.content, options) != Some(place) {
            Detail::Keys
        } else {
            options.detail
        };
        let shown = |field: &Field| match detail {
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
        let row = |&f: &usize| Row { place: f, field: table.fields[f].clone(), marks: Vec::new() };
        self.nodes.push(Node {
            place,
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
        let shown = |reference: &&Reference| self.node_of[reference.from].is_some();
        let references = self.content.references.iter().filter(shown).count();
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
        for (place, reference) in self.content.references.iter().enumerate() {
            let Some(from) = self.node_of[reference.from] else {
                continue;
            };
            let left_out = lines.as_ref().is_some_and(|lines| !lines.contains(&place));
            count += 1;
            let pairs = known_first(&reference.pairs);
            let row_of = |table: usize, field: Option<usize>| field.and_then(|field| self.row_of[table][field]);
            let from_row = |field| row_of(reference.from, field);
            let (first, rest) = pairs.split_first().map_or(((None, None), &[][..]), |(first, rest)| (*first, rest));
            let row = from_row(first.0);
            let mark = match &reference.to {
                Err(name) => (name.clone(), Target::Missing),
                Ok(to) => {
                    let name = self.content.tables[*to].name.clone();
                    match self.node_of[*to] {
                        None => (name, Target::Elsewhere),
                        Some(node) if left_out || folds[node].applies(self.nodes[from].area, self.nodes[node].area) => {
                            self.nodes[node].folded += 1;
                            (name, Target::Hub(node))
                        }
                        Some(node) => {
                            edges.push(Edge {
                                from: End { node: from, row },
                                to: End { node, row: row_of(*to, first.1) },
                                more: rest.iter().map(|pair| (from_row(pair.0), row_of(*to, pair.1))).collect(),
                                many: reference.many,
                                optional: reference.optional,
                                change: reference.change,
                            });
                            continue;
                        }
                    }
                }
            };
            let target_name = |field: Option<usize>| {
                let fields = reference.to.as_ref().ok().map(|to| &self.content.tables[*to].fields);
                let field = fields.zip(field).and_then(|(fields, field)| fields.get(field));
                field.map_or_else(String::new, |field| field.name.clone())
            };
            let (field, more) = (target_name(first.1), rest.iter().map(|pair| (from_row(pair.0), target_name(pair.1))));
            let more: Vec<_> = more.collect();
            if let Some(row) = row.and_then(|row| self.nodes[from].rows.get_mut(row)) {
                let (table, target) = mark;
                // One mark is enough for references of one field to the same table.
                if !more.is_empty() || !row.marks.iter().any(|known| known.table == table && known.more.is_empty()) {
                    row.marks.push(Mark { table, field, target, more, change: reference.change });
                }
            }
        }
        let folded: usize = self.nodes.iter().map(|node| node.folded).sum();
        let plural = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
        let mut subtitle = format!("{} {}", model.name, model.version);
        if let Some((old, _)) = options.before() {
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
        let parts: Vec<String> = (kinds.into_iter())
            .map(|(change, word)| (count(change), word))
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        if parts.is_empty() {
            return " · no change of structure".to_owned();
        }
        let mut text = format!(" · tables: {}", parts.join(", "));
        let tables = self.nodes.iter().map(|node| &self.content.tables[node.place]);
        match tables.map(|table| table.unsigned_changes).sum::<usize>() {
            0 => {}
            1 => text.push_str(" · 1 change of a name, an index or a check has no sign"),
            more => text.push_str(&format!(" · {more} changes of names, indexes and checks have no sign")),
        }
        text
    }

    /// Which references to each node are folded.
    fn folds(&self, options: &Options) -> Vec<Fold> {
        let count = self.nodes.len();
        let mut folds = vec![Fold::None; count];
        if options.hubs == Hubs::Draw {
            return folds;
        }
        let node = |table: usize| self.node_of.get(table).copied().flatten();
        let mut pairs: Vec<(usize, usize)> = (self.content.references.iter())
            .filter_map(|reference| Some((node(reference.from)?, node(*reference.to.as_ref().ok()?)?)))
            .collect();
        let centre = self.centre(options);
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
        let centre = self.centre(options)?;
        let mut pairs = BTreeSet::new();
        let mut lines: Vec<(bool, bool, usize)> = Vec::new();
        for (place, reference) in self.content.references.iter().enumerate() {
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

/// The pairs of a reference, beginning with one whose fields both exist, or else with one whose referring field does: there
/// the line ends.
fn known_first(pairs: &[(Option<usize>, Option<usize>)]) -> Vec<(Option<usize>, Option<usize>)> {
    let mut pairs = pairs.to_vec();
    let both = pairs.iter().position(|pair| pair.0.is_some() && pair.1.is_some());
    if let Some(first) = both.or_else(|| pairs.iter().position(|pair| pair.0.is_some())) {
        pairs[..=first].rotate_right(1);
    }
    pairs
}
