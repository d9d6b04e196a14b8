//! A model: its versions.

use super::layout::{Frame, count, outward, release, script_links};
use crate::http::{Answer, Problem, encode};
use crate::route::Context;
use maud::html;

/// The page of a model.
pub(crate) fn model(context: &Context) -> Result<Answer, Problem> {
    let versions = context.definitions.versions(context.value("model"))?;
    let latest = versions.last().ok_or_else(|| Problem::not_found("there is no such model"))?;
    let name = &latest.summary.name;
    let frame = Frame::new(context, name).crumb(name, format!("{}/", encode(name)));
    let root = frame.root.as_str();
    let content = html! {
        h1 { (name) }
        p .lead {
            (count(versions.len(), "version")) ", the latest is "
            a href={ (root) (latest.path()) } { (latest.label()) } ". " (outward(&latest.summary.url))
        }
        div .scroll tabindex="0" role="region" aria-label={ "The versions of " (name) } { table .versions .stack {
            thead { tr { th scope="col" { "Version" } th scope="col" { "Release" } th scope="col" { "Script that creates it" } th scope="col" { "Changes" } } }
            tbody {
                @for (place, definition) in versions.iter().enumerate().rev() {
                    @let path = definition.path();
                    tr {
                        th scope="row" { a href={ (root) (path) } { (definition.summary.version) } }
                        td { (release(definition)) }
                        td {
                            (script_links(definition, root))
                        }
                        td .since {
                            @if let Some(before) = place.checked_sub(1).and_then(|place| versions.get(place)) {
                                a href={ (root) "compare/" (before.path()) (definition.path().trim_end_matches('/')) } {
                                    "since " (before.summary.version) span .hidden { " in " (definition.summary.version) }
                                }
                            }
                        }
                    }
                }
            }
        }}
    };
    Ok(frame.around(&content))
}
