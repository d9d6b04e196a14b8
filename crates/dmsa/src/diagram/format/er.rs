//! The `er` notation: entities in brackets, `*` for keys. Names are words, as its tools have no common way to quote.

use super::text::{TextFormat, on_one_line};
use super::words;
use crate::diagram::Hubs;
use crate::diagram::graph::{Graph, Row};
use std::fmt::Write;

pub(super) static ER: TextFormat = TextFormat {
    name: "er",
    summary: "text for erd and ERAlchemy",
    media_type: "text/plain",
    // Hubs are a matter of drawing, which is left to the tool that reads this.
    hubs: Some(Hubs::Draw),
    write,
};

fn write(graph: &Graph) -> String {
    let mut out = format!("# {}\n\n", on_one_line(&graph.title));
    let tables = words(graph.nodes.iter().map(|node| node.name.as_str()), "table");
    for (node, table) in graph.nodes.iter().zip(&tables) {
        let _ = writeln!(out, "[{table}]");
        let fields = words(node.rows.iter().map(|row| row.field.name.as_str()), "field");
        for (row, field) in node.rows.iter().zip(fields) {
            let key = if row.field.primary { "*" } else { "" };
            let _ = writeln!(out, "{key}{field} {{label: \"{}\"}}", label(row));
        }
        out.push('\n');
    }
    let table = |node: usize| tables.get(node).map_or("", String::as_str);
    for edge in &graph.edges {
        let (from, to) = (if edge.many { "*" } else { "?" }, if edge.optional { "?" } else { "1" });
        let _ = writeln!(out, "{} {from}--{to} {}", table(edge.from.node), table(edge.to.node));
    }
    out
}

/// The type and what else holds of a field. Not every tool knows the notation's sign for references.
fn label(row: &Row) -> String {
    let type_text = if row.field.type_text.is_empty() { "any" } else { &row.field.type_text };
    let together: Vec<String> =
        row.field.unique_keys.iter().map(|number| format!(", unique together U{number}")).collect();
    let refers = row.field.shared_references.iter().map(|number| format!(", refers together F{number}"));
    let together: Vec<String> = together.into_iter().chain(refers).collect();
    let mut label = on_one_line(type_text).replace(['"', '#', '\\', '{', '}'], " ");
    for (holds, text) in
        [(row.field.not_null, ", not null"), (row.field.unique, ", unique"), (row.field.refers, ", FK")]
    {
        label.push_str(if holds { text } else { "" });
    }
    label.push_str(&together.concat());
    label
}
