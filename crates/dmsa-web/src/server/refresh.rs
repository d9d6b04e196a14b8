//! When the sources are read again.

use crate::app::App;
use crate::log::Log;
use crate::signals::Reloads;
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

/// Reads the sources again: after the set time, on SIGHUP, and when a call asks for it; never twice at a time.
pub(super) async fn run(app: Arc<App>, log: Log) {
    let mut reloads = Reloads::receive();
    let every = app.state.settings.refresh;
    if app.state.refresher.is_incomplete() {
        refresh(&app, &log).await;
    }
    loop {
        let timer = async { if every > Duration::ZERO { tokio::time::sleep(every).await } else { pending().await } };
        tokio::select! {
            () = timer => {}
            () = reloads.next() => {}
            () = app.state.refresher.asked() => {
                tokio::time::sleep(app.state.settings.grace).await;
                // Calls that came in the meantime are answered by this refresh, too.
                tokio::time::timeout(Duration::ZERO, app.state.refresher.asked()).await.ok();
            }
        }
        refresh(&app, &log).await;
    }
}

/// Reads the sources again, and serves what they have.
async fn refresh(app: &Arc<App>, log: &Log) {
    let (working, log) = (Arc::clone(app), log.clone());
    let work = move || {
        if let Some(fetched) = working.state.refresher.again(&log) {
            working.state.replace(&fetched);
        }
    };
    // A panic has been reported; what is served stays.
    tokio::task::spawn_blocking(work).await.ok();
}
