//! Migrations, as scripts and as pages.

use crate::scripts::command;
use crate::server::Server;

#[test]
fn migrations_are_those_of_the_command_line_with_every_option() {
    let server = Server::start("");
    for (path, line) in [
        ("/pedsnet/6.3.0/migrate/6.2.0/postgresql/", "migrate -q pedsnet 6.2.0 6.3.0 postgresql"),
        ("/PEDSnet/latest/migrate/5.0/SQLite/", "migrate -q pedsnet 5.0 latest sqlite"),
        ("/pedsnet/5.0.0/migrate/6.3/mysql/", "migrate -q pedsnet 6.3 5.0.0 mysql"),
        (
            "/pcornet/7.0/migrate/6.1/mssql/?allow=drop-table,drop-field&schema=cdm&history=none",
            "migrate -q --allow drop-field,drop-table --schema cdm --history none pcornet 6.1 7.0 mssql",
        ),
        (
            "/pcornet/7.0/migrate/6.1/oracle/?allow=all&format=json",
            "migrate -q --allow all --format json pcornet 6.1 7.0 oracle",
        ),
        ("/pcornet/7.0/migrate/6.1/oracle/?names=upper", "migrate -q --names upper pcornet 6.1 7.0 oracle"),
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        assert!(answer.text() == command(line), "{path}");
    }
    let script = server.get("/pedsnet/6.3.0/migrate/6.2.0/postgresql/");
    assert_eq!(script.header("content-type"), "text/plain; charset=utf-8");
    assert!(!script.header("etag").is_empty());
    let redirect = server.get("/pedsnet/6.3.0/migrate/6.2.0/postgresql");
    assert_eq!((redirect.status, redirect.header("location").ends_with("/postgresql/")), (301, true));
}

#[test]
fn a_migration_that_cannot_be_says_what_can() {
    let server = Server::start("");
    for (path, status, told) in [
        (
            "/pedsnet/6.3.0/migrate/9.9/postgresql/",
            404,
            "model `pedsnet` has no version `9.9`\nThe versions are: 1.0.0, ",
        ),
        (
            "/pedsnet/6.3.0/migrate/6.2/postgres/",
            404,
            "there is no dialect `postgres` with migrations\nDid you mean postgresql?\nThe dialects are: postgresql, ",
        ),
        ("/pedsnet/6.3.0/migrate/6.2/snowflake/", 404, "there is no dialect `snowflake` with migrations\n"),
        ("/pedsnet/6.3.0/migrate/6.2/mysql/?allow=drop", 400, "`allow` cannot hold `drop`\n"),
        ("/pedsnet/6.3.0/migrate/6.2/mysql/?tables=person", 400, "there is no parameter `tables` here\n"),
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        assert!(answer.text().starts_with(told), "{path}: {}", answer.text());
    }
}

/// The address that a page leads to whose link ends so, from the first page.
fn linked(page: &str, end: &str) -> String {
    let hrefs = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let found = hrefs.map(|href| href.trim_start_matches("../")).find(|href| href.ends_with(end));
    format!("/{}", found.unwrap_or_else(|| panic!("no link to {end}")))
}

#[test]
fn pages_lead_to_migrations_and_show_how_to_run_them() {
    let server = Server::start("");
    let way = "scripts/migrate/5.8.0/postgresql/";
    for from in ["/pedsnet/5.9.0/", "/compare/pedsnet/5.8.0/pedsnet/5.9.0"] {
        assert_eq!(linked(server.get(from).text(), way), "/pedsnet/5.9.0/scripts/migrate/5.8.0/postgresql/");
    }
    let page = server.get("/pedsnet/5.9.0/scripts/migrate/5.8.0/postgresql/?allow=drop-field&schema=cdm");
    assert_eq!(page.status, 200);
    let raw = "pedsnet/5.9.0/migrate/5.8.0/postgresql/?allow=drop-field&amp;schema=cdm";
    let run = format!("curl -fsS 'http://dmsa.test/{raw}' | psql ");
    assert!(page.text().contains(&run), "{}", page.text());
    assert!(page.text().contains("download=\"pedsnet_5.8.0_to_5.9.0_postgresql.sql\""));
    assert!(page.text().contains("value=\"drop-field\" checked"));
    assert_eq!(server.get(&linked(page.text(), raw).replace("&amp;", "&")).status, 200);
    let none = server.get("/compare/pedsnet/5.9.0/pedsnet/5.9.0");
    assert!(!none.text().contains("scripts/migrate/"));
    let other = server.get("/compare/omop/5.0.0/pedsnet/5.9.0");
    assert!(!other.text().contains("scripts/migrate/"));
}
