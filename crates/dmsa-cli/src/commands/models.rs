//! `dmsa models`: what there is.

use super::{Outcome, Subcommand, json};
use crate::failure::Failure;
use crate::source;
use crate::table::Table;
use crate::terminal::Terminal;
use clap::{ArgMatches, Command};
use dmsa::model::Model;
use serde::Serialize;

pub(super) const SUBCOMMAND: Subcommand =
    Subcommand { name: "models", about: "List the models and their versions", define, run };

const NOTES: &str = "\
Examples:
  dmsa models
  dmsa models --source ./data-models --source embedded
  dmsa models --json | jq -r '.[] | select(.latest) | .name'";

fn define(command: Command) -> Command {
    source::arguments(command.after_help(NOTES).arg(json::argument()))
}

/// A version in the list, as `--json` gives it.
#[derive(Serialize)]
struct Listed<'a> {
    name: &'a str,
    version: &'a str,
    label: &'a str,
    url: &'a str,
    release: json::Release<'a>,
    latest: bool,
}

fn run(matches: &ArgMatches, terminal: &Terminal) -> Result<Outcome, Failure> {
    let catalog = source::open(matches, terminal)?.summaries()?;
    if json::is_wanted(matches) {
        let listed: Vec<_> = versions(&catalog.models).flat_map(listed).collect();
        terminal.print(&json::text(&listed)?)?;
        return Ok(Outcome::Fine);
    }
    let mut table = Table::new(&["model", "latest", "release", "versions"]);
    for versions in versions(&catalog.models) {
        if let Some(latest) = versions.last() {
            let all: Vec<_> = versions.iter().map(|model| model.version.as_str()).collect();
            table.row([latest.name.clone(), latest.version.to_string(), released(latest), all.join(" ")]);
        }
    }
    terminal.print(&table.render(terminal))?;
    Ok(Outcome::Fine)
}

/// The models, each with its versions from the lowest to the highest: catalogs are sorted.
fn versions(models: &[Model]) -> impl Iterator<Item = &[Model]> {
    models.chunk_by(|a, b| a.name.to_lowercase() == b.name.to_lowercase())
}

fn listed(versions: &[Model]) -> impl Iterator<Item = Listed<'_>> {
    versions.iter().enumerate().map(move |(place, model)| Listed {
        name: &model.name,
        version: model.version.as_str(),
        label: &model.label,
        url: &model.url,
        release: json::release(model),
        latest: place + 1 == versions.len(),
    })
}

/// How finished a version is: `final`, `beta 2`.
pub(super) fn released(model: &Model) -> String {
    format!("{} {}", model.release.level, model.release.serial).trim().to_owned()
}
