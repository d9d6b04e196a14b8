//! Where what an answer says leads to.

use super::parts::id;
use serde_json::{Map, Value as Json, json};

/// Where the values of a link come from: a part of the answer, or of the address that was asked.
type Values = &'static [(&'static str, &'static str)];

const MODEL: (&str, &str) = ("model", "$request.path.model");
const VERSION: (&str, &str) = ("version", "$request.path.version");

/// The links of answers of a shape: names, the addresses they lead to, and what to put into those.
const LINKS: &[(&str, &str, &str, Values)] = &[
    ("Models", "version", "/models/{model}/{version}", &FIRST_OF_LIST),
    ("Models", "schemata", "/schemata/{model}/{version}", &FIRST_OF_LIST),
    ("Version", "table", "/models/{model}/{version}/{table}", &[MODEL, VERSION, FIRST_TABLE]),
    ("Version", "page", "/{model}/{version}/", &[MODEL, VERSION]),
    ("Table", "field", "/models/{model}/{version}/{table}/{field}", &[MODEL, VERSION, TABLE, FIRST_FIELD]),
    ("Table", "page", "/{model}/{version}/tables/{table}/", &[MODEL, VERSION, TABLE]),
    ("Schemata", "page", "/{model}/{version}/tables/{table}/", &[MODEL, VERSION, FIRST_TABLE]),
    (
        "Found",
        "page",
        "/{model}/{version}/",
        &[("model", "$response.body#/hits/0/model"), ("version", "$response.body#/hits/0/version")],
    ),
];

const FIRST_OF_LIST: [(&str, &str); 2] =
    [("model", "$response.body#/0/name"), ("version", "$response.body#/0/version")];
const TABLE: (&str, &str) = ("table", "$request.path.table");
const FIRST_TABLE: (&str, &str) = ("table", "$response.body#/tables/0/name");
const FIRST_FIELD: (&str, &str) = ("field", "$response.body#/fields/0/name");

/// The links of answers of this shape.
pub(super) fn of(shape: &str) -> Map<String, Json> {
    let links = LINKS.iter().filter(|(of_shape, ..)| *of_shape == shape);
    let link = |(_, name, template, values): &(&str, &str, &str, Values)| {
        let values: Map<String, Json> = values.iter().map(|(name, from)| ((*name).to_owned(), json!(from))).collect();
        ((*name).to_owned(), json!({"operationId": id(template), "parameters": values}))
    };
    links.map(link).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openapi::{parts, schemas};
    use crate::routes;
    use std::collections::BTreeSet;

    #[test]
    fn links_lead_to_addresses_and_fill_them() {
        let shapes = schemas::all();
        for (shape, name, template, values) in LINKS {
            assert!(shapes.contains_key(*shape), "{shape}");
            assert!(routes::all().iter().any(|route| route.template == *template), "{name} leads to {template}");
            let given: BTreeSet<_> = values.iter().map(|(name, _)| *name).collect();
            assert_eq!(given, parts::of(template).collect(), "{template}");
        }
    }
}
