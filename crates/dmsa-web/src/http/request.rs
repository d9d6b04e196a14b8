//! A request, read once for all that answer it.

use super::base::{Base, forwarded_prefix};
use super::problem::Problem;
use super::query;
use super::trust::Peer;
use hyper::header::{ACCEPT, HOST, HeaderMap};
use hyper::{Method, StatusCode, Uri, Version};
use std::borrow::Cow;

/// The longest address that is looked at, in bytes.
const MAX_LENGTH: usize = 8 << 10;

/// A request, read once for all that answer it.
#[derive(Debug, Clone)]
pub(crate) struct Request<'r> {
    pub(crate) method: &'r Method,
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
        method: &'r Method,
        uri: &'r Uri,
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
        Ok(Self { method, path, query, headers, peer, prefix })
    }

    /// Refuses a request in HTTP/1.1 that does not have exactly one Host header, as the standard demands.
    pub(crate) fn check_host(version: Version, headers: &HeaderMap) -> Result<(), Problem> {
        let hosts = headers.get_all(HOST).iter().count();
        if version == Version::HTTP_11 && hosts != 1 {
            let detail = format!("a request in HTTP/1.1 must have exactly one Host header; this one has {hosts}");
            return Err(Problem::bad(detail));
        }
        Ok(())
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
