//! A private PostgreSQL: no network, no fsync, a socket in its own folder.

use super::guard::{Server, User, feed, finish, program};
use super::{Database, Engine, Outcome, Run};
use crate::schema::Schema;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

const CATALOG: &str = include_str!("postgresql.sql");

struct Postgres {
    server: Server,
    psql: PathBuf,
    pg_dump: PathBuf,
    databases: AtomicU32,
}

/// Makes a cluster and starts it.
pub(super) fn start() -> Outcome<impl Engine + Send> {
    let folders: Vec<String> = (12..30).rev().map(|major| format!("/usr/lib/postgresql/{major}/bin")).collect();
    let folders: Vec<&str> = folders.iter().map(String::as_str).collect();
    let psql = program(&["psql"], &folders)?;
    let pg_dump = program(&["pg_dump"], &folders)?;
    let initdb = program(&["initdb"], &folders)?;
    let postgres = program(&["postgres"], &folders)?;
    let mut server = Server::prepare("pg", User::unprivileged()?)?;
    let data = server.folder.join("data");
    finish(
        server
            .command(&initdb)
            .args(["--auth=trust", "--username=dmsa", "--encoding=UTF8", "--no-locale", "--no-sync", "--pgdata"])
            .arg(&data),
    )?;
    let folder = server.folder.display().to_string();
    let mut arguments = vec!["-D".to_owned(), data.display().to_string(), "-k".to_owned(), folder.clone()];
    for setting in [
        "listen_addresses=",
        "fsync=off",
        "full_page_writes=off",
        "synchronous_commit=off",
        "autovacuum=off",
        // A whole model in one transaction locks each of its tables and indexes.
        "max_locks_per_transaction=512",
    ] {
        arguments.extend(["-c".to_owned(), setting.to_owned()]);
    }
    let ready = || finish(client(&psql, &folder, "postgres").args(["-c", "SELECT 1"])).map(drop);
    server.start("INT", &postgres, &arguments, ready)?;
    Ok(Postgres { server, psql, pg_dump, databases: AtomicU32::new(0) })
}

fn client(psql: &PathBuf, folder: &str, database: &str) -> Command {
    let mut command = Command::new(psql);
    // As docs/database/load.md says: what is not there is no news.
    command.env("PGOPTIONS", "--client-min-messages=warning");
    command.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-U", "dmsa", "-h", folder, "-d", database]);
    command
}

impl Engine for Postgres {
    fn dialect_name(&self) -> &'static str {
        "postgresql"
    }

    fn database(&self, _name: &str) -> Box<dyn Database> {
        let name = format!("d{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let folder = self.server.folder.display().to_string();
        let create = format!("CREATE DATABASE {name}");
        finish(client(&self.psql, &folder, "postgres").args(["-c", &create])).expect("a database is created");
        Box::new(PostgresDatabase { psql: self.psql.clone(), pg_dump: self.pg_dump.clone(), folder, name })
    }
}

struct PostgresDatabase {
    psql: PathBuf,
    pg_dump: PathBuf,
    folder: String,
    name: String,
}

impl PostgresDatabase {
    fn client(&self) -> Command {
        client(&self.psql, &self.folder, &self.name)
    }
}

impl Database for PostgresDatabase {
    fn run(&self, script: &str, how: Run) -> Outcome<()> {
        let mut client = self.client();
        if how == Run::OneTransaction {
            client.arg("-1");
        }
        let output = feed(&mut client, script)?;
        let said = String::from_utf8_lossy(&output.stderr);
        match said.lines().find(|line| !line.trim().is_empty()) {
            Some(warning) => Err(format!("psql warns: {warning}")),
            None => Ok(()),
        }
    }

    fn read(&self, schema: Option<&str>) -> Outcome<Schema> {
        let schema = format!("schema={}", schema.unwrap_or("public"));
        let output = feed(self.client().args(["-At", "-v", &schema]), CATALOG)?;
        Schema::from_json_lines(&String::from_utf8_lossy(&output.stdout))
    }

    fn dump(&self) -> Outcome<String> {
        let mut command = Command::new(&self.pg_dump);
        let output = finish(command.args(["--schema-only", "-U", "dmsa", "-h", &self.folder, "-d", &self.name]))?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn value(&self, query: &str) -> Outcome<String> {
        let output = finish(self.client().args(["-At", "-c", query]))?;
        Ok(String::from_utf8_lossy(&output.stdout).trim_end_matches('\n').to_owned())
    }

    fn variables(&self) -> Vec<(&'static str, String)> {
        vec![("PGHOST", self.folder.clone()), ("PGUSER", "dmsa".to_owned()), ("PGDATABASE", self.name.clone())]
    }

    fn create_schema(&self, name: &str) -> Outcome<()> {
        self.run(&format!("CREATE SCHEMA \"{name}\";"), Run::Plain)
    }
}

impl Drop for PostgresDatabase {
    fn drop(&mut self) {
        let statement = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        if let Err(reason) = finish(client(&self.psql, &self.folder, "postgres").args(["-c", &statement])) {
            eprintln!("{statement}: {reason}");
        }
    }
}
