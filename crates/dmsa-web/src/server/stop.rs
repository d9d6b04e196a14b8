//! Waiting for the signal to stop.

use crate::app::App;
use crate::log::{Level, Log};
use crate::signals::Signals;
use std::sync::Arc;

/// Returns when the service has to close: some time after SIGTERM, so that balancers notice first; at once after SIGINT, or
/// a second signal.
pub(super) async fn wait(mut signals: Signals, app: &Arc<App>, log: &Log) {
    if signals.next_is_interrupt().await {
        return app.state.drain();
    }
    app.state.drain();
    let drain = app.state.settings.drain;
    log.event(Level::Info, &format!("stopping: requests are served for {} more seconds", drain.as_secs_f32()));
    tokio::select! {
        () = tokio::time::sleep(drain) => {}
        _ = signals.next_is_interrupt() => {}
    }
}
