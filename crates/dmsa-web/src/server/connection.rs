//! One connection: its requests, and its limits.

use super::fast_path;
use super::write_timeout::WriteTimeout;
use crate::app::{App, Outcome};
use crate::http::{Peer, Problem};
use crate::log::{Access, Log};
use crate::refresh::Signature;
use bytes::Bytes;
use http::request::Parts;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Body, Incoming};
use hyper::header::{CONNECTION, HOST, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode, Version};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, watch};

/// The most bytes the head of a request may have.
const MAX_HEAD_BYTES: usize = 32 << 10;
/// The most headers it may have.
const MAX_HEADERS: usize = 100;
/// The most bytes a body may have: push events are far smaller.
const MAX_BODY_BYTES: usize = 1 << 20;
/// How long a connection of the reserve may take to ask, and how long it waits for its turn.
const RESERVE_TIMEOUT: Duration = Duration::from_secs(2);
/// How long a body may take.
const BODY_TIMEOUT: Duration = Duration::from_secs(15);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Who is connected, and what is counted of the connection.
pub(super) struct Client {
    pub(super) app: Arc<App>,
    pub(super) log: Log,
    /// Its address.
    pub(super) address: String,
    /// Whether it is a proxy that is trusted.
    pub(super) peer: Peer,
    served: AtomicU64,
}

impl Client {
    /// The address of whoever asked: the one that a trusted proxy names, or that of the connection.
    pub(super) fn named_by<'c>(&'c self, forwarded: Option<&'c str>) -> &'c str {
        let forwarded = forwarded.filter(|_| self.peer == Peer::Proxy);
        forwarded.and_then(|names| self.app.settings.trust.client(names)).unwrap_or(&self.address)
    }

    /// Counts a request; how many there were.
    pub(super) fn count(&self) -> u64 {
        self.served.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Whether there was a request.
    pub(super) fn was_served(&self) -> bool {
        self.served.load(Ordering::Relaxed) > 0
    }

    /// Whether the next request is the last of the connection.
    pub(super) fn is_at_last(&self) -> bool {
        self.served.load(Ordering::Relaxed) + 1 >= self.app.settings.requests
    }
}

/// Serves a connection until it ends, or the service closes. One from the reserve waits for one of `waits_for`, unless it asks
/// how the service is doing, and is for one request.
pub(super) async fn serve(
    stream: TcpStream,
    app: Arc<App>,
    log: Log,
    mut closed: watch::Receiver<bool>,
    waits_for: Option<Arc<Semaphore>>,
) {
    let address = stream.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip().to_canonical());
    let peer = app.settings.trust.peer(address);
    let client = Client { app, log, address: address.to_string(), peer, served: AtomicU64::new(0) };
    let _open = client.app.metrics.connection();
    let mut stream = WriteTimeout::new(stream, Arc::clone(&client.app));
    let mut head_timeout = client.app.settings.head_timeout;
    if waits_for.is_some() {
        head_timeout = head_timeout.min(RESERVE_TIMEOUT);
    } else {
        let Some(read) = fast_path::serve(&mut stream, &client, &mut closed).await else { return };
        stream.unread(read);
    }
    let service = service_fn(|request: Request<Incoming>| {
        let is_last = client.is_at_last() || client.app.is_draining() || waits_for.is_some();
        client.count();
        let (client, waits_for) = (&client, waits_for.clone());
        async move { Ok::<_, Infallible>(respond(client, request, is_last, waits_for).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head_timeout)
        .max_buf_size(MAX_HEAD_BYTES)
        .max_headers(MAX_HEADERS)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    // What goes wrong here is the client's: it went away, was too slow, or does not speak HTTP. What was read counts as a
    // request even if the service closes at this moment.
    tokio::select! {
        biased;
        result = connection.as_mut() => return drop(result),
        _ = closed.wait_for(|closed| *closed) => connection.as_mut().graceful_shutdown(),
    }
    connection.await.ok();
}

/// Whether the body of a call is signed as it should be. Nothing of it is kept, so slow bodies cost nothing but connections.
async fn check(mut signature: Signature, body: Incoming) -> Result<bool, Problem> {
    let large = |_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "the body is too large, or was cut short");
    let whole = async {
        let mut body = Limited::new(body, MAX_BODY_BYTES);
        while let Some(frame) = body.frame().await {
            if let Ok(part) = frame.map_err(large)?.into_data() {
                signature.update(&part);
            }
        }
        Ok(signature.verify())
    };
    let slow = |_| Problem::new(StatusCode::REQUEST_TIMEOUT, "the body came too slowly");
    tokio::time::timeout(BODY_TIMEOUT, whole).await.map_err(slow)?
}

/// What comes of a request, however many are served at the moment.
async fn outcome(client: &Client, head: &Parts, body: Incoming) -> Outcome {
    let (app, peer) = (&client.app, client.peer);
    let hosts = head.headers.get_all(HOST).iter().count();
    if head.version == Version::HTTP_11 && hosts != 1 {
        let detail = format!("a request in HTTP/1.1 has one Host header; this one has {hosts}");
        return app.refuse(&Problem::bad(detail), &head.headers);
    }
    if head.method == Method::POST
        && let Some(mut call) = app.call(peer, &head.uri, &head.headers)
    {
        let is_signed = match call.signature.take() {
            Some(signature) => Some(check(signature, body).await),
            None => None,
        };
        return app.receive(&call, &head.headers, is_signed);
    }
    app.respond(peer, &head.method, &head.uri, &head.headers).await
}

async fn respond(
    client: &Client,
    request: Request<Incoming>,
    is_last: bool,
    waits_for: Option<Arc<Semaphore>>,
) -> Response<Full<Bytes>> {
    let Client { app, log, .. } = client;
    let start = Instant::now();
    let (head, body) = request.into_parts();
    let given = head.headers.get(&REQUEST_ID);
    let id = (given.is_some() || log.has_access()).then(|| log.request_id(given));
    let waits_for = waits_for.filter(|_| !app.is_health(client.peer, &head.uri, &head.headers));
    let place = match waits_for {
        Some(places) => tokio::time::timeout(RESERVE_TIMEOUT, places.acquire_owned()).await.map(Some),
        None => Ok(None),
    };
    let Outcome { response, template } = match place {
        Ok(_place) => outcome(client, &head, body).await,
        Err(_) => app.refuse(&Problem::busy("all connections are taken; please try again"), &head.headers),
    };
    let mut response = response.map(Full::new);
    let headers = response.headers_mut();
    if let Some(id) = id.as_deref().and_then(|id| HeaderValue::from_str(id).ok()) {
        headers.insert(REQUEST_ID, id);
    }
    if is_last {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    let took = start.elapsed();
    app.metrics.request(template, response.status(), took);
    if log.has_access() {
        let text = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
        let context = Access {
            client: client.named_by(text("x-forwarded-for")),
            method: head.method.as_str(),
            address: head.uri.path_and_query().map_or("/", |address| address.as_str()),
            agent: text("user-agent"),
        };
        let bytes = response.body().size_hint().exact().and_then(|bytes| usize::try_from(bytes).ok());
        log.access(id.as_deref().unwrap_or_default(), &context, response.status(), bytes.unwrap_or_default(), took);
    }
    response
}
