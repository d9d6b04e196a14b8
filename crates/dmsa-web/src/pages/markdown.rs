//! Definitions as Markdown.

use crate::definitions::Definition;
use dmsa::model::{Field, Model, Table};
use std::sync::Arc;

/// A list of versions.
pub(crate) fn models(title: &str, definitions: &[Arc<Definition>]) -> String {
    let mut text = format!("# {}\n\n", line(title));
    for definition in definitions {
        let summary = &definition.summary;
        let level =
            if summary.release.level.is_empty() { String::new() } else { format!(", {}", summary.release.level) };
        text.push_str(&format!("- [{}](/models/{}/{})", line(&definition.label()), summary.name, summary.version));
        text.push_str(&format!(" (`{} {}`{level})\n", summary.name, summary.version));
    }
    text
}

/// A version with its tables and fields.
pub(crate) fn version(model: &Model) -> String {
    let label = if model.label.is_empty() { &model.name } else { &model.label };
    let mut text = format!("# {}\n\n`{} {}`\n", line(label), model.name, model.version);
    for paragraph in [&model.description, &model.url] {
        if !paragraph.is_empty() {
            text.push_str(&format!("\n{paragraph}\n"));
        }
    }
    for of_model in &model.tables {
        text.push('\n');
        text.push_str(&section(model, of_model, "##"));
    }
    text
}

/// A table with its fields.
pub(crate) fn table(model: &Model, table: &Table) -> String {
    section(model, table, "#")
}

fn section(model: &Model, table: &Table, level: &str) -> String {
    let mut text = format!("{level} {}\n\n", line(&table.name));
    if !table.description.is_empty() {
        text.push_str(&format!("{}\n\n", line(&table.description)));
    }
    text.push_str("| field | type | required | refers to | description |\n|---|---|---|---|---|\n");
    for field in &table.fields {
        let required = if field.required { "yes" } else { "" };
        let cells =
            [&*field.name, &*field.data_type.to_string(), required, &*refers(model, table, field), &*field.description];
        let cells: Vec<_> = cells.into_iter().map(cell).collect();
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    text
}

/// A field.
pub(crate) fn field(model: &Model, table: &Table, field: &Field) -> String {
    let mut text = format!("# {}.{}\n\n- type: {}\n", line(&table.name), line(&field.name), field.data_type);
    let required = if field.required { "yes" } else { "no" };
    text.push_str(&format!("- required: {required}\n"));
    for (what, value) in [("default", field.default.clone()), ("refers to", refers(model, table, field))] {
        if !value.is_empty() {
            text.push_str(&format!("- {what}: {}\n", line(&value)));
        }
    }
    if !field.description.is_empty() {
        text.push_str(&format!("\n{}\n", field.description));
    }
    text
}

fn refers(model: &Model, table: &Table, field: &Field) -> String {
    let here = model.references.iter().filter(|r| r.table.eq_ignore_ascii_case(&table.name));
    let to = here.flat_map(|r| {
        let pairs = r.fields.iter().filter(|pair| pair.field.eq_ignore_ascii_case(&field.name));
        pairs.map(|pair| format!("{}.{}", r.ref_table, pair.ref_field))
    });
    to.collect::<Vec<_>>().join(", ")
}

/// A text in one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text as the cell of a table.
fn cell(text: &str) -> String {
    line(text).replace('|', "\\|")
}
