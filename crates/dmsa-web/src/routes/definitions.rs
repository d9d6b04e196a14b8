//! The data models service's own API, so that its clients work with this service too.

use super::{Asked, Handler, Parameter, Route, Topic, Value};
use crate::compare::compare;
use crate::http::{Answer, Form, Lead, Problem};
use crate::pages::{self, markdown};
use crate::shelf::{self, Volume};
use dmsa::source::json;
use dmsa::suggest::suggest;
use serde_json::Value as Json;
use std::sync::Arc;

/// A page for people, a document for programs, and Markdown.
const FORMS: &[Form] = &[Form::Html, Form::Json, Form::Markdown];

/// The same for what the data models service gives to programs alone.
const DOCUMENT_FORMS: &[Form] = &[Form::Json, Form::Html, Form::Markdown];

/// The keys of a model in a list.
const KEYS: [&str; 7] = ["label", "name", "version", "description", "url", "release", "tables"];

pub(super) fn routes() -> Vec<Route> {
    let kept =
        |template, about, handler| Route::new(Topic::Definitions, template, about, Handler::Kept(handler)).forms(FORMS);
    let fields = || {
        let about = format!("In JSON only these keys, separated by commas: {}", KEYS.join(", "));
        vec![Parameter { name: "fields", about, value: Value::Text }]
    };
    vec![
        kept("/models", "Every version of every model", models).parameters(fields()).shape("Models"),
        kept("/models/{model}", "Every version of a model", versions).parameters(fields()).shape("Models"),
        kept("/models/{model}/{version}", "A version with its tables and fields", version).shape("Version"),
        kept("/models/{model}/{version}/{table}", "A table with its fields", table)
            .forms(DOCUMENT_FORMS)
            .shape("Table"),
        kept("/models/{model}/{version}/{table}/{field}", "A field", field).forms(DOCUMENT_FORMS).shape("Field"),
        kept("/schemata/{model}/{version}", "A version with its keys, references and indexes", schemata)
            .forms(DOCUMENT_FORMS)
            .shape("Schemata"),
        kept("/compare/{model}/{version}/{model2}/{version2}", "What changed from one version to another", comparison)
            .shape("Comparison"),
    ]
}

fn models(asked: &Asked) -> Result<Answer, Problem> {
    let keys = keys(asked)?;
    let volumes = asked.shelf.volumes();
    let answer = match asked.form {
        Form::Json => list(volumes, keys),
        Form::Markdown => Answer::form(Form::Markdown, markdown::models("Models", volumes)),
        _ => pages::home(asked),
    };
    Ok(answer.introduced(asked.shelf.revision()))
}

fn versions(asked: &Asked) -> Result<Answer, Problem> {
    let keys = keys(asked)?;
    let volumes = asked.shelf.versions(asked.value("model"))?;
    let revision = volumes.first().map_or("", |volume| volume.revision.as_str());
    let answer = match asked.form {
        Form::Json => list(volumes, keys),
        Form::Markdown => Answer::form(Form::Markdown, markdown::models(asked.value("model"), volumes)),
        _ => pages::model(asked)?,
    };
    Ok(answer.introduced(revision))
}

/// The keys that are asked for; none: all of them. Wrong ones are refused in every form, though only JSON has keys.
fn keys(asked: &Asked) -> Result<Option<Vec<&'static str>>, Problem> {
    let Some(fields) = asked.pair("fields") else {
        return Ok(None);
    };
    let named = fields.split(',').map(str::trim).filter(|field| !field.is_empty());
    let key = |field: &str| {
        KEYS.into_iter().find(|key| key.eq_ignore_ascii_case(field)).ok_or_else(|| {
            Problem::bad(format!("`fields` cannot hold `{field}`"))
                .meant(suggest(field, KEYS))
                .known("It can hold", KEYS)
                .instead_of(field, Lead::InPlace)
        })
    };
    let keys: Vec<_> = named.map(key).collect::<Result<_, _>>()?;
    if keys.is_empty() {
        return Err(Problem::bad("`fields` holds nothing").known("It can hold", KEYS));
    }
    Ok(Some(keys))
}

/// The versions as JSON, with the keys that are asked for. Tables are not even looked at where nobody wants them.
fn list(volumes: &[Arc<Volume>], keys: Option<Vec<&str>>) -> Answer {
    let Some(keys) = keys else {
        let models: Vec<_> = volumes.iter().map(|volume| volume.model()).collect();
        return Answer::form(Form::Json, json::models(models.iter().map(AsRef::as_ref)));
    };
    let light = |volume: &Arc<Volume>| {
        let text = if keys.contains(&"tables") { json::model(&volume.model()) } else { json::model(&volume.outline) };
        let mut object: Json = serde_json::from_str(&text).unwrap_or_default();
        if let Some(object) = object.as_object_mut() {
            object.retain(|key, _| keys.contains(&key.as_str()));
        }
        object
    };
    Answer::form(Form::Json, Json::from_iter(volumes.iter().map(light)).to_string())
}

fn version(asked: &Asked) -> Result<Answer, Problem> {
    let volume = asked.volume()?;
    let answer = match asked.form {
        Form::Json => Answer::form(Form::Json, json::model(&volume.model())),
        Form::Markdown => Answer::form(Form::Markdown, markdown::version(&volume.model())),
        _ => pages::version(asked)?,
    };
    Ok(answer.introduced(&volume.revision))
}

fn table(asked: &Asked) -> Result<Answer, Problem> {
    let volume = asked.volume()?;
    let model = volume.model();
    let table = shelf::table(&model, asked.value("table"))?;
    let answer = match asked.form {
        Form::Json => Answer::form(Form::Json, table_json(&model, &table.name)?.to_string()),
        Form::Markdown => Answer::form(Form::Markdown, markdown::table(&model, table)),
        _ => pages::table(asked)?,
    };
    Ok(answer.introduced(&volume.revision))
}

fn field(asked: &Asked) -> Result<Answer, Problem> {
    let volume = asked.volume()?;
    let model = volume.model();
    let table = shelf::table(&model, asked.value("table"))?;
    let field = shelf::field(table, asked.value("field"))?;
    let answer = match asked.form {
        Form::Json => {
            let table = table_json(&model, &table.name)?;
            let fields = table["fields"].as_array().and_then(|all| all.iter().find(|one| one["name"] == *field.name));
            let gone = || Problem::not_found("there is no such field");
            Answer::form(Form::Json, fields.ok_or_else(gone)?.to_string())
        }
        Form::Markdown => Answer::form(Form::Markdown, markdown::field(&model, table, field)),
        _ => pages::table(asked)?,
    };
    Ok(answer.introduced(&volume.revision))
}

/// A table as it stands in the document of its version.
fn table_json(model: &dmsa::model::Model, name: &str) -> Result<Json, Problem> {
    let mut document: Json = serde_json::from_str(&json::model(model)).unwrap_or_default();
    let tables = document["tables"].as_array_mut();
    let table = tables.and_then(|tables| tables.iter_mut().find(|table| table["name"] == *name));
    table.map(Json::take).ok_or_else(|| Problem::not_found("there is no such table"))
}

fn schemata(asked: &Asked) -> Result<Answer, Problem> {
    let volume = asked.volume()?;
    let answer = match asked.form {
        Form::Json => Answer::form(Form::Json, json::schemata(&volume.model())),
        Form::Markdown => Answer::form(Form::Markdown, markdown::version(&volume.model())),
        _ => pages::version(asked)?,
    };
    Ok(answer.introduced(&volume.revision))
}

fn comparison(asked: &Asked) -> Result<Answer, Problem> {
    let (before, after) = pages::compared(asked)?;
    let comparison = compare(&before.model(), &after.model());
    let answer = match asked.form {
        Form::Json => {
            let mut document = serde_json::to_value(&comparison).unwrap_or_default();
            let name = |volume: &Volume| serde_json::json!({"name": volume.outline.name, "version": volume.outline.version.as_str()});
            document["before"] = name(&before);
            document["after"] = name(&after);
            Answer::form(Form::Json, document.to_string())
        }
        Form::Markdown => Answer::form(Form::Markdown, markdown::comparison(&before, &after, &comparison)),
        _ => pages::comparison(asked, &before, &after, &comparison),
    };
    Ok(answer.introduced(&after.revision))
}
