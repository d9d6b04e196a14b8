//! Definitions from a git repository on a server: git's own, behind a port.

use crate::server::{Folder, PATIENCE, Server};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

fn git(folder: &Path, line: &str) -> String {
    let output = Command::new("git").arg("-C").arg(folder).args(line.split(' ')).output().unwrap();
    assert!(output.status.success(), "git {line}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn commit(folder: &Folder, field: &str) -> String {
    folder.define("1.0.0", field);
    git(&folder.0, "add -A");
    git(&folder.0, "-c user.name=a -c user.email=a@example.org commit -q -m x");
    git(&folder.0, "rev-parse HEAD")
}

/// Serves the repositories below a folder until the test program ends.
fn serve(folder: PathBuf) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            answer(stream.unwrap(), &folder);
        }
    });
    address
}

/// One request, handed to the program that git has for this.
fn answer(mut stream: TcpStream, folder: &Path) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap() == 0 || line == "\r\n" {
            break;
        }
        lines.push(line.trim_end().to_owned());
    }
    let Some((method, rest)) = lines.first().and_then(|line| line.split_once(' ')) else { return };
    let address = rest.split(' ').next().unwrap();
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let header = |name: &str| {
        let lines = lines.iter().filter_map(|line| line.split_once(": "));
        lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value).next().unwrap_or_default()
    };
    let mut body = vec![0; header("content-length").parse().unwrap_or(0)];
    reader.read_exact(&mut body).unwrap();
    let mut process = Command::new("git")
        .arg("http-backend")
        .env("GIT_PROJECT_ROOT", folder)
        .env("GIT_HTTP_EXPORT_ALL", "1")
        .env("PATH_INFO", path)
        .env("QUERY_STRING", query)
        .env("REQUEST_METHOD", method)
        .env("CONTENT_TYPE", header("content-type"))
        .env("CONTENT_LENGTH", body.len().to_string())
        .env("HTTP_GIT_PROTOCOL", header("git-protocol"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    process.stdin.take().unwrap().write_all(&body).unwrap();
    let output = process.wait_with_output().unwrap().stdout;
    let end = output.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let head = String::from_utf8_lossy(&output[..end]).into_owned();
    let status = head.lines().find_map(|line| line.strip_prefix("Status: ")).unwrap_or("200 OK").to_owned();
    let body = &output[end + 4..];
    let head = format!("HTTP/1.1 {status}\r\n{head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)).ok();
}

#[test]
fn a_repository_on_a_server_is_a_source_that_lives() {
    if Command::new("git").arg("--version").output().is_err() {
        dmsa_needs::skipped("git is not here, so a test checked NOTHING");
        return;
    }
    let root = Folder::new("git");
    let work = Folder(root.0.join("models"));
    std::fs::create_dir_all(&work.0).unwrap();
    git(&work.0, "init -q -b main");
    for number in 0..20 {
        commit(&work, &format!("field_{number}"));
    }
    let last = commit(&work, "a");
    git(&work.0, "repack -a -d -q");
    let address = serve(root.0.clone());
    let source = format!("git+http://{address}/models/.git@main");
    let run = |line: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_dmsa"))
            .env("NO_PROXY", "127.0.0.1")
            .args(line.split_whitespace())
            .output()
            .unwrap();
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (script, error) = run(&format!("ddl --source {source} clinic 1.0.0 sqlite"));
    assert!(script.contains("\ta INTEGER") && script.contains(&format!("'git-{last}'")), "{script}{error}");
    let (_, error) = run(&format!("models --source {source}x"));
    assert!(error.contains("has no branch or tag `mainx`"), "{error}");
    let (_, error) = run(&format!("models --source git+http://{address}/other.git"));
    assert!(error.contains("there is no git repository at"), "{error}");

    let server = Server::start_with(&format!("--refresh 200ms --source {source}"), &[("NO_PROXY", "127.0.0.1")]);
    let path = "/clinic/1.0.0/ddl/sqlite/tables/";
    assert!(server.get(path).text().contains("\ta INTEGER"));
    let next = commit(&work, "b");
    let until = Instant::now() + PATIENCE;
    while !server.get(path).text().contains("\tb INTEGER") {
        assert!(Instant::now() < until, "the new commit is not served");
        thread::sleep(Duration::from_millis(50));
    }
    let repos = server.get("/repos").json();
    assert_eq!((&repos[0]["commit"]["sha1"], &repos[0]["branch"]), (&next.into(), &"main".into()));
}
