//! Every address of the embedded catalog: of versions that together have everything a page can tell of, of all of them with
//! `DMSA_EXHAUSTIVE=1`.

use crate::server::Server;
use dmsa::ddl::{Elements, Operation, Options, Scripts};
use dmsa::dialect::DIALECTS;
use dmsa::model::Model;
use dmsa::source::embedded;
use std::collections::BTreeSet;

/// Versions of every model that together have every type, every kind of object and every kind of finding.
fn versions() -> Vec<Model> {
    let shapes = |model: &Model| -> BTreeSet<String> {
        let types =
            model.tables.iter().flat_map(|table| &table.fields).map(|field| format!("{:?}", field.data_type.kind));
        let findings = dmsa::check::model(model, DIALECTS).into_iter().map(|finding| finding.code.name.to_owned());
        types.chain(findings).chain([format!("model {}", model.name)]).collect()
    };
    let models = embedded::catalog().models.into_iter();
    dmsa_needs::cover(models.map(|model| (shapes(&model), model)).map(|(shapes, model)| (model, shapes)).collect())
}

#[test]
fn every_script_of_every_version_has_the_bytes_of_the_library() {
    let server = Server::start("--access-log off");
    let mut connection = server.connect();
    let options = Options { revision: embedded::catalog().revision, ..Options::default() };
    let mut count = 0;
    let versions = versions();
    for model in &versions {
        for dialect in DIALECTS {
            let scripts = Scripts::new(model, *dialect, &options).unwrap();
            for operation in Operation::ALL {
                for (name, elements) in Elements::NAMED {
                    let Ok(script) = scripts.script(operation, elements) else { continue };
                    if operation == Operation::Delete && elements != Elements::ALL {
                        continue;
                    }
                    let part = if elements == Elements::ALL { String::new() } else { format!("{name}/") };
                    let path = format!("/{}/{}/{operation}/{}/{part}", model.name, model.version, dialect.name());
                    let answer = connection.get(&path);
                    assert_eq!(answer.status, 200, "{path}");
                    assert!(answer.body == script.text().as_bytes(), "{path}");
                    count += 1;
                }
            }
        }
    }
    assert!(count > versions.len() * 5 * 9, "{count}");
    assert!(server.memory() < 100 << 20, "{} bytes after {count} scripts", server.memory());
}

/// The address of this shape for a version; `None` for those that take only POST.
pub(crate) fn filled(template: &str, name: &str, version: &str) -> Option<String> {
    let model = embedded::find(name, version).unwrap();
    let table = &model.tables[0];
    let file = if template.starts_with("/assets/") { "style.css" } else { "diagram.mmd" };
    let mut path = template.to_owned();
    for (part, value) in [
        ("model", name),
        ("version", version),
        ("model2", name),
        ("version2", "latest"),
        ("from", "latest"),
        ("operation", "drop"),
        // The one that knows every operation.
        ("dialect", "oracle"),
        ("elements", "indexes"),
        ("table", &table.name),
        ("field", &table.fields[0].name),
        ("file", file),
    ] {
        path = path.replace(&format!("{{{part}}}"), value);
    }
    assert!(!path.contains('{'), "{path}");
    (!["/refresh", "/_hook"].contains(&template)).then_some(path)
}

#[test]
fn every_address_answers_for_every_version() {
    let server = Server::start("--access-log off");
    let mut connection = server.connect();
    for model in versions() {
        let paths = dmsa_web::addresses().filter(|template| template.contains("{model}"));
        for path in paths.filter_map(|template| filled(template, &model.name, &model.version.to_string())) {
            let answer = connection.get(&path);
            let expected = if path.ends_with("/erd/") { 302 } else { 200 };
            assert_eq!(answer.status, expected, "{path}: {}", answer.text());
            assert!(!answer.body.is_empty(), "{path}");
        }
    }
    assert_eq!(embedded::entries().len(), 65);
    for path in dmsa_web::addresses().filter(|template| !template.contains("{model}")) {
        let Some(path) = filled(path, "pedsnet", "latest") else { continue };
        assert_eq!(connection.get(&path).status, 200, "{path}");
    }
}

#[test]
fn every_table_and_field_has_its_place() {
    let server = Server::start("--access-log off");
    let mut connection = server.connect();
    for model in ["pedsnet", "pcornet"].map(|name| embedded::find(name, "latest").unwrap()) {
        for table in &model.tables {
            let page = connection.get(&format!("/{}/latest/tables/{}/", model.name, table.name));
            assert_eq!(page.status, 200, "{}", table.name);
            for field in &table.fields {
                assert!(page.text().contains(&format!("<tr id=\"{}\">", field.name)), "{}.{}", table.name, field.name);
            }
        }
    }
}

#[test]
fn diagrams_come_in_every_format() {
    let server = Server::start("--access-log off");
    for format in dmsa::diagram::FORMATS {
        let path = format!("/omop/latest/erd/omop.{}?around=person&detail=names", format.name());
        let answer = server.get(&path);
        assert_eq!((answer.status, answer.header("content-type")), (200, format.media_type()), "{path}");
        assert!(!answer.body.is_empty(), "{path}");
    }
    for model in ["pedsnet", "pcornet", "i2b2"] {
        let page = server.get(&format!("/{model}/latest/"));
        let picture = page.text().split("<img src=\"").find(|rest| rest.contains("/erd/")).unwrap();
        let picture = picture.split('"').next().unwrap().trim_start_matches("../");
        assert_eq!(server.get(&format!("/{picture}")).header("content-type"), "image/svg+xml", "{picture}");
    }
}
