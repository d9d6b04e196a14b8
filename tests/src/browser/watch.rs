//! What a page does that its user does not see, and what of it keeps people out.

use super::Browser;
use data_encoding::BASE64;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

/// A function body of JavaScript that moves the interactive diagram of the page for four seconds as a hand does, one event
/// a frame: the wheel in and out, then a drag in circles.
pub const SWEEP: &str = include_str!("sweep.js");

/// The times between the frames that a page showed, in milliseconds, sorted.
#[derive(Debug, Clone)]
pub struct Frames(Vec<f64>);

impl Frames {
    /// How many there were.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The time that this share of the frames was shown within, such as 0.95.
    pub fn share(&self, share: f64) -> f64 {
        let place = (self.0.len() as f64 * share) as usize;
        self.0.get(place.min(self.0.len().saturating_sub(1))).copied().unwrap_or_default()
    }

    /// Frames a second.
    pub fn rate(&self) -> f64 {
        1000.0 * self.0.len() as f64 / self.0.iter().sum::<f64>()
    }
}

impl Browser {
    /// What the page looks like, as a PNG file.
    pub fn screenshot(&self) -> Vec<u8> {
        let answer = self.cdp("Page.captureScreenshot", json!({ "format": "png" }));
        let data = answer.get("data").and_then(Value::as_str).expect("a picture");
        BASE64.decode(data.as_bytes()).expect("a picture in base64")
    }

    /// The addresses that pages asked for since the last call, those with the data in them left out.
    pub fn requests(&self) -> Vec<String> {
        let messages = self.log("performance");
        let asked = messages.iter().filter_map(|entry| {
            let message: Value = serde_json::from_str(entry.get("message")?.as_str()?).ok()?;
            let message = message.get("message")?;
            if message.get("method")? != "Network.requestWillBeSent" {
                return None;
            }
            Some(message.pointer("/params/request/url")?.as_str()?.to_owned())
        });
        asked.filter(|url| !url.starts_with("data:")).collect()
    }

    /// What pages complained of since the last call: errors of scripts, whatever a policy refused, what was not found.
    pub fn complaints(&self) -> Vec<String> {
        let messages = self.log("browser");
        let texts = messages.iter().filter_map(|entry| entry.get("message").and_then(Value::as_str));
        texts.map(str::to_owned).collect()
    }

    fn log(&self, kind: &str) -> Vec<Value> {
        let answer = self.driver.ask("POST", "se/log", &json!({ "type": kind })).expect("the driver keeps a log");
        answer.as_array().cloned().unwrap_or_default()
    }

    /// What axe finds that keeps people out of the page as it is now, one line each. Loudly nothing where axe is not
    /// installed.
    pub fn barriers(&self) -> Vec<String> {
        let path: PathBuf =
            [env!("CARGO_MANIFEST_DIR"), "..", "target/browser/node_modules/axe-core/axe.min.js"].iter().collect();
        let Ok(script) = fs::read_to_string(&path) else {
            dmsa_needs::skipped("axe is not installed (scripts/install-browser), so nobody looked for barriers");
            return Vec::new();
        };
        self.cdp("Runtime.evaluate", json!({ "expression": script }));
        self.run(
            "return axe.run().then(found => found.violations.flatMap(rule => rule.nodes.map(node => \
             `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary}`)))",
        )
    }

    /// Starts to note when frames are shown; [`Browser::frames`] returns the times.
    pub fn watch_frames(&self) {
        self.run::<Value>(
            "const times = window.frameTimes = []; let before = performance.now(); \
             requestAnimationFrame(function note(now) { \
             if (window.frameTimes !== times) return; \
             times.push(now - before); before = now; requestAnimationFrame(note) })",
        );
    }

    /// The frames since [`Browser::watch_frames`], which ends with this.
    pub fn frames(&self) -> Frames {
        let mut times: Vec<f64> =
            self.run("const times = window.frameTimes; window.frameTimes = null; return times.slice(1)");
        times.sort_by(f64::total_cmp);
        Frames(times)
    }
}
