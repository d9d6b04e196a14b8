//! JSON Schema: what rows of each table look like as JSON objects.

use super::options::Options;
use super::{Generated, Target, file_stem};
use crate::ddl::plan::{ColumnPlan, Plan, Rule, TablePlan};
use crate::ddl::{AsScript, DdlError, Element};
use crate::dialect::{Literal, NEUTRAL, number_size, string_length};
use crate::model::{FieldType, Model, TypeKind, printable};
use crate::settings::Setting;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

/// Schemas for JSON documents.
pub(super) struct JsonSchema;

static SETTINGS: &[Setting<Options>] = &[Options::TABLES, Options::EXCLUDE, Options::COLUMN_ORDER];

impl Target for JsonSchema {
    fn name(&self) -> &'static str {
        "json-schema"
    }

    fn label(&self) -> &'static str {
        "JSON Schema"
    }

    fn about(&self) -> &'static str {
        "Write a JSON Schema with a definition for each table"
    }

    fn notes(&self) -> &'static str {
        "\
The document is a schema of JSON Schema 2020-12: an object with a list of rows for each table. `#/$defs/person` describes \
one row of `person`.

Examples:
  dmsa json-schema pedsnet latest -o pedsnet.schema.json
  dmsa json-schema omop 5.4 --tables=person"
    }

    fn media_type(&self) -> &'static str {
        "application/schema+json"
    }

    fn file_name(&self, model: &Model) -> String {
        let legal = |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '-');
        format!("{}.schema.json", file_stem(model, legal))
    }

    fn settings(&self) -> &'static [Setting<Options>] {
        SETTINGS
    }

    fn generate(&self, model: &Model, options: &Options) -> Result<Generated, DdlError> {
        let dialect = options.dialect.or(Some(&NEUTRAL));
        let Some(dialect) = dialect else { return Ok(Generated { text: String::new(), diagnostics: Vec::new() }) };
        let plan_options = crate::ddl::Options { no_history: true, ..options.script.clone() };
        let plan = Plan::new(model, dialect, &plan_options)?;
        // Every value comes from strings and numbers, which are all JSON can refuse to be.
        let text = serde_json::to_string_pretty(&document(&plan)).unwrap_or_default() + "\n";
        // Documents have no references and no indexes that could be missed.
        let findings = plan.diagnostics.into_iter().zip(plan.diagnostic_elements);
        let diagnostics = findings.filter(|(_, element)| *element == Element::Tables).map(|(found, _)| found).collect();
        Ok(Generated { text, diagnostics })
    }
}

/// An object whose entries keep their order.
#[derive(Default)]
struct Entries(Vec<(String, Entry)>);

enum Entry {
    Value(Value),
    Object(Entries),
}

impl Serialize for Entries {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, entry)| (name, entry)))
    }
}

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Entry::Value(value) => value.serialize(serializer),
            Entry::Object(entries) => entries.serialize(serializer),
        }
    }
}

impl Entries {
    fn add(&mut self, name: &str, value: impl Into<Value>) {
        self.0.push((name.to_owned(), Entry::Value(value.into())));
    }

    fn add_object(&mut self, name: &str, entries: Entries) {
        self.0.push((name.to_owned(), Entry::Object(entries)));
    }

    fn describe(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.add("description", &*printable(text.trim()));
        }
    }
}

fn document(plan: &Plan<'_>) -> Entries {
    let model = plan.model;
    let mut root = Entries::default();
    root.add("$schema", "https://json-schema.org/draft/2020-12/schema");
    let title = format!("{} {}", model.name, model.version);
    root.add("title", if model.label.is_empty() { title } else { printable(&model.label).into_owned() });
    root.describe(&model.description);
    root.add("type", "object");
    let mut tables = Entries::default();
    let mut definitions = Entries::default();
    for (_, table) in plan.selected() {
        let name = &*table.name.raw;
        tables.add(name, json!({ "type": "array", "items": { "$ref": format!("#/$defs/{}", pointer(name)) } }));
        definitions.add_object(name, row(plan, table));
    }
    root.add_object("properties", tables);
    root.add("additionalProperties", false);
    root.add_object("$defs", definitions);
    root
}

/// A name as a part of a pointer in a URI.
fn pointer(name: &str) -> String {
    const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(&name.replace('~', "~0").replace('/', "~1"), RESERVED).to_string()
}

fn row(plan: &Plan<'_>, table: &TablePlan<'_>) -> Entries {
    let mut row = Entries::default();
    row.describe(&table.table.description);
    if let Some(key) = &table.primary_key {
        let names: Vec<_> = key.columns.iter().map(|column| &*table.columns[*column].name.raw).collect();
        row.add("$comment", format!("primary key: {}", names.join(", ")));
    }
    row.add("type", "object");
    let mut properties = Entries::default();
    for (place, column) in table.columns.iter().enumerate() {
        properties.add_object(&column.name.raw, property(plan, table, place, column));
    }
    row.add_object("properties", properties);
    let is_required = |column: &&ColumnPlan<'_>| column.not_null && column.default.is_none() && !column.generated;
    let required: Vec<_> = table.columns.iter().filter(is_required).map(|column| &*column.name.raw).collect();
    if !required.is_empty() {
        row.add("required", required);
    }
    row.add("additionalProperties", false);
    row
}

fn property(plan: &Plan<'_>, table: &TablePlan<'_>, place: usize, column: &ColumnPlan<'_>) -> Entries {
    let mut property = Entries::default();
    property.describe(&column.field.description);
    let targets: Vec<String> = table
        .constraints
        .iter()
        .filter_map(|planned| match &planned.ready()?.rule {
            Rule::Reference { columns, target, target_columns } => {
                let at = columns.iter().position(|column| *column == place)?;
                let target = &plan.tables[*target];
                Some(format!("{}.{}", target.name.raw, target.columns[target_columns[at]].name.raw))
            }
            Rule::Unique { .. } => None,
        })
        .collect();
    if !targets.is_empty() {
        property.add("$comment", format!("refers to {}", targets.join(", ")));
    }
    let (name, limits) = value_type(&column.field.data_type);
    property.add("type", if column.not_null { json!(name) } else { json!([name, "null"]) });
    limits.into_iter().for_each(|(keyword, limit)| property.add(keyword, limit));
    if column.default.is_some()
        && let Some(default) = Literal::parse(&column.field.default, &column.field.data_type).and_then(default_value)
    {
        property.add("default", default);
    }
    property
}

/// The type of a value, and what is asked of it besides.
fn value_type(data_type: &FieldType) -> (&'static str, Vec<(&'static str, Value)>) {
    let pattern = |pattern: &str| vec![("pattern", json!(pattern))];
    match &data_type.kind {
        TypeKind::Integer => ("integer", vec![("minimum", json!(i32::MIN)), ("maximum", json!(i32::MAX))]),
        TypeKind::BigInteger => ("integer", vec![("minimum", json!(i64::MIN)), ("maximum", json!(i64::MAX))]),
        TypeKind::Number | TypeKind::Decimal => match number_size(data_type) {
            // Ten to the power of a hundred is the same to any reader as no limit.
            (precision, scale) if precision.saturating_sub(scale) <= 100 => {
                let digits = precision.saturating_sub(scale);
                let limit: Option<Value> = format!("1e{digits}").parse().ok();
                let below = limit.clone().map(|limit| ("exclusiveMaximum", limit));
                let above = format!("-1e{digits}").parse().ok().map(|limit| ("exclusiveMinimum", limit));
                (if scale == 0 { "integer" } else { "number" }, above.into_iter().chain(below).collect())
            }
            _ => ("number", Vec::new()),
        },
        TypeKind::Float => ("number", Vec::new()),
        TypeKind::String => ("string", vec![("maxLength", json!(string_length(data_type)))]),
        // A type that is not known stops the plan before it comes here.
        TypeKind::Text | TypeKind::Clob | TypeKind::Unknown(_) => ("string", Vec::new()),
        TypeKind::Date => ("string", vec![("format", json!("date"))]),
        // The format `date-time` asks for an offset, which these columns cannot hold.
        TypeKind::DateTime | TypeKind::Timestamp => {
            ("string", pattern(r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$"))
        }
        TypeKind::Time => ("string", pattern(r"^\d{2}:\d{2}(:\d{2}(\.\d+)?)?$")),
        TypeKind::Boolean => ("boolean", Vec::new()),
        TypeKind::Blob => ("string", vec![("contentEncoding", json!("base64"))]),
    }
}

/// A default as JSON, where it is a value and not a function.
fn default_value(literal: Literal) -> Option<Value> {
    match literal {
        Literal::Number(digits) => digits.parse().ok(),
        Literal::Boolean(value) => Some(json!(value)),
        Literal::Text(text) | Literal::Date(text) | Literal::DateTime(text) | Literal::Time(text) => Some(json!(text)),
        Literal::Bytes(_) | Literal::Now(_) => None,
    }
}
