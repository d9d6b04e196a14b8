//! The shapes of the documents in JSON that addresses answer with.

use serde_json::{Map, Value as Json, json};

/// Every shape, by its name in the document.
pub(super) fn all() -> Map<String, Json> {
    let shapes = [
        ("Problem", problem()),
        ("Service", all_required(&[("name", text()), ("version", text())])),
        ("Models", list("Model")),
        ("Model", object(&model())),
        ("Version", all_required(&model())),
        ("Release", all_required(&[("level", text()), ("serial", text())])),
        ("Table", all_required(&named(&[("fields", list("Field"))]))),
        ("Field", all_required(&field())),
        ("Schemata", schemata()),
        ("Key", all_required(&[("name", text()), ("table", text()), ("fields", texts())])),
        ("Reference", all_required(&reference())),
        ("Index", all_required(&index())),
        ("Comparison", comparison()),
        ("TableChange", all_required(&table_change())),
        ("Renamed", all_required(&[("before", text()), ("after", text())])),
        ("Found", found()),
        ("Repositories", json!({"type": "array", "items": repository()})),
        ("Status", status()),
        ("Script", json!({"type": "array", "items": statement()})),
        ("Migration", json!({"type": "array", "items": step()})),
        ("Document", json!({"type": "object", "required": ["openapi", "info", "paths"]})),
    ];
    shapes.into_iter().map(|(name, shape)| (name.to_owned(), shape)).collect()
}

/// A reference to a shape.
pub(super) fn of(name: &str) -> Json {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn text() -> Json {
    json!({"type": "string"})
}

fn number() -> Json {
    json!({"type": "integer", "minimum": 0})
}

fn switch() -> Json {
    json!({"type": "boolean"})
}

fn texts() -> Json {
    json!({"type": "array", "items": text()})
}

fn list(of_what: &str) -> Json {
    json!({"type": "array", "items": of(of_what)})
}

fn or_null(kind: &str) -> Json {
    json!({"type": [kind, "null"]})
}

type Keys<'k> = [(&'k str, Json)];

fn object(keys: &Keys<'_>) -> Json {
    let properties: Map<String, Json> = keys.iter().map(|(name, shape)| ((*name).to_owned(), shape.clone())).collect();
    json!({"type": "object", "properties": properties})
}

fn with_required(keys: &Keys<'_>, required: &[&str]) -> Json {
    let mut shape = object(keys);
    shape["required"] = json!(required);
    shape
}

fn all_required(keys: &Keys<'_>) -> Json {
    let names: Vec<_> = keys.iter().map(|(name, _)| *name).collect();
    with_required(keys, &names)
}

fn problem() -> Json {
    let keys = [
        ("type", text()),
        ("title", text()),
        ("status", json!({"type": "integer"})),
        ("detail", text()),
        ("did_you_mean", text()),
        ("known", texts()),
    ];
    with_required(&keys, &["type", "title", "status", "detail"])
}

fn named<'k>(more: &Keys<'k>) -> Vec<(&'k str, Json)> {
    let common = [("name", text()), ("label", text()), ("description", text())];
    common.into_iter().chain(more.iter().cloned()).collect()
}

fn model() -> Vec<(&'static str, Json)> {
    named(&[("version", text()), ("url", text()), ("release", of("Release")), ("tables", list("Table"))])
}

fn field() -> Vec<(&'static str, Json)> {
    named(&[
        ("type", text()),
        ("required", switch()),
        ("length", number()),
        ("precision", number()),
        ("scale", number()),
        ("default", text()),
    ])
}

fn reference() -> [(&'static str, Json); 5] {
    ["name", "source_table", "source_field", "target_table", "target_field"].map(|name| (name, text()))
}

fn index() -> [(&'static str, Json); 5] {
    let order = json!({"enum": ["asc", "desc"]});
    [("name", text()), ("table", text()), ("fields", texts()), ("unique", switch()), ("order", order)]
}

fn schemata() -> Json {
    let not_null = all_required(&[("table", text()), ("field", text())]);
    let constraints = all_required(&[
        ("primary_keys", list("Key")),
        ("uniques", list("Key")),
        ("foreign_keys", list("Reference")),
        ("not_null", json!({"type": "array", "items": not_null})),
    ]);
    let schema = all_required(&[("constraints", constraints), ("indexes", list("Index"))]);
    all_required(&[("model", text()), ("version", text()), ("schema", schema), ("tables", list("Table"))])
}

fn table_change() -> Vec<(&'static str, Json)> {
    let change = all_required(&[
        ("field", or_null("string")),
        ("what", text()),
        ("before", text()),
        ("after", text()),
        ("structure", switch()),
    ]);
    let lists = ["fields_added", "fields_removed", "rules_added", "rules_removed"].map(|name| (name, texts()));
    let rest = [
        ("table", text()),
        ("fields_renamed", list("Renamed")),
        ("changes", json!({"type": "array", "items": change})),
    ];
    lists.into_iter().chain(rest).collect()
}

fn comparison() -> Json {
    let version = all_required(&[("name", text()), ("version", text())]);
    let typed_change = with_required(
        &[("aspect", text()), ("table", text()), ("field", or_null("string")), ("change", text())],
        &["aspect", "table", "change"],
    );
    let counts = [
        "tables_added",
        "tables_removed",
        "tables_renamed",
        "fields_added",
        "fields_removed",
        "fields_renamed",
        "structure",
        "wording",
    ];
    all_required(&[
        ("before", version.clone()),
        ("after", version),
        ("tables_added", texts()),
        ("tables_removed", texts()),
        ("tables_renamed", list("Renamed")),
        ("tables_changed", list("TableChange")),
        ("counts", all_required(&counts.map(|name| (name, number())))),
        ("changes", json!({"type": "array", "items": typed_change})),
    ])
}

fn found() -> Json {
    let kind = json!({"enum": ["model", "table", "field"]});
    let texts = ["model", "version", "table", "field", "path"].map(|name| (name, text()));
    let keys: Vec<_> = [("kind", kind)].into_iter().chain(texts).collect();
    let hit = with_required(&keys, &["kind", "model", "version", "path"]);
    with_required(&[("hits", json!({"type": "array", "items": hit})), ("did_you_mean", text())], &["hits"])
}

fn repository() -> Json {
    let commit = all_required(&[("sha1", or_null("string")), ("time", or_null("string"))]);
    all_required(&[("uri", text()), ("branch", text()), ("fetchTime", text()), ("commit", commit)])
}

fn status() -> Json {
    let finding = all_required(&[
        ("code", text()),
        ("severity", text()),
        ("model", or_null("string")),
        ("origin", text()),
        ("message", text()),
        ("help", or_null("string")),
    ]);
    let source = all_required(&[
        ("name", text()),
        ("state", text()),
        ("error", or_null("string")),
        ("stand_in", or_null("string")),
        ("copy_error", or_null("string")),
        ("reading_seconds", or_null("integer")),
        ("tried", text()),
        ("served_since", or_null("string")),
        ("revision", or_null("string")),
        ("versions", or_null("integer")),
        ("diagnostics", json!({"type": "array", "items": finding})),
    ]);
    let cache = all_required(&["entries", "bytes", "limit"].map(|name| (name, number())));
    all_required(&[
        ("version", text()),
        ("uptime_seconds", number()),
        ("draining", switch()),
        ("models", number()),
        ("versions", number()),
        ("cache", cache),
        ("sources", json!({"type": "array", "items": source})),
    ])
}

fn step() -> Json {
    let keys = [
        ("kind", text()),
        ("table", text()),
        ("name", text()),
        ("risk", text()),
        ("sql", texts()),
        ("remarks", texts()),
    ];
    with_required(&keys, &["kind", "risk", "sql"])
}

fn statement() -> Json {
    let depends_on = json!({"type": "array", "items": {"type": "object"}});
    let keys = [("kind", text()), ("table", text()), ("name", text()), ("sql", text()), ("depends_on", depends_on)];
    with_required(&keys, &["kind", "sql", "depends_on"])
}
