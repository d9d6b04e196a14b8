//! The list of all addresses, and how a path leads to one of them.

use super::path::Names;
use super::shape::Route;
use crate::definitions::Definitions;
use crate::http::{Problem, Replacement, decode};
use dmsa::suggest::suggest;

/// Every address, in the order in which a path is compared with them.
pub(crate) struct Routes(Vec<Route>);

/// Where a path leads.
pub(crate) enum Destination {
    /// To a route, with what the path names there.
    Route {
        /// The route.
        route: &'static Route,
        /// What the path names, or why it names nothing that exists.
        names: Result<Names, Problem>,
    },
    /// To this path, which is the same in the canonical form.
    Redirect(String),
    /// To nothing.
    Nowhere(Problem),
}

/// The route that a path fits.
enum Match {
    /// It fits.
    Found(&'static Route),
    /// It fits with a slash at its end.
    WithSlash(&'static Route),
    /// It fits none.
    Nowhere,
}

impl Routes {
    /// The list of these addresses.
    pub(crate) fn new(routes: impl IntoIterator<Item = Route>) -> Self {
        Self(routes.into_iter().collect())
    }

    /// Every address.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Route> {
        self.0.iter()
    }

    /// Where a path leads. A path with doubled slashes, without its last slash, or with its fixed parts in another case leads to
    /// the right one by a redirect, as the original did, if there is something at the right one.
    pub(crate) fn destination(&'static self, path: &str, definitions: &Definitions) -> Destination {
        let (route, is_whole) = match self.find(path) {
            Match::Found(route) => (route, true),
            Match::WithSlash(route) => (route, false),
            Match::Nowhere => {
                let corrected = self.corrected_to_something(path, definitions);
                return corrected
                    .map_or_else(|| Destination::Nowhere(self.nowhere(path, definitions)), Destination::Redirect);
            }
        };
        let names = route.names(path, definitions);
        // What looks like an unknown model may be a fixed part in another case.
        if names.is_err()
            && route.begins_with_model()
            && let Some(path) = self.corrected_to_something(path, definitions)
        {
            return Destination::Redirect(path);
        }
        match names {
            names if is_whole => Destination::Route { route, names },
            Err(problem) => Destination::Nowhere(problem),
            Ok(_) => Destination::Redirect(with_slash(path)),
        }
    }

    /// Whether there is a route for a path of this shape.
    pub(crate) fn has(&'static self, path: &str) -> bool {
        !matches!(self.find(path), Match::Nowhere)
    }

    fn find(&'static self, path: &str) -> Match {
        let slash = path.ends_with('/');
        let bare = path.strip_suffix('/').unwrap_or(path);
        for route in &self.0 {
            let wants_slash = route.template.ends_with('/');
            let template = route.template.strip_suffix('/').unwrap_or(&route.template);
            if fits(template, bare) {
                return if wants_slash && !slash { Match::WithSlash(route) } else { Match::Found(route) };
            }
        }
        Match::Nowhere
    }

    /// The path without doubled slashes and with its fixed parts in the right case; `None` if that is the same, or fits no route.
    fn corrected(&self, path: &str) -> Option<String> {
        let parts: Vec<_> = path.split('/').filter(|part| !part.is_empty()).collect();
        let slash = path.ends_with('/') && !parts.is_empty();
        let exact = |template: &str| {
            let shapes: Vec<_> = template.split('/').filter(|shape| !shape.is_empty()).collect();
            let mut pairs = shapes.iter().zip(&parts);
            let fits = shapes.len() == parts.len()
                && pairs.all(|(shape, part)| shape.starts_with('{') || shape.eq_ignore_ascii_case(part));
            let part = |(shape, part): (&&str, &&str)| {
                if shape.starts_with('{') { (*part).to_owned() } else { (*shape).to_owned() }
            };
            fits.then(|| shapes.iter().zip(&parts).map(part).collect::<Vec<_>>())
        };
        let parts = self.0.iter().find_map(|route| exact(&route.template))?;
        let corrected = format!("/{}{}", parts.join("/"), if slash { "/" } else { "" });
        (corrected != path).then_some(corrected)
    }

    /// The corrected path, with its last slash, if there is something there.
    fn corrected_to_something(&'static self, path: &str, definitions: &Definitions) -> Option<String> {
        let path = self.corrected(path)?;
        let (route, path) = match self.find(&path) {
            Match::Found(route) => (route, path),
            Match::WithSlash(route) => (route, with_slash(&path)),
            Match::Nowhere => return None,
        };
        route.names(&path, definitions).is_ok().then_some(path)
    }

    /// The problem of a path that leads to nothing: what is the first wrong part of it, and what exists there.
    fn nowhere(&self, path: &str, definitions: &Definitions) -> Problem {
        let problem = Problem::not_found(format!("there is nothing at {path}"));
        let mut parts = path.split('/').skip(1).map(|part| decode(part).unwrap_or_default());
        let (model, version) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let version = if version.is_empty() { "latest" } else { &version };
        if let Err(problem) = definitions.find(&model, version) {
            return problem;
        }
        let below = self.below_version();
        let problem = match parts.next().filter(|part| !below.contains(part)) {
            Some(part) => {
                problem.meant(suggest(&part, below.iter().map(String::as_str))).instead_of(&part, Replacement::Nowhere)
            }
            None => problem,
        };
        problem.known("Below a version there are", below)
    }

    /// Where a model is unknown: looks for its name among the words that addresses begin with, too.
    pub(crate) fn among_addresses(&self, mut problem: Problem) -> Problem {
        if let Some((name, Replacement::AtTop)) = problem.wrong.as_deref() {
            if self.first_parts().any(|part| part == name) {
                problem.detail = format!("there is nothing at `/{name}/` itself; the page /api lists every address");
            } else if problem.meant.is_none() {
                problem.meant = suggest(name, self.first_parts()).map(str::to_owned);
            }
        }
        problem
    }

    /// The fixed parts that a path can begin with.
    fn first_parts(&self) -> impl Iterator<Item = &str> {
        let parts = self.iter().filter_map(|route| route.template.split('/').nth(1));
        parts.filter(|part| !part.is_empty() && !part.starts_with('{'))
    }

    /// The fixed parts that can follow a version in a path.
    fn below_version(&self) -> Vec<String> {
        let mut parts: Vec<String> = Vec::new();
        let rests = self.iter().filter_map(|route| route.template.strip_prefix("/{model}/{version}/"));
        for part in rests.filter_map(|rest| rest.split('/').next().filter(|part| !part.is_empty())) {
            if !parts.iter().any(|known| known == part) {
                parts.push(part.to_owned());
            }
        }
        parts
    }
}

fn with_slash(path: &str) -> String {
    format!("/{}/", path.trim_start_matches('/'))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::all;
    use std::collections::BTreeSet;

    fn found(path: &str) -> String {
        match all().find(path) {
            Match::Found(route) => route.template.clone(),
            Match::WithSlash(_) => "with slash".to_owned(),
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
    fn doubled_slashes_and_other_case_are_corrected() {
        for (path, right) in [
            ("//models", Some("/models")),
            ("/MODELS", Some("/models")),
            ("/schemata//pedsnet/6.3.0", Some("/schemata/pedsnet/6.3.0")),
            ("/pedsnet/6.3.0/DDL/oracle/", Some("/pedsnet/6.3.0/ddl/oracle/")),
            ("//", Some("/")),
            ("/models", None),
            ("/a/b/c/d/e/f/g/h/", None),
        ] {
            assert_eq!(all().corrected(path).as_deref(), right, "{path}");
        }
    }

    #[test]
    fn no_route_hides_another() {
        let mut templates = BTreeSet::new();
        for route in all().iter() {
            let path: String = route.template.chars().filter(|c| !matches!(c, '{' | '}')).collect();
            assert_eq!(found(&path), route.template);
            assert!(templates.insert(route.template.trim_end_matches('/')), "{}", route.template);
            assert!(!route.about.is_empty() && !route.about.ends_with('.'), "{}", route.template);
        }
    }
}
