//! Help texts, and `docs/cli.md`, which is made of them.

use crate::support::{out, refused, run};
use insta::assert_snapshot;
use std::fs;
use std::path::Path;

const COMMANDS: [&str; 11] = [
    "models",
    "show",
    "ddl",
    "erd",
    "sqlalchemy",
    "json-schema",
    "check",
    "convert",
    "serve",
    "healthcheck",
    "completions",
];

#[test]
fn every_command_has_help() {
    assert_snapshot!("help", out("--help"));
    for command in COMMANDS {
        let help = out(&format!("{command} --help"));
        assert_eq!(help, out(&format!("help {command}")));
        assert_snapshot!(format!("help-{command}"), help);
    }
    let commands = out("help");
    let listed = commands.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names: Vec<_> = listed.filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(names, [COMMANDS.as_slice(), &["help"]].concat());
}

#[test]
fn the_version_is_told() {
    assert_eq!(out("--version"), concat!("dmsa ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn what_is_not_understood_is_told_with_what_was_probably_meant() {
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
    let nothing = run(&[]);
    assert_eq!((nothing.code, nothing.out.as_str()), (2, ""));
    assert!(nothing.err.contains("Usage: dmsa"), "{}", nothing.err);
}

/// `docs/cli.md` holds the help between a beginning and an end written by hand. `UPDATE_DOCS=1` brings it up to date.
#[test]
fn the_reference_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/cli.md");
    let written = fs::read_to_string(&path).unwrap();
    let (before, rest) = written.split_once("<!-- help -->\n").expect("a beginning");
    let (_, after) = rest.split_once("<!-- /help -->\n").expect("an end");
    let section = |title: &str, arguments: &str| format!("### {title}\n\n```text\n{}```\n", out(arguments));
    let mut sections = vec![section("dmsa", "--help")];
    sections.extend(COMMANDS.map(|command| section(&format!("dmsa {command}"), &format!("{command} --help"))));
    let current = format!("{before}<!-- help -->\n\n{}\n<!-- /help -->\n{after}", sections.join("\n"));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &current).unwrap();
    } else {
        assert!(written == current, "docs/cli.md is out of date: run this test with UPDATE_DOCS=1");
    }
}
