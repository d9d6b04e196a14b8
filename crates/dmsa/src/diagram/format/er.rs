//! The `er` notation: entities in brackets, `*` for keys, `+` for references.

use super::Format;
use crate::diagram::graph::Graph;
use crate::diagram::{Error, Hubs, Options};
use crate::model::Model;
use std::fmt::Write;

pub(super) struct Er;

impl Format for Er {
    fn name(&self) -> &'static str {
        "er"
    }

    fn summary(&self) -> &'static str {
        "text for erd and ERAlchemy"
    }

    fn media_type(&self) -> &'static str {
        "text/plain"
    }

    fn render(&self, model: &Model, options: &Options) -> Result<Vec<u8>, Error> {
        // Hubs are a matter of drawing, which is left to the tool that reads this.
        let options = Options { hubs: Hubs::Draw, ..options.clone() };
        Ok(write(&Graph::of(model, &options)?).into_bytes())
    }
}

fn write(graph: &Graph) -> String {
    let mut out = format!("# {}\n\n", graph.title.replace(['\n', '\r'], " "));
    for node in &graph.nodes {
        let _ = writeln!(out, "[{}]", name(&node.name));
        for row in &node.rows {
            let marks = [("*", row.primary), ("+", row.refers)];
            let marks: String = marks.iter().filter(|(_, applies)| *applies).map(|(mark, _)| *mark).collect();
            let null = if row.not_null { ", not null" } else { "" };
            let _ = writeln!(
                out,
                "{marks}{} {{label: \"{}{null}\"}}",
                name(&row.name),
                row.type_text.replace(['"', '\n', '\r'], " ")
            );
        }
        out.push('\n');
    }
    let table = |node: usize| graph.nodes.get(node).map_or_else(String::new, |node| name(&node.name));
    for edge in &graph.edges {
        let (from, to) = (if edge.many { "*" } else { "?" }, if edge.optional { "?" } else { "1" });
        let _ = writeln!(out, "{} {from}--{to} {}", table(edge.from.node), table(edge.to.node));
    }
    out
}

/// A name, in backquotes unless it is a plain word.
fn name(text: &str) -> String {
    let plain = !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_');
    if plain { text.to_owned() } else { format!("`{}`", text.replace(['`', '\n', '\r', ']'], " ")) }
}
