//! Asks a web server for one address, at a steady rate or as fast as it answers, at little cost to the machine.
//!
//!     load HOST:PORT PATH CONNECTIONS SECONDS RATE [HEADER]
//!
//! `RATE` is requests a second, or 0 for as many as are answered. Prints `requests a second`; the latencies in microseconds
//! below which 50 and 99 of a hundred requests stay, and the longest; and the same hundredth for how late requests were sent.
//!
//! At a steady rate each request has a moment at which it is due, and its latency counts from then on, whether or not a
//! connection was free: a server that stops for a while is charged for all that waited. So that nothing waits for a timer, the
//! processor is kept busy between two moments; what is sent late all the same, on a machine that does other work, or is itself
//! a guest, is late whatever the server does. The bodies of answers are thrown away inside the system, so that it is the server
//! that is measured; the status of each is looked at.

#![cfg(target_os = "linux")]
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a measurement fails by panicking")]

mod connection;

use connection::Connection;
use rustix::event::{Timespec, epoll};
use std::time::{Duration, Instant};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, path, connections, seconds, rate, headers @ ..] = &arguments[..] else {
        panic!("load HOST:PORT PATH CONNECTIONS SECONDS RATE [HEADER]")
    };
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let (seconds, rate) = (Duration::from_secs_f64(number(seconds)), number(rate));
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n{headers}\r\n");
    let connections = (0..number(connections) as usize).map(|_| Connection::open(address, request.as_bytes()));
    let mut load = Load::new(connections.collect());
    let begin = Instant::now();
    load.run(begin, seconds, (rate > 0.0).then(|| Duration::from_secs_f64(1.0 / rate)));
    let took = begin.elapsed();
    let Load { mut times, mut lateness, .. } = load;
    let answered = times.len() as f64 / took.as_secs_f64();
    println!(
        "{answered:.0} {} {} {} {}",
        share(&mut times, 50),
        share(&mut times, 99),
        share(&mut times, 100),
        share(&mut lateness, 99)
    );
}

/// The time that so many of a hundred do not exceed.
fn share(times: &mut [u32], percent: usize) -> u32 {
    times.sort_unstable();
    times[(times.len() * percent / 100).min(times.len() - 1)]
}

fn micros(time: Duration) -> u32 {
    u32::try_from(time.as_micros()).unwrap_or(u32::MAX)
}

/// Connections that are asked turn by turn.
struct Load {
    connections: Vec<Connection>,
    /// Those that wait for nothing, by number.
    idle: Vec<usize>,
    ready: rustix::fd::OwnedFd,
    /// How long answers took, in microseconds.
    times: Vec<u32>,
    /// How late requests were sent that waited for no connection, in microseconds.
    lateness: Vec<u32>,
    /// Whether requests are late because no connection was free.
    is_held_up: bool,
}

impl Load {
    fn new(connections: Vec<Connection>) -> Self {
        let ready = epoll::create(epoll::CreateFlags::CLOEXEC).expect("epoll");
        for (number, connection) in connections.iter().enumerate() {
            let data = epoll::EventData::new_u64(number as u64);
            epoll::add(&ready, connection, data, epoll::EventFlags::IN).expect("epoll");
        }
        let (times, lateness) = (Vec::with_capacity(1 << 20), Vec::with_capacity(1 << 20));
        Self { idle: (0..connections.len()).collect(), connections, ready, times, lateness, is_held_up: false }
    }

    /// Asks for so long, one request every so often, or as soon as a connection is free.
    fn run(&mut self, begin: Instant, seconds: Duration, every: Option<Duration>) {
        let (mut sent, mut events) = (0_u32, Vec::with_capacity(self.connections.len()));
        loop {
            let due = every.map_or(Duration::ZERO, |every| every * sent);
            let now = begin.elapsed();
            if now.max(due) >= seconds {
                return self.finish(&mut events);
            }
            if due <= now
                && let Some(number) = self.idle.pop()
            {
                self.connections[number].ask(if every.is_some() { begin + due } else { Instant::now() });
                if !self.is_held_up {
                    self.lateness.push(micros(now - due));
                }
                sent += 1;
                continue;
            }
            // What the server held up is late until nothing is due any more.
            self.is_held_up = due <= now;
            let wait = if self.is_held_up { Duration::from_secs(5) } else { Duration::ZERO };
            self.take(&mut events, wait);
        }
    }

    /// Takes what has come, waiting so long at most.
    fn take(&mut self, events: &mut Vec<epoll::Event>, wait: Duration) {
        events.clear();
        let wait = Timespec::try_from(wait).expect("a short time");
        epoll::wait(&self.ready, rustix::buffer::spare_capacity(events), Some(&wait)).expect("epoll");
        for event in events.iter() {
            let number = event.data.u64() as usize;
            if let Some(took) = self.connections[number].take() {
                self.times.push(micros(took));
                self.idle.push(number);
            }
        }
    }

    /// Waits for what was asked and not yet answered.
    fn finish(&mut self, events: &mut Vec<epoll::Event>) {
        let until = Instant::now() + Duration::from_secs(10);
        while self.idle.len() < self.connections.len() {
            assert!(Instant::now() < until, "{} requests are never answered", self.connections.len() - self.idle.len());
            self.take(events, Duration::from_millis(100));
        }
    }
}
