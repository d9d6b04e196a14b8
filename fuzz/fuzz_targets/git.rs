//! Any bytes as a pack of git objects, any objects in a pack that is whole, and local repositories of two such packs: they are read without a panic and within
//! the limits of work and memory.
//!
//! The objects of a whole pack are cut out of the input: a byte that tells the kind, one for the length, the content.

#![no_main]

use flate2::{Compression, write::ZlibEncoder};
use libfuzzer_sys::fuzz_target;
use std::io::Write;

fuzz_target!(|data: &[u8]| {
    dmsa_source::fuzzed::read_pack(data);
    dmsa_source::fuzzed::read_pack(&pack(data).0);
    let (first, second) = data.split_at(data.len() / 2);
    dmsa_source::fuzzed::read_local(&[pack(first), pack(second)]);
});

/// A whole pack, and where in it each object begins.
fn pack(mut data: &[u8]) -> (Vec<u8>, Vec<u32>) {
    let (mut count, mut entries, mut places) = (0u32, Vec::new(), Vec::new());
    while let [kind, length, rest @ ..] = data {
        let (content, rest) = rest.split_at(usize::from(*length).min(rest.len()));
        data = rest;
        let (base, content) = match kind & 7 {
            // A change to an object so many bytes before, or to one of a name.
            6 => content.split_at(content.len().min(1)),
            7 => content.split_at(content.len().min(20)),
            _ => (&[][..], content),
        };
        // In a local repository, objects are named after their number: see `read_local`.
        let named = [base.first().copied().unwrap_or_default(); 20];
        let base = if kind & 7 == 7 && kind & 8 == 8 { &named[..] } else { base };
        places.push(u32::try_from(entries.len() + 12).unwrap_or_default());
        let low = u8::try_from(content.len() & 15).unwrap_or_default();
        let high = u8::try_from(content.len() >> 4).unwrap_or_default();
        entries.extend([0x80 | (kind & 7) << 4 | low, high]);
        entries.extend(base.iter().map(|byte| if kind & 7 == 6 { byte & 0x7f } else { *byte }));
        let mut compressed = ZlibEncoder::new(Vec::new(), Compression::fast());
        compressed.write_all(content).expect("there is memory");
        entries.extend(compressed.finish().expect("there is memory"));
        count += 1;
    }
    ([b"PACK\0\0\0\x02", &count.to_be_bytes()[..], &entries, &[0; 20]].concat(), places)
}
