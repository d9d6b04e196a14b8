use super::*;
use crate::check;
use crate::source::{SourceFile, arbitrary, csv, directory, json, toml};
use proptest::prelude::*;

fn read(path: &str, text: &str) -> Model {
    let loaded = directory::read_files(&[SourceFile { path: path.into(), bytes: text.into() }]);
    assert_eq!(loaded.diagnostics, []);
    loaded.catalog.models.into_iter().next().unwrap()
}

/// What `show` and `ddl` would look for, in words.
fn spelt(model: &Model) -> Vec<String> {
    let of = |table: &str, fields: Vec<&str>| format!("{table}({})", fields.join(","));
    let keys = model.primary_keys.iter().chain(&model.uniques);
    let mut spelt: Vec<_> = keys.map(|key| of(&key.table, key.field_names().collect())).collect();
    spelt.extend(model.not_nulls.iter().map(|it| of(&it.table, vec![&it.field])));
    spelt.extend(model.references.iter().map(|it| {
        let mut parts: Vec<_> = it.field_names().collect();
        parts.push(&it.ref_table);
        parts.extend(it.ref_field_names());
        of(&it.table, parts)
    }));
    spelt.extend(model.indexes.iter().map(|it| of(&it.table, it.fields.iter().map(|f| f.name.as_str()).collect())));
    spelt.extend(model.renamings.iter().map(|it| of(&it.table, vec![&it.field])));
    spelt
}

const TOML: &str = r#"
model = "m"
version = "1"

[tables.t]
primary_key = { pk_t = ["ID"] }
indexes = { i = ["Parent desc"] }
uniques = { u = ["PARENT"] }

[tables.t.fields]
id = "integer"
parent = "integer -> T.Id as fk"

[loose]
not_nulls = ["T.ID"]

[[renamings]]
from = "0"
fields = ["t.old -> T.ID"]
"#;

const JSON: &str = r#"{"model": "m", "version": "1",
    "tables": [{"name": "t", "fields": [{"name": "id", "type": "integer"}, {"name": "parent", "type": "integer"}]}],
    "schema": {
        "constraints": {
            "primary_keys": [{"name": "pk_t", "table": "T", "fields": ["ID"]}],
            "uniques": [{"name": "u", "table": "t", "fields": ["PARENT"]}],
            "not_null": [{"table": "T", "field": "Id"}],
            "foreign_keys": [{"name": "fk", "source_table": "T", "source_field": "Parent",
                "target_table": "T", "target_field": "ID"}]},
        "indexes": [{"name": "i", "table": "T", "order": "desc", "fields": ["Parent"]}]},
    "dmsa": {"renamings": [{"source_version": "0", "source_table": "t", "source_field": "old",
        "target_table": "T", "target_field": "ID"}]}}"#;

#[test]
fn every_source_names_things_as_they_are_defined() {
    for (path, text) in [("m.toml", TOML), ("m.json", JSON)] {
        let expected = ["t(id)", "t(parent)", "t(id)", "t(parent,t,id)", "t(parent)", "t(id)"];
        assert_eq!(spelt(&read(path, text)), expected, "{path}");
    }
}

#[test]
fn nothing_that_is_spelt_in_another_case_is_left_out() {
    for (path, text) in [("m.toml", TOML), ("m.json", JSON)] {
        let model = read(path, text);
        let options = crate::ddl::Options::default();
        // The definition has a reference of a table to itself.
        let dialects = crate::dialect::DIALECTS.iter().copied().filter(|it| it.capabilities().refers_to_itself);
        for dialect in dialects {
            let scripts = crate::ddl::Scripts::new(&model, dialect, &options).unwrap();
            assert_eq!(scripts.diagnostics(), [], "{path} {}", dialect.name());
        }
    }
}

#[test]
fn an_exact_name_wins_and_one_of_several_stays() {
    let text = r#"
model = "m"
version = "1"
[tables.t]
indexes = { a = ["ID"], b = ["id"], c = ["Id"], d = ["X"] }
[tables.t.fields]
id = "integer"
ID = "integer"
x = "integer"
"#;
    let model = read("m.toml", text);
    assert_eq!(spelt(&model), ["t(ID)", "t(id)", "t(Id)", "t(x)"]);
    let dangling =
        |code: &str| check::model(&model, crate::dialect::USUAL).iter().filter(|found| found.code.name == code).count();
    assert_eq!(dangling("dangling-index"), 1, "what could be one of several is none of them");
}

proptest! {
    #[test]
    fn a_second_time_changes_nothing(model in arbitrary::model()) {
        let mut once = model;
        normalise(&mut once);
        let mut twice = once.clone();
        normalise(&mut twice);
        prop_assert_eq!(once, twice);
    }
}

/// Two rows of a reference, with what differs between them.
fn joined(second: &str) -> Vec<usize> {
    let text = format!(
        "model = 'm'\nversion = '1'\n[tables.k]\nprimary_key = ['a', 'b']\nuniques = {{ u = ['c'] }}\n\
        [tables.k.fields]\na = 'integer'\nb = 'integer'\nc = 'integer'\n[tables.t.fields]\n\
        x = 'integer -> k.a as fk'\ny = 'integer {second}'\n"
    );
    read("m.toml", &text).references.iter().map(|reference| reference.fields.len()).collect()
}

#[test]
fn rows_that_name_different_fields_of_one_key_are_one_reference() {
    assert_eq!(joined("-> k.b as fk"), [2]);
    assert_eq!(joined("-> K.B as FK"), [2], "in any case");
    assert_eq!(joined("-> k.a as fk"), [1, 1], "twice the same field: a name is used twice");
    assert_eq!(joined("-> k.c as fk"), [1, 1], "fields of two keys");
    assert_eq!(joined("-> k.b as other"), [1, 1]);
    assert_eq!(joined("-> t.x as fk"), [1, 1], "two targets");
    assert_eq!(joined("-> k.b as fk on delete cascade"), [1, 1], "two actions");
}

/// The same definition in every layout that can say it: one model.
#[test]
fn rows_of_csv_mean_what_other_layouts_say() {
    let toml = "model = 'm'\nversion = '1'\n[tables.k]\nprimary_key = { pk = ['a', 'b'] }\n\
        [tables.k.fields]\na = 'integer'\nb = 'integer'\n\
        [tables.t]\nreferences = ['(x, y) -> k (a, b) as fk']\n[tables.t.fields]\nx = 'integer'\ny = 'integer'\n";
    let csv = [
        ("models.csv", "model,version,label,description,url\nm,1,,,\n"),
        ("fields.csv", "model,version,table,field,description\nm,1,k,a,\nm,1,k,b,\nm,1,t,x,\nm,1,t,y,\n"),
        (
            "schema.csv",
            "model,version,table,field,type,length,precision,scale,default\n\
             m,1,k,a,integer,,,,\nm,1,k,b,integer,,,,\nm,1,t,x,integer,,,,\nm,1,t,y,integer,,,,\n",
        ),
        ("constraints.csv", "model,version,table,field,type,name\nm,1,k,a,primary key,pk\nm,1,K,B,primary key,pk\n"),
        ("references.csv", "model,version,table,field,ref_table,ref_field,name\nm,1,t,x,k,a,fk\nm,1,T,Y,K,B,FK\n"),
    ];
    let files = csv.map(|(path, text)| SourceFile { path: path.into(), bytes: text.into() });
    let loaded = directory::read_files(&files);
    assert_eq!(loaded.diagnostics, []);
    let model = read("m.toml", toml);
    assert_eq!(loaded.catalog.models, std::slice::from_ref(&model));
    assert_eq!(read("m.json", &json::schemata(&model)), model, "the service's shape says it in rows, too");
}

proptest! {
    /// Whatever layouts a definition goes through, what all of them can say comes out as it was.
    #[test]
    fn every_pair_of_layouts_gives_the_same_model(model in arbitrary::model()) {
        type Write = fn(&Model) -> Vec<SourceFile>;
        let toml: Write = |model| vec![SourceFile { path: "m.toml".into(), bytes: toml::write(model).into() }];
        let complete: Write = |model| vec![SourceFile { path: "m.json".into(), bytes: json::complete(model).into() }];
        let service: Write = |model| vec![SourceFile { path: "m.json".into(), bytes: json::schemata(model).into() }];
        let layouts = [toml, complete, service, csv::write as Write];
        let through = |write: Write, model: &Model| {
            directory::read_files(&write(model)).catalog.models.into_iter().next()
        };
        for first in layouts {
            let Some(once) = through(first, &model) else { continue };
            // What the first layout could say, every layout that says no less gives again.
            for second in [toml, complete, first] {
                prop_assert_eq!(through(second, &once), Some(once.clone()));
            }
        }
        let mut normal = model;
        normalise(&mut normal);
        prop_assert_eq!(through(toml, &normal), Some(normal.clone()));
        prop_assert_eq!(through(complete, &normal), Some(normal));
    }
}
