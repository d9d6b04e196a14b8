//! The table in `docs/dialects.md` says what each database can hold, from the capabilities of its dialect.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use dmsa::dialect::{DIALECTS, Support};
use std::fmt::Write;
use std::path::Path;

/// The table follows this line, to the end of the page.
const MARKER: &str = "<!-- generated from the dialects; see crates/dmsa/tests/dialects_page.rs -->\n";

#[test]
fn the_page_says_what_each_database_can_hold() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/dialects.md");
    let page = std::fs::read_to_string(&path).expect("docs/dialects.md can be read");
    let (prose, _) = page.split_once(MARKER).expect("docs/dialects.md has the line before the table");
    let mut expected = format!("{prose}{MARKER}\n");
    expected.push_str(
        "| dialect | database | kind | primary keys | unique constraints | references | indexes | defaults |",
    );
    expected.push_str(" string lengths | DDL in transactions | migrations | longest name |\n");
    expected.push_str(&"|---".repeat(12));
    expected.push_str("|\n");
    for dialect in DIALECTS {
        let can = dialect.capabilities();
        let cells = [
            format!("`{}`", dialect.name()),
            dialect.label().to_owned(),
            dialect.group().singular().to_owned(),
            support(can.primary_keys),
            support(can.uniques),
            support(can.references),
            yes(can.indexes),
            yes(can.defaults),
            if can.lengths { "enforced".to_owned() } else { "not enforced".to_owned() },
            yes(can.transactional_ddl),
            yes(dialect.alter().is_some()),
            can.max_identifier.to_string(),
        ];
        writeln!(expected, "| {} |", cells.join(" | ")).expect("a string can grow");
    }
    if page == expected {
        return;
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, expected).expect("docs/dialects.md can be written");
        return;
    }
    panic!("docs/dialects.md is not up to date: run `UPDATE_DOCS=1 cargo test -p dmsa --test dialects_page`");
}

fn support(support: Support) -> String {
    match support {
        Support::Enforced => "enforced",
        Support::NotEnforced => "not enforced",
        Support::None => "no",
    }
    .to_owned()
}

fn yes(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}
