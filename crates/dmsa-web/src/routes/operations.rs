//! For those who run the service.

use crate::http::{Answer, Base, Form, Lifetime, Problem, Request};
use crate::log::timestamp;
use crate::metrics::{head, line};
use crate::openapi;
use crate::pages;
use crate::refresh::SourceState;
use crate::route::{Context, Handler, Route, Topic};
use crate::state::State;
use hyper::StatusCode;
use serde_json::{Value, json};
use std::sync::atomic::Ordering;
use std::time::{SystemTime, UNIX_EPOCH};

pub(super) fn routes() -> Vec<Route> {
    let current = |template, about, handler| Route::new(Topic::Operations, template, about, Handler::Current(handler));
    let hook = |template, about| {
        Route::new(Topic::Operations, template, about, Handler::Webhook).media_types([Form::Text.media_type()])
    };
    vec![
        current("/healthz", "Whether the process is alive", healthz).forms(&[Form::Text]).health(),
        current("/readyz", "Whether the service takes requests; 503 after it received SIGTERM", readyz)
            .forms(&[Form::Text])
            .health(),
        current("/metrics", "Metrics since the start, for Prometheus", metrics)
            .media_types(["text/plain; version=0.0.4; charset=utf-8"]),
        Route::new(
            Topic::Operations,
            "/openapi.json",
            "Every address, as an OpenAPI document",
            Handler::Located(document),
        )
        .media_types(["application/json"])
        .shape("Document"),
        current("/repos", "The sources, in the format of the data models service", repos)
            .forms(&[Form::Json, Form::Html, Form::Markdown])
            .shape("Repositories"),
        hook("/refresh", "Reads the sources again soon; takes a push event with the signature of GitHub"),
        hook("/_hook", "The same, at the address of the data models service"),
    ]
}

fn text(text: impl Into<String>) -> Answer {
    Answer::form(Form::Text, text.into()).lifetime(Lifetime::Now)
}

fn healthz(_: &State, _: &Request<'_>, _: Form) -> Result<Answer, Problem> {
    Ok(text("alive\n"))
}

fn readyz(state: &State, _: &Request<'_>, _: Form) -> Result<Answer, Problem> {
    if state.is_draining() {
        return Ok(text("stopping\n").status(StatusCode::SERVICE_UNAVAILABLE));
    }
    Ok(text("ready\n"))
}

fn document(context: &Context, base: &Base) -> Result<Answer, Problem> {
    Ok(Answer::form(Form::Json, openapi::document(&base.to_string(), super::all(), &context.definitions).to_string()))
}

fn repos(state: &State, request: &Request<'_>, form: Form) -> Result<Answer, Problem> {
    let states = state.refresher.states();
    let answer = match form {
        Form::Markdown => Answer::form(Form::Markdown, list_of_sources(&states)),
        Form::Html => pages::status(state, request, Form::Html),
        _ => Answer::form(Form::Json, repositories(&states).to_string()),
    };
    Ok(answer.lifetime(Lifetime::Now).introduced(state.definitions().revision()))
}

fn list_of_sources(states: &[SourceState]) -> String {
    let line = |state: &SourceState| {
        let revision = state.fetched.as_ref().map_or("", |fetched| fetched.revision.as_str());
        format!("- {} (`{revision}`)\n", state.name)
    };
    let list: String = states.iter().map(line).collect();
    format!("# Sources\n\n{list}")
}

/// The sources as the data models service lists them, as if all were repositories.
fn repositories(states: &[SourceState]) -> Value {
    let time = |time: SystemTime| timestamp(time.duration_since(UNIX_EPOCH).unwrap_or_default());
    let repository = |state: &SourceState| {
        let (uri, branch) = uri_and_branch(&state.name);
        let fetched = state.fetched.as_ref();
        json!({
            "uri": uri, "branch": branch, "fetchTime": time(state.tried),
            "commit": {
                "sha1": fetched.map(|fetched| fetched.revision.trim_start_matches("git-")),
                "time": fetched.map(|fetched| time(fetched.time)),
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

fn metrics(state: &State, _: &Request<'_>, _: Form) -> Result<Answer, Problem> {
    let mut out = String::new();
    state.metrics.write(&mut out);
    let mut simple = |name: &str, kind: &str, about: &str, value: u64| {
        head(&mut out, name, kind, about);
        line(&mut out, name, &[], value);
    };
    let definitions = state.definitions();
    let load = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
    simple("dmsa_cache_hits_total", "counter", "Answers found in the cache", load(&state.counts.hits));
    simple("dmsa_cache_misses_total", "counter", "Answers not found in the cache", load(&state.counts.misses));
    simple("dmsa_cache_evictions_total", "counter", "Answers evicted from the cache", load(&state.counts.evictions));
    simple("dmsa_cache_entries", "gauge", "Answers in the cache", definitions.cache.len() as u64);
    simple("dmsa_cache_bytes", "gauge", "Memory of the answers in the cache", definitions.cache.size() as u64);
    simple(
        "dmsa_answer_bytes",
        "gauge",
        "Memory of all answers: in the cache, or being sent",
        state.budget.used() as u64,
    );
    simple("dmsa_refreshes_total", "counter", "Times that the sources were read again", load(&state.refresher.done));
    simple(
        "dmsa_refresh_failures_total",
        "counter",
        "Times that a source could not be read or used",
        load(&state.refresher.failed),
    );
    simple("dmsa_versions", "gauge", "Model versions being served", definitions.all().len() as u64);
    simple("dmsa_draining", "gauge", "1 after the service received SIGTERM", u64::from(state.is_draining()));
    simple(
        "dmsa_log_lines_lost_total",
        "counter",
        "Log lines dropped because they were not read fast enough",
        state.dropped_log_lines(),
    );
    let states = state.refresher.states();
    head(&mut out, "dmsa_source_age_seconds", "gauge", "Seconds since the served definitions of a source were read");
    for source in &states {
        if let Some(fetched) = &source.fetched {
            let age = fetched.time.elapsed().unwrap_or_default().as_secs();
            line(&mut out, "dmsa_source_age_seconds", &[("source", &source.name)], age);
        }
    }
    head(&mut out, "dmsa_source_up", "gauge", "1 if a source could be read and used at the last try");
    for source in &states {
        line(&mut out, "dmsa_source_up", &[("source", &source.name)], u64::from(source.error.is_none()));
    }
    head(
        &mut out,
        "dmsa_source_reading_seconds",
        "gauge",
        "Seconds that the current read of a source has taken; 0 if it is not being read",
    );
    for (source, reading) in states.iter().zip(state.refresher.reading()) {
        let seconds = reading.unwrap_or_default().as_secs_f64();
        line(&mut out, "dmsa_source_reading_seconds", &[("source", &source.name)], seconds);
    }
    head(&mut out, "dmsa_source_copy_good", "gauge", "0 if the copy of a source on disk cannot be used or written");
    for source in &states {
        line(&mut out, "dmsa_source_copy_good", &[("source", &source.name)], u64::from(source.copy_error.is_none()));
    }
    head(&mut out, "dmsa_build_info", "gauge", "The version of dmsa");
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
