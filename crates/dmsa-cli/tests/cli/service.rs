//! Definitions from a data models service.

use crate::support::{Ran, command, out, ran};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

/// A data models service with the small model of the tests, and what it has been asked for.
struct Service {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Service {
    fn start() -> Self {
        let folder = crate::support::Folder::new();
        let answers = folder.text("answers");
        let line = format!("convert -q --to service-json -o {answers} --source {}", crate::support::CLINIC);
        out(&line);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/base/", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        // The thread ends with the test process; it keeps the folder until then.
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut request = [0; 4096];
                let length = stream.read(&mut request).unwrap();
                let request = String::from_utf8_lossy(&request[..length]).into_owned();
                let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
                log.lock().unwrap().push(path.clone());
                let nameless = path.starts_with("/nameless/");
                let file = path.strip_prefix(if nameless { "/nameless/" } else { "/base/" });
                let file = file.and_then(|path| path.strip_suffix("?format=json"));
                let body = file.map(|file| folder.path(&format!("answers/{file}.json")));
                let (status, body) = match body.and_then(|path| std::fs::read(path).ok()) {
                    Some(body) if nameless && body.starts_with(b"[") => {
                        ("200 OK", [b"[{\"version\": \"9\", \"tables\": []},", &body[1..]].concat())
                    }
                    Some(body) => ("200 OK", body),
                    None if path.starts_with("/page/") => ("200 OK", b"<!DOCTYPE html><title>Log in</title>".to_vec()),
                    None if path.starts_with("/other/") => ("200 OK", b"{\"hello\": [1]}".to_vec()),
                    None if path.starts_with("/cut/") => ("200 OK", b"[{\"name\": \"clinic\", ".to_vec()),
                    None => ("404 Not Found", b"404 page not found".to_vec()),
                };
                let head = format!(
                    "HTTP/1.1 {status}\r\nUser-Agent: DataModelsService/1.0.4-beta (+https://example.org)\r\n\
                     Content-Length: {}\r\nConnection: close\r\n\r\n",
                    body.len()
                );
                // The client may have had enough.
                stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body)).ok();
            }
        });
        Service { url, asked }
    }

    fn run(&self, line: &str) -> Ran {
        let line = line.replace("URL", &self.url).replace("HOST/", self.url.trim_end_matches("base/"));
        ran(command().args(line.split_whitespace()).output().unwrap())
    }

    fn out(&self, line: &str) -> String {
        let ran = self.run(line);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

#[test]
fn only_what_is_needed_is_fetched() {
    let service = Service::start();
    service.out("ddl --service=URL clinic 1.10.0 postgresql");
    assert_eq!(service.asked(), ["/base/schemata/clinic/1.10.0?format=json"]);
    service.out("ddl --source URL clinic latest postgresql");
    assert_eq!(service.asked(), ["/base/models?format=json", "/base/schemata/clinic/1.10.0?format=json"]);
    service.out("models --source URL");
    assert_eq!(service.asked(), ["/base/models?format=json"]);
}

#[test]
fn scripts_are_those_of_the_files_the_service_has() {
    let service = Service::start();
    let from_files = out(&format!("ddl -q --source {} --history none clinic 1.10.0 oracle", crate::support::CLINIC));
    assert_eq!(service.out("ddl -q --service URL --history none clinic 1.10.0 oracle"), from_files);
    assert_eq!(service.out("ddl -q --service URL --history none clinic v1.10 oracle"), from_files);
    assert!(service.out("ddl --service URL clinic 1.10.0 oracle").contains("'clinic', '1.10.0', '1.0.4-beta'"));
}

#[test]
fn everything_can_be_asked_of_a_service() {
    let service = Service::start();
    let local = |line: &str| out(&line.replace("URL", crate::support::CLINIC));
    for line in ["models --source URL", "show --source URL clinic", "show --source URL clinic 1.0.0"] {
        assert_eq!(service.out(line), local(line), "{line}");
    }
}

#[test]
fn an_entry_without_a_name_is_told() {
    let service = Service::start();
    let ran = service.run("check --source HOST/nameless/ --color never");
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.out.contains("error[unnamed-definition]: "), "{}", ran.out);
    assert!(ran.out.contains("/nameless/models.json"), "{}", ran.out);
    assert!(!service.out("check --source URL --color never").contains("unnamed-definition"));
}

#[test]
fn what_a_service_does_not_have_is_told() {
    let service = Service::start();
    let told = |line: &str| {
        let ran = service.run(line);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""));
        let base = service.url.trim_end_matches("base/");
        ran.err.replace(base, "http://service/")
    };
    insta::assert_snapshot!(told("ddl --service URL clinc 1.10.0 oracle"), @r"
    error: no model `clinc`
    help: did you mean `clinic`? the models are clinic
    ");
    insta::assert_snapshot!(told("ddl --service URL clinic 1.11.0 oracle"), @r"
    error: model `clinic` has no version `1.11.0`
    help: the versions are 1.0.0, 1.10.0
    ");
    insta::assert_snapshot!(told("models --service HOST/page/"), @r"
    error: http://service/page/models?format=json answered with a web page, not with JSON
    help: is this the address of a data models service, without a login in front?
    ");
    insta::assert_snapshot!(told("models --service HOST/other/"), @r"
    error: the answer of http://service/other/models?format=json is not what a data models service gives
    help: is this the address of a data models service?
    ");
    insta::assert_snapshot!(told("models --service HOST/cut/"), @r"
    error: the answer of http://service/cut/models?format=json is not what a data models service gives: EOF while parsing a value at line 1 column 20
    help: is this the address of a data models service?
    ");
    insta::assert_snapshot!(told("models --service HOST/nothing/"), @r"
    error: http://service/nothing/models?format=json is not there (status 404)
    help: is this the address of a data models service?
    ");
    let secret = service.url.replace("//", "//me:secret@");
    let refused = ran(command().args(["models", "--service", &format!("{secret}nothing")]).output().unwrap());
    assert!(refused.err.contains("//***@") && !refused.err.contains("secret"), "{}", refused.err);
    insta::assert_snapshot!(told("models --service URL?format=json"), @r"
    error: `http://service/base/?format=json` is more than the address of a service
    help: the address of a data models service looks like https://example.org/path/
    ");
}
