//! Programs that exist, doing what they do.

use crate::server::Server;
use std::process::Command;

/// A client in Go takes the scripts apart at semicolons and tells statements by their beginning.
#[test]
fn scripts_can_be_taken_apart_as_a_client_does() {
    let server = Server::start("");
    for (operation, elements, beginning) in [
        ("ddl", "tables", "CREATE TABLE"),
        ("ddl", "constraints", "ALTER TABLE"),
        ("ddl", "indexes", "CREATE INDEX"),
        ("drop", "tables", "DROP TABLE"),
        ("drop", "constraints", "ALTER TABLE"),
        ("drop", "indexes", "DROP INDEX"),
    ] {
        let answer = server.get(&format!("/pedsnet/5.8.0/{operation}/postgresql/{elements}/"));
        assert_eq!(answer.status, 200);
        let without_comments: Vec<_> = answer.text().lines().filter(|line| !line.starts_with("--")).collect();
        let text = without_comments.join("\n");
        let statements: Vec<_> = text.split(';').map(str::trim).filter(|statement| !statement.is_empty()).collect();
        let expected = statements.iter().filter(|statement| statement.starts_with(beginning)).count();
        assert!(expected >= 20, "{operation} {elements}: {expected} of {}", statements.len());
        let others = statements.iter().filter(|s| !s.starts_with(beginning) && !s.contains("version_history"));
        assert_eq!(others.count(), 0, "{operation} {elements}");
    }
}

/// The same client, in its strict mode, goes through every version. What it does not know are unique indexes.
#[test]
fn a_client_goes_through_every_version() {
    let server = Server::start("");
    let is_known = |statement: &str, beginning: &str, behind: &str| {
        let name = statement.strip_prefix(beginning).and_then(|rest| rest.split_once(behind)).map(|(name, _)| name);
        name.is_some_and(|name| name.trim_matches('"').bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
    };
    let unknown = |entry: &dmsa::source::embedded::Entry, elements: &str, query: &str| {
        let address = format!("/{}/{}/ddl/postgresql/{elements}/?history=none{query}", entry.name, entry.version);
        let answer = server.get(&address);
        assert_eq!(answer.status, 200, "{address}");
        let lines: Vec<_> = answer.text().lines().filter(|line| !line.starts_with("--")).collect();
        let text = lines.join("\n");
        let statements = text.split(';').map(str::trim).filter(|statement| !statement.is_empty());
        let unknown = statements.filter(|statement| match elements {
            "tables" => !is_known(statement, "CREATE TABLE ", " ("),
            "constraints" => !is_known(statement, "ALTER TABLE ", " ADD CONSTRAINT "),
            _ => !is_known(statement, "CREATE INDEX ", " ON "),
        });
        unknown.map(str::to_owned).collect::<Vec<_>>()
    };
    let mut with_unique_indexes = 0;
    for entry in dmsa::source::embedded::entries() {
        for elements in ["tables", "constraints"] {
            assert_eq!(unknown(entry, elements, ""), [""; 0]);
        }
        for way_out in ["plain", "constraint"] {
            assert_eq!(unknown(entry, "indexes", &format!("&unique-indexes={way_out}")), [""; 0]);
            assert_eq!(unknown(entry, "constraints", &format!("&unique-indexes={way_out}")), [""; 0]);
        }
        let unknown = unknown(entry, "indexes", "");
        assert!(unknown.iter().all(|statement| statement.starts_with("CREATE UNIQUE INDEX ")), "{unknown:?}");
        with_unique_indexes += usize::from(!unknown.is_empty());
    }
    assert_eq!(with_unique_indexes, 7);
}

/// The original asks for the list, whose header tells it the version it records, and for schemata.
#[test]
fn the_original_finds_what_it_asks_for() {
    let server = Server::start("");
    let list = server.get("/models?format=json");
    let version = list.header("user-agent").split(' ').next().unwrap().split('/').nth(1).unwrap();
    assert_eq!(version, dmsa::source::embedded::revision());
    // Older ones look at the first page, and keep 16 characters.
    let first = server.get("/");
    assert!(first.header("user-agent").starts_with(concat!("DMSA/", env!("CARGO_PKG_VERSION"), " (+https://")));
    for model in list.json().as_array().unwrap() {
        assert!(["alpha", "beta", "final"].contains(&model["release"]["level"].as_str().unwrap()));
        assert!(model["version"].is_string() && model["name"].is_string());
    }
    let schemata = server.get("/schemata/omop/5.0.0?format=json").json();
    for key in ["model", "version", "tables", "schema"] {
        assert!(!schemata[key].is_null(), "{key}");
    }
}

/// `dmsa` with this service as its source writes what it writes from its own catalog, and records where it came from.
#[test]
fn this_service_is_a_source() {
    let server = Server::start("");
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_dmsa"))
            .env("NO_PROXY", "127.0.0.1")
            .args(["ddl", "-q", "omop", "5.0.0", "mysql"])
            .args(arguments)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let url = format!("--service=http://{}/", server.address);
    assert!(run(&[&url]) == run(&[]));
}
