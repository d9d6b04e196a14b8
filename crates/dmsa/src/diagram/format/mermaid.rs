//! Mermaid's `erDiagram`, which many Markdown viewers draw.

use super::text::TextFormat;
use super::word;
use crate::diagram::graph::Graph;
use std::fmt::Write;

pub(super) static MERMAID: TextFormat = TextFormat {
    name: "mmd",
    summary: "text for Mermaid, which Markdown viewers draw",
    media_type: "text/vnd.mermaid",
    hubs: None,
    write,
};

fn write(graph: &Graph) -> String {
    let mut out = String::from("erDiagram\n");
    for (number, node) in graph.nodes.iter().enumerate() {
        let _ = writeln!(out, "    t{number}[\"{}\"] {{", plain(&node.name));
        for row in &node.rows {
            let keys: Vec<&str> =
                row.key_words().into_iter().map(|word| if word == "UQ" { "UK" } else { word }).collect();
            let mut notes: Vec<String> = row.marks.iter().map(|mark| format!("→ {}", plain(&mark.table))).collect();
            if row.not_null {
                notes.insert(0, "not null".to_owned());
            }
            let _ = write!(out, "        {} {}", word(&row.type_text, "any"), word(&row.name, "field"));
            if !keys.is_empty() {
                let _ = write!(out, " {}", keys.join(", "));
            }
            if !notes.is_empty() {
                let _ = write!(out, " \"{}\"", notes.join("; "));
            }
            out.push('\n');
        }
        out.push_str("    }\n");
    }
    for edge in &graph.edges {
        let from = if edge.many { "}o" } else { "|o" };
        let to = if edge.optional { "o|" } else { "||" };
        let row = edge.from.row.and_then(|row| graph.nodes.get(edge.from.node)?.rows.get(row));
        let name = row.map_or("refers to", |row| row.name.as_str());
        let _ = writeln!(out, "    t{} {from}--{to} t{} : \"{}\"", edge.from.node, edge.to.node, plain(name));
    }
    out
}

/// Text that can stand between quotes.
fn plain(text: &str) -> String {
    let allowed = |c: char| !matches!(c, '"' | '\\' | '%') && !c.is_control();
    let text: String = text.chars().map(|c| if allowed(c) { c } else { '\'' }).collect();
    if text.trim().is_empty() { "?".to_owned() } else { text }
}
