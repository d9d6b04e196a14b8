//! The OpenAPI document, made from the list of addresses.

mod links;
mod parts;
mod schemas;

use crate::definitions::Definitions;
use crate::route::{Handler, Parameter, Redirects, Route, Routes, TOPICS, Value};
use hyper::StatusCode;
use parts::{Examples, id};
use serde_json::{Map, Value as Json, json};

/// The whole document of these addresses, for a service at this address that has these definitions.
pub(crate) fn document(base: &str, routes: &Routes, definitions: &Definitions) -> Json {
    let examples = Examples::of(definitions);
    let mut paths = Map::new();
    for route in routes.iter() {
        let method = if matches!(route.handler, Handler::Webhook) { "post" } else { "get" };
        paths.insert(route.template.clone(), json!({ method: operation(route, &examples) }));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "dmsa",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Published data model definitions as SQL scripts, diagrams and documents",
            "description": ABOUT,
            "license": {"name": "BSD-2-Clause", "identifier": "BSD-2-Clause"},
        },
        "servers": [{"url": if base.is_empty() { "/" } else { base }}],
        "tags": TOPICS.map(|topic| json!({"name": topic.name(), "description": topic.about()})),
        "paths": paths,
        "components": {
            "schemas": schemas::all(),
            "responses": {"Problem": problem()},
            "headers": headers(),
            "securitySchemes": {"signature": {
                "type": "apiKey", "in": "header", "name": "X-Hub-Signature-256",
                "description": "`sha256=` and the HMAC of the body with the secret of the service, as GitHub signs its push \
                    events; or `X-Hub-Signature` with SHA-1, where there is no other",
            }},
        },
    })
}

/// What holds for all addresses.
const ABOUT: &str = "Addresses that answer GET also answer HEAD and OPTIONS. If an address ends with a slash, the same address without \
    it redirects there (301). Answers that depend on definitions alone have an `ETag`, and are compressed if the client accepts \
    that. Pages ignore unknown parameters, and so do the addresses of dmsa 0.7 and of the data models service if a name is not \
    close to a known one; all others refuse them.";

fn problem() -> Json {
    json!({
        "description": "What is wrong, and what there is instead",
        "headers": {"User-Agent": {"$ref": "#/components/headers/User-Agent"}},
        "content": {
            "text/plain": {"schema": {"type": "string"}},
            "text/html": {"schema": {"type": "string"}},
            "application/problem+json": {"schema": schemas::of("Problem")},
        },
    })
}

/// Headers of answers.
fn headers() -> Json {
    let header = |about: &str| json!({"description": about, "required": true, "schema": {"type": "string"}});
    json!({
        "User-Agent": header("What answers: this service, or for definitions the data models service at their revision"),
        "ETag": header("Stands for the content, whatever its encoding, until the definitions change"),
        "Location": header("Where it is"),
    })
}

fn operation(route: &Route, examples: &Examples) -> Json {
    let of_path = parts::of(&route.template).map(|part| parts::parameter(&route.template, part, examples));
    let mut parameters: Vec<Json> = of_path.collect();
    parameters.extend(route.parameters.iter().map(parameter));
    if !route.forms.is_empty() {
        let names: Vec<_> = route.forms.iter().map(|form| form.name()).collect();
        parameters.push(json!({
            "name": "format", "in": "query", "required": false, "schema": {"type": "string", "enum": names},
            "description": "The form of the answer; the Accept header counts where it is not given",
        }));
    }
    let problem = json!({"$ref": "#/components/responses/Problem"});
    let mut responses: Map<String, Json> =
        good(route).into_iter().map(|(status, good)| (status.to_string(), good)).collect();
    responses.extend(problems(route).into_iter().map(|status| (status.as_str().to_owned(), problem.clone())));
    let mut operation = json!({
        "operationId": id(&route.template),
        "tags": [route.topic.name()],
        "summary": route.about,
        "parameters": parameters,
        "responses": responses,
    });
    if let Handler::Webhook = route.handler {
        operation["security"] = json!([{"signature": []}]);
        operation["requestBody"] = json!({
            "description": "The push event. Nothing in it is looked at but its signature",
            "content": {"application/json": {"schema": {"type": "object"}}},
        });
    }
    operation
}

fn parameter(parameter: &Parameter) -> Json {
    let schema = match &parameter.value {
        Value::Switch => json!({"type": "string", "const": ""}),
        Value::Choice(words) => json!({"type": "string", "enum": words}),
        Value::Words(words) => json!({"type": "array", "minItems": 1, "items": {"type": "string", "enum": words}}),
        Value::Patterns | Value::Text => json!({"type": "string"}),
        Value::Matching(pattern) => json!({"type": "string", "pattern": pattern}),
    };
    json!({
        "name": parameter.name, "in": "query", "required": false, "schema": schema, "description": parameter.about,
        "allowEmptyValue": parameter.value == Value::Switch, "explode": false,
    })
}

/// Good answers by their status.
fn good(route: &Route) -> Vec<(u16, Json)> {
    let header = |name: &str| json!({"$ref": format!("#/components/headers/{name}")});
    let with = |names: &[&str]| -> Json {
        let names = names.iter().chain(&["User-Agent"]);
        names.map(|name| ((*name).to_owned(), header(name))).collect::<Map<_, _>>().into()
    };
    let content = || -> Map<String, Json> {
        media_types(route)
            .map(|media_type| (media_type.to_owned(), json!({"schema": shape(route, media_type)})))
            .collect()
    };
    if let Handler::Webhook = route.handler {
        let taken =
            json!({"description": "The sources will be read again", "headers": with(&[]), "content": content()});
        return vec![(202, taken)];
    }
    let is_kept = matches!(route.handler, Handler::Cached(_));
    let mut good = Vec::new();
    if route.redirects != Redirects::Always {
        let names: &[&str] = if is_kept { &["ETag"] } else { &[] };
        let mut found = json!({"description": "What was asked for", "headers": with(names), "content": content()});
        let links = links::of(route.shape);
        if !links.is_empty() {
            found["links"] = links.into();
        }
        good.push((200, found));
        if is_kept {
            good.push((304, json!({"description": "The client has it already", "headers": with(&["ETag"])})));
        }
    }
    if route.redirects != Redirects::Never {
        let text = json!({"text/plain": {"schema": {"type": "string"}}});
        good.push((302, json!({"description": "It is elsewhere", "headers": with(&["Location"]), "content": text})));
    }
    good
}

/// The shape of what an address answers in this media type: that of its document, or none that is known.
fn shape(route: &Route, media_type: &str) -> Json {
    match media_type {
        "application/json" if !route.shape.is_empty() => schemas::of(route.shape),
        text if text.starts_with("text/") => json!({"type": "string"}),
        _ => json!({}),
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
    if matches!(route.handler, Handler::Webhook) {
        statuses.extend([
            StatusCode::UNAUTHORIZED,
            StatusCode::CONFLICT,
            StatusCode::REQUEST_TIMEOUT,
            StatusCode::PAYLOAD_TOO_LARGE,
        ]);
    }
    statuses
}

fn media_types(route: &Route) -> impl Iterator<Item = &'static str> {
    let of_forms = route.forms.iter().map(|form| form.media_type());
    of_forms.chain(route.media_types.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes;
    use std::collections::BTreeSet;

    fn shown() -> Json {
        document("https://example.org/dm", routes::all(), &Definitions::embedded())
    }

    #[test]
    fn every_address_has_a_name_of_its_own() {
        let names: BTreeSet<_> = routes::all().iter().map(|route| id(&route.template)).collect();
        assert_eq!(names.len(), routes::all().iter().count());
        let document = shown();
        assert_eq!(document["paths"].as_object().unwrap().len(), routes::all().iter().count());
        assert_eq!(document["servers"][0]["url"], "https://example.org/dm");
    }

    #[test]
    fn every_answer_has_a_media_type_and_every_document_a_shape() {
        let shapes = schemas::all();
        for route in routes::all().iter() {
            assert!(media_types(route).next().is_some(), "{}", route.template);
            let is_document = media_types(route).any(|media_type| media_type == "application/json");
            assert_eq!(is_document, shapes.contains_key(route.shape), "{} {}", route.template, route.shape);
        }
    }

    /// Every reference inside the document leads to something in it.
    #[test]
    fn references_lead_somewhere() {
        fn references<'j>(value: &'j Json, found: &mut BTreeSet<&'j str>) {
            match value {
                Json::Object(object) => {
                    found.extend(object.get("$ref").and_then(Json::as_str));
                    object.values().for_each(|value| references(value, found));
                }
                Json::Array(list) => list.iter().for_each(|value| references(value, found)),
                _ => {}
            }
        }
        let document = shown();
        let mut found = BTreeSet::new();
        references(&document, &mut found);
        assert!(found.len() > 15, "{found:?}");
        for reference in found {
            assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
        }
    }

    #[test]
    fn open_parts_have_examples() {
        for (address, methods) in shown()["paths"].as_object().unwrap() {
            for method in methods.as_object().unwrap().values() {
                for parameter in method["parameters"].as_array().unwrap().iter().filter(|p| p["in"] == "path") {
                    assert_ne!(
                        (&parameter["example"], &parameter["description"]),
                        (&"".into(), &"".into()),
                        "{address}"
                    );
                }
            }
        }
    }
}
