//! What the service understands of a request, and how it answers: plain data, no sockets.

mod accept;
mod answer;
mod base;
mod encoding;
mod problem;
mod query;
mod request;
mod trust;

pub(crate) use accept::{Form, best_encoding, preferred};
pub(crate) use answer::{Answer, INTRODUCTION, Lifetime, etag};
pub use base::Base;
pub(crate) use base::is_prefix;
pub(crate) use encoding::{ENCODINGS, Encoding};
pub(crate) use problem::{Problem, Replacement};
pub(crate) use query::{decode, encode, pairs};
pub(crate) use request::{Request, without_prefix};
pub(crate) use trust::Peer;
pub use trust::Trust;
