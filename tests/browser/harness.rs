//! The browser itself: what the other tests rely on.

use crate::pages::file;
use dmsa_proof::browser::{Browser, Setup, key};

const PAGE: &str = r#"<!doctype html><html lang="en"><head><title>A page</title></head><body><main><h1>One</h1>
    <label>Name <input id="name"></label> <button id="go" onclick="document.querySelector('h1').textContent = 'Two'">Go</button>
    </main></body></html>"#;

#[test]
fn the_browser_sees_and_acts_as_its_users() {
    let Some(browser) = Browser::start() else { return };
    let file = file(PAGE.as_bytes());
    browser.open_file(file.path());
    assert_eq!(browser.text("h1"), "One");
    browser.click("#go");
    browser.wait("document.querySelector('h1').textContent === 'Two'");
    browser.click("#name");
    browser.press(&format!("Ab{}", key::TAB));
    assert_eq!(browser.value::<String>("document.querySelector('#name').value"), "Ab");
    assert_eq!(browser.value::<String>("document.activeElement.id"), "go");
    assert!(browser.screenshot().starts_with(b"\x89PNG"));
    assert_eq!(browser.complaints(), Vec::<String>::new());
    assert_eq!(browser.value::<(u32, u32)>("[innerWidth, innerHeight]"), (1280, 800));
    browser.set_up(Setup { width: 400, dark: true, ..Setup::default() });
    assert!(browser.value::<bool>("innerWidth === 400 && matchMedia('(prefers-color-scheme: dark)').matches"));
    browser.watch_frames();
    browser.wait("window.frameTimes.length > 10");
    assert!(browser.frames().count() > 9);
}

#[test]
fn barriers_complaints_and_requests_are_found() {
    let Some(browser) = Browser::start() else { return };
    let file = file(
        PAGE.replace("<label>Name <input id=\"name\"></label>", "<input><img src='http://127.0.0.1:9/a.png'>")
            .as_bytes(),
    );
    browser.open_file(file.path());
    assert!(browser.requests().contains(&"http://127.0.0.1:9/a.png".to_owned()));
    assert!(!browser.complaints().is_empty());
    let barriers = browser.barriers();
    assert!(barriers.iter().any(|found| found.starts_with("label: input")), "{barriers:?}");
    assert!(barriers.iter().any(|found| found.starts_with("image-alt: img")), "{barriers:?}");
}

#[test]
fn without_scripts_a_page_stays_as_it_came() {
    let Some(browser) = Browser::start_with(Setup { scripts: false, ..Setup::default() }) else { return };
    let file = file(
        PAGE.replace("</main>", "</main><script>document.querySelector('h1').textContent = 'Ran'</script>").as_bytes(),
    );
    browser.open_file(file.path());
    assert_eq!(browser.text("h1"), "One");
}
