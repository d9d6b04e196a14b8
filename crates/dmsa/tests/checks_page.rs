//! The table in `docs/checks.md` lists the codes there are.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use dmsa::check::CODES;
use std::fmt::Write;
use std::path::Path;

/// The table follows this line, to the end of the page.
const MARKER: &str = "<!-- generated from the codes; see crates/dmsa/tests/checks_page.rs -->\n";

/// Set to anything, it has the page rewritten.
const UPDATE: &str = "UPDATE_DOCS";

#[test]
fn the_page_lists_every_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/checks.md");
    let page = std::fs::read_to_string(&path).expect("docs/checks.md can be read");
    let (prose, _) = page.split_once(MARKER).expect("docs/checks.md has the line before the table");
    let mut expected = format!("{prose}{MARKER}\n| code | severity | summary |\n|---|---|---|\n");
    for code in CODES {
        writeln!(expected, "| `{}` | {} | {} |", code.name, code.severity, code.summary).expect("a string can grow");
    }
    if page == expected {
        return;
    }
    if std::env::var_os(UPDATE).is_some() {
        std::fs::write(&path, expected).expect("docs/checks.md can be written");
        return;
    }
    panic!("docs/checks.md is out of date; `{UPDATE}=1 cargo test -p dmsa --test checks_page` rewrites it");
}
