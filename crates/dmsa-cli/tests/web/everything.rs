//! Every address of the embedded catalog.

use crate::server::Server;
use dmsa::ddl::{Elements, Operation, Options, Scripts};
use dmsa::dialect::DIALECTS;
use dmsa::source::embedded;

#[test]
fn every_script_of_every_version_has_the_bytes_of_the_library() {
    let server = Server::start("--access-log off");
    let mut connection = server.connect();
    let catalog = embedded::catalog();
    let options = Options { revision: catalog.revision.clone(), ..Options::default() };
    let mut count = 0;
    for model in &catalog.models {
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
    assert!(count > 65 * 5 * 9, "{count}");
    assert!(server.memory() < 100 << 20, "{} bytes after {count} scripts", server.memory());
}

#[test]
fn every_page_and_document_is_there() {
    let server = Server::start("--access-log off");
    let mut connection = server.connect();
    let mut paths: Vec<String> = [
        "/",
        "/models",
        "/search?q=person",
        "/compare",
        "/status",
        "/api",
        "/metrics",
        "/openapi.json",
        "/repos",
        "/healthz",
        "/readyz",
        "/favicon.ico",
        "/robots.txt",
        "/assets/style.css",
        "/assets/site.js",
    ]
    .map(str::to_owned)
    .to_vec();
    for entry in embedded::entries() {
        let (name, version) = (entry.name, entry.version);
        paths.extend([
            format!("/{name}/"),
            format!("/{name}/{version}/"),
            format!("/{name}/{version}/ddl/"),
            format!("/{name}/{version}/scripts/ddl/oracle/"),
            format!("/models/{name}"),
            format!("/models/{name}/{version}?format=json"),
            format!("/models/{name}/{version}?format=markdown"),
            format!("/schemata/{name}/{version}"),
            format!("/compare/{name}/{version}/{name}/latest"),
        ]);
        let model = embedded::find(name, version).unwrap();
        if let Some(table) = model.tables.first() {
            paths.push(format!("/{name}/{version}/tables/{}/", table.name));
            paths.push(format!("/models/{name}/{version}/{}", table.name));
            paths.push(format!("/models/{name}/{version}/{}/{}", table.name, table.fields[0].name));
        }
    }
    for path in paths {
        let answer = connection.get(&path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        assert!(!answer.body.is_empty(), "{path}");
    }
}
