//! Help texts. The pages of `docs/reference` hold them, so that a change of a help text shows as a change of a page.

use crate::support::{out, refused, run};
use insta::assert_snapshot;
use std::fs;
use std::path::{Path, PathBuf};

/// The commands as `dmsa help` lists them: name and summary.
fn commands() -> Vec<(String, String)> {
    let help = out("help");
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let mut commands: Vec<(String, String)> = Vec::new();
    for line in listed {
        match line.strip_prefix("  ").filter(|line| !line.starts_with(' ')).and_then(|line| line.split_once(' ')) {
            Some((name, summary)) => commands.push((name.to_owned(), summary.trim().to_owned())),
            None => panic!("a line of the list is not a command: {line}"),
        }
    }
    commands.retain(|(name, _)| name != "help");
    commands
}

#[test]
fn every_command_has_help_with_examples() {
    assert!(commands().len() > 10);
    for (command, _) in commands() {
        let help = out(&format!("{command} --help"));
        assert_eq!(help, out(&format!("help {command}")));
        assert!(help.contains("\nExamples:\n"), "{help}");
    }
}

#[test]
fn the_version_is_printed() {
    assert_eq!(out("--version"), concat!("dmsa ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn a_mistake_is_reported_with_what_was_probably_meant() {
    assert_snapshot!(refused(2, "dll pedsnet 6.3.0 oracle"), @r"
    error: unrecognized subcommand 'dll'

    help: a similar subcommand exists: 'ddl'

    Usage: dmsa [OPTIONS] <COMMAND>

    For more information, try '--help'.
    ");
    assert_snapshot!(refused(2, "models --jsno"), @r"
    error: unexpected argument '--jsno' found

    help: a similar argument exists: '--json'

    Usage: dmsa models --json

    For more information, try '--help'.
    ");
    assert_snapshot!(refused(2, "--color=sometimes models"), @r"
    error: invalid value 'sometimes' for '--color <WHEN>'
      [possible values: auto, always, never]

    For more information, try '--help'.
    ");
    // A word that only begins like a command suggests nothing.
    let error = refused(2, "completely");
    assert!(!error.contains("similar"), "{error}");
    let error = refused(2, "convert --to xml -o x");
    assert!(!error.contains("similar"), "{error}");
    let error = refused(2, "diagram pedsnet latest");
    assert!(error.contains("help: a similar subcommand exists: 'erd'"), "{error}");
    let error = refused(2, "ddl pedsnet postgresql");
    assert!(error.contains("help: `postgresql` stands where the version belongs"), "{error}");
    let error = refused(2, "ddl pedsnet latest postgres");
    assert!(error.contains("help: a similar value exists: 'postgresql'"), "{error}");
    let nothing = run(&[]);
    assert_eq!((nothing.code, nothing.out.as_str()), (2, ""));
    assert!(nothing.err.contains("Usage: dmsa"), "{}", nothing.err);
}

fn reference() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference")
}

/// Compares a page with what it should be. With `UPDATE_DOCS=1` it is written instead.
fn is_current(name: &str, current: &str) {
    let path = reference().join(name);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, current).unwrap();
        return;
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == current, "docs/reference/{name} is out of date: run this test with UPDATE_DOCS=1");
}

#[test]
fn each_command_has_its_page() {
    for (command, _) in commands() {
        let help = out(&format!("{command} --help"));
        let page = format!("# dmsa {command}\n\n[All commands](README.md)\n\n```text\n{help}```\n");
        is_current(&format!("{command}.md"), &page);
    }
}

#[test]
fn there_is_no_page_without_a_command() {
    let known: Vec<String> = commands().into_iter().map(|(command, _)| format!("{command}.md")).collect();
    for entry in fs::read_dir(reference()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name == "README.md" || known.contains(&name), "docs/reference/{name} is about no command");
    }
}

#[test]
fn the_list_of_commands_is_current() {
    let written = fs::read_to_string(reference().join("README.md")).unwrap();
    let (before, rest) = written.split_once("<!-- commands -->\n").expect("a beginning");
    let (_, after) = rest.split_once("<!-- /commands -->\n").expect("an end");
    let rows = commands().into_iter().map(|(name, summary)| format!("| [`{name}`]({name}.md) | {summary} |\n"));
    let table = format!("| command | what it does |\n|---|---|\n{}", rows.collect::<String>());
    let general = out("--help");
    let current = format!("{before}<!-- commands -->\n\n{table}\n```text\n{general}```\n\n<!-- /commands -->\n{after}");
    is_current("README.md", &current);
}
