//! What happens, for people at a terminal or, elsewhere, for programs: one JSON object a line.
//!
//! A line is put into a buffer, which a thread of its own writes: a request never waits for a reader of the log, and many lines
//! are written at once.

use hyper::StatusCode;
use hyper::header::HeaderValue;
use serde::Serialize;
use serde_json::json;
use std::cell::Cell;
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Bytes that may wait to be written. If the reader of the log is slower than that, lines are dropped, and requests do not wait.
const MAX_WAITING: usize = 4 << 20;

/// Bytes that are written without waiting for more.
const ENOUGH: usize = 256 << 10;

/// How long lines about requests wait for more of them.
const GATHER: Duration = Duration::from_millis(50);

/// How long a flush waits for a reader of the log.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(2);

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
    buffer: Mutex<Buffer>,
    /// Wakes the thread that writes when there are lines, and those who wait for it when it has written.
    changed: Condvar,
    access: bool,
    json: bool,
    /// What distinguishes the requests of this process from those of others.
    process: u32,
    requests: AtomicU32,
    dropped: AtomicU64,
}

/// Lines that wait to be written.
#[derive(Default)]
struct Buffer {
    text: Vec<u8>,
    /// Whether somebody waits for them.
    is_urgent: bool,
    /// Whether the thread is writing lines that are not in the text any more.
    is_writing: bool,
}

/// What a thread writes its lines with, before it takes the buffer that all threads share.
#[derive(Default)]
struct Writer {
    clock: Clock,
    line: Vec<u8>,
}

thread_local! {
    static WRITER: Cell<Writer> = Cell::default();
}

/// Writes times; most of one is the same for a whole second.
#[derive(Default)]
struct Clock {
    second: u64,
    time: String,
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

/// A line about a request.
#[derive(Serialize)]
struct Line<'l> {
    time: &'l str,
    level: &'static str,
    message: &'static str,
    id: &'l str,
    client: &'l str,
    method: &'l str,
    address: &'l str,
    status: u16,
    bytes: usize,
    microseconds: u64,
    agent: Option<&'l str>,
}

impl Access<'_> {
    fn for_programs(&self, answered: &Answered<'_>, out: &mut Vec<u8>) {
        let Answered { time, id, status, bytes, micros } = *answered;
        let Access { client, method, address, agent } = *self;
        let (level, message) = (Level::Info.name(), "request");
        let line =
            Line { time, level, message, id, client, method, address, status, bytes, microseconds: micros, agent };
        // Strings and numbers can always be written to memory.
        serde_json::to_writer(&mut *out, &line).ok();
        out.push(b'\n');
    }

    fn for_people(&self, answered: &Answered<'_>, out: &mut Vec<u8>) {
        let Answered { time, id, status, bytes, micros } = *answered;
        let (method, address, client) = (self.method, self.address, printable(self.client));
        writeln!(out, "{time} {status} {method} {address} {bytes} bytes {micros} µs {client} {id}").ok();
    }
}

impl Clock {
    /// The time now.
    fn now(&mut self) -> &str {
        let now = now();
        if now.as_secs() != self.second || self.time.is_empty() {
            (self.second, self.time) = (now.as_secs(), timestamp(now));
        } else {
            self.time.truncate("2026-11-23T19:50:00".len());
            std::fmt::Write::write_fmt(&mut self.time, format_args!(".{:03}Z", now.subsec_millis())).ok();
        }
        &self.time
    }
}

impl Log {
    /// Starts the thread that writes to standard error.
    pub(crate) fn start(access: bool) -> Self {
        let process = now().subsec_nanos() ^ std::process::id().rotate_left(16);
        let (requests, dropped) = (AtomicU32::new(0), AtomicU64::new(0));
        let (json, buffer, changed) = (!io::stderr().is_terminal(), Mutex::default(), Condvar::new());
        let log = Self(Arc::new(Inner { buffer, changed, access, json, process, requests, dropped }));
        let writer = log.clone();
        // Without the thread nothing is logged, which is no reason not to serve.
        std::thread::Builder::new().name("dmsa-log".to_owned()).spawn(move || writer.write()).ok();
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
        self.line(true, |time, out| {
            let level = level.name();
            let line = if self.0.json {
                json!({"time": time, "level": level, "message": message}).to_string()
            } else {
                format!("{time} {level:7} {}", printable(message))
            };
            out.extend_from_slice(line.as_bytes());
            out.push(b'\n');
        });
    }

    /// Whether requests are logged.
    pub(crate) fn has_access(&self) -> bool {
        self.0.access
    }

    /// Logs a request and what came of it.
    pub(crate) fn access(&self, id: &str, access: &Access<'_>, status: StatusCode, bytes: usize, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.line(false, |time, out| {
            let answered = Answered { time, id, status: status.as_u16(), bytes, micros };
            if self.0.json { access.for_programs(&answered, out) } else { access.for_people(&answered, out) }
        });
    }

    fn buffer(&self) -> MutexGuard<'_, Buffer> {
        self.0.buffer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a line, unless too much waits already.
    fn line(&self, is_urgent: bool, write: impl FnOnce(&str, &mut Vec<u8>)) {
        let mut writer = WRITER.take();
        writer.line.clear();
        write(writer.clock.now(), &mut writer.line);
        self.add(&writer.line, is_urgent);
        WRITER.set(writer);
    }

    fn add(&self, line: &[u8], is_urgent: bool) {
        let mut buffer = self.buffer();
        let text = &mut buffer.text;
        if text.len() > MAX_WAITING {
            self.0.dropped.fetch_add(1, Ordering::Relaxed);
            return;
        }
        let waiting = text.len();
        text.extend_from_slice(line);
        let is_enough = waiting < ENOUGH && text.len() >= ENOUGH;
        buffer.is_urgent |= is_urgent || is_enough;
        if is_urgent || is_enough || waiting == 0 {
            drop(buffer);
            self.0.changed.notify_all();
        }
    }

    /// Waits until everything logged so far is written, though not for ever.
    pub(crate) fn flush(&self) {
        let mut buffer = self.buffer();
        buffer.is_urgent = true;
        self.0.changed.notify_all();
        let is_left = |buffer: &mut Buffer| buffer.is_writing || !buffer.text.is_empty();
        // Whether the time was enough or not, nothing more can be done.
        self.0.changed.wait_timeout_while(buffer, FLUSH_TIMEOUT, is_left).ok();
    }

    /// Writes lines for ever, as many at a time as wait.
    fn write(&self) {
        let mut writing = Vec::new();
        loop {
            let buffer = self.buffer();
            let buffer = self.0.changed.wait_while(buffer, |buffer| buffer.text.is_empty());
            let buffer = buffer.unwrap_or_else(PoisonError::into_inner);
            let buffer = self.0.changed.wait_timeout_while(buffer, GATHER, |buffer| !buffer.is_urgent);
            let (mut buffer, _) = buffer.unwrap_or_else(PoisonError::into_inner);
            std::mem::swap(&mut buffer.text, &mut writing);
            (buffer.is_urgent, buffer.is_writing) = (false, true);
            drop(buffer);
            // There is nowhere to report that standard error cannot be written to.
            io::stderr().write_all(&writing).ok();
            writing.clear();
            self.buffer().is_writing = false;
            self.0.changed.notify_all();
        }
    }

    /// How many lines were dropped because they were not read fast enough.
    pub(crate) fn dropped(&self) -> u64 {
        self.0.dropped.load(Ordering::Relaxed)
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
    // A system whose clock is past the year 9999 gets the last time that can be written.
    let last = Duration::from_secs(253_402_300_799);
    humantime::format_rfc3339_millis(UNIX_EPOCH + since_epoch.min(last)).to_string()
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
    fn the_clock_writes_what_timestamps_are() {
        let mut clock = Clock::default();
        for _ in 0..3 {
            let (before, time, after) = (timestamp(now()), clock.now().to_owned(), timestamp(now()));
            assert!((before.as_str()..=after.as_str()).contains(&time.as_str()), "{before} {time} {after}");
        }
    }

    #[test]
    fn requests_are_told_to_people_and_to_programs() {
        let access = Access { client: "10.0.0.1\u{1b}[31m", method: "GET", address: "/pedsnet/", agent: None };
        let time = timestamp(Duration::ZERO);
        let answered = Answered { time: &time, id: "a-1", status: 200, bytes: 7, micros: 42 };
        let mut line = Vec::new();
        access.for_people(&answered, &mut line);
        assert_eq!(
            String::from_utf8_lossy(&line),
            "1970-01-01T00:00:00.000Z 200 GET /pedsnet/ 7 bytes 42 µs 10.0.0.1\u{fffd}[31m a-1\n"
        );
        line.clear();
        access.for_programs(&answered, &mut line);
        let line: serde_json::Value = serde_json::from_slice(&line).unwrap();
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
