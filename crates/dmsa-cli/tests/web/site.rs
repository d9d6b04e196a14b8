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
fn models_say_what_they_are_and_variants_come_last() {
    let page = Server::start("").get("/");
    let (models, variants) = page.text().split_once("Variants with a single version").expect("two sections");
    for (living, text) in [("pedsnet", "children's hospitals"), ("omop", "OHDSI"), ("i2b2", "star schema")] {
        assert!(
            models.contains(&format!("/{living}/latest\"")) || models.contains(&format!("<code>{living} ")),
            "{living}"
        );
        assert!(models.contains(text), "{living}: {models}");
    }
    assert!(models.find("pedsnet/").unwrap() < models.find("pcornet/").unwrap(), "the most versions first");
    for variant in ["pedsnet-split", "pedsnet-bigint", "i2b2_pedsnet"] {
        assert!(!models.contains(variant) && variants.contains(variant), "{variant}");
    }
    assert!(variants.contains("Alpha: a first release"), "what the labels mean");
    // What a model is that nobody knows, its tables tell.
    assert!(variants.contains("most references lead to"), "{variants}");
}

#[test]
fn scripts_are_grouped() {
    let page = Server::start("").get("/pedsnet/6.3.0/");
    let mut rest = page.text();
    for (group, dialects) in dmsa::dialect::groups() {
        rest = rest.split_once(&format!("scope=\"rowgroup\" colspan=\"6\">{}<", group.label())).unwrap().1;
        for dialect in dialects {
            let link = format!("/scripts/ddl/{}/\"", dialect.name());
            rest = rest.split_once(&link).unwrap().1;
        }
    }
}

#[test]
fn a_comparison_begins_with_versions_that_differ() {
    let server = Server::start("");
    let page = server.get("/compare");
    let chosen: Vec<&str> = page.text().split(" selected").map(|before| before.rsplit('"').nth(1).unwrap()).collect();
    let (before, after) = (chosen[0], chosen[1]);
    assert_ne!(before, after);
    let difference = server.get(&format!("/compare/{before}/{after}?format=json")).json();
    assert!(difference["counts"].as_object().unwrap().iter().any(|(of, n)| of != "wording" && n != 0), "{difference}");
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
