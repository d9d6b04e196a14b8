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

/// What the program writes.
fn run(line: &str, variables: &[(&str, &str)]) -> (String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_dmsa"))
        .env("NO_PROXY", "127.0.0.1,localhost")
        .envs(variables.iter().copied())
        .args(line.split_whitespace())
        .output()
        .unwrap();
    (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
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
    let run = |line: &str| run(line, &[]);
    // From a server and from a folder it is the same.
    for source in [source.clone(), format!("git+file://{}@main", work.shown()), format!("file://{}@main", work.shown())]
    {
        let (script, error) = run(&format!("ddl --source {source} clinic 1.0.0 sqlite"));
        assert!(script.contains("\ta INTEGER") && script.contains(&format!("'git-{last}'")), "{script}{error}");
    }
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

/// A certificate authority of a site's own, and a certificate for this machine, as files in a folder.
fn certificates(folder: &Path) -> Option<()> {
    let openssl = |line: &str| {
        let done = Command::new("openssl").current_dir(folder).args(line.split(' ')).output().ok()?;
        assert!(done.status.success(), "openssl {line}: {}", String::from_utf8_lossy(&done.stderr));
        Some(())
    };
    let key = "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout";
    openssl(&format!("{key} ca.key -x509 -days 2 -subj /CN=Example -out ca.pem"))?;
    openssl(&format!("{key} own.key -subj /CN=localhost -out own.csr"))?;
    std::fs::write(folder.join("names"), "subjectAltName = DNS:localhost\n").unwrap();
    openssl("x509 -req -in own.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out own.pem")
}

#[test]
fn a_repository_behind_https_is_read_if_its_authority_is_known() {
    let nginx = ["/usr/sbin/nginx", "/usr/bin/nginx"].into_iter().find(|path| Path::new(path).exists());
    let root = Folder::new("git-https");
    let (Some(nginx), Some(()), Ok(_)) = (nginx, certificates(&root.0), Command::new("git").arg("--version").output())
    else {
        dmsa_needs::skipped("nginx, openssl and git are not all here, so a test checked NOTHING");
        return;
    };
    let work = Folder(root.0.join("models"));
    std::fs::create_dir_all(&work.0).unwrap();
    git(&work.0, "init -q -b main");
    let last = commit(&work, "a");
    let behind = serve(root.0.clone());
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let shown = root.shown();
    let temporary: String =
        ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(|kind| format!("{kind}_temp_path {shown};")).concat();
    let config = format!(
        "daemon off; master_process off; pid {shown}/pid; error_log stderr crit; events {{ }}
         http {{ access_log off; {temporary} server {{ listen 127.0.0.1:{port} ssl;
           ssl_certificate {shown}/own.pem; ssl_certificate_key {shown}/own.key;
           location / {{ proxy_pass http://{behind}; }} }} }}"
    );
    std::fs::write(root.0.join("nginx.conf"), config).unwrap();
    let mut nginx = Command::new(nginx).args(["-p", &shown, "-c", &format!("{shown}/nginx.conf")]).spawn().unwrap();
    let until = Instant::now() + PATIENCE;
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < until, "nginx does not answer");
        thread::sleep(Duration::from_millis(20));
    }
    let line = format!("ddl --source git+https://localhost:{port}/models/.git@main clinic 1.0.0 sqlite");
    let known = run(&line, &[("SSL_CERT_FILE", &format!("{shown}/ca.pem"))]);
    let unknown = run(&line, &[]);
    nginx.kill().unwrap();
    nginx.wait().unwrap();
    assert!(known.0.contains("\ta INTEGER") && known.0.contains(&format!("'git-{last}'")), "{known:?}");
    assert!(unknown.0.is_empty() && unknown.1.contains("name its file in SSL_CERT_FILE"), "{unknown:?}");
}
