//! The first page: every model and its latest version.

use super::layout::{Frame, count, release, script_links};
use crate::definitions::Definition;
use crate::http::{Answer, Base, encode};
use crate::route::Context;
use dmsa::model::Model;
use maud::{Markup, html};
use std::sync::Arc;

/// The first page; with an example for programs where the address of the service may be shown.
pub(crate) fn home(context: &Context, base: Option<&Base>) -> Answer {
    let frame = Frame::new(context, "Data models for your database");
    let root = frame.root.as_str();
    // The one with most versions is the one most people come for.
    let example = context.definitions.models().max_by_key(|versions| versions.len()).and_then(<[_]>::last);
    // A model that has been published again and again is alive; one with a single version may have been a trial.
    let models = || context.definitions.models();
    let is_living = |versions: &&[_]| versions.len() > 1 || models().all(|versions| versions.len() == 1);
    let (living, single): (Vec<_>, Vec<_>) = models().partition(is_living);
    let content = html! {
        h1 { "Data models for your database" }
        p .kicker { "Data Models DDL and ERDs" }
        p .lead {
            "Choose a model and your database: you get the SQL script that creates its tables, keys, references and indexes."
        }
        div .cards { @for versions in &living { (card(versions, root)) } }
        @if !single.is_empty() {
            section {
                h2 { "Models with a single version" }
                div .cards { @for versions in &single { (card(versions, root)) } }
            }
        }
        @if let (Some(latest), Some(base)) = (example, base) {
            section {
                h2 { "For programs" }
                p {
                    "Addresses are stable, and " code { "latest" } " is a version, too. The "
                    a href={ (root) "api" } { "API" } " is that of dmsa 0.7 and of the data models service."
                }
                @let command = format!(
                    "curl -fsS {}/{}/latest/ddl/postgresql/ | psql -1 -v ON_ERROR_STOP=1 DATABASE",
                    base, encode(&latest.summary.name)
                );
                div .command { pre #example tabindex="0" { code { (command) } } button data-copy="example" hidden { "Copy" } }
            }
        }
    };
    frame.around(&content)
}

/// A model: what it is, its latest version, and its scripts.
fn card(versions: &[Arc<Definition>], root: &str) -> Markup {
    let Some(latest) = versions.last() else { return html! {} };
    let path = latest.path();
    html! {
        section .card {
            h2 { a href={ (root) (path) } { (latest.label()) } }
            p { (about(&latest.model())) }
            p {
                code { (latest.title()) } " " (release(latest)) " · "
                a .once href={ (root) (encode(&latest.summary.name)) "/" } {
                    (count(versions.len(), "version")) span .hidden { " of " (latest.summary.name) }
                }
            }
            (script_links(latest, root))
        }
    }
}

/// How many tables are named as those that most references lead to.
const HUBS: usize = 3;

/// What a model is, in a sentence: its own description, or what its tables say.
fn about(model: &Model) -> String {
    if let Some(first) =
        model.description.split_inclusive(['.', '\n']).next().map(str::trim).filter(|text| !text.is_empty())
    {
        return first.to_owned();
    }
    let mut counts: Vec<(usize, &str)> = Vec::new();
    for reference in &model.references {
        match counts.iter_mut().find(|(_, table)| reference.ref_table.eq_ignore_ascii_case(table)) {
            Some((count, _)) => *count += 1,
            None => counts.push((1, &reference.ref_table)),
        }
    }
    counts.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let hubs: Vec<_> = counts.iter().take(HUBS).map(|(_, table)| *table).collect();
    let tables = count(model.tables.len(), "table");
    match hubs.split_last() {
        None => format!("{tables}."),
        Some((last, [])) => format!("{tables}; most references lead to {last}."),
        Some((last, others)) => format!("{tables}; most references lead to {} and {last}.", others.join(", ")),
    }
}
