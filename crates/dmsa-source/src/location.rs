//! The names of sources.

use crate::address::Address;
use crate::embedded::Embedded;
use crate::files::Files;
use crate::git::{self, Repository};
use crate::observer::{Observer, Silent};
use crate::once::Once;
use crate::service::{self, Service};
use crate::source::Source;
use crate::{Error, embedded};
use dmsa::source::Loaded;
use std::ffi::OsStr;
use std::fmt;
use std::path::PathBuf;

/// Where a source is. Shown without the credentials in it.
#[derive(Debug, Clone)]
pub struct Location(Kind);

#[derive(Debug, Clone)]
enum Kind {
    Embedded,
    Files(PathBuf),
    Service(Address),
    Repository { location: git::Location, name: Address },
}

impl Location {
    /// The location with this name: `embedded`, a path, a URL, or the address of a git repository.
    ///
    /// # Errors
    ///
    /// If the name can be none of these. Nothing is read yet.
    pub fn parse(name: &OsStr) -> Result<Self, Error> {
        Ok(match name.to_str() {
            Some(embedded::NAME) => Self::embedded(),
            Some(name) if git::is_repository(name) => {
                Self(Kind::Repository { location: git::Location::parse(name)?, name: Address::new(name) })
            }
            Some(url) if url.contains("://") => Self::service(url)?,
            _ => Self(Kind::Files(name.into())),
        })
    }

    /// A data models service at this URL.
    ///
    /// # Errors
    ///
    /// If this is not the URL of a service. Nothing is fetched yet.
    pub fn service(url: &str) -> Result<Self, Error> {
        Ok(Self(Kind::Service(service::base(url)?)))
    }

    /// The catalog inside the program.
    pub fn embedded() -> Self {
        Self(Kind::Embedded)
    }

    /// Whether this is the catalog inside the program, which never changes.
    pub fn is_embedded(&self) -> bool {
        matches!(self.0, Kind::Embedded)
    }

    /// Reads everything that the source has at the moment. This may take as long as the network does.
    ///
    /// # Errors
    ///
    /// Why it could not be read.
    pub fn load(&self) -> Result<Loaded, Error> {
        self.open(&Silent).load(&|_| true)
    }

    /// The source that is there, of which nothing is read yet.
    pub(crate) fn open<'t>(&self, observer: &'t dyn Observer) -> Box<dyn Source + 't> {
        match self.0.clone() {
            Kind::Embedded => Box::new(Embedded),
            Kind::Files(path) => Box::new(Once::new(Files::new(path), observer)),
            Kind::Service(base) => Box::new(Service::new(base, observer)),
            Kind::Repository { location, .. } => Box::new(Once::new(Repository::new(location, observer), observer)),
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Embedded => f.write_str(embedded::NAME),
            Kind::Files(path) => path.display().fmt(f),
            Kind::Service(address) | Kind::Repository { name: address, .. } => address.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_understood() {
        let kind = |name: &str| match Location::parse(OsStr::new(name)).unwrap().0 {
            Kind::Embedded => "embedded",
            Kind::Files(_) => "files",
            Kind::Service(_) => "service",
            Kind::Repository { .. } => "repository",
        };
        for (name, expected) in [
            ("embedded", "embedded"),
            ("./embedded", "files"),
            ("https://example.org/x", "service"),
            ("git+https://example.org/x@main", "repository"),
            ("file:///srv/models", "repository"),
            ("example.org", "files"),
        ] {
            assert_eq!(kind(name), expected, "{name}");
        }
        for name in ["ftp://example.org/", "git+ssh://example.org/x", "https://example.org/?x=y"] {
            assert!(Location::parse(OsStr::new(name)).is_err(), "{name}");
        }
    }

    #[test]
    fn credentials_are_not_shown() {
        for (name, shown) in [
            ("https://me:secret@example.org/x", "https://***@example.org/x"),
            ("git+https://secret@example.org/x@b", "git+https://***@example.org/x@b"),
        ] {
            let location = Location::parse(OsStr::new(name)).unwrap();
            assert!(location.to_string().starts_with(shown), "{location}");
            assert!(!format!("{location:?}").contains("secret"), "{location:?}");
        }
    }
}
