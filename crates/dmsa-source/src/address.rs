//! Addresses on the web, shown without the credentials in them.

use std::fmt;

/// An address. Whatever shows it hides what stands before the host: `https://user:password@host/`. All of it, as a token
/// may take the place of either, or of both.
#[derive(Clone)]
pub(super) struct Address(String);

impl Address {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The whole text, for the server alone.
    pub(super) fn secret(&self) -> &str {
        &self.0
    }

    /// This address with more text at its end.
    pub(super) fn join(&self, end: &str) -> Self {
        Self(format!("{}{end}", self.0))
    }

    /// The host and port.
    pub(super) fn host(&self) -> &str {
        let (_, authority, _) = self.parts();
        authority.rsplit_once('@').map_or(authority, |(_, host)| host)
    }

    /// Whether a password or a token is in it.
    pub(super) fn has_credentials(&self) -> bool {
        self.parts().1.contains('@')
    }

    /// The scheme with `://`, what stands up to the path, and the rest.
    fn parts(&self) -> (&str, &str, &str) {
        let start = self.0.find("://").map_or(0, |colon| colon + "://".len());
        let (scheme, rest) = self.0.split_at(start);
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        (scheme, authority, path)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, authority, path) = self.parts();
        match authority.rsplit_once('@') {
            Some((_, host)) => write!(f, "{scheme}***@{host}{path}"),
            None => f.write_str(&self.0),
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_not_shown() {
        for (text, shown, host) in [
            ("https://me:secret@example.org:8080/a?b", "https://***@example.org:8080/a?b", "example.org:8080"),
            ("https://me:se@cr:et@example.org", "https://***@example.org", "example.org"),
            ("me:secret@example.org/", "***@example.org/", "example.org"),
            ("https://secret@example.org/", "https://***@example.org/", "example.org"),
            ("git+https://secret:x@example.org/a@b", "git+https://***@example.org/a@b", "example.org"),
            ("https://example.org:8080/a:b@c", "https://example.org:8080/a:b@c", "example.org:8080"),
            ("example.org", "example.org", "example.org"),
            ("", "", ""),
        ] {
            let address = Address::new(text);
            assert_eq!((address.to_string().as_str(), address.host()), (shown, host));
            assert_eq!(address.secret(), text);
            assert!(!format!("{address:?}").contains("secret"));
        }
    }
}
