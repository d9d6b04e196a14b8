//! The pages of the web service, walked through as people do.

use dmsa_proof::browser::{Browser, Setup, key};
use dmsa_source::Location;
use dmsa_web::serve;
use dmsa_web::settings::Settings;
use serde_json::{Value, json};
use std::sync::OnceLock;
use std::sync::mpsc::channel;
use std::thread::sleep;
use std::time::Duration;

/// One page of each kind.
const PAGES: [&str; 14] = [
    "",
    "pedsnet/",
    "pedsnet/6.3.0/",
    "pedsnet/6.3.0/tables/person/",
    "pedsnet/6.3.0/tables/concept/",
    "pedsnet/6.3.0/scripts/ddl/postgresql/",
    "pcornet/5.0.0/scripts/ddl/oracle/constraints/?schema=cdm&history=none",
    "search?q=person",
    "search?q=zzzzzz",
    "compare",
    "compare/pedsnet/5.8.0/pedsnet/6.3.0",
    "status",
    "api",
    "pedsnte/",
];

/// The address of the service, which runs until the tests end.
fn site() -> &'static str {
    static SITE: OnceLock<String> = OnceLock::new();
    SITE.get_or_init(|| {
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            let settings = Settings { port: 0, access_log: false, ..Settings::default() };
            let started = |serving: &dmsa_web::Serving| sender.send(serving.address).expect("somebody waits");
            serve(settings, vec![Location::embedded()], started).expect("the service runs");
        });
        format!("http://{}/", receiver.recv().expect("the service starts"))
    })
}

fn open(browser: &Browser, path: &str) {
    browser.open(&format!("{}{path}", site()));
}

/// Clicks an element wherever on the page it is.
fn follow(browser: &Browser, selector: &str) {
    browser.run::<Value>(&format!(
        "const found = document.querySelector({0}); if (!found) throw {0}; found.scrollIntoView({{ block: 'center' }})",
        json!(selector)
    ));
    // A diagram that comes alive may move what is around it. Asked from here: where scripts are off, the page's own
    // clock stands still.
    let top =
        || browser.value::<f64>(&format!("document.querySelector({}).getBoundingClientRect().top", json!(selector)));
    for _ in 0..20 {
        let was = top();
        sleep(Duration::from_millis(150));
        if top() == was {
            break;
        }
    }
    browser.click(selector);
}

fn wait_for(browser: &Browser, path: &str) {
    browser.wait(&format!(
        "location.href === {} && document.readyState === 'complete'",
        json!(format!("{}{path}", site()))
    ));
}

#[test]
fn a_script_is_found_in_three_clicks_and_its_command_copied() {
    let Some(browser) = Browser::start() else { return };
    let granted = json!({ "origin": site().trim_end_matches('/'), "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
    browser.cdp("Browser.grantPermissions", granted);
    open(&browser, "");
    assert_eq!(browser.value::<String>("document.title"), "Data models for your database · dmsa");
    follow(&browser, "h2 a[href$='pedsnet/6.3.0/']");
    wait_for(&browser, "pedsnet/6.3.0/");
    follow(&browser, ".matrix a[href$='scripts/ddl/postgresql/']");
    wait_for(&browser, "pedsnet/6.3.0/scripts/ddl/postgresql/");
    follow(&browser, "[data-copy=command]");
    browser.wait("document.querySelector('[data-copy=command]').textContent === 'Copied'");
    let command = format!("curl -fsS '{}pedsnet/6.3.0/ddl/postgresql/' | psql -1 -v ON_ERROR_STOP=1", site());
    assert_eq!(browser.value::<String>("navigator.clipboard.readText()"), command);
    let shown = browser.value::<String>("document.querySelector('#script').textContent");
    let raw = ureq::get(format!("{}pedsnet/6.3.0/ddl/postgresql/", site())).call().expect("the script");
    assert_eq!(shown, raw.into_body().read_to_string().expect("text"));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn tables_fields_and_options_are_a_click_away() {
    let Some(browser) = Browser::start() else { return };
    open(&browser, "pedsnet/6.3.0/");
    follow(&browser, "#filter");
    browser.press("drug_exp");
    browser.wait("document.querySelectorAll('#table-list tbody tr:not([hidden])').length === 1");
    follow(&browser, "#table-list a[href$='drug_exposure/']");
    wait_for(&browser, "pedsnet/6.3.0/tables/drug_exposure/");
    follow(&browser, "tr[id=person_id] td a");
    wait_for(&browser, "pedsnet/6.3.0/tables/person/#person_id");
    open(&browser, "pedsnet/6.3.0/scripts/ddl/postgresql/");
    follow(&browser, ".choices summary");
    follow(&browser, "#option-schema");
    browser.press("cdm");
    follow(&browser, "#option-if-not-exists");
    follow(&browser, ".options button");
    wait_for(&browser, "pedsnet/6.3.0/scripts/ddl/postgresql/?schema=cdm&if-not-exists=");
    assert!(browser.text("#script").contains("CREATE TABLE IF NOT EXISTS cdm.person ("));
    assert!(browser.text("#command").contains("/ddl/postgresql/?schema=cdm&if-not-exists'"));
}

#[test]
fn a_search_answers_as_it_is_typed() {
    let Some(browser) = Browser::start() else { return };
    open(&browser, "");
    browser.press("/year_of_b");
    browser.wait("document.querySelectorAll('#suggestions a').length > 1");
    browser.press(&format!("{}{}", key::DOWN, key::ENTER));
    browser.wait("location.hash === '#year_of_birth'");
    open(&browser, "");
    browser.press("/yaer_of_birth");
    browser.wait("document.querySelector('#suggestions a')?.textContent.startsWith('year_of_birth')");
    browser.press(&format!("{}{}", key::DOWN, key::ENTER));
    wait_for(&browser, "search?q=year_of_birth");
    open(&browser, "");
    browser.press(&format!("/visit_occurrence{}", key::ENTER));
    wait_for(&browser, "search?q=visit_occurrence");
    assert!(browser.text("main").contains("hits for “visit_occurrence”"));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

/// The keyboard goes where the eye does: past what is the same on every page, or along it.
#[test]
fn the_keyboard_goes_where_the_eye_does() {
    let Some(browser) = Browser::start() else { return };
    open(&browser, "pedsnet/6.3.0/scripts/ddl/postgresql/");
    let focused = || {
        browser
            .value::<String>("document.activeElement.textContent.trim() || document.activeElement.getAttribute('name')")
    };
    let stops: Vec<String> = (0..12)
        .map(|_| {
            browser.press(key::TAB);
            focused()
        })
        .collect();
    let bar = ["Skip to the content", "dmsa", "q", "Search", "Models", "Compare", "API", "Status"];
    assert_eq!(stops[..8], bar);
    assert!(stops[8].starts_with("Colours: "), "{stops:?}");
    assert_eq!(stops[9..], ["Models", "pedsnet", "6.3.0"]);
    open(&browser, "pedsnet/6.3.0/scripts/ddl/postgresql/");
    browser.press(&format!("{}{}", key::TAB, key::ENTER));
    browser.wait("location.hash === '#content'");
    browser.press(key::TAB);
    assert_eq!(focused(), "Models");
    assert!(browser.value::<bool>("!!document.activeElement.closest('.crumbs')"));
}

#[test]
fn versions_are_compared() {
    let Some(browser) = Browser::start() else { return };
    open(&browser, "compare");
    browser.run::<Value>("before.value = 'pedsnet/5.8.0'; after.value = 'pedsnet/6.3.0'");
    follow(&browser, ".compare button");
    wait_for(&browser, "compare/pedsnet/5.8.0/pedsnet/6.3.0");
    assert!(browser.text("main").contains("Structure"));
}

#[test]
fn everything_works_without_scripts() {
    let Some(browser) = Browser::start_with(Setup { scripts: false, ..Setup::default() }) else { return };
    open(&browser, "");
    follow(&browser, "h2 a[href$='pedsnet/6.3.0/']");
    wait_for(&browser, "pedsnet/6.3.0/");
    assert!(browser.value::<bool>("document.querySelector('.filter').hidden"));
    follow(&browser, "#table-list a[href$='/person/']");
    wait_for(&browser, "pedsnet/6.3.0/tables/person/");
    browser.click("#q");
    browser.press(&format!("drug{}", key::ENTER));
    wait_for(&browser, "search?q=drug");
    follow(&browser, ".hits a");
    browser.wait("document.querySelector('h1').textContent !== 'Search'");
    open(&browser, "search?q=persn");
    follow(&browser, "main .lead a");
    wait_for(&browser, "search?q=person");
    open(&browser, "pedsnte/6.3.0/");
    follow(&browser, "main p a[href$='pedsnet/6.3.0/']");
    wait_for(&browser, "pedsnet/6.3.0/");
    open(&browser, "compare?before=omop%2F4.0.0&after=omop%2Flatest");
    browser.wait("location.pathname.startsWith('/compare/omop/4.0.0/omop/')");
    open(&browser, "omop/latest/scripts/ddl/mysql/");
    assert!(browser.value::<bool>("[...document.querySelectorAll('[data-copy]')].every(button => button.hidden)"));
}

#[test]
fn a_diagram_is_explored_in_its_place() {
    let Some(browser) = Browser::start() else { return };
    open(&browser, "pedsnet/6.3.0/");
    browser.run::<Value>("document.querySelector('.diagram').scrollIntoView()");
    browser.wait("document.querySelector('.diagram .dmsa.live')");
    assert!(browser.value::<bool>(
        "document.querySelectorAll('.diagram .table').length >= 38 && !document.querySelector('.diagram > a')"
    ));
    assert_eq!(browser.barriers(), Vec::<String>::new());
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn colours_are_chosen_and_remembered() {
    let Some(browser) = Browser::start() else { return };
    let ground = || browser.value::<String>("getComputedStyle(document.body).backgroundColor");
    open(&browser, "");
    let light = ground();
    browser.click("#theme");
    assert_eq!((ground(), browser.text("#theme")), (light.clone(), "Colours: light".to_owned()));
    browser.click("#theme");
    assert_ne!(ground(), light);
    open(&browser, "pedsnet/");
    assert_ne!(ground(), light);
    browser.click("#theme");
    assert_eq!((ground(), browser.text("#theme")), (light, "Colours: as the system".to_owned()));
}

#[test]
fn nobody_is_kept_out_of_any_page() {
    let Some(browser) = Browser::start() else { return };
    let phone = Setup { width: 360, height: 740, touch: true, ..Setup::default() };
    for setup in [Setup::default(), Setup { dark: true, ..Setup::default() }, phone] {
        browser.set_up(setup);
        for path in PAGES {
            open(&browser, path);
            browser.run::<Value>("document.querySelectorAll('details').forEach(d => { d.open = true })");
            assert_eq!(browser.barriers(), Vec::<String>::new(), "{path} {setup:?}");
            let (content, window): (u32, u32) =
                browser.value("[document.documentElement.scrollWidth, document.documentElement.clientWidth]");
            assert!(content <= window, "{path} is {content} wide in a window of {window}");
            if setup.touch {
                // What stands in rows is stacked on a phone: nothing of it is out of sight.
                let cut: Vec<String> = browser.value(
                    "[...document.querySelectorAll('.stack')].filter(t => t.scrollWidth > t.parentElement.clientWidth).map(t => t.className)",
                );
                assert!(cut.is_empty(), "{path}: {cut:?}");
            }
        }
    }
}

#[test]
fn pages_ask_for_nothing_from_elsewhere_and_break_no_policy() {
    let Some(browser) = Browser::start() else { return };
    browser.requests();
    browser.complaints();
    for path in PAGES.iter().filter(|path| **path != "pedsnte/") {
        open(&browser, path);
    }
    for file in ["pedsnet_6.3.0_erd.html", "pedsnet_6.3.0_erd.svg"] {
        open(&browser, &format!("pedsnet/6.3.0/erd/{file}"));
    }
    let asked = browser.requests();
    assert!(asked.len() > PAGES.len(), "{asked:?}");
    let elsewhere: Vec<_> = asked.iter().filter(|url| !url.starts_with(site()) && !url.starts_with("blob:")).collect();
    assert!(elsewhere.is_empty(), "{elsewhere:?}");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn dark_pages_are_dark_and_printed_pages_are_paper() {
    let Some(browser) = Browser::start() else { return };
    let ground = || browser.value::<String>("getComputedStyle(document.body).backgroundColor");
    open(&browser, "pedsnet/6.3.0/");
    let light = ground();
    browser.set_up(Setup { dark: true, ..Setup::default() });
    assert_ne!(ground(), light);
    browser.cdp("Emulation.setEmulatedMedia", json!({ "media": "print" }));
    assert_eq!(ground(), "rgb(255, 255, 255)");
    assert_eq!(browser.value::<String>("getComputedStyle(document.querySelector('.top')).display"), "none");
}

/// Draws the pages into `docs/pages`, for the documentation.
#[test]
#[ignore = "it checks nothing: it writes the pictures of the documentation"]
fn pictures_of_the_pages() {
    let Some(browser) = Browser::start() else { return };
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/pages");
    std::fs::create_dir_all(&folder).expect("a folder");
    let phone = Setup { width: 390, height: 780, touch: true, ..Setup::default() };
    for (look, setup) in
        [("light", Setup::default()), ("dark", Setup { dark: true, ..Setup::default() }), ("phone", phone)]
    {
        browser.set_up(setup);
        for (name, path) in [
            ("home", ""),
            ("model", "pedsnet/"),
            ("version", "pedsnet/6.3.0/"),
            ("table", "pedsnet/6.3.0/tables/person/"),
            ("script", "pedsnet/6.3.0/scripts/ddl/postgresql/"),
            ("search", "search?q=person"),
            ("compare", "compare/pedsnet/5.8.0/pedsnet/6.3.0"),
            ("status", "status"),
            ("api", "api"),
            ("not-found", "pedsnte/"),
        ] {
            open(&browser, path);
            browser.wait("matchMedia('(pointer: coarse)').matches || !document.querySelector('.diagram > a')");
            sleep(Duration::from_millis(300));
            std::fs::write(folder.join(format!("{name}-{look}.png")), browser.screenshot()).expect("a picture");
        }
    }
}
