//! Two processes that do the same write the same bytes: the order of hash tables differs from process to process.

use crate::support::{Folder, out, run};
use dmsa::diagram::FORMATS;
use dmsa::dialect::DIALECTS;
use std::fs;

#[test]
fn two_processes_write_the_same_bytes() {
    let mut lines: Vec<String> = [
        "show pedsnet 6.3.0",
        "sqlalchemy pedsnet 6.3.0",
        "json-schema pedsnet 6.3.0",
        "diff pcornet 5.1.0 6.0.0",
        "diff --format json pcornet 5.1.0 6.0.0",
        "checks pcornet 6.0.0 postgresql",
        "migrate --allow all pcornet 5.1.0 6.0.0 postgresql",
        "convert --to toml -o - pcornet 6.0.0",
    ]
    .map(str::to_owned)
    .into();
    for dialect in DIALECTS {
        lines.push(format!("ddl pcornet 6.0.0 {}", dialect.name()));
    }
    for line in lines {
        let said = || {
            let ran = run(&line.split_whitespace().collect::<Vec<_>>());
            assert_eq!(ran.code, 0, "dmsa {line}\n{}", ran.err);
            (ran.out, ran.err)
        };
        assert_eq!(said(), said(), "dmsa {line}");
    }
}

#[test]
fn two_processes_draw_the_same_pictures() {
    let folder = Folder::new();
    for format in FORMATS {
        let draw = |name: &str| {
            let path = folder.text(name);
            out(&format!("erd --format {} --compare 5.0.0 -o {path} omop 5.4.0", format.name()));
            fs::read(&path).unwrap()
        };
        assert!(draw("first") == draw("second"), "{}", format.name());
    }
}
