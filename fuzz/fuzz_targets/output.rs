//! Two TOML definitions, with a zero byte between them, as everything but scripts: diagrams, code, findings, differences,
//! migrations, checks and loads as SQL. All is written without a panic, and text has no control characters.

#![no_main]

use dmsa::ddl::refuse_control_characters;
use dmsa::dialect::DIALECTS;
use dmsa::diff::Diff;
use dmsa::model::Model;
use dmsa::schema::Schema;
use dmsa::source::{SourceFile, directory};
use dmsa::{check, codegen, diagram, diff, migrate};
use dmsa_data::Rules;
use dmsa_data::sql::Checks;
use libfuzzer_sys::fuzz_target;

fn models(text: &[u8]) -> Vec<Model> {
    directory::read_files(&[SourceFile { path: "m.toml".into(), bytes: text.to_vec() }]).catalog.models
}

/// No control character but tab and newline reaches a program that interprets the text.
fn is_plain(text: &str, of: &str) {
    let control = text.chars().find(|c| c.is_control() && !matches!(c, '\t' | '\n'));
    assert_eq!(control, None, "{of}: {text}");
}

fn one(model: &Model) {
    for format in diagram::FORMATS {
        if let Ok(picture) = format.render(model, &diagram::Options::default())
            && let Ok(text) = std::str::from_utf8(&picture)
        {
            // A document of PDF is not text, even where it has no other bytes.
            if !text.starts_with("%PDF") {
                is_plain(text, format.name());
            }
        }
    }
    for target in codegen::TARGETS {
        if let Ok(generated) = target.generate(model, &codegen::Options::default()) {
            is_plain(&generated.text, target.label());
        }
    }
    let rules = Rules::new(model);
    if refuse_control_characters(model).is_ok() {
        for dialect in DIALECTS {
            is_plain(&Checks::new(&rules, *dialect, Some("s")).script(), dialect.name());
        }
    }
    std::hint::black_box(check::model(model, dmsa::dialect::DIALECTS));
}

fn two(before: &Model, after: &Model) {
    let (before, after) = (Schema::new(before), Schema::new(after));
    let diff = Diff::new(&before, &after, &[]);
    for format in diff::FORMATS {
        std::hint::black_box(format.write(&diff));
    }
    for dialect in DIALECTS {
        if let Ok(migration) = migrate::migrate(&diff, *dialect, &migrate::Options::default()) {
            is_plain(&migration.text(), dialect.name());
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let cut = data.iter().position(|byte| *byte == 0).unwrap_or(data.len());
    let (first, second) = (models(&data[..cut]), models(data.get(cut + 1..).unwrap_or_default()));
    first.iter().for_each(one);
    for (before, after) in first.iter().zip(&second) {
        two(before, after);
        two(after, before);
    }
});
