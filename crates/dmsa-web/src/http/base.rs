//! Where the client believes the service to be: what a proxy in front says, or the request itself.

use super::trust::Peer;
use hyper::HeaderMap;
use std::fmt;

/// The address of the service without the slash at its end: `https://example.org/prefix`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Base {
    scheme: &'static str,
    /// Host and port; empty where a client of HTTP/1.0 does not say.
    host: String,
    /// Empty, or one or more parts, each with a slash before it.
    prefix: String,
}

impl Base {
    /// The address that the headers state: those of proxies count only if a trusted one sent the request. A value that makes
    /// no sense is ignored, as it would end up in redirects.
    pub(crate) fn of_request(headers: &HeaderMap, peer: Peer, prefix: &str) -> Self {
        let first = |name: &str| {
            let value = headers.get(name).filter(|_| name == "host" || peer == Peer::Proxy)?.to_str().ok()?;
            value.split(',').next().map(str::trim)
        };
        let scheme = ["x-scheme", "x-forwarded-proto", "x-forwarded-scheme"].into_iter().find_map(first);
        let scheme = if scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("https")) { "https" } else { "http" };
        let stated = ["x-forwarded-host", "x-forwarded-server"].into_iter().filter_map(first);
        let host = stated.into_iter().find(|host| is_host(host));
        let host = host.or_else(|| first("host").filter(|host| is_host(host))).unwrap_or_default();
        let port = first("x-forwarded-port").filter(|port| is_told(host, port));
        let host = port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        Self { scheme, host, prefix: forwarded_prefix(headers, peer).unwrap_or(prefix).to_owned() }
    }

    /// The address that an operator wrote: `https://example.org/prefix`.
    pub(crate) fn parse(url: &str) -> Option<Self> {
        let (scheme, rest) = url.trim_end_matches('/').split_once("://")?;
        let scheme = ["http", "https"].into_iter().find(|known| scheme.eq_ignore_ascii_case(known))?;
        let (host, prefix) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let is_whole = is_host(host) && is_prefix(prefix);
        is_whole.then(|| Self { scheme, host: host.to_owned(), prefix: prefix.to_owned() })
    }

    /// What stands before our paths: empty, or one or more parts, each with a slash before it.
    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }
}

/// What stands before our paths, if a trusted proxy states it and it is valid.
pub(crate) fn forwarded_prefix(headers: &HeaderMap, peer: Peer) -> Option<&str> {
    let headers = Some(headers).filter(|_| peer == Peer::Proxy)?;
    let stated = headers.get("x-script-name").or_else(|| headers.get("x-forwarded-prefix"))?.to_str().ok()?;
    let prefix = stated.split(',').next().unwrap_or_default().trim().trim_end_matches('/');
    Some(prefix).filter(|prefix| is_prefix(prefix))
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.host.is_empty() {
            write!(f, "{}://{}", self.scheme, self.host)?;
        }
        f.write_str(&self.prefix)
    }
}

fn is_host(host: &str) -> bool {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
    !host.is_empty() && host.len() <= 255 && host.bytes().all(legal)
}

/// Whether a port must be added to this host: one of its own is the client's, and the usual ones go without saying, also
/// where of several proxies one speaks TLS and another does not.
fn is_told(host: &str, port: &str) -> bool {
    let has_port = host.rsplit_once(':').is_some_and(|(_, port)| !port.ends_with(']'));
    !host.is_empty() && !has_port && port.parse::<u16>().is_ok_and(|port| ![0, 80, 443].contains(&port))
}

/// Whether this can stand before the paths of a service: `/dm`, `/tools/dm`, or nothing.
pub(crate) fn is_prefix(prefix: &str) -> bool {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let is_part = |part: &str| !part.is_empty() && part != ".." && part != "." && part.bytes().all(legal);
    prefix.is_empty()
        || (prefix.len() <= 200 && prefix.strip_prefix('/').is_some_and(|parts| parts.split('/').all(is_part)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(headers: &[(&'static str, &str)], prefix: &str) -> String {
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        Base::of_request(&headers.collect(), Peer::Proxy, prefix).to_string()
    }

    #[test]
    fn proxies_tell_where_the_service_is() {
        assert_eq!(base(&[("host", "a:5000")], ""), "http://a:5000");
        assert_eq!(base(&[("host", "a"), ("x-scheme", "https"), ("x-script-name", "/dm/")], ""), "https://a/dm");
        let forwarded = [("host", "a"), ("x-forwarded-host", "b.org, c"), ("x-forwarded-proto", "HTTPS")];
        assert_eq!(base(&forwarded, "/own"), "https://b.org/own");
        assert_eq!(base(&[("host", "a"), ("x-forwarded-prefix", "/x/y")], "/own"), "http://a/x/y");
        for (host, port, expected) in [
            ("a", "8443", "http://a:8443"),
            ("a:1", "8443", "http://a:1"),
            ("[::1]", "8443", "http://[::1]:8443"),
            ("[::1]:1", "8443", "http://[::1]:1"),
            ("a", "443", "http://a"),
            ("a", "80", "http://a"),
            ("a", "/evil", "http://a"),
        ] {
            assert_eq!(base(&[("x-forwarded-host", host), ("x-forwarded-port", port)], ""), expected);
        }
    }

    #[test]
    fn nonsense_is_passed_over() {
        for prefix in ["//evil.org", "evil", "/a b", "/..", "/\"><script>", "javascript:"] {
            assert_eq!(base(&[("host", "a"), ("x-script-name", prefix)], ""), "http://a", "{prefix}");
        }
        assert_eq!(base(&[("host", "a/b?c"), ("x-scheme", "javascript")], ""), "");
    }
}
