//! Any bytes as a TOML definition: it is read without a panic, and what was read, written and read again is the same.

#![no_main]

use dmsa::source::{SourceFile, directory, toml};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let read = |bytes: &[u8]| directory::read_files(&[SourceFile { path: "m.toml".into(), bytes: bytes.to_vec() }]);
    for model in &read(data).catalog.models {
        let text = toml::write(model);
        assert_eq!(read(text.as_bytes()).catalog.models.as_slice(), std::slice::from_ref(model), "{text}");
    }
});
