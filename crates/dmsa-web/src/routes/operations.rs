//! For those who run the service.

use super::{Handler, Route, Topic};
use crate::app::App;
use crate::http::{Answer, Form, Lifetime, Problem, Request};
use hyper::StatusCode;

pub(super) fn routes() -> Vec<Route> {
    let live = |template, about, handler| Route::new(Topic::Operations, template, about, Handler::Live(handler));
    vec![
        live("/healthz", "Whether the process is alive", healthz).media_types(["text/plain; charset=utf-8"]),
        live("/readyz", "Whether it serves and wants requests: 503 once it was told to stop", readyz)
            .media_types(["text/plain; charset=utf-8"]),
        Route::new(Topic::Operations, "/refresh", "Reads the sources again soon; signed as GitHub signs", Handler::Hook),
        Route::new(Topic::Operations, "/_hook", "The same, as the data models service calls it", Handler::Hook),
    ]
}

fn text(text: &'static str) -> Answer {
    Answer::form(Form::Text, text).lifetime(Lifetime::Now)
}

fn healthz(_: &App, _: &Request<'_>, _: Form) -> Result<Answer, Problem> {
    Ok(text("alive\n"))
}

fn readyz(app: &App, _: &Request<'_>, _: Form) -> Result<Answer, Problem> {
    if app.is_draining() {
        return Ok(text("stopping\n").status(StatusCode::SERVICE_UNAVAILABLE));
    }
    Ok(text("ready\n"))
}
