//! Signals: to stop, and to read definitions again.

#[cfg(unix)]
mod system {
    use tokio::signal::unix::{Signal, SignalKind, signal};

    pub(super) type Stop = Signal;
    pub(super) type Interrupt = Signal;
    pub(super) type Reload = Signal;

    pub(super) fn stop() -> std::io::Result<Stop> {
        signal(SignalKind::terminate())
    }

    pub(super) fn interrupt() -> std::io::Result<Interrupt> {
        signal(SignalKind::interrupt())
    }

    pub(super) fn reload() -> Option<Reload> {
        signal(SignalKind::hangup()).ok()
    }
}

/// Windows has no SIGTERM and no SIGHUP: Ctrl-Break stops the service, and nothing but time and the webhook has it read again.
#[cfg(windows)]
mod system {
    use tokio::signal::windows::{CtrlBreak, CtrlC, ctrl_break, ctrl_c};

    pub(super) type Stop = CtrlBreak;
    pub(super) type Interrupt = CtrlC;
    pub(super) type Reload = CtrlC;

    pub(super) fn stop() -> std::io::Result<Stop> {
        ctrl_break()
    }

    pub(super) fn interrupt() -> std::io::Result<Interrupt> {
        ctrl_c()
    }

    pub(super) fn reload() -> Option<Reload> {
        None
    }
}

/// SIGTERM and SIGINT, which from now on wait to be looked at instead of ending the process.
pub(crate) struct Signals {
    stop: system::Stop,
    interrupt: system::Interrupt,
}

impl Signals {
    /// Receives both from now on.
    pub(crate) fn receive() -> std::io::Result<Self> {
        Ok(Self { stop: system::stop()?, interrupt: system::interrupt()? })
    }

    /// Returns whether the next signal is SIGINT, and not SIGTERM.
    pub(crate) async fn next_is_interrupt(&mut self) -> bool {
        tokio::select! {
            _ = self.stop.recv() => false,
            _ = self.interrupt.recv() => true,
        }
    }
}

/// SIGHUP, where the system has it.
pub(crate) struct Reloads(Option<system::Reload>);

impl Reloads {
    /// Receives it from now on.
    pub(crate) fn receive() -> Self {
        Self(system::reload())
    }

    /// Returns at the next one.
    pub(crate) async fn next(&mut self) {
        match &mut self.0 {
            Some(reloads) => {
                reloads.recv().await;
            }
            None => std::future::pending().await,
        }
    }
}
