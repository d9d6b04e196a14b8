//! The short way of requests to answers that are ready: nobody can tell it from the long one.

use crate::server::{Answer, Server};
use std::io::Write;

const PATH: &str = "/pedsnet/6.3.0/ddl/postgresql/";

/// All that does not differ from request to request.
fn lasting(answer: &Answer) -> (u16, Vec<(&str, &str)>, &[u8]) {
    let headers = answer.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let mut headers: Vec<_> = headers.filter(|(name, _)| !["date", "x-request-id"].contains(name)).collect();
    headers.sort_unstable();
    (answer.status, headers, &answer.body)
}

#[test]
fn both_ways_lead_to_the_same_answer() {
    let server = Server::start("--prefix /dm");
    for path in
        [PATH, "/dm/omop/5.0.0/drop/mysql/tables/", "/assets/style.css", "/healthz", "/pedsnte/x/", "/", "/omop"]
    {
        for encoding in ["identity", "gzip", "br", "zstd", "gzip;q=0"] {
            let short = server.get_with(path, &[("Accept-Encoding", encoding)]);
            let long = server.get_with(path, &[("Accept-Encoding", encoding), ("X-Request-Id", "long-1")]);
            assert_eq!(lasting(&short), lasting(&long), "{path} {encoding}");
            assert!(
                !short.header("date").is_empty() && !short.header("x-request-id").is_empty(),
                "{:?}",
                short.headers
            );
            assert_eq!(long.header("x-request-id"), "long-1");
        }
    }
}

#[test]
fn a_connection_goes_from_one_way_to_the_other() {
    let server = Server::start("--requests 9");
    let expected = server.get(PATH).body;
    let mut connection = server.connect();
    assert_eq!(connection.get(PATH).body, expected);
    // Two at a time, and the beginning of a third.
    let request = format!("GET {PATH} HTTP/1.1\r\nHost: a\r\n\r\n");
    let third = format!("GET {PATH}?history=none HTTP/1.1\r\nHost: a\r\n\r\n");
    let (begin, end) = third.split_at(20);
    connection.stream.write_all([&request, &request, begin].concat().as_bytes()).unwrap();
    assert!(connection.answer("GET").body == expected && connection.answer("GET").body == expected);
    for byte in end.as_bytes() {
        connection.stream.write_all(&[*byte]).unwrap();
    }
    let third = connection.answer("GET");
    assert!(third.status == 200 && third.body.len() < expected.len());
    connection.send("HEAD", PATH, &[], b"");
    let head = connection.answer("HEAD");
    assert_eq!((head.status, head.header("content-length")), (200, expected.len().to_string().as_str()));
    let tag = head.header("etag").to_owned();
    connection.send("GET", PATH, &[("If-None-Match", &tag)], b"");
    assert_eq!(connection.answer("GET").status, 304);
    assert_eq!(connection.get("/nowhere/").status, 404);
    assert_eq!(connection.get(PATH).header("connection"), "");
    assert_eq!(connection.get(PATH).header("connection"), "close");
}

#[test]
fn the_last_of_many_requests_says_so() {
    let server = Server::start("--requests 3");
    let mut connection = server.connect();
    let told: Vec<_> = (0..3).map(|_| connection.get(PATH).header("connection").to_owned()).collect();
    assert_eq!(told, ["", "", "close"]);
}

#[test]
fn the_short_way_is_logged_and_counted_like_the_long_one() {
    let server = Server::start("");
    let headers = [("User-Agent", "curl/8"), ("X-Forwarded-For", "10.1.2.3, 10.0.0.1")];
    let answer = server.get_with(PATH, &headers);
    let line = server.wait_for(answer.header("x-request-id"));
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!((&line["client"], &line["agent"]), (&"10.1.2.3".into(), &"curl/8".into()));
    assert_eq!((&line["address"], &line["bytes"]), (&PATH.into(), &answer.body.len().into()));
    let metrics = server.get("/metrics");
    let counted = "dmsa_requests_total{route=\"/{model}/{version}/ddl/{dialect}/\",status=\"200\"} 1\n";
    assert!(metrics.text().contains(counted), "{}", metrics.text());
}
