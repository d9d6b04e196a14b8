//! How the service runs: [`SETTINGS`] is the one list of what can be set, by flag, environment or file.

mod value;

use crate::http::is_prefix;
pub use crate::http::{Base, Trust};
use std::path::PathBuf;
use std::time::Duration;
use value::{duration, flag, number, size};

/// How the service runs.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address to listen on.
    pub host: String,
    /// The port; 0 for any that is free.
    pub port: u16,
    /// What stands before every path, where no header of a proxy says so.
    pub prefix: String,
    /// The address of the service that redirects and pages show; none: the one that each client came by.
    pub public_url: Option<Base>,
    /// The proxies whose `X-Forwarded-*`, `X-Scheme` and `X-Script-Name` count.
    pub trust: Trust,
    /// Threads that answer requests.
    pub workers: usize,
    /// Bytes of answers that are kept ready or are on their way to clients.
    pub cache: usize,
    /// Connections at a time.
    pub connections: usize,
    /// Connections from one address at a time; 0: as many as there are.
    pub connections_per_address: usize,
    /// Requests on one connection, after which it closes.
    pub requests: u64,
    /// How long the head of a request may take, and how long a connection may wait for the next one.
    pub head_timeout: Duration,
    /// How long a client may read nothing while an answer is sent.
    pub write_timeout: Duration,
    /// How long requests go on being served after SIGTERM, so that balancers notice.
    pub drain: Duration,
    /// How often sources are read again; zero for never.
    pub refresh: Duration,
    /// How long after a call to refresh the sources are read, so that several calls become one.
    pub grace: Duration,
    /// The secret that signs calls to refresh; empty: no such calls.
    pub webhook_secret: String,
    /// Where the last good copy of each source is kept; none: nowhere.
    pub state: Option<PathBuf>,
    /// Whether each request is logged.
    pub access_log: bool,
    /// Whether other processes may listen on the same port.
    pub reuse_port: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            port: 5000,
            prefix: String::new(),
            public_url: None,
            trust: Trust::private(),
            workers: std::thread::available_parallelism().map_or(1, usize::from),
            cache: 32 << 20,
            connections: 4096,
            connections_per_address: 1024,
            requests: 100_000,
            head_timeout: Duration::from_secs(15),
            write_timeout: Duration::from_secs(30),
            drain: Duration::from_secs(10),
            refresh: Duration::from_secs(3600),
            grace: Duration::from_secs(10),
            webhook_secret: String::new(),
            state: None,
            access_log: true,
            reuse_port: false,
        }
    }
}

/// Something that can be set.
pub struct Setting {
    /// Its name as a flag and in files; in the environment it is `DMSA_` and the name in capitals.
    pub name: &'static str,
    /// What stands for its value in help texts.
    pub value: &'static str,
    /// What holds where it is not set, in words.
    pub default: &'static str,
    /// What it does, in one line without a full stop.
    pub about: &'static str,
    /// Whether it must not be seen in a list of processes, and so has no flag.
    pub secret: bool,
    set: fn(&mut Settings, &str) -> Result<(), String>,
}

/// Everything that can be set, in the order people are shown it.
pub static SETTINGS: &[Setting] = &[
    setting("host", "ADDRESS", "127.0.0.1", "The address to listen on; 0.0.0.0 or :: for all", |s, v| {
        s.host = v.to_owned();
        Ok(())
    }),
    setting("port", "PORT", "5000", "The port to listen on; 0 for any that is free", |s, v| number(&mut s.port, v)),
    setting("prefix", "PATH", "none", "What stands before every path, such as /dmsa", |s, v| {
        let prefix = v.trim_end_matches('/');
        if !is_prefix(prefix) {
            return Err("expected a path such as /dmsa".to_owned());
        }
        s.prefix = prefix.to_owned();
        Ok(())
    }),
    setting(
        "public-url",
        "URL",
        "none: the address that each client came by",
        "The address of the service that redirects and pages show, such as https://example.org/dmsa; its path is the prefix",
        |s, v| {
            let base = Base::parse(v).ok_or("expected an address such as https://example.org/dmsa")?;
            s.prefix = base.prefix().to_owned();
            s.public_url = Some(base);
            Ok(())
        },
    ),
    setting(
        "trust",
        "PROXIES",
        "private",
        "The proxies whose X-Forwarded-*, X-Scheme and X-Script-Name headers count: private (those at private addresses), all, \
         none, or a list of addresses and networks such as 10.1.0.0/16,::1",
        |s, v| {
            s.trust = v.parse()?;
            Ok(())
        },
    ),
    setting("workers", "N", "one a processor", "Threads that answer requests", |s, v| {
        number(&mut s.workers, v)?;
        if s.workers == 0 { Err("at least one is needed".to_owned()) } else { Ok(()) }
    }),
    setting(
        "cache",
        "SIZE",
        "32M",
        "Memory for answers: those that are kept ready, and those on their way to clients",
        |s, v| size(&mut s.cache, v),
    ),
    setting(
        "connections",
        "N",
        "4096",
        "Connections at a time; others get status 503, health checks an answer",
        |s, v| number(&mut s.connections, v),
    ),
    setting(
        "connections-per-address",
        "N",
        "1024",
        "Connections from one address at a time; more are closed. 0 for no limit, behind a balancer that hides addresses",
        |s, v| number(&mut s.connections_per_address, v),
    ),
    setting("requests", "N", "100000", "Requests on one connection, after which it closes", |s, v| {
        number(&mut s.requests, v)
    }),
    setting(
        "head-timeout",
        "TIME",
        "15s",
        "How long a client may take to send a request, or wait between two",
        |s, v| duration(&mut s.head_timeout, v),
    ),
    setting("write-timeout", "TIME", "30s", "How long a client may read nothing while an answer is sent", |s, v| {
        duration(&mut s.write_timeout, v)
    }),
    setting("drain", "TIME", "10s", "How long requests go on being served after SIGTERM", |s, v| {
        duration(&mut s.drain, v)
    }),
    setting("refresh", "TIME", "1h", "How often sources are read again; 0 for never", |s, v| {
        duration(&mut s.refresh, v)
    }),
    setting("grace", "TIME", "10s", "How long after a call to refresh the sources are read", |s, v| {
        duration(&mut s.grace, v)
    }),
    Setting {
        name: "webhook-secret",
        value: "TEXT",
        default: "none: no calls",
        about: "What signs the calls of POST /refresh and POST /_hook",
        secret: true,
        set: |s, v| {
            s.webhook_secret = v.to_owned();
            Ok(())
        },
    },
    setting("state", "FOLDER", "none", "Where the last good copy of each source is kept", |s, v| {
        s.state = (!v.is_empty()).then(|| PathBuf::from(v));
        Ok(())
    }),
    setting("access-log", "on|off", "on", "Whether each request is logged", |s, v| flag(&mut s.access_log, v)),
    setting("reuse-port", "on|off", "off", "Whether other processes may listen on the same port", |s, v| {
        flag(&mut s.reuse_port, v)
    }),
];

const fn setting(
    name: &'static str,
    value: &'static str,
    default: &'static str,
    about: &'static str,
    set: fn(&mut Settings, &str) -> Result<(), String>,
) -> Setting {
    Setting { name, value, default, about, secret: false, set }
}

impl Setting {
    /// The setting of this name.
    pub fn find(name: &str) -> Option<&'static Setting> {
        SETTINGS.iter().find(|setting| setting.name == name)
    }

    /// The environment variable.
    pub fn variable(&self) -> String {
        format!("DMSA_{}", self.name.to_ascii_uppercase().replace('-', "_"))
    }

    /// Sets it.
    ///
    /// # Errors
    ///
    /// What is expected instead of this value.
    pub fn set(&self, settings: &mut Settings, value: &str) -> Result<(), String> {
        (self.set)(settings, value.trim())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_and_everything_is_described() {
        let names: BTreeSet<_> = SETTINGS.iter().map(|setting| setting.name).collect();
        assert_eq!(names.len(), SETTINGS.len());
        assert!(SETTINGS.iter().all(|setting| !setting.about.is_empty() && !setting.about.ends_with('.')));
        assert_eq!(Setting::find("webhook-secret").unwrap().variable(), "DMSA_WEBHOOK_SECRET");
    }

    #[test]
    fn stated_defaults_are_the_defaults() {
        for setting in SETTINGS {
            // These say in words that nothing is set.
            if setting.default.starts_with("none") || setting.name == "workers" {
                continue;
            }
            let (mut set, default) = (Settings::default(), Settings::default());
            setting.set(&mut set, setting.default).unwrap_or_else(|error| panic!("{}: {error}", setting.name));
            assert_eq!(format!("{set:?}"), format!("{default:?}"), "{}", setting.name);
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for (name, value) in [
            ("port", "65536"),
            ("public-url", "example.org"),
            ("public-url", "https://a b/"),
            ("trust", "proxy.example.org"),
            ("workers", "0"),
            ("prefix", "dm"),
            ("cache", "1X"),
            ("drain", "soon"),
            ("access-log", "maybe"),
        ] {
            assert!(Setting::find(name).unwrap().set(&mut Settings::default(), value).is_err(), "{name} {value}");
        }
    }
}
