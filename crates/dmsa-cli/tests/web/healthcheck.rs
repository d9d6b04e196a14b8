//! `dmsa healthcheck` and the service it asks.

use crate::server::Server;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::Command;

/// Runs the check; its exit code, and what it says.
fn check(arguments: &str, port: u16) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dmsa"));
    command.arg("healthcheck").args(arguments.split_whitespace()).env("DMSA_PORT", port.to_string());
    // It asks this machine, whatever proxies there are.
    let output = command.env("HTTP_PROXY", "http://127.0.0.1:1").env_remove("DMSA_HOST").output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_service_is_ready_until_it_is_told_to_stop() {
    let server = Server::start("--drain 30s --host 0.0.0.0");
    let port = server.address.port();
    assert_eq!(check("", port), (Some(0), "ready\n".to_owned()));
    assert_eq!(check("-q --host 0.0.0.0", port), (Some(0), String::new()));
    assert_eq!(check(&format!("-q --port {port}"), 1), (Some(0), String::new()), "the option goes first");
    server.signal("TERM");
    server.wait_for("stopping");
    let (code, told) = check("", port);
    assert_eq!(code, Some(1));
    assert!(told.contains("not ready"), "{told}");
}

#[test]
fn nobody_there_is_not_ready() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let (code, told) = check("", port);
    assert_eq!(code, Some(1));
    assert!(told.contains("does not answer") && told.contains("is it running?"), "{told}");
    assert_eq!(check("--port 80x", port).0, Some(2));
    let (code, told) = check("--host no-such-host.invalid", port);
    assert!(code == Some(1) && told.contains("no such host"), "{told}");
}

#[test]
fn another_server_is_not_ready() {
    for (answer, expected) in
        [("SSH-2.0-other\r\n", "SSH-2.0-other"), ("HTTP/1.1 404 Not Found\r\n\r\n", "404"), ("", "")]
    {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let other = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            BufReader::new(&stream).read_line(&mut String::new()).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
        });
        let (code, told) = check("", port);
        other.join().unwrap();
        assert_eq!(code, Some(1));
        assert!(told.contains("did not answer like dmsa") && told.contains(expected), "{told}");
    }
}
