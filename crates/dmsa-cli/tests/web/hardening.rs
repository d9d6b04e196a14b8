//! Clients that are slow, rude or broken.

use crate::server::Server;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

fn said(server: &Server, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    // The server may have had enough before everything is sent.
    stream.write_all(bytes).ok();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok();
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn garbage_is_refused_and_harms_nobody() {
    let server = Server::start("--head-timeout 1s");
    let long = format!("GET /{} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "a".repeat(9_000));
    let heavy = format!("GET / HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n", "a".repeat(64 << 10));
    let many = format!("GET / HTTP/1.1\r\nHost: a\r\n{}\r\n", "X: y\r\n".repeat(200));
    for (request, status) in [
        (&b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..], " 400 "),
        (b"GET\r\n\r\n", " 400 "),
        (b"GET / HTTP/9.9\r\n\r\n", " 400 "),
        (b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", " 400 "),
        (long.as_bytes(), " 414 "),
        (heavy.as_bytes(), " 431 "),
        (many.as_bytes(), " 431 "),
    ] {
        let answer = said(&server, request);
        let shown = String::from_utf8_lossy(&request[..request.len().min(40)]).into_owned();
        assert!(answer.lines().next().unwrap_or_default().contains(status), "{shown}: {answer}");
    }
    for number in 0u32..200 {
        let noise: Vec<u8> = (0..300u32).map(|n| ((n + number).wrapping_mul(2_654_435_761) >> 11) as u8).collect();
        let answer = said(&server, &[&noise[..], b"\r\n\r\n"].concat());
        assert!(!answer.contains(" 500 ") && !answer.contains(" 200 "), "{answer}");
    }
    assert_eq!(server.get("/healthz").status, 200);
}

#[test]
fn slow_clients_are_sent_away_and_slow_nobody_down() {
    let server = Server::start("--head-timeout 5s --access-log off");
    let slow: Vec<_> = (0..1000)
        .map(|_| {
            let mut stream = TcpStream::connect(server.address).unwrap();
            stream.write_all(b"GET /pedsnet/6.3.0/ddl/ora").unwrap();
            stream
        })
        .collect();
    let mut fast = server.connect();
    fast.get("/pedsnet/6.3.0/ddl/oracle/");
    let start = Instant::now();
    for _ in 0..200 {
        assert_eq!(fast.get("/pedsnet/6.3.0/ddl/oracle/").status, 200);
    }
    // They did not wait until the slow ones were sent away.
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    for mut stream in slow {
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut rest = Vec::new();
        // Closed, with or without a word.
        stream.read_to_end(&mut rest).ok();
        assert!(!String::from_utf8_lossy(&rest).contains(" 200 "));
    }
}

#[test]
fn who_says_nothing_more_is_sent_away() {
    let server = Server::start("--head-timeout 5s");
    let mut idle = server.connect();
    assert_eq!(idle.get("/healthz").status, 200);
    assert_eq!(idle.get("/status").status, 200);
    let mut rest = Vec::new();
    // The end comes, or the test fails when its patience ends.
    assert_eq!(idle.stream.read_to_end(&mut rest).unwrap(), 0);
    let mut new = server.connect();
    assert_eq!(new.stream.read_to_end(&mut rest).unwrap(), 0);
}

#[test]
fn a_body_has_to_come() {
    let server = Server::start_with("", &[("DMSA_WEBHOOK_SECRET", "s3cret")]);
    let answer = said(&server, b"POST /refresh HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 9\r\n\r\n{");
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
}

#[test]
fn who_does_not_read_is_sent_away() {
    let server = Server::start("--write-timeout 1s --access-log off");
    let mut stream = TcpStream::connect(server.address).unwrap();
    for _ in 0..20 {
        // Once the server has closed, nothing more can be sent.
        if stream.write_all(b"GET /models?format=json HTTP/1.1\r\nHost: a\r\n\r\n").is_err() {
            break;
        }
    }
    let until = Instant::now() + Duration::from_secs(20);
    while !server.get("/metrics").text().contains("\ndmsa_connections 1\n") {
        assert!(Instant::now() < until, "the connection stays");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn connections_end_after_so_many_requests() {
    let server = Server::start("--requests 3");
    let mut connection = server.connect();
    assert_eq!(connection.get("/healthz").header("connection"), "");
    assert_eq!(connection.get("/healthz").header("connection"), "");
    assert_eq!(connection.get("/healthz").header("connection"), "close");
}

#[test]
fn more_connections_than_allowed_wait_for_their_turn() {
    let server = Server::start("--connections 2 --workers 1");
    let (first, mut second) = (server.connect(), server.connect());
    assert_eq!(second.get("/healthz").status, 200);
    let mut third = server.connect();
    third.send("GET", "/healthz", &[], b"");
    drop(first);
    assert_eq!(third.answer("GET").status, 200);
}

#[test]
fn no_page_lets_scripts_in() {
    let server = Server::start("");
    let page = server.get("/search?q=%3Cscript%3Ealert(1)%3C/script%3E");
    assert!(!page.text().contains("<script>"));
    let policy = page.header("content-security-policy");
    assert!(policy.contains("script-src 'self'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("unsafe"));
    for path in ["/", "/pedsnet/6.3.0/", "/pedsnet/6.3.0/scripts/ddl/oracle/", "/status", "/api"] {
        let page = server.get(path);
        assert!(!page.text().contains(" style=\"") && !page.text().contains(" onclick="), "{path}");
        assert!(page.text().split("<script").skip(1).all(|script| script.starts_with(" src=\"")), "{path}");
        assert_eq!(page.header("referrer-policy"), "same-origin");
    }
}

#[test]
fn no_path_reaches_the_file_system() {
    let server = Server::start("");
    for path in
        ["/assets/../Cargo.toml", "/assets/..%2f..%2fCargo.toml", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd/"]
    {
        let answer = server.get(path);
        assert_eq!(answer.status, 404, "{path}");
    }
}
