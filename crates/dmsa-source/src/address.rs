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

    /// The address that a server redirects to from here. What is encrypted stays so, and the credentials of this address go
    /// to no other host.
    pub(super) fn redirected(&self, location: &str) -> Result<Self, String> {
        let (scheme, authority, path) = self.parts();
        let (head, path) = (format!("{scheme}{authority}"), path.split(['?', '#']).next().unwrap_or_default());
        let location = location.trim();
        let is_absolute = location.split_once("://").is_some_and(|(scheme, _)| !scheme.contains(['/', '?', '#']));
        let new = Self(if is_absolute {
            location.to_owned()
        } else if location.starts_with("//") {
            format!("{}{location}", scheme.trim_end_matches("//"))
        } else if location.starts_with('/') {
            format!("{head}{location}")
        } else {
            format!("{head}{}/{location}", path.rsplit_once('/').map_or("", |(folder, _)| folder))
        });
        let (new_scheme, _, new_path) = new.parts();
        let (new_scheme, host, is_encrypted) = (new_scheme.to_ascii_lowercase(), new.host(), self.is_encrypted());
        match new_scheme.as_str() {
            "https://" => {}
            "http://" if !is_encrypted => {}
            "http://" => return Err(format!("it redirects to `{new}`, which is not encrypted")),
            _ => return Err(format!("it redirects to `{new}`, which is not an address on the web")),
        }
        let is_same_host = host.eq_ignore_ascii_case(self.host());
        match authority.rsplit_once('@') {
            Some((credentials, _)) if is_same_host => Ok(Self(format!("{new_scheme}{credentials}@{host}{new_path}"))),
            Some(_) => Err(format!("it redirects to another host, `{host}`, which must not get the credentials")),
            None => Ok(Self(format!("{new_scheme}{host}{new_path}"))),
        }
    }

    /// Whether what is sent there is encrypted.
    pub(super) fn is_encrypted(&self) -> bool {
        self.0.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https:"))
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
    fn redirects_keep_encryption_and_credentials() {
        for (from, location, to) in [
            ("https://a.org/b/c?d", "/e", Ok("https://a.org/e")),
            ("https://a.org/b/c?d", "e?f", Ok("https://a.org/b/e?f")),
            ("https://a.org", "e", Ok("https://a.org/e")),
            ("https://a.org/b", "//c.org/d", Ok("https://c.org/d")),
            ("https://a.org/b", "HTTPS://c.org/d", Ok("https://c.org/d")),
            ("http://a.org/b", "https://a.org/b", Ok("https://a.org/b")),
            ("https://me:x@a.org/b", "https://A.org/c", Ok("https://me:x@A.org/c")),
            ("https://me:x@a.org/b", "/c", Ok("https://me:x@a.org/c")),
            ("https://a.org/b", "https://other:secret@c.org/", Ok("https://c.org/")),
            ("https://a.org/b", "http://a.org/b", Err("it redirects to `http://a.org/b`, which is not encrypted")),
            ("http://a.org/b", "file:///etc", Err("it redirects to `file:///etc`, which is not an address on the web")),
            (
                "https://me:x@a.org/b",
                "https://c.org/",
                Err("it redirects to another host, `c.org`, which must not get the credentials"),
            ),
            (
                "https://me:x@a.org/b",
                "https://a.org:8443/",
                Err("it redirects to another host, `a.org:8443`, which must not get the credentials"),
            ),
        ] {
            let redirected = Address::new(from).redirected(location);
            let shown = redirected.as_ref().map(Address::secret).map_err(String::as_str);
            assert_eq!(shown, to, "{from} {location}");
        }
    }

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
