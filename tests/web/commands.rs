//! The commands that pages show, run as they are shown.

use crate::service;
use dmsa_proof::engine;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The page at this address.
fn page(path: &str) -> String {
    let answer = ureq::get(format!("http://{}/{path}", service())).call().expect("a page");
    answer.into_body().read_to_string().expect("text")
}

/// The command of a script's page, as a browser copies it.
fn command(path: &str) -> String {
    let page = page(path);
    let shown =
        page.split_once("<pre id=\"command\"").and_then(|(_, rest)| rest.split_once("<code>")).expect("a command");
    let (command, _) = shown.1.split_once("</code>").expect("an end");
    [("&#39;", "'"), ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")]
        .iter()
        .fold(command.to_owned(), |text, (code, character)| text.replace(code, character))
}

fn run(command: &str, variables: &[(&str, String)]) {
    let folder = tempfile::tempdir().expect("a folder");
    let output = Command::new("sh")
        .args(["-c", &format!("set -e; {command}")])
        .current_dir(&folder)
        .env("NO_PROXY", "127.0.0.1")
        .envs(variables.iter().map(|(name, value)| (name, value)))
        .output()
        .expect("a shell");
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
}

/// What a stranger copies builds the model, and what they copy next takes it away.
#[test]
fn the_command_of_a_script_works_as_it_is_shown() {
    let Some(postgresql) = engine::postgresql() else { return };
    let database = postgresql.database("commands");
    let tables = || {
        let query = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'";
        database.value(query).expect("a number").parse::<usize>().expect("a number")
    };
    run(&command("pedsnet/6.3.0/scripts/ddl/postgresql/"), &database.variables());
    let model = dmsa::source::embedded::find("pedsnet", "6.3.0").expect("it is embedded");
    assert_eq!(tables(), model.tables.len() + 1);
    run(&command("pedsnet/6.3.0/scripts/delete/postgresql/?history=none"), &database.variables());
    run(&command("pedsnet/6.3.0/scripts/drop/postgresql/"), &database.variables());
    assert_eq!(tables(), 1, "version_history stays");
    database.create_schema("cdm").expect("a schema");
    run(
        &command("omop/latest/scripts/ddl/postgresql/?schema=cdm&tables=person,visit*&history=none"),
        &database.variables(),
    );
    let query = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'cdm' AND table_name = 'person'";
    assert_eq!(database.value(query).as_deref(), Ok("1"));
}

/// The commands of the documentation that give a script to this client.
fn printed(client: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders = vec![root.join("docs"), root.join("deploy")];
    let mut pages = vec![root.join("README.md")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                pages.push(path);
            }
        }
    }
    let mut found = Vec::new();
    for page in pages {
        let text = fs::read_to_string(&page).expect("a page");
        let mut is_code = false;
        for line in text.lines() {
            is_code ^= line.starts_with("```");
            let commands: Vec<String> = match line.strip_prefix("    ") {
                Some(command) => vec![command.trim_start_matches("$ ").to_owned()],
                None if is_code => vec![line.trim_start_matches("$ ").to_owned()],
                None => line.split('`').skip(1).step_by(2).map(|span| span.replace("\\|", "|")).collect(),
            };
            let takes_a_script = |command: &&String| {
                let (before, after) = command.split_once(client).unwrap_or_default();
                before.trim_end().ends_with(['|', '&']) || before.is_empty() && after.contains(".sql")
            };
            // The script that loads files tells the client itself to stop.
            let stops_itself =
                |command: &&String| command.contains("dmsa load ") && !command.contains("--phase counts");
            let commands = commands.iter().filter(takes_a_script).filter(|command| !stops_itself(command));
            found.extend(commands.map(|command| (page.clone(), command.clone())));
        }
    }
    found
}

/// Runs a printed command with a script whose first statement fails; it must fail, too.
fn must_stop(page: &Path, command: &str, folder: &Path, variables: &[(&str, String)]) {
    let script = "SELECT a FROM nowhere;\nCREATE TABLE after_it (a INTEGER);\n";
    for file in command.split([' ', ';', '&']).filter(|word| word.ends_with(".sql")).chain(["broken"]) {
        fs::write(folder.join(file), script).expect("a file");
    }
    let given = format!("dmsa() {{ cat broken; }}; curl() {{ cat broken; }}; {command}");
    let mut shell = Command::new("sh");
    let output = shell.args(["-c", &given]).current_dir(folder).envs(variables.iter().cloned()).output();
    assert!(!output.expect("a shell").status.success(), "{}: {command} does not stop", page.display());
}

#[test]
fn printed_commands_stop_at_the_first_error() {
    let folder = tempfile::tempdir().expect("a folder");
    if let Some(postgresql) = engine::postgresql() {
        let database = postgresql.database("stops");
        let variables = database.variables();
        let name = variables.iter().find(|(name, _)| *name == "PGDATABASE").expect("a name").1.clone();
        let commands = printed("psql ");
        assert!(commands.len() > 10, "{commands:?}");
        for (page, command) in &commands {
            let command = command.replace("mydb", &name).replace("DATABASE", &name);
            must_stop(page, &command, folder.path(), &variables);
            let query = "SELECT count(*) FROM information_schema.tables WHERE table_name = 'after_it'";
            assert_eq!(database.value(query).as_deref(), Ok("0"), "{}: {command}", page.display());
        }
    }
    let commands = printed("sqlite3 ");
    assert!(commands.len() > 1, "{commands:?}");
    for (page, command) in &commands {
        must_stop(page, command, folder.path(), &[]);
        let query = "sqlite3 my.db \"SELECT count(*) FROM sqlite_schema WHERE name = 'after_it'\"";
        let count = Command::new("sh").args(["-c", query]).current_dir(folder.path()).output().expect("a shell");
        assert_eq!(String::from_utf8_lossy(&count.stdout).trim(), "0", "{}: {command}", page.display());
    }
}
