//! What the tests share.

use std::path::PathBuf;

/// A folder of the real definitions and answers that are kept beside the repository, if it is there. Where it is not,
/// says so: the test that asks cannot check anything.
pub(crate) fn shared(folder: &str) -> Option<PathBuf> {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "..", "..", "..", "shared", folder].iter().collect();
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("SKIPPED: {} is not there, so this test checked NOTHING", path.display());
    None
}
