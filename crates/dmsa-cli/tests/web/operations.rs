//! Running the service.

use crate::server::{Connection, PATIENCE, Server};
use std::io::Read;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

#[test]
fn health_readiness_and_metrics_are_told() {
    let server = Server::start("");
    assert_eq!((server.get("/healthz").status, server.get("/readyz").status), (200, 200));
    server.get("/pedsnet/6.3.0/ddl/oracle/");
    server.get("/nothing/at/all");
    let metrics = server.get("/metrics");
    for line in [
        "dmsa_requests_total{route=\"/{model}/{version}/ddl/{dialect}/\",status=\"200\"} 1\n",
        "dmsa_requests_total{route=\"(none)\",status=\"404\"} 1\n",
        "dmsa_request_duration_seconds_bucket{route=\"/{model}/{version}/ddl/{dialect}/\",le=\"+Inf\"} 1\n",
        "dmsa_versions 65\n",
        "dmsa_source_up{source=\"embedded\"} 1\n",
        "dmsa_build_info{version=\"1.0.0\"} 1\n",
    ] {
        assert!(metrics.text().contains(line), "{line} in {}", metrics.text());
    }
    let status = server.get("/status?format=json").json();
    assert_eq!((&status["versions"], &status["sources"][0]["state"]), (&65.into(), &"up to date".into()));
}

#[test]
fn requests_are_logged_for_programs() {
    let server = Server::start("");
    let answer = server.get_with("/healthz", &[("X-Request-Id", "abc-1"), ("X-Forwarded-For", "10.1.2.3, 10.0.0.1")]);
    assert_eq!(answer.header("x-request-id"), "abc-1");
    let line: serde_json::Value = serde_json::from_str(&server.wait_for("abc-1")).unwrap();
    assert_eq!(
        (&line["status"], &line["client"], &line["address"]),
        (&200.into(), &"10.1.2.3".into(), &"/healthz".into())
    );
}

/// The page about monitoring, by the names that it gives in the first cells of its tables.
fn documented() -> Vec<String> {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/service/monitoring.md");
    let text = std::fs::read_to_string(page).unwrap();
    let cells = text.lines().filter_map(|line| line.strip_prefix("| `")?.split(" | ").next());
    cells.flat_map(|cell| cell.split("`, `")).map(|name| name.trim_matches('`').to_owned()).collect()
}

#[test]
fn the_page_about_monitoring_names_every_metric() {
    let server = Server::start("");
    let metrics = server.get("/metrics");
    let mut given: Vec<_> = metrics
        .text()
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next())
        .map(str::to_owned)
        .collect();
    let mut told: Vec<_> = documented().into_iter().filter(|name| name.starts_with("dmsa_")).collect();
    given.sort();
    told.sort();
    assert_eq!(told, given);
}

#[test]
fn the_page_about_monitoring_names_every_field_of_the_log() {
    let server = Server::start("");
    server.get_with("/healthz", &[("X-Request-Id", "abc-2"), ("User-Agent", "test")]);
    let line: serde_json::Value = serde_json::from_str(&server.wait_for("abc-2")).unwrap();
    let told = documented();
    for field in line.as_object().unwrap().keys() {
        assert!(told.contains(field), "{field} in {told:?}");
    }
}

#[test]
fn stopping_loses_no_request() {
    let mut server = Server::start("--drain 5s --access-log off");
    let (stop, served, lost) = (AtomicBool::new(false), AtomicUsize::new(0), AtomicUsize::new(0));
    let address = server.address;
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut connection = None;
                while !stop.load(Ordering::Relaxed) {
                    let mut open = connection.take().unwrap_or_else(|| Connection::open(address));
                    open.send("GET", "/pedsnet/6.3.0/ddl/postgresql/", &[], b"");
                    match open.try_answer("GET") {
                        Ok(answer) if answer.status == 200 => {
                            served.fetch_add(1, Ordering::Relaxed);
                            if answer.header("connection") != "close" {
                                connection = Some(open);
                            }
                        }
                        _ => {
                            lost.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                }
            });
        }
        let begun = Instant::now() + PATIENCE;
        while served.load(Ordering::Relaxed) < 20 {
            assert!(Instant::now() < begun, "hardly anything is answered");
            thread::sleep(Duration::from_millis(10));
        }
        server.signal("TERM");
        let until = Instant::now() + Duration::from_secs(4);
        while server.get("/readyz").status != 503 {
            assert!(Instant::now() < until, "readiness does not fail");
        }
        thread::sleep(Duration::from_millis(400));
        // By then a balancer has taken the service out.
        stop.store(true, Ordering::Relaxed);
    });
    assert_eq!(server.ended(), Some(0));
    assert_eq!(lost.load(Ordering::Relaxed), 0);
}

/// A process ends while another listens on the same port, for clients with a new connection each time.
#[test]
fn a_new_process_takes_over() {
    let line = "--reuse-port on --drain 200ms --access-log off";
    let mut old = Server::start(line);
    let (address, stop) = (old.address, AtomicBool::new(false));
    let (served, lost) = (AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let asked = std::net::TcpStream::connect(address).and_then(|stream| {
                        let mut connection = Connection::on(stream);
                        connection.try_send("GET", "/omop/5.0.0/ddl/postgresql/")?;
                        connection.try_answer("GET")
                    });
                    let good = asked.is_ok_and(|answer| answer.status == 200);
                    (if good { &served } else { &lost }).fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        let some_more_are_served = || {
            let (begin, until) = (served.load(Ordering::Relaxed), Instant::now() + PATIENCE);
            while served.load(Ordering::Relaxed) < begin + 150 {
                assert!(Instant::now() < until, "nobody is served");
                thread::sleep(Duration::from_millis(10));
            }
        };
        for _ in 0..3 {
            let new = Server::start(&format!("{line} --port {}", address.port()));
            some_more_are_served();
            old.signal("TERM");
            assert_eq!(old.ended(), Some(0));
            old = new;
            some_more_are_served();
        }
        stop.store(true, Ordering::Relaxed);
    });
    // Where the system is busy, a handshake may end on a port that is being closed (docs/service/deploy.md): nothing of ours.
    let (served, lost) = (served.into_inner(), lost.into_inner());
    assert!(lost * 100 <= served, "{lost} lost, {served} served");
}

#[test]
fn what_is_under_way_is_finished() {
    let mut server = Server::start("--drain 0");
    let mut connection = server.connect();
    connection.send("GET", "/models?format=json", &[], b"");
    thread::sleep(Duration::from_millis(20));
    server.signal("TERM");
    assert_eq!(connection.answer("GET").status, 200);
    assert_eq!(server.ended(), Some(0));
}

#[test]
fn an_interrupt_stops_at_once() {
    let mut server = Server::start("--drain 1h");
    let mut idle = server.connect();
    server.signal("INT");
    assert_eq!(server.ended(), Some(0));
    assert_eq!(idle.stream.read(&mut [0]).unwrap_or(0), 0);
}

#[test]
fn settings_come_from_everywhere() {
    let folder = crate::server::Folder::new("settings");
    let file = folder.0.join("dmsa.conf");
    std::fs::write(&file, "prefix = /file\ngrace = 1s\n").unwrap();
    let line = format!("--config {}", file.display());
    let server = Server::start_with(&line, &[("DMSA_PREFIX", "/variable")]);
    assert_eq!(server.get("/pedsnet").header("location"), "http://dmsa.test/variable/pedsnet/");
    let server = Server::start_with(&format!("{line} --prefix /flag"), &[("DMSA_PREFIX", "/variable")]);
    assert_eq!(server.get("/pedsnet").header("location"), "http://dmsa.test/flag/pedsnet/");
}

#[test]
fn the_first_answer_comes_soon() {
    let start = Instant::now();
    let server = Server::start("--access-log off");
    assert_eq!(server.get("/pedsnet/6.3.0/ddl/postgresql/").status, 200);
    let took = start.elapsed();
    // The release build is held to 50 ms by bench/web; this one is not optimized and runs beside other tests.
    assert!(took < PATIENCE / 5, "{took:?}");
}

/// Five seconds, or as many as `DMSA_SOAK` says, of requests that the cache cannot hold, of definitions that are read again, and of
/// clients that send noise, stop in the middle of a request, or do not read their answers.
#[test]
fn memory_stays_flat_and_answers_right_beside_hostile_clients() {
    let seconds = std::env::var("DMSA_SOAK").map_or(5, |seconds| seconds.parse().expect("a number of seconds"));
    let folder = crate::server::Folder::new("soak");
    let server = Server::start(&format!("--access-log off --cache 8M --source {} --source embedded", folder.shown()));
    let (stop, attacks) = (AtomicBool::new(false), AtomicUsize::new(0));
    let half = |name: &str| {
        let (mut connection, until) = (server.connect(), Instant::now() + Duration::from_secs(seconds) / 2);
        let mut number = 0;
        while number < 50 || Instant::now() < until {
            number += 1;
            let path = format!("/pedsnet/6.3.0/ddl/postgresql/?schema={name}{number}");
            let answer = connection.get(&path);
            assert_eq!(answer.status, 200, "{}", answer.text());
            assert!(answer.text().contains(&format!("CREATE TABLE {name}{number}.person")), "{path}");
            if number % 50 == 0 {
                folder.define("1.0.0", &format!("field_{name}{number}"));
                server.signal("HUP");
            }
            if answer.header("connection") == "close" {
                connection = server.connect();
            }
        }
        server.memory()
    };
    let (warm, later) = thread::scope(|scope| {
        scope.spawn(|| attack(&server, &stop, &attacks));
        let (warm, later) = (half("a"), half("b"));
        stop.store(true, Ordering::Relaxed);
        (warm, later)
    });
    let attacks = attacks.into_inner();
    println!("{seconds} s: {} MiB in the middle, {} MiB in the end, {attacks} attacks", warm >> 20, later >> 20);
    assert!(attacks > 0);
    assert!(later < warm + (16 << 20), "from {warm} to {later} bytes");
}

/// One hostile connection after the other, of which the last 20 stay open.
fn attack(server: &Server, stop: &AtomicBool, attacks: &AtomicUsize) {
    let mut held = std::collections::VecDeque::new();
    for number in 0u32.. {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let noise: Vec<u8> = (0..300u32).map(|n| ((n + number).wrapping_mul(2_654_435_761) >> 11) as u8).collect();
        let request = match number % 5 {
            0 => noise,
            1 => b"GET /pedsnet/6.3.0/ddl/ora".to_vec(),
            2 => format!("GET /models?format=json&fields=tables,n{number} HTTP/1.1\r\nHost: a\r\n\r\n").into_bytes(),
            3 => format!("GET / HTTP/1.1\r\nHost: evil{number}.example\r\nX-Forwarded-Host: evil\r\n\r\n").into_bytes(),
            _ => b"POST /refresh HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{".to_vec(),
        };
        let mut stream = std::net::TcpStream::connect(server.address).unwrap();
        // The service may have closed it before all is sent.
        std::io::Write::write_all(&mut stream, &request).ok();
        held.push_back(stream);
        if held.len() > 20 {
            held.pop_front();
        }
        attacks.fetch_add(1, Ordering::Relaxed);
        thread::sleep(Duration::from_millis(10));
    }
}
