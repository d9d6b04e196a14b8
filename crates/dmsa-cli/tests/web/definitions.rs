//! The data models service's API.

use crate::server::{PATIENCE, Server};
use serde_json::Value;
use std::thread;
use std::time::{Duration, Instant};

fn document(name: &str) -> Option<Value> {
    let path = dmsa_needs::shared("service-json")?.join(name);
    Some(serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())
}

fn published_server() -> Option<Server> {
    let folder = dmsa_needs::shared("data-models")?;
    let server = Server::start(&format!("--source {}", folder.display()));
    // The embedded catalog stands in for a source that takes long to read.
    let until = Instant::now() + 4 * PATIENCE;
    while !server.get("/status?format=json").json()["sources"][0]["stand_in"].is_null() {
        assert!(Instant::now() < until, "the source is not read");
        thread::sleep(Duration::from_millis(50));
    }
    Some(server)
}

#[test]
fn documents_are_those_of_the_data_models_service() {
    let Some(server) = published_server() else { return };
    for (path, name) in [
        ("/schemata/omop/5.0.0?format=json", "schemata_omop_5.0.0.json"),
        ("/schemata/pedsnet/5.8.0?format=json", "schemata_pedsnet_5.8.0.json"),
        ("/schemata/pedsnet-bigint/3.5.0?format=json", "schemata_pedsnet-bigint_3.5.0.json"),
    ] {
        let answer = server.get(path);
        assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
        let agent = answer.header("user-agent");
        assert!(agent.starts_with("DataModelsService/"), "{agent}");
        let (ours, theirs) = (comparable(answer.json()), comparable(document(name).unwrap()));
        assert!(ours == theirs, "{path} differs from {name}");
    }
    let list = well_read(document("models.json").unwrap());
    assert!(comparable(well_read(server.get("/models?format=json").json())) == comparable(list.clone()));
    let of =
        |name: &str| Value::from_iter(list.as_array().unwrap().iter().filter(|model| model["name"] == *name).cloned());
    let pedsnet = of("pedsnet");
    let ours = server.get_with("/models/pedsnet", &[("Accept", "application/json")]).json();
    assert!(comparable(well_read(ours)) == comparable(pedsnet.clone()));
    let pedsnet = pedsnet.as_array().unwrap();
    let version = pedsnet.iter().find(|model| model["version"] == "5.8.0").unwrap();
    let ours = server.get("/models/pedsnet/5.8.0?format=json").json();
    assert!(comparable(ours) == comparable(version.clone()));
    let table = version["tables"].as_array().unwrap().iter().find(|table| table["name"] == "person").unwrap();
    assert_eq!(server.get("/models/pedsnet/5.8.0/person?format=json").json(), *table);
    let field = &table["fields"][0];
    let path = format!("/models/pedsnet/5.8.0/person/{}", field["name"].as_str().unwrap());
    assert_eq!(server.get(&path).json(), *field);
}

/// The list without the versions in which the data models service lost something: the tests of the library name each fact.
fn well_read(mut list: Value) -> Value {
    list.as_array_mut().unwrap().retain(|model| {
        let version = model["version"].as_str().unwrap();
        match model["name"].as_str().unwrap() {
            "omop" => version != "5.1.0",
            "pedsnet" => !["5.0.0", "5.1.0"].contains(&version),
            "pcornet" => ["1.0.0", "2.0.0", "3.1.0"].contains(&version),
            _ => true,
        }
    });
    list
}

/// The order of models says nothing; within a definition, the order of keys and indexes does not either.
fn comparable(mut value: Value) -> Value {
    sort(&mut value);
    value
}

fn sort(value: &mut Value) {
    match value {
        Value::Array(items) => {
            items.iter_mut().for_each(sort);
            if items.iter().all(Value::is_object) {
                items.sort_by_cached_key(Value::to_string);
            }
        }
        Value::Object(object) => object.values_mut().for_each(sort),
        _ => {}
    }
}

#[test]
fn a_light_list_has_what_is_asked_for() {
    let server = Server::start("");
    let list = server.get("/models?format=json&fields=name,version");
    assert!(list.body.len() < 5_000);
    let models = list.json();
    assert_eq!(models.as_array().unwrap().len(), 65);
    assert_eq!(models[0].as_object().unwrap().keys().collect::<Vec<_>>(), ["name", "version"]);
    let wrong = server.get("/models?format=json&fields=name,verison");
    assert_eq!(wrong.status, 400);
    assert_eq!(wrong.json()["did_you_mean"], "version");
    assert_eq!(server.get("/models?format=yaml").status, 400);
    assert_eq!(server.get("/models?format=json&fields=,").status, 400);
    let versions = server.get("/models/omop?format=json&fields=version,+release,TABLES").json();
    assert_eq!(versions[1].as_object().unwrap().keys().collect::<Vec<_>>(), ["release", "tables", "version"]);
    assert!(versions[1]["tables"].as_array().unwrap().len() > 30);
}

/// Every address of the data models service's API, in every form, by `Accept` and by name, with the header by which that service
/// introduces itself and which scripts in pages of other hosts may read.
#[test]
fn definitions_come_in_three_forms() {
    let server = Server::start("");
    let revision = dmsa::source::embedded::revision();
    for (path, usual, heading) in [
        ("/models", "html", "# Models\n"),
        ("/models/omop", "html", "# omop\n"),
        ("/models/omop/5.0.0", "html", "# OMOP v5\n"),
        ("/models/omop/5.0.0/person", "json", "# person\n"),
        ("/models/omop/5.0.0/person/person_id", "json", "# person.person_id\n"),
        ("/schemata/omop/5.0.0", "json", "# OMOP v5\n"),
        ("/compare/omop/4.0.0/omop/5.0.0", "html", "# omop 4.0.0 → 5.0.0\n"),
        ("/repos", "json", "# Sources\n"),
    ] {
        let media_types = [
            ("html", "text/html; charset=utf-8"),
            ("json", "application/json"),
            ("markdown", "text/markdown; charset=utf-8"),
        ];
        for (name, media_type) in media_types {
            let accept = media_type.split(';').next().unwrap();
            let by_header = server.get_with(path, &[("Accept", accept), ("Origin", "https://example.org")]);
            let by_name = server.get(&format!("{path}?format={name}"));
            for answer in [&by_header, &by_name] {
                assert_eq!((answer.status, answer.header("content-type")), (200, media_type), "{path}");
                assert_eq!(answer.header("access-control-allow-origin"), "*");
                assert_eq!(answer.header("access-control-expose-headers"), "User-Agent, ETag");
                let agent = format!("DataModelsService/{revision} (+");
                assert!(answer.header("user-agent").starts_with(&agent), "{path}: {}", answer.header("user-agent"));
            }
            if name == usual {
                assert_eq!(server.get(path).header("content-type"), media_type, "{path}");
            }
            match name {
                "json" => assert!(by_name.json().is_object() || by_name.json().is_array()),
                "html" => assert!(by_name.text().contains("</html>")),
                _ => assert!(by_name.text().starts_with(heading), "{path}: {}", by_name.text()),
            }
        }
    }
}

#[test]
fn markdown_says_what_the_definition_says() {
    let server = Server::start("");
    let table = server.get("/models/omop/5.0.0/death?format=markdown");
    assert!(table.text().contains("\n| field | type | required | refers to | description |\n|---|---|---|---|---|\n"));
    assert!(table.text().contains("\n| person_id | integer | yes | person.person_id |  |\n"), "{}", table.text());
    let field = server.get("/models/omop/5.0.0/death/person_id?format=markdown");
    assert!(
        field.text().contains("- type: integer\n- required: yes\n- refers to: person.person_id\n"),
        "{}",
        field.text()
    );
    let changes = server.get("/compare/omop/4.0.0/omop/5.0.0?format=markdown");
    assert!(changes.text().contains("\n### drug_approval\n\n- Removed table with "), "{}", changes.text());
    assert!(server.get("/repos?format=markdown").text().starts_with("# Sources\n\n- embedded (`catalog-"));
}

#[test]
fn comparisons_tell_structure_from_wording() {
    let server = Server::start("");
    let same = server.get("/compare/omop/5.0.0/omop/5.0.0?format=json").json();
    assert_eq!((&same["counts"]["structure"], &same["counts"]["wording"]), (&0.into(), &0.into()));
    let changed = server.get("/compare/pedsnet/5.8/pedsnet/5.9?format=json").json();
    assert_eq!((&changed["before"]["version"], &changed["after"]["version"]), (&"5.8.0".into(), &"5.9.0".into()));
    assert!(changed["counts"].as_object().unwrap().values().any(|count| count.as_u64() > Some(0)), "{changed}");
    let typed = changed["changes"].as_array().unwrap();
    assert!(typed.iter().all(|it| it["aspect"].is_string() && it["change"].is_string()), "{changed}");
    let text = server.get("/compare/pedsnet/5.8/pedsnet/5.9?format=text");
    assert_eq!((text.status, text.header("content-type")), (200, "text/plain; charset=utf-8"));
    assert!(text.text().starts_with("pedsnet 5.8.0 → 5.9.0: 1 table removed"), "{}", text.text());
    let chosen = server.get("/compare?before=omop/4.0.0&after=omop/latest");
    assert_eq!(chosen.status, 302);
    assert!(chosen.header("location").starts_with("http://dmsa.test/compare/omop/4.0.0/omop/5"));
}

#[test]
fn searches_find_models_tables_and_fields() {
    let server = Server::start("");
    let found = server.get("/search?format=json&q=year_of_birth").json();
    let hits = &found["hits"];
    assert_eq!((&hits[0]["kind"], &hits[0]["field"]), (&"field".into(), &"year_of_birth".into()));
    let path = hits[0]["path"].as_str().unwrap().split('#').next().unwrap();
    let page = server.get(&format!("/{path}"));
    assert_eq!(page.status, 200);
    assert!(page.text().contains("id=\"year_of_birth\""));
    let slip = server.get("/search?format=json&q=yaer_of_birth").json();
    assert_eq!((&slip["hits"], &slip["did_you_mean"]), (&serde_json::json!([]), &"year_of_birth".into()));
    assert!(server.get("/search?q=yaer_of_birth").text().contains("<a href=\"./search?q=year_of_birth\">"));
}
