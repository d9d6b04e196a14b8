//! Where output goes: files written whole or not at all, pipes that close early.

use crate::support::{Folder, command, refused, run};
use std::fs;
use std::io::Read;
use std::process::Stdio;

fn script(dialect: &str, file: &str) -> crate::support::Ran {
    run(&["ddl", "-q", "omop", "5.4", dialect, "-o", file])
}

#[test]
fn a_file_gets_what_standard_output_would() {
    let folder = Folder::new();
    let ran = script("oracle", &folder.text("schema.sql"));
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    let expected = run(&["ddl", "-q", "omop", "5.4", "oracle"]).out;
    assert_eq!(fs::read_to_string(folder.path("schema.sql")).unwrap(), expected);
    assert_eq!(run(&["ddl", "-q", "omop", "5.4", "oracle", "--output=-"]).out, expected);
    assert_eq!(folder.names(), ["schema.sql"]);
}

#[test]
fn an_old_file_is_replaced_or_left_as_it_was() {
    let folder = Folder::new();
    fs::write(folder.path("schema.sql"), "old").unwrap();
    assert_eq!(run(&["ddl", "nothing", "1", "oracle", "-o", &folder.text("schema.sql")]).code, 1);
    assert_eq!(fs::read_to_string(folder.path("schema.sql")).unwrap(), "old");
    assert_eq!(script("oracle", &folder.text("schema.sql")).code, 0);
    assert!(fs::read_to_string(folder.path("schema.sql")).unwrap().contains("CREATE TABLE person"));
    assert_eq!(folder.names(), ["schema.sql"]);
}

#[test]
fn places_that_cannot_be_written_are_told() {
    let folder = Folder::new();
    let error = script("oracle", &folder.text(""));
    assert_eq!(error.code, 1);
    assert!(error.err.contains("it is a folder\nhelp: name a file in it"), "{}", error.err);
    let error = script("oracle", &folder.text("no/such/place.sql"));
    assert_eq!(error.code, 1);
    assert!(error.err.contains("help: there is no folder"), "{}", error.err);
    assert_eq!(folder.names(), [] as [&str; 0]);
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    /// What a shell does with a command line: exit code and standard error.
    fn shell(line: &str) -> (i32, String) {
        let output = std::process::Command::new("sh").arg("-c").arg(line).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    }

    #[test]
    fn output_that_cannot_be_written_is_an_error() {
        let program = env!("CARGO_BIN_EXE_dmsa");
        for arguments in ["ddl -q omop 5.4 oracle", "--help", "help ddl", "--version"] {
            let (code, error) = shell(&format!("{program} {arguments} >/dev/full"));
            assert!(code == 1 && error.contains("cannot write to standard output"), "{arguments}: {code} {error}");
            // Some programs open it for reading too.
            for null in [">/dev/null", "1<>/dev/null"] {
                assert_eq!(shell(&format!("{program} {arguments} {null}")).0, 0, "{arguments} {null}");
            }
        }
    }

    #[test]
    fn a_link_to_a_file_that_does_not_exist_yet_stays_a_link() {
        let folder = Folder::new();
        fs::create_dir(folder.path("elsewhere")).unwrap();
        symlink("elsewhere/script.sql", folder.path("link.sql")).unwrap();
        assert_eq!(script("oracle", &folder.text("link.sql")).code, 0);
        assert!(fs::symlink_metadata(folder.path("link.sql")).unwrap().is_symlink());
        assert!(fs::read_to_string(folder.path("elsewhere/script.sql")).unwrap().contains("CREATE TABLE person"));
        symlink("circle.sql", folder.path("circle.sql")).unwrap();
        assert_eq!(script("oracle", &folder.text("circle.sql")).code, 1);
    }

    #[test]
    fn permissions_are_kept() {
        let folder = Folder::new();
        fs::write(folder.path("old.sql"), "old").unwrap();
        fs::set_permissions(folder.path("old.sql"), fs::Permissions::from_mode(0o640)).unwrap();
        let mode = |name: &str| fs::metadata(folder.path(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(script("oracle", &folder.text("old.sql")).code, 0);
        assert_eq!(mode("old.sql"), 0o640);
        let program = env!("CARGO_BIN_EXE_dmsa");
        let line = format!("umask 027; exec {program} ddl -q omop 5.4 oracle -o {}", folder.text("new.sql"));
        assert!(std::process::Command::new("sh").args(["-c", &line]).status().unwrap().success());
        assert_eq!(mode("new.sql"), 0o640);
    }

    #[test]
    fn a_file_that_must_not_be_written_is_not() {
        let folder = Folder::new();
        fs::write(folder.path("old.sql"), "old").unwrap();
        fs::set_permissions(folder.path("old.sql"), fs::Permissions::from_mode(0o444)).unwrap();
        let ran = script("oracle", &folder.text("old.sql"));
        assert_eq!(ran.code, 1);
        assert!(ran.err.contains("permission denied"), "{}", ran.err);
        assert_eq!(fs::read_to_string(folder.path("old.sql")).unwrap(), "old");
        assert_eq!(folder.names(), ["old.sql"]);
    }

    #[test]
    fn links_go_on_leading_where_they_led() {
        let folder = Folder::new();
        fs::write(folder.path("real.sql"), "old").unwrap();
        symlink("real.sql", folder.path("link.sql")).unwrap();
        assert_eq!(script("oracle", &folder.text("link.sql")).code, 0);
        assert!(fs::symlink_metadata(folder.path("link.sql")).unwrap().is_symlink());
        assert!(fs::read_to_string(folder.path("real.sql")).unwrap().contains("CREATE TABLE"));
    }

    #[test]
    fn what_is_no_ordinary_file_is_written_to_as_it_is() {
        assert_eq!(script("oracle", "/dev/stdout").out, run(&["ddl", "-q", "omop", "5.4", "oracle"]).out);
        assert_eq!(script("oracle", "/dev/null").code, 0);
        if fs::metadata("/dev/full").is_ok() {
            let ran = script("oracle", "/dev/full");
            assert_eq!(ran.code, 1);
            assert!(ran.err.starts_with("error: cannot write `/dev/full`: "), "{}", ran.err);
        }
    }

    #[test]
    fn a_full_disk_is_told() {
        if let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") {
            let output = command().args(["ddl", "-q", "omop", "5.4", "oracle"]).stdout(full).output().unwrap();
            assert_eq!(output.status.code(), Some(1));
            let said = String::from_utf8(output.stderr).unwrap();
            assert!(said.starts_with("error: cannot write to standard output: "), "{said}");
        }
    }
}

#[test]
fn a_reader_that_has_enough_is_no_trouble() {
    let mut child = command()
        .args(["ddl", "-q", "pedsnet", "6.3.0", "postgresql"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut reader = child.stdout.take().unwrap();
    reader.read_exact(&mut [0; 10]).unwrap();
    drop(reader);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn a_missing_value_is_a_matter_of_usage() {
    assert!(refused(2, "ddl omop 5.4 oracle -o").contains("a value is required"));
}

/// Hash tables are seeded anew in each process; nothing of that may be seen.
#[test]
fn every_process_writes_the_same() {
    for line in [
        "ddl -q omop 5.4 postgresql",
        "ddl -q omop 5.4 mssql --delete-data",
        "ddl -q --format json pedsnet 6.3 mysql",
        "sqlalchemy omop 5.4",
        "json-schema pcornet 7.0",
        "erd omop 5.4 --format svg -o -",
        "show pedsnet 6.3",
        "check omop 5.4 --format json",
    ] {
        let arguments: Vec<&str> = line.split_whitespace().collect();
        let (first, second) = (run(&arguments), run(&arguments));
        assert!(!first.out.is_empty(), "dmsa {line}: {}", first.err);
        assert_eq!((first.code, &first.out, &first.err), (second.code, &second.out, &second.err), "dmsa {line}");
    }
}
