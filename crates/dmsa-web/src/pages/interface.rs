//! Every address, for people who write programs.

use super::layout::{Frame, with_code};
use crate::http::{Answer, Base};
use crate::route::{Context, Handler, Route, Routes, TOPICS, Value};
use maud::{Markup, html};

/// The page.
pub(crate) fn interface(context: &Context, base: &Base, routes: &Routes) -> Answer {
    let frame = Frame::new(context, "API").crumb("API", "api");
    let content = html! {
        h1 { "API" }
        p .lead {
            "Everything at " code { (base) "/" } " is read with GET. "
            a href={ (frame.root) "openapi.json" } { "OpenAPI document" }
        }
        p {
            "A version is given as " code { "6.3.0" } ", " code { "6.3" } " or " code { "latest" } ". If something does not "
            "exist, the answer has status 404 and lists what exists. If a parameter is unknown or has a wrong value, the "
            "answer has status 400. Programs that accept " code { "application/json" } " get such answers as "
            code { "application/problem+json" } "."
        }
        @for topic in TOPICS {
            section {
                h2 id=(topic.name()) { (topic.title()) }
                p { (topic.about()) }
                @for route in routes.iter().filter(|route| route.topic == topic) { (of_route(route)) }
            }
        }
    };
    frame.around(&content)
}

fn of_route(route: &Route) -> Markup {
    let method = if matches!(route.handler, Handler::Webhook) { "POST" } else { "GET" };
    html! {
        details .route {
            summary { code { (method) " " (route.template) } " " span { (with_code(&route.about)) } }
            @if !route.forms.is_empty() {
                p { "Forms (" code { "format" } ", or the Accept header): " @for form in route.forms { code { (form.name()) } " " } }
            }
            @if route.parameters.is_empty() { p { "No parameters." } } @else {
                dl {
                    @for parameter in &route.parameters {
                        dt { code { (parameter.name) } }
                        dd {
                            (with_code(&parameter.about))
                            @match &parameter.value {
                                Value::Choice(words) | Value::Words(words) => { ": " @for word in words { code { (word) } " " } }
                                Value::Switch => { " (no value)" }
                                Value::Patterns | Value::Text | Value::Matching(_) => {}
                            }
                        }
                    }
                }
            }
        }
    }
}
