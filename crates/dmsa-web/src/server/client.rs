//! Who is connected, and what is counted of the connection.

use crate::app::App;
use crate::http::Peer;
use crate::log::Log;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Who is connected, and what is counted of the connection.
pub(super) struct Client {
    pub(super) app: Arc<App>,
    pub(super) log: Log,
    /// Its address.
    address: String,
    /// Whether it is a proxy that is trusted.
    pub(super) peer: Peer,
    served: AtomicU64,
}

impl Client {
    /// A client that has just connected from here.
    pub(super) fn new(app: Arc<App>, log: Log, address: IpAddr) -> Self {
        let peer = app.state.settings.trust.peer(address);
        Self { app, log, address: address.to_string(), peer, served: AtomicU64::new(0) }
    }

    /// The address of whoever asked: the one that a trusted proxy names, or that of the connection.
    pub(super) fn named_by<'c>(&'c self, forwarded: Option<&'c str>) -> &'c str {
        let forwarded = forwarded.filter(|_| self.peer == Peer::Proxy);
        forwarded.and_then(|names| self.app.state.settings.trust.client(names)).unwrap_or(&self.address)
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
        self.served.load(Ordering::Relaxed) + 1 >= self.app.state.settings.requests
    }
}
