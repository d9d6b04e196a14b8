use super::document::Anything;
use super::*;
use crate::diagnostic::Diagnostic;
use crate::model::Model;
use crate::source::{arbitrary, normal};
use proptest::prelude::*;

fn read_text(text: &str) -> (Vec<Model>, Vec<String>) {
    let mut diagnostics = Vec::new();
    let definitions = read("m.json", text.as_bytes(), &mut diagnostics);
    let shown = |found: &Diagnostic| format!("{} {}: {}", found.origin, found.code.name, found.message);
    (definitions.into_iter().map(|found| found.model).collect(), diagnostics.iter().map(shown).collect())
}

#[test]
fn a_size_of_zero_is_none() {
    let (models, diagnostics) = read_text(
        r#"{"model": "m", "version": "1", "schema": {"indexes": null}, "tables": [{"name": "t", "fields": [
            {"name": "a", "type": "number", "length": 0, "precision": 20, "scale": null, "default": null},
            {"name": "b", "type": "String", "length": "30", "precision": -1, "scale": 0.5}]}]}"#,
    );
    let types: Vec<_> = models[0].tables[0].fields.iter().map(|field| field.data_type.to_string()).collect();
    assert_eq!(types, ["number(20)", "string(30)"]);
    assert_eq!(
        diagnostics,
        [
            "m.json unusable-size: the precision `-1` is not a whole number; it is ignored",
            "m.json unusable-size: the scale `0.5` is not a whole number; it is ignored",
        ]
    );
}

#[test]
fn other_json_is_no_definition_and_broken_json_is_reported() {
    assert_eq!(read_text(r#"{"name": "x", "version": {"a": 1}}"#), (vec![], vec![]));
    assert_eq!(read_text("[1, 2]"), (vec![], vec![]));
    assert_eq!(read_text("7"), (vec![], vec![]));
    let found = |text| read_text(text).1;
    assert_eq!(found("{\"tables\": [,\n"), ["m.json:1 unreadable-definition: expected value at line 1 column 13"]);
    assert_eq!(
        found("{\"model\": \"m\",\n\"tables\": 3}"),
        ["m.json:2 unreadable-definition: invalid type: integer `3`, expected a sequence at line 2 column 11"]
    );
    assert_eq!(found(r#"{"version": "1", "tables": []}"#), ["m.json unnamed-definition: the definition has no name"]);
    assert_eq!(found(&"[".repeat(10_000)).len(), 1);
}

#[test]
fn a_list_has_no_schema() {
    let list = models(&[Model { name: "m".into(), version: "1".into(), ..Model::default() }]);
    let definitions = read("models.json", list.as_bytes(), &mut Vec::new());
    assert_eq!((definitions.len(), definitions[0].has_schema), (1, false));
}

proptest! {
    #[test]
    fn reading_a_complete_document_gives_the_same_model(mut model in arbitrary::model()) {
        normal::normalise(&mut model);
        let text = complete(&model);
        let (read, diagnostics) = read_text(&text);
        prop_assert_eq!(diagnostics, Vec::<String>::new());
        prop_assert_eq!(&read, &[model], "{}", text);
    }

    /// Clients of the service find the same keys, and the same fields in another order.
    #[test]
    fn a_complete_document_has_the_services_shape(model in arbitrary::model()) {
        let complete: Anything = serde_json::from_str(&complete(&model)).unwrap();
        let plain: Anything = serde_json::from_str(&schemata(&model)).unwrap();
        let schema = |document: &Anything| serde_json::to_value(document.schema.as_ref().unwrap()).unwrap();
        prop_assert_eq!(schema(&complete), schema(&plain));
        let fields = |document: &Anything| {
            let mut names: Vec<_> = document.tables.as_ref().unwrap().iter().flat_map(|table| {
                table.fields.iter().map(|field| (table.name.clone(), field.name.clone(), field.kind.clone()))
            }).collect();
            names.sort();
            names
        };
        prop_assert_eq!(fields(&complete), fields(&plain));
        prop_assert!(plain.dmsa.is_none() && complete.dmsa.is_some());
    }
}
