//! Reads files of CSV with the `csv` crate and counts their rows: the least that any check costs. For `bench/data`.

use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    for path in env::args_os().skip(1) {
        let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 20).from_path(path)?;
        let mut record = csv::ByteRecord::new();
        let mut rows = 0_u64;
        while reader.read_byte_record(&mut record)? {
            rows += 1;
        }
        println!("{rows} rows");
    }
    Ok(())
}
