//! Servers that cannot outlive the test program.
//!
//! A server is started by a small shell that waits for the end of its standard input, a pipe whose other end only the
//! test program holds. However the program ends, be it by a panic, a signal or the plug, the pipe ends too; the shell
//! then stops the server and removes its folder.

use super::Outcome;
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The user a server runs as, where it must not be the current one.
#[derive(Debug, Clone, Copy)]
pub struct User {
    uid: u32,
    gid: u32,
}

impl User {
    /// Somebody without privileges, if the current user is root: `postgres`, or else `nobody`.
    pub fn unprivileged() -> Outcome<Option<Self>> {
        let status = fs::metadata("/proc/self").map_err(|error| format!("/proc/self: {error}"))?;
        if std::os::unix::fs::MetadataExt::uid(&status) != 0 {
            return Ok(None);
        }
        let users = fs::read_to_string("/etc/passwd").map_err(|error| format!("/etc/passwd: {error}"))?;
        let find = |name: &str| {
            let fields = users.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|user| user[0] == name)?;
            Some(User { uid: fields.get(2)?.parse().ok()?, gid: fields.get(3)?.parse().ok()? })
        };
        find("postgres").or_else(|| find("nobody")).map(Some).ok_or_else(|| "no unprivileged user to run as".to_owned())
    }
}

/// A server's folder and the shell that guards it.
pub struct Server {
    /// The folder: data, socket and log.
    pub folder: PathBuf,
    user: Option<User>,
    guard: Option<Child>,
}

impl Server {
    /// An empty folder for a server that will run as `user`.
    pub fn prepare(name: &str, user: Option<User>) -> Outcome<Self> {
        let folder = tempfile::Builder::new()
            .prefix(&format!("dmsa-{name}-"))
            .tempdir_in(roomy_folder())
            .map_err(|error| format!("no temporary folder: {error}"))?
            .keep();
        if let Some(user) = user {
            chown(&folder, Some(user.uid), Some(user.gid)).map_err(|error| format!("{}: {error}", folder.display()))?;
        }
        let open = fs::Permissions::from_mode(0o755);
        fs::set_permissions(&folder, open).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(Self { folder, user, guard: None })
    }

    /// A command that runs as the server's user, in its folder.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.folder).stdin(Stdio::null());
        if let Some(user) = self.user {
            command.uid(user.uid).gid(user.gid);
        }
        command
    }

    /// Starts the server and waits until `ready` succeeds; this signal will stop it.
    pub fn start(
        &mut self,
        signal: &str,
        program: &Path,
        arguments: &[String],
        ready: impl Fn() -> Outcome<()>,
    ) -> Outcome<()> {
        const GUARD: &str = r#"
            trap '' INT TERM HUP
            signal=$1
            shift
            "$@" >log 2>&1 &
            cat >/dev/null
            kill -$signal $! 2>/dev/null
            for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 $! 2>/dev/null || break; sleep 1; done
            kill -KILL $! 2>/dev/null
            cd / && rm -rf "$0"
        "#;
        let mut guard = self.command(Path::new("/bin/sh"));
        guard.args(["-c", GUARD]).arg(&self.folder).arg(signal).arg(program).args(arguments);
        guard.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        let mut child = guard.spawn().map_err(|error| format!("/bin/sh: {error}"))?;
        let deadline = Instant::now() + Duration::from_secs(60);
        let mut result = ready();
        while result.is_err() && Instant::now() < deadline && matches!(child.try_wait(), Ok(None)) {
            sleep(Duration::from_millis(50));
            result = ready();
        }
        self.guard = Some(child);
        let log = || fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        result.map_err(|reason| format!("{} does not start: {reason}\n{}", program.display(), log()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        match &mut self.guard {
            // Ends the pipe first.
            Some(guard) => drop(guard.wait()),
            None => drop(fs::remove_dir_all(&self.folder)),
        }
    }
}

/// Memory, if there is a gigabyte to spare in it: creating tables is ten times as fast there as on a disk.
pub fn roomy_folder() -> PathBuf {
    const MEMORY: &str = "/dev/shm";
    let output = Command::new("df").args(["--output=avail", "--block-size=1G", MEMORY]).output();
    let gigabytes = output.ok().and_then(|output| {
        let text = String::from_utf8(output.stdout).ok()?;
        text.lines().last()?.trim().parse::<u32>().ok()
    });
    if gigabytes.is_some_and(|gigabytes| gigabytes >= 1) { PathBuf::from(MEMORY) } else { std::env::temp_dir() }
}

/// The first of these programs that is on the path or in one of the folders where packages keep them.
pub fn program(names: &[&str], folders: &[&str]) -> Outcome<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let places: Vec<PathBuf> = std::env::split_paths(&path)
        .chain(folders.iter().map(PathBuf::from))
        .chain(["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from))
        .collect();
    names
        .iter()
        .flat_map(|name| places.iter().map(move |place| place.join(name)))
        .find(|candidate| candidate.is_file())
        .ok_or_else(|| format!("there is no program {}", names.join(" or ")))
}

/// What a command printed, or how it failed.
pub fn finish(command: &mut Command) -> Outcome<Output> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("{name}: {error}"))?;
    if output.status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("{name}: {}: {}", output.status, said.trim()))
}

/// Runs a command with this text as its standard input.
pub fn feed(command: &mut Command, text: &str) -> Outcome<Output> {
    use std::io::Write;
    let name = command.get_program().to_string_lossy().into_owned();
    let mut input = tempfile::tempfile().map_err(|error| format!("no temporary file: {error}"))?;
    input.write_all(text.as_bytes()).map_err(|error| format!("no temporary file: {error}"))?;
    std::io::Seek::rewind(&mut input).map_err(|error| format!("{name}: {error}"))?;
    finish(command.stdin(input))
}
