//! Scripts and what stands around them.

use crate::server::Server;
use std::process::Command;

pub(crate) fn command(line: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_dmsa")).args(line.split_whitespace()).output().unwrap();
    assert!(output.status.success(), "{line}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn scripts_are_those_of_the_command_line_with_every_option() {
    let server = Server::start("");
    for (path, line) in [
        ("/pedsnet/6.3.0/ddl/postgresql/", "ddl -q pedsnet 6.3.0 postgresql"),
        ("/PEDSnet/v6.3/ddl/PostgreSQL/all/", "ddl -q pedsnet 6.3.0 postgresql"),
        ("/pedsnet/latest/drop/mysql/constraints/", "ddl -q -d -c pedsnet latest mysql"),
        ("/omop/5.0.0/delete/mssql/", "ddl -q -x omop 5.0.0 mssql"),
        ("/omop/5.0.0/nologging/oracle/indexes/", "ddl -q -n -i omop 5.0.0 oracle"),
        (
            "/pedsnet/6.3.0/ddl/postgresql/?tables=person,visit*&exclude=visit_payer&schema=cdm&history=none",
            "ddl -q --tables=person,visit* --exclude visit_payer --schema cdm --history none pedsnet 6.3.0 postgresql",
        ),
        (
            "/pedsnet/6.3.0/ddl/sqlite/?column-order=definition&identity=none&comments&if-not-exists",
            "ddl -q --column-order definition --identity none --comments --if-not-exists pedsnet 6.3.0 sqlite",
        ),
        ("/pedsnet/6.3.0/ddl/sqlite/tables/?format=json", "ddl -q -t --format json pedsnet 6.3.0 sqlite"),
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        assert!(answer.text() == command(line), "{path}");
    }
}

#[test]
fn answers_introduce_themselves_and_can_be_asked_for_by_head() {
    let server = Server::start("");
    let path = "/pedsnet/6.3.0/ddl/postgresql/";
    let whole = server.get(path);
    assert_eq!(whole.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(whole.header("user-agent"), "DMSA/1.0.0 (+https://github.com/chop-dbhi/data-models-sqlalchemy)");
    assert_eq!(whole.header("x-content-type-options"), "nosniff");
    let head = server.ask("HEAD", path, &[], b"");
    assert_eq!((head.status, head.body.len()), (200, 0));
    for name in ["content-length", "content-type", "etag", "user-agent"] {
        assert_eq!(head.header(name), whole.header(name), "{name}");
    }
}

#[test]
fn what_the_client_has_is_not_sent_again() {
    let server = Server::start("");
    let path = "/pedsnet/6.3.0/ddl/postgresql/";
    let tag = server.get(path).header("etag").to_owned();
    let again = server.get_with(path, &[("If-None-Match", &tag), ("Accept-Encoding", "br")]);
    assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, tag.as_str()));
    assert_eq!(server.get_with(path, &[("If-None-Match", "\"x\"")]).status, 200);
    assert_eq!(server.get("/pedsnet/6.3.0/ddl/oracle/").header("vary"), "accept, accept-encoding");
}

#[test]
fn answers_are_encoded_as_the_client_likes() {
    let server = Server::start("");
    let path = "/pedsnet/6.3.0/ddl/postgresql/";
    let plain = server.get(path).body;
    for (accept, encoding) in [("gzip", "gzip"), ("gzip, deflate, br, zstd", "br"), ("zstd;q=0.5", "zstd"), ("x", "")] {
        let answer = server.get_with(path, &[("Accept-Encoding", accept)]);
        assert_eq!(answer.header("content-encoding"), encoding);
        assert_eq!(answer.body == plain, encoding.is_empty());
    }
}

#[test]
fn what_is_not_there_is_told_with_what_is() {
    let server = Server::start("");
    for (path, status, told) in [
        ("/pedsnte/6.3.0/ddl/postgresql/", 404, "there is no model `pedsnte`\nDid you mean pedsnet?\nThe models are: "),
        ("/pedsnet/9.9/ddl/postgresql/", 404, "model `pedsnet` has no version `9.9`\nThe versions are: 1.0.0, "),
        ("/pedsnet/6.3.0/ddl/postgres/", 404, "there is no dialect `postgres`\nDid you mean postgresql?\n"),
        ("/pedsnet/6.3.0/ddl/oracle/table/", 404, "there are no elements `table`\nDid you mean tables?\n"),
        ("/pedsnet/6.3.0/logging/mysql/", 404, "there is no dialect `mysql` with logging\nThe dialects are: oracle\n"),
        ("/pedsnet/6.3.0/nothing/", 404, "there is nothing at /pedsnet/6.3.0/nothing/\nBelow a version there are: "),
        ("/pedsnet/6.3.0/delete/oracle/tables/", 404, "there is nothing at "),
        ("/pedsnet/6.3.0/ddl/oracle/?history=nome", 400, "`history` cannot be `nome`\nDid you mean none?\n"),
        (
            "/pedsnet/6.3.0/ddl/oracle/?histroy=none",
            400,
            "there is no parameter `histroy` here\nDid you mean history?\n",
        ),
        (
            "/pedsnet/6.3.0/ddl/oracle/?tables=persn",
            400,
            "no table of pedsnet 6.3.0 matches `persn`; did you mean `person`?\n",
        ),
        ("/pedsnet/6.3.0/ddl/oracle/?comments=yes", 400, "`comments` cannot be `yes`: it takes no value\n"),
        ("/pedsnet/6.3.0/ddl/oracle/?schema=%ff", 400, "the query is not text in UTF-8\n"),
        ("/%ff/6.3.0/ddl/oracle/", 400, "the path is not text in UTF-8\n"),
        ("/pedsnet/6.3.0/erd/x.gif", 404, "there are no diagrams in the format `gif`\n"),
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, status, "{path}");
        assert!(answer.text().starts_with(told), "{path}: {}", answer.text());
    }
}

#[test]
fn problems_come_in_the_form_the_client_likes() {
    let server = Server::start("");
    let path = "/pedsnte/";
    let json = server.get_with(path, &[("Accept", "application/json")]);
    assert_eq!((json.status, json.header("content-type")), (404, "application/problem+json"));
    assert_eq!((&json.json()["status"], &json.json()["did_you_mean"]), (&404.into(), &"pedsnet".into()));
    let page = server.get_with(path, &[("Accept", "text/html,*/*;q=0.8")]);
    assert_eq!((page.status, page.header("content-type")), (404, "text/html; charset=utf-8"));
    assert!(page.text().contains("Did you mean <a href=\"../pedsnet/\">pedsnet</a>?"));
    let text = server.get_with(path, &[("Accept", "*/*")]);
    assert_eq!((text.status, text.header("content-type")), (404, "text/plain; charset=utf-8"));
}

#[test]
fn other_methods_are_refused() {
    let server = Server::start("");
    for (method, path, allowed) in
        [("POST", "/pedsnet/6.3.0/ddl/oracle/", "GET, HEAD"), ("DELETE", "/", "GET, HEAD"), ("GET", "/refresh", "POST")]
    {
        let answer = server.ask(method, path, &[], b"");
        assert_eq!((answer.status, answer.header("allow")), (405, allowed), "{method} {path}");
    }
    let options = server.ask("OPTIONS", "/models", &[("Origin", "https://example.org")], b"");
    assert_eq!((options.status, options.header("access-control-allow-methods")), (204, "GET, HEAD"));
}

#[test]
fn diagrams_are_led_to_their_file() {
    let server = Server::start("");
    let lead = server.get("/pedsnet/6.3/erd/?format=svg&detail=names");
    assert_eq!(lead.status, 302);
    assert_eq!(lead.header("location"), "http://dmsa.test/pedsnet/6.3.0/erd/pedsnet_6.3.0_erd.svg?detail=names");
    let file = server.get("/pedsnet/6.3.0/erd/pedsnet_6.3.0_erd.svg?detail=names");
    assert_eq!((file.status, file.header("content-type")), (200, "image/svg+xml"));
    assert!(file.text().starts_with("<svg"));
    assert!(server.get("/pedsnet/6.3.0/erd/").header("location").ends_with("/pedsnet_6.3.0_erd.png"));
    assert_eq!(server.get("/pedsnet/6.3.0/erd/a.dot?around=persn").status, 400);
    assert_eq!(server.get("/pedsnet/6.3.0/erd/a.mmd?around=person&distance=1").status, 200);
}
