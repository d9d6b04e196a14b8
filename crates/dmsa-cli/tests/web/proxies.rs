//! Behind something that stands before the service.

use crate::server::Server;

#[test]
fn addresses_without_a_slash_are_led_to_those_with() {
    let server = Server::start("");
    for (headers, to) in [
        (&[][..], "http://dmsa.test/pedsnet/6.3.0/ddl/oracle/?history=none"),
        (
            &[("Host", "a.org"), ("X-Scheme", "https"), ("X-Script-Name", "/dm")][..],
            "https://a.org/dm/pedsnet/6.3.0/ddl/oracle/?history=none",
        ),
        (
            &[("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "b.org"), ("X-Forwarded-Prefix", "/x/y/")][..],
            "https://b.org/x/y/pedsnet/6.3.0/ddl/oracle/?history=none",
        ),
        (&[("X-Script-Name", "//evil.org")][..], "http://dmsa.test/pedsnet/6.3.0/ddl/oracle/?history=none"),
    ] {
        let answer = server.get_with("/pedsnet/6.3.0/ddl/oracle?history=none", headers);
        assert_eq!((answer.status, answer.header("location")), (301, to));
    }
    assert_eq!(server.get("//evil.org").header("location"), "");
}

/// Every address that leads elsewhere leads to where the client believes the service to be.
#[test]
fn redirects_stay_where_the_client_is() {
    let plain = Server::start("");
    let below = Server::start("--prefix /own");
    let forwarded = [
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Host", "b.org"),
        ("X-Forwarded-Port", "8443"),
        ("X-Script-Name", "/x"),
    ];
    for (path, to) in [
        ("/pedsnet/6.3.0", "/pedsnet/6.3.0/"),
        ("/pedsnet/6.3.0/drop/mysql/tables", "/pedsnet/6.3.0/drop/mysql/tables/"),
        ("/pedsnet/6.3.0/scripts/ddl/mysql?schema=a%26b", "/pedsnet/6.3.0/scripts/ddl/mysql/?schema=a%26b"),
        ("/pedsnet/6.3/erd/?format=svg&around=person", "/pedsnet/6.3.0/erd/pedsnet_6.3.0_erd.svg?around=person"),
        ("/compare?before=omop%2F4.0.0&after=omop%2F5.0", "/compare/omop/4.0.0/omop/5.0.0"),
    ] {
        for method in ["GET", "HEAD"] {
            let location = |server: &Server, path: &str, headers: &[(&str, &str)]| {
                server.ask(method, path, headers, b"").header("location").to_owned()
            };
            assert_eq!(location(&plain, path, &[]), format!("http://dmsa.test{to}"), "{method}");
            assert_eq!(location(&plain, path, &forwarded), format!("https://b.org:8443/x{to}"), "{method}");
            assert_eq!(
                location(&plain, &format!("/x{path}"), &forwarded),
                format!("https://b.org:8443/x{to}"),
                "{method}"
            );
            assert_eq!(location(&plain, path, &[("X-Scheme", "https")]), format!("https://dmsa.test{to}"), "{method}");
            assert_eq!(
                location(&plain, path, &[("X-Forwarded-Server", "c.org")]),
                format!("http://c.org{to}"),
                "{method}"
            );
            assert_eq!(location(&below, path, &[]), format!("http://dmsa.test/own{to}"), "{method}");
            assert_eq!(location(&below, &format!("/own{path}"), &[]), format!("http://dmsa.test/own{to}"), "{method}");
            // What a header tells counts more than what was set.
            assert_eq!(location(&below, path, &forwarded), format!("https://b.org:8443/x{to}"), "{method}");
        }
    }
}

#[test]
fn a_prefix_may_stand_before_every_path_or_be_taken_away() {
    let server = Server::start("--prefix /tools/dm");
    let script = server.get("/pedsnet/6.3.0/ddl/oracle/").body;
    assert_eq!(server.get("/tools/dm/pedsnet/6.3.0/ddl/oracle/").body, script);
    assert_eq!(server.get("/tools/dm").status, 200);
    assert_eq!(server.get("/tools/dm/pedsnet").header("location"), "http://dmsa.test/tools/dm/pedsnet/");
    let page = server.get_with("/tools/dm/pedsnet/6.3.0/scripts/ddl/postgresql/", &[("X-Scheme", "https")]);
    assert!(page.text().contains("https://dmsa.test/tools/dm/pedsnet/6.3.0/ddl/postgresql/"), "{}", page.text());
}

/// No link of a page begins at the root of the host, so pages work behind any prefix.
#[test]
fn links_are_relative() {
    let server = Server::start("");
    for path in [
        "/",
        "/pedsnet/",
        "/pedsnet/6.3.0/",
        "/pedsnet/6.3.0/tables/person/",
        "/models/pedsnet/6.3.0/person?format=html",
    ] {
        let answer = server.get(path);
        let links = answer.text().split("href=\"").chain(answer.text().split("src=\"")).skip(1);
        for link in links.map(|rest| rest.split('"').next().unwrap()) {
            assert!(!link.starts_with('/'), "{path} links to {link}");
        }
    }
}
