//! The first page: every model and its latest version.

use super::about::about;
use super::layout::{Frame, count, meaning, release, script_links};
use crate::definitions::{Definition, Definitions};
use crate::http::{Answer, Base, encode};
use crate::route::Context;
use maud::{Markup, html};
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The first page; with an example for programs where the address of the service may be shown.
pub(crate) fn home(context: &Context, base: Option<&Base>) -> Answer {
    let frame = Frame::new(context, "Data models for your database");
    let root = frame.root.as_str();
    // The one with most versions is the one most people come for.
    let example = context.definitions.models().max_by_key(|versions| versions.len()).and_then(<[_]>::last);
    let names: Vec<_> = context.definitions.models().flat_map(<[_]>::last).map(|latest| &latest.summary.name).collect();
    let is_variant = |versions: &&[Arc<Definition>]| {
        versions.iter().all(|only| versions.len() == 1 && names.iter().any(|name| extends(&only.summary.name, name)))
    };
    let (variants, mut models): (Vec<_>, Vec<_>) = context.definitions.models().partition(is_variant);
    models.sort_by_key(|versions| Reverse(versions.len()));
    let content = html! {
        h1 { "Data models for your database" }
        p .kicker { "Data Models DDL and ERDs" }
        p .lead {
            "Choose a model and your database: you get the SQL script that creates its tables, keys, references and indexes."
        }
        div .cards { @for versions in &models { (card(versions, root)) } }
        @if !variants.is_empty() {
            section {
                h2 { "Variants with a single version" }
                div .cards { @for versions in &variants { (card(versions, root)) } }
            }
        }
        @for meaning in meanings(&context.definitions) { p { small { (meaning) } } }
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

/// What the labels of the latest versions mean.
fn meanings(definitions: &Definitions) -> BTreeSet<&'static str> {
    let latest = definitions.models().filter_map(<[_]>::last);
    latest.filter_map(|definition| meaning(&definition.summary.release.level)).collect()
}

/// Whether a model has the name of another and an addition: `pedsnet-split`.
fn extends(name: &str, other: &str) -> bool {
    name.strip_prefix(other).is_some_and(|rest| rest.starts_with(['-', '_', ' ', '.']))
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
