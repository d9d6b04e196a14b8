//! Sockets, threads and signals around the [`App`].

mod admission;
mod client;
mod connection;
mod error;
mod fast_path;
mod listen;
mod refresh;
mod stop;
mod write_timeout;

pub use error::ServeError;

use crate::app::App;
use crate::log::{Level, Log};
use crate::refresh::Refresher;
use crate::settings::Settings;
use crate::signals::Signals;
use dmsa_source::Location;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;
use tokio::sync::watch;

/// A service that has started.
#[derive(Debug, Clone)]
pub struct Serving {
    /// Where it listens.
    pub address: SocketAddr,
    /// What it serves, in one line for people.
    pub summary: String,
}

/// Serves definitions until the process receives SIGTERM or SIGINT.
///
/// `started` is called when the port is open. What happens is logged to standard error.
///
/// # Errors
///
/// If the service cannot start. Later errors are logged, and shown at `/status`.
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
    let (refresher, fetched) = Refresher::start(sources, &settings, &log);
    let app = Arc::new(App::new(settings, refresher, &fetched, control.handle().clone(), log.clone()));
    let (closing, closed) = watch::channel(false);
    let admission = admission::Admission::new(Arc::clone(&app));
    let mut workers = Vec::new();
    for listener in listeners.sockets {
        let (app, log, closed, admission) = (Arc::clone(&app), log.clone(), closed.clone(), Arc::clone(&admission));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let work = move || runtime.block_on(listen::accept(listener, app, log, closed, admission));
        workers.push(thread::Builder::new().name("dmsa-worker".to_owned()).spawn(work)?);
    }
    let summary = app.state.summary();
    log.event(Level::Info, &format!("serving {summary} at http://{address}{}/", app.state.settings.prefix));
    started(&Serving { address, summary });
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
