//! The OpenAPI document, made from the list of addresses.

use crate::routes::{self, Handler, Parameter, Route, Value};
use hyper::StatusCode;
use serde_json::{Map, Value as Json, json};

/// The whole document, for a service at this address.
pub(crate) fn document(base: &str) -> Json {
    let mut paths = Map::new();
    for route in routes::all() {
        let method = if matches!(route.handler, Handler::Hook) { "post" } else { "get" };
        paths.insert(route.template.clone(), json!({ method: operation(route) }));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "dmsa",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Published data model definitions as SQL scripts, diagrams and documents",
            "license": {"name": "BSD-2-Clause", "identifier": "BSD-2-Clause"},
        },
        "servers": [{"url": if base.is_empty() { "/" } else { base }}],
        "paths": paths,
        "components": {
            "schemas": {"Problem": problem_schema()},
            "responses": {"Problem": {
                "description": "What is wrong, and what there is instead",
                "content": {
                    "text/plain": {"schema": {"type": "string"}},
                    "text/html": {"schema": {"type": "string"}},
                    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}},
                },
            }},
        },
    })
}

fn problem_schema() -> Json {
    json!({
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "did_you_mean": {"type": "string"},
            "known": {"type": "array", "items": {"type": "string"}},
        },
    })
}

fn operation(route: &Route) -> Json {
    let in_path = open_parts(&route.template).map(|name| {
        json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}, "example": example(name)})
    });
    let mut parameters: Vec<Json> = in_path.collect();
    parameters.extend(route.parameters.iter().map(parameter));
    if !route.forms.is_empty() {
        let names: Vec<_> = route.forms.iter().map(|form| form.name()).collect();
        parameters.push(json!({
            "name": "format", "in": "query", "required": false, "schema": {"type": "string", "enum": names},
            "description": "The form of the answer; the Accept header counts where it is not given",
        }));
    }
    let problem = json!({"$ref": "#/components/responses/Problem"});
    let mut responses = Map::new();
    for (status, description) in good(route) {
        let content: Map<String, Json> =
            media_types(route).map(|media_type| (media_type.to_owned(), json!({}))).collect();
        responses.insert(status.as_str().to_owned(), json!({"description": description, "content": content}));
    }
    for status in problems(route) {
        responses.insert(status.as_str().to_owned(), problem.clone());
    }
    json!({
        "operationId": id(&route.template),
        "tags": [route.topic.name()],
        "summary": route.about,
        "parameters": parameters,
        "responses": responses,
    })
}

fn parameter(parameter: &Parameter) -> Json {
    let schema = match &parameter.value {
        Value::Switch => json!({"type": "string", "const": ""}),
        Value::Choice(words) => json!({"type": "string", "enum": words}),
        Value::Text => json!({"type": "string"}),
    };
    json!({
        "name": parameter.name, "in": "query", "required": false, "schema": schema, "description": parameter.about,
        "allowEmptyValue": parameter.value == Value::Switch,
    })
}

/// The statuses of good answers, and what they mean.
fn good(route: &Route) -> Vec<(StatusCode, &'static str)> {
    match route.handler {
        Handler::Hook => vec![(StatusCode::ACCEPTED, "The sources will be read again")],
        _ => vec![
            (StatusCode::OK, "What was asked for"),
            (StatusCode::FOUND, "It is elsewhere"),
            (StatusCode::NOT_MODIFIED, "The client has it already"),
        ],
    }
}

/// The statuses of problems.
fn problems(route: &Route) -> Vec<StatusCode> {
    let mut statuses = vec![
        StatusCode::BAD_REQUEST,
        StatusCode::NOT_FOUND,
        StatusCode::METHOD_NOT_ALLOWED,
        StatusCode::URI_TOO_LONG,
        StatusCode::UNPROCESSABLE_ENTITY,
        StatusCode::SERVICE_UNAVAILABLE,
    ];
    if matches!(route.handler, Handler::Hook) {
        statuses.extend([StatusCode::UNAUTHORIZED, StatusCode::PAYLOAD_TOO_LARGE]);
    }
    statuses
}

fn media_types(route: &Route) -> impl Iterator<Item = &'static str> {
    let of_forms = route.forms.iter().map(|form| form.media_type());
    of_forms.chain(route.media_types.iter().copied())
}

/// The names of the open parts of a template.
fn open_parts(template: &str) -> impl Iterator<Item = &str> {
    template.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

/// Something that a part can be, for pages that let people try.
fn example(part: &str) -> &'static str {
    match part {
        "model" | "model2" => "pedsnet",
        "version" | "version2" => "latest",
        "dialect" => "postgresql",
        "operation" => "ddl",
        "elements" => "tables",
        "table" => "person",
        "field" => "person_id",
        _ => "",
    }
}

/// A name for an address: `/{model}/{version}/ddl/{dialect}/` is `model_version_ddl_dialect`.
fn id(template: &str) -> String {
    let parts: Vec<_> = template
        .split(['/', '.'])
        .map(|part| part.trim_matches(['{', '}', '_']).to_owned())
        .filter(|part| !part.is_empty())
        .collect();
    if parts.is_empty() { "home".to_owned() } else { parts.join("_") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_address_has_a_name_of_its_own() {
        let names: BTreeSet<_> = routes::all().iter().map(|route| id(&route.template)).collect();
        assert_eq!(names.len(), routes::all().len());
        let document = document("https://example.org/dm");
        assert_eq!(document["paths"].as_object().unwrap().len(), routes::all().len());
        assert_eq!(document["servers"][0]["url"], "https://example.org/dm");
    }

    #[test]
    fn every_answer_has_a_media_type() {
        for route in routes::all() {
            assert!(media_types(route).next().is_some(), "{}", route.template);
        }
    }
}
