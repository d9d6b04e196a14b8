//! Waiting for the signal to stop.

use crate::app::App;
use crate::log::{Level, Log};
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};

/// Returns when the service has to close: some time after SIGTERM, so that balancers notice first; at once after SIGINT, or
/// a second signal.
pub(super) async fn wait(app: &Arc<App>, log: &Log) {
    let (term, interrupt) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
    let (Ok(mut term), Ok(mut interrupt)) = (term, interrupt) else {
        log.event(Level::Error, "signals cannot be received: only SIGKILL stops this service");
        return std::future::pending().await;
    };
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
