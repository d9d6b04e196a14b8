//! A request as routes see it.

use super::base::{Base, forwarded_prefix};
use super::problem::Problem;
use super::query;
use super::trust::Peer;
use hyper::StatusCode;
use hyper::header::{ACCEPT, HeaderMap};
use std::borrow::Cow;

/// The longest address that is looked at, in bytes.
const MAX_LENGTH: usize = 8 << 10;

/// A request as routes see it.
#[derive(Debug, Clone)]
pub(crate) struct Request<'r> {
    /// The path as sent, without the prefix that stands before ours.
    pub(crate) path: &'r str,
    /// The query as sent.
    pub(crate) query: Option<&'r str>,
    /// All headers.
    pub(crate) headers: &'r HeaderMap,
    /// Whether a proxy that is trusted sent it.
    peer: Peer,
    /// What stands before our paths where no header says otherwise.
    prefix: &'r str,
}

impl<'r> Request<'r> {
    /// The request for this address, sent by `peer`. `prefix` is what stands before our paths where no header of a trusted
    /// proxy says otherwise.
    pub(crate) fn new(
        uri: &'r hyper::Uri,
        headers: &'r HeaderMap,
        peer: Peer,
        prefix: &'r str,
    ) -> Result<Self, Problem> {
        let (path, query) = (uri.path(), uri.query());
        if path.len() + query.map_or(0, str::len) > MAX_LENGTH {
            let detail = format!("the address is longer than {MAX_LENGTH} bytes");
            return Err(Problem::new(StatusCode::URI_TOO_LONG, detail));
        }
        let path = without_prefix(path, forwarded_prefix(headers, peer).unwrap_or(prefix));
        Ok(Self { path, query, headers, peer, prefix })
    }

    /// Where the client believes the service to be.
    pub(crate) fn base(&self) -> Base {
        Base::of_request(self.headers, self.peer, self.prefix)
    }

    /// A header, if it is text.
    pub(crate) fn header(&self, name: &str) -> Option<&'r str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The `Accept` header.
    pub(crate) fn accept(&self) -> Option<Cow<'r, str>> {
        let mut values = self.headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
        let first = values.next()?;
        let rest: Vec<_> = values.collect();
        if rest.is_empty() { Some(first.into()) } else { Some(format!("{first},{}", rest.join(",")).into()) }
    }

    /// The names and values of the query.
    pub(crate) fn pairs(&self) -> Result<Vec<(String, String)>, Problem> {
        query::pairs(self.query.unwrap_or_default()).ok_or_else(|| Problem::bad("the query is not text in UTF-8"))
    }
}

/// A path without what stands before ours, if it is there.
pub(crate) fn without_prefix<'p>(path: &'p str, prefix: &str) -> &'p str {
    match path.strip_prefix(prefix) {
        Some(rest) if !prefix.is_empty() && rest.starts_with('/') => rest,
        Some("") => "/",
        _ => path,
    }
}
