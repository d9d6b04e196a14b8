//! Any bytes as the CSV files of a definition: they are read without a panic, and what was read, written and read
//! again is the same.

#![no_main]

use dmsa::source::{SourceFile, csv, directory};
use libfuzzer_sys::fuzz_target;

/// Cuts the input at byte 0 into files. The kind of a file is told by its header, so that the paths hardly matter; a
/// file whose first line is a path beginning with `/` stands there.
fn files(data: &[u8]) -> Vec<SourceFile> {
    let file = |(number, bytes): (usize, &[u8])| {
        let (line, rest) =
            bytes.iter().position(|byte| *byte == b'\n').map_or((bytes, &[][..]), |at| bytes.split_at(at));
        match std::str::from_utf8(line) {
            Ok(path) if path.starts_with('/') => {
                SourceFile { path: format!("{}.csv", &path[1..]), bytes: rest.to_vec() }
            }
            _ => SourceFile { path: format!("{number}.csv"), bytes: bytes.to_vec() },
        }
    };
    data.split(|byte| *byte == 0).enumerate().map(file).collect()
}

fuzz_target!(|data: &[u8]| {
    for model in &directory::read_files(&files(data)).catalog.models {
        let again = directory::read_files(&csv::write(model)).catalog;
        let [again] = again.models.as_slice() else {
            panic!("{} definitions were read from one", again.models.len());
        };
        let third = directory::read_files(&csv::write(again)).catalog;
        assert_eq!(Some(again), third.models.first());
    }
});
