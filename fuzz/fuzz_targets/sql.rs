//! Any TOML definition as SQL: every dialect renders it without a panic, and SQLite creates it, drops it and creates it
//! again.

#![no_main]

use dmsa::ddl::{ColumnOrder, Elements, Operation, Options, Scripts};
use dmsa::dialect::DIALECTS;
use dmsa::model::Model;
use dmsa::source::{SourceFile, directory};
use libfuzzer_sys::fuzz_target;
use rusqlite::Connection;

fuzz_target!(|data: &[u8]| {
    let Some((choice, text)) = data.split_first() else { return };
    let options = Options {
        if_not_exists: choice & 1 != 0,
        no_identity: choice & 2 != 0,
        no_history: choice & 4 != 0,
        comments: choice & 8 != 0,
        column_order: if choice & 16 == 0 { ColumnOrder::Name } else { ColumnOrder::Definition },
        ..Options::default()
    };
    let file = SourceFile { path: "m.toml".into(), bytes: text.to_vec() };
    for model in &directory::read_files(&[file]).catalog.models {
        render(model, &options);
    }
});

fn render(model: &Model, options: &Options) {
    for dialect in DIALECTS {
        let Ok(scripts) = Scripts::new(model, *dialect, options) else { continue };
        for operation in Operation::ALL {
            for (_, elements) in Elements::NAMED {
                if let Ok(script) = scripts.script(operation, elements) {
                    std::hint::black_box(script.to_json());
                }
            }
        }
        if dialect.name() == "sqlite" {
            let database = Connection::open_in_memory().expect("a database in memory");
            for operation in [Operation::Ddl, Operation::Drop, Operation::Ddl] {
                let script = scripts.script(operation, Elements::ALL).expect("SQLite creates and drops");
                if let Err(error) = database.execute_batch(script.text()) {
                    panic!("{operation}: {error}\n{}", script.text());
                }
            }
        }
    }
}
