//! Any bytes sent to the web service: it answers, or closes the connection, and never says that it failed (500).
//!
//! An input that begins with `/` is an address and is asked for; any other is sent as it is.

#![no_main]

use dmsa_web::settings::Settings;
use dmsa_source::Location;
use dmsa_web::serve;
use libfuzzer_sys::fuzz_target;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::OnceLock;
use std::sync::mpsc::channel;
use std::time::Duration;

/// The address of the service, which runs as long as the fuzzer.
fn service() -> SocketAddr {
    static ADDRESS: OnceLock<SocketAddr> = OnceLock::new();
    *ADDRESS.get_or_init(|| {
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            let settings = Settings { port: 0, access_log: false, ..Settings::default() };
            let started = |serving: &dmsa_web::Serving| sender.send(serving.address).expect("the fuzzer waits");
            serve(settings, vec![Location::embedded()], started).expect("the service runs");
        });
        receiver.recv().expect("the service starts")
    })
}

fuzz_target!(|data: &[u8]| {
    let mut request = data.to_vec();
    if data.starts_with(b"/") {
        request = [b"GET ", data, b" HTTP/1.1\r\nHost: a.org\r\nConnection: close\r\n\r\n"].concat();
    }
    let mut stream = TcpStream::connect(service()).expect("the service listens");
    stream.set_read_timeout(Some(Duration::from_secs(8))).expect("a socket");
    // The service may close before it has read all.
    stream.write_all(&request).ok();
    stream.shutdown(Shutdown::Write).ok();
    let mut answer = Vec::new();
    if let Err(error) = stream.read_to_end(&mut answer) {
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset, "no answer comes");
    }
    let shown = || String::from_utf8_lossy(&answer);
    assert!(answer.is_empty() || answer.starts_with(b"HTTP/1."), "{}", shown());
    assert_ne!(answer.get(9..12), Some(&b"500"[..]), "{}", shown());
});
