//! `-o FILE`: a file is written whole or not at all.

use crate::failure::Failure;
use crate::terminal::Terminal;
use std::fs::{self, File, OpenOptions};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Writes to the file, or to standard output where there is none or it is `-`.
pub(crate) fn write(file: Option<&Path>, text: &str, terminal: &Terminal) -> Result<(), Failure> {
    match file {
        Some(file) if file != Path::new("-") => write_file(file, text.as_bytes()),
        _ => terminal.print(text),
    }
}

/// As [`write`], for what need not be text; that is not shown on a screen.
pub(crate) fn write_bytes(file: &Path, bytes: &[u8], terminal: &Terminal) -> Result<(), Failure> {
    match (file == Path::new("-"), std::str::from_utf8(bytes)) {
        (false, _) => write_file(file, bytes),
        (true, Err(_)) if io::stdout().is_terminal() => {
            Err(Failure::usage("this format is not for a screen").help("write it to a file, or into a pipe"))
        }
        (true, _) => terminal.print_bytes(bytes),
    }
}

/// Writes a file whole or not at all: readers never see a part of it, and after a failure the old one is still there.
///
/// What is no ordinary file (`/dev/stdout`, a named pipe) is written to as it is.
pub(crate) fn write_file(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    // A link goes on leading where it led: what it leads to is replaced.
    let target = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    let written = match fs::metadata(&target) {
        Ok(metadata) if metadata.is_dir() => {
            return Err(
                Failure::new(format!("cannot write `{}`: it is a folder", file.display())).help("name a file in it")
            );
        }
        Ok(metadata) if metadata.is_file() => replace(&target, bytes, Some(metadata.permissions())),
        Ok(_) => OpenOptions::new().write(true).open(file).and_then(|mut stream| stream.write_all(bytes)),
        Err(_) => replace(&target, bytes, None),
    };
    written.map_err(|error| failure(file, &error))
}

fn replace(target: &Path, bytes: &[u8], permissions: Option<fs::Permissions>) -> io::Result<()> {
    if let Some(permissions) = &permissions {
        // Renaming over a file needs no right to write it, so ask for that right first.
        if permissions.readonly() {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        OpenOptions::new().write(true).open(target)?;
    }
    let mut unfinished = Unfinished::beside(target)?;
    unfinished.file.write_all(bytes)?;
    if let Some(permissions) = permissions {
        fs::set_permissions(&unfinished.path, permissions)?;
    }
    // A machine that fails after the renaming must not come back with an empty file under the name.
    unfinished.file.sync_all()?;
    fs::rename(&unfinished.path, target)?;
    unfinished.renamed = true;
    Ok(())
}

/// A file on its way to another name; deleted unless it gets there.
struct Unfinished {
    path: PathBuf,
    file: File,
    renamed: bool,
}

impl Unfinished {
    fn beside(target: &Path) -> io::Result<Self> {
        let name = target.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy().into_owned();
        // A file left behind by a process that was killed must not stand in the way of a later one of the same number.
        for attempt in 0..100 {
            let shown: String = name.chars().take(40).collect();
            let path = target.with_file_name(format!(".{shown}.{}-{attempt}.tmp", std::process::id()));
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                file => return Ok(Self { path, file: file?, renamed: false }),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.renamed {
            fs::remove_file(&self.path).ok();
        }
    }
}

fn failure(file: &Path, error: &io::Error) -> Failure {
    let failure = Failure::new(format!("cannot write `{}`: {error}", file.display()));
    match (error.kind(), file.parent()) {
        (io::ErrorKind::BrokenPipe, _) => Failure::ReaderGone,
        (io::ErrorKind::NotFound, Some(folder)) if !folder.as_os_str().is_empty() && !folder.exists() => {
            failure.help(format!("there is no folder `{}`", folder.display()))
        }
        _ => failure,
    }
}
