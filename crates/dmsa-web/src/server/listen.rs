//! Opening the port and accepting connections.

use super::admission::{Admission, Place};
use super::connection;
use super::error::ServeError;
use crate::app::App;
use crate::log::{Level, Log};
use crate::settings::Settings;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{Semaphore, watch};

/// Connections that may wait to be accepted.
const BACKLOG: u32 = 4096;

/// Bytes of an answer that the system takes before the client has.
const SEND_BUFFER: u32 = 256 << 10;

/// How long connections may take to end after the service received SIGTERM and the drain is over.
const LAST_CHANCE: Duration = Duration::from_secs(15);

/// The open port, once for each worker.
pub(super) struct Listeners {
    pub(super) address: SocketAddr,
    pub(super) sockets: Vec<std::net::TcpListener>,
}

/// Opens the port.
pub(super) async fn listeners(settings: &Settings) -> Result<Listeners, ServeError> {
    let shown = format!("{}:{}", settings.host, settings.port);
    let refused = |error| ServeError::Listen { address: shown.clone(), error };
    let host = settings.host.trim_start_matches('[').trim_end_matches(']');
    let mut addresses = tokio::net::lookup_host((host, settings.port)).await.map_err(refused)?;
    let address = addresses.next().ok_or_else(|| refused(std::io::ErrorKind::AddrNotAvailable.into()))?;
    let listener = bind(address, settings.reuse_port).map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    let first = listener.into_std()?;
    let mut sockets = Vec::with_capacity(settings.workers);
    for _ in 1..settings.workers {
        sockets.push(first.try_clone()?);
    }
    sockets.push(first);
    Ok(Listeners { address, sockets })
}

fn bind(address: SocketAddr, reuse_port: bool) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    #[cfg(unix)]
    socket.set_reuseport(reuse_port)?;
    #[cfg(not(unix))]
    if reuse_port {
        return Err(std::io::Error::new(std::io::ErrorKind::Unsupported, "this system cannot share a port"));
    }
    // Most answers then leave in one go, without waiting for the client in between.
    socket.set_send_buffer_size(SEND_BUFFER)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Accepts connections until the service closes, and waits until those are done.
pub(super) async fn accept(
    listener: std::net::TcpListener,
    app: Arc<App>,
    log: Log,
    mut closed: watch::Receiver<bool>,
    admission: Arc<Admission>,
) {
    let listener = match TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(error) => return log.event(Level::Error, &format!("a worker cannot listen: {error}")),
    };
    let own = Arc::new(Semaphore::new(Semaphore::MAX_PERMITS));
    let start = |stream: TcpStream, place: Place| {
        // A socket that refuses the option works without it.
        stream.set_nodelay(true).ok();
        let Some(of_address) = admission.admit(&stream) else { return };
        let ordinary = Arc::clone(&admission.ordinary);
        let (app, log, closed) = (Arc::clone(&app), log.clone(), closed.clone());
        let count = Arc::clone(&own).acquire_owned();
        tokio::spawn(async move {
            let _count = count.await;
            let waits_for = matches!(place, Place::Reserve(_)).then_some(ordinary);
            connection::serve(stream, app, log, closed, waits_for).await;
            drop((place, of_address));
        });
    };
    let mut complained: Option<Instant> = None;
    loop {
        let next = async {
            let accepted = listener.accept().await;
            let place = if accepted.is_ok() { admission.place().await } else { None };
            (accepted, place)
        };
        let mut is_closed = closed.clone();
        tokio::select! {
            biased;
            (accepted, place) = next => match accepted {
                Ok((stream, _)) => {
                    if let Some(place) = place {
                        start(stream, place);
                    }
                }
                // The client went away, or there are no descriptors left: others may have more luck in a moment.
                Err(error) => {
                    if complained.is_none_or(|last| last.elapsed() > Duration::from_secs(1)) {
                        log.event(Level::Warning, &format!("a connection cannot be accepted: {error}"));
                        complained = Some(Instant::now());
                    }
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            },
            _ = is_closed.wait_for(|closed| *closed) => break,
        }
    }
    // Who has connected but was not accepted yet is served too.
    while let Some(place) = admission.try_place()
        && let Ok(Ok((stream, _))) = tokio::time::timeout(Duration::ZERO, listener.accept()).await
    {
        start(stream, place);
    }
    drop(listener);
    closed.mark_unchanged();
    tokio::task::yield_now().await;
    let done = async {
        while own.available_permits() < Semaphore::MAX_PERMITS {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(LAST_CHANCE, done).await.ok();
}
