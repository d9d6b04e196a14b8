//! Sources that are slow, gone or hostile, and copies on disk that are damaged: the service serves on, in bounded memory.

use crate::server::{Folder, Server, wait};
use flate2::{Compression, write::GzEncoder};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;

const SCRIPT: &str = "/clinic/1.10.0/ddl/sqlite/tables/";

/// What a service does when it is asked.
#[derive(Clone)]
enum Mood {
    /// It answers.
    Good,
    /// It takes connections and says nothing.
    Silent,
    /// It closes connections.
    Gone,
    /// It answers everything with these bytes, which are compressed.
    Bomb(Arc<Vec<u8>>),
}

/// A data models service with the small model of the tests.
struct Upstream {
    url: String,
    mood: Arc<Mutex<Mood>>,
}

impl Upstream {
    fn start(folder: &Folder) -> Self {
        let answers = folder.0.join("answers");
        let mut convert = Command::new(env!("CARGO_BIN_EXE_dmsa"));
        convert
            .args(["convert", "-q", "--to", "service-json", "--source", "tests/fixtures/clinic", "-o"])
            .arg(&answers);
        assert!(convert.current_dir(env!("CARGO_MANIFEST_DIR")).status().unwrap().success());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let mood = Arc::new(Mutex::new(Mood::Good));
        let current = Arc::clone(&mood);
        // The thread ends with the test process.
        thread::spawn(move || {
            let mut silent = Vec::new();
            for stream in listener.incoming().map_while(Result::ok) {
                let mood = current.lock().unwrap().clone();
                match mood {
                    Mood::Silent => silent.push(stream),
                    mood => {
                        // Whoever waited is let go, and tries again.
                        silent.clear();
                        answer(stream, &mood, &answers);
                    }
                }
            }
        });
        Self { url, mood }
    }

    fn set(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
        if !matches!(*self.mood.lock().unwrap(), Mood::Silent) {
            // Those who wait are let go when the next one comes.
            TcpStream::connect(self.url.trim_start_matches("http://").trim_end_matches('/')).ok();
        }
    }
}

fn answer(mut stream: TcpStream, mood: &Mood, answers: &Path) {
    let mut request = [0; 4096];
    let length = stream.read(&mut request).unwrap_or(0);
    let request = String::from_utf8_lossy(&request[..length]).into_owned();
    let path = request.split(' ').nth(1).and_then(|path| path.strip_suffix("?format=json")).unwrap_or("/none");
    let (status, encoding, body) = match mood {
        Mood::Good => match std::fs::read(answers.join(format!("{}.json", &path[1..]))) {
            Ok(body) => ("200 OK", "identity", body),
            Err(_) => ("404 Not Found", "identity", Vec::new()),
        },
        Mood::Bomb(body) => ("200 OK", "gzip", body.to_vec()),
        Mood::Silent | Mood::Gone => return,
    };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nUser-Agent: DataModelsService/1.0.0\r\nContent-Encoding: {encoding}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    // The client may have had enough.
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body)).ok();
}

/// What `/status` says of the first source.
fn source(server: &Server) -> Value {
    server.get("/status?format=json").json()["sources"][0].clone()
}

/// A service whose state is kept, with a good copy of its source.
fn prepared(name: &str) -> (Folder, Upstream, String) {
    let folder = Folder::new(name);
    let upstream = Upstream::start(&folder);
    let line = format!("--access-log off --source {} --state {}", upstream.url, folder.0.join("state").display());
    let server = Server::start(&line);
    wait("the source is read", || source(&server)["state"] == "up to date");
    drop(server);
    (folder, upstream, line)
}

/// The files of the one copy.
fn copy(folder: &Folder) -> PathBuf {
    let mut copies = std::fs::read_dir(folder.0.join("state")).unwrap();
    copies.next().expect("a copy").unwrap().path()
}

#[test]
fn a_slow_source_delays_no_start() {
    let (folder, upstream, line) = prepared("slow");
    upstream.set(Mood::Silent);
    folder.define("1.0.0", "a");
    // Another source is read meanwhile.
    let others = folder.0.join("others");
    std::fs::create_dir(&others).unwrap();
    std::fs::rename(folder.0.join("1.0.0.toml"), others.join("9.0.0.toml")).unwrap();
    let server = Server::start(&format!("{line} --source {}", others.display()));
    // The slow source has not answered yet.
    assert_eq!((server.get("/readyz").status, server.get(SCRIPT).status), (200, 200));
    wait("/status shows that the source is being read", || source(&server)["reading_seconds"].is_number());
    assert_eq!(source(&server)["state"], "serving a stand-in");
    let label = format!("dmsa_source_reading_seconds{{source=\"{}\"}} ", upstream.url);
    let metrics = server.get("/metrics");
    let line = metrics.text().lines().find(|line| line.starts_with(&label)).expect("a metric");
    assert!(line[label.len()..].parse::<f64>().unwrap() > 0.0, "{line}");
    let status = server.get("/status?format=json").json();
    assert_eq!((&status["sources"][1]["versions"], &status["sources"][1]["error"]), (&1.into(), &Value::Null));
    upstream.set(Mood::Good);
    // The connection that was kept silent is lost; the next refresh finds the source well.
    wait("the source is read", || {
        server.signal("HUP");
        source(&server)["state"] == "up to date"
    });
    wait("nothing is being read", || source(&server)["reading_seconds"].is_null());
}

#[test]
fn a_damaged_copy_is_not_used_and_reported() {
    let (folder, upstream, line) = prepared("damaged");
    let good = std::fs::read(copy(&folder).join("0.json")).unwrap();
    for damaged in [&b""[..], &good[..good.len() / 2], b"[]"] {
        std::fs::write(copy(&folder).join("0.json"), damaged).unwrap();
        upstream.set(Mood::Gone);
        let server = Server::start(&line);
        let said = source(&server);
        let why = said["copy_error"].as_str().unwrap_or_default();
        assert!(why.contains("is not used: `0.json` is not what was written"), "{said}");
        assert_eq!(said["stand_in"], "the embedded catalog");
        assert!(server.get("/status").text().contains("is not used"));
        assert!(server.get("/metrics").text().contains("dmsa_source_copy_good{") && server.get(SCRIPT).status == 404);
        upstream.set(Mood::Good);
        wait("a new copy is kept", || {
            server.signal("HUP");
            source(&server)["copy_error"].is_null()
        });
        assert_eq!(server.get(SCRIPT).status, 200);
        assert_eq!(std::fs::read(copy(&folder).join("0.json")).unwrap(), good);
    }
}

/// 60 MB of JSON, which are a few kilobytes when compressed, from a service that was good before.
#[test]
fn a_tiny_answer_takes_bounded_memory() {
    let (_folder, upstream, line) = prepared("bomb");
    let all = ["[],", "{},", "{\"tables\":[{\"fields\":[{},{},{},{}]}]},", "\\\"", "[", "x", "1,", " "];
    let few = if dmsa_needs::exhaustive() { &all[..] } else { &all[..1] };
    for unit in few {
        let mut text = GzEncoder::new(Vec::new(), Compression::default());
        let inside = unit.repeat((60 << 20) / unit.len());
        let (before, after) = if ["\\\"", "x"].contains(unit) { ("[{\"name\":\"", "\"}]") } else { ("[", "0]") };
        text.write_all([before, &inside, after].concat().as_bytes()).unwrap();
        upstream.set(Mood::Bomb(Arc::new(text.finish().unwrap())));
        // Also after a restart, the service starts from its good copy.
        let server = Server::start(&line);
        server.wait_for("the definitions that are served stay");
        let (status, most) = (source(&server), server.most_memory());
        println!("{unit}: at most {} MiB: {}", most >> 20, status["error"]);
        assert!(most < 256 << 20, "{unit}: {} MiB", most >> 20);
        assert_eq!((&status["state"], server.get(SCRIPT).status), (&"serving a stand-in".into(), 200), "{unit}");
    }
}
