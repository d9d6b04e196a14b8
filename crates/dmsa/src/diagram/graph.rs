//! What is drawn: the chosen tables with their rows, the references as lines or as marks, the subject areas.

use super::content::Change;
use super::content::Field;
use std::collections::BTreeMap;

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
    /// The place of the table in the definition; those that only the earlier one of two has follow.
    pub(super) place: usize,
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
    /// The place of the field in its table; those that only the earlier one of two definitions has follow.
    pub(super) place: usize,
    pub(super) field: Field,
    pub(super) marks: Vec<Mark>,
}

impl Row {
    /// What a picture shows of keys, side by side: all key words but `FK`.
    pub(super) fn key_badges(&self) -> Vec<String> {
        let mut words = self.key_words();
        words.retain(|word| word != "FK");
        words
    }

    /// `PK`, `UQ`, `U1` for the first unique key of several fields, `F1` for the first reference of several fields, and `FK`,
    /// as far as they apply.
    pub(super) fn key_words(&self) -> Vec<String> {
        let words = [("PK", self.field.primary), ("UQ", self.field.unique && !self.field.primary)];
        let mut words: Vec<String> =
            words.into_iter().filter(|(_, applies)| *applies).map(|(word, _)| word.to_owned()).collect();
        words.extend(self.field.unique_keys.iter().map(|number| format!("U{number}")));
        words.extend(self.field.shared_references.iter().map(|number| format!("F{number}")));
        words.extend(self.field.refers.then(|| "FK".to_owned()));
        words
    }
}

impl Edge {
    /// The rows of all its fields, each with the row that it refers to.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (Option<usize>, Option<usize>)> {
        std::iter::once((self.from.row, self.to.row)).chain(self.more.iter().copied())
    }
}

impl Node {
    /// The names of these rows; none if one of them is not there.
    pub(super) fn row_names(&self, rows: impl Iterator<Item = Option<usize>>) -> Option<Vec<&str>> {
        rows.map(|row| Some(self.rows.get(row?)?.field.name.as_str())).collect()
    }

    /// The unique keys of several fields, as far as these are shown: the key's number and the rows.
    pub(super) fn unique_keys(&self) -> BTreeMap<usize, Vec<&Row>> {
        let mut keys: BTreeMap<usize, Vec<&Row>> = BTreeMap::new();
        for row in &self.rows {
            for &number in &row.field.unique_keys {
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
    /// The further fields of a reference of several: the row, and the field referred to.
    pub(super) more: Vec<(Option<usize>, String)>,
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
    /// The end at the first referring field.
    pub(super) from: End,
    /// The end at the first field referred to.
    pub(super) to: End,
    /// The rows of the further fields of a reference of several, each with the row that it refers to.
    pub(super) more: Vec<(Option<usize>, Option<usize>)>,
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
}
