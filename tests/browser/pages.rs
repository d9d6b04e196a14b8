//! The pages that tests look at.

use dmsa::diagram::{self, Options};
use dmsa::model::Model;
use dmsa_proof::browser::Browser;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use tempfile::NamedTempFile;

/// A page as a file, which goes with the value.
pub(crate) fn file(text: &[u8]) -> NamedTempFile {
    let file = tempfile::Builder::new().suffix(".html").tempfile().expect("a temporary file");
    fs::write(file.path(), text).expect("a temporary file");
    file
}

/// PEDSnet 6.3.0 with two descriptions.
pub(crate) fn model() -> Model {
    let catalog = dmsa::source::embedded::catalog();
    let mut model = catalog.find("pedsnet", "6.3.0").expect("an embedded version").clone();
    let person = model.tables.iter_mut().find(|table| table.name == "person").expect("a table");
    person.description = "Whoever is cared for.".to_owned();
    let field = person.fields.iter_mut().find(|field| field.name == "year_of_birth").expect("a field");
    field.description = "Four digits, <b>always</b>.".to_owned();
    model
}

/// The interactive page of [`model`], the same file for all tests.
pub(crate) fn pedsnet() -> &'static Path {
    static FILE: LazyLock<NamedTempFile> = LazyLock::new(|| {
        let html = diagram::find("html").expect("a format");
        file(&html.render(&model(), &Options::default()).expect("a page"))
    });
    FILE.path()
}

/// Opens an interactive page and waits until it is one.
pub(crate) fn open(browser: &Browser, page: &Path) {
    browser.open("about:blank");
    browser.open_file(page);
    browser.wait("document.querySelector('.live') && !document.querySelector('.moving')");
}
