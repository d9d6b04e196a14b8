//! What a search led to.

use super::layout::{Frame, count};
use crate::http::{Answer, Form};
use crate::routes::Asked;
use crate::search::Hit;
use maud::{Markup, html};

/// The longest query that is looked at, in characters.
const LONGEST: usize = 100;

/// The page, or for the script of the page, the hits.
pub(crate) fn search(asked: &Asked) -> Answer {
    let query: String = asked.pair("q").unwrap_or_default().chars().take(LONGEST).collect();
    let hits = asked.shelf.index().find(&asked.shelf, &query);
    if asked.form == Form::Json {
        // Strings can always be written.
        return Answer::form(Form::Json, serde_json::to_string(&hits).unwrap_or_default());
    }
    let frame = Frame::new(asked, format!("Search: {query}")).query(&query);
    let of_kind = |kind: &str| hits.iter().filter(|hit| hit.kind == kind).collect::<Vec<_>>();
    let content = html! {
        h1 { "Search" }
        p .lead role="status" {
            @if query.is_empty() { "What are you looking for?" }
            @else if hits.is_empty() { "Nothing is called “" (query) "”." }
            @else { (count(hits.len(), "hit")) " for “" (query) "”, each in the latest version that has it." }
        }
        (list("Models", &of_kind("model"), &frame.root))
        (list("Tables", &of_kind("table"), &frame.root))
        (list("Fields", &of_kind("field"), &frame.root))
    };
    frame.around(&content)
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
