//! Sources that change, go away and come back.

use crate::server::{Folder, PATIENCE, Server, wait};
use ring::hmac;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

const SECRET: &str = "s3cret";
const SCRIPT: &str = "/clinic/1.0.0/ddl/sqlite/tables/?history=none";

fn server(folder: &Folder, more: &str) -> Server {
    let line = format!("--source {} {more}", folder.shown());
    Server::start_with(&line, &[("DMSA_WEBHOOK_SECRET", SECRET), ("DMSA_GRACE", "10ms")])
}

fn push(server: &Server, path: &str) -> u16 {
    let body = b"{\"ref\": \"refs/heads/main\"}";
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes()), body);
    let digits: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    server.ask("POST", path, &[("X-Hub-Signature-256", &format!("sha256={digits}"))], body).status
}

#[test]
fn a_signed_call_brings_new_definitions() {
    let folder = Folder::new("call");
    folder.define("1.0.0", "a");
    let server = server(&folder, "");
    assert!(server.get(SCRIPT).text().contains("\ta INTEGER"));
    for (path, field) in [("/refresh", "b"), ("/_hook", "c"), ("/refresh/", "d")] {
        folder.define("1.0.0", field);
        assert_eq!(push(&server, path), 202);
        wait("the new definition is served", || server.get(SCRIPT).text().contains(&format!("\t{field} INTEGER")));
    }
    folder.define("1.0.0", "e");
    server.signal("HUP");
    wait("SIGHUP brings it, too", || server.get(SCRIPT).text().contains("\te INTEGER"));
}

#[test]
fn other_calls_are_refused() {
    let folder = Folder::new("refused");
    folder.define("1.0.0", "a");
    let with_secret = server(&folder, "");
    assert_eq!(with_secret.ask("POST", "/refresh", &[], b"{}").status, 401);
    assert_eq!(with_secret.ask("POST", "/refresh", &[("X-Hub-Signature", "sha1=00")], b"{}").status, 401);
    let large = vec![b'x'; 2 << 20];
    let mut connection = with_secret.connect();
    connection.stream.set_write_timeout(Some(PATIENCE)).unwrap();
    connection.send("POST", "/refresh", &[], &large);
    assert_eq!(connection.answer("POST").status, 413);
    let without = Server::start(&format!("--source {}", folder.shown()));
    assert_eq!(push(&without, "/refresh"), 404);
}

#[test]
fn several_calls_become_one() {
    let folder = Folder::new("coalesced");
    folder.define("1.0.0", "a");
    let server = server(&folder, "--grace 2s");
    for _ in 0..20 {
        assert_eq!(push(&server, "/refresh"), 202);
    }
    wait("a refresh is done", || server.get("/metrics").text().contains("\ndmsa_refreshes_total 1\n"));
    thread::sleep(Duration::from_millis(2500));
    assert!(server.get("/metrics").text().contains("\ndmsa_refreshes_total 1\n"));
}

#[test]
fn broken_definitions_do_not_take_the_place_of_good_ones() {
    let folder = Folder::new("broken");
    folder.define("1.0.0", "a");
    let server = server(&folder, "");
    let good = server.get(SCRIPT).body;
    for (broken, told) in [
        ("model = \"clinic\"\nversion = \n", "cannot be read"),
        ("model = \"clinic\"\nversion = \"1.0.0\"\n[tables.t.fields]\na = \"integr\"\n", "integr"),
    ] {
        std::fs::write(folder.0.join("1.0.0.toml"), broken).unwrap();
        assert_eq!(push(&server, "/refresh"), 202);
        let error = || server.get("/status?format=json").json()["sources"][0]["error"].to_string();
        wait("the error is told", || error().contains(told));
        assert_eq!(server.get(SCRIPT).body, good);
        let page = server.get("/status");
        assert!(page.text().contains("serving older definitions") && page.text().contains(told), "{}", page.text());
        let status = server.get("/status?format=json").json();
        let findings = status["sources"][0]["diagnostics"].as_array().unwrap();
        assert!(findings.iter().any(|found| found["origin"].as_str().unwrap().contains("1.0.0.toml:")), "{status}");
    }
    folder.define("1.0.0", "b");
    assert_eq!(push(&server, "/refresh"), 202);
    wait("the source is up to date", || server.get("/status").text().contains("up to date"));
    assert!(server.get(SCRIPT).text().contains("\tb INTEGER"));
}

#[test]
fn a_source_that_is_away_is_stood_in_for_by_its_last_copy() {
    let (folder, state) = (Folder::new("away"), Folder::new("state"));
    folder.define("1.0.0", "a");
    let more = format!("--state {}", state.shown());
    let script = server(&folder, &more).get(SCRIPT).body;
    let away = folder.0.with_extension("away");
    std::fs::rename(&folder.0, &away).unwrap();
    let server = server(&folder, &more);
    assert_eq!(server.get(SCRIPT).body, script);
    let status = server.get("/status?format=json").json();
    assert_eq!(status["sources"][0]["stand_in"], "its last good copy");
    std::fs::rename(&away, &folder.0).unwrap();
    folder.define("1.0.0", "b");
    server.signal("HUP");
    wait("the source is back", || server.get(SCRIPT).text().contains("\tb INTEGER"));
}

#[test]
fn without_a_copy_the_embedded_catalog_is_served() {
    let server = Server::start("--source /nowhere/at/all");
    let status = server.get("/status?format=json").json();
    assert_eq!(status["sources"][0]["stand_in"], "the embedded catalog");
    assert_eq!(server.get("/pedsnet/6.3.0/ddl/oracle/").status, 200);
}

#[test]
fn of_several_sources_the_first_wins() {
    let (first, second) = (Folder::new("first"), Folder::new("second"));
    first.define("1.0.0", "a");
    second.define("1.0.0", "b");
    second.define("2.0.0", "b");
    let server = Server::start(&format!("--source {} --source {} --source embedded", first.shown(), second.shown()));
    assert!(server.get(SCRIPT).text().contains("\ta INTEGER"));
    assert!(server.get("/clinic/latest/ddl/sqlite/").text().contains("\tb INTEGER"));
    assert_eq!(server.get("/pedsnet/6.3.0/ddl/oracle/").status, 200);
}

/// While definitions change again and again, every answer is wholly of one of them.
#[test]
fn no_request_sees_an_error_or_a_mixture() {
    let folder = Folder::new("load");
    let set = |number: usize| folder.define("1.0.0", &format!("field_{number}"));
    set(0);
    let server = server(&folder, "--access-log off");
    let (stop, asked, seen) =
        (AtomicBool::new(false), AtomicUsize::new(0), std::sync::Mutex::new(std::collections::BTreeSet::new()));
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let mut connection = server.connect();
                while !stop.load(Ordering::Relaxed) {
                    let page = connection.get("/models/clinic/1.0.0/person?format=markdown");
                    assert_eq!(page.status, 200);
                    let script = connection.get(SCRIPT);
                    assert_eq!(script.status, 200);
                    for text in [page.text(), script.text()] {
                        assert_eq!(text.matches("field_").count(), 1, "{text}");
                        let number = text.split("field_").nth(1).unwrap().split(|c: char| !c.is_ascii_digit()).next();
                        seen.lock().unwrap().insert(number.unwrap().to_owned());
                    }
                    asked.fetch_add(2, Ordering::Relaxed);
                }
            });
        }
        for number in 1..=50 {
            set(number);
            assert_eq!(push(&server, "/refresh"), 202);
            wait("the change is served", || server.get(SCRIPT).text().contains(&format!("field_{number} ")));
        }
        stop.store(true, Ordering::Relaxed);
    });
    let seen = seen.into_inner().unwrap().len();
    assert!(asked.load(Ordering::Relaxed) > 500 && seen > 25, "{asked:?} requests saw {seen} states");
}
