//! Any bytes as a file of rows: the records are those of the crate `csv`, unless the text has a fault of quotes. That crate
//! repairs such faults and skips empty lines.

#![no_main]

use dmsa_data::csv::{Blocks, Cells, Records};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut blocks = Blocks::new(data, b',');
    let mut cells = Cells::default();
    let mut found: Vec<Vec<Vec<u8>>> = Vec::new();
    let mut has_fault = false;
    let mut line = 0;
    while let Ok(Some(block)) = blocks.read() {
        let mut records = Records::new(&block.bytes, block.line, b',');
        while let Some(record) = records.next(&mut cells) {
            assert!(record.line > line);
            line = record.line;
            has_fault |= record.fault.is_some();
            let cell = |place| cells.get(&block.bytes, place).map(|(cell, _)| cell.to_vec()).unwrap_or_default();
            found.push((0..cells.len()).map(cell).collect());
        }
    }
    if has_fault {
        return;
    }
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(data);
    let expected = reader.byte_records().map(|record| record.expect("bytes are always read").iter().map(<[u8]>::to_vec).collect());
    let is_there = |cells: &Vec<Vec<u8>>| !(cells.len() == 1 && cells[0].is_empty());
    let expected: Vec<Vec<Vec<u8>>> = expected.filter(is_there).collect();
    found.retain(is_there);
    assert_eq!(found, expected);
});
