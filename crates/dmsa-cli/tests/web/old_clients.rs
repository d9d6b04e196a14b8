//! What clients of the services before this one rely on.

use crate::server::Server;

#[test]
fn the_first_address_tells_programs_what_answers() {
    let server = Server::start("");
    let service = serde_json::json!({"name": "Data Models Service", "version": env!("CARGO_PKG_VERSION")});
    assert_eq!(server.get("/?format=json").json(), service);
    assert_eq!(server.get_with("/", &[("Accept", "application/json")]).json(), service);
    // The definitions' own continuous integration looks for these words.
    assert!(server.get("/").text().contains("Data Models DDL and ERDs"));
}

#[test]
fn doubled_slashes_and_other_case_are_redirected() {
    let server = Server::start("");
    for (path, to) in [
        ("//models", "/models"),
        ("/MODELS?format=json", "/models?format=json"),
        ("/schemata//pedsnet/6.3.0", "/schemata/pedsnet/6.3.0"),
        ("//pedsnet/6.3.0/DDL/postgresql", "/pedsnet/6.3.0/ddl/postgresql/"),
        ("/Healthz", "/healthz"),
    ] {
        let answer = server.get(path);
        assert_eq!((answer.status, answer.header("location")), (301, &*format!("http://dmsa.test{to}")), "{path}");
    }
    for path in ["//evil.org", "//evil.org/%2e%2e", "///evil.org//x", "/\\evil.org"] {
        let answer = server.get(path);
        assert_eq!((answer.status, answer.header("location")), (404, ""), "{path}");
    }
}

#[test]
fn old_addresses_ignore_parameters_they_do_not_know() {
    let server = Server::start("");
    for path in [
        "/models?_=1&format=json",
        "/models/pedsnet?_=1",
        "/schemata/pedsnet/6.3.0?cache-buster=1",
        "/pedsnet/6.3.0/ddl/postgresql/?_=1",
        "/pedsnet/6.3.0/erd/a.svg?_=1",
        "/?_=1",
    ] {
        assert_eq!(server.get(path).status, 200, "{path}");
    }
    for path in ["/metrics?_=1", "/pedsnet/6.3.0/sqlalchemy/?_=1", "/pedsnet/6.3.0/ddl/postgresql/?histroy=none"] {
        assert_eq!(server.get(path).status, 400, "{path}");
    }
}

#[test]
fn problems_follow_the_format_that_is_asked_for() {
    let server = Server::start("");
    for (query, media_type) in [
        ("?format=json", "application/problem+json"),
        ("?format=html", "text/html; charset=utf-8"),
        ("", "text/plain; charset=utf-8"),
    ] {
        let answer = server.get(&format!("/models/pedsnte{query}"));
        assert_eq!((answer.status, answer.header("content-type")), (404, media_type), "{query}");
    }
    let answer = server.get("/schemata/");
    assert!(answer.status == 404 && !answer.text().contains("Did you mean"), "{}", answer.text());
}
