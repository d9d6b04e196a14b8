//! What all answers have in common, whatever was asked for.

use crate::everything::filled;
use crate::server::{Answer, Server};

const SCRIPT: &str = "/pedsnet/6.3.0/ddl/postgresql/";

/// Requests for every address, of the latest version of a model.
fn addresses() -> Vec<String> {
    dmsa_web::addresses().filter_map(|template| filled(template, "pedsnet", "6.3.0")).collect()
}

fn has_the_usual_headers(answer: &Answer, about: &str) {
    let agent = answer.header("user-agent");
    let ours = agent == "DMSA/1.0.0 (+https://github.com/chop-dbhi/data-models-sqlalchemy)";
    assert!(ours || agent.starts_with("DataModelsService/"), "{about}: {agent}");
    assert_eq!(answer.header("access-control-allow-origin"), "*", "{about}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{about}");
    assert_eq!(answer.header("referrer-policy"), "same-origin", "{about}");
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{about}: {policy}");
    assert!(!answer.header("cache-control").is_empty(), "{about}");
}

#[test]
fn every_kind_of_answer_introduces_itself_and_may_be_read_from_anywhere() {
    let server = Server::start_with("--drain 30s", &[("DMSA_WEBHOOK_SECRET", "s3cret")]);
    let tag = server.get(SCRIPT).header("etag").to_owned();
    let long = format!("/{}", "a".repeat(9_000));
    let known = [("If-None-Match", tag.as_str())];
    for (method, path, headers, status) in [
        ("GET", SCRIPT, &[][..], 200),
        ("HEAD", SCRIPT, &[], 200),
        ("GET", SCRIPT, &known, 304),
        ("HEAD", SCRIPT, &known, 304),
        ("GET", "/pedsnet", &[], 301),
        ("GET", "/pedsnet/6.3.0/erd/", &[], 302),
        ("OPTIONS", "/models", &[], 204),
        ("GET", "/pedsnet/6.3.0/ddl/oracle/?histroy=none", &[], 400),
        ("POST", "/refresh", &[], 401),
        ("GET", "/nothing/at/all", &[], 404),
        ("PUT", SCRIPT, &[], 405),
        ("GET", &long, &[], 414),
        ("GET", "/pedsnet/6.3.0/erd/a.png?width=99999", &[], 422),
    ] {
        let answer = server.ask(method, path, headers, b"");
        let about = format!("{method} {}", &path[..path.len().min(60)]);
        assert_eq!(answer.status, status, "{about}");
        has_the_usual_headers(&answer, &about);
    }
    server.signal("TERM");
    server.wait_for("stopping");
    let stopping = server.get("/readyz");
    assert_eq!(stopping.status, 503);
    has_the_usual_headers(&stopping, "/readyz");
}

#[test]
fn every_address_can_be_asked_for_by_head_and_from_anywhere() {
    let server = Server::start("--access-log off");
    for path in addresses() {
        let whole = server.get(&path);
        has_the_usual_headers(&whole, &path);
        let head = server.ask("HEAD", &path, &[], b"");
        assert_eq!((head.status, head.body.len()), (whole.status, 0), "{path}");
        for name in ["content-type", "cache-control", "user-agent", "location", "vary"] {
            assert_eq!(head.header(name), whole.header(name), "{path} {name}");
        }
        // What is told of this moment is another at the next.
        if whole.header("cache-control") != "no-store" {
            assert_eq!(head.header("content-length"), whole.body.len().to_string(), "{path}");
            assert_eq!(head.header("etag"), whole.header("etag"), "{path}");
        }
        let asked = [("Origin", "https://example.org"), ("Access-Control-Request-Method", "GET")];
        for path in [path.as_str(), path.trim_end_matches('/')] {
            let path = if path.is_empty() { "/" } else { path };
            let may = server.ask("OPTIONS", path, &asked, b"");
            assert_eq!((may.status, may.body.len()), (204, 0), "{path}");
            assert_eq!(may.header("access-control-allow-methods"), "GET, HEAD", "{path}");
            assert_eq!(may.header("access-control-allow-headers"), "*", "{path}");
            has_the_usual_headers(&may, path);
        }
    }
}

#[test]
fn no_address_takes_another_method() {
    let server = Server::start("--access-log off");
    for path in addresses() {
        for method in ["POST", "PUT", "DELETE", "PATCH", "BREW"] {
            let answer = server.ask(method, &path, &[], b"");
            assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD"), "{method} {path}");
        }
    }
    for path in ["/refresh", "/_hook"] {
        assert_eq!(server.get(path).header("allow"), "POST");
    }
}

/// What is not there, and what makes no sense, of each family of addresses: as text, as a page, and for programs.
#[test]
fn problems_of_every_family_come_in_three_forms() {
    let server = Server::start("--access-log off");
    for (path, status, meant) in [
        ("/pedsnte/6.3.0/ddl/postgresql/", 404, "pedsnet"),
        ("/pedsnet/6.3.0/ddl/postgrsql/", 404, "postgresql"),
        ("/pedsnet/6.3.0/drop/postgresql/tabels/", 404, "tables"),
        ("/pedsnet/6.3.0/ddl/postgresql/?history=nome", 400, "none"),
        ("/pedsnet/6.3.0/dld/postgresql/", 404, "ddl"),
        ("/pedsnet/6.3.0/erd/a.sgv", 404, "svg"),
        ("/pedsnet/6.3.0/erd/?format=sgv", 400, "svg"),
        ("/pedsnet/6.3.0/sqlalchemy/?style=coer", 400, "core"),
        ("/models/pedsnte", 404, "pedsnet"),
        ("/models/pedsnet/lastest", 404, "latest"),
        ("/models/pedsnet/6.3.0/persn", 404, "person"),
        ("/models/pedsnet/6.3.0/person/persn_id", 404, "person_id"),
        ("/models?format=jsno", 400, "json"),
        ("/models?fields=nmae", 400, "name"),
        ("/schemata/pedsnte/6.3.0", 404, "pedsnet"),
        ("/compare/pedsnet/6.3.0/pedsnte/6.3.0", 404, "pedsnet"),
        ("/pedsnet/6.3.0/tables/persn/", 404, "person"),
        ("/pedsnet/6.3.0/scripts/ddl/postgrsql/", 404, "postgresql"),
        ("/pedsnet/6.3.0/scripts/dorp/oracle/", 404, "drop"),
        ("/search?format=jsno", 400, "json"),
        ("/serach/", 404, "search"),
        ("/repos?format=jsno", 400, "json"),
        ("/metrics?x", 400, ""),
        ("/assets/nothing.css", 404, ""),
    ] {
        for (accept, media_type) in [
            ("*/*", "text/plain; charset=utf-8"),
            ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
            ("application/json", "application/problem+json"),
            ("application/problem+json", "application/problem+json"),
        ] {
            let answer = server.get_with(path, &[("Accept", accept)]);
            assert_eq!((answer.status, answer.header("content-type")), (status, media_type), "{path} {accept}");
            has_the_usual_headers(&answer, path);
            if media_type.starts_with("application") {
                let document = answer.json();
                assert_eq!(document["status"], status, "{path}");
                assert_eq!(document["did_you_mean"].as_str().unwrap_or_default(), meant, "{path}");
            } else if !meant.is_empty() {
                assert!(answer.text().contains("Did you mean ") && answer.text().contains(meant), "{path}");
            }
        }
        let head = server.ask("HEAD", path, &[], b"");
        assert_eq!((head.status, head.body.len()), (status, 0), "HEAD {path}");
    }
}

/// A page about what is not there leads to what is.
#[test]
fn pages_about_problems_lead_on() {
    let server = Server::start("--access-log off");
    for (path, links) in [
        ("/pedsnte/6.3.0/ddl/mysql/", &["pedsnet/6.3.0/ddl/mysql/", "omop/"][..]),
        ("/pedsnet/9.9/tables/person/", &["pedsnet/6.3.0/tables/person/"]),
        ("/pedsnet/6.3.0/tables/persn/", &["pedsnet/6.3.0/tables/person/", "pedsnet/6.3.0/tables/death/"]),
        ("/pedsnet/6.3.0/ddl/postgrsql/?comments", &["pedsnet/6.3.0/ddl/postgresql/?comments"]),
        ("/pedsnet/6.3.0/scripts/ddl/oracle/?history=keep&schema=a&history=nome", &[]),
        ("/pedsnet/6.3.0/ddl/oracle/?histroy=none", &["pedsnet/6.3.0/ddl/oracle/?history=none"]),
        ("/pedsnet/6.3.0/erd/a.sgv", &["pedsnet/6.3.0/erd/a.svg", "pedsnet/6.3.0/erd/a.png"]),
        ("/serach/?q=person", &["search/?q=person"]),
    ] {
        let page = server.get_with(path, &[("Accept", "text/html")]);
        assert!((400..500).contains(&page.status), "{path}");
        for link in links {
            let root = "../".repeat(path.split('?').next().unwrap().matches('/').count() - 1);
            let address = format!("href=\"{root}{}\"", link.replace('&', "&amp;"));
            assert!(page.text().contains(&address), "{path}: {address} in {}", page.text());
            let there = server.get(&format!("/{link}"));
            assert_eq!(there.status, 200, "{link}");
        }
    }
}
