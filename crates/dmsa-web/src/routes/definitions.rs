//! The data models service's own API, so that its clients work with this service too.

use crate::compare::by_table;
use crate::definitions::{self, Definition};
use crate::http::{Answer, Form, Problem};
use crate::pages::{self, markdown};
use crate::route::{Context, Handler, Parameter, Route, Topic, Value};
use dmsa::diff::{self, Diff};
use dmsa::schema::Schema;
use dmsa::source::json;
use std::sync::Arc;

/// A page for people, a document for programs, and Markdown.
const FORMS: &[Form] = &[Form::Html, Form::Json, Form::Markdown];

/// The same for what the data models service gives to programs alone.
const DOCUMENT_FORMS: &[Form] = &[Form::Json, Form::Html, Form::Markdown];

/// A comparison is the diff of the command line, too.
const COMPARISON_FORMS: &[Form] = &[Form::Html, Form::Json, Form::Markdown, Form::Text];

/// The keys of a model in a list.
const KEYS: [&str; 7] = ["label", "name", "version", "description", "url", "release", "tables"];

pub(super) fn routes() -> Vec<Route> {
    let cached = |template, about, handler| {
        Route::new(Topic::Definitions, template, about, Handler::Cached(handler)).forms(FORMS)
    };
    let fields = || {
        let about = "In JSON only these keys, separated by commas".to_owned();
        vec![Parameter { name: "fields", about, value: Value::Words(KEYS.to_vec()) }]
    };
    vec![
        cached("/models", "Every version of every model", models).parameters(fields()).shape("Models"),
        cached("/models/{model}", "Every version of a model", versions).parameters(fields()).shape("Models"),
        cached("/models/{model}/{version}", "A version with its tables and fields", version).shape("Version"),
        cached("/models/{model}/{version}/{table}", "A table with its fields", table)
            .forms(DOCUMENT_FORMS)
            .shape("Table"),
        cached("/models/{model}/{version}/{table}/{field}", "A field", field).forms(DOCUMENT_FORMS).shape("Field"),
        cached("/schemata/{model}/{version}", "A version with its keys, references and indexes", schemata)
            .forms(DOCUMENT_FORMS)
            .shape("Schemata"),
        cached(
            "/compare/{model}/{version}/{model2}/{version2}",
            "What changed from one version to another",
            comparison,
        )
        .forms(COMPARISON_FORMS)
        .shape("Comparison"),
    ]
}

fn models(context: &Context) -> Result<Answer, Problem> {
    let keys = keys(context);
    let definitions = context.definitions.all();
    let answer = match context.form {
        Form::Json => list(definitions, keys),
        Form::Markdown => Answer::form(Form::Markdown, markdown::models("Models", definitions)),
        _ => pages::home(context, None),
    };
    Ok(answer.introduced(context.definitions.revision()))
}

fn versions(context: &Context) -> Result<Answer, Problem> {
    let keys = keys(context);
    let definitions = context.definitions.versions(context.value("model"))?;
    let revision = definitions.first().map_or("", |definition| definition.revision.as_str());
    let answer = match context.form {
        Form::Json => list(definitions, keys),
        Form::Markdown => Answer::form(Form::Markdown, markdown::models(context.value("model"), definitions)),
        _ => pages::model(context)?,
    };
    Ok(answer.introduced(revision))
}

/// The keys that are asked for; none: all of them.
fn keys(context: &Context) -> Option<Vec<&str>> {
    context.pair("fields").map(|fields| fields.split(',').collect())
}

/// The versions as JSON, with the keys that are asked for. Definitions are not decoded where nobody asks for tables.
fn list(definitions: &[Arc<Definition>], keys: Option<Vec<&str>>) -> Answer {
    let models = definitions.iter().map(|definition| definition.model());
    let text = match keys {
        None => json::models(models),
        Some(keys) if keys.contains(&"tables") => json::models_with_keys(models, |key| keys.contains(&key)),
        Some(keys) => {
            let summaries = definitions.iter().map(|definition| &definition.summary);
            json::models_with_keys(summaries, |key| keys.contains(&key))
        }
    };
    Answer::form(Form::Json, text)
}

fn version(context: &Context) -> Result<Answer, Problem> {
    let definition = context.definition()?;
    let answer = match context.form {
        Form::Json => Answer::form(Form::Json, json::model(&definition.model())),
        Form::Markdown => Answer::form(Form::Markdown, markdown::version(&definition.model())),
        _ => pages::version(context)?,
    };
    Ok(answer.introduced(&definition.revision))
}

fn table(context: &Context) -> Result<Answer, Problem> {
    let definition = context.definition()?;
    let model = definition.model();
    let table = definitions::table(&model, context.value("table"))?;
    let answer = match context.form {
        Form::Json => Answer::form(Form::Json, json::table(table)),
        Form::Markdown => Answer::form(Form::Markdown, markdown::table(&model, table)),
        _ => pages::table(context)?,
    };
    Ok(answer.introduced(&definition.revision))
}

fn field(context: &Context) -> Result<Answer, Problem> {
    let definition = context.definition()?;
    let model = definition.model();
    let table = definitions::table(&model, context.value("table"))?;
    let field = definitions::field(table, context.value("field"))?;
    let answer = match context.form {
        Form::Json => Answer::form(Form::Json, json::field(field)),
        Form::Markdown => Answer::form(Form::Markdown, markdown::field(&model, table, field)),
        _ => pages::table(context)?,
    };
    Ok(answer.introduced(&definition.revision))
}

fn schemata(context: &Context) -> Result<Answer, Problem> {
    let definition = context.definition()?;
    let answer = match context.form {
        Form::Json => Answer::form(Form::Json, json::schemata(&definition.model())),
        Form::Markdown => Answer::form(Form::Markdown, markdown::version(&definition.model())),
        _ => pages::version(context)?,
    };
    Ok(answer.introduced(&definition.revision))
}

fn comparison(context: &Context) -> Result<Answer, Problem> {
    let (before, after) = context.two_definitions()?;
    let others = context.definitions.other_versions(&before, &after);
    let others: Vec<_> = others.iter().map(AsRef::as_ref).collect();
    let (earlier, later) = (before.model(), after.model());
    let diff = Diff::new(&Schema::new(&earlier), &Schema::new(&later), &others);
    let written = |form: Form| {
        let format = diff::Format::find(form.name()).ok_or_else(|| Problem::bad("there is no such format"))?;
        Ok::<_, Problem>(Answer::form(form, format.write(&diff)))
    };
    let answer = match context.form {
        Form::Json => {
            let mut document = serde_json::to_value(by_table(&diff)).unwrap_or_default();
            document["changes"] = diff::typed_changes(&diff);
            let name = |definition: &Definition| serde_json::json!({"name": definition.summary.name, "version": definition.summary.version.as_str()});
            document["before"] = name(&before);
            document["after"] = name(&after);
            Answer::form(Form::Json, document.to_string())
        }
        form @ (Form::Markdown | Form::Text) => written(form)?,
        Form::Html => pages::comparison(context, &before, &after, &by_table(&diff)),
    };
    Ok(answer.introduced(&after.revision))
}
