//! Fetching over HTTP, within limits, with errors a person understands.

use crate::Error;
use crate::address::Address;
use std::cell::OnceCell;
use std::io::{self, Read};
use std::time::{Duration, Instant};
use ureq::http::Response;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Body, Timeout};

/// How long a server may take, and how much it may send.
#[derive(Debug, Clone, Copy)]
struct Limits {
    connect: Duration,
    /// For one answer.
    answer: Duration,
    /// For all answers that it takes to read a source.
    source: Duration,
    /// Bytes, after decompression.
    largest: u64,
    redirects: u32,
}

const LIMITS: Limits = Limits {
    connect: Duration::from_secs(5),
    answer: Duration::from_secs(60),
    source: Duration::from_secs(120),
    largest: 64 << 20,
    redirects: 5,
};

/// What to think of when a server does not do what is expected of it.
struct Advice {
    strange: &'static str,
    large: &'static str,
}

const SERVICE: Advice = Advice {
    strange: "is this the address of a data models service?",
    large: "is this the address of a data models service?",
};

const REPOSITORY: Advice =
    Advice { strange: IS_REPOSITORY, large: "clone the repository, and name its folder as the source" };

/// The question to ask where there seems to be no repository.
pub(super) const IS_REPOSITORY: &str = "is this the address of a git repository, as `git clone` takes it?";

/// Fetches from one place, over one connection where possible.
#[derive(Debug)]
pub(super) struct Client {
    agent: Agent,
    limits: Limits,
    /// When the first request was sent.
    began: OnceCell<Instant>,
}

/// What was fetched.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) body: Vec<u8>,
    /// The `User-Agent` header of the answer: how a data models service introduces itself.
    pub(super) introduction: Option<String>,
}

impl Client {
    /// A client for addresses that begin like this one.
    pub(super) fn new(base: &Address) -> Self {
        Self::within(LIMITS, base)
    }

    fn within(limits: Limits, base: &Address) -> Self {
        // Reading the system's certificates takes a moment that plain HTTP need not spend.
        let roots = if base.is_encrypted() { trusted() } else { RootCerts::WebPki };
        let config = Agent::config_builder()
            .timeout_connect(Some(limits.connect))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .user_agent(concat!("dmsa/", env!("CARGO_PKG_VERSION"), " (+", env!("CARGO_PKG_REPOSITORY"), ")"))
            .accept("application/json")
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .build();
        Self { agent: config.into(), limits, began: OnceCell::new() }
    }

    /// Fetches an address; `None` where the server has nothing there (404).
    pub(super) fn get(&self, url: &Address) -> Result<Option<Answer>, Error> {
        let send =
            |url: &Address, timeout| self.agent.get(url.secret()).config().timeout_global(Some(timeout)).build().call();
        self.answer(url, send, &SERVICE)
    }

    /// Asks a git repository: with a body, by POST, what its protocol says; without, what it speaks.
    pub(super) fn git(&self, url: &Address, body: Option<&[u8]>) -> Result<Option<Vec<u8>>, Error> {
        const VERSION: (&str, &str) = ("git-protocol", "version=2");
        let send = |url: &Address, timeout| match body {
            None => {
                let request = self.agent.get(url.secret()).config().timeout_global(Some(timeout)).build();
                request.header(VERSION.0, VERSION.1).header("accept", "*/*").call()
            }
            Some(body) => {
                let request = self.agent.post(url.secret()).config().timeout_global(Some(timeout)).build();
                request
                    .header(VERSION.0, VERSION.1)
                    .header("accept", "application/x-git-upload-pack-result")
                    .content_type("application/x-git-upload-pack-request")
                    .send(body)
            }
        };
        Ok(self.answer(url, send, &REPOSITORY)?.map(|answer| answer.body))
    }

    /// Sends a request, and again where the server redirects it. Redirects are followed here, as they must not lead away
    /// from encryption, nor credentials to another host.
    fn response(
        &self,
        url: &Address,
        send: impl Fn(&Address, Duration) -> Result<Response<Body>, ureq::Error>,
    ) -> Result<Response<Body>, Error> {
        let mut place = url.clone();
        for _ in 0..=self.limits.redirects {
            let passed = self.began.get_or_init(Instant::now).elapsed();
            let Some(left) = self.limits.source.checked_sub(passed).filter(|left| !left.is_zero()) else {
                let seconds = self.limits.source.as_secs();
                return Err(Error::new(format!("cannot fetch {url}: the source takes longer than {seconds} seconds")));
            };
            let response =
                send(&place, left.min(self.limits.answer)).map_err(|error| failure(url, &error, self.limits))?;
            let location = response.headers().get("location").filter(|_| response.status().is_redirection());
            let Some(location) = location else { return Ok(response) };
            let location = String::from_utf8_lossy(location.as_bytes()).into_owned();
            place = place.redirected(&location).map_err(|why| {
                Error::new(format!("cannot fetch {url}: {why}")).help("if that is right, use the address it leads to")
            })?;
        }
        Err(Error::new(format!("cannot fetch {url}: it redirects more than {} times", self.limits.redirects)))
    }

    fn answer(
        &self,
        url: &Address,
        send: impl Fn(&Address, Duration) -> Result<Response<Body>, ureq::Error>,
        advice: &Advice,
    ) -> Result<Option<Answer>, Error> {
        let failure = |error| failure(url, &error, self.limits);
        let mut response = self.response(url, send)?;
        let status = response.status();
        if status == 404 {
            return Ok(None);
        }
        if !status.is_success() {
            return Err(refused(url, status, advice));
        }
        let introduction = response.headers().get("user-agent");
        let introduction = introduction.and_then(|value| value.to_str().ok()).map(str::to_owned);
        let mut body = Vec::new();
        let mut reader = response.body_mut().with_config().limit(u64::MAX).reader().take(self.limits.largest + 1);
        reader.read_to_end(&mut body).map_err(|error| failure(ureq::Error::from(error)))?;
        if body.len() as u64 > self.limits.largest {
            return Err(Error::new(format!("the answer of {url} is larger than {} MiB", self.limits.largest >> 20))
                .help(advice.large));
        }
        Ok(Some(Answer { body, introduction }))
    }
}

/// The certificates the system trusts, so that a site's own authority counts; Mozilla's where the system has none, as
/// in a bare container.
fn trusted() -> RootCerts {
    let system = rustls_native_certs::load_native_certs().certs;
    if system.is_empty() {
        return RootCerts::WebPki;
    }
    let certificates: Vec<_> =
        system.iter().map(|certificate| Certificate::from_der(certificate.as_ref()).to_owned()).collect();
    RootCerts::new_with_certs(&certificates)
}

fn refused(url: &Address, status: ureq::http::StatusCode, advice: &Advice) -> Error {
    let reason = status.canonical_reason().map(|reason| format!(" ({reason})")).unwrap_or_default();
    let failure = Error::new(format!("{url} answered with status {}{reason}", status.as_u16()));
    match status.as_u16() {
        401 | 403 if url.has_credentials() => failure.help("the server does not take the credentials in the address"),
        401 | 403 => failure.help("the server wants credentials in the address: https://user:password@host/"),
        300..=399 => failure.help("use the address it leads to"),
        500.. => failure.help("the server is in trouble; try again later"),
        _ => failure.help(advice.strange),
    }
}

fn failure(url: &Address, error: &ureq::Error, limits: Limits) -> Error {
    let host = url.host();
    let cannot = |why: &str| Error::new(format!("cannot fetch {url}: {why}"));
    use ureq::Error as Failed;
    match error {
        Failed::HostNotFound => no_host(cannot, host),
        Failed::Timeout(Timeout::Connect | Timeout::Resolve) => {
            cannot(&format!("no connection to `{host}` within {} seconds", limits.connect.as_secs()))
                .help("is a proxy needed? dmsa uses the environment's HTTPS_PROXY and HTTP_PROXY")
        }
        Failed::Timeout(_) => cannot(&format!("no complete answer within {} seconds", limits.answer.as_secs())),
        Failed::BadUri(_) | Failed::Http(_) => {
            Error::new(format!("`{url}` is not an address")).help("an address looks like https://example.org/path/")
        }
        Failed::Rustls(error) => insecure(cannot, host, error),
        Failed::Tls(why) => cannot(&format!("no secure connection to `{host}`: {why}")),
        Failed::Decompress(..) => cannot("the answer is damaged"),
        Failed::Protocol(why) => cannot(&format!("the answer is not HTTP as it should be: {why}")),
        Failed::LargeResponseHeader(..) => cannot("the answer is not HTTP as it should be: its header does not end"),
        Failed::InvalidProxyUrl | Failed::ConnectProxyFailed(_) => {
            cannot(&format!("the proxy does not work: {error}")).help("see HTTPS_PROXY and HTTP_PROXY")
        }
        Failed::ConnectionFailed => cannot(&format!("no connection to `{host}`")),
        Failed::Io(error) if error.to_string().starts_with(LOOKUP) => no_host(cannot, host),
        Failed::Io(error) => match error.kind() {
            io::ErrorKind::ConnectionRefused => {
                cannot(&format!("`{host}` refused the connection")).help("is the service running there?")
            }
            io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset => cannot("the answer ended too early"),
            _ => match error.get_ref().and_then(|error| error.downcast_ref()) {
                Some(error) => insecure(cannot, host, error),
                None => cannot(&error.to_string()),
            },
        },
        other => cannot(&other.to_string()),
    }
}

/// The standard library's message for a host without an address; it has no kind of error for it.
const LOOKUP: &str = "failed to lookup address information";

fn no_host(cannot: impl Fn(&str) -> Error, host: &str) -> Error {
    cannot(&format!("there is no host `{host}`")).help("check the spelling, and whether this machine has DNS")
}

fn insecure(cannot: impl Fn(&str) -> Error, host: &str, error: &rustls::Error) -> Error {
    let failure = cannot(&format!("no secure connection to `{host}`: {error}"));
    match error {
        rustls::Error::InvalidCertificate(_) => {
            failure.help("if your site has a certificate authority of its own, name its file in SSL_CERT_FILE")
        }
        _ => failure.help("does the server speak HTTPS? an address with http:// goes without"),
    }
}

#[cfg(test)]
mod tests;
