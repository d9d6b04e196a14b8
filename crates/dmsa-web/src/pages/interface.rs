//! Every address, for people who write programs.

use super::layout::Frame;
use crate::http::Answer;
use crate::routes::{self, Asked, Handler, Route, Topic, Value};
use maud::{Markup, html};

/// What is said of each topic.
const TOPICS: [(Topic, &str, &str); 4] = [
    (
        Topic::Scripts,
        "Scripts and diagrams",
        "The addresses of dmsa 0.7. A script is the text that the command line writes.",
    ),
    (Topic::Definitions, "Definitions", "The API of the data models service: its clients work here unchanged."),
    (Topic::Pages, "Pages", "For people."),
    (Topic::Operations, "Operations", "For those who run the service."),
];

/// The page.
pub(crate) fn interface(asked: &Asked) -> Answer {
    let frame = Frame::new(asked, "API").crumb("API", "api");
    let content = html! {
        h1 { "API" }
        p .lead {
            "Everything at " code { (asked.base) "/" } " is read with GET. "
            a href={ (frame.root) "openapi.json" } { "OpenAPI document" }
        }
        p {
            "A version is given as " code { "6.3.0" } ", " code { "6.3" } " or " code { "latest" } ". What there is not, is "
            "answered with status 404 and what there is instead; parameters that make no sense with 400. Programs that "
            "accept " code { "application/json" } " get such answers as " code { "application/problem+json" } "."
        }
        @for (topic, title, about) in TOPICS {
            section {
                h2 id=(topic.name()) { (title) }
                p { (about) }
                @for route in routes::all().iter().filter(|route| route.topic == topic) { (of_route(route)) }
            }
        }
    };
    frame.around(&content)
}

fn of_route(route: &Route) -> Markup {
    let method = if matches!(route.handler, Handler::Hook) { "POST" } else { "GET" };
    html! {
        details .route {
            summary { code { (method) " " (route.template) } " " span { (route.about) } }
            @if !route.forms.is_empty() {
                p { "Forms (" code { "format" } ", or the Accept header): " @for form in route.forms { code { (form.name()) } " " } }
            }
            @if route.parameters.is_empty() { p { "No parameters." } } @else {
                dl {
                    @for parameter in &route.parameters {
                        dt { code { (parameter.name) } }
                        dd {
                            (parameter.about)
                            @match &parameter.value {
                                Value::Choice(words) => { ": " @for word in words { code { (word) } " " } }
                                Value::Switch => { " (no value)" }
                                Value::Text => {}
                            }
                        }
                    }
                }
            }
        }
    }
}
