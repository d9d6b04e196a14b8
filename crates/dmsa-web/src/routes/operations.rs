//! For those who run the service.

use super::{Context, Handler, Route, Topic};
use crate::app::App;
use crate::http::{Answer, Base, Form, Lifetime, Problem, Request};
use crate::log::timestamp;
use crate::metrics::{head, line};
use crate::openapi;
use crate::pages;
use crate::refresh::State;
use hyper::StatusCode;
use serde_json::{Value, json};
use std::sync::atomic::Ordering;
use std::time::{SystemTime, UNIX_EPOCH};

pub(super) fn routes() -> Vec<Route> {
    let live = |template, about, handler| Route::new(Topic::Operations, template, about, Handler::Current(handler));
    let hook = |template, about| {
        Route::new(Topic::Operations, template, about, Handler::Webhook).media_types([Form::Text.media_type()])
    };
    vec![
        live("/healthz", "Whether the process is alive", healthz).forms(&[Form::Text]).health(),
        live("/readyz", "Whether it serves and wants requests: 503 once it was told to stop", readyz)
            .forms(&[Form::Text])
            .health(),
        live("/metrics", "What happened since the start, for Prometheus", metrics)
            .media_types(["text/plain; version=0.0.4; charset=utf-8"]),
        Route::new(
            Topic::Operations,
            "/openapi.json",
            "Every address, as an OpenAPI document",
            Handler::Located(document),
        )
        .media_types(["application/json"])
        .shape("Document"),
        live("/repos", "The sources, in the way of the data models service", repos)
            .forms(&[Form::Json, Form::Html, Form::Markdown])
            .shape("Repositories"),
        hook("/refresh", "Reads the sources again soon; signed as GitHub signs its push events"),
        hook("/_hook", "The same, at the data models service's address"),
    ]
}

fn text(text: impl Into<String>) -> Answer {
    Answer::form(Form::Text, text.into()).lifetime(Lifetime::Now)
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

fn document(context: &Context, base: &Base) -> Result<Answer, Problem> {
    Ok(Answer::form(Form::Json, openapi::document(&base.to_string(), &context.definitions).to_string()))
}

fn repos(app: &App, request: &Request<'_>, form: Form) -> Result<Answer, Problem> {
    let states = app.refresher.states();
    let answer = match form {
        Form::Markdown => Answer::form(Form::Markdown, list_of_sources(&states)),
        Form::Html => pages::status(app, request, Form::Html),
        _ => Answer::form(Form::Json, repositories(&states).to_string()),
    };
    Ok(answer.lifetime(Lifetime::Now).introduced(app.definitions().revision()))
}

fn list_of_sources(states: &[State]) -> String {
    let line = |state: &State| {
        let revision = state.delivery.as_ref().map_or("", |delivery| delivery.revision.as_str());
        format!("- {} (`{revision}`)\n", state.name)
    };
    let list: String = states.iter().map(line).collect();
    format!("# Sources\n\n{list}")
}

/// The sources as the data models service tells them, all of which are repositories.
fn repositories(states: &[State]) -> Value {
    let time = |time: SystemTime| timestamp(time.duration_since(UNIX_EPOCH).unwrap_or_default());
    let repository = |state: &State| {
        let (uri, branch) = uri_and_branch(&state.name);
        let delivery = state.delivery.as_ref();
        json!({
            "uri": uri, "branch": branch, "fetchTime": time(state.tried),
            "commit": {
                "sha1": delivery.map(|delivery| delivery.revision.trim_start_matches("git-")),
                "time": delivery.map(|delivery| time(delivery.time)),
            },
        })
    };
    Value::from_iter(states.iter().map(repository))
}

/// The address of a repository and its branch, which stands behind an `@` in the path: one before the host belongs to
/// credentials. A folder, whose name may hold an `@`, and a service have no branch.
fn uri_and_branch(name: &str) -> (&str, &str) {
    let is_repository = name.starts_with("git+") || name.starts_with("file://");
    let path = name.find("://").map(|colon| colon + "://".len());
    let path = path.and_then(|start| Some(start + name.get(start..)?.find('/')?));
    match (path, name.rsplit_once('@')) {
        (Some(path), Some((uri, branch))) if is_repository && uri.len() > path => (uri, branch),
        _ => (name, ""),
    }
}

fn metrics(app: &App, _: &Request<'_>, _: Form) -> Result<Answer, Problem> {
    let mut out = String::new();
    app.metrics.write(&mut out);
    let mut simple = |name: &str, kind: &str, about: &str, value: u64| {
        head(&mut out, name, kind, about);
        line(&mut out, name, &[], value);
    };
    let definitions = app.definitions();
    let load = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
    simple("dmsa_cache_hits_total", "counter", "Answers that were ready", load(&app.counts.hits));
    simple("dmsa_cache_misses_total", "counter", "Answers that had to be made", load(&app.counts.misses));
    simple("dmsa_cache_evictions_total", "counter", "Answers forgotten to make room", load(&app.counts.evictions));
    simple("dmsa_cache_entries", "gauge", "Answers that are ready", definitions.cache.len() as u64);
    simple("dmsa_cache_bytes", "gauge", "Memory they take", definitions.cache.size() as u64);
    simple(
        "dmsa_answer_bytes",
        "gauge",
        "Memory of all answers: ready, or on their way to clients",
        app.budget.used() as u64,
    );
    simple("dmsa_refreshes_total", "counter", "Times the sources were read again", load(&app.refresher.done));
    simple(
        "dmsa_refresh_failures_total",
        "counter",
        "Sources that could not be read or used",
        load(&app.refresher.failed),
    );
    simple("dmsa_versions", "gauge", "Versions that are served", definitions.all().len() as u64);
    simple("dmsa_draining", "gauge", "Whether the service was told to stop", u64::from(app.is_draining()));
    simple("dmsa_log_lines_lost_total", "counter", "Lines of the log that nobody read fast enough", app.lines_lost());
    let states = app.refresher.states();
    head(&mut out, "dmsa_source_age_seconds", "gauge", "How long the definitions of a source have been served");
    for state in &states {
        if let Some(delivery) = &state.delivery {
            let age = delivery.time.elapsed().unwrap_or_default().as_secs();
            line(&mut out, "dmsa_source_age_seconds", &[("source", &state.name)], age);
        }
    }
    head(&mut out, "dmsa_source_up", "gauge", "Whether a source could be read and used when it was last tried");
    for state in &states {
        line(&mut out, "dmsa_source_up", &[("source", &state.name)], u64::from(state.error.is_none()));
    }
    head(
        &mut out,
        "dmsa_source_reading_seconds",
        "gauge",
        "How long a source is being read at the moment; 0 if it is not",
    );
    for (state, reading) in states.iter().zip(app.refresher.reading()) {
        let seconds = reading.unwrap_or_default().as_secs_f64();
        line(&mut out, "dmsa_source_reading_seconds", &[("source", &state.name)], seconds);
    }
    head(&mut out, "dmsa_source_copy_good", "gauge", "Whether nothing is wrong with the copy of a source on disk");
    for state in &states {
        line(&mut out, "dmsa_source_copy_good", &[("source", &state.name)], u64::from(state.copy_error.is_none()));
    }
    head(&mut out, "dmsa_build_info", "gauge", "What this is");
    line(&mut out, "dmsa_build_info", &[("version", env!("CARGO_PKG_VERSION"))], 1);
    Ok(Answer::new("text/plain; version=0.0.4; charset=utf-8", out).lifetime(Lifetime::Now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_stand_behind_the_path() {
        for (name, uri, branch) in [
            ("git+https://example.org/models@main", "git+https://example.org/models", "main"),
            ("git+https://***@example.org/models@feature/x", "git+https://***@example.org/models", "feature/x"),
            ("git+https://***@example.org/models", "git+https://***@example.org/models", ""),
            ("git+https://***@example.org", "git+https://***@example.org", ""),
            ("file:///data/models@v1", "file:///data/models", "v1"),
            ("https://***@example.org/a@b/", "https://***@example.org/a@b/", ""),
            ("/data/a@b", "/data/a@b", ""),
            ("embedded", "embedded", ""),
        ] {
            assert_eq!(uri_and_branch(name), (uri, branch));
        }
    }
}
