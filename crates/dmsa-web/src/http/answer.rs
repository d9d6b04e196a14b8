//! What the service answers, before it is encoded and sent.

use super::accept::Form;
use bytes::Bytes;
use data_encoding::HEXLOWER;
use hyper::StatusCode;
use hyper::header::{ACCESS_CONTROL_EXPOSE_HEADERS, HeaderName, HeaderValue, USER_AGENT};
use ring::digest;

/// How the service introduces itself, in a header of its answers as the original did.
pub(crate) const INTRODUCTION: &str =
    concat!("DMSA/", env!("CARGO_PKG_VERSION"), " (+", env!("CARGO_PKG_REPOSITORY"), ")");

/// How long an answer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lifetime {
    /// Until the definitions change: whoever keeps it asks again after a minute.
    Definitions,
    /// Until the definitions change, for one client alone: it shows the address that the client came by.
    Client,
    /// For ever: its address changes with its content.
    Forever,
    /// For this moment.
    Now,
}

impl Lifetime {
    /// The value of `Cache-Control`.
    pub(crate) fn cache_control(self) -> &'static str {
        match self {
            Lifetime::Definitions => "public, max-age=60",
            Lifetime::Client => "private, max-age=60",
            Lifetime::Forever => "public, max-age=31536000, immutable",
            Lifetime::Now => "no-store",
        }
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) media_type: &'static str,
    pub(crate) body: Bytes,
    pub(crate) lifetime: Lifetime,
    /// Headers of this answer alone.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
}

impl Answer {
    /// A good answer that holds until the definitions change.
    pub(crate) fn new(media_type: &'static str, body: impl Into<Bytes>) -> Self {
        let (status, lifetime) = (StatusCode::OK, Lifetime::Definitions);
        Self { status, media_type, body: body.into(), lifetime, headers: Vec::new() }
    }

    /// No shared cache may store it.
    #[must_use]
    pub(crate) fn for_one_client(self) -> Self {
        match self.lifetime {
            Lifetime::Definitions => self.lifetime(Lifetime::Client),
            _ => self,
        }
    }

    /// A good answer in this form.
    pub(crate) fn form(form: Form, body: impl Into<Bytes>) -> Self {
        Self::new(form.media_type(), body)
    }

    /// With another status.
    #[must_use]
    pub(crate) fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// That holds for this long.
    #[must_use]
    pub(crate) fn lifetime(mut self, lifetime: Lifetime) -> Self {
        self.lifetime = lifetime;
        self
    }

    /// With one more header; left out where the value cannot be one.
    #[must_use]
    pub(crate) fn header(mut self, name: HeaderName, value: impl AsRef<[u8]>) -> Self {
        if let Ok(value) = HeaderValue::from_bytes(value.as_ref()) {
            self.headers.push((name, value));
        }
        self
    }

    /// As the data models service introduces itself: its clients record the version, which is that of the definitions.
    /// Scripts in pages of other hosts may read it, too.
    #[must_use]
    pub(crate) fn introduced(self, revision: &str) -> Self {
        let legal = |c: char| if c.is_ascii_alphanumeric() || "-._+".contains(c) { c } else { '-' };
        let version: String = revision.chars().map(legal).collect();
        let version = if version.is_empty() { env!("CARGO_PKG_VERSION").to_owned() } else { version };
        self.header(USER_AGENT, format!("DataModelsService/{version} (+{})", env!("CARGO_PKG_REPOSITORY")))
            .header(ACCESS_CONTROL_EXPOSE_HEADERS, "User-Agent, ETag")
    }

    /// Redirects elsewhere.
    pub(crate) fn redirect(status: StatusCode, to: &str) -> Self {
        let text = format!("This is at {to}\n");
        Self::form(Form::Text, text).status(status).header(hyper::header::LOCATION, to)
    }

    /// Whether it is a page.
    pub(crate) fn is_page(&self) -> bool {
        self.media_type.starts_with("text/html")
    }
}

/// The entity tag of some bytes: the same bytes have the same tag on every machine and after every restart. It is weak,
/// as all encodings of the bytes share it.
pub(crate) fn etag(bytes: &[u8]) -> String {
    let digest = digest::digest(&digest::SHA256, bytes);
    // Twelve bytes of the 32 are enough.
    let bytes = digest.as_ref().get(..12).unwrap_or_default();
    format!("W/\"{}\"", HEXLOWER.encode(bytes))
}
