//! What fuzz targets reach into.

use super::files;
use super::local::Local;
use super::object::Oid;
use super::pack::{Bytes, Limits, Pack};

/// Little enough that no input takes long.
const LIMITS: Limits = Limits { work: 32 << 20, changes: 1 << 20 };

/// Reads every object of a local repository with these packs. Each has the places of its objects, which are named after
/// their number: an index may say anything.
pub fn read_local(packs: &[(Vec<u8>, Vec<u32>)]) {
    let mut names = Vec::new();
    let mut number = 0u8;
    let mut opened = Vec::new();
    for (bytes, places) in packs {
        let (mut ids, mut offsets) = (Vec::new(), Vec::new());
        for place in places.iter().take(100) {
            names.push(Oid([number; 20]));
            ids.extend([number; 20]);
            offsets.extend(place.to_be_bytes());
            number = number.wrapping_add(1);
        }
        let count = u32::try_from(ids.len() / 20).unwrap_or_default().to_be_bytes();
        let checksums = vec![0; offsets.len()];
        let index = [&b"\xfftOc\0\0\0\x02"[..], &count.repeat(256), &ids, &checksums, &offsets].concat();
        opened.extend(Pack::indexed_within(LIMITS, Bytes::Memory(bytes.clone()), &index));
    }
    let local = Local::of_packs(opened);
    for name in names {
        local.object(&name).ok();
        files(name, &|id| local.object(id)).ok();
    }
}

/// Reads every object of a pack, and the files of each commit, tag and tree.
pub fn read_pack(bytes: &[u8]) {
    let Ok(pack) = Pack::scanned_within(LIMITS, bytes.to_vec()) else { return };
    for id in pack.names() {
        pack.object(id, &|_| Ok(None)).ok();
        files(*id, &|id| pack.object(id, &|_| Ok(None))).ok();
    }
}
