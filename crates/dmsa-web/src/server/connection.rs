//! One connection: its requests, and its limits.

use super::patience::Patient;
use crate::app::{App, Outcome};
use crate::log::Log;
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::header::{CONNECTION, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::sync::watch;

/// The most bytes the head of a request may have.
const LARGEST_HEAD: usize = 32 << 10;
/// The most headers it may have.
const MOST_HEADERS: usize = 100;
/// The most bytes a body may have: push events are far smaller.
const LARGEST_BODY: usize = 1 << 20;
/// How long a body may take.
const BODY_TIMEOUT: Duration = Duration::from_secs(15);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Serves a connection until it ends, or the service closes.
pub(super) async fn serve(stream: TcpStream, app: Arc<App>, log: Log, mut closed: watch::Receiver<bool>) {
    let _open = app.metrics.connection();
    let peer = stream.peer_addr().map(|peer| peer.ip().to_string()).unwrap_or_default();
    let stream = TokioIo::new(Patient::new(stream, app.settings.write_timeout));
    let served = AtomicU64::new(0);
    let head_timeout = app.settings.head_timeout;
    let service = service_fn(|request: Request<Incoming>| {
        let number = served.fetch_add(1, Ordering::Relaxed) + 1;
        let is_last = number >= app.settings.requests || app.is_draining();
        let (app, log, peer) = (&app, &log, peer.as_str());
        async move { Ok::<_, Infallible>(respond(app, log, peer, request, is_last).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head_timeout)
        .max_buf_size(LARGEST_HEAD)
        .max_headers(MOST_HEADERS)
        .serve_connection(stream, service);
    let mut connection = pin!(connection);
    // What goes wrong here is the client's: it went away, was too slow, or does not speak HTTP.
    tokio::select! {
        result = connection.as_mut() => return drop(result),
        _ = closed.wait_for(|closed| *closed) => connection.as_mut().graceful_shutdown(),
    }
    connection.await.ok();
}

async fn respond(
    app: &Arc<App>,
    log: &Log,
    peer: &str,
    request: Request<Incoming>,
    is_last: bool,
) -> Response<Full<Bytes>> {
    let start = Instant::now();
    let (head, body) = request.into_parts();
    let given = head.headers.get(&REQUEST_ID);
    let id = (given.is_some() || log.has_access()).then(|| log.request_id(given));
    let Outcome { response, template } = if head.method == Method::POST {
        let body = Limited::new(body, LARGEST_BODY).collect();
        let body = tokio::time::timeout(BODY_TIMEOUT, body).await;
        let body = body.ok().and_then(Result::ok).map(http_body_util::Collected::to_bytes);
        app.receive(&head.uri, &head.headers, body.as_deref()).await
    } else {
        app.respond(&head.method, &head.uri, &head.headers).await
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
        log.access(id.as_deref().unwrap_or_default(), peer, &head, &response, took);
    }
    response
}
