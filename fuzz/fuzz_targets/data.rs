//! Any bytes as a data file, as thresholds, and as what a database gave for the checks: they are read without a panic, in
//! any number of threads and in any compression alike, and no report holds a value unless it was asked for.

#![no_main]

use dmsa::source::{SourceFile, directory};
use dmsa_data::report::FORMATS;
use dmsa_data::thresholds::Thresholds;
use dmsa_data::{Inputs, Options, Report, Rules, results, validate};
use flate2::{Compression, write::GzEncoder};
use libfuzzer_sys::fuzz_target;
use std::io::Write;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::AtomicU64;

/// A table with a field of each kind, a key, a unique key and a reference to itself.
const DEFINITION: &str = r#"
model = "m"
version = "1"
[tables.t]
primary_key = { k = ["a"] }
[tables.t.fields]
a = "integer not null required"
b = "string(4) required"
c = "date"
d = "datetime"
e = "number(5, 2)"
f = "float"
g = "boolean"
h = "time"
i = "clob"
p = "integer -> t.a as r"
[tables.t.uniques]
u = ["b", "c"]
"#;

fn rules() -> &'static Rules {
    static RULES: OnceLock<Rules> = OnceLock::new();
    RULES.get_or_init(|| {
        let file = SourceFile { path: "m.toml".into(), bytes: DEFINITION.into() };
        let loaded = directory::read_files(&[file]);
        assert_eq!(loaded.diagnostics, [], "the definition is right");
        Rules::new(&loaded.catalog.models[0])
    })
}

fn checked(bytes: &[u8], options: &Options) -> Report {
    let path: PathBuf = std::env::temp_dir().join(format!("dmsa-fuzz-data-{}.csv", std::process::id()));
    std::fs::write(&path, bytes).expect("there is disk");
    let inputs = Inputs::find(&[format!("{}:t", path.display())]).expect("the file is there");
    validate(rules(), &inputs, &Inputs::default(), options, &AtomicU64::new(0)).expect("there is disk")
}

fuzz_target!(|data: &[u8]| {
    let Some((choice, bytes)) = data.split_first() else { return };
    // The reader of Parquet may panic, which is caught, but ends a fuzzing process.
    if bytes.starts_with(b"PAR1") {
        return;
    }
    let options = Options {
        delimiter: if choice & 1 == 0 { b',' } else { b'\t' },
        null: (choice & 2 != 0).then(|| "NULL".to_owned()),
        t_in_datetimes: choice & 4 != 0,
        threads: Some(1),
        // Keys go to disk.
        memory: if choice & 8 == 0 { 1 << 20 } else { 0 },
        ..Options::default()
    };
    let mut report = checked(bytes, &options);
    let has_values = |check: &dmsa_data::result::CheckReport| check.samples.iter().any(|sample| sample.value.is_some());
    assert!(!report.checks.iter().any(has_values));
    assert_eq!(checked(bytes, &Options { threads: Some(3), memory: 1 << 20, ..options.clone() }), report);
    if !bytes.starts_with(&[0x1f, 0x8b]) && !bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(bytes).expect("there is memory");
        assert_eq!(checked(&gzip.finish().expect("there is memory"), &options), report);
    }
    checked(bytes, &Options { show_values: true, ..options.clone() });
    if let Ok(judged) = results::judge(rules(), bytes, &options) {
        std::hint::black_box(judged);
    }
    if let Ok(thresholds) = Thresholds::read(bytes) {
        thresholds.apply(&mut report);
    }
    for format in FORMATS {
        std::hint::black_box((format.write)(&report, true));
    }
});
