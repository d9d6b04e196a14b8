//! The interactive diagram, used as people use it.

use crate::pages::{self, pedsnet};
use dmsa_proof::browser::{Browser, Setup, key};

/// Where a table stands in the window: left, top, right, bottom.
fn seen(browser: &Browser, table: &str) -> [f64; 4] {
    browser.run(&format!(
        "const box = document.querySelector('.table[data-name=\"{table}\"] > rect').getBoundingClientRect(); \
         return [box.left, box.top, box.right, box.bottom]"
    ))
}

fn is_in_sight(browser: &Browser, table: &str) -> bool {
    let [left, top, right, bottom] = seen(browser, table);
    left >= 0.0 && top >= 0.0 && right <= 1280.0 && bottom <= 800.0
}

fn lit(browser: &Browser) -> Vec<String> {
    let mut names: Vec<String> =
        browser.value("[...document.querySelectorAll('.lit .table.on')].map(t => t.dataset.name)");
    names.sort();
    names
}

/// Waits until nothing moves: a flight that was asked for may begin some frames later.
fn settle(browser: &Browser) {
    let at_rest = "(() => {
        const place = () => { const { a, e, f } = document.querySelector('.world > svg').getScreenCTM(); return `${a} ${e} ${f}`; };
        const frame = () => new Promise(requestAnimationFrame);
        const before = place();
        return frame().then(frame).then(() => new Promise(done => setTimeout(done, 100))).then(frame)
            .then(() => before === place() && !document.querySelector('.moving'));
    })()";
    // Not `wait`, which takes a promise for true.
    let rests = (0..100).any(|_| browser.value::<bool>(at_rest));
    assert!(rests, "the page never came to rest");
}

/// Flies to where everything is seen.
fn see_all(browser: &Browser) {
    browser.press("0");
    browser.run::<bool>("return new Promise(done => setTimeout(() => done(true), 1300))");
    settle(browser);
}

fn hash(browser: &Browser) -> String {
    // What is noted in the address is noted when all has come to rest.
    browser.run::<bool>("return new Promise(done => setTimeout(() => done(true), 350))");
    browser.value("decodeURIComponent(location.hash)")
}

#[test]
fn a_table_or_a_field_is_found_and_flown_to() {
    let Some(browser) = Browser::start() else { return };
    pages::open(&browser, pedsnet());
    let before = seen(&browser, "specialty");
    browser.press("/special");
    browser.wait("document.querySelectorAll('[role=option]').length > 1");
    assert_eq!(browser.text("[aria-selected=true] .name"), "specialty");
    browser.press(key::ENTER);
    browser.wait("document.querySelector('.panel h2').textContent === 'specialty'");
    settle(&browser);
    let [left, _, right, _] = seen(&browser, "specialty");
    assert!(is_in_sight(&browser, "specialty"));
    assert!(right - left > 1.4 * (before[2] - before[0]), "it is near enough to read");
    // A field that this detail does not show unfolds its table.
    browser.press("/person.year");
    browser.wait("document.querySelector('[aria-selected=true] .name')?.textContent === 'year_of_birth'");
    browser.press(key::ENTER);
    settle(&browser);
    assert_eq!(browser.text("li.at .name"), "year_of_birth");
    assert!(browser.value::<bool>("!!document.querySelector('.grown[data-name=person] .glow.found')"));
    assert_eq!(hash(&browser).split("&at").next(), Some("#table=person&field=year_of_birth&open=person,all"));
    browser.press("/no such thing");
    browser.wait("document.querySelector('.found .none')");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn what_a_table_has_to_do_with_lights_up() {
    let Some(browser) = Browser::start() else { return };
    pages::open(&browser, pedsnet());
    assert!(lit(&browser).is_empty());
    browser.hover(".table[data-name=location_fips] > text");
    browser.wait("document.querySelector('.lit')");
    assert_eq!(lit(&browser), ["location", "location_fips"]);
    assert_eq!(browser.value::<usize>("document.querySelectorAll('.line.on').length"), 1);
    browser.hover(".table[data-name=specialty] > text");
    browser.wait("document.querySelector('.table.on[data-name=specialty]')");
    assert_eq!(lit(&browser), ["concept", "specialty"]);
    assert_eq!(browser.value::<usize>("document.querySelectorAll('.mark.on').length"), 2);
    browser.hover(".bar h1");
    browser.wait("!document.querySelector('.lit')");
}

#[test]
fn a_mark_leads_to_its_hub_and_back() {
    let Some(browser) = Browser::start() else { return };
    pages::open(&browser, pedsnet());
    browser.click(".table[data-name=visit_payer] > text");
    browser.wait("document.querySelector('.panel h2').textContent === 'visit_payer'");
    settle(&browser);
    browser.click(".table[data-name=visit_payer] .mark[data-name=concept]");
    browser.wait("document.querySelector('.panel h2').textContent === 'concept'");
    settle(&browser);
    assert!(is_in_sight(&browser, "concept"));
    assert!(lit(&browser).len() >= 25, "{:?} refer to it", lit(&browser));
    assert!(browser.text(".panel .body").contains("Referred to by 102 fields"));
    browser.click(".panel [aria-label^=Back]");
    browser.wait("document.querySelector('.panel h2').textContent === 'visit_payer'");
    settle(&browser);
    // A line leads to its other end.
    browser.click("[aria-label=Close]");
    browser.wait("document.querySelector('.panel').hidden");
    see_all(&browser);
    let (x, y): (f64, f64) = browser.run(
        "const [, x, y] = /^M(\\S+) ([^LQ]+)/.exec(document.querySelector('.line[data-name^=\"location_fips\"] path').getAttribute('d')); \
         const at = new DOMPoint(Number(x) + 14, Number(y)).matrixTransform(document.querySelector('.world > svg').getScreenCTM()); \
         return [at.x, at.y]",
    );
    browser.click_at(x, y);
    browser.wait("document.querySelector('.panel h2').textContent === 'location'");
}

#[test]
fn a_table_folds_and_unfolds_in_its_place() {
    let Some(browser) = Browser::start() else { return };
    pages::open(&browser, pedsnet());
    let before = seen(&browser, "provider");
    let rows = "document.querySelectorAll('.table[data-name=provider] .row:not(.gone)').length";
    let ends =
        "[...document.querySelectorAll('.line')].map(l => l.querySelector('.hit + path').getAttribute('d')).join()";
    let lines: String = browser.value(ends);
    assert_eq!(browser.value::<usize>(rows), 5);
    browser.click(".table[data-name=provider] > text");
    browser.wait("document.querySelector('.panel:not([hidden], .fresh)')");
    browser.click(".panel input[value=all]");
    browser.wait(&format!("{rows} === 13"));
    let fits = "(() => { const t = document.querySelector('.table[data-name=provider]'); \
        const [frame, all] = [t.querySelector('rect').getBBox(), t.getBBox()]; \
        return Math.abs(frame.height - all.height) < 3 && Math.abs(frame.width - all.width) < 3 })()";
    assert!(browser.value::<bool>(fits), "its frame holds all of it");
    browser.click(".panel input[value=names]");
    browser.wait(&format!("{rows} === 0"));
    // Each line that ended at a row now ends below the header, and none at the place of another.
    let feet: Vec<(f64, f64)> = browser.run(
        "const header = document.querySelector('.table[data-name=provider] > rect').getBBox(); \
         return [...document.querySelectorAll('.line')].filter(l => l.dataset.name.split(' ').some(n => n.startsWith('provider.'))) \
         .flatMap(l => { const n = l.querySelector('.hit').getAttribute('d').match(/-?[\\d.]+/g).map(Number); \
           return [n.slice(0, 2), n.slice(-2)] }) \
         .filter(([x, y]) => x > header.x && x < header.x + header.width && Math.abs(y - header.y - header.height) < 0.1)",
    );
    let places: std::collections::BTreeSet<u64> = feet.iter().map(|(x, _)| (x * 10.0) as u64).collect();
    assert!(feet.len() >= 9 && places.len() == feet.len(), "{feet:?}");
    browser.click(".panel input[value=keys]");
    browser.wait(&format!("{rows} === 5"));
    assert_eq!(browser.value::<String>(ends), lines, "as it was");
    browser.click("[aria-label=Close]");
    browser.wait("document.querySelector('.panel').hidden");
    see_all(&browser);
    let after = seen(&browser, "provider");
    assert!(before.iter().zip(after).all(|(a, b)| (a - b).abs() < 1.0), "{before:?} {after:?}");
    browser.click_twice(".table[data-name=provider] > text");
    browser.wait(&format!("{rows} === 13"));
    see_all(&browser);
    browser.click_twice(".table[data-name=provider] > text");
    browser.wait(&format!("{rows} === 5"));
}

#[test]
fn areas_are_hidden_and_shown() {
    let Some(browser) = Browser::start() else { return };
    pages::open(&browser, pedsnet());
    let shown = "[...document.querySelectorAll('.world .table')].filter(t => t.getClientRects().length).length";
    assert_eq!(browser.value::<usize>(shown), 38);
    browser.click("[aria-label^='Subject areas']");
    browser.click("[aria-label='Show Vocabulary']");
    browser.wait(&format!("{shown} === 26"));
    // Where the rest would fit another way, what is seen is noted too.
    assert_eq!(hash(&browser).split('&').next(), Some("#hide=Vocabulary"));
    let lines = "[...document.querySelectorAll('.line:not(.off)')].filter(l => /concept_class|domain\\./.test(l.dataset.name)).length";
    assert_eq!(browser.value::<usize>(lines), 0, "lines go with their tables");
    // What is looked for is shown.
    browser.press(&format!("{}/concept_ancestor{}", key::ESCAPE, key::ENTER));
    browser.wait(&format!("{shown} === 38"));
}

#[test]
fn the_detail_switches_and_lines_stay_off_the_tables() {
    let Some(browser) = Browser::start() else { return };
    pages::open(&browser, pedsnet());
    for (press, detail, rows) in [("1", "names", 0), ("3", "all", 433), ("2", "keys", 192)] {
        browser.press(press);
        browser.wait(&format!("document.querySelector('.choice input[value={detail}]').checked"));
        let found: usize = browser.value("document.querySelectorAll('.world .row').length");
        assert!(found >= rows && (found == 0) == (rows == 0), "{detail}: {found}");
        // The middle of no table is on a line, where tables end lines do, too.
        let through: Vec<String> = browser.run(
            "const boxes = [...document.querySelectorAll('.world .table')].map(t => t.querySelector('rect').getBBox()); \
             return [...document.querySelectorAll('.line')].filter(l => { const p = l.querySelector('.hit'); \
               const n = p.getTotalLength(); \
               for (let at = 0; at <= n; at += 4) { const { x, y } = p.getPointAtLength(at); \
                 if (boxes.some(b => x > b.x + 1 && x < b.x + b.width - 1 && y > b.y + 1 && y < b.y + b.height - 1)) return true; } \
               return false }).map(l => l.dataset.name)",
        );
        assert_eq!(through, Vec::<String>::new(), "{detail}");
    }
    // The table one reads stays where it is.
    browser.press(&format!("/adt_occ{}", key::ENTER));
    browser.wait("document.querySelector('.panel:not([hidden], .fresh)')");
    settle(&browser);
    let before = seen(&browser, "adt_occurrence");
    browser.press("3");
    settle(&browser);
    browser.wait("document.getAnimations().length === 0");
    let after = seen(&browser, "adt_occurrence");
    assert!((before[0] - after[0]).abs() < 2.0 && (before[1] - after[1]).abs() < 2.0, "{before:?} {after:?}");
}

#[test]
fn a_link_shows_what_was_seen() {
    let Some(browser) = Browser::start() else { return };
    pages::open(&browser, pedsnet());
    browser.press("3");
    browser.click("[aria-label^='Subject areas']");
    browser.click("[aria-label='Show Derived']");
    browser.press(&format!("{}/drug_strength{}", key::ESCAPE, key::ENTER));
    settle(&browser);
    browser.press("e");
    browser.click("[aria-label^=Colours]");
    browser.click("[aria-label=Larger]");
    settle(&browser);
    let told = hash(&browser);
    let at = told.split("&at=").nth(1).expect("a place");
    assert_eq!(
        told.split("&at=").next(),
        Some("#detail=all&table=drug_strength&hide=Derived&open=drug_strength,names&theme=light")
    );
    assert_eq!(at.split(',').count(), 3);
    let (url, before) = (browser.url(), seen(&browser, "drug_strength"));
    let Some(other) = Browser::start() else { return };
    other.open(&url);
    other.wait("document.querySelector('.live')");
    settle(&other);
    let after = seen(&other, "drug_strength");
    assert!(before.iter().zip(after).all(|(a, b)| (a - b).abs() < 2.0), "{before:?} {after:?}");
    assert_eq!(other.text(".panel h2"), "drug_strength");
    assert_eq!(hash(&other), told);
    assert!(other.value::<bool>("!!document.querySelector('.shrunk[data-name=drug_strength]')"));
    // Addresses that nobody made still show the diagram.
    for odd in ["#at=,,&table=%E0%A4%A", "#detail=no&open=person&hide=x&at=1,2,-3", "#section", "#table=NO&field=x"] {
        other.open("about:blank");
        other.open(&format!("{}{odd}", url.split('#').next().expect("a page")));
        other.wait("document.querySelector('.live')");
        assert_eq!(other.complaints(), Vec::<String>::new(), "{odd}");
    }
}

#[test]
fn the_keyboard_alone_is_enough() {
    let Some(browser) = Browser::start() else { return };
    pages::open(&browser, pedsnet());
    let focused = "document.activeElement.closest('.table')?.dataset.name ?? ''";
    for _ in 0..20 {
        if !browser.value::<String>(focused).is_empty() {
            break;
        }
        browser.press(key::TAB);
    }
    let first: String = browser.value(focused);
    assert!(!first.is_empty(), "the tabulator reaches the tables");
    browser.press(key::RIGHT);
    let second: String = browser.value(focused);
    assert_ne!(first, second);
    assert!(lit(&browser).contains(&second), "what has the focus is lit");
    browser.press(key::LEFT);
    browser.press(key::DOWN);
    let chosen: String = browser.value(focused);
    browser.press(key::ENTER);
    browser.wait("document.querySelector('.panel:not([hidden], .fresh)')");
    assert_eq!(browser.text(".panel h2"), chosen);
    assert!(browser.text("[role=status]").starts_with(&chosen), "and told");
    assert_eq!(browser.value::<String>("document.activeElement.getAttribute('aria-pressed')"), "true");
    settle(&browser);
    let scale = |browser: &Browser| browser.text(".percent");
    let before = scale(&browser);
    browser.press("++");
    settle(&browser);
    assert_ne!(scale(&browser), before);
    let [left, ..] = seen(&browser, &chosen);
    browser.press(&format!("{}{}", key::SHIFT, key::LEFT));
    settle(&browser);
    assert!((seen(&browser, &chosen)[0] - left - 80.0).abs() < 1.0);
    browser.press(key::ESCAPE);
    browser.wait("document.querySelector('.panel').hidden");
    see_all(&browser);
    assert!(is_in_sight(&browser, "specialty") && is_in_sight(&browser, "cohort"));
}

#[test]
fn wheel_mouse_and_fingers_move_it() {
    let Some(browser) = Browser::start() else { return };
    pages::open(&browser, pedsnet());
    let [left, top, right, _] = seen(&browser, "concept");
    browser.wheel((left, top), -200.0);
    settle(&browser);
    let near = seen(&browser, "concept");
    assert!((near[0] - left).abs() < 2.0 && (near[1] - top).abs() < 2.0, "the point below the pointer stays");
    assert!(near[2] - near[0] > 1.2 * (right - left));
    browser.drag(&[(600.0, 750.0), (500.0, 700.0), (440.0, 690.0)]);
    settle(&browser);
    let moved = seen(&browser, "concept");
    assert!((moved[0] - near[0] + 160.0).abs() < 2.0 && (moved[1] - near[1] + 60.0).abs() < 2.0, "{near:?} {moved:?}");
    assert!(browser.value::<bool>("document.querySelector('.panel').hidden"), "a drag is no click");
    browser.set_up(Setup { width: 390, height: 780, touch: true, ..Setup::default() });
    pages::open(&browser, pedsnet());
    assert!(browser.value::<bool>("document.querySelector('.choice input[value=names]').checked"), "names can be read");
    let [left, _, right, _] = seen(&browser, "concept");
    browser.pinch([(150.0, 400.0), (240.0, 400.0)], [(60.0, 400.0), (330.0, 400.0)]);
    settle(&browser);
    let [near_left, _, near_right, _] = seen(&browser, "concept");
    assert!(near_right - near_left > 2.0 * (right - left), "{left} {right} {near_left} {near_right}");
}
