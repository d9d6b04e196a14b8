//! What the script must know that the picture does not tell it.

use crate::diagram::facts::Change;
use crate::diagram::graph::{Graph, Row, Target};
use crate::model::{self, Model};
use serde::Serialize;

/// The facts of a diagram with every field. Tables and references stand in the order in which the pictures have them.
#[derive(Serialize)]
pub(super) struct Facts<'a> {
    /// For the names of files.
    name: String,
    title: &'a str,
    areas: Vec<Area<'a>>,
    tables: Vec<Table<'a>>,
    /// From table and field to table and field, by place; the first ones are those with lines, in their order. A table
    /// that is not in the diagram stands there by its name, as does its field.
    references: Vec<(usize, Option<usize>, To<'a>, Option<To<'a>>)>,
    lines: usize,
}

#[derive(Serialize)]
struct Area<'a> {
    title: &'a str,
    hue: u8,
}

#[derive(Serialize)]
struct Table<'a> {
    name: &'a str,
    area: usize,
    #[serde(skip_serializing_if = "str::is_empty")]
    about: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    change: &'static str,
    fields: Vec<Field<'a>>,
}

/// Name, type, signs, and what it means if the definition says so.
#[derive(Serialize)]
#[serde(untagged)]
enum Field<'a> {
    Plain(&'a str, &'a str, String),
    Described(&'a str, &'a str, String, &'a str),
}

#[derive(Serialize)]
#[serde(untagged)]
enum To<'a> {
    Place(usize),
    Name(&'a str),
}

impl<'a> Facts<'a> {
    pub(super) fn of(model: &'a Model, graph: &'a Graph) -> Self {
        let lines = graph
            .edges
            .iter()
            .map(|edge| (edge.from.node, edge.from.row, To::Place(edge.to.node), edge.to.row.map(To::Place)));
        let mut references: Vec<_> = lines.collect();
        for (from, node) in graph.nodes.iter().enumerate() {
            for (row, mark) in node.rows.iter().enumerate().flat_map(|(row, r)| r.marks.iter().map(move |m| (row, m))) {
                let (to, field) = match mark.target {
                    Target::Hub(to) => {
                        let rows = graph.nodes.get(to).map_or(&[][..], |node| &node.rows);
                        (To::Place(to), rows.iter().position(|row| row.name == mark.field).map(To::Place))
                    }
                    Target::Elsewhere | Target::Missing => {
                        (To::Name(&mark.table), Some(To::Name(&mark.field)).filter(|_| !mark.field.is_empty()))
                    }
                };
                references.push((from, Some(row), to, field));
            }
        }
        let tables = graph.nodes.iter().map(|node| {
            let table = model.table(&node.name);
            let field = |row: &'a Row| field(row, table.and_then(|table| table.field(&row.name)));
            Table {
                name: &node.name,
                area: node.area,
                about: &node.description,
                change: sign(node.change),
                fields: node.rows.iter().map(field).collect(),
            }
        });
        Self {
            name: format!("{} {}", model.name, model.version),
            title: &graph.title,
            areas: graph.areas.iter().map(|area| Area { title: &area.title, hue: area.hue }).collect(),
            tables: tables.collect(),
            lines: graph.edges.len(),
            references,
        }
    }

    /// As JSON that may stand in a page: no text in it can end the element it is in.
    pub(super) fn json(&self) -> String {
        // Numbers and strings only: nothing that could not be written.
        serde_json::to_string(self).unwrap_or_default().replace('<', "\\u003c")
    }
}

fn field<'a>(row: &'a Row, known: Option<&'a model::Field>) -> Field<'a> {
    let mut signs = String::new();
    for (sign, applies) in [
        ('p', row.primary),
        ('u', row.unique),
        ('t', !row.unique_keys.is_empty()),
        ('f', row.refers),
        ('n', row.not_null),
    ] {
        signs.extend(applies.then_some(sign));
    }
    signs.push_str(sign(row.change));
    match known.map_or("", |field| field.description.as_str()) {
        "" => Field::Plain(&row.name, &row.type_text, signs),
        about => Field::Described(&row.name, &row.type_text, signs, about),
    }
}

fn sign(change: Change) -> &'static str {
    match change {
        Change::None => "",
        Change::Added => "+",
        Change::Removed => "-",
        Change::Changed => "~",
    }
}
