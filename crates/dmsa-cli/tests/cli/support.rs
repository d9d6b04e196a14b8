//! Running the command.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The command, free of what the environment of the tests says.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dmsa"));
    for variable in ["DMSA_SOURCE", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "HTTP_PROXY", "http_proxy", "ALL_PROXY"] {
        command.env_remove(variable);
    }
    command.current_dir(env!("CARGO_MANIFEST_DIR")).stdin(Stdio::null());
    command
}

/// What came of a command.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs the command with these arguments.
pub(crate) fn run(arguments: &[&str]) -> Ran {
    ran(command().args(arguments).output().unwrap())
}

/// As [`run`], in a folder.
pub(crate) fn run_in(folder: &Folder, arguments: &[&str]) -> Ran {
    ran(command().current_dir(folder.path("")).args(arguments).output().unwrap())
}

pub(crate) fn ran(output: Output) -> Ran {
    Ran {
        code: output.status.code().expect("an exit code"),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs a command line, its words separated by blanks, which must go well and say nothing by the way.
pub(crate) fn out(line: &str) -> String {
    let ran = run(&line.split_whitespace().collect::<Vec<_>>());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "dmsa {line}");
    ran.out
}

/// Runs a command line that must fail with this exit code, and gives what it says.
pub(crate) fn refused(code: i32, line: &str) -> String {
    let ran = run(&line.split_whitespace().collect::<Vec<_>>());
    assert_eq!((ran.code, ran.out.as_str()), (code, ""), "dmsa {line}\n{}", ran.err);
    ran.err
}

/// The small model of the tests, two versions in the single-file layout.
pub(crate) const CLINIC: &str = "tests/fixtures/clinic";

/// A folder of its own for a test, removed in the end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    /// The names in it, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}
