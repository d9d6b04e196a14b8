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
fn write_file(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    match fs::metadata(file) {
        Ok(metadata) if !metadata.is_file() && !metadata.is_dir() => {
            let opened = OpenOptions::new().write(true).open(file);
            opened.and_then(|mut stream| stream.write_all(bytes)).map_err(|error| failure(file, &error))
        }
        _ => Unfinished::beside(file, bytes)?.finish(),
    }
}

/// Files that get their names when all of them are written: none is replaced before.
#[derive(Default)]
pub(crate) struct Staged {
    files: Vec<Unfinished>,
    /// Those that were not there before, the outer ones first.
    folders: Vec<PathBuf>,
}

impl Staged {
    /// Writes a file aside, and makes the folders it needs.
    pub(crate) fn add(&mut self, file: &Path, bytes: &[u8]) -> Result<(), Failure> {
        let parent = file.parent().unwrap_or(Path::new(""));
        let missing: Vec<&Path> =
            parent.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists()).collect();
        for folder in missing.into_iter().rev() {
            match fs::create_dir(folder) {
                Ok(()) => self.folders.push(folder.to_owned()),
                // `new/..` is there as soon as `new` is; and somebody else may have made it.
                Err(_) if folder.is_dir() => {}
                Err(error) => return Err(failure(folder, &error)),
            }
        }
        self.files.push(Unfinished::beside(file, bytes)?);
        Ok(())
    }

    /// Gives all files their names.
    pub(crate) fn commit(mut self) -> Result<(), Failure> {
        let folders = std::mem::take(&mut self.folders);
        let files = std::mem::take(&mut self.files);
        let finished = files.into_iter().try_for_each(Unfinished::finish);
        if finished.is_err() {
            self.folders = folders;
        }
        finished
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        self.files.clear();
        // Folders with something in them stay: that is not ours.
        self.folders.iter().rev().for_each(|folder| drop(fs::remove_dir(folder)));
    }
}

/// A file on its way to another name; deleted unless it gets there.
struct Unfinished {
    /// As the user names it.
    file: PathBuf,
    /// Where it leads: what a link leads to is replaced, the link stays.
    target: PathBuf,
    path: PathBuf,
    renamed: bool,
}

impl Unfinished {
    /// Writes beside the file that is to have these bytes.
    fn beside(file: &Path, bytes: &[u8]) -> Result<Self, Failure> {
        let target = link_target(file).map_err(|error| failure(file, &error))?;
        let metadata = fs::metadata(&target).ok();
        if metadata.as_ref().is_some_and(fs::Metadata::is_dir) {
            let message = format!("cannot write `{}`: it is a folder", file.display());
            return Err(Failure::new(message).help("name a file in it"));
        }
        Self::written(file, target, bytes, metadata.map(|metadata| metadata.permissions()))
            .map_err(|error| failure(file, &error))
    }

    fn written(file: &Path, target: PathBuf, bytes: &[u8], permissions: Option<fs::Permissions>) -> io::Result<Self> {
        if let Some(permissions) = &permissions {
            // Renaming over a file needs no right to write it, so ask for that right first.
            if permissions.readonly() {
                return Err(io::ErrorKind::PermissionDenied.into());
            }
            OpenOptions::new().write(true).open(&target)?;
        }
        let (path, mut stream) = aside(&target)?;
        let unfinished = Self { file: file.to_owned(), target, path, renamed: false };
        stream.write_all(bytes)?;
        if let Some(permissions) = permissions {
            fs::set_permissions(&unfinished.path, permissions)?;
        }
        // A machine that fails after the renaming must not come back with an empty file under the name.
        stream.sync_all()?;
        Ok(unfinished)
    }

    fn finish(mut self) -> Result<(), Failure> {
        fs::rename(&self.path, &self.target).map_err(|error| failure(&self.file, &error))?;
        self.renamed = true;
        Ok(())
    }
}

/// The most links that are followed one after the other, as on Linux.
const MAX_LINKS: usize = 40;

/// Where a chain of symbolic links ends, whether there is a file or not. A path that is no link ends at itself.
fn link_target(file: &Path) -> io::Result<PathBuf> {
    let mut target = file.to_owned();
    for _ in 0..MAX_LINKS {
        match fs::read_link(&target) {
            // A relative link starts at the folder that it is in.
            Ok(next) => target = target.parent().unwrap_or(Path::new("")).join(next),
            Err(_) => return Ok(target),
        }
    }
    Err(io::Error::other("too many levels of symbolic links"))
}

/// A new file beside this one.
fn aside(target: &Path) -> io::Result<(PathBuf, File)> {
    let name = target.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy().into_owned();
    // A file left behind by a process that was killed must not stand in the way of a later one of the same number.
    for attempt in 0..100 {
        let shown: String = name.chars().take(40).collect();
        let path = target.with_file_name(format!(".{shown}.{}-{attempt}.tmp", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            file => return Ok((path, file?)),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
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
        (io::ErrorKind::BrokenPipe, _) => Failure::BrokenPipe,
        (io::ErrorKind::NotFound, Some(folder)) if !folder.as_os_str().is_empty() && !folder.exists() => {
            failure.help(format!("there is no folder `{}`", folder.display()))
        }
        _ => failure,
    }
}
