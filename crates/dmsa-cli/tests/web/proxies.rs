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
