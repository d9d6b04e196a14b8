//! Waiting for the signal to stop.

use crate::app::App;
use crate::log::{Level, Log};
use std::sync::Arc;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// SIGTERM and SIGINT, which from now on wait to be looked at instead of ending the process.
pub(super) struct Signals {
    term: Signal,
    interrupt: Signal,
}

impl Signals {
    /// Receives both from now on.
    pub(super) fn receive() -> std::io::Result<Self> {
        Ok(Self { term: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }
}

/// Returns when the service has to close: some time after SIGTERM, so that balancers notice first; at once after SIGINT, or
/// a second signal.
pub(super) async fn wait(signals: Signals, app: &Arc<App>, log: &Log) {
    let Signals { mut term, mut interrupt } = signals;
    tokio::select! {
        _ = term.recv() => {}
        _ = interrupt.recv() => return app.drain(),
    }
    app.drain();
    let drain = app.settings.drain;
    log.event(Level::Info, &format!("stopping: requests are served for {} more seconds", drain.as_secs_f32()));
    tokio::select! {
        () = tokio::time::sleep(drain) => {}
        _ = term.recv() => {}
        _ = interrupt.recv() => {}
    }
}
