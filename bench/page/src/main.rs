//! Frames a second of the interactive diagram: the version of the catalog with the most fields, in Chromium without a
//! window, at each detail.

#![allow(clippy::expect_used, clippy::panic, reason = "a measurement fails by panicking, as tests do")]

use dmsa::diagram::{self, Options};
use dmsa::model::Model;
use dmsa_proof::browser::{Browser, SWEEP, Setup};

fn main() {
    let catalog = dmsa::source::embedded::catalog();
    let fields = |model: &&Model| model.tables.iter().map(|table| table.fields.len()).sum::<usize>();
    let model = catalog.models.iter().max_by_key(fields).expect("the catalog is not empty");
    println!("{} {}: {} tables, {} fields", model.name, model.version, model.tables.len(), fields(&model));
    println!("script {} bytes, style with fonts {} bytes", diagram::page::SCRIPT.len(), diagram::page::style().len());
    let file = tempfile::Builder::new().suffix(".html").tempfile().expect("a temporary file");
    let page = diagram::find("html").expect("a format").render(model, &Options::default()).expect("a page");
    println!("page {} bytes", page.len());
    std::fs::write(file.path(), page).expect("a temporary file");
    println!("| window | detail | frames | a second | half within | 95% within | slowest |");
    println!("|---|---|--:|--:|--:|--:|--:|");
    for (width, height) in [(1280, 800), (1920, 1080)] {
        let setup = Setup { width, height, ..Setup::default() };
        let Some(browser) = Browser::start_with(setup) else { return };
        browser.open_file(file.path());
        browser.wait("document.querySelector('.live')");
        for (key, detail) in [("1", "names"), ("2", "keys"), ("3", "all")] {
            browser.press(key);
            browser.press("0");
            browser.wait("document.getAnimations().length === 0 && !document.querySelector('.moving')");
            // Whatever has not been drawn yet is drawn before it is measured.
            browser.run::<bool>(SWEEP);
            browser.watch_frames();
            browser.run::<bool>(SWEEP);
            let frames = browser.frames();
            let [half, most, all] = [0.5, 0.95, 1.0].map(|share| frames.share(share));
            println!(
                "| {width} × {height} | {detail} | {} | {:.1} | {half:.1} ms | {most:.1} ms | {all:.1} ms |",
                frames.count(),
                frames.rate()
            );
        }
    }
}
