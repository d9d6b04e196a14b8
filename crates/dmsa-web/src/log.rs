//! What happens, for people at a terminal or, elsewhere, for programs: one JSON object a line.

use hyper::StatusCode;
use hyper::header::HeaderValue;
use serde_json::json;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Lines that may wait to be written. A reader that is slower than that loses lines, not requests.
const WAITING: usize = 16 << 10;

/// How much an event matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Info,
    Warning,
    Error,
}

impl Level {
    fn name(self) -> &'static str {
        match self {
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }
}

/// Where lines are handed over to the thread that writes them.
#[derive(Clone)]
pub(crate) struct Log(Arc<Inner>);

struct Inner {
    lines: SyncSender<Line>,
    access: bool,
    json: bool,
    /// What tells the requests of this process from those of others.
    process: u32,
    requests: AtomicU32,
    lost: AtomicU64,
}

/// What is logged of a request.
pub(crate) struct Access<'r> {
    /// The address of the client.
    pub(crate) client: &'r str,
    pub(crate) method: &'r str,
    pub(crate) address: &'r str,
    /// The `User-Agent` header.
    pub(crate) agent: Option<&'r str>,
}

/// What came of a request.
struct Answered<'r> {
    time: &'r str,
    id: &'r str,
    status: u16,
    bytes: usize,
    micros: u64,
}

impl Access<'_> {
    fn for_programs(&self, answered: &Answered<'_>) -> String {
        let Answered { time, id, status, bytes, micros } = *answered;
        json!({
            "time": time, "level": "info", "message": "request", "id": id, "client": self.client,
            "method": self.method, "address": self.address, "status": status, "bytes": bytes,
            "microseconds": micros, "agent": self.agent,
        })
        .to_string()
    }

    fn for_people(&self, answered: &Answered<'_>) -> String {
        let Answered { time, id, status, bytes, micros } = *answered;
        let (method, address, client) = (self.method, self.address, printable(self.client));
        format!("{time} {status} {method} {address} {bytes} bytes {micros} µs {client} {id}")
    }
}

enum Line {
    Text(String),
    Flush(SyncSender<()>),
}

impl Log {
    /// Starts the thread that writes to standard error.
    pub(crate) fn start(access: bool) -> Self {
        let (lines, receiver) = sync_channel(WAITING);
        let process = now().subsec_nanos() ^ std::process::id().rotate_left(16);
        let (requests, lost) = (AtomicU32::new(0), AtomicU64::new(0));
        let json = !io::stderr().is_terminal();
        let log = Self(Arc::new(Inner { lines, access, json, process, requests, lost }));
        // Without the thread nothing is logged, which is no reason not to serve.
        std::thread::Builder::new().name("dmsa-log".to_owned()).spawn(move || write(&receiver)).ok();
        log
    }

    /// The id of a request: the one a proxy gave it, or a new one, which is as long as any other, so that the same answer is.
    pub(crate) fn request_id(&self, given: Option<&HeaderValue>) -> String {
        let legal = |id: &&str| {
            (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:".contains(&b))
        };
        match given.and_then(|id| id.to_str().ok()).filter(legal) {
            Some(id) => id.to_owned(),
            None => format!("{:08x}-{:08x}", self.0.process, self.0.requests.fetch_add(1, Ordering::Relaxed)),
        }
    }

    /// Logs something that happened.
    pub(crate) fn event(&self, level: Level, message: &str) {
        let time = timestamp(now());
        self.line(if self.0.json {
            json!({"time": time, "level": level.name(), "message": message}).to_string()
        } else {
            format!("{time} {:7} {}", level.name(), printable(message))
        });
    }

    /// Whether requests are logged.
    pub(crate) fn has_access(&self) -> bool {
        self.0.access
    }

    /// Logs a request and what came of it.
    pub(crate) fn access(&self, id: &str, context: &Access<'_>, status: StatusCode, bytes: usize, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let answered = Answered { time: &timestamp(now()), id, status: status.as_u16(), bytes, micros };
        self.line(if self.0.json { context.for_programs(&answered) } else { context.for_people(&answered) });
    }

    /// Waits until everything logged so far is written, though not for ever.
    pub(crate) fn flush(&self) {
        let deadline = Instant::now() + Duration::from_secs(2);
        let (done, waiting) = sync_channel(1);
        let mut line = Line::Flush(done);
        // Where nobody reads, there is no room for this line either.
        while let Err(TrySendError::Full(back)) = self.0.lines.try_send(line) {
            if Instant::now() > deadline {
                return;
            }
            line = back;
            std::thread::sleep(Duration::from_millis(5));
        }
        waiting.recv_timeout(deadline.saturating_duration_since(Instant::now())).ok();
    }

    fn line(&self, text: String) {
        match self.0.lines.try_send(Line::Text(text)) {
            Ok(()) | Err(TrySendError::Disconnected(_)) => {}
            Err(TrySendError::Full(_)) => {
                self.0.lost.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// Lines that were lost because nobody read fast enough.
    pub(crate) fn lost(&self) -> u64 {
        self.0.lost.load(Ordering::Relaxed)
    }
}

/// Writes lines, as many at a time as wait.
fn write(lines: &Receiver<Line>) {
    let mut text = String::new();
    while let Ok(first) = lines.recv() {
        let mut flushed = Vec::new();
        for line in std::iter::once(first).chain(lines.try_iter().take(1000)) {
            match line {
                Line::Text(line) => {
                    text.push_str(&line);
                    text.push('\n');
                }
                Line::Flush(done) => flushed.push(done),
            }
        }
        // There is nowhere to report that standard error cannot be written to.
        io::stderr().write_all(text.as_bytes()).ok();
        text.clear();
        for done in flushed {
            // Who does not wait any more need not be told.
            done.send(()).ok();
        }
    }
}

fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// A time as people and programs write it: `2026-11-23T19:50:00.123Z`.
pub(crate) fn timestamp(since_epoch: Duration) -> String {
    let (seconds, millis) = (since_epoch.as_secs(), since_epoch.subsec_millis());
    let (days, time) = (seconds / 86_400, seconds % 86_400);
    // The civil calendar from days, counted in eras of 400 years that begin in March.
    let shifted = days + 719_468;
    let (era, day) = (shifted / 146_097, shifted % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let date = day - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = era * 400 + year + carry;
    let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
    format!("{year:04}-{month:02}-{date:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_utc() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400, "2000-02-29T00:00:00.000Z"),
            (1_795_549_786, "2026-11-24T19:49:46.000Z"),
            (4_107_542_399, "2100-02-28T23:59:59.000Z"),
        ] {
            assert_eq!(timestamp(Duration::from_secs(seconds)), text);
        }
    }

    #[test]
    fn requests_are_told_to_people_and_to_programs() {
        let context = Access { client: "10.0.0.1\u{1b}[31m", method: "GET", address: "/pedsnet/", agent: None };
        let time = timestamp(Duration::ZERO);
        let answered = Answered { time: &time, id: "a-1", status: 200, bytes: 7, micros: 42 };
        assert_eq!(
            context.for_people(&answered),
            "1970-01-01T00:00:00.000Z 200 GET /pedsnet/ 7 bytes 42 µs 10.0.0.1\u{fffd}[31m a-1"
        );
        let line: serde_json::Value = serde_json::from_str(&context.for_programs(&answered)).unwrap();
        assert_eq!((&line["status"], &line["microseconds"], &line["agent"]), (&200.into(), &42.into(), &().into()));
    }

    #[test]
    fn ids_of_proxies_are_kept_if_they_are_ids() {
        let log = Log::start(false);
        assert_eq!(log.request_id(Some(&HeaderValue::from_static("abc-1"))), "abc-1");
        for id in ["", "a b", "\"x\"", &"x".repeat(65)] {
            assert_ne!(log.request_id(Some(&HeaderValue::from_str(id).unwrap())), id);
        }
        let new = log.request_id(None);
        assert_eq!(new.len(), 17);
        assert_ne!(log.request_id(None), new);
    }
}
