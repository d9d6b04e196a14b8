//! What reading definitions and writing scripts costs: `cargo bench -p dmsa`.
//!
//! The folder of published definitions is taken from `DMSA_DEFINITIONS`, or `../shared/data-models` beside the
//! repository; without it, reading is not measured.

#![allow(missing_docs, reason = "the macros of criterion write functions without documentation")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use dmsa::ddl::{Elements, Operation, Options, Prepared, Scripts};
use dmsa::dialect::{DIALECTS, Dialect};
use dmsa::model::{Field, Index, IndexField, Key, KeyField, Model, Reference, Table, TypeKind};
use dmsa::source::{directory, embedded};
use std::hint::black_box;
use std::path::PathBuf;

/// The dialects that dmsa 0.7 had: the figures of earlier releases are theirs.
const OLD: [&str; 5] = ["postgresql", "mysql", "oracle", "mssql", "sqlite"];

/// Every script of these models in these dialects; returns how many there are.
fn every_script(models: &[Model], dialects: &[&'static dyn Dialect], options: &Options) -> usize {
    let mut count = 0;
    for model in models {
        let prepared = Prepared::new(model);
        for dialect in dialects {
            let Ok(scripts) = Scripts::of(&prepared, *dialect, options) else { continue };
            for operation in Operation::ALL {
                for (_, elements) in Elements::NAMED {
                    // Deleting knows no elements.
                    if operation == Operation::Delete && elements != Elements::ALL {
                        continue;
                    }
                    if let Ok(script) = scripts.script(operation, elements) {
                        black_box(script.text());
                        count += 1;
                    }
                }
            }
        }
    }
    count
}

/// Tables of 30 fields, each with a key, an index and a reference to the one before.
fn generated(tables: usize) -> Model {
    let mut model = Model { name: "generated".into(), version: "1.0.0".into(), ..Model::default() };
    for at in 0..tables {
        let name = format!("table_{at}");
        let field = |field: usize| Field {
            name: format!("field_{field}"),
            data_type: if field < 2 { TypeKind::Integer } else { TypeKind::String }.into(),
            ..Field::default()
        };
        model.tables.push(Table { name: name.clone(), fields: (0..30).map(field).collect(), ..Table::default() });
        let key = KeyField { name: "field_0".into(), ..KeyField::default() };
        model.primary_keys.push(Key { table: name.clone(), fields: vec![key], ..Key::default() });
        let indexed = IndexField { name: "field_1".into(), ..IndexField::default() };
        model.indexes.push(Index { table: name.clone(), fields: vec![indexed], ..Index::default() });
        let before = format!("table_{}", at.saturating_sub(1));
        model.references.push(Reference::single("", (&name, "field_1"), (&before, "field_0")));
    }
    model
}

fn scripts(criterion: &mut Criterion) {
    let catalog = embedded::catalog();
    let options = Options::default();
    let mut group = criterion.benchmark_group("scripts");
    group.sample_size(20);
    let old: Vec<_> = DIALECTS.iter().copied().filter(|dialect| OLD.contains(&dialect.name())).collect();
    for (name, dialects) in [("whole catalog", old.as_slice()), ("whole catalog, every dialect", DIALECTS)] {
        println!("{name}: {} scripts", every_script(&catalog.models, dialects, &options));
        group.bench_function(name, |bench| bench.iter(|| every_script(&catalog.models, dialects, &options)));
    }
    group.finish();

    let mut group = criterion.benchmark_group("generated model, PostgreSQL");
    group.sample_size(10);
    for tables in [2_500, 5_000, 10_000, 20_000] {
        let model = generated(tables);
        group.throughput(Throughput::Elements(tables as u64));
        group.bench_with_input(BenchmarkId::from_parameter(tables), &model, |bench, model| {
            bench.iter(|| {
                Scripts::new(model, DIALECTS[0], &options)
                    .map(|scripts| black_box(scripts.script(Operation::Ddl, Elements::ALL).is_ok()))
                    .is_ok()
            });
        });
    }
    group.finish();
}

fn reading(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("reading");
    group.sample_size(20);
    group.bench_function("one embedded version", |bench| bench.iter(|| embedded::find("pedsnet", "6.3.0").is_ok()));
    group.bench_function("embedded catalog", |bench| bench.iter(|| embedded::catalog().models.len()));
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data-models");
    let folder = std::env::var_os("DMSA_DEFINITIONS").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    if folder.is_dir() {
        group.bench_function("folder of CSV", |bench| bench.iter(|| directory::read(&[folder.as_path()]).is_ok()));
    } else {
        eprintln!("SKIPPED: reading a folder of CSV; there is none at {}", folder.display());
    }
    group.finish();
}

fn checks(criterion: &mut Criterion) {
    let catalog = embedded::catalog();
    let mut group = criterion.benchmark_group("checks");
    group.sample_size(20);
    group.bench_function("whole catalog", |bench| {
        bench.iter(|| dmsa::check::models(&catalog.models, dmsa::dialect::USUAL).len())
    });
    group.finish();
}

criterion_group!(benches, scripts, reading, checks);
criterion_main!(benches);
