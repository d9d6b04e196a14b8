use super::*;
use crate::source::{SourceFile, directory};

fn model(text: &str) -> Model {
    let file = SourceFile { path: "m.toml".into(), bytes: format!("model='m'\nversion='1'\n{text}").into() };
    let loaded = directory::read_files(&[file]);
    assert_eq!(loaded.diagnostics, []);
    loaded.catalog.models.into_iter().next().unwrap()
}

fn named(name: &str, fields: &[&str]) -> Table {
    let field = |name: &&str| Field { name: (*name).into(), ..Field::default() };
    Table { name: name.into(), fields: fields.iter().map(field).collect(), ..Table::default() }
}

#[test]
fn an_exact_name_wins_and_one_of_several_spellings_means_none() {
    let tables = vec![named("T", &["ID", "id", "x"]), named("u", &[]), named("u", &["a"]), named("u", &["b"])];
    let model = Model { tables, ..Model::default() };
    let schema = Schema::new(&model);
    let t = schema.find_table("t").unwrap();
    let position = |name: &str| schema.find_field(t, name).map(FieldId::position);
    assert_eq!(["ID", "id", "Id", "X", "y"].map(position), [Some(0), Some(1), None, Some(2), None]);
    assert_eq!(schema.find_table("U").map(TableId::index), Some(2), "the first that has fields");
    assert_eq!(schema.find("t", "nothing"), Err(Missing::Field { at: 0 }));
    assert_eq!(schema.find("nothing", "x"), Err(Missing::Table));
    assert_eq!(schema.nearest_field(t, "xx"), Some("x"));
    assert_eq!(schema.number(schema.find("u", "a").unwrap()), 3);
    assert!(schema.has_distinct_fields(t));
}

#[test]
fn references_know_the_key_they_point_at() {
    let model = model(
        "[tables.k]\nprimary_key = { pk = ['a', 'b'] }\nuniques = { u = ['c'] }\n\
        [tables.k.fields]\na = 'integer'\nb = 'integer'\nc = 'integer'\n\
        [tables.f.fields]\na = 'integer -> k.c as fc'\nb = 'integer -> k.a as fa'\nc = 'integer -> k.d as fd'\n",
    );
    let schema = Schema::new(&model);
    let of: Vec<_> = schema.references().iter().map(|it| (it.reference.name.as_str(), it.target_key())).collect();
    assert_eq!(of, [("fc", Some(TargetKey::Unique(0))), ("fa", None), ("fd", None)]);
    assert_eq!(schema.references()[2].target_missing(), Some(Missing::Field { at: 0 }));
    let k = schema.find_table("k").unwrap();
    assert_eq!(schema.references_to(k).len(), 3);
    assert_eq!(schema.primary_key(k).unwrap().all_fields().unwrap().len(), 2);
    let not_null: Vec<_> = schema.fields(k).map(|field| schema.is_not_null(field)).collect();
    assert_eq!(not_null, [true, true, false]);
}
