//! The data that the script of the page needs and the picture does not have.

use crate::diagram::content::Change;
use crate::diagram::graph::{Graph, Row, Target};
use crate::model::{self, Model};
use serde::Serialize;

/// A diagram with every field. Tables and references stand in the order in which the pictures have them.
#[derive(Serialize)]
pub(super) struct Data<'a> {
    /// For the names of files.
    name: String,
    title: &'a str,
    areas: Vec<Area<'a>>,
    tables: Vec<Table<'a>>,
    /// The first ones are those with lines, in their order.
    references: Vec<Reference<'a>>,
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

/// From table and field to table and field, by place. A table that is not in the diagram stands there by its name, as does
/// its field. Last the further fields of a reference of several, each with the field that it refers to.
#[derive(Serialize)]
#[serde(untagged)]
enum Reference<'a> {
    Single(usize, Option<usize>, To<'a>, Option<To<'a>>),
    Several(usize, Option<usize>, To<'a>, Option<To<'a>>, Vec<(Option<usize>, Option<To<'a>>)>),
}

impl<'a> Reference<'a> {
    fn new(
        (from, field): (usize, Option<usize>),
        (to, target): (To<'a>, Option<To<'a>>),
        more: Vec<(Option<usize>, Option<To<'a>>)>,
    ) -> Self {
        if more.is_empty() {
            Reference::Single(from, field, to, target)
        } else {
            Reference::Several(from, field, to, target, more)
        }
    }
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

impl<'a> Data<'a> {
    pub(super) fn of(model: &'a Model, graph: &'a Graph) -> Self {
        let lines = graph.edges.iter().map(|edge| {
            let more = edge.more.iter().map(|(field, target)| (*field, target.map(To::Place))).collect();
            let to = (To::Place(edge.to.node), edge.to.row.map(To::Place));
            Reference::new((edge.from.node, edge.from.row), to, more)
        });
        let mut references: Vec<_> = lines.collect();
        for (from, node) in graph.nodes.iter().enumerate() {
            for (row, mark) in node.rows.iter().enumerate().flat_map(|(row, r)| r.marks.iter().map(move |m| (row, m))) {
                let to = match mark.target {
                    Target::Hub(to) => To::Place(to),
                    Target::Elsewhere | Target::Missing => To::Name(&mark.table),
                };
                let field = |name: &'a str| match mark.target {
                    Target::Hub(to) => {
                        let rows = graph.nodes.get(to).map_or(&[][..], |node| &node.rows);
                        rows.iter().position(|row| row.field.name == name).map(To::Place)
                    }
                    Target::Elsewhere | Target::Missing => Some(To::Name(name)).filter(|_| !name.is_empty()),
                };
                let more = mark.more.iter().map(|(row, name)| (*row, field(name))).collect();
                references.push(Reference::new((from, Some(row)), (to, field(&mark.field)), more));
            }
        }
        let tables = graph.nodes.iter().map(|node| {
            let table = model.tables.get(node.place);
            let field = |row: &'a Row| field(row, table.and_then(|table| table.fields.get(row.place)));
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
        ('p', row.field.primary),
        ('u', row.field.unique),
        ('t', !row.field.unique_keys.is_empty()),
        ('f', row.field.refers),
        ('r', !row.field.shared_references.is_empty()),
        ('n', row.field.not_null),
    ] {
        signs.extend(applies.then_some(sign));
    }
    signs.push_str(sign(row.field.change));
    match known.map_or("", |field| field.description.as_str()) {
        "" => Field::Plain(&row.field.name, &row.field.type_text, signs),
        about => Field::Described(&row.field.name, &row.field.type_text, signs, about),
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
