//! The data models service's API.

use crate::server::Server;
use serde_json::Value;

fn document(name: &str) -> Option<Value> {
    let path = dmsa_needs::shared("service-json")?.join(name);
    Some(serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())
}

fn published_server() -> Option<Server> {
    let folder = dmsa_needs::shared("data-models")?;
    Some(Server::start(&format!("--source {}", folder.display())))
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
    assert!(wrong.text().contains("Did you mean version?"));
    assert_eq!(server.get("/models?format=yaml").status, 400);
}

#[test]
fn definitions_come_in_three_forms() {
    let server = Server::start("");
    for path in ["/models", "/models/omop", "/models/omop/5.0.0", "/compare/omop/4.0.0/omop/5.0.0"] {
        for (accept, media_type) in [
            ("*/*", "text/html; charset=utf-8"),
            ("application/json", "application/json"),
            ("text/markdown", "text/markdown; charset=utf-8"),
        ] {
            let answer = server.get_with(path, &[("Accept", accept), ("Origin", "https://example.org")]);
            assert_eq!((answer.status, answer.header("content-type")), (200, media_type), "{path}");
            assert_eq!(answer.header("access-control-allow-origin"), "*");
        }
        let answer = server.get(&format!("{path}?format=md"));
        assert!(answer.text().starts_with("# "), "{path}");
    }
}

#[test]
fn comparisons_tell_structure_from_wording() {
    let server = Server::start("");
    let same = server.get("/compare/omop/5.0.0/omop/5.0.0?format=json").json();
    assert_eq!((&same["counts"]["structure"], &same["counts"]["wording"]), (&0.into(), &0.into()));
    let changed = server.get("/compare/pedsnet/5.8/pedsnet/5.9?format=json").json();
    assert_eq!((&changed["before"]["version"], &changed["after"]["version"]), (&"5.8.0".into(), &"5.9.0".into()));
    assert!(changed["counts"].as_object().unwrap().values().any(|count| count.as_u64() > Some(0)), "{changed}");
    let chosen = server.get("/compare?before=omop/4.0.0&after=omop/latest");
    assert_eq!(chosen.status, 302);
    assert!(chosen.header("location").starts_with("http://dmsa.test/compare/omop/4.0.0/omop/5"));
}

#[test]
fn searches_find_models_tables_and_fields() {
    let server = Server::start("");
    let hits = server.get("/search?format=json&q=year_of_birth").json();
    assert_eq!((&hits[0]["kind"], &hits[0]["field"]), (&"field".into(), &"year_of_birth".into()));
    let path = hits[0]["path"].as_str().unwrap().split('#').next().unwrap();
    let page = server.get(&format!("/{path}"));
    assert_eq!(page.status, 200);
    assert!(page.text().contains("id=\"year_of_birth\""));
}
