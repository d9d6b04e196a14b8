//! One connection: a request, an answer, and so on.

use rustix::io::Errno;
use rustix::net::sockopt::set_socket_recv_buffer_size;
use rustix::net::{AddressFamily, RecvFlags, SendFlags, SocketType, recv, send};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::fd::{AsFd, BorrowedFd};
use std::time::{Duration, Instant};

/// How the head of a good answer begins.
const GOOD: &[u8] = b"HTTP/1.1 200 ";

/// Bytes that the system takes for each connection.
const WINDOW: usize = 1 << 20;

/// One connection: a request, an answer, and so on.
pub(crate) struct Connection {
    stream: TcpStream,
    request: Vec<u8>,
    /// The bytes of an answer, head included: of every one, as they are all the same.
    length: usize,
    /// Those that are still to come.
    missing: usize,
    due: Instant,
    discarded: Vec<u8>,
}

impl AsFd for Connection {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.stream.as_fd()
    }
}

impl Connection {
    /// A new connection, over which the request was answered once.
    pub(crate) fn open(address: &str, request: &[u8]) -> Self {
        let address: SocketAddr = address.parse().expect("an address and a port");
        let socket = rustix::net::socket(AddressFamily::INET, SocketType::STREAM, None).expect("a socket");
        // An answer then comes in one go. Otherwise it depends on chance how soon the system finds out how much room is needed.
        set_socket_recv_buffer_size(&socket, WINDOW).expect("a socket");
        rustix::net::connect(&socket, &address).expect("a connection");
        let mut stream = TcpStream::from(socket);
        stream.set_nodelay(true).expect("a socket");
        stream.write_all(request).expect("the server takes a request");
        let (mut answer, mut part) = (Vec::new(), vec![0; 64 << 10]);
        let length = loop {
            let count = stream.read(&mut part).expect("an answer");
            assert!(count > 0, "the answer ends early");
            answer.extend_from_slice(&part[..count]);
            if let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4 + content_length(&answer[..end]);
            }
        };
        let mut rest = vec![0; length - answer.len()];
        stream.read_exact(&mut rest).expect("the whole answer");
        stream.set_nonblocking(true).expect("a socket");
        let (request, discarded) = (request.to_vec(), vec![0; length]);
        Self { stream, request, length, missing: 0, due: Instant::now(), discarded }
    }

    /// Sends the request, whose time runs from `due` on.
    pub(crate) fn ask(&mut self, due: Instant) {
        let sent = send(&self.stream, &self.request, SendFlags::NOSIGNAL).expect("the server takes a request");
        assert_eq!(sent, self.request.len(), "a request fits into the buffer of a socket");
        (self.due, self.missing) = (due, self.length);
    }

    /// Takes what there is of the answer; how long it took, if that was the rest.
    pub(crate) fn take(&mut self) -> Option<Duration> {
        while self.missing > 0 {
            let begins = self.missing == self.length;
            let taken = if begins {
                let mut head = [0; GOOD.len()];
                let taken = recv(&self.stream, &mut head, RecvFlags::empty()).map(|(taken, _)| taken);
                assert!(taken.is_err() || head == GOOD, "an answer is not good: {}", String::from_utf8_lossy(&head));
                taken
            } else {
                recv(&self.stream, &mut self.discarded[..self.missing], RecvFlags::TRUNC).map(|(_, taken)| taken)
            };
            match taken {
                Ok(0) => panic!("the server closed a connection"),
                Ok(taken) => self.missing -= taken,
                Err(Errno::AGAIN) => return None,
                Err(error) => panic!("{error}"),
            }
        }
        Some(self.due.elapsed())
    }
}

fn content_length(head: &[u8]) -> usize {
    let head = std::str::from_utf8(head).expect("a head").to_ascii_lowercase();
    assert!(head.as_bytes().starts_with(&GOOD.to_ascii_lowercase()), "the answer is not good: {head}");
    let line = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    line.expect("a length").trim().parse().expect("a length")
}
