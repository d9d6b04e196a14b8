//! Graphviz' language: one node a table, with a row a field.

use super::text::{TextFormat, on_one_line};
use crate::diagram::graph::{Graph, Node};
use std::fmt::Write;

pub(super) static DOT: TextFormat =
    TextFormat { name: "dot", summary: "text for Graphviz", media_type: "text/vnd.graphviz", hubs: None, write };

fn write(graph: &Graph) -> String {
    let mut out = String::from("digraph erd {\n  graph [rankdir=LR, fontname=\"Helvetica\"]\n");
    out.push_str("  node [shape=plain, fontname=\"Helvetica\"]\n  edge [color=\"#44566c\"]\n");
    for (number, area) in graph.areas.iter().enumerate() {
        let titled = !area.title.is_empty();
        if titled {
            let _ = writeln!(out, "  subgraph cluster_{number} {{\n    label={}", quoted(&area.title));
        }
        for node in area.nodes.iter().filter_map(|&node| graph.nodes.get(node)) {
            write_node(node, &mut out);
        }
        out.push_str(if titled { "  }\n" } else { "" });
    }
    for edge in &graph.edges {
        let end = |end: crate::diagram::graph::End| {
            let table = graph.nodes.get(end.node).map_or("", |node| node.name.as_str());
            let port = end.row.map_or_else(String::new, |row| format!(":r{row}"));
            format!("{}{port}", quoted(table))
        };
        let tail = if edge.many { "crowodot" } else { "teeodot" };
        let head = if edge.optional { "teeodot" } else { "teetee" };
        let label = super::several(graph, edge).map_or_else(String::new, |label| format!(", label={}", quoted(&label)));
        let _ = writeln!(
            out,
            "  {} -> {} [dir=both, arrowtail={tail}, arrowhead={head}{label}]",
            end(edge.from),
            end(edge.to)
        );
    }
    out.push_str("}\n");
    out
}

fn write_node(node: &Node, out: &mut String) {
    let _ = write!(
        out,
        "    {} [label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\"><tr><td colspan=\"3\" bgcolor=\"#e4e9ef\"><b>{}</b>{}</td></tr>",
        quoted(&node.name),
        html(&node.name),
        if node.hidden > 0 { format!("  +{}", node.hidden) } else { String::new() }
    );
    for (number, row) in node.rows.iter().enumerate() {
        let marks: Vec<String> = row.marks.iter().map(|mark| format!(" → {}", html(&mark.table))).collect();
        let _ = write!(
            out,
            "<tr><td align=\"left\">{}</td><td align=\"left\" port=\"r{number}\">{}</td><td align=\"left\">{}{}</td></tr>",
            html(&row.key_words().join(" ")),
            html(&row.field.name),
            html(&row.field.type_text),
            marks.concat()
        );
    }
    out.push_str("</table>>]\n");
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", on_one_line(text).replace('\\', "\\\\").replace('"', "\\\""))
}

/// Text within an HTML label; empty text would make an empty cell, which Graphviz refuses in places.
fn html(text: &str) -> String {
    // Graphviz replaces `\N` and the like within HTML too.
    if text.is_empty() { " ".to_owned() } else { super::svg::escaped(text).replace('\\', "\\\\") }
}
