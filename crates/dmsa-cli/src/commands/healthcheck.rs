//! `dmsa healthcheck`: whether the web service of this machine wants requests, for supervisors of containers.

use super::{Outcome, Subcommand, service};
use crate::failure::Failure;
use crate::terminal::Terminal;
use clap::{ArgMatches, Command};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, ToSocketAddrs};
use std::time::Duration;

pub(super) const SUBCOMMAND: Subcommand =
    Subcommand { name: "healthcheck", about: "Ask a running service whether it is ready", define, run };

const NOTES: &str = "\
It asks for /readyz where `dmsa serve` listens with the same settings, from FILE and the environment (DMSA_HOST, DMSA_PORT) \
too, and answers with its exit code: 0 if the service is ready, 1 if it is not, or does not answer within three seconds.

Examples:
  dmsa healthcheck                               the service at http://127.0.0.1:5000/
  dmsa healthcheck --port 80 || echo not ready
  HEALTHCHECK CMD [\"dmsa\", \"healthcheck\"]       in a Dockerfile";

/// How long the service may take for each step.
const PATIENCE: Duration = Duration::from_secs(3);

/// The most bytes of the answer that are looked at.
const MOST: u64 = 1 << 10;

fn define(command: Command) -> Command {
    command.after_help(NOTES).args(service::arguments(|setting| ["host", "port"].contains(&setting.name)))
}

fn run(matches: &ArgMatches, terminal: &Terminal) -> Result<Outcome, Failure> {
    let settings = service::settings(matches)?;
    let host = settings.host.trim_start_matches('[').trim_end_matches(']');
    let failure = |why: &str| {
        Failure::new(format!("the service at port {} of `{host}` {why}", settings.port))
            .help("is it running? --host and --port, or DMSA_HOST and DMSA_PORT, say where")
    };
    let address = (host, settings.port).to_socket_addrs().ok().and_then(|mut addresses| addresses.next());
    let address = address.ok_or_else(|| failure("cannot be asked: there is no such host"))?;
    let line = ask(reachable(address)).map_err(|error| failure(&format!("does not answer: {error}")))?;
    match line.split(' ').nth(1) {
        Some("200") => {
            terminal.tell("ready\n");
            Ok(Outcome::Fine)
        }
        Some("503") => {
            Err(Failure::new("the service is not ready").help("it was told to stop, and takes no new requests"))
        }
        _ => Err(failure(&format!("does not answer as dmsa does: {}", line.trim_end()))),
    }
}

/// Where a service can be reached that listens at this address: one that stands for all leads to this machine.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// The first line of the answer. A client of our own, so that no proxy of the environment comes between.
fn ask(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes())?;
    let mut line = Vec::new();
    BufReader::new(stream.take(MOST)).read_until(b'\n', &mut line)?;
    Ok(String::from_utf8_lossy(&line).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_stand_for_all_lead_to_this_machine() {
        for (listening, asked) in
            [("0.0.0.0:80", "127.0.0.1:80"), ("[::]:5000", "[::1]:5000"), ("10.1.2.3:80", "10.1.2.3:80")]
        {
            assert_eq!(reachable(listening.parse().unwrap()), asked.parse().unwrap());
        }
    }
}
