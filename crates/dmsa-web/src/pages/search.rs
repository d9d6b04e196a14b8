//! What a search led to.

use super::layout::{Frame, count};
use crate::definitions::{Found, Hit, Kind};
use crate::http::{Answer, Form, encode};
use crate::route::Context;
use maud::{Markup, html};

/// The longest query that is looked at, in characters.
const MAX_LENGTH: usize = 100;

/// The page, or for the script of the page, the hits.
pub(crate) fn search(context: &Context) -> Answer {
    let query: String = context.pair("q").unwrap_or_default().chars().take(MAX_LENGTH).collect();
    let found = context.definitions.search(&query);
    if context.form == Form::Json {
        // Strings can always be written.
        return Answer::form(Form::Json, serde_json::to_string(&found).unwrap_or_default());
    }
    let Found { hits, did_you_mean } = found;
    let frame = Frame::new(context, format!("Search: {query}")).query(&query);
    let of_kind = |kind: Kind| hits.iter().filter(|hit| hit.kind == kind).collect::<Vec<_>>();
    let content = html! {
        h1 { "Search" }
        p .lead role="status" {
            @if query.is_empty() { "What are you looking for?" }
            @else if hits.is_empty() {
                "Nothing is called “" (query) "”."
                @if let Some(meant) = &did_you_mean {
                    " Did you mean " a href={ (frame.root) "search?q=" (encode(meant)) } { (meant) } "?"
                }
            }
            @else { (count(hits.len(), "hit")) " for “" (query) "”, each in the latest version that has it." }
        }
        @for kind in order(&hits) { (list(title(kind), &of_kind(kind), &frame.root)) }
    };
    frame.around(&content)
}

/// The kinds of what was found, that of the best first.
fn order(hits: &[Hit]) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = Vec::new();
    for hit in hits {
        if !kinds.contains(&hit.kind) {
            kinds.push(hit.kind);
        }
    }
    kinds
}

fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::Model => "Models",
        Kind::Table => "Tables",
        Kind::Field => "Fields",
    }
}

fn list(title: &str, hits: &[&Hit], root: &str) -> Markup {
    html! {
        @if !hits.is_empty() {
            section {
                h2 { (title) }
                ul .hits {
                    @for hit in hits {
                        li {
                            a href={ (root) (hit.path) } {
                                @if hit.table.is_empty() { (hit.model) } @else { (hit.table) }
                                @if !hit.field.is_empty() { "." (hit.field) }
                            }
                            " " small { (hit.model) " " (hit.version) }
                        }
                    }
                }
            }
        }
    }
}
