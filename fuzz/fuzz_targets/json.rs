//! Any bytes as a service's document: it is read without a panic, and what was read, written and read again is the
//! same.

#![no_main]

use dmsa::source::{SourceFile, directory, json};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let read = |bytes: &[u8]| directory::read_files(&[SourceFile { path: "m.json".into(), bytes: bytes.to_vec() }]);
    for model in &read(data).catalog.models {
        let text = json::complete(model);
        assert_eq!(read(text.as_bytes()).catalog.models.as_slice(), std::slice::from_ref(model), "{text}");
        let plain = read(json::schemata(model).as_bytes()).catalog;
        assert_eq!(plain.models.len(), 1);
    }
});
