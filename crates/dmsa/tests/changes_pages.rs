//! The pages in `docs/changes` tell what changed from each version of the catalog to the next.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use dmsa::diff::{Diff, Format, between};
use dmsa::model::Model;
use dmsa::schema::Schema;
use std::path::Path;

/// Set to anything, it has the pages rewritten.
const UPDATE: &str = "UPDATE_DOCS";

/// The page of a model: all steps, the latest first.
fn page(versions: &[Model]) -> String {
    let name = &versions[0].name;
    let format = Format::find("markdown").expect("a format");
    let mut page = format!(
        "# Changes of {name}\n\n[Documentation](../README.md)\n\nWhat a site must do, step by step, the latest first. `dmsa diff {name} FROM TO` compares any \
         two versions,\n`dmsa migrate` writes the SQL: see [Move a database to another version](../database/upgrade.md).\n\n\
         <!-- generated from the catalog; see crates/dmsa/tests/changes_pages.rs -->\n"
    );
    for step in versions.windows(2).rev() {
        let [before, after] = step else { continue };
        let others = between(versions, before, after);
        for line in format.write(&Diff::new(&Schema::new(before), &Schema::new(after), &others)).lines() {
            let deeper = if line.starts_with('#') { "#" } else { "" };
            page.push_str(&format!("\n{deeper}{line}"));
        }
        page.push('\n');
    }
    page
}

#[test]
fn the_pages_tell_every_step() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/changes");
    let catalog = dmsa::source::embedded::catalog();
    let mut outdated = Vec::new();
    for versions in catalog.models.chunk_by(|a, b| a.name == b.name).filter(|versions| versions.len() > 1) {
        let path = folder.join(format!("{}.md", versions[0].name));
        let expected = page(versions);
        if std::fs::read_to_string(&path).is_ok_and(|text| text == expected) {
            continue;
        }
        if std::env::var_os(UPDATE).is_some() {
            std::fs::create_dir_all(&folder).expect("the folder can be made");
            std::fs::write(&path, expected).expect("the page can be written");
        } else {
            outdated.push(path.display().to_string());
        }
    }
    assert!(
        outdated.is_empty(),
        "out of date: {}; `{UPDATE}=1 cargo test -p dmsa --test changes_pages` rewrites them",
        outdated.join(", ")
    );
}
