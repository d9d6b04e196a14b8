//! Pointer, wheel and keyboard.

use super::Browser;
use serde_json::{Value, json};

/// Keys that are no characters, as WebDriver names them.
pub mod key {
    /// The tabulator.
    pub const TAB: &str = "\u{e004}";
    /// Enter.
    pub const ENTER: &str = "\u{e007}";
    /// Shift; it is held until the end of what is typed.
    pub const SHIFT: &str = "\u{e008}";
    /// Control; it is held until the end of what is typed.
    pub const CONTROL: &str = "\u{e009}";
    /// Escape.
    pub const ESCAPE: &str = "\u{e00c}";
    /// An arrow.
    pub const LEFT: &str = "\u{e012}";
    /// An arrow.
    pub const UP: &str = "\u{e013}";
    /// An arrow.
    pub const RIGHT: &str = "\u{e014}";
    /// An arrow.
    pub const DOWN: &str = "\u{e015}";
}

impl Browser {
    /// Types characters and [`key`]s, one after the other. Shift and Control are held until the end.
    pub fn press(&self, keys: &str) {
        let held = |key: &char| [key::SHIFT, key::CONTROL].iter().any(|held| held.chars().eq([*key]));
        let mut actions = Vec::new();
        for key in keys.chars() {
            actions.push(json!({ "type": "keyDown", "value": key }));
            if !held(&key) {
                actions.push(json!({ "type": "keyUp", "value": key }));
            }
        }
        actions.extend(keys.chars().filter(held).map(|key| json!({ "type": "keyUp", "value": key })));
        self.act(json!({ "type": "key", "id": "keyboard", "actions": actions }));
    }

    /// Clicks into the middle of the element of this CSS selector.
    pub fn click(&self, selector: &str) {
        let (x, y) = self.middle(selector);
        self.click_at(x, y);
    }

    /// Clicks twice into the middle of the element of this CSS selector.
    pub fn click_twice(&self, selector: &str) {
        let place = self.middle(selector);
        // In one go: what takes longer are two clicks, not a double one.
        self.pointer(&[place], 2);
    }

    /// Clicks at a place of the window.
    pub fn click_at(&self, x: f64, y: f64) {
        self.pointer(&[(x, y)], 1);
    }

    /// Moves the mouse onto the middle of the element of this CSS selector.
    pub fn hover(&self, selector: &str) {
        let (x, y) = self.middle(selector);
        self.pointer(&[(x, y)], 0);
    }

    /// Presses the mouse at the first place, moves it over the others and lets go.
    pub fn drag(&self, places: &[(f64, f64)]) {
        self.pointer(places, 1);
    }

    /// Moves to the first place, then so often: presses, moves over the others, lets go.
    fn pointer(&self, places: &[(f64, f64)], presses: usize) {
        let place = |&(x, y): &(f64, f64)| json!({ "type": "pointerMove", "duration": 20, "x": x.round(), "y": y.round(), "origin": "viewport" });
        let mut actions: Vec<Value> = places.iter().take(1).map(place).collect();
        for _ in 0..presses {
            actions.push(json!({ "type": "pointerDown", "button": 0 }));
            actions.extend(places.iter().skip(1).map(place));
            actions.push(json!({ "type": "pointerUp", "button": 0 }));
        }
        self.act(json!({
            "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": actions,
        }));
    }

    /// Turns the wheel over a place by so many pixels down; below zero, up.
    pub fn wheel(&self, (x, y): (f64, f64), down: f64) {
        let turn = json!({
            "type": "scroll", "x": x as i64, "y": y as i64, "deltaX": 0, "deltaY": down as i64, "duration": 0,
        });
        self.act(json!({ "type": "wheel", "id": "wheel", "actions": [turn] }));
    }

    /// Puts two fingers at the first pair of places and moves them to the second.
    pub fn pinch(&self, from: [(f64, f64); 2], to: [(f64, f64); 2]) {
        let fingers = |places: [(f64, f64); 2]| {
            json!(places.iter().enumerate().map(|(id, (x, y))| json!({ "x": x, "y": y, "id": id })).collect::<Vec<_>>())
        };
        let send = |kind: &str, touches: Value| {
            self.cdp("Input.dispatchTouchEvent", json!({ "type": kind, "touchPoints": touches }));
        };
        send("touchStart", fingers(from));
        for step in 1..=10 {
            let share = f64::from(step) / 10.0;
            let between = |i: usize| {
                let ((x, y), (to_x, to_y)) = (from[i], to[i]);
                (x + (to_x - x) * share, y + (to_y - y) * share)
            };
            send("touchMove", fingers([between(0), between(1)]));
        }
        send("touchEnd", json!([]));
    }

    /// The middle of the element of this CSS selector, in the window.
    pub fn middle(&self, selector: &str) -> (f64, f64) {
        self.run(&format!(
            "const box = document.querySelector({}).getBoundingClientRect(); \
             return [box.x + box.width / 2, box.y + box.height / 2]",
            json!(selector)
        ))
    }

    fn act(&self, source: Value) {
        let asked = json!({ "actions": [source] });
        self.driver.ask("POST", "actions", &asked).unwrap_or_else(|error| panic!("{asked}: {error}"));
    }
}
