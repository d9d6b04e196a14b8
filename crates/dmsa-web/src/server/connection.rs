//! One connection: its requests, and its limits.

use super::client::Client;
use super::fast_path;
use super::write_timeout::WriteTimeout;
use crate::app::{App, Outcome, Routed};
use crate::http::Problem;
use crate::log::{Access, Log};
use crate::refresh::Signature;
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Body, Incoming};
use hyper::header::{CONNECTION, HeaderMap, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};
use std::pin::pin;
use std::sync::Arc;
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
    let client = Client::new(app, log, address);
    let _open = client.app.state.metrics.connection();
    let mut stream = WriteTimeout::new(stream, Arc::clone(&client.app));
    let mut head_timeout = client.app.state.settings.head_timeout;
    if waits_for.is_some() {
        head_timeout = head_timeout.min(RESERVE_TIMEOUT);
    } else {
        let Some(read) = fast_path::serve(&mut stream, &client, &mut closed).await else { return };
        stream.unread(read);
    }
    let service = service_fn(|request: Request<Incoming>| {
        let is_last = client.is_at_last() || client.app.state.is_draining() || waits_for.is_some();
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

/// Whether the body of a call is signed as it should be. The body is not kept, so a slow one costs only its connection.
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

/// Answers a request, however many are served at the moment.
async fn outcome(app: &App, routed: Routed<'_>, headers: &HeaderMap, body: Incoming) -> Outcome {
    let Some(mut call) = app.call(&routed) else { return app.respond(routed).await };
    let is_signed = match call.signature.take() {
        Some(signature) => Some(check(signature, body).await),
        None => None,
    };
    app.receive(&call, headers, is_signed)
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
    let routed = app.route(client.peer, &head.method, &head.uri, head.version, &head.headers);
    let waits_for = waits_for.filter(|_| !routed.as_ref().is_ok_and(Routed::is_health));
    let place = match waits_for {
        Some(places) => tokio::time::timeout(RESERVE_TIMEOUT, places.acquire_owned()).await.map(Some),
        None => Ok(None),
    };
    let Outcome { response, template } = match (place, routed) {
        (Ok(_place), Ok(routed)) => outcome(app, routed, &head.headers, body).await,
        (Ok(_), Err(problem)) => app.refuse(&problem, &head.headers),
        (Err(_), _) => app.refuse(&Problem::busy("all connections are taken; please try again"), &head.headers),
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
    app.state.metrics.request(template, response.status(), took);
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
