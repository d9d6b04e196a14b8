//! The versions of a model.

use crate::commands::json::{self, Release};
use crate::commands::models::released;
use crate::table::Table;
use crate::terminal::Terminal;
use dmsa::model::Model;
use serde::Serialize;

/// A version, as `--json` gives it.
#[derive(Serialize)]
pub(super) struct VersionSummary<'m> {
    name: &'m str,
    version: &'m str,
    label: &'m str,
    url: &'m str,
    release: Release<'m>,
}

pub(super) fn summaries<'m>(models: &[&'m Model]) -> Vec<VersionSummary<'m>> {
    let summary = |model: &&'m Model| VersionSummary {
        name: &model.name,
        version: model.version.as_str(),
        label: &model.label,
        url: &model.url,
        release: json::release(model),
    };
    models.iter().map(summary).collect()
}

pub(super) fn text(models: &[&Model], terminal: &Terminal) -> String {
    let mut table = Table::new(&["version", "release", "label", "url"]);
    for model in models {
        table.row([model.version.to_string(), released(model), model.label.clone(), model.url.clone()]);
    }
    table.render(terminal)
}
