//! What pages tell people.

use crate::server::{Folder, Server};

#[test]
fn a_table_is_shown_as_a_database_has_it() {
    let server = Server::start("");
    let plain = server.get("/pedsnet/6.3.0/tables/person/");
    assert!(
        plain.text().contains("href=\"?types=postgresql\"") && !plain.text().contains("VARCHAR"),
        "{}",
        plain.text()
    );
    let page = server.get("/pedsnet/6.3.0/tables/person/?types=postgresql");
    for text in ["On PostgreSQL", "<code>VARCHAR(256)</code>", "Script for PostgreSQL", "erd.svg?around=person\""] {
        assert!(page.text().contains(text), "{text}");
    }
    // The script is that of this table alone.
    assert_eq!(page.text().matches("TABLE</span> ").count(), page.text().matches("TABLE</span> person").count());
    assert_eq!(server.get("/pedsnet/6.3.0/tables/person/?types=dbase").status, 400);
    let picture = server.get("/pedsnet/6.3.0/erd/pedsnet_6.3.0_erd.svg?around=person");
    assert_eq!(picture.header("content-type"), "image/svg+xml");
}

#[test]
fn living_models_come_first() {
    let page = Server::start("").get("/");
    let (living, single) = page.text().split_once("Models with a single version").expect("two sections");
    assert!(!living.contains(">1 version<") && !single.contains("pedsnet/latest\""));
    assert!(living.contains("most references lead to"), "{living}");
}

/// A definition that no script can be made of, and of which something could not be read, says so on its page.
#[test]
fn what_is_wrong_with_a_definition_stands_on_its_page() {
    let folder = Folder::new("wrong");
    let text =
        "model = \"clinic\"\nversion = \"1.0.0\"\n\n[tables.person.fields]\na = \"frobnicate\"\nb = \"integer\"\n";
    std::fs::write(folder.0.join("clinic.toml"), text).unwrap();
    let server = Server::start(&format!("--source {}", folder.shown()));
    let page = server.get("/clinic/1.0.0/");
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.text().contains("There is no script: "), "{}", page.text());
    assert!(page.text().contains("frobnicate"), "{}", page.text());
    assert_eq!(server.get("/clinic/1.0.0/tables/person/?types=oracle").status, 200);
}
