//! What clients cannot take from others: memory, connections, and the answer to whether the service is alive.

use crate::server::{PATIENCE, Server};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

/// A connection that asks for something and never reads.
fn unread(server: &Server, path: &str) -> Option<TcpStream> {
    let mut stream = TcpStream::connect(server.address).ok()?;
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n").as_bytes()).ok()?;
    Some(stream)
}

/// What the service says of itself, asked until it does.
fn metric(server: &Server, name: &str) -> u64 {
    let text = server.get("/metrics");
    let line = text.text().lines().find(|line| line.starts_with(&format!("{name} "))).expect("a metric");
    line.rsplit(' ').next().and_then(|value| value.parse().ok()).expect("a number")
}

/// Large answers that nobody reads take no more memory than they may, and do not keep others from theirs.
#[test]
fn answers_that_nobody_reads_take_bounded_memory() {
    const LIMIT: usize = 200 << 20;
    let connections = if dmsa_needs::exhaustive() { 4096 } else { 400 };
    let server = Server::start("--access-log off --cache 8M --connections 5000 --connections-per-address 0");
    let keys = ["label", "name", "version", "description", "url", "release", "tables"];
    let mut held = Vec::new();
    for number in 0..connections {
        // Every set of keys, each with the tables, in changing order, and beside them pictures.
        let mut chosen: Vec<_> =
            keys.iter().enumerate().filter(|(place, _)| number >> place & 1 == 1).map(|(_, key)| *key).collect();
        chosen.push("tables");
        let turns = number % chosen.len();
        chosen.rotate_left(turns);
        let path = match number % 20 {
            7 => format!("/omop/5.0.0/erd/{number}.png?width={}", 1000 + number % 50),
            _ => format!("/models?format=json&fields={}", chosen.join(",")),
        };
        held.extend(unread(&server, &path));
        if number % 50 == 0 {
            assert!(server.memory() < LIMIT, "{} MiB with {number} connections", server.memory() >> 20);
        }
    }
    // Where others' answers take so long to make that the service is busy, it says so, and answers soon after.
    let until = Instant::now() + 4 * PATIENCE;
    loop {
        let answer = server.get("/pedsnet/6.3.0/ddl/postgresql/?schema=other");
        if answer.status == 200 {
            break;
        }
        assert_eq!((answer.status, answer.header("retry-after")), (503, "2"), "{}", answer.text());
        assert!(Instant::now() < until, "others are kept from their answers");
    }
    assert!(server.memory() < LIMIT, "{} MiB", server.memory() >> 20);
    println!("{connections} connections: at most {} MiB", server.most_memory() >> 20);
    assert!(server.most_memory() < LIMIT, "{} MiB", server.most_memory() >> 20);
    while metric(&server, "dmsa_connections_slow_total") == 0 {
        assert!(Instant::now() < until, "nobody was slow");
        thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn one_address_cannot_take_all_connections() {
    let server = Server::start("--access-log off --connections-per-address 20");
    let held: Vec<_> = (0..20).map(|_| server.connect()).collect();
    let until = Instant::now() + PATIENCE;
    // They are accepted in their order.
    loop {
        let mut more = TcpStream::connect(server.address).unwrap();
        more.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
        if more.read(&mut [0]).is_ok_and(|count| count == 0) {
            break;
        }
        assert!(Instant::now() < until, "a 21st connection stays open");
    }
    drop(held);
    while server.connect().try_send("GET", "/healthz").is_err() {
        assert!(Instant::now() < until, "nobody gets in again");
        thread::sleep(Duration::from_millis(20));
    }
}

/// Where all connections are taken, whoever watches the service is answered; everybody else is told to come again.
#[test]
fn health_is_answered_where_all_connections_are_taken() {
    let server = Server::start("--access-log off --connections 3");
    let mut held: Vec<_> = (0..3).map(|_| server.connect()).collect();
    held.iter_mut().for_each(|connection| assert_eq!(connection.get("/healthz").status, 200));
    for path in ["/healthz", "/readyz"] {
        let answer = server.get(path);
        assert_eq!((answer.status, answer.header("connection")), (200, "close"), "{path}");
    }
    let busy = server.get("/pedsnet/6.3.0/ddl/postgresql/");
    assert_eq!((busy.status, busy.header("retry-after")), (503, "2"), "{}", busy.text());
    held.pop();
    let until = Instant::now() + PATIENCE;
    while server.get("/pedsnet/6.3.0/ddl/postgresql/").status != 200 {
        assert!(Instant::now() < until, "the place is not given back");
    }
}

/// Bodies that do not come do not keep a signed call from being taken.
#[test]
fn slow_bodies_delay_no_call() {
    let server = Server::start_with("", &[("DMSA_WEBHOOK_SECRET", "It's a Secret to Everybody")]);
    let slow: Vec<_> = (0..60)
        .map(|_| {
            let mut stream = TcpStream::connect(server.address).unwrap();
            stream.write_all(b"POST /refresh HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{").unwrap();
            stream
        })
        .collect();
    // The example of GitHub's documentation.
    let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    let call = |id: &str| {
        let headers = [("X-Hub-Signature-256", signature), ("X-GitHub-Delivery", id)];
        server.ask("POST", "/refresh", &headers, b"Hello, World!").status
    };
    assert_eq!(call("72d3162e-cc78-11e3-81ab-4c9367dc0958"), 202);
    // It did not wait until the slow ones were sent away, 15 seconds after they began.
    let mut first = &slow[0];
    first.set_nonblocking(true).unwrap();
    assert_eq!(first.read(&mut [0]).unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
    // A copy of it does nothing.
    assert_eq!(call("72d3162e-cc78-11e3-81ab-4c9367dc0958"), 409);
    assert_eq!(call("another"), 202);
}

#[test]
fn a_request_names_one_host() {
    let server = Server::start("");
    for (head, status) in [
        ("GET /healthz HTTP/1.1\r\n", " 400 "),
        ("GET /pedsnet/6.3.0/ddl/oracle/ HTTP/1.1\r\n", " 400 "),
        ("GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n", " 400 "),
        ("GET /pedsnet/6.3.0/ddl/oracle/ HTTP/1.1\r\nHost: a\r\nhost: a\r\n", " 400 "),
        ("GET /healthz HTTP/1.0\r\n", " 200 "),
        ("GET /healthz HTTP/1.1\r\nHost:\r\n", " 200 "),
    ] {
        let mut stream = TcpStream::connect(server.address).unwrap();
        stream.write_all(format!("{head}Connection: close\r\n\r\n").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.lines().next().is_some_and(|line| line.contains(status)), "{head}: {answer}");
    }
}
