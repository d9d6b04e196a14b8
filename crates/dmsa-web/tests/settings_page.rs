//! The list of settings in `docs/service/settings.md` is made from the one in the program.

#![allow(clippy::expect_used, reason = "a test fails by panicking, in its helpers too")]

use dmsa_web::settings::SETTINGS;
use std::path::Path;

const BEGIN: &str = "a test says when it is not up to date -->\n";
const END: &str = "<!-- end of settings -->";

fn table() -> String {
    let mut table = String::from("| flag | environment | default | what |\n|---|---|---|---|\n");
    for setting in SETTINGS {
        let flag = if setting.secret { "(none)".to_owned() } else { format!("`--{} {}`", setting.name, setting.value) };
        let flag = flag.replace('|', "\\|");
        table.push_str(&format!("| {flag} | `{}` | {} | {} |\n", setting.variable(), setting.default, setting.about));
    }
    table
}

#[test]
fn the_page_lists_the_settings() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/service/settings.md");
    let page = std::fs::read_to_string(&path).expect("the page is there");
    let (before, rest) = page.split_once(BEGIN).expect("the page has a place for the list");
    let (written, after) = rest.split_once(END).expect("the list has an end");
    if written != table() && std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{}{END}{after}", table())).expect("the page can be written");
        return;
    }
    assert_eq!(written, table(), "run this test with UPDATE_DOCS=1");
}
