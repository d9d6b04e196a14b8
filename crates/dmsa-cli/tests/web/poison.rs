//! What one client sends, no other client gets.

use crate::everything::filled;
use crate::server::{Answer, Server};

/// Headers that name the host of somebody else.
const HOSTILE: [(&str, &str); 7] = [
    ("Host", "evil.example"),
    ("X-Forwarded-Host", "evil.example:6666"),
    ("X-Forwarded-Server", "evil.example"),
    ("X-Forwarded-Proto", "https"),
    ("X-Forwarded-Port", "6666"),
    ("X-Forwarded-Prefix", "/evil"),
    ("X-Script-Name", "/evil"),
];

/// All that a client sees of an answer, in lower case.
fn shown(answer: &Answer) -> String {
    let headers: Vec<_> = answer.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    (headers.concat() + answer.text()).to_lowercase()
}

/// Every address, with and without the slash at its end, in every form: first with the headers of an attacker, then without.
/// How many answers showed the attacker's host to the attacker.
fn walk(server: &Server) -> usize {
    let (mut attacker, mut visitor) = (server.connect(), server.connect());
    let mut reflected = 0;
    for path in dmsa_web::addresses().filter_map(|template| filled(template, "pcornet", "5.0.0")) {
        let bare = path.trim_end_matches('/');
        let forms =
            ["", "?format=html", "?format=json", "?format=markdown", "?format=svg", "?before=omop/5.0&after=omop/4"];
        for path in
            forms.iter().flat_map(|form| [format!("{path}{form}"), format!("{bare}{form}"), format!("{bare}/{form}")])
        {
            if !path.starts_with('/') {
                continue;
            }
            for accept in ["text/html", "application/json", "*/*"] {
                let headers: Vec<_> = HOSTILE.iter().copied().chain([("Accept", accept)]).collect();
                attacker.send("GET", &path, &headers, b"");
                let attacked = attacker.answer("GET");
                visitor.send("GET", &path, &[("Accept", accept)], b"");
                let answer = visitor.answer("GET");
                assert!(!shown(&answer).contains("evil"), "{path} {accept}: {}", shown(&answer));
                if shown(&attacked).contains("evil") {
                    reflected += 1;
                    let cached = attacked.header("cache-control");
                    assert!(cached.contains("private") || cached == "no-store", "{path} {accept}: {cached}");
                }
            }
        }
    }
    reflected
}

#[test]
fn what_one_client_sends_no_other_gets() {
    assert!(walk(&Server::start("--access-log off")) > 20, "the walk showed no address at all");
}

#[test]
fn a_fixed_address_is_shown_to_everybody() {
    let server = Server::start("--access-log off --public-url https://models.example.org/dm/");
    assert_eq!(walk(&server), 0);
    let redirect = server.get_with("/dm/pedsnet", &HOSTILE);
    assert_eq!(redirect.header("location"), "https://models.example.org/dm/pedsnet/");
    let page = server.get_with("/", &HOSTILE);
    assert!(page.text().contains("curl -fsS https://models.example.org/dm/"), "{}", page.text());
    assert!(page.header("cache-control").starts_with("public"));
}

#[test]
fn only_trusted_proxies_tell_where_the_service_is() {
    let location = |trust: &str| {
        let server = Server::start(&format!("--trust {trust}"));
        let headers = [("X-Forwarded-Host", "b.org"), ("X-Scheme", "https"), ("X-Script-Name", "/x")];
        server.get_with("/pedsnet", &headers).header("location").to_owned()
    };
    for trust in ["all", "private", "192.0.2.1,127.0.0.0/8"] {
        assert_eq!(location(trust), "https://b.org/x/pedsnet/", "{trust}");
    }
    for trust in ["none", "192.0.2.1"] {
        assert_eq!(location(trust), "http://dmsa.test/pedsnet/", "{trust}");
    }
}
