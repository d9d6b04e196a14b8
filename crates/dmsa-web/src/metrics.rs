//! Counting what happens, for Prometheus.

use hyper::StatusCode;
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

/// The upper ends of the latency classes, in microseconds.
const CLASSES: [u64; 10] = [50, 100, 250, 500, 1_000, 2_500, 10_000, 50_000, 250_000, 1_000_000];

/// The statuses that are counted by themselves; the last stands for all others.
const STATUSES: [u16; 18] = [200, 202, 204, 301, 302, 304, 400, 401, 404, 405, 408, 409, 413, 414, 422, 501, 503, 0];

/// Counters of the whole process.
pub(crate) struct Metrics {
    routes: HashMap<&'static str, Row>,
    other: Row,
    connections: AtomicI64,
    accepted: AtomicU64,
    refused: AtomicU64,
    slow: AtomicU64,
}

#[derive(Default)]
struct Row {
    statuses: [AtomicU64; STATUSES.len()],
    classes: [AtomicU64; CLASSES.len()],
    microseconds: AtomicU64,
}

/// An open connection; counted until it is dropped.
pub(crate) struct Open<'m>(&'m AtomicI64);

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Metrics {
    /// Counters for addresses of these shapes.
    pub(crate) fn new(templates: impl Iterator<Item = &'static str>) -> Self {
        let routes = templates.map(|template| (template, Row::default())).collect();
        let zero = || AtomicU64::new(0);
        let (connections, accepted, refused, slow) = (AtomicI64::new(0), zero(), zero(), zero());
        Self { routes, other: Row::default(), connections, accepted, refused, slow }
    }

    /// Counts a connection.
    pub(crate) fn connection(&self) -> Open<'_> {
        self.accepted.fetch_add(1, Ordering::Relaxed);
        self.connections.fetch_add(1, Ordering::Relaxed);
        Open(&self.connections)
    }

    /// How many connections are open.
    pub(crate) fn open(&self) -> i64 {
        self.connections.load(Ordering::Relaxed)
    }

    /// Counts a connection that was refused, as its address has too many.
    pub(crate) fn refuse(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a connection that was closed, as its client did not read what it was sent.
    pub(crate) fn give_up(&self) {
        self.slow.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a request.
    pub(crate) fn request(&self, template: &str, status: StatusCode, took: Duration) {
        let row = self.routes.get(template).unwrap_or(&self.other);
        let place = STATUSES.iter().position(|known| *known == status.as_u16()).unwrap_or(STATUSES.len() - 1);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        if let Some(counter) = row.statuses.get(place) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
        let class = CLASSES.iter().position(|end| micros <= *end);
        if let Some(counter) = class.and_then(|class| row.classes.get(class)) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
        row.microseconds.fetch_add(micros, Ordering::Relaxed);
    }

    /// The counters as Prometheus reads them.
    pub(crate) fn write(&self, out: &mut String) {
        let mut rows: Vec<_> = self.routes.iter().map(|(template, row)| (*template, row)).collect();
        rows.push(("(none)", &self.other));
        rows.sort_by_key(|(template, _)| *template);
        rows.retain(|(_, row)| row.count() > 0);
        head(
            out,
            "dmsa_requests_total",
            "counter",
            "Requests by the shape of their address and the status of the answer",
        );
        for (template, row) in &rows {
            for (status, counter) in STATUSES.iter().zip(&row.statuses) {
                let count = counter.load(Ordering::Relaxed);
                if count > 0 {
                    let status = if *status == 0 { "other".to_owned() } else { status.to_string() };
                    line(out, "dmsa_requests_total", &[("route", template), ("status", &status)], count);
                }
            }
        }
        let name = "dmsa_request_duration_seconds";
        head(out, name, "histogram", "Time to make answers, by the shape of the address");
        for (template, row) in &rows {
            let mut below = 0;
            for (end, counter) in CLASSES.iter().zip(&row.classes) {
                below += counter.load(Ordering::Relaxed);
                let end = (*end as f64 / 1e6).to_string();
                line(out, &format!("{name}_bucket"), &[("route", template), ("le", &end)], below);
            }
            line(out, &format!("{name}_bucket"), &[("route", template), ("le", "+Inf")], row.count());
            let sum = row.microseconds.load(Ordering::Relaxed) as f64 / 1e6;
            line(out, &format!("{name}_sum"), &[("route", template)], sum);
            line(out, &format!("{name}_count"), &[("route", template)], row.count());
        }
        head(out, "dmsa_connections", "gauge", "Open connections");
        line(out, "dmsa_connections", &[], self.connections.load(Ordering::Relaxed));
        head(out, "dmsa_connections_total", "counter", "Connections since the start");
        line(out, "dmsa_connections_total", &[], self.accepted.load(Ordering::Relaxed));
        let name = "dmsa_connections_refused_total";
        head(out, name, "counter", "Connections refused because their address had too many");
        line(out, name, &[], self.refused.load(Ordering::Relaxed));
        let name = "dmsa_connections_slow_total";
        head(out, name, "counter", "Connections closed because the client did not read its answer");
        line(out, name, &[], self.slow.load(Ordering::Relaxed));
    }
}

impl Row {
    fn count(&self) -> u64 {
        self.statuses.iter().map(|counter| counter.load(Ordering::Relaxed)).sum()
    }
}

/// Begins a metric.
pub(crate) fn head(out: &mut String, name: &str, kind: &str, about: &str) {
    // Writing to a string cannot fail.
    write!(out, "# HELP {name} {about}.\n# TYPE {name} {kind}\n").ok();
}

/// One value of a metric.
pub(crate) fn line(out: &mut String, name: &str, labels: &[(&str, &str)], value: impl std::fmt::Display) {
    let escape = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    let labels: Vec<_> = labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escape(value))).collect();
    let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
    writeln!(out, "{name}{labels} {value}").ok();
}
