//! The web service of dmsa: scripts at stable URLs, the API of the data models service, and pages for people.
//!
//! [`serve`] runs it. A request goes from a connection (`server`) to the `App`, which finds its address in the one list of
//! them (`routes`) and answers from the `Definitions`, the definitions being served. Everything that depends on definitions alone
//! is made once and kept ready, encoded, in the definitions's cache; a refresh puts a new definitions in place of the old one, so no
//! request ever sees a mixture.
//!
//! Only the edge is asynchronous. What an address answers is an ordinary function from definitions to bytes, run beside the
//! threads that serve connections, so many at a time.

mod app;
mod budget;
mod cache;
mod compare;
mod definitions;
mod http;
mod log;
mod metrics;
mod openapi;
mod pages;
mod refresh;
mod routes;
mod search;
mod server;
pub mod settings;
mod signals;
mod supply;

pub use server::{ServeError, Serving, serve};

/// The shapes of all addresses of the service, such as `/{model}/{version}/`.
pub fn addresses() -> impl Iterator<Item = &'static str> {
    routes::all().iter().map(|route| route.template.as_str())
}
