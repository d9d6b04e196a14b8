//! What fuzz targets reach into.

use super::files;
use super::pack::{Limits, Pack};

/// Little enough that no input takes long.
const LIMITS: Limits = Limits { work: 32 << 20, changes: 1 << 20 };

/// Reads every object of a pack, and the files of each commit, tag and tree.
pub fn read_pack(bytes: &[u8]) {
    let Ok(pack) = Pack::scanned_within(LIMITS, bytes.to_vec()) else { return };
    for id in pack.names() {
        pack.object(id, &|_| None).ok();
        files(*id, &|id| pack.object(id, &|_| None)).ok();
    }
}
