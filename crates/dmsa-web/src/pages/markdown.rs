//! Definitions as Markdown.

use crate::compare::Comparison;
use crate::definitions::Definition;
use dmsa::model::{Field, Model, Table};
use std::sync::Arc;

/// A list of versions.
pub(crate) fn models(title: &str, definitions: &[Arc<Definition>]) -> String {
    let mut text = format!("# {}\n\n", line(title));
    for definition in definitions {
        let outline = &definition.outline;
        let level =
            if outline.release.level.is_empty() { String::new() } else { format!(", {}", outline.release.level) };
        text.push_str(&format!("- [{}](/models/{}/{})", line(&definition.label()), outline.name, outline.version));
        text.push_str(&format!(" (`{} {}`{level})\n", outline.name, outline.version));
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

/// What changed from one version to another.
pub(crate) fn comparison(before: &Definition, after: &Definition, comparison: &Comparison) -> String {
    let mut text = format!("# {} → {}\n", line(&before.label()), line(&after.label()));
    let list = |text: &mut String, title: &str, items: &[String]| {
        if !items.is_empty() {
            text.push_str(&format!("\n{title}\n\n"));
            items.iter().for_each(|item| text.push_str(&format!("- {}\n", line(item))));
        }
    };
    let begin = text.len();
    list(&mut text, "## Tables added", &comparison.tables_added);
    list(&mut text, "## Tables removed", &comparison.tables_removed);
    let renamed = |renamed: &[crate::compare::Renamed]| -> Vec<String> {
        renamed.iter().map(|renamed| format!("{} → {}", renamed.before, renamed.after)).collect()
    };
    list(&mut text, "## Tables renamed", &renamed(&comparison.tables_renamed));
    for table in &comparison.tables_changed {
        text.push_str(&format!("\n## {}\n", line(&table.table)));
        list(&mut text, "Fields added:", &table.fields_added);
        list(&mut text, "Fields removed:", &table.fields_removed);
        list(&mut text, "Fields renamed:", &renamed(&table.fields_renamed));
        list(&mut text, "Rules added:", &table.rules_added);
        list(&mut text, "Rules removed:", &table.rules_removed);
        for (title, structure) in [("Structure changed:", true), ("Wording changed:", false)] {
            let changes = table.changes.iter().filter(|change| change.structure == structure);
            let told = changes.map(|change| {
                let field = change.field.as_deref().map(|field| format!("{field}: ")).unwrap_or_default();
                format!("{field}{}: {} → {}", change.what, change.before, change.after)
            });
            list(&mut text, title, &told.collect::<Vec<_>>());
        }
    }
    if text.len() == begin {
        text.push_str("\nThere are no differences.\n");
    }
    text
}

/// A text in one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text as the cell of a table.
fn cell(text: &str) -> String {
    line(text).replace('|', "\\|")
}
