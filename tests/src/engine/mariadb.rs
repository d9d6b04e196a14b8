//! A private MariaDB: no network, nothing flushed, a socket in its own folder.

use super::guard::{Server, feed, finish, program};
use super::{Database, Engine, Outcome, Run};
use crate::schema::Schema;
use std::cell::RefCell;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

const CATALOG: &str = include_str!("mariadb.sql");

/// What the server says of scripts that are right.
const HARMLESS: [&str; 4] = [
    // It exists already, or does not exist: what IF [NOT] EXISTS is for.
    "Note (Code 1050)",
    "Note (Code 1051)",
    // A primary key has no name.
    "Warning (Code 1280)",
    // Two indexes over the same fields, as the definition says.
    "Note (Code 1831)",
];

struct MariaDb {
    client: Client,
    databases: AtomicU32,
    _server: Server,
}

#[derive(Clone)]
struct Client {
    program: PathBuf,
    dump: PathBuf,
    socket: PathBuf,
    user: String,
}

/// Makes a data folder and starts a server on it, as the current user.
pub(super) fn start() -> Outcome<impl Engine + Send> {
    let install = program(&["mariadb-install-db", "mysql_install_db"], &[])?;
    let daemon = program(&["mariadbd", "mysqld"], &[])?;
    let mut server = Server::prepare("my", None)?;
    let user = String::from_utf8_lossy(&finish(Command::new("id").arg("-un"))?.stdout).trim().to_owned();
    let socket = server.folder.join("socket");
    let dump = program(&["mariadb-dump", "mysqldump"], &[])?;
    let client = Client { program: program(&["mariadb", "mysql"], &[])?, dump, socket, user: "root".to_owned() };
    let data = format!("--datadir={}", server.folder.join("data").display());
    finish(server.command(&install).args([
        "--no-defaults",
        &data,
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        &format!("--user={user}"),
    ]))?;
    let arguments = [
        "--no-defaults".to_owned(),
        data,
        format!("--socket={}", client.socket.display()),
        format!("--pid-file={}", server.folder.join("pid").display()),
        format!("--user={user}"),
        "--skip-networking".to_owned(),
        "--skip-log-bin".to_owned(),
        "--innodb-flush-log-at-trx-commit=0".to_owned(),
        "--innodb-flush-method=nosync".to_owned(),
        "--innodb-doublewrite=0".to_owned(),
        "--innodb-stats-persistent=0".to_owned(),
        // Creating and removing a file for each table is most of the time otherwise.
        "--innodb-file-per-table=0".to_owned(),
        // As Debian has them.
        "--character-set-server=utf8mb4".to_owned(),
        "--collation-server=utf8mb4_general_ci".to_owned(),
    ];
    server.start("TERM", &daemon, &arguments, || finish(client.command("mysql").args(["-e", "SELECT 1"])).map(drop))?;
    Ok(MariaDb { client, databases: AtomicU32::new(0), _server: server })
}

impl Client {
    fn command(&self, database: &str) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args([
                "--no-defaults",
                "--no-auto-rehash",
                "--default-character-set=utf8mb4",
                "--local-infile=1",
                "--user",
                &self.user,
            ])
            .arg("--socket")
            .arg(&self.socket)
            .args(["--database", database]);
        command
    }
}

impl Engine for MariaDb {
    fn dialect_name(&self) -> &'static str {
        "mysql"
    }

    fn database(&self, _name: &str) -> Box<dyn Database> {
        let name = format!("d{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let create = format!("CREATE DATABASE {name}");
        finish(self.client.command("mysql").args(["-e", &create])).expect("a database is created");
        Box::new(MariaDatabase { client: self.client.clone(), name, schema: RefCell::default() })
    }
}

struct MariaDatabase {
    client: Client,
    name: String,
    /// Another database that goes with it.
    schema: RefCell<Option<String>>,
}

impl Database for MariaDatabase {
    /// CREATE and DROP commit, so that a transaction would be none.
    fn run(&self, script: &str, _how: Run) -> Outcome<()> {
        let output = feed(self.client.command(&self.name).args(["--show-warnings", "--skip-column-names"]), script)?;
        let is_harmless = |line: &str| HARMLESS.iter().any(|start| line.starts_with(start));
        let said = String::from_utf8_lossy(&output.stdout);
        match said.lines().find(|line| line.contains(" (Code ") && !is_harmless(line)) {
            Some(warning) => Err(format!("mariadb warns: {warning}")),
            None => Ok(()),
        }
    }

    fn read(&self, schema: Option<&str>) -> Outcome<Schema> {
        let database = schema.unwrap_or(&self.name);
        let output = feed(self.client.command(database).args(["--batch", "--raw", "--skip-column-names"]), CATALOG)?;
        Schema::from_json_lines(&String::from_utf8_lossy(&output.stdout))
    }

    fn dump(&self) -> Outcome<String> {
        let mut command = Command::new(&self.client.dump);
        let socket = format!("--socket={}", self.client.socket.display());
        let output = finish(command.args(["--no-defaults", "--no-data", "--user=root", &socket, &self.name]))?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn value(&self, query: &str) -> Outcome<String> {
        let mut client = self.client.command(&self.name);
        let output = finish(client.args(["--batch", "--raw", "--skip-column-names", "-e", query]))?;
        Ok(String::from_utf8_lossy(&output.stdout).trim_end_matches('\n').to_owned())
    }

    /// A schema is a database.
    fn create_schema(&self, name: &str) -> Outcome<()> {
        self.run(&format!("CREATE DATABASE `{name}`;"), Run::Plain)?;
        *self.schema.borrow_mut() = Some(name.to_owned());
        Ok(())
    }
}

impl Drop for MariaDatabase {
    fn drop(&mut self) {
        let schema = self.schema.borrow().as_ref().map(|name| format!("; DROP DATABASE `{name}`"));
        let statement = format!("DROP DATABASE {}{}", self.name, schema.unwrap_or_default());
        if let Err(reason) = finish(self.client.command("mysql").args(["-e", &statement])) {
            eprintln!("{statement}: {reason}");
        }
    }
}
