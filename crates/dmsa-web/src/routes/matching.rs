//! Finding the route of a path, and reading a query by its parameters.

use super::{Parameter, Route, Value};
use crate::http::{Form, Problem, Replacement, Request, decode, preferred};
use dmsa::suggest::suggest;

/// What a path leads to.
#[derive(Clone, Copy)]
pub(crate) enum Match {
    /// A route.
    Found(&'static Route),
    /// A route, if a slash stood at the end.
    WithSlash,
    /// Nothing.
    Nowhere,
}

/// The route of a path.
pub(crate) fn find(path: &str, routes: &'static [Route]) -> Match {
    let slash = path.ends_with('/');
    let bare = path.strip_suffix('/').unwrap_or(path);
    for route in routes {
        let wants_slash = route.template.ends_with('/');
        let template = route.template.strip_suffix('/').unwrap_or(&route.template);
        if fits(template, bare) {
            return if wants_slash && !slash { Match::WithSlash } else { Match::Found(route) };
        }
    }
    Match::Nowhere
}

fn fits(template: &str, path: &str) -> bool {
    let (mut shapes, mut parts) = (template.split('/'), path.split('/'));
    loop {
        match (shapes.next(), parts.next()) {
            (None, None) => return true,
            (Some(shape), Some(part)) if shape == part || (shape.starts_with('{') && !part.is_empty()) => {}
            _ => return false,
        }
    }
}

impl Route {
    /// The open parts of a path, which fits.
    pub(crate) fn values(&self, path: &str) -> Result<Vec<(String, String)>, Problem> {
        let open = |shape: &str| shape.strip_prefix('{').and_then(|shape| shape.strip_suffix('}')).map(str::to_owned);
        let pairs = self.template.split('/').zip(path.split('/'));
        pairs
            .filter_map(|(shape, part)| Some((open(shape)?, part)))
            .map(|(name, part)| Some((name, decode(part)?)))
            .collect::<Option<_>>()
            .ok_or_else(|| Problem::bad("the path is not text in UTF-8"))
    }

    /// The form to answer in, and the rest of the query, in the order of the route's parameters.
    pub(crate) fn query(&self, request: &Request<'_>) -> Result<(Form, Vec<(String, String)>), Problem> {
        let usual = || preferred(request.accept().as_deref(), self.forms).unwrap_or(Form::Text);
        if request.query.is_none() {
            return Ok((usual(), Vec::new()));
        }
        let (mut form, mut known) = (None, Vec::new());
        for (name, value) in request.pairs()? {
            if name == "format" && !self.forms.is_empty() {
                form = Some(self.form(&value)?);
            } else if let Some(place) = self.parameters.iter().position(|parameter| parameter.name == name) {
                known.push((place, name, value));
            } else if !self.is_lenient() {
                return Err(self.unknown(&name));
            }
        }
        known.sort_by_key(|(place, ..)| *place);
        for (place, _, value) in &known {
            if let Some(parameter) = self.parameters.get(*place) {
                parameter.check(value)?;
            }
        }
        let pairs = known.into_iter().map(|(_, name, value)| (name, value)).collect();
        Ok((form.unwrap_or_else(usual), pairs))
    }

    fn form(&self, name: &str) -> Result<Form, Problem> {
        Form::named(name).filter(|form| self.forms.contains(form)).ok_or_else(|| {
            let names = || self.forms.iter().map(|form| form.name());
            Problem::bad(format!("`format` cannot be `{name}`"))
                .meant(suggest(name, names()))
                .known("It can be", names())
                .instead_of(name, Replacement::InPlace)
        })
    }

    fn unknown(&self, name: &str) -> Problem {
        let format = (!self.forms.is_empty()).then_some("format");
        let names: Vec<_> = self.parameters.iter().map(|parameter| parameter.name).chain(format).collect();
        Problem::bad(format!("there is no parameter `{name}` here"))
            .meant(suggest(name, names.iter().copied()))
            .known("The parameters are", if names.is_empty() { vec!["none"] } else { names })
            .instead_of(name, Replacement::Nowhere)
    }
}

impl Parameter {
    /// Whether the value is one of the words it can be; other values are read by whoever uses them.
    fn check(&self, value: &str) -> Result<(), Problem> {
        match &self.value {
            Value::Choice(words) if !words.iter().any(|word| word.eq_ignore_ascii_case(value)) => {
                Err(Problem::bad(format!("`{}` cannot be `{value}`", self.name))
                    .meant(suggest(value, words.iter().copied()))
                    .known("It can be", words.iter().copied())
                    .instead_of(value, Replacement::InPlace))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::all;
    use std::collections::BTreeSet;

    fn found(path: &str) -> String {
        match find(path, all()) {
            Match::Found(route) => route.template.clone(),
            Match::WithSlash => "with slash".to_owned(),
            Match::Nowhere => "nowhere".to_owned(),
        }
    }

    #[test]
    fn paths_lead_to_their_routes() {
        assert_eq!(found("/pedsnet/6.3.0/ddl/oracle/"), "/{model}/{version}/ddl/{dialect}/");
        assert_eq!(found("/pedsnet/6.3.0/ddl/oracle"), "with slash");
        assert_eq!(found("/pedsnet/6.3.0/ddl/oracle/tables/"), "/{model}/{version}/ddl/{dialect}/{elements}/");
        for path in ["//", "/a//ddl/oracle/", "/a/b/c/d/e/f/g/"] {
            assert_eq!(found(path), "nowhere", "{path}");
        }
    }

    #[test]
    fn no_route_hides_another() {
        let mut templates = BTreeSet::new();
        for route in all() {
            let path: String = route.template.chars().filter(|c| !matches!(c, '{' | '}')).collect();
            assert_eq!(found(&path), route.template);
            assert!(templates.insert(route.template.trim_end_matches('/')), "{}", route.template);
            assert!(!route.about.is_empty() && !route.about.ends_with('.'), "{}", route.template);
        }
    }
}
