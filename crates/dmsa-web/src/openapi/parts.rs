//! The open parts of addresses: what can stand there.

use crate::definitions::Definitions;
use dmsa::ddl::{Elements, Operation};
use dmsa::diagram;
use dmsa::dialect::{DIALECTS, Dialect};
use serde_json::{Value as Json, json};

/// Something that each open part can be, for those who want to try: the model with most versions, its latest version, and a
/// table of that.
pub(super) struct Examples {
    model: String,
    table: String,
    field: String,
}

impl Examples {
    pub(super) fn of(definitions: &Definitions) -> Self {
        let definition = definitions.models().max_by_key(|versions| versions.len()).and_then(<[_]>::last);
        let model = definition.map(|definition| definition.model());
        let table = model.as_ref().and_then(|model| model.tables.first());
        Self {
            model: definition.map(|definition| definition.summary.name.clone()).unwrap_or_default(),
            table: table.map(|table| table.name.clone()).unwrap_or_default(),
            field: table.and_then(|table| table.fields.first()).map(|field| field.name.clone()).unwrap_or_default(),
        }
    }

    fn of_part<'e>(&'e self, template: &str, part: &str) -> &'e str {
        match part {
            "model" | "model2" => &self.model,
            "version" | "version2" | "from" => "latest",
            "table" => &self.table,
            "field" => &self.field,
            "operation" => Operation::Ddl.name(),
            "dialect" => dialects(template).next().unwrap_or_default(),
            "elements" => "tables",
            "file" if template.starts_with("/assets/") => "style.css",
            "file" => "diagram.svg",
            _ => "",
        }
    }
}

/// The names of the open parts of a template.
pub(super) fn of(template: &str) -> impl Iterator<Item = &str> {
    template.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

/// The dialects that an address can name: those that know its operation.
fn dialects(template: &str) -> impl Iterator<Item = &'static str> {
    let of_logging = Operation::ALL.into_iter().filter(|operation| operation.needs_logging());
    let migrates = template.contains("/migrate/");
    let needs_logging = of_logging.into_iter().any(|operation| template.contains(&format!("/{operation}/")));
    let knows = move |dialect: &&dyn Dialect| {
        (!needs_logging || dialect.capabilities().logging) && (!migrates || dialect.alter().is_some())
    };
    DIALECTS.iter().copied().filter(knows).map(Dialect::name)
}

/// An open part of a template as a parameter.
pub(super) fn parameter(template: &str, part: &str, examples: &Examples) -> Json {
    let words: Vec<&str> = match part {
        "operation" => Operation::ALL.map(Operation::name).to_vec(),
        "dialect" => dialects(template).collect(),
        "elements" => Elements::NAMED.map(|(name, _)| name).to_vec(),
        _ => Vec::new(),
    };
    let schema = if words.is_empty() { json!({"type": "string"}) } else { json!({"type": "string", "enum": words}) };
    json!({
        "name": part, "in": "path", "required": true, "schema": schema, "description": about(template, part),
        "example": examples.of_part(template, part),
    })
}

fn about(template: &str, part: &str) -> String {
    match part {
        "model" | "model2" => "A model, in any case".to_owned(),
        "from" => "The version that the database has; an earlier or a later one".to_owned(),
        "version" | "version2" => "A version: in full, in a short form such as `6.3`, or `latest`".to_owned(),
        "table" => "A table, in any case".to_owned(),
        "field" => "A field, in any case".to_owned(),
        "operation" => "What the script does".to_owned(),
        "dialect" => "The database's SQL, in any case".to_owned(),
        "elements" => "The part of the script".to_owned(),
        "file" if template.starts_with("/assets/") => "The name of the file".to_owned(),
        "file" => {
            let formats: Vec<_> = diagram::FORMATS.iter().map(|format| format.name()).collect();
            format!("Any name with one of these extensions: {}", formats.join(", "))
        }
        _ => String::new(),
    }
}

/// A name for an address: `/{model}/{version}/ddl/{dialect}/` is `model_version_ddl_dialect`.
pub(super) fn id(template: &str) -> String {
    let parts: Vec<_> = template
        .split(['/', '.'])
        .map(|part| part.trim_matches(['{', '}', '_']).to_owned())
        .filter(|part| !part.is_empty())
        .collect();
    if parts.is_empty() { "home".to_owned() } else { parts.join("_") }
}
