//! Mermaid's `erDiagram`, which many Markdown viewers draw.

use super::text::{TextFormat, escaped};
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
        let more = if node.hidden > 0 { format!(" (+{} fields)", node.hidden) } else { String::new() };
        let _ = writeln!(out, "    t{number}[\"{}{more}\"] {{", plain(&node.name));
        for row in &node.rows {
            let keys: Vec<&str> =
                [("PK", row.field.primary), ("UK", row.field.unique && !row.field.primary), ("FK", row.field.refers)]
                    .into_iter()
                    .filter(|(_, applies)| *applies)
                    .map(|(word, _)| word)
                    .collect();
            let mut notes: Vec<String> = row.marks.iter().map(|mark| format!("→ {}", plain(&mark.table))).collect();
            notes.extend(row.field.unique_keys.iter().map(|number| format!("unique together U{number}")));
            notes.extend(row.field.shared_references.iter().map(|number| format!("refers together F{number}")));
            if row.field.not_null {
                notes.insert(0, "not null".to_owned());
            }
            let _ = write!(out, "        {} {}", word(&row.field.type_text, "any"), word(&row.field.name, "field"));
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
        let several = super::several(graph, edge);
        let name = several.as_deref().or(row.map(|row| row.field.name.as_str())).unwrap_or("refers to");
        let _ = writeln!(out, "    t{} {from}--{to} t{} : \"{}\"", edge.from.node, edge.to.node, plain(name));
    }
    out
}

/// Text that stands for itself between quotes: characters that could be a directive, HTML or Markdown are written by
/// their numbers.
fn plain(text: &str) -> String {
    escaped(text, " ,.()-→", |out, c| {
        let _ = write!(out, "#{};", c as u32);
    })
}
