//! Finding the route of a path.

use super::Route;

/// What a path leads to.
#[derive(Clone, Copy)]
pub(crate) enum Match {
    /// A route.
    Found(&'static Route),
    /// A route, if a slash stood at the end.
    WithSlash(&'static Route),
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
            return if wants_slash && !slash { Match::WithSlash(route) } else { Match::Found(route) };
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

/// The path that a client meant who wrote slashes twice, or the fixed parts of a path in another case, as the original led
/// there; `None` if that is no path of ours either.
pub(crate) fn corrected(path: &str, routes: &'static [Route]) -> Option<String> {
    let parts: Vec<_> = path.split('/').filter(|part| !part.is_empty()).collect();
    let slash = path.ends_with('/') && !parts.is_empty();
    let exact = |template: &'static str| {
        let shapes: Vec<_> = template.split('/').filter(|shape| !shape.is_empty()).collect();
        let fits = shapes.len() == parts.len()
            && shapes
                .iter()
                .zip(&parts)
                .all(|(shape, part)| shape.starts_with('{') || shape.eq_ignore_ascii_case(part));
        let part = |(shape, part): (&&'static str, &&str)| {
            if shape.starts_with('{') { (*part).to_owned() } else { (*shape).to_owned() }
        };
        fits.then(|| shapes.iter().zip(&parts).map(part).collect::<Vec<_>>())
    };
    let parts = routes.iter().find_map(|route| exact(&route.template))?;
    let corrected = format!("/{}{}", parts.join("/"), if slash { "/" } else { "" });
    (corrected != path).then_some(corrected)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::all;
    use std::collections::BTreeSet;

    fn found(path: &str) -> String {
        match find(path, all()) {
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
            assert_eq!(corrected(path, all()).as_deref(), right, "{path}");
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
