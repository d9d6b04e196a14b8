//! DBML, the language of dbdiagram and its tools.

use super::text::TextFormat;
use crate::diagram::Hubs;
use crate::diagram::graph::{End, Graph};
use std::fmt::Write;

pub(super) static DBML: TextFormat = TextFormat {
    name: "dbml",
    summary: "text for DBML tools",
    media_type: "text/plain",
    // Hubs are a matter of drawing, which is left to the tool that reads this.
    hubs: Some(Hubs::Draw),
    write,
};

fn write(graph: &Graph) -> String {
    let mut out = format!("// {}\n\n", plain(&graph.title));
    for node in &graph.nodes {
        let _ = writeln!(out, "Table {} {{", name(&node.name));
        for row in &node.rows {
            let several = node.rows.iter().filter(|row| row.primary).count() > 1;
            let mut settings: Vec<String> = Vec::new();
            if row.primary && !several {
                settings.push("pk".into());
            }
            if row.unique && row.identifies {
                settings.push("unique".into());
            }
            if row.not_null {
                settings.push("not null".into());
            }
            let notes: Vec<&str> = row.marks.iter().map(|mark| mark.table.as_str()).collect();
            if !notes.is_empty() {
                settings.push(format!("note: 'refers to {}'", notes.join(", ").replace(['\'', '\\'], "")));
            }
            let type_text = if row.type_text.is_empty() { "any" } else { &row.type_text };
            let _ = write!(out, "  {} {}", name(&row.name), name(type_text));
            if !settings.is_empty() {
                let _ = write!(out, " [{}]", settings.join(", "));
            }
            out.push('\n');
        }
        let keys: Vec<String> = node.rows.iter().filter(|row| row.primary).map(|row| name(&row.name)).collect();
        if keys.len() > 1 {
            let _ = writeln!(out, "  indexes {{\n    ({}) [pk]\n  }}", keys.join(", "));
        }
        if node.rows.is_empty() {
            out.push_str("  \"…\" \"any\"\n");
        }
        out.push_str("}\n\n");
    }
    let end = |end: End| {
        let node = graph.nodes.get(end.node)?;
        Some(format!("{}.{}", name(&node.name), name(&node.rows.get(end.row?)?.name)))
    };
    let table = |end: End| graph.nodes.get(end.node).map_or_else(String::new, |node| name(&node.name));
    for edge in &graph.edges {
        let _ = match (end(edge.from), end(edge.to)) {
            (Some(from), Some(to)) => writeln!(out, "Ref: {from} {} {to}", if edge.many { ">" } else { "-" }),
            _ => writeln!(
                out,
                "// Left out: a reference from {} to {}, as a field does not exist",
                table(edge.from),
                table(edge.to)
            ),
        };
    }
    out
}

fn name(text: &str) -> String {
    format!("\"{}\"", plain(text))
}

/// Text on one line that does not end a name.
fn plain(text: &str) -> String {
    text.replace(['"', '\\', '\n', '\r'], " ")
}
