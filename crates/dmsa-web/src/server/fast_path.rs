//! The short way: requests for answers that are ready, which are most, are answered with bytes that are ready, too.

use super::client::Client;
use super::write_timeout::WriteTimeout;
use crate::http::best_encoding;
use crate::log::Access;
use httparse::{EMPTY_HEADER, Header, Status};
use std::pin::pin;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::io::AsyncReadExt;
use tokio::sync::watch;

/// The most bytes of a request that are looked at here.
const MAX_LENGTH: usize = 4 << 10;
/// The most headers that it has.
const MAX_HEADERS: usize = 24;

/// How long a new connection may take to ask for something when the service closes.
const FIRST_CHANCE: Duration = Duration::from_secs(1);

/// Headers that mean something beyond what is looked at here.
const MEANINGFUL: [&str; 10] = [
    "content-length",
    "expect",
    "if-match",
    "if-none-match",
    "range",
    "transfer-encoding",
    "upgrade",
    "x-forwarded-prefix",
    "x-request-id",
    "x-script-name",
];

/// A request that asks for nothing but a path.
struct Simple<'b> {
    /// The bytes it takes.
    length: usize,
    path: &'b str,
    accept_encoding: Option<&'b str>,
    forwarded: Option<&'b str>,
    agent: Option<&'b str>,
}

/// What the bytes that were read so far are.
enum Looked<'b> {
    Simple(Simple<'b>),
    /// The beginning of a request.
    Beginning,
    /// Something else.
    Else,
}

fn look(bytes: &[u8]) -> Looked<'_> {
    let mut headers = [EMPTY_HEADER; MAX_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    let length = match request.parse(bytes) {
        Ok(Status::Complete(length)) => length,
        Ok(Status::Partial) if bytes.len() < MAX_LENGTH => return Looked::Beginning,
        Ok(Status::Partial) | Err(_) => return Looked::Else,
    };
    let (Some("GET"), Some(1), Some(path)) = (request.method, request.version, request.path) else {
        return Looked::Else;
    };
    let is_path = path.starts_with('/') && !path.bytes().any(|byte| matches!(byte, b'?' | b'#'));
    let hosts = request.headers.iter().filter(|header| header.name.eq_ignore_ascii_case("host")).count();
    if !is_path || hosts != 1 || !request.headers.iter().all(is_meaningless) {
        return Looked::Else;
    }
    let value = |name: &str| {
        let header = request.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(header.value).ok()
    };
    let (accept_encoding, forwarded, agent) = (value("accept-encoding"), value("x-forwarded-for"), value("user-agent"));
    Looked::Simple(Simple { length, path, accept_encoding, forwarded, agent })
}

fn is_meaningless(header: &Header<'_>) -> bool {
    if header.name.eq_ignore_ascii_case("connection") {
        return header.value.eq_ignore_ascii_case(b"keep-alive");
    }
    !MEANINGFUL.iter().any(|name| header.name.eq_ignore_ascii_case(name))
}

/// Answers requests as long as their answers are ready. What was read of one that goes the long way, or `None` if the
/// connection is at its end.
pub(super) async fn serve(
    stream: &mut WriteTimeout,
    client: &Client,
    closed: &mut watch::Receiver<bool>,
) -> Option<Vec<u8>> {
    let mut patience = client.app.state.settings.head_timeout;
    let mut timer = pin!(tokio::time::sleep(patience));
    let (mut read, mut head, mut date) = (Vec::with_capacity(MAX_LENGTH), Vec::with_capacity(1 << 10), Date::default());
    let (mut since, mut is_closed) = (Instant::now(), false);
    loop {
        match look(&read) {
            Looked::Simple(simple) => {
                if !answer(stream, client, &simple, &mut head, &mut date).await? {
                    return Some(read);
                }
                let length = simple.length;
                read.drain(..length);
                since = Instant::now();
                continue;
            }
            Looked::Else => return Some(read),
            Looked::Beginning => {}
        }
        tokio::select! {
            biased;
            count = stream.read_buf(&mut read) => if count.ok()? == 0 { return None },
            () = timer.as_mut() => {
                let left = patience.saturating_sub(since.elapsed());
                if left == Duration::ZERO {
                    return None;
                }
                timer.as_mut().reset(tokio::time::Instant::now() + left);
            }
            _ = closed.wait_for(|closed| *closed), if !is_closed => {
                if !read.is_empty() || client.was_served() {
                    return Some(read).filter(|read| !read.is_empty());
                }
                // It has just been opened: what it was opened for is on its way.
                (is_closed, patience) = (true, patience.min(FIRST_CHANCE));
                timer.as_mut().reset(tokio::time::Instant::now() + patience);
            }
        }
    }
}

/// Answers a request, if the answer is ready or can be made so; `None` if it cannot be sent.
async fn answer(
    stream: &mut WriteTimeout,
    client: &Client,
    simple: &Simple<'_>,
    head: &mut Vec<u8>,
    date: &mut Date,
) -> Option<bool> {
    let start = Instant::now();
    let (app, log) = (&client.app, &client.log);
    if app.state.is_draining() || client.is_at_last() {
        return Some(false);
    }
    let encoding = best_encoding(simple.accept_encoding);
    let Some(entry) = app.path_entry(simple.path, encoding).await else { return Some(false) };
    client.count();
    head.clear();
    let (status, content) = entry.write(encoding, head);
    let id = log.has_access().then(|| log.request_id(None));
    if let Some(id) = &id {
        for part in [&b"x-request-id: "[..], id.as_bytes(), b"\r\n"] {
            head.extend_from_slice(part);
        }
    }
    head.extend_from_slice(date.line());
    let took = start.elapsed();
    app.state.metrics.request(entry.template, status, took);
    if let Some(id) = &id {
        let Simple { path: address, forwarded, agent, .. } = *simple;
        let access = Access { client: client.named_by(forwarded), method: "GET", address, agent };
        log.access(id, &access, status, content.len(), took);
    }
    stream.send(head, &content).await.ok()?;
    Some(true)
}

/// The header with the date, which ends a head; written once a second.
#[derive(Default)]
struct Date {
    second: u64,
    line: Vec<u8>,
}

impl Date {
    fn line(&mut self) -> &[u8] {
        let now = SystemTime::now();
        let second = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        if second != self.second || self.line.is_empty() {
            self.second = second;
            self.line = format!("date: {}\r\n\r\n", httpdate::fmt_http_date(now)).into_bytes();
        }
        &self.line
    }
}
