//! DBML, the language of dbdiagram and its tools.

use super::text::{TextFormat, on_one_line};
use crate::diagram::Hubs;
use crate::diagram::graph::Graph;
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
    let mut out = format!("// {}\n\n", on_one_line(&graph.title));
    for node in &graph.nodes {
        let _ = writeln!(out, "Table {} {{", name(&node.name));
        for row in &node.rows {
            let several = node.rows.iter().filter(|row| row.field.primary).count() > 1;
            let mut settings: Vec<String> = Vec::new();
            if row.field.primary && !several {
                settings.push("pk".into());
            }
            if row.field.unique {
                settings.push("unique".into());
            }
            if row.field.not_null {
                settings.push("not null".into());
            }
            let notes: Vec<&str> = row.marks.iter().map(|mark| mark.table.as_str()).collect();
            if !notes.is_empty() {
                settings.push(format!("note: {}", quoted(&format!("refers to {}", notes.join(", ")), '\'')));
            }
            let _ = write!(out, "  {} {}", name(&row.field.name), type_name(&row.field.type_text));
            if !settings.is_empty() {
                let _ = write!(out, " [{}]", settings.join(", "));
            }
            out.push('\n');
        }
        let keys: Vec<String> =
            node.rows.iter().filter(|row| row.field.primary).map(|row| name(&row.field.name)).collect();
        let mut indexes: Vec<String> = Vec::new();
        if keys.len() > 1 {
            indexes.push(format!("    ({}) [pk]\n", keys.join(", ")));
        }
        for rows in node.unique_keys().into_values() {
            let names: Vec<String> = rows.iter().map(|row| name(&row.field.name)).collect();
            indexes.push(format!("    ({}) [unique]\n", names.join(", ")));
        }
        if !indexes.is_empty() {
            let _ = writeln!(out, "  indexes {{\n{}  }}", indexes.concat());
        }
        if node.rows.is_empty() {
            out.push_str("  \"…\" \"any\"\n");
        }
        if node.hidden > 0 {
            let _ = writeln!(out, "  Note: 'Without {} of its fields'", node.hidden);
        }
        out.push_str("}\n\n");
    }
    for edge in &graph.edges {
        let (Some(from), Some(to)) = (graph.nodes.get(edge.from.node), graph.nodes.get(edge.to.node)) else { continue };
        let fields = from.row_names(edge.pairs().map(|(row, _)| row));
        let targets = to.row_names(edge.pairs().map(|(_, row)| row));
        let _ = match (fields, targets) {
            (Some(fields), Some(targets)) => writeln!(
                out,
                "Ref: {}.{} {} {}.{}",
                name(&from.name),
                list(&fields),
                if edge.many { ">" } else { "-" },
                name(&to.name),
                list(&targets)
            ),
            _ => writeln!(
                out,
                "// Left out: a reference from {} to {}, as a field does not exist",
                name(&from.name),
                name(&to.name)
            ),
        };
    }
    out
}

/// A field's name, or those of several in brackets.
fn list(fields: &[&str]) -> String {
    let names: Vec<String> = fields.iter().map(|field| name(field)).collect();
    if names.len() == 1 { names.concat() } else { format!("({})", names.join(", ")) }
}

/// A type in lower case, as the exporters of DBML put what has capitals in quotes, where `"VARCHAR(40)"` is no type.
fn type_name(text: &str) -> String {
    let text = if text.is_empty() { "any".to_owned() } else { text.to_lowercase() };
    let word = text.split_once('(').map_or(text.as_str(), |(word, _)| word);
    let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !word.is_empty();
    let sized = text[word.len()..].chars().all(|c| matches!(c, '(' | ')' | ',' | ' ' | '0'..='9'));
    if plain && sized { text } else { name(&text) }
}

fn name(text: &str) -> String {
    quoted(text, '"')
}

fn quoted(text: &str, quote: char) -> String {
    let mut out = String::from(quote);
    for c in on_one_line(text).chars() {
        if c == quote || c == '\\' {
            out.push('\\');
        }
        out.push(c);
    }
    out.push(quote);
    out
}
