//! PlantUML's entities.

use super::text::{TextFormat, escaped};
use crate::diagram::graph::{Graph, Row};
use std::fmt::Write;

pub(super) static PLANT_UML: TextFormat =
    TextFormat { name: "puml", summary: "text for PlantUML", media_type: "text/plain", hubs: None, write };

fn write(graph: &Graph) -> String {
    let mut out = format!("@startuml\ntitle {}\nhide circle\nskinparam linetype ortho\n", plain(&graph.title));
    for area in &graph.areas {
        let titled = !area.title.is_empty();
        if titled {
            let _ = writeln!(out, "package \"{}\" {{", plain(&area.title));
        }
        for &number in &area.nodes {
            let Some(node) = graph.nodes.get(number) else {
                continue;
            };
            let _ = writeln!(out, "entity \"{}\" as t{number} {{", plain(&node.name));
            for row in node.rows.iter().filter(|row| row.field.primary) {
                write_row(row, &mut out);
            }
            if node.rows.iter().any(|row| row.field.primary) && node.rows.iter().any(|row| !row.field.primary) {
                out.push_str("  --\n");
            }
            for row in node.rows.iter().filter(|row| !row.field.primary) {
                write_row(row, &mut out);
            }
            if node.hidden > 0 {
                let _ = writeln!(out, "  .. {} more ..", node.hidden);
            }
            out.push_str("}\n");
        }
        out.push_str(if titled { "}\n" } else { "" });
    }
    for edge in &graph.edges {
        let from = if edge.many { "}o" } else { "|o" };
        let to = if edge.optional { "o|" } else { "||" };
        let label = super::several(graph, edge).map_or_else(String::new, |label| format!(" : {}", plain(&label)));
        let _ = writeln!(out, "t{} {from}--{to} t{}{label}", edge.from.node, edge.to.node);
    }
    out.push_str("@enduml\n");
    out
}

fn write_row(row: &Row, out: &mut String) {
    let _ = write!(out, "  {}{}", if row.field.not_null { "* " } else { "" }, plain(&row.field.name));
    if !row.field.type_text.is_empty() {
        let _ = write!(out, " : {}", plain(&row.field.type_text));
    }
    for word in row.key_words() {
        let _ = write!(out, " <<{word}>>");
    }
    for mark in &row.marks {
        let _ = write!(out, " → {}", plain(&mark.table));
    }
    out.push('\n');
}

/// Text that stands for itself. PlantUML runs what begins with `%` or `!`, reads files and the environment through it, and
/// formats text by other characters, so all but plain ones are written by their numbers.
fn plain(text: &str) -> String {
    escaped(text, " ,.()→", |out, c| {
        let _ = write!(out, "<U+{:04X}>", c as u32);
    })
}
