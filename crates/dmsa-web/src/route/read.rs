//! What a request asks for at a route, in one canonical form.

use super::context::Context;
use super::path::Names;
use super::shape::Route;
use crate::definitions::Definitions;
use crate::http::{Form, Problem, Replacement, Request, preferred};
use dmsa::suggest::suggest;
use std::sync::Arc;

impl Route {
    /// What a request asks for whose path names this.
    pub(crate) fn context(
        &self,
        request: &Request<'_>,
        names: Names,
        definitions: &Arc<Definitions>,
    ) -> Result<Context, Problem> {
        let (form, pairs) = self.query(request)?;
        let Names { values, versions } = names;
        let definitions = Arc::clone(definitions);
        let mut context = Context { definitions, path: String::new(), values, versions, pairs, form };
        if let Some(canonical) = self.canonical {
            canonical(&mut context)?;
        }
        context.path = self.path(&context, request.path.ends_with('/'));
        Ok(context)
    }

    /// The form to answer in, and the rest of the query: in the order of the route's parameters, each in one way.
    fn query(&self, request: &Request<'_>) -> Result<(Form, Vec<(String, String)>), Problem> {
        let usual = || preferred(request.accept().as_deref(), self.forms).unwrap_or(Form::Text);
        if request.query.is_none() {
            return Ok((usual(), Vec::new()));
        }
        let mut given: Vec<Vec<String>> = vec![Vec::new(); self.parameters.len()];
        let mut form = None;
        for (name, value) in request.pairs()? {
            let place = self.parameters.iter().position(|parameter| parameter.name == name);
            if let Some(values) = place.and_then(|place| given.get_mut(place)) {
                values.push(value);
            } else if name == "format" && !self.forms.is_empty() {
                form = Some(self.form(&value)?);
            } else {
                self.unknown(&name)?;
            }
        }
        let mut pairs = Vec::new();
        for (parameter, values) in self.parameters.iter().zip(given) {
            pairs.extend(parameter.canonical(values)?.into_iter().map(|value| (parameter.name.to_owned(), value)));
        }
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

    /// A parameter that is not known: refused, unless the route ignores those and the name is not a slip of one that is known.
    fn unknown(&self, name: &str) -> Result<(), Problem> {
        let format = (!self.forms.is_empty()).then_some("format");
        let names: Vec<_> = self.parameters.iter().map(|parameter| parameter.name).chain(format).collect();
        let meant = suggest(name, names.iter().copied());
        if self.is_page() || (self.ignores_unknown && meant.is_none()) {
            return Ok(());
        }
        Err(Problem::bad(format!("there is no parameter `{name}` here"))
            .meant(meant)
            .known("The parameters are", if names.is_empty() { vec!["none"] } else { names })
            .instead_of(name, Replacement::Nowhere))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Peer;
    use crate::route::Destination;
    use crate::route::context::MAX_KEY;
    use crate::routes::all;
    use hyper::{HeaderMap, Method};
    use std::sync::LazyLock;

    fn key(address: &str) -> Result<String, Problem> {
        static DEFINITIONS: LazyLock<Arc<Definitions>> = LazyLock::new(|| Arc::new(Definitions::embedded()));
        let (uri, headers) = (address.parse().unwrap(), HeaderMap::new());
        let request = Request::new(&Method::GET, &uri, &headers, Peer::Client, "")?;
        let Destination::Route { route, names } = all().destination(request.path, &DEFINITIONS) else {
            panic!("{address} is nowhere")
        };
        Ok(route.context(&request, names?, &DEFINITIONS)?.key())
    }

    #[test]
    fn the_same_thing_has_one_key() {
        for same in [
            &["/models?fields=name,version", "/models?fields=VERSION,name", "/models?fields=version&fields=name,name"]
                [..],
            &["/pedsnet/6.3.0/ddl/oracle/", "/PEDSnet/6.3/ddl/Oracle/", "/%70edsnet/v6.3.0/ddl/oracle/"],
            &[
                "/omop/5.0.0/ddl/mysql/?tables=b,a&history=none",
                "/omop/5.0.0/ddl/mysql/?history=NONE&tables=a,b,a&_=17",
            ],
            &["/omop/5.0.0/erd/a.svg", "/omop/5.0/erd/another.SVG"],
        ] {
            let keys: Vec<_> = same.iter().map(|address| key(address).unwrap()).collect();
            assert!(keys.iter().all(|key| key == &keys[0]), "{keys:?}");
        }
        assert_eq!(key("/pedsnet/6.3.0/ddl/oracle/").unwrap(), "/pedsnet/6.3.0/ddl/oracle/");
    }

    #[test]
    fn different_things_have_different_keys() {
        let addresses = [
            "/models?fields=name",
            "/models?format=json",
            "/models",
            "/models/",
            "/omop/5.0.0/ddl/mysql/?schema=a",
            "/omop/5.0.0/ddl/mysql/?schema=a%0Ahistory%3D4:none",
            "/omop/5.0.0/ddl/mysql/?schema=a&history=none",
        ];
        let keys: std::collections::BTreeSet<_> = addresses.iter().map(|address| key(address).unwrap()).collect();
        assert_eq!(keys.len(), addresses.len());
        assert!(key(&format!("/omop/5.0.0/ddl/mysql/?schema={}", "a".repeat(5000))).unwrap().len() <= MAX_KEY);
    }

    #[test]
    fn old_addresses_ignore_what_they_do_not_know_but_no_slips() {
        for address in ["/models?_=1", "/omop/5.0.0/ddl/mysql/?_=1", "/omop/5.0.0/erd/?cache=no&_", "/?utm_source=x"] {
            assert!(key(address).is_ok(), "{address}");
        }
        for address in ["/models?feilds=name", "/omop/5.0.0/ddl/mysql/?histroy=none", "/omop/5.0.0/sqlalchemy/?_=1"] {
            assert!(key(address).is_err(), "{address}");
        }
    }
}
