//! `dmsa show`: a model, a version or a table, for people.

mod table;
mod version;
mod versions;

use super::{Outcome, Subcommand, json};
use crate::failure::{Failure, advice};
use crate::source;
use crate::terminal::{Terminal, printable};
use clap::{Arg, ArgMatches, Command};
use dmsa::model::{Model, Table};
use dmsa::schema::find_table;
use dmsa::suggest::suggest;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "show",
    about: "Show the versions of a model, the tables of a version, or one table",
    define,
    run,
};

const NOTES: &str = "\
Descriptions are shown where the source has them. The embedded catalog has none, because the texts belong to their authors; the
definitions as they are published have them: `--source git+https://github.com/chop-dbhi/data-models`.

Examples:
  dmsa show pedsnet                        its versions
  dmsa show pedsnet latest                 the tables of the latest one
  dmsa show pedsnet 6.3 visit_occurrence   fields, keys, indexes, references both ways
  dmsa show omop 5.4 person --json | jq -r '.fields[].name'";

fn define(command: Command) -> Command {
    let command = command
        .after_help(NOTES)
        .arg(Arg::new("model").value_name("MODEL").required(true).help("The model, such as `pedsnet`"))
        .arg(Arg::new("version").value_name("VERSION").help("The version: `6.3.0`, `6.3`, `v6.3` or `latest`"))
        .arg(Arg::new("table").value_name("TABLE").help("The table"))
        .arg(json::argument());
    source::arguments(command)
}

fn run(matches: &ArgMatches, terminal: &Terminal) -> Result<Outcome, Failure> {
    let sources = source::open(matches, terminal)?;
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let model = text("model").unwrap_or_default();
    let json = json::is_wanted(matches);
    let shown = match (text("version"), text("table")) {
        (None, _) => {
            let catalog = sources.summaries()?;
            let name = catalog.find(model, "latest")?.name.to_lowercase();
            let of_it: Vec<_> = catalog.models.iter().filter(|model| model.name.to_lowercase() == name).collect();
            if json { json::text(&versions::summaries(&of_it))? } else { versions::text(&of_it, terminal) }
        }
        (Some(version), None) => {
            let model = sources.whole(model, version)?.model;
            if json { json::text(&version::details(&model))? } else { version::text(&model, terminal) }
        }
        (Some(version), Some(table)) => {
            let model = sources.whole(model, version)?.model;
            let table = find(&model, table)?;
            let details = table::details(&model, table);
            if json { json::text(&details)? } else { table::text(&details, terminal) }
        }
    };
    terminal.print(&shown)?;
    Ok(Outcome::Fine)
}

fn find<'m>(model: &'m Model, name: &str) -> Result<&'m Table, Failure> {
    find_table(model, name).ok_or_else(|| {
        let names: Vec<_> = model.tables.iter().map(|table| table.name.as_str()).collect();
        Failure::new(format!("{} {} has no table `{name}`", model.name, model.version)).help(advice(
            suggest(name, names.iter().copied()),
            "tables",
            &names,
            &format!("dmsa show {} {}", model.name, model.version),
        ))
    })
}

/// The title of a version, and where to read more.
fn heading(model: &Model, terminal: &Terminal) -> String {
    let heading = terminal.out().heading;
    let mut text = format!("{heading}{} {}{heading:#}", printable(&model.name), printable(model.version.as_str()));
    for more in [&model.label, &super::models::released(model), &model.url] {
        if !more.is_empty() {
            text.push_str("  ");
            text.push_str(&printable(more));
        }
    }
    text + "\n"
}
