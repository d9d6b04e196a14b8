//! A real browser without a window, driven as its users do: by pointer and keyboard.
//!
//! [`Browser::start`] gives each test a browser of its own, or nothing where none is installed
//! (`scripts/install-browser`), which is said loudly.

mod driver;
mod input;
mod watch;

pub use input::key;
pub use watch::{Frames, SWEEP};

use crate::engine::Outcome;
use driver::Driver;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long a page may take to become as a test waits for.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a browser is like.
#[derive(Debug, Clone, Copy)]
pub struct Setup {
    /// The width of the page in CSS pixels.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// Device pixels a CSS pixel.
    pub density: f64,
    /// Whether its user prefers dark pages.
    pub dark: bool,
    /// Whether it is one for the finger: a phone or a tablet.
    pub touch: bool,
    /// Whether it runs the scripts of pages.
    pub scripts: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self { width: 1280, height: 800, density: 1.0, dark: false, touch: false, scripts: true }
    }
}

/// A browser with one page. It ends with the value, or with the test program, however that ends.
pub struct Browser {
    driver: Driver,
}

impl Browser {
    /// A browser as most people have it.
    pub fn start() -> Option<Self> {
        Self::start_with(Setup::default())
    }

    /// A browser of this kind; `None`, loudly, where there is none, but with `CI=true` nothing may be missing.
    pub fn start_with(setup: Setup) -> Option<Self> {
        match Driver::start().map(|driver| Self { driver }) {
            Ok(browser) => {
                browser.set_up(setup);
                Some(browser)
            }
            Err(reason) => {
                let why = format!("there is no browser (scripts/install-browser), so a test checked NOTHING: {reason}");
                dmsa_needs::skipped(&why);
                None
            }
        }
    }

    /// Makes the browser one of this kind; pages that are open see it change.
    pub fn set_up(&self, setup: Setup) {
        let Setup { width, height, density, touch, .. } = setup;
        self.cdp(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": density, "mobile": touch }),
        );
        self.cdp("Emulation.setTouchEmulationEnabled", json!({ "enabled": touch, "maxTouchPoints": 5 }));
        self.cdp("Emulation.setScriptExecutionDisabled", json!({ "value": !setup.scripts }));
        self.prefer("prefers-color-scheme", if setup.dark { "dark" } else { "light" });
    }

    /// Sets what the user prefers: a media feature such as `prefers-reduced-motion`, and its value.
    pub fn prefer(&self, feature: &str, value: &str) {
        self.cdp("Emulation.setEmulatedMedia", json!({ "features": [{ "name": feature, "value": value }] }));
    }

    /// Opens a page and waits until it is loaded.
    pub fn open(&self, url: &str) {
        self.driver.ask("POST", "url", &json!({ "url": url })).expect("the page opens");
    }

    /// Opens a file.
    pub fn open_file(&self, file: &Path) {
        self.open(&format!("file://{}", file.display()));
    }

    /// The page's address.
    pub fn url(&self) -> String {
        self.driver.ask("GET", "url", &Value::Null).expect("a page").as_str().unwrap_or_default().to_owned()
    }

    /// Goes back to the page before.
    pub fn back(&self) {
        self.driver.ask("POST", "back", &json!({})).expect("a page before");
    }

    /// The value of a JavaScript expression, which may be a promise.
    pub fn value<T: DeserializeOwned>(&self, expression: &str) -> T {
        self.run(&format!("return ({expression})"))
    }

    /// What a function body of JavaScript returns.
    pub fn run<T: DeserializeOwned>(&self, body: &str) -> T {
        let value = self.try_run(body).unwrap_or_else(|error| panic!("{body}: {error}"));
        serde_json::from_value(value).unwrap_or_else(|error| panic!("{body}: {error}"))
    }

    fn try_run(&self, body: &str) -> Outcome<Value> {
        self.driver.ask("POST", "execute/sync", &json!({ "script": body, "args": [] }))
    }

    /// Waits until a JavaScript expression is true.
    pub fn wait(&self, expression: &str) {
        let until = Instant::now() + PATIENCE;
        while !self.value::<bool>(&format!("!!({expression})")) {
            assert!(Instant::now() < until, "it never came to be that {expression}");
            sleep(Duration::from_millis(20));
        }
    }

    /// The text that the element of this CSS selector shows.
    pub fn text(&self, selector: &str) -> String {
        self.value(&format!("document.querySelector({}).innerText", json!(selector)))
    }

    /// Asks the browser for something in the Chrome DevTools Protocol.
    pub fn cdp(&self, command: &str, parameters: Value) -> Value {
        let asked = json!({ "cmd": command, "params": parameters });
        self.driver.ask("POST", "goog/cdp/execute", &asked).unwrap_or_else(|error| panic!("{command}: {error}"))
    }
}
