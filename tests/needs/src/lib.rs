//! What tests need that a machine may lack: the real definitions beside the repository, database engines.
//!
//! Where something is missing, a test that needs it cannot check anything. It says so and passes; with `CI=true` in the
//! environment nothing may be missing, and it fails.

use std::io::Write;
use std::path::PathBuf;

/// A folder of the real definitions, scripts and answers that are kept beside the repository, in `../shared`; `None` if
/// it is not there, see [`skipped`].
pub fn shared(folder: &str) -> Option<PathBuf> {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "..", "..", "..", "shared", folder].iter().collect();
    if path.is_dir() {
        return Some(path);
    }
    let why = format!("{} is not there, so a test checked NOTHING", path.display());
    // Where the folder cannot be had, such as on a public runner, whoever runs the tests says so.
    if std::env::var("DMSA_WITHOUT").is_ok_and(|missing| missing == "shared") {
        tell(&why);
    } else {
        skipped(&why);
    }
    None
}

/// Whether a test shall try everything there is, not only each distinct shape of it: with `DMSA_EXHAUSTIVE=1`, as every night and for
/// a release.
pub fn exhaustive() -> bool {
    std::env::var("DMSA_EXHAUSTIVE").is_ok_and(|value| value == "1")
}

/// Tells that something was not checked, and why.
///
/// It is written to the standard error stream itself: what the printing macros write is only shown of tests that fail.
///
/// # Panics
///
/// With `CI=true`, where nothing may be skipped.
#[allow(clippy::panic, reason = "a test fails by panicking, in its helpers too")]
pub fn skipped(why: &str) {
    if std::env::var("CI").is_ok_and(|ci| ci == "true") {
        panic!("with CI=true nothing may be skipped: {why}");
    }
    tell(why);
}

fn tell(why: &str) {
    // Where nobody can be told, the test still passes.
    std::io::stderr().write_all(format!("SKIPPED: {why}\n").as_bytes()).ok();
}
