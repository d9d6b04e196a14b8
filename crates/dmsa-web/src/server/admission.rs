//! Which connections are served: so many at a time, only so many from one address, and a few more for whoever watches the service.

use crate::app::App;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Connections beyond those that are allowed: each is for one request, which has to come soon.
const RESERVE: usize = 256;

/// As long as fewer connections are open, the system takes more of an answer before the client has it.
const FEW: i64 = 64;

/// Bytes of an answer that the system takes for a connection when many are open. It takes more when few are: most answers then
/// leave at once.
const SMALL_SEND_BUFFER: usize = 16 << 10;

/// Who decides.
pub(super) struct Admission {
    app: Arc<App>,
    pub(super) ordinary: Arc<Semaphore>,
    reserve: Arc<Semaphore>,
    by_address: Mutex<HashMap<IpAddr, usize>>,
}

/// The right to serve a connection, until it is dropped.
pub(super) enum Place {
    /// One of the connections that are allowed.
    Ordinary(#[expect(dead_code, reason = "held until the connection ends")] OwnedSemaphorePermit),
    /// One of the reserve.
    Reserve(#[expect(dead_code, reason = "held until the connection ends")] OwnedSemaphorePermit),
}

/// A connection that counts for its address until this is dropped.
pub(super) struct OfAddress {
    admission: Arc<Admission>,
    address: IpAddr,
}

impl Admission {
    pub(super) fn new(app: Arc<App>) -> Arc<Self> {
        let ordinary = Arc::new(Semaphore::new(app.state.settings.connections));
        let reserve = Arc::new(Semaphore::new(RESERVE));
        Arc::new(Self { app, ordinary, reserve, by_address: Mutex::default() })
    }

    /// A place for the next connection. Waits where not even the reserve has one.
    pub(super) async fn place(&self) -> Option<Place> {
        if let Some(place) = self.try_place() {
            return Some(place);
        }
        tokio::select! {
            biased;
            permit = Arc::clone(&self.ordinary).acquire_owned() => permit.ok().map(Place::Ordinary),
            permit = Arc::clone(&self.reserve).acquire_owned() => permit.ok().map(Place::Reserve),
        }
    }

    /// A place, if there is one.
    pub(super) fn try_place(&self) -> Option<Place> {
        let take = |places: &Arc<Semaphore>| Arc::clone(places).try_acquire_owned().ok();
        take(&self.ordinary).map(Place::Ordinary).or_else(|| take(&self.reserve).map(Place::Reserve))
    }

    /// Counts a connection for its address; `None` if the address has too many.
    pub(super) fn admit(self: &Arc<Self>, stream: &TcpStream) -> Option<OfAddress> {
        let address = stream.peer_addr().ok()?.ip().to_canonical();
        let limit = self.app.state.settings.connections_per_address;
        let mut counts = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(address).or_default();
        if limit > 0 && *count >= limit {
            self.app.state.metrics.refuse();
            return None;
        }
        *count += 1;
        if self.app.state.metrics.open() >= FEW {
            // A socket that refuses the option works without it.
            socket2::SockRef::from(stream).set_send_buffer_size(SMALL_SEND_BUFFER).ok();
        }
        Some(OfAddress { admission: Arc::clone(self), address })
    }
}

impl Drop for OfAddress {
    fn drop(&mut self) {
        let mut counts = self.admission.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.address);
            }
        }
    }
}
