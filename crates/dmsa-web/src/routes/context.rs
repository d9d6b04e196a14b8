//! From a request to all that its answer is made from, in one canonical form: two requests for the same thing have equal contexts.

use super::{Context, Parameter, Route, Value};
use crate::definitions::Definitions;
use crate::http::{Form, Problem, Replacement, Request, decode, encode, preferred};
use dmsa::ddl::{Elements, Operation};
use dmsa::dialect::DIALECTS;
use dmsa::suggest::suggest;
use std::sync::Arc;

/// The open parts of paths that name a version, and those that name its model.
const VERSIONS: [(&str, &str); 2] = [("version", "model"), ("version2", "model2")];

/// The words that an open part of a path can be, in any case; none where it can be anything.
fn words(part: &str) -> Vec<&'static str> {
    match part {
        "operation" => Operation::ALL.map(Operation::name).to_vec(),
        "dialect" => DIALECTS.iter().map(|dialect| dialect.name()).collect(),
        "elements" => Elements::NAMED.map(|(name, _)| name).to_vec(),
        _ => Vec::new(),
    }
}

impl Route {
    /// What a request for a path of this route asks for.
    pub(crate) fn context(
        &'static self,
        request: &Request<'_>,
        definitions: Arc<Definitions>,
    ) -> Result<Context, Problem> {
        let (form, pairs) = self.query(request)?;
        let mut values = self.values(request.path)?;
        self.name_versions(&mut values, &definitions)?;
        for (name, value) in &mut values {
            if let Some(word) = words(name).into_iter().find(|word| word.eq_ignore_ascii_case(value)) {
                word.clone_into(value);
            }
        }
        let mut context = Context { definitions, path: String::new(), values, pairs, form };
        if let Some(canonical) = self.canonical {
            canonical(&mut context)?;
        }
        context.path = self.path(&context, request.path.ends_with('/'));
        Ok(context)
    }

    /// The open parts of a path, which fits.
    fn values(&'static self, path: &str) -> Result<Vec<(&'static str, String)>, Problem> {
        let open = |shape: &'static str| shape.strip_prefix('{').and_then(|shape| shape.strip_suffix('}'));
        let pairs = self.template.split('/').zip(path.split('/'));
        pairs
            .filter_map(|(shape, part)| Some((open(shape)?, part)))
            .map(|(name, part)| Some((name, decode(part)?)))
            .collect::<Option<_>>()
            .ok_or_else(|| Problem::bad("the path is not text in UTF-8"))
    }

    /// Puts the exact names of versions in the place of those that were given, such as `6.3` or `latest`.
    fn name_versions(&self, values: &mut [(&str, String)], definitions: &Definitions) -> Result<(), Problem> {
        let place = |values: &[(&str, String)], name: &str| values.iter().position(|(known, _)| *known == name);
        for (version, model) in VERSIONS {
            let given =
                |place: Option<usize>| place.and_then(|place| values.get(place)).map(|(_, value)| value.as_str());
            let (model, version) = (place(values, model), place(values, version));
            let Some(name) = given(model) else { continue };
            let found = definitions.find(name, given(version).unwrap_or("latest"))?;
            for (place, exact) in [(model, &*found.outline.name), (version, found.outline.version.as_str())] {
                if let Some((_, value)) = place.and_then(|place| values.get_mut(place)) {
                    exact.clone_into(value);
                }
            }
        }
        Ok(())
    }

    /// Whether a path, which fits, names versions that are there.
    pub(crate) fn names_versions(&'static self, path: &str, definitions: &Definitions) -> Result<(), Problem> {
        self.name_versions(&mut self.values(path)?, definitions)
    }

    /// The path with the values of a context in its open parts.
    fn path(&self, context: &Context, has_slash: bool) -> String {
        let template = self.template.strip_suffix('/').unwrap_or(&self.template);
        let part = |part: &str| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(name) => encode(context.value(name)),
            None => part.to_owned(),
        };
        let parts: Vec<_> = template.split('/').map(part).collect();
        parts.join("/") + if has_slash { "/" } else { "" }
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

impl Parameter {
    /// The values that were given, each written in one way. Values that are free text are read by whoever uses them.
    fn canonical(&self, mut values: Vec<String>) -> Result<Vec<String>, Problem> {
        match &self.value {
            Value::Switch => values.dedup(),
            Value::Text => {}
            Value::Choice(words) => {
                let chosen: Vec<_> =
                    values.iter().map(|value| self.word(words, value, "be")).collect::<Result<_, _>>()?;
                values = chosen.last().map(|word| (*word).to_owned()).into_iter().collect();
            }
            Value::Words(words) if !values.is_empty() => {
                let given =
                    values.iter().flat_map(|value| value.split(',')).map(str::trim).filter(|word| !word.is_empty());
                let chosen: Vec<_> = given.map(|word| self.word(words, word, "hold")).collect::<Result<_, _>>()?;
                let chosen: Vec<_> = words.iter().copied().filter(|word| chosen.contains(word)).collect();
                if chosen.is_empty() {
                    let detail = format!("`{}` holds nothing", self.name);
                    return Err(Problem::bad(detail).known("It can hold", words.iter().copied()));
                }
                values = vec![chosen.join(",")];
            }
            Value::Patterns if !values.is_empty() => {
                let mut patterns: Vec<_> = values.iter().flat_map(|value| value.split(',')).map(str::trim).collect();
                patterns.sort_unstable();
                patterns.dedup();
                values = vec![patterns.join(",")];
            }
            Value::Words(_) | Value::Patterns => {}
        }
        Ok(values)
    }

    /// The word of the list that a value is, in any case.
    fn word(&self, words: &[&'static str], value: &str, verb: &str) -> Result<&'static str, Problem> {
        words.iter().copied().find(|word| word.eq_ignore_ascii_case(value)).ok_or_else(|| {
            Problem::bad(format!("`{}` cannot {verb} `{value}`", self.name))
                .meant(suggest(value, words.iter().copied()))
                .known(&format!("It can {verb}"), words.iter().copied())
                .instead_of(value, Replacement::InPlace)
        })
    }
}

impl Context {
    /// What tells it from other contexts of the same definitions. A long one is hashed, so that keys take little memory.
    pub(crate) fn key(&self) -> String {
        let mut key = self.path.clone();
        for (name, value) in &self.pairs {
            // Lengths keep a name and its value apart from the next.
            key.push_str(&format!("\n{name}={}:{value}", value.len()));
        }
        if self.form != Form::Text {
            key.push('\n');
            key.push_str(self.form.name());
        }
        if key.len() <= MAX_KEY { key } else { crate::http::etag(key.as_bytes()) }
    }
}

/// Keys that are longer are hashed.
const MAX_KEY: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::budget::Budget;
    use crate::cache::Cache;
    use crate::http::Peer;
    use crate::routes::{Match, all, find};
    use crate::supply::Delivery;
    use hyper::HeaderMap;
    use std::sync::LazyLock;

    fn key(address: &str) -> Result<String, Problem> {
        static DEFINITIONS: LazyLock<Arc<Definitions>> = LazyLock::new(|| {
            let cache = Cache::new(Budget::new(0), Arc::default());
            Arc::new(Definitions::new(&[Arc::new(Delivery::embedded())], cache))
        });
        let (uri, headers) = (address.parse().unwrap(), HeaderMap::new());
        let request = Request::new(&uri, &headers, Peer::Client, "")?;
        let Match::Found(route) = find(request.path, all()) else { panic!("{address} is nowhere") };
        Ok(route.context(&request, Arc::clone(&DEFINITIONS))?.key())
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
