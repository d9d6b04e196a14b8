//! The commands that pages show, run as they are shown.

use crate::service;
use dmsa_proof::engine;
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
