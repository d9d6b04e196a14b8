//! Behind nginx, below a prefix.

use crate::service;
use std::fs;
use std::net::TcpStream;
use std::process::{Child, Command};
use std::time::{Duration, Instant};
use tempfile::TempDir;

struct Nginx {
    process: Child,
    port: u16,
    _folder: TempDir,
}

impl Nginx {
    fn start() -> Option<Self> {
        let program = ["/usr/sbin/nginx", "/usr/bin/nginx"].into_iter().find(|path| fs::exists(path).unwrap_or(false));
        let Some(program) = program else {
            dmsa_needs::skipped("nginx is not installed (scripts/install-web-tools), so a test checked NOTHING");
            return None;
        };
        let folder = tempfile::tempdir().expect("a folder");
        let port =
            std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
        let (shown, service) = (folder.path().display(), service());
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|kind| format!("{kind}_temp_path {shown};"))
            .concat();
        let config = format!(
            "daemon off; master_process off; pid {shown}/pid; error_log stderr crit; events {{ }}
             http {{ access_log off; {temporary}
               server {{ listen 127.0.0.1:{port};
                 location /kept/ {{ proxy_pass http://{service}; proxy_http_version 1.1; proxy_set_header Host $http_host;
                   proxy_set_header X-Scheme $scheme; proxy_set_header X-Script-Name /kept; }}
                 location /taken/ {{ proxy_pass http://{service}/; proxy_http_version 1.1; proxy_set_header Host $http_host;
                   proxy_set_header X-Script-Name /taken; }}
                 location /untold/ {{ proxy_pass http://{service}/; }} }} }}"
        );
        fs::write(folder.path().join("nginx.conf"), config).expect("a file");
        let process = Command::new(program)
            .args(["-p", &shown.to_string(), "-c", &format!("{shown}/nginx.conf")])
            .spawn()
            .expect("nginx starts");
        let until = Instant::now() + Duration::from_secs(15);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < until, "nginx does not answer");
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(Self { process, port, _folder: folder })
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// The final address and the text that an address leads to.
fn get(url: &str) -> (String, String) {
    use ureq::ResponseExt;
    let answer = ureq::get(url).call().unwrap_or_else(|error| panic!("{url}: {error}"));
    (answer.get_uri().to_string(), answer.into_body().read_to_string().expect("text"))
}

#[test]
fn redirects_links_and_commands_stay_below_the_prefix() {
    let Some(nginx) = Nginx::start() else { return };
    let script = get(&format!("http://{}/pedsnet/6.3.0/ddl/postgresql/", service())).1;
    for prefix in ["kept", "taken", "untold"] {
        let base = format!("http://127.0.0.1:{}/{prefix}", nginx.port);
        let (address, text) = get(&format!("{base}/pedsnet/6.3.0/ddl/postgresql?history=none"));
        assert_eq!(address, format!("{base}/pedsnet/6.3.0/ddl/postgresql/?history=none"));
        assert!(text.starts_with("CREATE TABLE"));
        assert_eq!(get(&format!("{base}/pedsnet/6.3.0/ddl/postgresql/")).1, script);
        let (address, _) = get(&format!("{base}/pedsnet/latest/erd/?format=svg"));
        assert_eq!(address, format!("{base}/pedsnet/6.3.0/erd/pedsnet_6.3.0_erd.svg"));
        let (_, page) = get(&format!("{base}/pedsnet/6.3.0/scripts/ddl/postgresql/"));
        if prefix != "untold" {
            assert!(
                page.contains(&format!("{base}/pedsnet/6.3.0/ddl/postgresql/&#39;"))
                    || page.contains(&format!("'{base}/pedsnet/6.3.0/ddl/postgresql/'")),
                "{page}"
            );
        }
        // Links are relative, so wherever the page is, they lead to the pages beside it.
        let link = page.split("href=\"").find(|rest| rest.contains("scripts/ddl/mysql/\"")).expect("a link");
        let link = link.split('"').next().expect("an address").trim_start_matches("../");
        assert_eq!(link, "pedsnet/6.3.0/scripts/ddl/mysql/");
        assert!(get(&format!("{base}/{link}")).1.contains("on MySQL"));
    }
}
