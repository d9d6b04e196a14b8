//! What tests need that a machine may lack: the real definitions beside the repository, database engines.
//!
//! Where something is missing, a test that needs it cannot check anything. It says so and passes; with `CI=true` in the
//! environment nothing may be missing, and it fails.

use std::collections::BTreeSet;
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

/// Some of the things, which together have every shape; all of them with `DMSA_EXHAUSTIVE=1`.
pub fn cover<T>(mut things: Vec<(T, BTreeSet<String>)>) -> Vec<T> {
    if exhaustive() {
        return things.into_iter().map(|(thing, _)| thing).collect();
    }
    let mut missing: BTreeSet<String> = things.iter().flat_map(|(_, shapes)| shapes.iter().cloned()).collect();
    let mut chosen = Vec::new();
    while !missing.is_empty() {
        let news = |shapes: &BTreeSet<String>| shapes.intersection(&missing).count();
        // Whatever is missing is a shape of one of those that are left.
        let Some(best) = (0..things.len()).max_by_key(|&place| news(&things[place].1)) else { break };
        let (thing, shapes) = things.swap_remove(best);
        missing.retain(|shape| !shapes.contains(shape));
        chosen.push(thing);
    }
    chosen
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

#[cfg(test)]
mod tests {
    use super::*;

    fn set(shapes: &[&str]) -> BTreeSet<String> {
        shapes.iter().map(|shape| (*shape).to_owned()).collect()
    }

    #[test]
    fn every_shape_is_of_one_that_is_chosen() {
        if exhaustive() {
            return;
        }
        let chosen = cover(vec![(1, set(&["a"])), (2, set(&["a", "b", "c"])), (3, set(&["c", "d"])), (4, set(&["b"]))]);
        assert_eq!(chosen, [2, 3]);
    }
}
