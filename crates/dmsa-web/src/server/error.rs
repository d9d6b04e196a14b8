//! Why the service could not start.

use thiserror::Error;

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
