//! The web service of dmsa: scripts at stable URLs, the API of the data models service, and pages for people.
//!
//! [`serve`] runs it. A connection (`server`) hands a request to the `App`, which reads it once, finds its address in the one
//! list of them (`routes`), and answers from the `Definitions` that are being served. What depends on definitions alone is made
//! once and kept, encoded, in the cache of those definitions. A refresh puts other definitions, with a cache of their own, in
//! their place, so no request sees a mixture.
//!
//! Only the edge is asynchronous. What an address answers is an ordinary function from definitions to bytes. It runs beside the
//! threads that serve connections, and only so many run at a time.
//!
//! Each module uses only those before it: `http`, `log`, `budget`, `compare`; `settings`, `metrics`, `cache`; `definitions`;
//! `refresh`; `state`; `route`; `openapi`, `pages`; `routes`; `app`; `server`.

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
mod route;
mod routes;
mod server;
pub mod settings;
mod signals;
mod state;

pub use server::{ServeError, Serving, serve};

/// The shapes of all addresses of the service, such as `/{model}/{version}/`.
pub fn addresses() -> impl Iterator<Item = &'static str> {
    routes::all().iter().map(|route| route.template.as_str())
}
