//! What is served, from which sources, and how they are doing.

use super::layout::{Frame, count};
use crate::http::{Answer, Form, Lifetime, Request};
use crate::log::timestamp;
use crate::refresh::SourceState;
use crate::route::root;
use crate::state::State;
use dmsa::diagnostic::{Diagnostic, Severity};
use maud::{Markup, html};
use serde_json::json;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// More findings than this are not listed.
const MAX_COUNT: usize = 200;

/// The page, or the same for programs.
pub(crate) fn status(state: &State, request: &Request<'_>, form: Form) -> Answer {
    let states: Vec<_> = state.refresher.states().into_iter().zip(state.refresher.reading()).collect();
    let answer = if form == Form::Json { data(state, &states) } else { page(state, request, &states) };
    answer.lifetime(Lifetime::Now)
}

fn time(time: SystemTime) -> String {
    timestamp(time.duration_since(UNIX_EPOCH).unwrap_or_default())
}

/// A time for people: `2026-11-23 19:50:00 UTC`.
fn shown(when: SystemTime) -> Markup {
    let exact = time(when);
    let text = exact.get(..19).unwrap_or(&exact).replace('T', " ");
    html! { time datetime=(exact) { (text) " UTC" } }
}

/// How long something has been so, in the largest unit of which there are two.
fn lasted(seconds: u64) -> String {
    let units = [(86_400, "day"), (3_600, "hour"), (60, "minute")];
    let (length, unit) = units.into_iter().find(|(length, _)| seconds >= 2 * length).unwrap_or((1, "second"));
    count(usize::try_from(seconds / length).unwrap_or(usize::MAX), unit)
}

/// The word for how a source is doing.
fn word(state: &SourceState) -> &'static str {
    match (&state.error, state.stand_in) {
        (None, _) => "up to date",
        (Some(_), None) if state.fetched.is_some() => "serving older definitions",
        (Some(_), Some(_)) => "serving a stand-in",
        (Some(_), None) => "not serving",
    }
}

fn data(state: &State, states: &[(SourceState, Option<Duration>)]) -> Answer {
    let finding = |found: &Diagnostic| {
        json!({
            "code": found.code.name, "severity": found.severity.name(), "model": found.model,
            "origin": found.origin.to_string(), "message": found.message, "help": found.help,
        })
    };
    let source = |(state, reading): &(SourceState, Option<Duration>)| {
        let fetched = state.fetched.as_ref();
        json!({
            "name": state.name, "state": word(state), "error": state.error.as_ref().map(|error| &error.why), "stand_in": state.stand_in,
            "reading_seconds": reading.map(|reading| reading.as_secs()), "copy_error": state.copy_error,
            "tried": time(state.tried), "served_since": fetched.map(|fetched| time(fetched.time)),
            "revision": fetched.map(|fetched| &fetched.revision),
            "versions": fetched.map(|fetched| fetched.definitions.len()),
            "diagnostics": worst_first(state.findings()).into_iter().map(finding).collect::<Vec<_>>(),
        })
    };
    let definitions = state.definitions();
    let document = json!({
        "version": env!("CARGO_PKG_VERSION"), "uptime_seconds": state.started.elapsed().as_secs(),
        "draining": state.is_draining(), "models": definitions.models().count(), "versions": definitions.all().len(),
        "cache": {"entries": definitions.cache.len(), "bytes": definitions.cache.size(), "limit": state.settings.cache},
        "sources": states.iter().map(source).collect::<Vec<_>>(),
    });
    Answer::form(Form::Json, document.to_string())
}

fn page(state: &State, request: &Request<'_>, states: &[(SourceState, Option<Duration>)]) -> Answer {
    let definitions = state.definitions();
    let frame = Frame::bare("Status", &root(request.path)).crumb("Status", "status");
    let content = html! {
        h1 { "Status" }
        p .lead {
            (count(definitions.all().len(), "version")) " of " (count(definitions.models().count(), "model"))
            ", served by dmsa " (env!("CARGO_PKG_VERSION")) " for " (lasted(state.started.elapsed().as_secs())) ". "
            a href={ (frame.root) "status?format=json" } { "The same for programs" }
        }
        @for (state, reading) in states { (source(state, *reading)) }
    };
    frame.around(&content)
}

fn source(state: &SourceState, reading: Option<Duration>) -> Markup {
    let good = state.error.is_none();
    html! {
        section .card {
            h2 { (state.name) " " span .badge .(if good { "final" } else { "error" }) { (word(state)) } }
            @if let Some(error) = &state.error { p .error { (error.why) } }
            @if let Some(stand_in) = state.stand_in { p { "In its place " (stand_in) " is served." } }
            @if let Some(why) = &state.copy_error { p .error { (why) } }
            dl {
                @if let Some(reading) = reading { dt { "Being read" } dd { "for " (lasted(reading.as_secs())) } }
                dt { "Last tried" } dd { (shown(state.tried)) }
                @if let Some(fetched) = &state.fetched {
                    dt { "Served since" } dd { (shown(fetched.time)) }
                    dt { "Revision" } dd { code { (fetched.revision) } }
                    dt { "Versions" } dd { (fetched.definitions.len()) }
                }
            }
            @if !state.findings().is_empty() {
                details open[!good] {
                    summary { (count(state.findings().len(), "finding")) " about its files" }
                    ul {
                        @for found in worst_first(state.findings()) {
                            li {
                                span .badge .(found.severity.name()) { (found.severity) } " "
                                code { (found.origin) } " " (found.message)
                            }
                        }
                    }
                }
            }
        }
    }
}

fn worst_first(findings: &[Diagnostic]) -> Vec<&Diagnostic> {
    let mut sorted: Vec<_> = findings.iter().collect();
    sorted.sort_by_key(|found| match found.severity {
        Severity::Error => 0,
        Severity::Warning => 1,
        Severity::Note => 2,
    });
    sorted.truncate(MAX_COUNT);
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_for_people() {
        assert_eq!(
            shown(UNIX_EPOCH).into_string(),
            "<time datetime=\"1970-01-01T00:00:00.000Z\">1970-01-01 00:00:00 UTC</time>"
        );
        for (seconds, expected) in
            [(0, "0 seconds"), (1, "1 second"), (119, "119 seconds"), (120, "2 minutes"), (172_800, "2 days")]
        {
            assert_eq!(lasted(seconds), expected);
        }
    }
}
