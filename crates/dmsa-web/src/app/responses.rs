//! Responses that are made for one request alone: problems, redirects, methods.

use crate::budget::Budget;
use crate::cache::Entry;
use crate::http::{Answer, Base, Form, Lifetime, Problem, Request, best_encoding, pairs, preferred};
use crate::{pages, routes};
use bytes::Bytes;
use hyper::header::{
    ACCEPT_ENCODING, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_MAX_AGE, ALLOW,
    CONTENT_TYPE, HeaderMap, HeaderValue, IF_NONE_MATCH,
};
use hyper::{Method, Response, StatusCode};
use std::sync::Arc;

/// Forms of problems, the usual one first: programs that do not choose get text.
const PROBLEM_FORMS: &[Form] = &[Form::Text, Form::Html, Form::Json];

/// Makes responses that are not cached.
pub(super) struct Responses<'a> {
    /// The memory that they count for.
    pub(super) budget: &'a Arc<Budget>,
    /// The label of addresses that do not exist.
    pub(super) no_route: &'static str,
}

impl Responses<'_> {
    /// The response for an answer.
    pub(super) fn send(&self, answer: Answer, headers: &HeaderMap) -> Response<Bytes> {
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let encoding = best_encoding(text(ACCEPT_ENCODING));
        Entry::new(answer, self.no_route, self.budget).response(encoding, text(IF_NONE_MATCH))
    }

    /// A problem in the form that the client prefers.
    pub(super) fn problem(
        &self,
        problem: &Problem,
        headers: &HeaderMap,
        path: &str,
        query: Option<&str>,
    ) -> Response<Bytes> {
        let accept = headers.get("accept").and_then(|value| value.to_str().ok());
        let form = form_of_query(query).filter(|form| PROBLEM_FORMS.contains(form));
        let answer = match form.or_else(|| preferred(accept, PROBLEM_FORMS)) {
            Some(Form::Html) => pages::problem(problem, path, query, routes::all()),
            form => problem.answer(form.unwrap_or(Form::Text)),
        };
        self.send(answer, headers)
    }

    /// The methods of an address.
    pub(super) fn options(&self, allowed: &[Method]) -> Response<Bytes> {
        let answer = Answer::form(Form::Text, "").status(StatusCode::NO_CONTENT).lifetime(Lifetime::Now);
        let mut response = Entry::new(answer, self.no_route, self.budget).response(None, None);
        let headers = response.headers_mut();
        headers.remove(CONTENT_TYPE);
        headers.insert(ALLOW, list(allowed));
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, list(allowed));
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("*"));
        headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
        response
    }

    /// The refusal of a method that an address does not answer.
    pub(super) fn not_allowed(&self, allowed: &[Method], request: &Request<'_>) -> Response<Bytes> {
        let detail = format!("this address does not answer the method {}", request.method);
        let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, detail)
            .known("The methods are", allowed.iter().map(Method::as_str));
        let mut response = self.problem(&problem, request.headers, request.path, request.query);
        response.headers_mut().insert(ALLOW, list(allowed));
        response
    }
}

/// The form that a query names.
fn form_of_query(query: Option<&str>) -> Option<Form> {
    let pairs = pairs(query?)?;
    pairs.iter().rfind(|(name, _)| name == "format").and_then(|(_, value)| Form::named(value))
}

/// The redirect from the path of a request to its canonical form.
pub(super) fn moved(request: &Request<'_>, path: &str, base: &Base) -> Answer {
    let query = request.query.map(|query| format!("?{query}")).unwrap_or_default();
    let to = format!("{base}{path}{query}");
    Answer::redirect(StatusCode::MOVED_PERMANENTLY, &to).lifetime(Lifetime::Definitions).for_one_client()
}

fn list(methods: &[Method]) -> HeaderValue {
    let names: Vec<_> = methods.iter().map(Method::as_str).collect();
    HeaderValue::from_str(&names.join(", ")).unwrap_or_else(|_| HeaderValue::from_static("GET"))
}
