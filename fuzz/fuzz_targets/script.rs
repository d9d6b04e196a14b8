//! Any bytes as an SQL script: it is read without a panic or a hang.

#![no_main]

use dmsa::source::{SourceFile, sql};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    for path in ["m-1.sql", "m.mysql.sql", "m.mssql.sql", "m.oracle.sql"] {
        let loaded = sql::read(&SourceFile { path: path.into(), bytes: data.to_vec() });
        // What was read is whole enough to be checked.
        for model in &loaded.catalog.models {
            dmsa::check::model(model, dmsa::dialect::DIALECTS);
        }
    }
});
