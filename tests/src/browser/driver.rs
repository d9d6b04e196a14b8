//! The driver: a program of its own that starts the browser and does what it is asked by HTTP, as WebDriver says.

use crate::engine::Outcome;
use crate::engine::guard::program;
use serde_json::{Value, json};
use std::fs;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A driver with one session. Neither it nor the browser outlives the test program: the guarding shell waits for the end
/// of its standard input, a pipe that only the test program holds, then ends its whole group of processes.
pub(super) struct Driver {
    guard: Child,
    session: String,
    agent: ureq::Agent,
    /// Holds the driver's log and whatever the browser writes.
    folder: TempDir,
}

const GUARD: &str = r#"
    trap '' INT TERM HUP
    "$@" >log 2>&1 &
    cat >/dev/null
    kill -TERM 0
    for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 $! 2>/dev/null || break; sleep 0.1; done
    kill -KILL $! 2>/dev/null
"#;

impl Driver {
    /// Starts the driver and its browser. The driver takes a port that is free for one kind of address and may find it
    /// taken for the other, so it has a few tries.
    pub(super) fn start() -> Outcome<Self> {
        Self::try_to_start().or_else(|_| Self::try_to_start()).or_else(|_| Self::try_to_start())
    }

    fn try_to_start() -> Outcome<Self> {
        let driver = program(&["chromedriver"], &["/usr/lib/chromium", "/usr/lib/chromium-browser"])?;
        let browser = program(&["chromium", "google-chrome", "chromium-browser"], &[])?;
        let folder = tempfile::Builder::new().prefix("dmsa-browser-").tempdir();
        let folder = folder.map_err(|error| format!("no temporary folder: {error}"))?;
        let mut guard = Command::new("/bin/sh");
        guard.args(["-c", GUARD, "guard"]).arg(driver).arg("--port=0").current_dir(folder.path());
        // Whatever it leaves behind goes with the folder.
        guard.env("TMPDIR", folder.path()).env("HOME", folder.path()).process_group(0);
        guard.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let guard = guard.spawn().map_err(|error| format!("/bin/sh: {error}"))?;
        let config = ureq::Agent::config_builder().http_status_as_error(false).proxy(None);
        let agent = config.timeout_global(Some(Duration::from_secs(60))).build().into();
        let mut driver = Self { guard, session: String::new(), agent, folder };
        let root = format!("http://127.0.0.1:{}/session", driver.port()?);
        let arguments = [
            "--headless=new",
            // Tests may run as root and in containers, and open pages of our own only.
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--hide-scrollbars",
            "--force-color-profile=srgb",
            "--disable-background-networking",
            "--no-first-run",
        ];
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "goog:chromeOptions": { "binary": browser, "args": arguments },
            "goog:loggingPrefs": { "performance": "ALL", "browser": "ALL" },
        } } });
        let session = driver.send("POST", &root, &wanted)?;
        let id = session.get("sessionId").and_then(Value::as_str).ok_or("the driver gives no session")?;
        driver.session = format!("{root}/{id}");
        Ok(driver)
    }

    fn port(&self) -> Outcome<u16> {
        const SAYS: &str = "started successfully on port ";
        let until = Instant::now() + Duration::from_secs(30);
        let mut log = String::new();
        while Instant::now() < until {
            log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            let told = log.split_once(SAYS).and_then(|(_, rest)| rest.split_once('.'));
            if let Some(port) = told.and_then(|(port, _)| port.parse().ok()) {
                return Ok(port);
            }
            if log.contains("Exiting") {
                break;
            }
            sleep(Duration::from_millis(10));
        }
        Err(format!("the driver does not start: {log}"))
    }

    /// Asks for something of the session: `path` is WebDriver's.
    pub(super) fn ask(&self, method: &str, path: &str, body: &Value) -> Outcome<Value> {
        self.send(method, &format!("{}/{path}", self.session), body)
    }

    fn send(&self, method: &str, url: &str, body: &Value) -> Outcome<Value> {
        let answer = match method {
            "GET" => self.agent.get(url).call(),
            "DELETE" => self.agent.delete(url).call(),
            _ => self.agent.post(url).header("content-type", "application/json").send(body.to_string()),
        };
        let mut answer = answer.map_err(|error| format!("the driver: {error}"))?;
        let text = answer.body_mut().with_config().limit(1 << 28).read_to_string();
        let text = text.map_err(|error| format!("the driver: {error}"))?;
        let mut value: Value = serde_json::from_str(&text).map_err(|error| format!("the driver: {error}: {text}"))?;
        let value = value.get_mut("value").map(Value::take).unwrap_or_default();
        match value.get("error") {
            Some(error) => Err(format!("{error}: {}", value.get("message").unwrap_or(&Value::Null))),
            None => Ok(value),
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            // The browser may have died already; the guard ends whatever is left.
            self.send("DELETE", &self.session, &Value::Null).ok();
        }
        self.guard.wait().ok();
    }
}
