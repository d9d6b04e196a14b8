//! `dmsa healthcheck`: whether the web service on this machine is ready, for container supervisors.

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
It requests /readyz from the address that `dmsa serve` listens on with the same settings: options, the environment \
(DMSA_HOST, DMSA_PORT) and FILE. Exit code 0 means that the service is ready; 1 means that it is not ready or did not \
answer within three seconds.

Examples:
  dmsa healthcheck                               the service at http://127.0.0.1:5000/
  dmsa healthcheck --port 80 || echo not ready
  HEALTHCHECK CMD [\"dmsa\", \"healthcheck\"]       in a Dockerfile";

/// How long the service may take to accept the connection, to read the request and to answer.
const TIMEOUT: Duration = Duration::from_secs(3);

/// How many bytes of the answer are read at most.
const MAX_ANSWER: u64 = 1 << 10;

fn define(command: Command) -> Command {
    command
        .after_help(NOTES)
        .args(service::arguments(|setting| ["host", "port"].contains(&setting.name)))
        .mut_arg("host", |host| host.help("The address that the service listens on [default: 127.0.0.1]"))
        .mut_arg("port", |port| port.help("The port that the service listens on [default: 5000]"))
}

fn run(matches: &ArgMatches, terminal: &Terminal) -> Result<Outcome, Failure> {
    let settings = service::settings(matches)?;
    let host = settings.host.trim_start_matches('[').trim_end_matches(']');
    let failure = |why: &str| {
        Failure::new(format!("the service at port {} of `{host}` {why}", settings.port))
            .help("is it running? --host and --port, or DMSA_HOST and DMSA_PORT, say where")
    };
    let address = (host, settings.port).to_socket_addrs().ok().and_then(|mut addresses| addresses.next());
    let address = address.ok_or_else(|| failure("cannot be reached: there is no such host"))?;
    let line = status_line(reachable(address)).map_err(|error| failure(&format!("does not answer: {error}")))?;
    match line.split(' ').nth(1) {
        Some("200") => {
            terminal.inform("ready\n");
            Ok(Outcome::Fine)
        }
        Some("503") => Err(Failure::new("the service is not ready").help("it is stopping and takes no new requests")),
        _ => Err(failure(&format!("did not answer like dmsa: {}", line.trim_end()))),
    }
}

/// The address at which this machine reaches a service that listens on `address`: the loopback, if it listens on all.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// The first line of the answer. It is requested without the HTTP client, which would use a proxy from the environment.
fn status_line(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    stream.write_all(format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes())?;
    let mut line = Vec::new();
    BufReader::new(stream.take(MAX_ANSWER)).read_until(b'\n', &mut line)?;
    Ok(String::from_utf8_lossy(&line).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_for_all_interfaces_is_reached_on_the_loopback() {
        for (listening, asked) in
            [("0.0.0.0:80", "127.0.0.1:80"), ("[::]:5000", "[::1]:5000"), ("10.1.2.3:80", "10.1.2.3:80")]
        {
            assert_eq!(reachable(listening.parse().unwrap()), asked.parse().unwrap());
        }
    }
}
