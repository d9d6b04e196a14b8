//! Sockets, threads and signals around the [`App`].

mod admission;
mod connection;
mod fast_path;
mod listen;
mod stop;
mod write_timeout;

use crate::app::App;
use crate::log::{Level, Log};
use crate::refresh::{self, Refresher};
use crate::settings::Settings;
use crate::signals::Signals;
use dmsa_source::Location;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;
use thiserror::Error;
use tokio::sync::watch;

/// Why the service could not start, or had to stop.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {error}")]
    Listen {
        /// The address.
        address: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// The system gives no threads, or no signals.
    #[error("cannot start: {0}")]
    System(#[from] std::io::Error),
}

/// What is told of a service once it serves.
#[derive(Debug, Clone)]
pub struct Serving {
    /// Where it listens.
    pub address: SocketAddr,
    /// What it serves, in one line for people.
    pub what: String,
}

/// Serves definitions until the process is told to stop, by SIGTERM or SIGINT.
///
/// `started` is called when the port is open. What happens is logged to standard error.
///
/// # Errors
///
/// If the service cannot start. Whatever goes wrong later is logged, and told at `/status`.
pub fn serve(settings: Settings, sources: Vec<Location>, started: impl FnOnce(&Serving)) -> Result<(), ServeError> {
    let log = Log::start(settings.access_log);
    let control = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .max_blocking_threads(settings.workers.max(2) + 2)
        .thread_name("dmsa-control")
        .enable_all()
        .build()?;
    let signals = control.block_on(async { Signals::receive() })?;
    let listeners = control.block_on(listen::listeners(&settings))?;
    let address = listeners.address;
    let (refresher, deliveries) = Refresher::start(sources, &settings, &log);
    let app = Arc::new(App::new(settings, refresher, &deliveries, control.handle().clone(), log.clone()));
    let (closing, closed) = watch::channel(false);
    let admission = admission::Admission::new(Arc::clone(&app));
    let mut workers = Vec::new();
    for listener in listeners.sockets {
        let (app, log, closed, admission) = (Arc::clone(&app), log.clone(), closed.clone(), Arc::clone(&admission));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let work = move || runtime.block_on(listen::accept(listener, app, log, closed, admission));
        workers.push(thread::Builder::new().name("dmsa-worker".to_owned()).spawn(work)?);
    }
    let what = app.what();
    log.event(Level::Info, &format!("serving {what} at http://{address}{}/", app.settings.prefix));
    started(&Serving { address, what });
    let refreshing = control.spawn(refresh::run(Arc::clone(&app), log.clone()));
    control.block_on(stop::wait(signals, &app, &log));
    closing.send(true).ok();
    for worker in workers {
        // A worker that panicked has said so; the others still end well.
        worker.join().ok();
    }
    refreshing.abort();
    control.shutdown_background();
    log.event(Level::Info, "stopped");
    log.flush();
    Ok(())
}
