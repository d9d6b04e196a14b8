//! The tables of a version.

use super::heading;
use crate::commands::json::{self, Release};
use crate::table::Table;
use crate::terminal::{Styles, Terminal, printable};
use dmsa::model::Model;
use serde::Serialize;

/// A version, as `--json` gives it.
#[derive(Serialize)]
pub(super) struct VersionDetails<'m> {
    name: &'m str,
    version: &'m str,
    label: &'m str,
    description: &'m str,
    url: &'m str,
    release: Release<'m>,
    tables: Vec<TableSummary<'m>>,
}

/// A table of it.
#[derive(Serialize)]
struct TableSummary<'m> {
    name: &'m str,
    label: &'m str,
    description: &'m str,
    fields: usize,
    primary_key: Vec<&'m str>,
    references: usize,
    referred_to_by: usize,
    indexes: usize,
}

pub(super) fn details(model: &Model) -> VersionDetails<'_> {
    VersionDetails {
        name: &model.name,
        version: model.version.as_str(),
        label: &model.label,
        description: &model.description,
        url: &model.url,
        release: json::release(model),
        tables: model
            .tables
            .iter()
            .map(|table| TableSummary {
                name: &table.name,
                label: &table.label,
                description: &table.description,
                fields: table.fields.len(),
                primary_key: model
                    .primary_keys
                    .iter()
                    .filter(|key| key.table == table.name)
                    .flat_map(|key| key.field_names())
                    .collect(),
                references: model.references.iter().filter(|reference| reference.table == table.name).count(),
                referred_to_by: model.references.iter().filter(|reference| reference.ref_table == table.name).count(),
                indexes: model.indexes.iter().filter(|index| index.table == table.name).count(),
            })
            .collect(),
    }
}

pub(super) fn text(model: &Model, terminal: &Terminal) -> String {
    let mut table =
        Table::new(&["table", "label", "#fields", "#references", "#referred to", "#indexes", "primary key"]);
    for details in details(model).tables {
        table.row([
            details.name.to_owned(),
            details.label.to_owned(),
            details.fields.to_string(),
            number(details.references),
            number(details.referred_to_by),
            number(details.indexes),
            details.primary_key.join(", "),
        ]);
    }
    let fields: usize = model.tables.iter().map(|table| table.fields.len()).sum();
    let Styles { faint, heading: title, .. } = terminal.out();
    let sums = [
        count(model.tables.len(), "table", "tables"),
        count(fields, "field", "fields"),
        count(model.references.len(), "reference", "references"),
        count(model.indexes.len(), "index", "indexes"),
    ];
    let mut text = heading(model, terminal);
    if !model.description.trim().is_empty() {
        text.push_str(&format!("{faint}{}{faint:#}\n", printable(model.description.trim())));
    }
    text.push_str(&format!("\n{}\n{faint}{}{faint:#}\n", table.render(terminal), sums.join(", ")));
    let described = model.tables.iter().map(|table| (table.name.as_str(), table.description.as_str()));
    let descriptions = super::table::descriptions(described, "table");
    if !descriptions.is_empty() {
        text.push_str(&format!("\n{title}Descriptions{title:#}\n{}", descriptions.render(terminal)));
    }
    text
}

/// None are no news.
fn number(count: usize) -> String {
    if count == 0 { String::new() } else { count.to_string() }
}

fn count(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
