//! The first page: every model and its latest version.

use super::layout::{Frame, count, release};
use crate::http::{Answer, Base, encode};
use crate::routes::{Context, version_path};
use dmsa::dialect::DIALECTS;
use maud::html;

/// The first page; with an example for programs where the address of the service may be shown.
pub(crate) fn home(context: &Context, base: Option<&Base>) -> Answer {
    let frame = Frame::new(context, "Data models for your database");
    let root = frame.root.as_str();
    // The one with most versions is the one most people come for.
    let example = context.definitions.models().max_by_key(|versions| versions.len()).and_then(<[_]>::last);
    let content = html! {
        h1 { "Data models for your database" }
        p .lead {
            "Choose a model and your database: you get the SQL script that creates its tables, keys, references and indexes."
        }
        div .cards {
            @for versions in context.definitions.models() {
                @if let Some(latest) = versions.last() {
                    @let path = version_path(latest);
                    section .card {
                        h2 { a href={ (root) (path) } { (latest.label()) } }
                        p {
                            code { (latest.title()) } " " (release(latest)) " · "
                            a .once href={ (root) (encode(&latest.outline.name)) "/" } {
                                (count(versions.len(), "version")) span .hidden { " of " (latest.outline.name) }
                            }
                        }
                        p .quick {
                            span { "Script for" }
                            @for dialect in DIALECTS {
                                a href={ (root) (path) "scripts/ddl/" (dialect.name()) "/" }
                                    aria-label={ "Script that creates " (latest.label()) " on " (dialect.label()) } {
                                    (dialect.label())
                                }
                            }
                        }
                    }
                }
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
                    base, encode(&latest.outline.name)
                );
                div .command { pre #example tabindex="0" { code { (command) } } button data-copy="example" hidden { "Copy" } }
            }
        }
    };
    frame.around(&content)
}
