//! Definitions made to break scripts.

use dmsa::dialect::DIALECTS;
use dmsa::model::{Field, FieldType, Index, IndexField, Key, KeyField, Model, Reference, Table, TypeKind};
use dmsa::source::directory;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Those of `tests/definitions`, and those that are easier made than written.
pub fn all() -> Vec<Model> {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "definitions"].iter().collect();
    let loaded = directory::read(&[&folder]).expect("the definitions can be read");
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    let mut models = loaded.catalog.models;
    models.extend([reserved_words(), long_names(), repeated_names()]);
    models
}

fn integer(name: &str) -> Field {
    Field { name: name.to_owned(), data_type: TypeKind::Integer.into(), ..Field::default() }
}

fn key(name: &str, table: &str, fields: &[&str]) -> Key {
    let field = |name: &&str| KeyField { name: (*name).to_owned(), ..KeyField::default() };
    let fields = fields.iter().map(field).collect();
    Key { name: name.to_owned(), table: table.to_owned(), fields, ..Key::default() }
}

fn index(name: &str, table: &str, field: &str) -> Index {
    let fields = vec![IndexField { name: field.to_owned(), ..IndexField::default() }];
    Index { name: name.to_owned(), table: table.to_owned(), fields, ..Index::default() }
}

/// Every word that any database reserves, as the name of a column, and some of them of everything else.
fn reserved_words() -> Model {
    let words: BTreeSet<&str> = DIALECTS.iter().flat_map(|dialect| dialect.reserved_words().words()).copied().collect();
    let words: Vec<&str> = words.into_iter().collect();
    let columns = words.iter().map(|word| integer(word)).collect();
    let mut model = Model {
        name: "reserved".into(),
        version: "1".into(),
        tables: vec![Table { name: "words".into(), fields: columns, ..Table::default() }],
        ..Model::default()
    };
    for word in words.iter().step_by(7) {
        let capital = word[..1].to_uppercase() + &word[1..];
        let mut fields = vec![integer(word), integer("other")];
        fields.push(Field { data_type: TypeKind::Date.into(), ..integer(&format!("{capital} {capital}")) });
        model.tables.push(Table { name: (*word).to_owned(), fields, ..Table::default() });
        model.primary_keys.push(key(&format!("pk_{word}"), word, &[word]));
        model.uniques.push(key(&capital, word, &["other"]));
        model.references.push(Reference::single(&format!("to {word}"), ("words", word), (word, word)));
        model.indexes.push(index(&format!("{word}_index"), word, word));
    }
    for word in ["index", "primary", "key", "constraint", "default", "gen_clust_index", "sqlite_autoindex_words_1"] {
        model.indexes.push(index(word, "words", words[0]));
    }
    model
}

/// Names of up to 300 characters that begin alike.
fn long_names() -> Model {
    let name = |length: usize, letter: char| {
        let start: String = "the_same_beginning_of_all_names_".chars().cycle().take(length.min(200)).collect();
        format!("{start}{}", letter.to_string().repeat(length.saturating_sub(200)))
    };
    let mut model = Model { name: "long".into(), version: "1".into(), ..Model::default() };
    for (length, letter) in [
        (30, 'a'),
        (31, 'a'),
        (63, 'a'),
        (64, 'a'),
        (65, 'a'),
        (128, 'a'),
        (129, 'a'),
        (250, 'a'),
        (250, 'b'),
        (300, 'c'),
    ] {
        let long = name(length, letter);
        let fields = vec![integer(&long), integer(&format!("{long}_")), integer("short")];
        model.primary_keys.push(key(&format!("pk{long}"), &long, &[&long]));
        model.uniques.push(key(&format!("uq{long}"), &long, &[&format!("{long}_")]));
        model.references.push(Reference::single(&format!("fk{long}"), (&long, &format!("{long}_")), (&long, &long)));
        model.indexes.push(index(&format!("ix{long}"), &long, "short"));
        model.tables.push(Table { name: long, fields, ..Table::default() });
    }
    let umlauts = "ü".repeat(64);
    let wide = FieldType { length: Some(10), ..TypeKind::String.into() };
    let fields = vec![Field { data_type: wide, ..integer(&umlauts) }];
    model.tables.push(Table { name: umlauts, fields, ..Table::default() });
    model
}

/// The same names in different cases, and again where they may not be.
fn repeated_names() -> Model {
    let mut model = Model { name: "repeated".into(), version: "1".into(), ..Model::default() };
    for table in ["one", "One", "two"] {
        let fields = ["id", "Id", "code"].map(integer).into();
        model.tables.push(Table { name: table.to_owned(), fields, ..Table::default() });
        model.primary_keys.push(key("pk", table, &["id"]));
        model.uniques.push(key("uq", table, &["code"]));
        model.uniques.push(key("UQ", table, &["Id"]));
        model.references.push(Reference::single("fk", (table, "code"), ("one", "id")));
        model.references.push(Reference::single("fk", (table, "Id"), ("one", "id")));
        model.indexes.push(index("ix", table, "code"));
        model.indexes.push(index("IX", table, "id"));
        model.indexes.push(index("fk", table, "Id"));
        model.indexes.push(index("two", table, "Id"));
        model.indexes.push(index("uq", table, "Id"));
    }
    model
}
